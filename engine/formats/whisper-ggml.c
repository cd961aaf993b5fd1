/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/whisper-ggml.h"

#include "engine/formats/bytes-reader.h"
#include "engine/formats/format.h"

#define MAGIC 0x67676d6c
#define MAX_DIMS 4

static const char *const sizes[] = {
  "n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer", "n_text_ctx",
  "n_text_state", "n_text_head", "n_text_layer", "n_mels", "ftype",
};

typedef struct
{
  VtWeights *weights;
  VtBytesReader bytes;
  guint file;
} Reader;

static gboolean
ends_early (const Reader *r, const char *where, GError **error)
{
  return vt_format_damaged (error, r->bytes.file->path, "it ends within %s", where);
}

static gboolean
read_sizes (Reader *r, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *key = g_strconcat ("whisper.", sizes[i], NULL);
      VtMeta meta = { .type = VT_META_I32, .element = VT_META_I32, .length = 1, .size = 4 };

      meta.data = vt_bytes_take (&r->bytes, 4);
      if (meta.data == NULL)
        return ends_early (r, "its sizes", error);
      if (!vt_weights_add_meta (r->weights, key, strlen (key), &meta, error))
        return FALSE;
    }
  return TRUE;
}

/* We make our own. */
static gboolean
skip_filters (Reader *r, GError **error)
{
  guint64 n_mels = vt_bytes_u32 (&r->bytes), n_bins = vt_bytes_u32 (&r->bytes);

  if (n_mels > 4096 || n_bins > 65536 || vt_bytes_take (&r->bytes, 4 * n_mels * n_bins) == NULL)
    return ends_early (r, "its mel filters", error);
  return TRUE;
}

static gboolean
read_tokens (Reader *r, GError **error)
{
  static const char key[] = "whisper.tokens";
  VtMeta meta = { .type = VT_META_ARRAY, .element = VT_META_U8 };
  guint32 n = vt_bytes_u32 (&r->bytes);
  guint64 begin = r->bytes.at;

  for (guint32 i = 0; i < n && !r->bytes.failed; i++)
    vt_bytes_take (&r->bytes, vt_bytes_u32 (&r->bytes));
  if (r->bytes.failed)
    return ends_early (r, "its vocabulary", error);
  meta.data = r->bytes.file->data + begin;
  meta.length = meta.size = (gsize) (r->bytes.at - begin);
  return vt_weights_add_meta (r->weights, key, sizeof key - 1, &meta, error);
}

/* Bytes of the elements, -1 where the shape or type is nonsense. */
static gint64
tensor_bytes (VtType type, const gint64 *shape, guint n_dims)
{
  const VtTypeInfo *info = vt_type_info (type);
  guint64 n = 1;

  for (guint i = 0; i < n_dims; i++)
    if (shape[i] < 0 || !g_uint64_checked_mul (&n, n, (guint64) shape[i]))
      return -1;
  if (info->name == NULL || n > G_MAXINT64 / 64)
    return -1;
  return (gint64) (n / info->block * info->bytes);
}

static gboolean
read_tensor (Reader *r, GError **error)
{
  guint n_dims = vt_bytes_u32 (&r->bytes), name_length = vt_bytes_u32 (&r->bytes), number = vt_bytes_u32 (&r->bytes);
  VtType type = number < VT_TYPE_COUNT ? (VtType) number : VT_TYPE_UNKNOWN;
  gint64 shape[MAX_DIMS], size;
  const char *name;

  if (n_dims > MAX_DIMS)
    return vt_format_damaged (error, r->bytes.file->path, "a tensor has %u dimensions", n_dims);
  for (guint i = 0; i < n_dims; i++)
    shape[i] = (gint32) vt_bytes_u32 (&r->bytes);
  name = (const char *) vt_bytes_take (&r->bytes, name_length);
  if (name == NULL)
    return ends_early (r, "its list of tensors", error);
  size = type == VT_TYPE_UNKNOWN ? -1 : tensor_bytes (type, shape, n_dims);
  if (size < 0)
    return vt_format_damaged (error, r->bytes.file->path, "a tensor is of a type or shape that makes no sense");
  return vt_weights_add_tensor (r->weights, name, name_length, type, vt_type_info (type)->name, shape, n_dims, r->file,
                                r->bytes.at, size, error) &&
         (vt_bytes_take (&r->bytes, (guint64) size) != NULL || ends_early (r, "its weights", error));
}

VtWeights *
vt_whisper_ggml_open_mapping (VtMapping *file, GError **error)
{
  g_autoptr (VtWeights) self = vt_weights_new (&vt_format_whisper_ggml, file->path);
  Reader r = { self, { file, 0, FALSE }, vt_weights_add_file (self, file) };

  if (vt_bytes_u32 (&r.bytes) != MAGIC)
    {
      vt_format_damaged (error, file->path, "it does not begin as whisper.cpp's files do");
      return NULL;
    }
  if (!read_sizes (&r, error) || !skip_filters (&r, error) || !read_tokens (&r, error))
    return NULL;
  while (r.bytes.at < file->size)
    if (!read_tensor (&r, error))
      return NULL;
  return g_steal_pointer (&self);
}

static VtWeights *
whisper_ggml_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = vt_mapping_open (path, error);

  return file != NULL ? vt_whisper_ggml_open_mapping (file, error) : NULL;
}

static gboolean
whisper_ggml_probe (const char *path, const guint8 *head, gsize n_head)
{
  return n_head >= 4 && memcmp (head, "lmgg", 4) == 0;
}

static char *
whisper_ggml_find (const char *folder)
{
  static const char *const names[] = { NULL };
  g_autofree char *path = vt_format_find_file (folder, names, ".bin");
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  return name != NULL && g_str_has_prefix (name, "ggml-") ? g_steal_pointer (&path) : NULL;
}

const VtFormatClass vt_format_whisper_ggml = {
  .name = "whisper.cpp",
  .loose = TRUE,
  .probe = whisper_ggml_probe,
  .find = whisper_ggml_find,
  .open = whisper_ggml_open,
};

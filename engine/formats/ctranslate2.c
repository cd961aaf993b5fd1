/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/ctranslate2.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/bytes-reader.h"
#include "engine/formats/format.h"

#define NEWEST 6
#define MAX_DIMS 8
#define MAX_VARIABLES 1000000

typedef struct
{
  VtWeights *weights;
  VtBytesReader bytes;
  guint file;
  guint version;
} Reader;

/* A text with its length before it; the length counts a NUL at its end. */
static const char *
read_text (VtBytesReader *bytes, gsize *length)
{
  const char *text;

  *length = vt_bytes_u16 (bytes);
  text = (const char *) vt_bytes_take (bytes, *length);
  if (text != NULL && *length > 0 && text[*length - 1] == '\0')
    (*length)--;
  return text;
}

static VtType
type_of (guint number, const char **name)
{
  static const struct { VtType type; const char *name; } types[] = {
    { VT_TYPE_F32, "float32" }, { VT_TYPE_I8, "int8" },      { VT_TYPE_I16, "int16" },
    { VT_TYPE_I32, "int32" },   { VT_TYPE_F16, "float16" },  { VT_TYPE_BF16, "bfloat16" },
  };

  *name = number < G_N_ELEMENTS (types) ? types[number].name : "an unknown type";
  return number < G_N_ELEMENTS (types) ? types[number].type : VT_TYPE_UNKNOWN;
}

/* Before version 4 the file tells the size of an element instead of its type. */
static guint
type_by_size (guint size)
{
  return size == 4 ? 0 : size == 2 ? 2 : size == 1 ? 1 : G_MAXUINT;
}

static gboolean
read_variable (Reader *r, GError **error)
{
  gsize name_length;
  const char *name = read_text (&r->bytes, &name_length), *type_name;
  guint n_dims = vt_bytes_u8 (&r->bytes), number;
  gint64 shape[MAX_DIMS];
  guint64 size;
  VtType type;

  if (n_dims > MAX_DIMS)
    return vt_format_damaged (error, r->bytes.file->path, "a variable has %u dimensions", n_dims);
  for (guint i = 0; i < n_dims; i++)
    shape[n_dims - 1 - i] = vt_bytes_u32 (&r->bytes);
  number = vt_bytes_u8 (&r->bytes);
  size = vt_bytes_u32 (&r->bytes);
  if (r->version < 4)
    {
      size *= number;
      number = type_by_size (number);
    }
  if (r->bytes.failed)
    return vt_format_damaged (error, r->bytes.file->path, "it ends within its list of variables");
  type = type_of (number, &type_name);
  if (!vt_weights_add_tensor (r->weights, name, name_length, type, type_name, shape, n_dims, r->file, r->bytes.at,
                              (gint64) size, error))
    return FALSE;
  if (vt_bytes_take (&r->bytes, size) == NULL)
    return vt_format_damaged (error, r->bytes.file->path, "it ends before the weights “%.*s”", (int) name_length, name);
  return TRUE;
}

static gboolean
read_variables (Reader *r, GError **error)
{
  guint n = vt_bytes_u32 (&r->bytes);

  if (n > MAX_VARIABLES)
    return vt_format_damaged (error, r->bytes.file->path, "it claims to have %u variables", n);
  for (guint i = 0; i < n; i++)
    if (!read_variable (r, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_aliases (Reader *r, GError **error)
{
  guint n = r->version >= 3 ? vt_bytes_u32 (&r->bytes) : 0;
  gsize length;

  for (guint i = 0; i < n && !r->bytes.failed; i++)
    {
      read_text (&r->bytes, &length);
      read_text (&r->bytes, &length);
    }
  return !r->bytes.failed || vt_format_damaged (error, r->bytes.file->path, "it ends within its list of other names");
}

static gboolean
add_spec (Reader *r, GError **error)
{
  VtMeta spec = { .type = VT_META_STRING, .element = VT_META_STRING, .length = 1 };
  VtMeta revision = { .type = VT_META_U32, .element = VT_META_U32, .length = 1, .size = 4 };

  spec.data = (const guint8 *) read_text (&r->bytes, &spec.size);
  revision.data = vt_bytes_take (&r->bytes, 4);
  if (r->bytes.failed)
    return vt_format_damaged (error, r->bytes.file->path, "it ends within its first lines");
  return vt_weights_add_meta (r->weights, "ctranslate2.spec", strlen ("ctranslate2.spec"), &spec, error) &&
         vt_weights_add_meta (r->weights, "ctranslate2.revision", strlen ("ctranslate2.revision"), &revision, error);
}

VtWeights *
vt_ctranslate2_open_mapping (VtMapping *file, GError **error)
{
  g_autoptr (VtWeights) self = vt_weights_new (&vt_format_ctranslate2, file->path);
  Reader r = { self, { file, 0, FALSE }, vt_weights_add_file (self, file), 0 };

  r.version = vt_bytes_u32 (&r.bytes);
  if (r.version < 2 || r.version > NEWEST)
    {
      g_autofree char *name = g_filename_display_name (file->path);

      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "The file “%s” is of version %u of CTranslate2's format; versions 2 to %d can be read.", name,
                   r.version, NEWEST);
      return NULL;
    }
  if (!add_spec (&r, error) || !read_variables (&r, error) || !check_aliases (&r, error))
    return NULL;
  return g_steal_pointer (&self);
}

static VtWeights *
ctranslate2_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = vt_mapping_open (path, error);

  return file != NULL ? vt_ctranslate2_open_mapping (file, error) : NULL;
}

/* A small version, then “SomethingSpec” with its length before it. */
static gboolean
ctranslate2_probe (const char *path, const guint8 *head, gsize n_head)
{
  guint length = n_head > 6 ? head[4] | head[5] << 8 : 0;

  return length > 5 && 6 + length <= n_head && head[0] > 0 && head[0] < 32 && (head[1] | head[2] | head[3]) == 0 &&
         head[6 + length - 1] == '\0' && memcmp (head + 6 + length - 5, "Spec", 4) == 0;
}

static char *
ctranslate2_find (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "model.bin", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

const VtFormatClass vt_format_ctranslate2 = {
  .name = "CTranslate2",
  .loose = TRUE,
  .probe = ctranslate2_probe,
  .find = ctranslate2_find,
  .open = ctranslate2_open,
};

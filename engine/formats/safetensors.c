/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/safetensors.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/formats/format.h"
#include "engine/formats/json.h"

/* The reference implementation refuses longer headers, too. */
#define MAX_HEADER 100000000
#define MAX_DIMS 8

/* One file on its way into a set of weights. */
typedef struct
{
  VtWeights *weights;
  guint file;
  const char *path;
  guint64 base, size;      /* of the bytes after the header */
  const VtJsonNode *wanted; /* weight_map of the index, or NULL: every tensor */
  const char *shard;       /* this file's name in it */
} Part;

static VtType
type_of_name (const char *name)
{
  static const struct { const char *name; VtType type; } types[] = {
    { "F32", VT_TYPE_F32 }, { "F16", VT_TYPE_F16 }, { "BF16", VT_TYPE_BF16 }, { "F64", VT_TYPE_F64 },
    { "I8", VT_TYPE_I8 },   { "I16", VT_TYPE_I16 }, { "I32", VT_TYPE_I32 },   { "I64", VT_TYPE_I64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, name) == 0)
      return types[i].type;
  return VT_TYPE_UNKNOWN;
}

/* The shape, turned round so that the innermost extent comes first. */
static gboolean
read_shape (const VtJsonNode *node, gint64 *shape, guint *n_dims)
{
  guint n = vt_json_length (node);

  if (vt_json_type (node) != VT_JSON_ARRAY || n > MAX_DIMS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!vt_json_read_int (vt_json_at (node, i), &shape[n - 1 - i]) || shape[n - 1 - i] < 0)
      return FALSE;
  *n_dims = n;
  return TRUE;
}

static gboolean
read_range (const Part *part, const VtJsonNode *node, gint64 *begin, gint64 *end)
{
  return vt_json_length (node) == 2 && vt_json_read_int (vt_json_at (node, 0), begin)
         && vt_json_read_int (vt_json_at (node, 1), end) && *begin >= 0 && *begin <= *end
         && (guint64) *end <= part->size;
}

static gboolean
add_tensor (const Part *part, const VtJsonIter *entry, GError **error)
{
  const char *dtype = vt_json_get_string (entry->value, "dtype", NULL);
  gint64 shape[MAX_DIMS], begin, end;
  guint n_dims;
  VtType type;

  if (dtype == NULL || !read_shape (vt_json_get (entry->value, "shape"), shape, &n_dims))
    return vt_format_damaged (error, part->path, "it has weights without a sound type or shape");
  if (!read_range (part, vt_json_get (entry->value, "data_offsets"), &begin, &end))
    return vt_format_damaged (error, part->path, "it ends before its weights do");
  type = type_of_name (dtype);
  dtype = type != VT_TYPE_UNKNOWN ? vt_type_info (type)->name
                                  : vt_weights_keep_string (part->weights, dtype, strlen (dtype));
  return vt_weights_add_tensor (part->weights, entry->key, entry->key_length, type, dtype, shape,
                                n_dims, part->file, part->base + (guint64) begin, end - begin, error);
}

static gboolean
add_metadata (const Part *part, const VtJsonNode *node, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  while (vt_json_iter_next (&iter))
    {
      VtMeta meta = { .type = VT_META_STRING, .element = VT_META_STRING, .length = 1 };
      const char *text = vt_json_string (iter.value, &meta.size);

      if (text == NULL)
        continue;
      meta.data = (const guint8 *) vt_weights_keep_string (part->weights, text, meta.size);
      if (!vt_weights_add_meta (part->weights, iter.key, iter.key_length, &meta, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_wanted (const Part *part, const char *name)
{
  return part->wanted == NULL
         || g_strcmp0 (vt_json_get_string (part->wanted, name, NULL), part->shard) == 0;
}

static gboolean
add_entries (const Part *part, const VtJsonNode *header, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (header);

  if (vt_json_type (header) != VT_JSON_OBJECT)
    return vt_format_damaged (error, part->path, "its header is not a list of weights");
  while (vt_json_iter_next (&iter))
    {
      gboolean sound = TRUE;

      if (strcmp (iter.key, "__metadata__") == 0)
        sound = part->file > 0 || add_metadata (part, iter.value, error);
      else if (is_wanted (part, iter.key))
        sound = add_tensor (part, &iter, error);
      if (!sound)
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_file (VtWeights *weights, VtMapping *mapping, const VtJsonNode *wanted, const char *shard,
          GError **error)
{
  Part part = { .weights = weights, .path = mapping->path, .wanted = wanted, .shard = shard };
  g_autoptr (VtJson) header = NULL;
  guint64 length = 0;

  part.file = vt_weights_add_file (weights, mapping);
  if (mapping->size >= 8)
    memcpy (&length, mapping->data, 8);
  length = GUINT64_FROM_LE (length);
  if (length < 2 || length > MAX_HEADER || !vt_mapping_contains (mapping, 8, length))
    return vt_format_damaged (error, part.path, "its header is cut or no header at all");
  header = vt_json_parse ((const char *) mapping->data + 8, (gsize) length, error);
  if (header == NULL)
    {
      g_autofree char *name = g_filename_display_name (part.path);

      g_prefix_error (error, "The header of the file “%s” is damaged. ", name);
      return FALSE;
    }
  part.base = 8 + length;
  part.size = mapping->size - part.base;
  return add_entries (&part, vt_json_root (header), error);
}

VtWeights *
vt_safetensors_open_mapping (VtMapping *file, GError **error)
{
  g_autoptr (VtWeights) self = vt_weights_new (&vt_format_safetensors, file->path);

  return add_file (self, file, NULL, NULL, error) ? g_steal_pointer (&self) : NULL;
}

/* A shard must lie beside its index: its name must not lead anywhere else. */
static gboolean
is_plain_name (const char *name)
{
  return name != NULL && *name != 0 && *name != '.' && strchr (name, '/') == NULL
         && strchr (name, '\\') == NULL && strlen (name) < 256;
}

static gboolean
add_shard (VtWeights *self, const char *name, const VtJsonNode *map, GError **error)
{
  g_autofree char *path = g_build_filename (vt_weights_folder (self), name, NULL);
  g_autoptr (VtMapping) file = vt_mapping_open (path, error);

  if (file == NULL)
    {
      g_prefix_error (error, "A part of the model is missing. ");
      return FALSE;
    }
  return add_file (self, file, map, name, error);
}

static gboolean
add_shards (VtWeights *self, const char *index, const VtJsonNode *map, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  VtJsonIter iter = VT_JSON_ITER (map);

  if (vt_json_type (map) != VT_JSON_OBJECT)
    return vt_format_damaged (error, index, "it has no “weight_map”");
  while (vt_json_iter_next (&iter))
    {
      const char *name = vt_json_string (iter.value, NULL);

      if (!is_plain_name (name))
        return vt_format_damaged (error, index, "it names a part that cannot lie beside it");
      if (g_hash_table_add (seen, (gpointer) name) && !add_shard (self, name, map, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_complete (const VtWeights *self, const char *index, const VtJsonNode *map, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (map);

  while (vt_json_iter_next (&iter))
    if (vt_weights_find (self, iter.key) == NULL)
      return vt_format_damaged (error, index, "no part has the weights “%.*s” that it names",
                                vt_text_head (iter.key, 100), iter.key);
  return TRUE;
}

static VtWeights *
open_index (const char *path, GError **error)
{
  g_autoptr (VtWeights) self = NULL;
  g_autoptr (VtJson) index = vt_json_load (path, error);
  const VtJsonNode *map;

  if (index == NULL)
    return NULL;
  self = vt_weights_new (&vt_format_safetensors, path);
  map = vt_json_get (vt_json_root (index), "weight_map");
  if (!add_shards (self, path, map, error) || !check_complete (self, path, map, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
is_index (const char *path)
{
  return g_str_has_suffix (path, ".safetensors.index.json");
}

static VtWeights *
safetensors_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = NULL;

  if (is_index (path))
    return open_index (path, error);
  file = vt_mapping_open (path, error);
  return file != NULL ? vt_safetensors_open_mapping (file, error) : NULL;
}

/* There is no magic number: a length below 2^27 and an opening brace. */
static gboolean
safetensors_probe (const char *path, const guint8 *head, gsize n_head)
{
  return is_index (path) || g_str_has_suffix (path, ".safetensors")
         || (n_head > 8 && head[8] == '{' && (head[3] | head[4] | head[5] | head[6] | head[7]) < 8);
}

static char *
safetensors_find (const char *folder)
{
  static const char *const names[] = {
    "model.safetensors.index.json",
    "model.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
    "diffusion_pytorch_model.safetensors",
    NULL,
  };

  return vt_format_find_file (folder, names, ".safetensors");
}

const VtFormatClass vt_format_safetensors = {
  .name = "safetensors",
  .probe = safetensors_probe,
  .find = safetensors_find,
  .open = safetensors_open,
};

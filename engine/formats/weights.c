/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/weights.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/format.h"
#include "engine/formats/name-table.h"

/* No real name comes near; longer ones are an attack or damage. */
#define MAX_NAME 4096

struct _VtWeights
{
  gatomicrefcount refs;
  const VtFormatClass *format;
  char *path, *folder;
  GPtrArray *files;      /* VtMapping */
  GPtrArray *copies;     /* of elements that lie at odd places */
  GArray *tensors;       /* VtTensorInfo */
  GArray *metas;         /* VtMeta */
  VtNameTable tensor_names, meta_names, aliases;
  GArray *aliased;       /* guint: the tensor of each alias */
  GStringChunk *strings;
  guint64 bytes;
  VtWeights *whole; /* whose tensors these are, under other names */
};

static void
clear_meta (gpointer data)
{
  VtMeta *meta = data;

  g_free ((gpointer) meta->offsets);
}

VtWeights *
vt_weights_new (const VtFormatClass *format, const char *path)
{
  VtWeights *self = g_new0 (VtWeights, 1);

  g_atomic_ref_count_init (&self->refs);
  self->format = format;
  self->path = g_strdup (path);
  self->folder = g_path_get_dirname (path);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_mapping_unref);
  self->copies = g_ptr_array_new_with_free_func (g_free);
  self->tensors = g_array_new (FALSE, FALSE, sizeof (VtTensorInfo));
  self->metas = g_array_new (FALSE, FALSE, sizeof (VtMeta));
  self->aliased = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_set_clear_func (self->metas, clear_meta);
  self->strings = g_string_chunk_new (4096);
  return self;
}

VtWeights *
vt_weights_ref (VtWeights *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vt_weights_unref (VtWeights *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  vt_name_table_clear (&self->tensor_names);
  vt_name_table_clear (&self->meta_names);
  vt_name_table_clear (&self->aliases);
  g_array_unref (self->aliased);
  g_array_unref (self->tensors);
  g_array_unref (self->metas);
  g_ptr_array_unref (self->copies);
  g_ptr_array_unref (self->files);
  g_string_chunk_free (self->strings);
  g_free (self->path);
  g_free (self->folder);
  g_clear_pointer (&self->whole, vt_weights_unref);
  g_free (self);
}

guint
vt_weights_add_file (VtWeights *self, VtMapping *file)
{
  g_ptr_array_add (self->files, vt_mapping_ref (file));
  return self->files->len - 1;
}

const char *
vt_weights_keep_string (VtWeights *self, const char *bytes, gsize length)
{
  return g_string_chunk_insert_len (self->strings, bytes, (gssize) length);
}

/* A copy of a name that is fit to be one, or %NULL. */
static const char *
keep_name (VtWeights *self, const char *path, const char *bytes, gsize length, GError **error)
{
  if (length > MAX_NAME)
    vt_format_damaged (error, path, "it has a name of %" G_GSIZE_FORMAT " characters", length);
  else if (!g_utf8_validate_len (bytes, length, NULL))
    vt_format_damaged (error, path, "it has a name that is not text");
  else
    return vt_weights_keep_string (self, bytes, length);
  return NULL;
}

/* Fills in ne[] and the number of rows; %FALSE if the product overflows. */
static gboolean
set_shape (VtTensorInfo *info, const gint64 *shape, guint n_dims, guint64 *elements)
{
  *elements = 1;
  info->n_dims = n_dims;
  for (guint i = 0; i < VT_WEIGHTS_MAX_DIMS; i++)
    info->ne[i] = 1;
  for (guint i = 0; i < n_dims; i++)
    {
      guint at = MIN (i, VT_WEIGHTS_MAX_DIMS - 1);

      if (shape[i] < 0 || !g_uint64_checked_mul (elements, *elements, (guint64) shape[i])
          || *elements > G_MAXINT64)
        return FALSE;
      /* A zero extent makes the product zero whatever comes after it. */
      if (i >= VT_WEIGHTS_MAX_DIMS && shape[i] > 0 && info->ne[at] > G_MAXINT64 / shape[i])
        return FALSE;
      info->ne[at] *= shape[i];
    }
  return TRUE;
}

static gboolean
set_size (VtTensorInfo *info, const char *path, guint64 elements, gint64 size, GError **error)
{
  const VtTypeInfo *type = vt_type_info (info->type);
  guint64 bytes;

  if (info->type == VT_TYPE_UNKNOWN)
    {
      info->size = (gsize) MAX (size, 0);
      return TRUE;
    }
  if (info->ne[0] % type->block != 0)
    return vt_format_damaged (error, path, "the rows of “%s” do not fill its blocks of %u elements",
                              info->name, type->block);
  if (!g_uint64_checked_mul (&bytes, elements / type->block, type->bytes) || bytes > G_MAXSSIZE
      || (size >= 0 && bytes != (guint64) size))
    return vt_format_damaged (error, path, "the size of “%s” does not fit its shape", info->name);
  info->size = (gsize) bytes;
  return TRUE;
}

static gboolean
set_data (VtWeights *self, VtTensorInfo *info, guint64 offset, GError **error)
{
  const VtMapping *file = g_ptr_array_index (self->files, info->file);
  guint alignment = vt_type_is_quantised (info->type) ? 2 : vt_type_info (info->type)->bytes;

  if (!vt_mapping_contains (file, offset, info->size))
    return vt_format_damaged (error, file->path, "it ends before the weights “%s”", info->name);
  info->data = file->data + offset;
  if (offset % alignment != 0 && info->size > 0 && !self->format->loose)
    {
      g_ptr_array_add (self->copies, g_memdup2 (info->data, info->size));
      info->data = g_ptr_array_index (self->copies, self->copies->len - 1);
    }
  return TRUE;
}

gboolean
vt_weights_add_tensor (VtWeights *self, const char *name, gsize name_length, VtType type,
                       const char *type_name, const gint64 *shape, guint n_dims, guint file,
                       guint64 offset, gint64 size, GError **error)
{
  const char *path = vt_weights_file (self, file)->path;
  VtTensorInfo info = { .type = type, .type_name = type_name, .file = file };
  guint64 elements;

  info.name = keep_name (self, path, name, name_length, error);
  if (info.name == NULL)
    return FALSE;
  if (!set_shape (&info, shape, n_dims, &elements))
    return vt_format_damaged (error, path, "the shape of “%s” makes no sense", info.name);
  if (!set_size (&info, path, elements, size, error) || !set_data (self, &info, offset, error))
    return FALSE;
  if (!vt_name_table_add (&self->tensor_names, info.name, name_length))
    return vt_format_damaged (error, path, "it has the weights “%s” twice", info.name);
  g_array_append_val (self->tensors, info);
  self->bytes += info.size;
  return TRUE;
}

void
vt_weights_add_alias (VtWeights *self, const char *alias, const char *name)
{
  gint64 index = vt_name_table_find (&self->tensor_names, name, strlen (name));
  guint tensor = (guint) index;
  gsize length = strlen (alias);

  if (index < 0 || length > MAX_NAME || vt_name_table_find (&self->tensor_names, alias, length) >= 0)
    return;
  if (vt_name_table_find (&self->aliases, alias, length) < 0
      && vt_name_table_add (&self->aliases, vt_weights_keep_string (self, alias, length), length))
    g_array_append_val (self->aliased, tensor);
}

/* --- parts --- */

VtWeights *
vt_weights_new_part (VtWeights *whole)
{
  VtWeights *self = vt_weights_new (whole->format, whole->path);

  self->whole = vt_weights_ref (whole);
  for (guint i = 0; i < whole->files->len; i++)
    vt_weights_add_file (self, vt_weights_file (whole, i));
  return self;
}

static gboolean
add_info (VtWeights *self, const char *name, const VtTensorInfo *info, GError **error)
{
  VtTensorInfo copy = *info;

  copy.name = vt_weights_keep_string (self, name, strlen (name));
  if (!vt_name_table_add (&self->tensor_names, copy.name, strlen (name)))
    return vt_format_damaged (error, self->path, "it has the weights “%s” twice", name);
  g_array_append_val (self->tensors, copy);
  self->bytes += copy.size;
  return TRUE;
}

gboolean
vt_weights_add_piece (VtWeights *self, const char *name, const VtTensorInfo *of, gint64 first, gint64 n, GError **error)
{
  VtTensorInfo info = *of;
  guint across = of->n_dims <= 1 ? 0 : 1; /* what is counted */
  gsize one;

  if (n < 0)
    return add_info (self, name, of, error);
  if (first < 0 || first > of->ne[across] || n > of->ne[across] - first || of->ne[2] != 1 || of->ne[3] != 1 || of->type == VT_TYPE_UNKNOWN
      || (across == 0 && vt_type_is_quantised (of->type)))
    return vt_format_damaged (error, self->path, "“%s” cannot be divided", of->name);
  one = across == 0 ? vt_type_info (of->type)->bytes : vt_type_row_bytes (of->type, of->ne[0]);
  info.ne[across] = n;
  info.data = of->data + (gsize) first * one;
  info.size = (gsize) n * one;
  return add_info (self, name, &info, error);
}

gboolean
vt_weights_add_made (VtWeights *self, const char *name, float *values, gint64 ne0, gint64 ne1, GError **error)
{
  VtTensorInfo info = { .type = VT_TYPE_F32, .type_name = "F32", .n_dims = 2, .ne = { ne0, ne1, 1, 1 }, .data = (const guint8 *) values,
                        .size = (gsize) (ne0 * ne1) * sizeof *values };

  g_ptr_array_add (self->copies, values);
  return add_info (self, name, &info, error);
}

gboolean
vt_weights_add_meta (VtWeights *self, const char *key, gsize key_length, const VtMeta *meta,
                     GError **error)
{
  VtMeta copy = *meta;

  copy.key = keep_name (self, self->path, key, key_length, error);
  if (copy.key == NULL)
    return FALSE;
  if (!vt_name_table_add (&self->meta_names, copy.key, key_length))
    return vt_format_damaged (error, self->path, "it says “%s” twice", copy.key);
  g_array_append_val (self->metas, copy);
  return TRUE;
}

const char *
vt_weights_format (const VtWeights *self)
{
  return self->format->name;
}

const char *
vt_weights_path (const VtWeights *self)
{
  return self->path;
}

const char *
vt_weights_folder (const VtWeights *self)
{
  return self->folder;
}

guint
vt_weights_n_files (const VtWeights *self)
{
  return self->files->len;
}

VtMapping *
vt_weights_file (const VtWeights *self, guint index)
{
  return g_ptr_array_index (self->files, index);
}

guint
vt_weights_n_tensors (const VtWeights *self)
{
  return self->tensors->len;
}

const VtTensorInfo *
vt_weights_tensor (const VtWeights *self, guint index)
{
  return &g_array_index (self->tensors, VtTensorInfo, index);
}

guint64
vt_weights_bytes (const VtWeights *self)
{
  return self->bytes;
}

const VtTensorInfo *
vt_weights_find (const VtWeights *self, const char *name)
{
  gint64 index = vt_name_table_find (&self->tensor_names, name, strlen (name));

  if (index >= 0)
    return vt_weights_tensor (self, (guint) index);
  index = vt_name_table_find (&self->aliases, name, strlen (name));
  return index < 0 ? NULL : vt_weights_tensor (self, g_array_index (self->aliased, guint, index));
}

const VtTensorInfo *
vt_weights_require (const VtWeights *self, const char *name, GError **error)
{
  const VtTensorInfo *info = vt_weights_find (self, name);
  g_autofree char *file = g_filename_display_name (self->path);

  if (info == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                 "The model “%s” lacks the weights “%s”, so it is not complete or not of this kind.",
                 file, name);
  else if (info->type == VT_TYPE_UNKNOWN)
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                 "The weights “%s” of the model “%s” are of the type %s, which cannot be used here; "
                 "take another variant of the model, for example Q4_K_M or F16.",
                 name, file, info->type_name);
  else
    return info;
  return NULL;
}

guint
vt_weights_n_meta (const VtWeights *self)
{
  return self->metas->len;
}

const VtMeta *
vt_weights_meta_at (const VtWeights *self, guint index)
{
  return &g_array_index (self->metas, VtMeta, index);
}

const VtMeta *
vt_weights_meta (const VtWeights *self, const char *key)
{
  gint64 index = vt_name_table_find (&self->meta_names, key, strlen (key));

  return index < 0 ? NULL : vt_weights_meta_at (self, (guint) index);
}

gint64
vt_weights_meta_int (const VtWeights *self, const char *key, gint64 fallback)
{
  vt_meta_read_int (vt_weights_meta (self, key), &fallback);
  return fallback;
}

double
vt_weights_meta_double (const VtWeights *self, const char *key, double fallback)
{
  vt_meta_read_double (vt_weights_meta (self, key), &fallback);
  return fallback;
}

gboolean
vt_weights_meta_boolean (const VtWeights *self, const char *key, gboolean fallback)
{
  vt_meta_read_boolean (vt_weights_meta (self, key), &fallback);
  return fallback;
}

char *
vt_weights_dup_meta_string (const VtWeights *self, const char *key)
{
  return vt_meta_dup_string (vt_weights_meta (self, key));
}

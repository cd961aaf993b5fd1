/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/rows/rows-class.h"
#include "engine/base/error.h"

static void
column_free (VtRowsColumn *column)
{
  g_free (column->name);
  g_strfreev (column->labels);
  g_free (column);
}

static void
cell_clear (VtRowsCell *cell)
{
  g_free (cell->text);
  g_clear_pointer (&cell->bytes, g_bytes_unref);
}

VtRows *
vt_rows_new (const VtRowsClass *klass)
{
  VtRows *self = g_new0 (VtRows, 1);

  self->klass = klass;
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) column_free);
  return self;
}

void
vt_rows_free (VtRows *self)
{
  if (self->state != NULL)
    self->klass->free (self->state);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

void
vt_rows_add_column (VtRows *self, const char *name, VtRowsKind kind, GStrv labels)
{
  VtRowsColumn *column = g_new (VtRowsColumn, 1);

  *column = (VtRowsColumn) { g_strdup (name), kind, labels };
  g_ptr_array_add (self->columns, column);
}

VtRowsRow *
vt_rows_add_row (VtRows *self, GPtrArray *rows)
{
  VtRowsRow *row = g_array_sized_new (FALSE, TRUE, sizeof (VtRowsCell), MAX (self->columns->len, 1));

  g_array_set_size (row, self->columns->len);
  g_array_set_clear_func (row, (GDestroyNotify) cell_clear);
  g_ptr_array_add (rows, row);
  return row;
}

void
vt_rows_set_cell (VtRowsRow *row, guint column, char *text, GBytes *bytes)
{
  VtRowsCell *cell = &g_array_index (row, VtRowsCell, column);

  cell_clear (cell);
  *cell = (VtRowsCell) { text, bytes };
}

const VtRowsCell *
vt_rows_get_cell (const VtRowsRow *row, guint column)
{
  return &g_array_index (row, VtRowsCell, column);
}

GPtrArray *
vt_rows_get_columns (VtRows *self)
{
  return self->columns;
}

gint64
vt_rows_get_count (VtRows *self)
{
  return self->klass->count (self);
}

GPtrArray *
vt_rows_read (VtRows *self, gint64 first, guint n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  if (first >= 0 && n > 0 && !self->klass->read (self, first, n, rows, cancellable, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/* --- by path -------------------------------------------------------------------- */

static gboolean
ends_in (const char *path, const char *const *endings)
{
  g_autofree char *small = g_ascii_strdown (path, -1);

  for (; *endings != NULL; endings++)
    if (g_str_has_suffix (small, *endings))
      return TRUE;
  return FALSE;
}

static const VtRowsClass *
find_class (const char *path)
{
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

  for (guint i = 0; vt_rows_classes[i] != NULL; i++)
    {
      const char *const *endings = vt_rows_classes[i]->endings;

      if (endings != NULL ? !is_folder && ends_in (path, endings) : is_folder)
        return vt_rows_classes[i];
    }
  return NULL;
}

gboolean
vt_rows_is_source (const char *path)
{
  return find_class (path) != NULL;
}

VtRows *
vt_rows_open (const char *path, GError **error)
{
  const VtRowsClass *klass = find_class (path);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (VtRows) self = NULL;

  if (klass == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "%s is no data set that Vitrine can read: those are CSV, JSON lines, text and Parquet files, and folders "
                   "of pictures or sounds.", shown);
      return NULL;
    }
  self = vt_rows_new (klass);
  return klass->open (self, path, error) ? g_steal_pointer (&self) : NULL;
}

/* --- kinds of files ---------------------------------------------------------------- */

static const struct
{
  const char *ending;
  VtRowsKind kind;
  gsize at;
  const char *magic; /* (nullable) */
} files[] = {
  { "png", VT_ROWS_IMAGE, 0, "\x89PNG" },   { "jpg", VT_ROWS_IMAGE, 0, "\xff\xd8\xff" }, { "jpeg", VT_ROWS_IMAGE, 0, NULL },
  { "webp", VT_ROWS_IMAGE, 8, "WEBP" },     { "gif", VT_ROWS_IMAGE, 0, "GIF8" },         { "bmp", VT_ROWS_IMAGE, 0, "BM" },
  { "tif", VT_ROWS_IMAGE, 0, "II*" },       { "tiff", VT_ROWS_IMAGE, 0, "MM" },          { "wav", VT_ROWS_AUDIO, 8, "WAVE" },
  { "flac", VT_ROWS_AUDIO, 0, "fLaC" },     { "ogg", VT_ROWS_AUDIO, 0, "OggS" },         { "opus", VT_ROWS_AUDIO, 0, NULL },
  { "mp3", VT_ROWS_AUDIO, 0, "ID3" },       { "mp3", VT_ROWS_AUDIO, 0, "\xff\xfb" },     { "m4a", VT_ROWS_AUDIO, 4, "ftypM4A" },
};

gboolean
vt_rows_kind_of_name (const char *name, VtRowsKind *kind)
{
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (files); i++)
    if (g_ascii_strcasecmp (dot + 1, files[i].ending) == 0)
      {
        *kind = files[i].kind;
        return TRUE;
      }
  return FALSE;
}

static int
find_magic (const guint8 *data, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize n = files[i].magic != NULL ? strlen (files[i].magic) : 0;

      if (n > 0 && files[i].at + n <= size && memcmp (data + files[i].at, files[i].magic, n) == 0)
        return (int) i;
    }
  return -1;
}

gboolean
vt_rows_kind_of_bytes (const guint8 *data, gsize size, VtRowsKind *kind)
{
  int found = find_magic (data, size);

  if (found >= 0)
    *kind = files[found].kind;
  return found >= 0;
}

const char *
vt_rows_ending_of_bytes (const guint8 *data, gsize size)
{
  int found = find_magic (data, size);

  return found >= 0 ? files[found].ending : "bin";
}

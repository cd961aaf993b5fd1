/* rows-text.c: a text file as a data set of its lines.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/rows/rows-class.h"
#include "app/rows/rows-lines.h"

static gboolean
open_text (VtRows *self, const char *path, GError **error)
{
  self->state = vt_rows_lines_new (path, error);
  vt_rows_add_column (self, "text", VT_ROWS_TEXT, NULL);
  return self->state != NULL;
}

static gint64
count (VtRows *self)
{
  return vt_rows_lines_count (self->state);
}

static gboolean
read_text (VtRows *self, gint64 first, guint n, GPtrArray *rows, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      const char *text;
      gsize size;
      gboolean end;

      if (!vt_rows_lines_read (self->state, first + i, &text, &size, &end, cancellable, error))
        return FALSE;
      if (end)
        return TRUE;
      vt_rows_set_cell (vt_rows_add_row (self, rows), 0, g_utf8_make_valid (text, (gssize) size), NULL);
    }
  return TRUE;
}

static void
free_lines (gpointer state)
{
  vt_rows_lines_free (state);
}

static const char *const endings[] = { ".txt", NULL };

extern const VtRowsClass vt_rows_text;
const VtRowsClass vt_rows_text = { endings, open_text, count, read_text, free_lines };

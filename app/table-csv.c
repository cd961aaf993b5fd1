/* table-csv.c: tables as CSV: RFC 4180, with tabs or semicolons too, as
 * spreadsheets write it and put it on the clipboard.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/table.h"
#include "engine/base/error.h"

typedef struct
{
  VtTable *table;
  char separator;
  gboolean headers; /* the line that is read now holds them */
  GPtrArray *line;  /* (element-type utf8) its cells so far */
  GError **error;
} Reader;

/* Outside quotes. */
char
vt_table_guess_separator (const char *text)
{
  static const char candidates[] = "\t;,";
  guint counts[3] = { 0 };
  gboolean quoted = FALSE;
  guint best = 2;

  for (; *text && (quoted || *text != '\n'); text++)
    {
      const char *found = quoted ? NULL : strchr (candidates, *text);

      quoted ^= *text == '"';
      if (found != NULL)
        counts[found - candidates]++;
    }
  for (guint i = 0; i < 3; i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

/* The cell at @at; returns what follows it, its separator not taken yet. */
static const char *
read_cell (Reader *self, const char *at)
{
  GString *cell = g_string_new (NULL);
  gboolean quoted = *at == '"';

  at += quoted;
  for (; *at; at++)
    {
      if (quoted && *at == '"')
        {
          quoted = at[1] == '"';
          if (quoted)
            g_string_append_c (cell, *at++);
        }
      else if (!quoted && (*at == self->separator || *at == '\n' || (*at == '\r' && at[1] == '\n')))
        break;
      else
        g_string_append_c (cell, *at);
    }
  g_ptr_array_add (self->line, g_string_free (cell, FALSE));
  return at;
}

static gboolean
grow_columns (Reader *self, guint n)
{
  while (vt_table_n_columns (self->table) < n)
    {
      g_autofree char *header = g_strdup_printf ("%u", vt_table_n_columns (self->table) + 1);

      if (!vt_table_insert_column (self->table, vt_table_n_columns (self->table), header))
        return FALSE;
    }
  return TRUE;
}

/* Puts the line that was read into the table. */
static gboolean
end_line (Reader *self)
{
  guint row = vt_table_n_rows (self->table);
  gboolean fits = grow_columns (self, self->line->len) && (self->headers || vt_table_insert_row (self->table, row));

  if (!fits)
    g_set_error (self->error, VT_ERROR, VT_ERROR_LIMIT, "the table is too large: it may have %u columns and %u cells",
                 VT_TABLE_MAX_COLUMNS, VT_TABLE_MAX_CELLS);
  for (guint i = 0; fits && i < self->line->len; i++)
    if (self->headers)
      vt_table_set_header (self->table, i, self->line->pdata[i]);
    else
      vt_table_set_text (self->table, vt_table_get_row (self->table, row), i, self->line->pdata[i]);
  self->headers = FALSE;
  g_ptr_array_set_size (self->line, 0);
  return fits;
}

static gboolean
read_lines (Reader *self, const char *at)
{
  while (*at)
    {
      at = read_cell (self, at);
      if (*at == self->separator && *at != '\0')
        {
          at++;
          if (*at != '\0') /* else an empty cell ends the text */
            continue;
          g_ptr_array_add (self->line, g_strdup (""));
        }
      if (!end_line (self))
        return FALSE;
      at += *at == '\r';
      at += *at == '\n';
    }
  return TRUE;
}

VtTable *
vt_table_from_csv (const char *text, gsize size, char separator, gboolean headers, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) size);
  const char *start = g_str_has_prefix (valid, "\357\273\277") ? valid + 3 : valid;
  g_autoptr (GPtrArray) line = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (VtTable) table = vt_table_new ();
  Reader reader = { table, separator != 0 ? separator : vt_table_guess_separator (start), headers, line, error };

  return read_lines (&reader, start) ? g_steal_pointer (&table) : NULL;
}

static void
append_cell (GString *csv, const char *text, char separator)
{
  if (strpbrk (text, "\"\r\n") == NULL && strchr (text, separator) == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (; *text; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

/* A spreadsheet would skip an empty line, which a row of one empty cell is. */
static void
append_line_end (GString *csv, gsize start)
{
  if (csv->len == start)
    g_string_append (csv, "\"\"");
  g_string_append_c (csv, '\n');
}

char *
vt_table_to_csv (const VtTable *self, char separator, gboolean headers)
{
  GString *csv = g_string_new (NULL);
  guint columns = vt_table_n_columns (self);
  gsize start = 0;

  for (guint j = 0; headers && j < columns; j++)
    {
      if (j > 0)
        g_string_append_c (csv, separator);
      append_cell (csv, vt_table_get_header (self, j), separator);
    }
  if (headers && columns > 0)
    append_line_end (csv, start);
  for (guint i = 0; i < vt_table_n_rows (self); i++)
    {
      start = csv->len;
      for (guint j = 0; j < columns; j++)
        {
          if (j > 0)
            g_string_append_c (csv, separator);
          append_cell (csv, vt_table_get_text (vt_table_get_row (self, i), j), separator);
        }
      append_line_end (csv, start);
    }
  return g_string_free (csv, FALSE);
}

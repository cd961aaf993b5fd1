/* markdown-table.c: the tables of Markdown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/markdown-table.h"

#include <string.h>

#define MAX_COLUMNS 32
#define MAX_ROWS 1000

/* The cells between the bars of @line, trimmed; "\|" is a bar in a cell. */
static GPtrArray *
split (const char *line)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = g_strstrip (g_strdup (line));
  g_autoptr (GString) cell = g_string_new (NULL);
  const char *at = *text == '|' ? text + 1 : text;

  for (; *at; at++)
    {
      if (at[0] == '\\' && at[1] == '|')
        g_string_append_c (cell, *++at);
      else if (*at == '|')
        {
          g_ptr_array_add (cells, g_strstrip (g_strdup (cell->str)));
          g_string_truncate (cell, 0);
        }
      else
        g_string_append_c (cell, *at);
    }
  if (cell->len > 0)
    g_ptr_array_add (cells, g_strstrip (g_strdup (cell->str)));
  return cells;
}

/* ":---:", with at least one dash. */
static gboolean
is_delimiter (const char *cell)
{
  const char *end = cell + strlen (cell);

  if (cell < end && *cell == ':')
    cell++;
  if (cell < end && end[-1] == ':')
    end--;
  for (const char *at = cell; at < end; at++)
    if (*at != '-')
      return FALSE;
  return cell < end;
}

static gboolean
is_delimiter_row (GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (!is_delimiter (cells->pdata[i]))
      return FALSE;
  return cells->len > 0;
}

/* @n cells: what is missing is empty, what is too much is left out. */
static char **
make_row (GPtrArray *cells, guint n, VtMarkdownCell cell)
{
  char **row = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    row[i] = i < cells->len ? cell (cells->pdata[i]) : g_strdup ("");
  return row;
}

GPtrArray *
vt_markdown_table_read (char **lines, int first, int last, VtMarkdownCell cell)
{
  g_autoptr (GPtrArray) head = NULL;
  g_autoptr (GPtrArray) dashes = NULL;
  GPtrArray *rows;
  int n = (int) g_strv_length (lines);

  if (first < 1 || last > n || last <= first || strchr (lines[first], '|') == NULL)
    return NULL;
  head = split (lines[first - 1]);
  dashes = split (lines[first]);
  if (head->len != dashes->len || head->len > MAX_COLUMNS || !is_delimiter_row (dashes))
    return NULL;
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (rows, make_row (head, head->len, cell));
  for (int i = first + 1; i < MIN (last, first + MAX_ROWS); i++)
    {
      g_autoptr (GPtrArray) cells = split (lines[i]);
      g_ptr_array_add (rows, make_row (cells, head->len, cell));
    }
  return rows;
}

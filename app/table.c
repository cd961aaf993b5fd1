/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/table.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

typedef struct
{
  VtCellKind kind;
  char *text; /* NULL where empty */
} Cell;

struct _VtTableRow
{
  GArray *cells; /* (element-type Cell) */
};

typedef struct
{
  char *header;
  VtColumnType type;
} Column;

struct _VtTable
{
  GArray *columns; /* (element-type Column) */
  GPtrArray *rows; /* (element-type VtTableRow) */
};

static void
cell_clear (Cell *cell)
{
  g_free (cell->text);
}

static void
column_clear (Column *column)
{
  g_free (column->header);
}

static void
row_free (VtTableRow *row)
{
  g_array_unref (row->cells);
  g_free (row);
}

VtTable *
vt_table_new (void)
{
  VtTable *self = g_new0 (VtTable, 1);

  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, (GDestroyNotify) column_clear);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  return self;
}

void
vt_table_free (VtTable *self)
{
  g_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

guint
vt_table_n_rows (const VtTable *self)
{
  return self->rows->len;
}

guint
vt_table_n_columns (const VtTable *self)
{
  return self->columns->len;
}

static Column *
get_column (const VtTable *self, guint index)
{
  return &g_array_index (self->columns, Column, index);
}

static Cell *
get_cell (const VtTableRow *row, guint column)
{
  return column < row->cells->len ? &g_array_index (row->cells, Cell, column) : NULL;
}

const char *
vt_table_get_header (const VtTable *self, guint column)
{
  g_return_val_if_fail (column < self->columns->len, "");
  return get_column (self, column)->header;
}

void
vt_table_set_header (VtTable *self, guint column, const char *header)
{
  g_return_if_fail (column < self->columns->len);
  g_free (get_column (self, column)->header);
  get_column (self, column)->header = g_strdup (header);
}

VtColumnType
vt_table_get_type (const VtTable *self, guint column)
{
  g_return_val_if_fail (column < self->columns->len, VT_COLUMN_AUTO);
  return get_column (self, column)->type;
}

void
vt_table_set_type (VtTable *self, guint column, VtColumnType type)
{
  g_return_if_fail (column < self->columns->len);
  get_column (self, column)->type = type;
}

VtColumnType
vt_table_type_from_name (const char *name)
{
  static const struct
  {
    const char *name;
    VtColumnType type;
  } names[] = {
    { "str", VT_COLUMN_TEXT },     { "date", VT_COLUMN_TEXT },    { "markdown", VT_COLUMN_TEXT },
    { "number", VT_COLUMN_NUMBER }, { "bool", VT_COLUMN_BOOLEAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      return names[i].type;
  return VT_COLUMN_AUTO;
}

VtTableRow *
vt_table_get_row (const VtTable *self, guint index)
{
  g_return_val_if_fail (index < self->rows->len, NULL);
  return self->rows->pdata[index];
}

const char *
vt_table_get_text (const VtTableRow *row, guint column)
{
  const Cell *cell = get_cell (row, column);

  return cell != NULL && cell->text != NULL ? cell->text : "";
}

VtCellKind
vt_table_get_kind (const VtTableRow *row, guint column)
{
  const Cell *cell = get_cell (row, column);

  return cell != NULL ? cell->kind : VT_CELL_EMPTY;
}

/* The whole text as a finite number in the C locale. */
static gboolean
read_number (const char *text, double *number)
{
  char *end;

  if (!g_ascii_isdigit (*text) && strchr ("-+.", *text) == NULL)
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && isfinite (*number);
}

/* As spreadsheets write numbers in much of the world, "1,5"; transfer full. */
static char *
with_point (const char *text)
{
  const char *comma = strchr (text, ',');
  char *copy = g_strdup (text);

  if (comma != NULL && strchr (comma + 1, ',') == NULL && strchr (text, '.') == NULL)
    copy[comma - text] = '.';
  return g_strstrip (copy);
}

gboolean
vt_table_get_number (const VtTableRow *row, guint column, double *number)
{
  return vt_table_get_kind (row, column) != VT_CELL_BOOLEAN && read_number (vt_table_get_text (row, column), number);
}

gboolean
vt_table_is_numeric (const VtTable *self, guint column)
{
  gboolean any = FALSE;
  double number;

  for (guint i = 0; i < self->rows->len; i++)
    if (vt_table_get_kind (self->rows->pdata[i], column) == VT_CELL_EMPTY)
      continue;
    else if (!vt_table_get_number (self->rows->pdata[i], column, &number))
      return FALSE;
    else
      any = TRUE;
  return any;
}

/* Takes @text. */
static void
set_cell (VtTableRow *row, guint column, VtCellKind kind, char *text)
{
  Cell *cell = get_cell (row, column);

  g_free (cell->text);
  *cell = (Cell) { kind, text };
}

/* A text that a number is written as and that reads back the same: not "007". */
static gboolean
is_plain_number (const char *text)
{
  const char *digits = *text == '-' ? text + 1 : text;
  double number;

  return read_number (text, &number) && g_ascii_isdigit (*digits) && (digits[0] != '0' || !g_ascii_isdigit (digits[1]));
}

static gboolean
read_boolean (const char *text, gboolean *truth)
{
  static const char *const words[2][5] = { { "false", "no", "0", "☐", "n" }, { "true", "yes", "1", "☑", "y" } };

  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < G_N_ELEMENTS (words[i]); j++)
      if (g_ascii_strcasecmp (text, words[i][j]) == 0)
        {
          *truth = (gboolean) i;
          return TRUE;
        }
  return FALSE;
}

static gboolean
set_number_text (VtTableRow *row, guint column, const char *text)
{
  g_autofree char *plain = with_point (text);
  double number;

  if (!read_number (plain, &number))
    return FALSE;
  set_cell (row, column, VT_CELL_NUMBER, g_steal_pointer (&plain));
  return TRUE;
}

gboolean
vt_table_set_text (VtTable *self, VtTableRow *row, guint column, const char *text)
{
  VtColumnType type = vt_table_get_type (self, column);
  gboolean truth = FALSE;

  if (*text == '\0')
    set_cell (row, column, VT_CELL_EMPTY, NULL);
  else if (type == VT_COLUMN_NUMBER)
    return set_number_text (row, column, text);
  else if (type == VT_COLUMN_BOOLEAN && !read_boolean (text, &truth))
    return FALSE;
  else if (type == VT_COLUMN_BOOLEAN)
    set_cell (row, column, VT_CELL_BOOLEAN, g_strdup (truth ? "true" : "false"));
  else
    set_cell (row, column, type == VT_COLUMN_AUTO && is_plain_number (text) ? VT_CELL_NUMBER : VT_CELL_TEXT,
              g_strdup (text));
  return TRUE;
}

static gboolean
has_room (guint64 rows, guint64 columns)
{
  return columns <= VT_TABLE_MAX_COLUMNS && rows * MAX (columns, 1) <= VT_TABLE_MAX_CELLS;
}

gboolean
vt_table_insert_row (VtTable *self, guint index)
{
  VtTableRow *row;

  if (!has_room ((guint64) self->rows->len + 1, self->columns->len))
    return FALSE;
  row = g_new0 (VtTableRow, 1);
  row->cells = g_array_sized_new (FALSE, TRUE, sizeof (Cell), self->columns->len);
  g_array_set_clear_func (row->cells, (GDestroyNotify) cell_clear);
  g_array_set_size (row->cells, self->columns->len);
  g_ptr_array_insert (self->rows, (int) MIN (index, self->rows->len), row);
  return TRUE;
}

gboolean
vt_table_insert_column (VtTable *self, guint index, const char *header)
{
  Column column = { NULL, VT_COLUMN_AUTO };
  Cell cell = { 0 };

  if (!has_room (self->rows->len, (guint64) self->columns->len + 1))
    return FALSE;
  index = MIN (index, self->columns->len);
  column.header = g_strdup (header);
  g_array_insert_val (self->columns, index, column);
  for (guint i = 0; i < self->rows->len; i++)
    g_array_insert_val (((VtTableRow *) self->rows->pdata[i])->cells, index, cell);
  return TRUE;
}

void
vt_table_remove_row (VtTable *self, guint index)
{
  g_return_if_fail (index < self->rows->len);
  g_ptr_array_remove_index (self->rows, index);
}

void
vt_table_remove_column (VtTable *self, guint index)
{
  g_return_if_fail (index < self->columns->len);
  g_array_remove_index (self->columns, index);
  for (guint i = 0; i < self->rows->len; i++)
    g_array_remove_index (((VtTableRow *) self->rows->pdata[i])->cells, index);
}

static int
rank (const VtTableRow *row, guint column, double *number)
{
  if (vt_table_get_kind (row, column) == VT_CELL_EMPTY)
    return 2;
  return vt_table_get_number (row, column, number) ? 0 : 1;
}

int
vt_table_compare (const VtTableRow *a, const VtTableRow *b, guint column)
{
  double x = 0, y = 0;
  int rank_a = rank (a, column, &x), rank_b = rank (b, column, &y);

  if (rank_a != rank_b)
    return rank_a - rank_b;
  if (rank_a == 0)
    return (x > y) - (x < y);
  return rank_a == 1 ? g_utf8_collate (vt_table_get_text (a, column), vt_table_get_text (b, column)) : 0;
}

static gboolean
fail_large (GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "the table is too large: it may have %u columns and %u cells",
               VT_TABLE_MAX_COLUMNS, VT_TABLE_MAX_CELLS);
  return FALSE;
}

/* As many columns and rows as that; both only grow. */
static gboolean
grow (VtTable *self, guint n_columns, guint n_rows, GError **error)
{
  if (!has_room (MAX (n_rows, self->rows->len), MAX (n_columns, self->columns->len)))
    return fail_large (error);
  while (self->columns->len < n_columns)
    {
      g_autofree char *header = g_strdup_printf ("%u", self->columns->len + 1);

      vt_table_insert_column (self, self->columns->len, header);
    }
  while (self->rows->len < n_rows)
    vt_table_insert_row (self, self->rows->len);
  return TRUE;
}

static char *
json_text (const VtJsonNode *node)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_node (&writer, node);
  return g_string_free (writer.text, FALSE);
}

static void
read_cell (VtTableRow *row, guint column, const VtJsonNode *node)
{
  const char *text = vt_json_string (node, NULL);
  gboolean truth = FALSE;

  if (text != NULL)
    set_cell (row, column, VT_CELL_TEXT, g_strdup (text));
  else if (vt_json_read_boolean (node, &truth))
    set_cell (row, column, VT_CELL_BOOLEAN, g_strdup (truth ? "true" : "false"));
  else if (vt_json_type (node) == VT_JSON_NUMBER)
    set_cell (row, column, VT_CELL_NUMBER, json_text (node));
  else if (vt_json_length (node) > 0)
    set_cell (row, column, VT_CELL_TEXT, json_text (node));
}

static gboolean
read_array_row (VtTable *self, const VtJsonNode *node, guint row, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  if (vt_json_type (node) != VT_JSON_ARRAY)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "row %u of the table is no array", row + 1);
      return FALSE;
    }
  if (!grow (self, vt_json_length (node), row + 1, error))
    return FALSE;
  for (guint column = 0; vt_json_iter_next (&iter); column++)
    read_cell (self->rows->pdata[row], column, iter.value);
  return TRUE;
}

static guint
find_column (const VtTable *self, const char *header)
{
  guint i = 0;

  while (i < self->columns->len && strcmp (get_column (self, i)->header, header) != 0)
    i++;
  return i;
}

static gboolean
read_object_row (VtTable *self, const VtJsonNode *node, guint row, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  if (!grow (self, self->columns->len, row + 1, error))
    return FALSE;
  while (vt_json_iter_next (&iter))
    {
      guint column = find_column (self, iter.key);

      if (column == self->columns->len && !vt_table_insert_column (self, column, iter.key))
        return fail_large (error);
      read_cell (self->rows->pdata[row], column, iter.value);
    }
  return TRUE;
}

static gboolean
read_headers (VtTable *self, const VtJsonNode *headers, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (headers);

  if (headers != NULL && vt_json_type (headers) != VT_JSON_ARRAY)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "the table's “headers” are no array");
      return FALSE;
    }
  if (!grow (self, vt_json_length (headers), 0, error))
    return FALSE;
  for (guint i = 0; vt_json_iter_next (&iter); i++)
    {
      const char *text = vt_json_string (iter.value, NULL);
      g_autofree char *other = text == NULL ? json_text (iter.value) : NULL;

      vt_table_set_header (self, i, text != NULL ? text : other);
    }
  return TRUE;
}

VtTable *
vt_table_from_json (const VtJsonNode *node, GError **error)
{
  g_autoptr (VtTable) self = vt_table_new ();
  const VtJsonNode *data = vt_json_type (node) == VT_JSON_OBJECT ? vt_json_get (node, "data") : node;
  VtJsonIter iter = VT_JSON_ITER (data);

  if (vt_json_type (data) != VT_JSON_ARRAY)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "it takes a table, {\"headers\": […], \"data\": [[…], …]}");
      return NULL;
    }
  if (!read_headers (self, vt_json_get (node, "headers"), error))
    return NULL;
  for (guint row = 0; vt_json_iter_next (&iter); row++)
    if (vt_json_type (iter.value) == VT_JSON_OBJECT ? !read_object_row (self, iter.value, row, error)
                                                    : !read_array_row (self, iter.value, row, error))
      return NULL;
  return g_steal_pointer (&self);
}

static void
write_cell (VtJsonWriter *writer, const Cell *cell)
{
  double number;

  if (cell->kind == VT_CELL_EMPTY)
    vt_json_write_null (writer);
  else if (cell->kind == VT_CELL_BOOLEAN)
    vt_json_write_boolean (writer, strcmp (cell->text, "true") == 0);
  else if (cell->kind == VT_CELL_NUMBER && read_number (cell->text, &number))
    {
      if (number == floor (number) && fabs (number) < 9e15)
        vt_json_write_int (writer, (gint64) number);
      else
        vt_json_write_double (writer, number);
    }
  else
    vt_json_write_string (writer, cell->text, -1);
}

char *
vt_table_to_json (const VtTable *self)
{
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_begin (&writer, '{');
  vt_json_write_key (&writer, "headers");
  vt_json_write_begin (&writer, '[');
  for (guint i = 0; i < self->columns->len; i++)
    vt_json_write_string (&writer, get_column (self, i)->header, -1);
  vt_json_write_end (&writer, ']');
  vt_json_write_key (&writer, "data");
  vt_json_write_begin (&writer, '[');
  for (guint i = 0; i < self->rows->len; i++)
    {
      vt_json_write_begin (&writer, '[');
      for (guint j = 0; j < self->columns->len; j++)
        write_cell (&writer, get_cell (self->rows->pdata[i], j));
      vt_json_write_end (&writer, ']');
    }
  vt_json_write_end (&writer, ']');
  vt_json_write_end (&writer, '}');
  return g_string_free (writer.text, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-use.h"

#include <string.h>

#include "app/component-class.h"
#include "app/space-edit.h"
#include "engine/base/error.h"

static void
place_free (VtRowsPlace *place)
{
  g_free (place->table);
  g_free (place->title);
  g_ptr_array_unref (place->names);
  g_ptr_array_unref (place->titles);
  g_free (place);
}

static VtRowsPlace *
place_new (const char *table, const char *title)
{
  VtRowsPlace *place = g_new (VtRowsPlace, 1);

  *place = (VtRowsPlace) { g_strdup (table), g_strdup (title), g_ptr_array_new_with_free_func (g_free),
                           g_ptr_array_new_with_free_func (g_free) };
  return place;
}

static void
add_name (VtRowsPlace *place, const char *name, const char *title)
{
  g_ptr_array_add (place->names, g_strdup (name));
  g_ptr_array_add (place->titles, g_strdup (*title != '\0' ? title : name));
}

static gboolean
can_be_filled (const VtSpaceComponent *component)
{
  return component->klass->is_input && vt_space_component_get_boolean (component, "interactive")
         && strcmp (component->klass->type, "dataframe") != 0;
}

/* What the examples give already, or what they could. */
static VtRowsPlace *
find_examples (VtSpace *space)
{
  GPtrArray *given = vt_space_get_example_inputs (space), *all = vt_space_get_components (space);
  GPtrArray *from = given->len > 0 ? given : all;
  VtRowsPlace *place = place_new (NULL, "");

  for (guint i = 0; i < from->len; i++)
    {
      const VtSpaceComponent *component = from->pdata[i];

      if (given->len > 0 || can_be_filled (component))
        add_name (place, component->id, vt_space_component_get_text (component, "label"));
    }
  return place;
}

static VtTable *
table_of (const VtSpaceComponent *component)
{
  g_autoptr (VtValue) value = vt_space_component_initial (component);
  const char *text = vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);

  return json != NULL ? vt_table_from_json (vt_json_root (json), NULL) : NULL;
}

static VtRowsPlace *
find_table (const VtSpaceComponent *component)
{
  g_autoptr (VtTable) table = table_of (component);
  g_autofree char *title = vt_space_component_name (component);
  VtRowsPlace *place = place_new (component->id, title);

  for (guint i = 0; table != NULL && i < vt_table_n_columns (table); i++)
    add_name (place, vt_table_get_header (table, i), vt_table_get_header (table, i));
  return place;
}

static void
add_place (GPtrArray *places, VtRowsPlace *place)
{
  if (place->names->len > 0)
    g_ptr_array_add (places, place);
  else
    place_free (place);
}

GPtrArray *
vt_rows_places (VtSpace *space)
{
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  GPtrArray *components = vt_space_get_components (space);

  add_place (places, find_examples (space));
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      if (strcmp (component->klass->type, "dataframe") == 0)
        add_place (places, find_table (component));
    }
  return places;
}

/* --- using them ---------------------------------------------------------------------- */

/* %NULL where the component does not take the cell. */
static VtValue *
value_of (VtSpaceEditor *editor, const char *id, const VtTable *rows, guint row, int column)
{
  const VtSpaceComponent *component = vt_space_find_component (vt_space_editor_get_space (editor), id);
  g_autoptr (VtValue) text = NULL;

  if (column < 0)
    return vt_space_component_initial (component);
  text = vt_value_new_text (vt_table_get_text (vt_table_get_row (rows, row), (guint) column));
  return vt_space_component_accept (component, text, NULL);
}

static gboolean
add_example (VtSpaceEditor *editor, const VtRowsPlace *place, const VtTable *rows, guint row, const int *columns)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) vt_value_unref);

  for (guint i = 0; i < place->names->len; i++)
    {
      VtValue *value = value_of (editor, place->names->pdata[i], rows, row, columns[i]);

      if (value == NULL)
        return FALSE;
      g_hash_table_insert (values, place->names->pdata[i], value);
    }
  return vt_space_edit_add_example (editor, values, NULL);
}

static guint
add_examples (VtSpaceEditor *editor, const VtRowsPlace *place, const VtTable *rows, const int *columns)
{
  guint n = 0;

  vt_space_editor_begin_group (editor, N_ ("Add examples"));
  for (guint row = 0; row < vt_table_n_rows (rows); row++)
    n += add_example (editor, place, rows, row, columns) ? 1 : 0;
  vt_space_editor_end_group (editor);
  return n;
}

static guint
fill_table (VtSpaceEditor *editor, const VtRowsPlace *place, const VtTable *rows, const int *columns, GError **error)
{
  g_autoptr (VtTable) table = vt_table_new ();
  g_autoptr (VtValue) value = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < place->names->len; i++)
    vt_table_insert_column (table, i, place->names->pdata[i]);
  for (guint row = 0; row < vt_table_n_rows (rows) && vt_table_insert_row (table, row); row++)
    for (guint i = 0; i < place->names->len; i++)
      if (columns[i] >= 0)
        vt_table_set_text (table, vt_table_get_row (table, row), i,
                           vt_table_get_text (vt_table_get_row (rows, row), (guint) columns[i]));
  json = vt_table_to_json (table);
  value = vt_value_new_json (json);
  return vt_space_edit_set_property (editor, place->table, "value", value, error) ? vt_table_n_rows (table) : 0;
}

guint
vt_rows_use (VtSpaceEditor *editor, const VtRowsPlace *place, const VtTable *rows, const int *columns, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint n = place->table != NULL ? fill_table (editor, place, rows, columns, &local) : add_examples (editor, place, rows, columns);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (n == 0)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID,
                         "None of the rows fits: the space's inputs do not take what is in the columns that were chosen.");
  return n;
}

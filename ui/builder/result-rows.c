/* result-rows.c: the rows that say where the results of an event go: into components,
 * or, where it goes through the rows of a table, into columns of that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "ui/builder/event-panel-private.h"
#include "ui/builder/event-words.h"

#define BETWEEN "\n" /* a target and a wire; columns may have blanks in their names */

static const VtSpaceEvent *
event_of (VtEventPanel *panel, guint event)
{
  return vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
}

static void
on_output_target (VtEventRow *row, const char *value)
{
  vt_space_edit_move_output (row->panel->editor, row->event, row->name, value, NULL);
}

static void
on_output_wire (VtEventRow *row, const char *value)
{
  g_autofree char *json = vt_else_keep (row, row->name, value);
  GError *error = NULL;

  vt_space_edit_set_output (row->panel->editor, row->event, row->name, json, &error);
  vt_event_panel_tell (row->panel, error);
}

static void
on_remove_output (VtEventRow *row)
{
  vt_space_edit_set_output (row->panel->editor, row->event, row->name, NULL, NULL);
}

static void
add_remove_output (VtEventPanel *panel, guint event, const char *name, GtkWidget *row, AdwPreferencesGroup *group)
{
  GtkWidget *button = vt_event_button_new ("list-remove-symbolic", _ ("Do not show this result"),
                                           vt_event_row_new (panel, event, 0, name), on_remove_output);

  if (ADW_IS_ENTRY_ROW (row))
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);
}

static gboolean
is_target (const VtSpaceEvent *event, const char *component)
{
  for (guint i = 0; i < event->outputs->len; i++)
    if (g_str_equal (((const VtSpaceWire *) event->outputs->pdata[i])->name, component))
      return TRUE;
  return FALSE;
}

/* The components that hold a value of @type and have no result of this event yet. */
static void
collect_targets (VtSpace *space, const VtSpaceEvent *event, const char *also, VtValueType type, GPtrArray *names,
                 GPtrArray *values)
{
  GPtrArray *components = vt_space_get_components (space);

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      if (vt_space_component_value_type (component) == VT_VALUE_NONE || !vt_value_type_fits (type, vt_space_component_value_type (component))
          || (g_strcmp0 (component->id, also) != 0 && is_target (event, component->id)))
        continue;
      g_ptr_array_add (names, vt_component_words (component));
      g_ptr_array_add (values, g_strdup (component->id));
    }
}

/* Another name for the column: a click, as each letter would make a column of its own. */
static void
on_column_named (VtEventRow *row, AdwEntryRow *entry)
{
  g_autofree char *column = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  const char *point = strchr (row->name, '.');
  g_autofree char *other = g_strdup_printf ("%.*s.%s", (int) (point - row->name), row->name, column);

  if (!*column || !vt_space_edit_move_output (row->panel->editor, row->event, row->name, other, NULL))
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
}

static void
row_free (gpointer data)
{
  VtEventRow *row = data;

  g_free (row->name);
  g_free (row);
}

static GtkWidget *
column_row (VtEventPanel *panel, guint event, const char *name, const char *column, const char *to)
{
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *title = g_strdup_printf (_ ("in the column of “%s”"), to);
  g_autofree char *key = g_strdup_printf ("event-%u-column-%s", event, name);
  VtEventRow *data = vt_event_row_new (panel, event, 0, name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), column);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_name (row, key);
  g_object_set_data_full (G_OBJECT (row), "event-row", data, row_free);
  g_signal_connect_swapped (row, "apply", G_CALLBACK (on_column_named), data);
  return row;
}

static void
add_output_wire (VtEventPanel *panel, guint event, const VtSpaceWire *wire, const char *name, VtValueType type,
                 AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = event_of (panel, event);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, VT_OUTPUTS, type);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  const VtSpaceWire *shown = wire->kind == VT_WIRE_FIRST && wire->parts->len > 0 ? wire->parts->pdata[0] : wire;
  g_autofree char *words = vt_wire_words (vt_space_editor_get_space (panel->editor), of, shown);
  g_autofree char *key = g_strdup_printf ("event-%u-out-%s", event, name);

  for (guint i = 0; i < offers->len; i++)
    {
      g_ptr_array_add (names, vt_offer_words (of, offers->pdata[i]));
      g_ptr_array_add (values, g_strdup (((VtWireOffer *) offers->pdata[i])->json));
    }
  adw_preferences_group_add (group, vt_event_combo_new (_ ("Put"), key, names, values, shown->json, words,
                                                        vt_event_row_new (panel, event, VT_OUTPUTS, name), on_output_wire));
  vt_else_rows_add (panel, event, VT_OUTPUTS, name, wire, type, group);
}

static void
add_output (VtEventPanel *panel, guint event, const VtSpaceWire *wire, AdwPreferencesGroup *group)
{
  VtSpace *space = vt_space_editor_get_space (panel->editor);
  const VtSpaceComponent *target = vt_space_find_component (space, wire->name);
  VtValueType type = wire->column ? VT_VALUE_JSON : vt_space_component_value_type (target);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free), ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *to = vt_component_words (target);
  g_autofree char *key = g_strdup_printf ("event-%u-to-%s", event, wire->name);
  g_autofree char *name = wire->column ? g_strdup_printf ("%s.%s", wire->name, wire->column) : g_strdup (wire->name);

  add_output_wire (panel, event, wire, name, type, group);
  if (wire->column)
    {
      add_remove_output (panel, event, name, column_row (panel, event, name, wire->column, to), group);
      return;
    }
  collect_targets (space, event_of (panel, event), wire->name, type, targets, ids);
  add_remove_output (panel, event, name,
                     vt_event_combo_new (_ ("in"), key, targets, ids, wire->name, to,
                                         vt_event_row_new (panel, event, 0, wire->name), on_output_target), group);
}

static void
on_new_output (VtEventRow *row, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, BETWEEN, 2);
  GError *error = NULL;

  if (*value)
    vt_space_edit_set_output (row->panel->editor, row->event, parts[0], parts[1], &error);
  vt_event_panel_tell (row->panel, error);
}

/* @target: what to write as the output's name; @words: of where it is */
static void
add_choices (VtEventPanel *panel, guint event, const char *target, const char *words, VtValueType type, GPtrArray *names,
             GPtrArray *values)
{
  const VtSpaceEvent *of = event_of (panel, event);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, VT_OUTPUTS, type);

  for (guint i = 0; i < offers->len; i++)
    {
      const VtWireOffer *offer = offers->pdata[i];
      g_autofree char *from = offer->output ? vt_offer_words (of, offer) : NULL;

      if (!from)
        continue;
      /* Translators: what is put where: "Text in “Answer”" */
      g_ptr_array_add (names, g_strdup_printf (_ ("%s in %s"), from, words));
      g_ptr_array_add (values, g_strconcat (target, BETWEEN, offer->json, NULL));
    }
}

static gboolean
has_column (const VtSpaceEvent *event, const char *column)
{
  for (guint i = 0; i < event->outputs->len; i++)
    if (g_strcmp0 (((const VtSpaceWire *) event->outputs->pdata[i])->column, column) == 0)
      return TRUE;
  return FALSE;
}

/* A name that neither a column nor an output of the event has. */
static char *
new_column (const VtSpaceEvent *event, const char *const *columns)
{
  char *name = g_strdup (_ ("Result"));

  for (guint i = 2; g_strv_contains (columns, name) || has_column (event, name); i++)
    {
      g_free (name);
      name = g_strdup_printf (_ ("Result %u"), i);
    }
  return name;
}

/* Of an event that goes through a table: its columns, and a new one. */
static void
add_columns (VtEventPanel *panel, guint event, GPtrArray *names, GPtrArray *values)
{
  const VtSpaceEvent *of = event_of (panel, event);
  const VtSpaceComponent *table = of->each ? vt_space_find_component (vt_space_editor_get_space (panel->editor), of->each) : NULL;
  g_auto (GStrv) columns = table ? vt_space_component_columns (table) : NULL;
  g_autofree char *fresh = columns ? new_column (of, (const char *const *) columns) : NULL;
  g_autofree char *to = table ? vt_component_words (table) : NULL;
  guint n = columns ? g_strv_length (columns) : 0;

  for (guint i = 0; columns && i <= n; i++)
    {
      const char *column = i < n ? columns[i] : fresh;
      g_autofree char *target = g_strdup_printf ("%s.%s", table->id, column);
      g_autofree char *words = g_strdup_printf (i < n ? _ ("the column “%s” of “%s”") : _ ("a new column “%s” of “%s”"), column, to);

      if (*column && !has_column (of, column))
        add_choices (panel, event, target, words, VT_VALUE_JSON, names, values);
    }
}

/* One more result: every output of every step, into everything that it fits. */
static void
add_new_output (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = event_of (panel, event);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-more", event);
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (panel->editor));

  g_ptr_array_add (names, g_strdup (_ ("nothing else")));
  g_ptr_array_add (values, g_strdup (""));
  add_columns (panel, event, names, values);
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      g_autofree char *to = vt_component_words (component);
      g_autofree char *words = g_strdup_printf (_ ("“%s”"), to);

      if (!is_target (of, component->id) && vt_space_component_value_type (component) != VT_VALUE_NONE
          && g_strcmp0 (of->each, component->id) != 0)
        add_choices (panel, event, component->id, words, vt_space_component_value_type (component), names, values);
    }
  if (names->len > 1)
    adw_preferences_group_add (group, vt_event_combo_new (of->outputs->len ? _ ("and put") : _ ("Put"), key, names, values,
                                                          "", NULL, vt_event_row_new (panel, event, 0, NULL),
                                                          on_new_output));
}

void
vt_result_rows_add (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = event_of (panel, event);

  for (guint i = 0; i < of->outputs->len; i++)
    add_output (panel, event, of->outputs->pdata[i], group);
  add_new_output (panel, event, group);
}

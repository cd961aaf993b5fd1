/* event-card.c: the rows of one event: the sentence, when it happens, its steps,
 * and where the results go.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "ui/builder/event-panel-private.h"
#include "ui/builder/event-words.h"

static const VtSpaceEvent *
event_of (VtEventPanel *panel, guint event)
{
  return vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
}

/* --- when ---------------------------------------------------------------------------- */

static void
on_trigger (VtEventRow *row, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 2);
  GError *error = NULL;

  if (!*value)
    return;
  vt_space_edit_set_trigger (row->panel->editor, row->event, row->step, parts[0], parts[1], &error);
  vt_event_panel_tell (row->panel, error);
}

static void
on_remove_trigger (VtEventRow *row)
{
  vt_space_edit_set_trigger (row->panel->editor, row->event, row->step, NULL, NULL, NULL);
}

static void
add_trigger_row (VtEventPanel *panel, guint event, guint index, GPtrArray *names, GPtrArray *values,
                 AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = event_of (panel, event);
  const VtSpaceTrigger *trigger = index < of->triggers->len ? of->triggers->pdata[index] : NULL;
  g_autofree char *current = trigger ? g_strdup_printf ("%s %s", trigger->component, trigger->event) : g_strdup ("");
  g_autofree char *key = g_strdup_printf ("event-%u-on-%u", event, index);
  const char *title = !trigger ? _ ("or when") : index == 0 ? _ ("When") : _ ("or when");
  GtkWidget *combo = vt_event_combo_new (title, key, names, values, current,
                                         trigger ? current : _ ("nothing yet"),
                                         vt_event_row_new (panel, event, index, NULL), on_trigger);

  if (trigger && of->triggers->len > 1)
    adw_action_row_add_suffix (ADW_ACTION_ROW (combo),
                               vt_event_button_new ("list-remove-symbolic", _ ("Not then"),
                                                    vt_event_row_new (panel, event, index, NULL), on_remove_trigger));
  adw_preferences_group_add (group, combo);
}

/* Every event of every component, in words. */
static void
collect_triggers (VtSpace *space, GPtrArray *names, GPtrArray *values)
{
  GPtrArray *components = vt_space_get_components (space);

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      for (const char *const *name = component->klass->events; *name; name++)
        {
          g_ptr_array_add (names, vt_trigger_words (component, *name));
          g_ptr_array_add (values, g_strdup_printf ("%s %s", component->id, *name));
        }
    }
}

static void
add_triggers (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  guint n = event_of (panel, event)->triggers->len;

  collect_triggers (vt_space_editor_get_space (panel->editor), names, values);
  for (guint i = 0; i < MAX (n, 1); i++)
    add_trigger_row (panel, event, i, names, values, group);
  if (n > 0)
    {
      g_ptr_array_insert (names, 0, g_strdup (_ ("nothing else")));
      g_ptr_array_insert (values, 0, g_strdup (""));
      add_trigger_row (panel, event, n, names, values, group);
    }
}

/* --- results ---------------------------------------------------------------------------- */

static void
on_output_target (VtEventRow *row, const char *value)
{
  vt_space_edit_move_output (row->panel->editor, row->event, row->name, value, NULL);
}

static void
on_output_wire (VtEventRow *row, const char *value)
{
  GError *error = NULL;

  vt_space_edit_set_output (row->panel->editor, row->event, row->name, value, &error);
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
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             vt_event_button_new ("list-remove-symbolic", _ ("Do not show this result"),
                                                  vt_event_row_new (panel, event, 0, name), on_remove_output));
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

static void
add_output (VtEventPanel *panel, guint event, const VtSpaceWire *wire, AdwPreferencesGroup *group)
{
  VtSpace *space = vt_space_editor_get_space (panel->editor);
  const VtSpaceEvent *of = event_of (panel, event);
  const VtSpaceComponent *target = vt_space_find_component (space, wire->name);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, VT_OUTPUTS, vt_space_component_value_type (target));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free), ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *words = vt_wire_words (space, of, wire);
  g_autofree char *to = vt_component_words (target);
  g_autofree char *wire_key = g_strdup_printf ("event-%u-out-%s", event, wire->name);
  g_autofree char *target_key = g_strdup_printf ("event-%u-to-%s", event, wire->name);
  g_autofree char *name = wire->column ? g_strdup_printf ("%s.%s", wire->name, wire->column) : g_strdup (wire->name);
  GtkWidget *combo;

  for (guint i = 0; i < offers->len; i++)
    {
      g_ptr_array_add (names, vt_offer_words (of, offers->pdata[i]));
      g_ptr_array_add (values, g_strdup (((VtWireOffer *) offers->pdata[i])->json));
    }
  combo = vt_event_combo_new (_ ("Put"), wire_key, names, values, wire->json, words,
                              vt_event_row_new (panel, event, 0, name), on_output_wire);
  adw_preferences_group_add (group, combo);
  if (wire->column) /* of a table that the event goes through, row by row */
    {
      g_autofree char *title = g_strdup_printf (_ ("in the column “%s” of “%s”"), wire->column, to);

      combo = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (combo), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), title);
      add_remove_output (panel, event, name, combo, group);
      return;
    }
  collect_targets (space, of, wire->name, vt_space_component_value_type (target), targets, ids);
  combo = vt_event_combo_new (_ ("in"), target_key, targets, ids, wire->name, to,
                              vt_event_row_new (panel, event, 0, wire->name), on_output_target);
  add_remove_output (panel, event, name, combo, group);
}

static void
on_new_output (VtEventRow *row, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 2);
  GError *error = NULL;

  if (*value)
    vt_space_edit_set_output (row->panel->editor, row->event, parts[0], parts[1], &error);
  vt_event_panel_tell (row->panel, error);
}

/* One more result: every output of every step, into everything that it fits. */
static void
add_new_output (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  VtSpace *space = vt_space_editor_get_space (panel->editor);
  const VtSpaceEvent *of = event_of (panel, event);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-more", event);
  GPtrArray *components = vt_space_get_components (space);

  g_ptr_array_add (names, g_strdup (_ ("nothing else")));
  g_ptr_array_add (values, g_strdup (""));
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      g_autoptr (GPtrArray) offers = NULL;
      g_autofree char *to = NULL;

      if (is_target (of, component->id) || vt_space_component_value_type (component) == VT_VALUE_NONE)
        continue;
      to = vt_component_words (component);
      offers = vt_space_edit_offers (panel->editor, event, VT_OUTPUTS, vt_space_component_value_type (component));
      for (guint j = 0; j < offers->len; j++)
        {
          const VtWireOffer *offer = offers->pdata[j];
          g_autofree char *from = offer->output ? vt_offer_words (of, offer) : NULL;

          if (!from)
            continue;
          g_ptr_array_add (names, g_strdup_printf (_ ("%s in “%s”"), from, to));
          g_ptr_array_add (values, g_strdup_printf ("%s %s", component->id, offer->json));
        }
    }
  if (names->len > 1)
    adw_preferences_group_add (group, vt_event_combo_new (of->outputs->len ? _ ("and put") : _ ("Put"), key, names, values,
                                                          "", NULL, vt_event_row_new (panel, event, 0, NULL),
                                                          on_new_output));
}

/* --- steps ------------------------------------------------------------------------------ */

static void
on_new_step (VtEventRow *row, const char *value)
{
  GError *error = NULL;
  const VtSpaceEvent *of = event_of (row->panel, row->event);
  const VtSpaceStep *last = of->steps->len > 0 ? of->steps->pdata[of->steps->len - 1] : NULL;
  const char *model = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!*value)
    return;
  /* the model of the step before, if it does the same; else the first one known to suit */
  if (last && last->model && last->model->kind == VT_WIRE_LITERAL && g_str_equal (last->task->name, value))
    model = vt_value_text (last->model->literal);
  entries = vt_model_library_list (vt_application_get_library (row->panel->app));
  for (guint i = 0; !model && i < entries->len; i++)
    {
      const VtModelEntry *entry = entries->pdata[i];

      if (entry->starter && g_strcmp0 (entry->starter->task, value) == 0)
        model = entry->reference;
    }
  vt_space_edit_add_step (row->panel->editor, row->event, value, model, &error);
  vt_event_panel_tell (row->panel, error);
}

static void
add_new_step (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new (), values = g_ptr_array_new ();
  g_autofree char *key = g_strdup_printf ("event-%u-step", event);
  gboolean first = event_of (panel, event)->steps->len == 0;

  g_ptr_array_add (names, first ? _ ("nothing yet") : _ ("nothing else"));
  g_ptr_array_add (values, "");
  for (const VtTaskClass *const *task = vt_task_classes; *task; task++)
    {
      g_ptr_array_add (names, _ ((*task)->title));
      g_ptr_array_add (values, (char *) (*task)->name);
    }
  adw_preferences_group_add (group, vt_event_combo_new (first ? _ ("run") : _ ("then run"), key, names, values, "", NULL,
                                                        vt_event_row_new (panel, event, 0, NULL), on_new_step));
}

/* --- the card ------------------------------------------------------------------------------ */

static void
on_remove (VtEventRow *row)
{
  vt_space_edit_remove_event (row->panel->editor, row->event, NULL);
}

GtkWidget *
vt_event_card_new (VtEventPanel *panel, guint event)
{
  GtkWidget *widget = adw_preferences_group_new ();
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (widget);
  const VtSpaceEvent *of = event_of (panel, event);
  g_autofree char *sentence = vt_event_words (vt_space_editor_get_space (panel->editor), of);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  g_autofree char *title = g_strdup_printf (_ ("Event %u"), event + 1);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, escaped);
  adw_preferences_group_set_header_suffix (group, vt_event_button_new ("user-trash-symbolic", _ ("Remove this event"),
                                                                       vt_event_row_new (panel, event, 0, NULL), on_remove));
  add_triggers (panel, event, group);
  for (guint i = 0; i < of->steps->len; i++)
    vt_step_rows_add (panel, event, i, group);
  add_new_step (panel, event, group);
  for (guint i = 0; i < of->outputs->len; i++)
    add_output (panel, event, of->outputs->pdata[i], group);
  add_new_output (panel, event, group);
  return widget;
}

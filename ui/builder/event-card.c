/* event-card.c: the rows of one event: the sentence, when it happens, what it goes
 * through, its steps, and where the results go.
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

/* --- how often ------------------------------------------------------------------------- */

static void
on_each (VtEventRow *row, const char *value)
{
  GError *error = NULL;

  vt_space_edit_set_each (row->panel->editor, row->event, *value ? value : NULL, &error);
  vt_event_panel_tell (row->panel, error);
}

/* Where there is a table, an event may go through its rows. */
static void
add_each (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  VtSpace *space = vt_space_editor_get_space (panel->editor);
  GPtrArray *components = vt_space_get_components (space);
  const char *each = event_of (panel, event)->each;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-each", event);

  g_ptr_array_add (names, g_strdup (_ ("no table: once")));
  g_ptr_array_add (values, g_strdup (""));
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      g_auto (GStrv) columns = vt_space_component_columns (component);

      if (!columns && g_strcmp0 (each, component->id) != 0)
        continue;
      g_ptr_array_add (names, vt_component_words (component));
      g_ptr_array_add (values, g_strdup (component->id));
    }
  if (names->len > 1)
    adw_preferences_group_add (group, vt_event_combo_new (_ ("For each row of"), key, names, values, each ? each : "", NULL,
                                                          vt_event_row_new (panel, event, 0, NULL), on_each));
}

static void
on_mode (VtEventRow *row, const char *value)
{
  vt_space_edit_set_trigger_mode (row->panel->editor, row->event, *value ? value : NULL, NULL);
}

static void
add_mode (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  static const char *const modes[] = {
    [VT_TRIGGER_DEFAULT] = "", [VT_TRIGGER_ONCE] = "once", [VT_TRIGGER_MULTIPLE] = "multiple",
    [VT_TRIGGER_ALWAYS_LAST] = "always_last",
  };
  static const char *const words[] = {
    [VT_TRIGGER_DEFAULT] = N_ ("do what is usual"),
    [VT_TRIGGER_ONCE] = N_ ("take no notice"),
    [VT_TRIGGER_MULTIPLE] = N_ ("do it again after that"),
    [VT_TRIGGER_ALWAYS_LAST] = N_ ("do it once more at the end"),
  };
  g_autoptr (GPtrArray) names = g_ptr_array_new (), values = g_ptr_array_new ();
  g_autofree char *key = g_strdup_printf ("event-%u-mode", event);
  GtkWidget *combo;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_ptr_array_add (names, (char *) _ (words[i]));
      g_ptr_array_add (values, (char *) modes[i]);
    }
  combo = vt_event_combo_new (_ ("If again meanwhile"), key, names, values, modes[event_of (panel, event)->mode], NULL,
                              vt_event_row_new (panel, event, 0, NULL), on_mode);
  gtk_widget_set_tooltip_text (combo, _ ("What happens when it is started again while it still runs. It is usual to take no "
                                         "notice of clicks, and to run once more at the end for what changes."));
  adw_preferences_group_add (group, combo);
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

static void
on_fold (VtEventRow *row)
{
  vt_event_panel_set_open (row->panel, row->event, !vt_event_panel_is_open (row->panel, row->event));
}

static GtkWidget *
make_buttons (VtEventPanel *panel, guint event, gboolean open)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *fold = vt_event_button_new (open ? "pan-down-symbolic" : "pan-end-symbolic",
                                         open ? _ ("Fold this event up") : _ ("Unfold this event"),
                                         vt_event_row_new (panel, event, 0, NULL), on_fold);
  g_autofree char *key = g_strdup_printf ("event-%u-fold", event);

  gtk_widget_set_name (fold, key);
  gtk_accessible_update_state (GTK_ACCESSIBLE (fold), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  gtk_box_append (GTK_BOX (box), fold);
  gtk_box_append (GTK_BOX (box), vt_event_button_new ("user-trash-symbolic", _ ("Remove this event"),
                                                      vt_event_row_new (panel, event, 0, NULL), on_remove));
  return box;
}

char *
vt_event_card_text (VtEventPanel *panel, guint event, gboolean open, const char *components)
{
  g_autofree char *sentence = vt_event_words (vt_space_editor_get_space (panel->editor), event_of (panel, event));
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  g_string_append_printf (writer.text, "%u %s\n", event, sentence);
  if (open)
    {
      vt_space_event_write (event_of (panel, event), &writer);
      g_string_append (writer.text, components);
    }
  return g_string_free (writer.text, FALSE);
}

static void
add_rows (VtEventPanel *panel, guint event, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = event_of (panel, event);

  add_triggers (panel, event, group);
  add_mode (panel, event, group);
  add_each (panel, event, group);
  for (guint i = 0; i < of->steps->len; i++)
    vt_step_rows_add (panel, event, i, group);
  add_new_step (panel, event, group);
  vt_result_rows_add (panel, event, group);
}

GtkWidget *
vt_event_card_new (VtEventPanel *panel, guint event, gboolean open)
{
  GtkWidget *widget = adw_preferences_group_new ();
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (widget);
  g_autofree char *sentence = vt_event_words (vt_space_editor_get_space (panel->editor), event_of (panel, event));
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  g_autofree char *title = g_strdup_printf (_ ("Event %u"), event + 1);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, escaped);
  adw_preferences_group_set_header_suffix (group, make_buttons (panel, event, open));
  if (open)
    add_rows (panel, event, group);
  return widget;
}

/* step-rows.c: the rows of one step: what runs, with which model, from what, and how.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "app/value-json.h"
#include "ui/builder/event-panel-private.h"
#include "ui/builder/event-words.h"
#include "ui/builder/model-choice.h"
#include "ui/builder/param-row.h"
#include "ui/model-text.h"
#include "ui/remote-dialog.h"

#define CHOOSE_FILE "\x01" /* no reference begins so */
#define CHOOSE_REMOTE "\x02"
#define FIXED "\x01"       /* no wire begins so */

static const VtSpaceEvent *
event_of (const VtEventRow *row)
{
  return vt_space_get_events (vt_space_editor_get_space (row->panel->editor))->pdata[row->event];
}

static const VtSpaceWire *
find_wire (GPtrArray *wires, const char *name)
{
  for (guint i = 0; i < wires->len; i++)
    if (g_str_equal (((const VtSpaceWire *) wires->pdata[i])->name, name))
      return wires->pdata[i];
  return NULL;
}

/* --- the task and its place ------------------------------------------------------------- */

static void
on_task (VtEventRow *row, const char *value)
{
  GError *error = NULL;

  vt_space_edit_set_task (row->panel->editor, row->event, row->step, value, &error);
  vt_event_panel_tell (row->panel, error);
}

static void
on_remove_step (VtEventRow *row)
{
  vt_space_edit_remove_step (row->panel->editor, row->event, row->step, NULL);
}

static void
on_step_up (VtEventRow *row)
{
  vt_space_edit_move_step (row->panel->editor, row->event, row->step, row->step - 1, NULL);
}

static void
add_task (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, AdwPreferencesGroup *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new (), values = g_ptr_array_new ();
  g_autofree char *key = g_strdup_printf ("event-%u-task-%s", event, step->id);
  GtkWidget *combo;

  for (const VtTaskClass *const *task = vt_task_classes; *task; task++)
    {
      g_ptr_array_add (names, _ ((*task)->title));
      g_ptr_array_add (values, (char *) (*task)->name);
    }
  combo = vt_event_combo_new (number == 0 ? _ ("run") : _ ("then run"), key, names, values, step->task->name, NULL,
                              vt_event_row_new (panel, event, number, NULL), on_task);
  if (number > 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (combo),
                               vt_event_button_new ("go-up-symbolic", _ ("Run this step earlier"),
                                                    vt_event_row_new (panel, event, number, NULL), on_step_up));
  adw_action_row_add_suffix (ADW_ACTION_ROW (combo),
                             vt_event_button_new ("list-remove-symbolic", _ ("Remove this step"),
                                                  vt_event_row_new (panel, event, number, NULL), on_remove_step));
  adw_preferences_group_add (group, combo);
}

/* --- the model ---------------------------------------------------------------------------- */

static void
on_file (GtkNativeDialog *chooser, int response, VtEventRow *row)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *path = file ? g_file_get_path (file) : NULL;

      if (path)
        vt_space_edit_set_model (row->panel->editor, row->event, row->step, path, NULL);
    }
  g_object_unref (row->panel);
  g_free (row);
  g_object_unref (chooser);
}

static void
choose_file (const VtEventRow *row)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (_ ("Choose a Model"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row->panel))),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Choose"), NULL);

  g_object_ref (row->panel);
  g_signal_connect (chooser, "response", G_CALLBACK (on_file), vt_event_row_new (row->panel, row->event, row->step, NULL));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_remote (const char *address, gpointer data)
{
  VtEventRow *row = data;
  GError *error = NULL;

  if (row->panel->editor)
    vt_space_edit_set_model (row->panel->editor, row->event, row->step, address, &error);
  vt_event_panel_tell (row->panel, error);
}

static void
remote_row_free (gpointer data)
{
  g_object_unref (((VtEventRow *) data)->panel);
  g_free (data);
}

static void
choose_remote (const VtEventRow *row)
{
  VtEventRow *copy = vt_event_row_new (row->panel, row->event, row->step, NULL);

  g_object_ref (row->panel);
  vt_remote_dialog_show (row->panel->app, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row->panel))), NULL, on_remote, copy,
                         remote_row_free);
}

static void
on_model (VtEventRow *row, const char *value)
{
  GError *error = NULL;

  if (g_str_equal (value, CHOOSE_FILE))
    choose_file (row);
  else if (g_str_equal (value, CHOOSE_REMOTE))
    choose_remote (row);
  else
    vt_space_edit_set_model (row->panel->editor, row->event, row->step, value, &error);
  vt_event_panel_tell (row->panel, error);
}

static void
add_model (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, AdwPreferencesGroup *group)
{
  g_autofree char *key = g_strdup_printf ("event-%u-model-%s", event, step->id);
  gboolean wired = step->model && step->model->kind != VT_WIRE_LITERAL;
  g_autofree char *from = wired ? g_strdup_printf ("$%s", step->model->source) : NULL;
  const char *current = wired ? from : step->model ? vt_value_text (step->model->literal) : "";
  g_autofree char *wire = wired ? vt_wire_words (vt_space_editor_get_space (panel->editor), NULL, step->model) : NULL;
  g_autoptr (VtModelChoice) choice = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new (), values = g_ptr_array_new ();

  if (!step->task->model)
    return;
  choice = vt_model_choice_new (vt_application_get_library (panel->app), step->task, wired ? NULL : current);
  for (guint i = 0; i < choice->references->len; i++)
    {
      g_ptr_array_add (names, (char *) gtk_string_list_get_string (choice->names, i));
      g_ptr_array_add (values, choice->references->pdata[i]);
    }
  g_ptr_array_add (names, _ ("Choose a file…"));
  g_ptr_array_add (values, CHOOSE_FILE);
  g_ptr_array_add (names, _ ("On another computer…"));
  g_ptr_array_add (values, CHOOSE_REMOTE);
  adw_preferences_group_add (group, vt_event_combo_new (_ ("with"), key, names, values, current, wire,
                                                        vt_event_row_new (panel, event, number, NULL), on_model));
}

/* --- inputs ----------------------------------------------------------------------------------- */

static void
on_input (VtEventRow *row, const char *value)
{
  GError *error = NULL;
  g_autofree char *json =
    g_str_equal (value, FIXED) ? g_strdup ("\" \"") : vt_else_keep (row, row->name, *value ? value : NULL);

  vt_space_edit_set_input (row->panel->editor, row->event, row->step, row->name, json, &error);
  vt_event_panel_tell (row->panel, error);
}

/* Which of several alternatives the input is: it keeps nothing of the other. */
static void
on_alternative (VtEventRow *row, const char *value)
{
  const VtSpaceStep *step = event_of (row)->steps->pdata[row->step];
  const VtPort *port = vt_port_find (step->task->inputs, value);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (row->panel->editor, row->event, row->step, port->type);
  const VtWireOffer *first = offers->len > 0 ? offers->pdata[0] : NULL;

  vt_space_edit_set_input (row->panel->editor, row->event, row->step, value, first ? first->json : NULL, NULL);
}

static void
on_literal (VtEventRow *row, GtkTextBuffer *buffer)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;
  g_autoptr (VtValue) value = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  value = vt_value_new_text (text);
  json = vt_value_to_json (value);
  row->panel->quiet = TRUE;
  vt_space_edit_set_input (row->panel->editor, row->event, row->step, row->name, json, NULL);
  row->panel->quiet = FALSE;
}

static void
on_literal_changed (GtkTextBuffer *buffer, gpointer data)
{
  on_literal (data, buffer);
}

static void
row_data_free (gpointer data)
{
  VtEventRow *row = data;

  g_free (row->name);
  g_free (row);
}

/* A text of one's own, in which values can be filled in. */
static void
add_literal (VtEventPanel *panel, guint event, guint number, const VtSpaceWire *wire, AdwPreferencesGroup *group)
{
  GtkWidget *text, *row;
  VtEventRow *data = vt_event_row_new (panel, event, number, wire->name);
  g_autoptr (VtJson) json = vt_json_parse (wire->json, strlen (wire->json), NULL);
  const char *shown = json ? vt_json_string (vt_json_root (json), NULL) : NULL;
  g_autofree char *key = g_strdup_printf ("event-%u-text-%u-%s", event, number, wire->name);

  row = vt_text_row_new (_ ("The text"), _ ("${name} puts in what the component of that name holds"), FALSE, &text);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), shown ? shown : "", -1);
  gtk_widget_set_name (text, key);
  g_object_set_data_full (G_OBJECT (row), "event-row", data, row_data_free);
  g_signal_connect (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "changed", G_CALLBACK (on_literal_changed), data);
  adw_preferences_group_add (group, row);
}

/* A text of the person's own, unless it is one of the @offers, as a cell in a column of an unusual name is. */
static gboolean
is_fixed (const VtSpaceWire *wire, GPtrArray *offers)
{
  for (guint i = 0; wire && i < offers->len; i++)
    if (g_str_equal (((const VtWireOffer *) offers->pdata[i])->json, wire->json))
      return FALSE;
  return wire && (wire->kind == VT_WIRE_TEMPLATE
                  || (wire->kind == VT_WIRE_LITERAL && vt_value_type (wire->literal) == VT_VALUE_TEXT
                      && *vt_value_text (wire->literal)));
}

static void
add_wire (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, const VtPort *port,
          AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
  const VtSpaceWire *wire = find_wire (step->inputs, port->name);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, number, port->type);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-in-%s-%s", event, step->id, port->name);
  const VtSpaceWire *shown = wire && wire->kind == VT_WIRE_FIRST && wire->parts->len > 0 ? wire->parts->pdata[0] : wire;
  g_autofree char *words = shown ? vt_wire_words (vt_space_editor_get_space (panel->editor), of, shown) : NULL;
  g_autofree char *title = g_strdup_printf (_ ("%s from"), port->title ? _ (port->title) : port->name);
  gboolean fixed = is_fixed (wire, offers) && port->type == VT_VALUE_TEXT;
  gboolean nothing = !wire || (!fixed && wire->kind == VT_WIRE_LITERAL);

  for (guint i = 0; i < offers->len; i++)
    {
      g_ptr_array_add (names, vt_offer_words (of, offers->pdata[i]));
      g_ptr_array_add (values, g_strdup (((VtWireOffer *) offers->pdata[i])->json));
    }
  if (port->type == VT_VALUE_TEXT)
    {
      g_ptr_array_add (names, g_strdup (_ ("a text of my own")));
      g_ptr_array_add (values, g_strdup (FIXED));
    }
  g_ptr_array_add (names, g_strdup (_ ("nothing")));
  g_ptr_array_add (values, g_strdup (""));
  adw_preferences_group_add (group, vt_event_combo_new (title, key, names, values,
                                                        fixed ? FIXED : nothing ? "" : shown->json, words,
                                                        vt_event_row_new (panel, event, number, port->name), on_input));
  if (fixed)
    add_literal (panel, event, number, wire, group);
  else if (wire)
    vt_else_rows_add (panel, event, number, port->name, wire, port->type, group);
}

/* The alternative that is given, or the first. */
static const VtPort *
given_alternative (const VtSpaceStep *step, guint group)
{
  const VtPort *first = NULL;

  for (const VtPort *port = step->task->inputs; port->name; port++)
    if (port->group == group)
      {
        first = first ? first : port;
        if (find_wire (step->inputs, port->name))
          return port;
      }
  return first;
}

static void
add_alternatives (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, guint group_number,
                  AdwPreferencesGroup *group)
{
  const VtPort *given = given_alternative (step, group_number);
  g_autoptr (GPtrArray) names = g_ptr_array_new (), values = g_ptr_array_new ();
  g_autofree char *key = g_strdup_printf ("event-%u-kind-%s-%u", event, step->id, group_number);

  for (const VtPort *port = step->task->inputs; port->name; port++)
    if (port->group == group_number)
      {
        g_ptr_array_add (names, port->title ? _ (port->title) : (char *) port->name);
        g_ptr_array_add (values, (char *) port->name);
      }
  if (names->len > 1)
    adw_preferences_group_add (group, vt_event_combo_new (_ ("given"), key, names, values, given->name, NULL,
                                                          vt_event_row_new (panel, event, number, NULL), on_alternative));
  add_wire (panel, event, number, step, given, group);
}

static void
add_inputs (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, AdwPreferencesGroup *group)
{
  guint seen = 0; /* groups are numbered from 1 in their order */

  for (const VtPort *port = step->task->inputs; port->name; port++)
    if (port->group == 0)
      add_wire (panel, event, number, step, port, group);
    else if (port->group > seen)
      {
        seen = port->group;
        add_alternatives (panel, event, number, step, port->group, group);
      }
}

/* --- settings ------------------------------------------------------------------------------------ */

static gboolean
on_param (const VtParam *param, VtValue *value, gpointer data)
{
  VtEventRow *row = data;
  g_autoptr (VtValue) accepted = value ? vt_param_accept (param, value, NULL) : NULL;
  g_autofree char *json = accepted ? vt_value_to_json (accepted) : NULL;
  gboolean good;

  if (value && !accepted)
    return FALSE;
  row->panel->quiet = value != NULL;
  good = vt_space_edit_set_parameter (row->panel->editor, row->event, row->step, param->name, json, NULL);
  row->panel->quiet = FALSE;
  return good;
}

static void
on_param_wire (VtEventRow *row, const char *value)
{
  GError *error = NULL;

  vt_space_edit_set_parameter (row->panel->editor, row->event, row->step, row->name, *value ? value : NULL, &error);
  vt_event_panel_tell (row->panel, error);
}

/* Of a parameter that a component sets: which one. */
static GtkWidget *
wired_row (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, const VtParam *param,
           const VtSpaceWire *wire)
{
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, number, vt_param_value_type (param));
  const VtSpaceEvent *of = vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = g_strdup_printf ("event-%u-set-%s-%s", event, step->id, param->name);
  g_autofree char *words = wire ? vt_wire_words (vt_space_editor_get_space (panel->editor), of, wire) : NULL;
  g_autofree char *title = g_strdup_printf (_ ("%s from"), param->title ? _ (param->title) : param->name);

  g_ptr_array_add (names, g_strdup (wire ? _ ("a fixed value") : _ ("the value above")));
  g_ptr_array_add (values, g_strdup (""));
  for (guint i = 0; i < offers->len; i++)
    {
      g_ptr_array_add (names, vt_offer_words (of, offers->pdata[i]));
      g_ptr_array_add (values, g_strdup (((VtWireOffer *) offers->pdata[i])->json));
    }
  return vt_event_combo_new (title, key, names, values, wire ? wire->json : "", words,
                             vt_event_row_new (panel, event, number, param->name), on_param_wire);
}

static void
add_setting (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, const VtParam *param,
             AdwExpanderRow *expander)
{
  const VtSpaceWire *wire = find_wire (step->parameters, param->name);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (panel->editor, event, number, vt_param_value_type (param));
  g_autoptr (VtValue) value = NULL;

  if (wire && wire->kind != VT_WIRE_LITERAL)
    {
      adw_expander_row_add_row (expander, wired_row (panel, event, number, step, param, wire));
      return;
    }
  value = wire ? vt_param_accept (param, wire->literal, NULL) : vt_param_default (param);
  if (!value)
    value = vt_param_default (param);
  adw_expander_row_add_row (expander, vt_param_row_new (param, value, wire != NULL, on_param,
                                                        vt_event_row_new (panel, event, number, param->name), row_data_free));
  if (offers->len > 0)
    adw_expander_row_add_row (expander, wired_row (panel, event, number, step, param, NULL));
}

/* The rows of an expander are made when it is first opened: a task may have dozens. */
static void
fill_settings (AdwExpanderRow *expander, GParamSpec *pspec, VtEventRow *row)
{
  gboolean advanced = row->name != NULL;
  const VtSpaceStep *step;

  if (!adw_expander_row_get_expanded (expander) || g_object_get_data (G_OBJECT (expander), "filled"))
    return;
  g_object_set_data (G_OBJECT (expander), "filled", expander);
  step = event_of (row)->steps->pdata[row->step];
  for (const VtParam *param = step->task->params; param->name; param++)
    if ((param->advanced && !find_wire (step->parameters, param->name)) == advanced)
      add_setting (row->panel, row->event, row->step, step, param, expander);
}

/* @more: those that are advanced and not set */
static void
add_settings (VtEventPanel *panel, guint event, guint number, const VtSpaceStep *step, gboolean more,
              AdwPreferencesGroup *group)
{
  g_autofree char *key = g_strdup_printf ("event-%u-%s-%s", event, more ? "more-settings" : "settings", step->id);
  VtEventRow *row = vt_event_row_new (panel, event, number, more ? "more" : NULL);
  GtkWidget *expander = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), more ? _ ("More settings") : _ ("Settings"));
  g_object_set_data_full (G_OBJECT (expander), "event-row", row, row_data_free);
  g_signal_connect (expander, "notify::expanded", G_CALLBACK (fill_settings), row);
  vt_event_panel_keep_open (panel, ADW_EXPANDER_ROW (expander), key);
  fill_settings (ADW_EXPANDER_ROW (expander), NULL, row);
  adw_preferences_group_add (group, expander);
}

static gboolean
has_settings (const VtSpaceStep *step, gboolean more)
{
  for (const VtParam *param = step->task->params; param && param->name; param++)
    if ((param->advanced && !find_wire (step->parameters, param->name)) == more)
      return TRUE;
  return FALSE;
}

void
vt_step_rows_add (VtEventPanel *panel, guint event, guint number, AdwPreferencesGroup *group)
{
  const VtSpaceEvent *of = vt_space_get_events (vt_space_editor_get_space (panel->editor))->pdata[event];
  const VtSpaceStep *step = of->steps->pdata[number];

  add_task (panel, event, number, step, group);
  add_model (panel, event, number, step, group);
  add_inputs (panel, event, number, step, group);
  vt_condition_rows_add (panel, event, number, group);
  for (gboolean more = FALSE; more <= TRUE; more++)
    if (has_settings (step, more))
      add_settings (panel, event, number, step, more, group);
}

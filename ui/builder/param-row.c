/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/param-row.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/value-json.h"

typedef struct _Row Row;

/* How one kind of parameter is shown and read. */
typedef struct
{
  GtkWidget *(*build) (Row *row);
  void (*show) (Row *row, VtValue *value);
} RowClass;

struct _Row
{
  const VtParam *param;
  const RowClass *klass;
  VtParamRowFunc func;
  gpointer data;
  GDestroyNotify destroy;
  GtkWidget *widget; /* the preferences row */
  GtkWidget *inner;  /* where the value stands */
  GtkWidget *reset;
  gboolean showing;
};

static void
row_free (gpointer data)
{
  Row *row = data;

  if (row->destroy)
    row->destroy (row->data);
  g_free (row);
}

static Row *
row_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "param-row");
}

static const char *
title_of (const VtParam *param)
{
  return param->title ? _ (param->title) : param->name;
}

static void
enter (Row *row, VtValue *value)
{
  GtkWidget *widget = row->widget;
  gboolean good;

  if (row->showing)
    return;
  g_object_ref (widget);
  good = row->func (row->param, value, row->data);
  if (good)
    gtk_widget_remove_css_class (widget, "error");
  else
    gtk_widget_add_css_class (widget, "error");
  g_object_unref (widget);
}

static void
on_reset (Row *row)
{
  enter (row, NULL);
}

static GtkWidget *
reset_button (Row *row)
{
  g_autofree char *name = g_strdup_printf (_ ("%s: back to the usual"), title_of (row->param));

  row->reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_add_css_class (row->reset, "flat");
  gtk_widget_set_valign (row->reset, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (row->reset, _ ("Back to the usual"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (row->reset, "clicked", G_CALLBACK (on_reset), row);
  return row->reset;
}

static void
name_inner (Row *row)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->inner), GTK_ACCESSIBLE_PROPERTY_LABEL, title_of (row->param), -1);
}

static GtkWidget *
action_row (Row *row)
{
  GtkWidget *widget = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title_of (row->param));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  if (row->param->help)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), _ (row->param->help));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 3);
    }
  gtk_widget_set_valign (row->inner, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), row->inner);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), reset_button (row));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (widget), row->inner);
  name_inner (row);
  return widget;
}

/* --- a switch ------------------------------------------------------------------- */

static void
on_switched (Row *row)
{
  g_autoptr (VtValue) value = vt_value_new_boolean (gtk_switch_get_active (GTK_SWITCH (row->inner)));

  enter (row, value);
}

static GtkWidget *
build_switch (Row *row)
{
  row->inner = gtk_switch_new ();
  g_signal_connect_swapped (row->inner, "notify::active", G_CALLBACK (on_switched), row);
  return action_row (row);
}

static void
show_switch (Row *row, VtValue *value)
{
  gtk_switch_set_active (GTK_SWITCH (row->inner),
                         vt_value_type (value) == VT_VALUE_BOOLEAN && vt_value_boolean (value));
}

/* --- a number ------------------------------------------------------------------- */

static void
on_spun (Row *row)
{
  g_autoptr (VtValue) value = vt_value_new_number (gtk_spin_button_get_value (GTK_SPIN_BUTTON (row->inner)));

  enter (row, value);
}

static int
digits_of (double step)
{
  int digits = 0;

  for (; digits < 6 && fabs (step - round (step)) > 1e-9; digits++)
    step *= 10;
  return digits;
}

static GtkWidget *
build_spin (Row *row)
{
  const VtParam *param = row->param;
  gboolean integer = param->type == VT_PARAM_INTEGER;
  double step = integer ? MAX (param->step, 1) : param->step > 0 ? param->step : 0.1;

  row->inner = gtk_spin_button_new_with_range (MAX (param->minimum, -1e12), MIN (param->maximum, 1e12), step);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (row->inner), integer ? 0 : (guint) MAX (digits_of (step), 1));
  gtk_editable_set_width_chars (GTK_EDITABLE (row->inner), 5);
  g_signal_connect_swapped (row->inner, "value-changed", G_CALLBACK (on_spun), row);
  return action_row (row);
}

static void
show_spin (Row *row, VtValue *value)
{
  if (vt_value_type (value) == VT_VALUE_NUMBER && isfinite (vt_value_number (value)))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->inner), vt_value_number (value));
}

/* A number that may not be there: an entry, empty then. */
static void
on_number_typed (Row *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->inner))));
  g_autoptr (VtValue) value = *text ? vt_value_new_text (text) : NULL;

  enter (row, value);
}

static GtkWidget *
build_number_entry (Row *row)
{
  row->inner = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (row->inner), _ ("none"));
  gtk_entry_set_input_purpose (GTK_ENTRY (row->inner), GTK_INPUT_PURPOSE_NUMBER);
  gtk_editable_set_width_chars (GTK_EDITABLE (row->inner), 8);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row->inner), FALSE);
  g_signal_connect_swapped (row->inner, "changed", G_CALLBACK (on_number_typed), row);
  return action_row (row);
}

static void
show_number_entry (Row *row, VtValue *value)
{
  gboolean has = vt_value_type (value) == VT_VALUE_NUMBER && isfinite (vt_value_number (value));
  g_autofree char *text = has ? vt_value_to_text (value) : g_strdup ("");
  double shown = g_ascii_strtod (gtk_editable_get_text (GTK_EDITABLE (row->inner)), NULL);

  if (!has || !*gtk_editable_get_text (GTK_EDITABLE (row->inner)) || shown != vt_value_number (value))
    gtk_editable_set_text (GTK_EDITABLE (row->inner), text);
}

/* --- choices ---------------------------------------------------------------------- */

static void
on_chosen (Row *row)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (row->widget));
  g_autoptr (VtValue) value = NULL;

  if (row->showing || index == GTK_INVALID_LIST_POSITION)
    return;
  value = vt_value_new_text (row->param->choices[index]);
  enter (row, value);
}

static GtkWidget *
build_choices (Row *row)
{
  GtkWidget *widget = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (row->param->choices);

  row->inner = widget;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title_of (row->param));
  if (row->param->help)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), _ (row->param->help));
  adw_combo_row_set_model (ADW_COMBO_ROW (widget), G_LIST_MODEL (list));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), reset_button (row));
  g_signal_connect_swapped (widget, "notify::selected", G_CALLBACK (on_chosen), row);
  return widget;
}

static void
show_choices (Row *row, VtValue *value)
{
  const char *text = vt_value_type (value) == VT_VALUE_TEXT ? vt_value_text (value) : "";

  for (guint i = 0; row->param->choices[i]; i++)
    if (g_str_equal (row->param->choices[i], text))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row->widget), i);
}

/* --- a line of text ---------------------------------------------------------------- */

static void
on_typed (Row *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row->inner));
  gboolean usual = g_str_equal (text, row->param->text ? row->param->text : "");
  g_autoptr (VtValue) value = usual ? NULL : vt_value_new_text (text);

  enter (row, value);
}

static GtkWidget *
build_entry (Row *row)
{
  GtkWidget *widget = adw_entry_row_new ();

  row->inner = widget;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title_of (row->param));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  if (row->param->help)
    gtk_widget_set_tooltip_text (widget, _ (row->param->help));
  gtk_editable_set_enable_undo (GTK_EDITABLE (widget), FALSE);
  /* GTK 4.8 names the text within by nothing */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (widget))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title_of (row->param), -1);
  g_signal_connect_swapped (widget, "changed", G_CALLBACK (on_typed), row);
  return widget;
}

static void
show_entry (Row *row, VtValue *value)
{
  g_autofree char *text = vt_value_type (value) == VT_VALUE_NONE ? g_strdup ("") : vt_value_to_text (value);

  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (row->inner)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row->inner), text);
}

/* --- texts of several lines ---------------------------------------------------------- */

GtkWidget *
vt_text_row_new (const char *title, const char *help, gboolean monospace, GtkWidget **text)
{
  GtkWidget *row = adw_preferences_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new (title), *frame = gtk_scrolled_window_new (), *dim = gtk_label_new (help);

  *text = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (*text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (*text), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (*text), monospace);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (*text), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (*text), 8);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (*text), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (*text), 6);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (*text)), FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (frame), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (frame), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (frame), 64);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (frame), 220);
  gtk_widget_set_focusable (frame, FALSE);
  gtk_widget_add_css_class (frame, "text-frame");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (frame), *text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (dim), 0);
  gtk_label_set_wrap (GTK_LABEL (dim), TRUE);
  gtk_widget_add_css_class (dim, "dim-label");
  gtk_widget_add_css_class (dim, "caption");
  gtk_widget_set_visible (dim, help != NULL);
  gtk_widget_add_css_class (box, "text-row");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), frame);
  gtk_box_append (GTK_BOX (box), dim);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*text), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

static char *
view_text (Row *row)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->inner));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_view_text (Row *row, const char *text)
{
  g_autofree char *shown = view_text (row);

  if (strcmp (shown, text) != 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->inner)), text, -1);
}

static void
on_text_typed (Row *row)
{
  g_autofree char *text = view_text (row);
  gboolean usual = g_str_equal (text, row->param->text ? row->param->text : "");
  g_autoptr (VtValue) value = usual ? NULL : vt_value_new_text (text);

  enter (row, value);
}

static GtkWidget *
build_view (Row *row, gboolean monospace, const char *help, GCallback on_change)
{
  GtkWidget *widget = vt_text_row_new (title_of (row->param), help, monospace, &row->inner);

  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->inner)), "changed", on_change, row);
  return widget;
}

static GtkWidget *
build_text (Row *row)
{
  return build_view (row, FALSE, row->param->help ? _ (row->param->help) : NULL, G_CALLBACK (on_text_typed));
}

static void
show_text (Row *row, VtValue *value)
{
  g_autofree char *text = vt_value_type (value) == VT_VALUE_NONE ? g_strdup ("") : vt_value_to_text (value);

  set_view_text (row, text);
}

/* --- a list, a line each: "what people read = what is passed on", or one text for both --- */

static VtValue *
lines_value (const char *text, gboolean pairs)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  VtValue *value;

  vt_json_write_begin (&writer, '[');
  for (guint i = 0; lines[i]; i++)
    {
      char *equals = pairs ? strstr (lines[i], " = ") : NULL;

      if (!*g_strstrip (lines[i]))
        continue;
      if (!equals)
        {
          vt_json_write_string (&writer, lines[i], -1);
          continue;
        }
      *equals = '\0';
      vt_json_write_begin (&writer, '[');
      vt_json_write_string (&writer, lines[i], -1);
      vt_json_write_string (&writer, equals + 3, -1);
      vt_json_write_end (&writer, ']');
    }
  vt_json_write_end (&writer, ']');
  value = vt_value_new_json (writer.text->str);
  g_string_free (writer.text, TRUE);
  return value;
}

static void
on_lines_typed (Row *row)
{
  g_autofree char *text = view_text (row);
  g_autoptr (VtValue) value = lines_value (text, row->param->type == VT_PARAM_JSON);

  enter (row, value);
}

static GtkWidget *
build_lines (Row *row)
{
  return build_view (row, FALSE,
                     row->param->type == VT_PARAM_JSON ? _ ("One a line; “read = passed on” where they differ")
                                                       : _ ("One a line"),
                     G_CALLBACK (on_lines_typed));
}

static void
show_lines (Row *row, VtValue *value)
{
  g_autofree char *json = vt_value_to_json (value);
  g_autoptr (VtJson) parsed = vt_json_parse (json, strlen (json), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = view_text (row);
  g_autoptr (VtValue) entered = lines_value (shown, row->param->type == VT_PARAM_JSON);
  g_autofree char *same = vt_value_to_json (entered);
  VtJsonIter iter = VT_JSON_ITER (parsed ? vt_json_root (parsed) : NULL);

  if (strcmp (same, json) == 0) /* an empty line at the end stays while it is typed */
    return;
  while (vt_json_iter_next (&iter))
    {
      const char *one = vt_json_string (iter.value, NULL);
      const char *read = vt_json_string (vt_json_at (iter.value, 0), NULL);
      const char *passed = vt_json_string (vt_json_at (iter.value, 1), NULL);

      if (one)
        g_string_append_printf (text, "%s\n", one);
      else if (read && passed)
        g_string_append_printf (text, "%s = %s\n", read, passed);
    }
  set_view_text (row, text->str);
}

/* --- JSON ----------------------------------------------------------------------------- */

static void
on_json_typed (Row *row)
{
  g_autofree char *text = view_text (row);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (VtValue) value = NULL;

  if (!row->showing && *text && !json)
    {
      gtk_widget_add_css_class (row->widget, "error");
      return;
    }
  value = *text ? vt_value_new_json (text) : NULL;
  enter (row, value);
}

static GtkWidget *
build_json (Row *row)
{
  return build_view (row, TRUE, row->param->help ? _ (row->param->help) : NULL, G_CALLBACK (on_json_typed));
}

static void
show_json (Row *row, VtValue *value)
{
  g_autofree char *text = vt_value_type (value) == VT_VALUE_NONE ? g_strdup ("") : vt_value_to_text (value);
  g_autofree char *shown = view_text (row);
  g_autoptr (VtJson) entered = vt_json_parse (shown, strlen (shown), NULL);
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  g_autofree char *compact = NULL;

  if (entered)
    vt_json_write_node (&writer, vt_json_root (entered));
  compact = g_string_free (writer.text, FALSE);
  if (strcmp (compact, text) != 0)
    set_view_text (row, text);
}

/* --- the row ----------------------------------------------------------------------------- */

static const RowClass switch_class = { build_switch, show_switch };
static const RowClass spin_class = { build_spin, show_spin };
static const RowClass number_entry_class = { build_number_entry, show_number_entry };
static const RowClass choices_class = { build_choices, show_choices };
static const RowClass entry_class = { build_entry, show_entry };
static const RowClass text_class = { build_text, show_text };
static const RowClass lines_class = { build_lines, show_lines };
static const RowClass json_class = { build_json, show_json };

static const RowClass *
class_for (const VtParam *param)
{
  static const RowClass *const classes[] = {
    [VT_PARAM_NUMBER] = &spin_class,   [VT_PARAM_INTEGER] = &spin_class, [VT_PARAM_BOOLEAN] = &switch_class,
    [VT_PARAM_CHOICE] = &choices_class, [VT_PARAM_TEXT] = &entry_class,  [VT_PARAM_TEXTS] = &lines_class,
    [VT_PARAM_JSON] = &json_class,
  };

  if ((param->type == VT_PARAM_NUMBER || param->type == VT_PARAM_INTEGER) && isnan (param->number))
    return &number_entry_class;
  if (param->type == VT_PARAM_TEXT && g_str_equal (param->name, "value"))
    return &text_class;
  if (param->type == VT_PARAM_JSON && g_str_equal (param->name, "choices"))
    return &lines_class;
  return param->type < G_N_ELEMENTS (classes) && classes[param->type] ? classes[param->type] : &entry_class;
}

GtkWidget *
vt_param_row_new (const VtParam *param, VtValue *value, gboolean is_set, VtParamRowFunc func, gpointer data,
                  GDestroyNotify destroy)
{
  Row *row = g_new0 (Row, 1);

  row->param = param;
  row->klass = class_for (param);
  row->func = func;
  row->data = data;
  row->destroy = destroy;
  row->widget = row->klass->build (row);
  g_object_set_data_full (G_OBJECT (row->widget), "param-row", row, row_free);
  vt_param_row_update (row->widget, value, is_set);
  return row->widget;
}

void
vt_param_row_update (GtkWidget *widget, VtValue *value, gboolean is_set)
{
  Row *row = row_of (widget);

  g_return_if_fail (row != NULL);
  row->showing = TRUE;
  row->klass->show (row, value);
  row->showing = FALSE;
  gtk_widget_remove_css_class (widget, "error");
  if (row->reset)
    gtk_widget_set_visible (row->reset, is_set);
}

const VtParam *
vt_param_row_get_param (GtkWidget *widget)
{
  Row *row = row_of (widget);

  return row ? row->param : NULL;
}

/* datetime.c: "datetime": a date, with or without the time of day, to write or to
 * choose in a calendar.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "app/date-text.h"
#include "ui/components/component.h"

#define VT_TYPE_DATE_TIME (vt_date_time_get_type ())
G_DECLARE_FINAL_TYPE (VtDateTime, vt_date_time, VT, DATE_TIME, VtComponentView)

struct _VtDateTime
{
  VtComponentView parent_instance;
  GtkWidget *entry;
  GtkWidget *calendar;      /* NULL until somebody opens it … */
  GtkWidget *hour, *minute; /* … and these */
  gboolean with_time;
  gboolean writing; /* one of them follows another */
};

G_DEFINE_FINAL_TYPE (VtDateTime, vt_date_time, VT_TYPE_COMPONENT_VIEW)

/* What is written in the entry, if it is a date; transfer full. */
static GDateTime *
get_date (VtDateTime *self)
{
  return vt_date_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static VtValue *
vt_date_time_get_value (VtComponentView *view)
{
  VtDateTime *self = VT_DATE_TIME (view);
  g_autoptr (GDateTime) date = get_date (self);
  g_autofree char *text = date ? vt_date_text_format (date, self->with_time) : NULL;

  return text ? vt_value_new_text (text) : vt_value_new_none ();
}

static void
show_in_calendar (VtDateTime *self, GDateTime *date)
{
  if (self->calendar == NULL)
    return;
  self->writing = TRUE;
  gtk_calendar_select_day (GTK_CALENDAR (self->calendar), date);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->hour), g_date_time_get_hour (date));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->minute), g_date_time_get_minute (date));
  self->writing = FALSE;
}

static void
write_entry (VtDateTime *self, GDateTime *date)
{
  g_autofree char *text = date ? vt_date_text_format (date, self->with_time) : g_strdup ("");

  self->writing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_remove_css_class (self->entry, "error");
  self->writing = FALSE;
}

static void
vt_date_time_set_value (VtComponentView *view, VtValue *value)
{
  VtDateTime *self = VT_DATE_TIME (view);
  g_autoptr (GDateTime) date = NULL;

  if (vt_value_type (value) == VT_VALUE_TEXT)
    date = vt_date_text_parse (vt_value_text (value));
  else if (vt_value_type (value) != VT_VALUE_NONE)
    return;
  if (date == NULL && vt_value_type (value) == VT_VALUE_TEXT && *vt_value_text (value))
    return;
  write_entry (self, date);
  if (date)
    show_in_calendar (self, date);
}

static void
on_typed (VtDateTime *self)
{
  g_autoptr (GDateTime) date = get_date (self);
  gboolean empty = !*gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->writing)
    return;
  if (date == NULL && !empty)
    {
      gtk_widget_add_css_class (self->entry, "error");
      return;
    }
  gtk_widget_remove_css_class (self->entry, "error");
  if (date)
    show_in_calendar (self, date);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
on_chosen (VtDateTime *self)
{
  g_autoptr (GDateTime) day = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (self->writing)
    return;
  day = gtk_calendar_get_date (GTK_CALENDAR (self->calendar));
  date = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day),
                                gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->hour)),
                                gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->minute)), 0);
  if (date == NULL)
    return;
  write_entry (self, date);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
on_activate (VtComponentView *view)
{
  vt_component_view_emit (view, "submit");
}

static void
vt_date_time_class_init (VtDateTimeClass *klass)
{
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_date_time_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_date_time_set_value;
}

static gboolean
show_two_digits (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static GtkWidget *
make_spin (VtDateTime *self, double most, const char *name)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, most, 1);

  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (spin), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (spin, "output", G_CALLBACK (show_two_digits), NULL);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (on_chosen), self);
  return spin;
}

static GtkWidget *
make_time (VtDateTime *self)
{
  GtkWidget *time = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->hour = make_spin (self, 23, _("Hour"));
  self->minute = make_spin (self, 59, _("Minute"));
  gtk_widget_set_halign (time, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (time), self->hour);
  gtk_box_append (GTK_BOX (time), gtk_label_new (":"));
  gtk_box_append (GTK_BOX (time), self->minute);
  gtk_widget_set_visible (time, self->with_time);
  return time;
}

/* A calendar takes longer to make than the rest of a page's component. */
static void
make_popover (GtkMenuButton *button, gpointer data)
{
  VtDateTime *self = data;
  GtkWidget *popover, *box;
  g_autoptr (GDateTime) date = NULL;

  if (self->calendar)
    return;
  popover = gtk_popover_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->calendar = gtk_calendar_new ();
  gtk_box_append (GTK_BOX (box), self->calendar);
  gtk_box_append (GTK_BOX (box), make_time (self));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  date = get_date (self);
  if (date)
    show_in_calendar (self, date);
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (on_chosen), self);
  gtk_menu_button_set_popover (button, popover);
}

static void
vt_date_time_init (VtDateTime *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *button = gtk_menu_button_new ();

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 12);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_popover, self, NULL);
  gtk_widget_set_tooltip_text (button, _("Choose a Date"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose a Date"), -1);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), button);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_typed), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->entry);
}

static VtComponentView *
build_date_time (const VtSpaceComponent *component)
{
  VtDateTime *self = g_object_new (VT_TYPE_DATE_TIME, NULL);

  self->with_time = vt_space_component_get_boolean (component, "include_time");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), self->with_time ? "2026-03-01 14:30:00" : "2026-03-01");
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_datetime_class = { "datetime", build_date_time };

/* button.c: "button": starts what its "click" event says; "clearbutton": empties
 * other components, which the page does.
 *
 * Its value is its label. The variants are "primary", "secondary" and "stop"; a
 * stop button stays usable during a run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"

#define VT_TYPE_BUTTON (vt_button_get_type ())
G_DECLARE_FINAL_TYPE (VtButton, vt_button, VT, BUTTON, VtComponentView)

struct _VtButton
{
  VtComponentView parent_instance;
  GtkWidget *button;
  gboolean stop;
};

G_DEFINE_FINAL_TYPE (VtButton, vt_button, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_button_get_value (VtComponentView *component)
{
  const char *label = gtk_button_get_label (GTK_BUTTON (VT_BUTTON (component)->button));
  return vt_value_new_text (label ? label : "");
}

static void
vt_button_set_value (VtComponentView *component, VtValue *value)
{
  GtkWidget *button = VT_BUTTON (component)->button;
  g_autofree char *text = vt_value_to_text (value);

  gtk_button_set_label (GTK_BUTTON (button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
vt_button_set_busy (VtComponentView *component, gboolean busy)
{
  VtButton *self = VT_BUTTON (component);
  gtk_widget_set_sensitive (self->button, vt_component_view_get_interactive (component) && (!busy || self->stop));
}

static void
on_clicked (VtComponentView *self)
{
  vt_component_view_emit (self, "click");
}

static void
vt_button_class_init (VtButtonClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  component_class->get_value = vt_button_get_value;
  component_class->set_value = vt_button_set_value;
  component_class->set_busy = vt_button_set_busy;
}

static void
vt_button_init (VtButton *self)
{
  self->button = gtk_button_new_with_label ("");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->button);
  vt_component_view_set_show_label (VT_COMPONENT_VIEW (self), FALSE);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
}

static VtComponentView *
build_button (const VtSpaceComponent *component)
{
  VtButton *self = g_object_new (VT_TYPE_BUTTON, NULL);
  const char *variant = vt_space_component_get_text (component, "variant");

  self->stop = g_str_equal (variant, "stop");
  if (g_str_equal (variant, "primary"))
    gtk_widget_add_css_class (self->button, "suggested-action");
  if (self->stop)
    gtk_widget_add_css_class (self->button, "destructive-action");
  gtk_widget_add_css_class (self->button, vt_component_class_find_property (component->klass, "size")
                                            ? vt_space_component_get_text (component, "size")
                                            : "lg");
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_button_class = { "button", build_button };
const VtComponentWidgetClass vt_clearbutton_class = { "clearbutton", build_button };

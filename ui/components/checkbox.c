/* checkbox.c: "checkbox": yes or no.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/component.h"

#define VT_TYPE_CHECKBOX (vt_checkbox_get_type ())
G_DECLARE_FINAL_TYPE (VtCheckbox, vt_checkbox, VT, CHECKBOX, VtComponentView)

struct _VtCheckbox
{
  VtComponentView parent_instance;
  GtkWidget *check;
};

G_DEFINE_FINAL_TYPE (VtCheckbox, vt_checkbox, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_checkbox_get_value (VtComponentView *view)
{
  return vt_value_new_boolean (gtk_check_button_get_active (GTK_CHECK_BUTTON (VT_CHECKBOX (view)->check)));
}

static void
vt_checkbox_set_value (VtComponentView *view, VtValue *value)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (VT_CHECKBOX (view)->check);

  if (vt_value_type (value) == VT_VALUE_BOOLEAN)
    gtk_check_button_set_active (check, vt_value_boolean (value));
  else if (vt_value_type (value) == VT_VALUE_NONE)
    gtk_check_button_set_active (check, FALSE);
}

static void
on_toggled (VtComponentView *self)
{
  vt_component_view_emit_chosen (self);
}

static void
vt_checkbox_class_init (VtCheckboxClass *klass)
{
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_checkbox_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_checkbox_set_value;
}

static void
vt_checkbox_init (VtCheckbox *self)
{
  self->check = gtk_check_button_new ();
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->check);
  vt_component_view_set_show_label (VT_COMPONENT_VIEW (self), FALSE);
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (on_toggled), self);
}

static VtComponentView *
build_checkbox (const VtSpaceComponent *component)
{
  VtCheckbox *self = g_object_new (VT_TYPE_CHECKBOX, NULL);
  const char *label = vt_space_component_get_text (component, "label");

  gtk_check_button_set_label (GTK_CHECK_BUTTON (self->check), *label ? label : component->id);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_checkbox_class = { "checkbox", build_checkbox };

/* checkboxgroup.c: "checkboxgroup": any of a few choices, all in sight.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/choices.h"
#include "ui/components/component.h"

#define VT_TYPE_CHECKBOX_GROUP (vt_checkbox_group_get_type ())
G_DECLARE_FINAL_TYPE (VtCheckboxGroup, vt_checkbox_group, VT, CHECKBOX_GROUP, VtComponentView)

struct _VtCheckboxGroup
{
  VtComponentView parent_instance;
  VtChoices *choices;
  GtkWidget *box;
  GPtrArray *buttons; /* GtkCheckButton in the order of the choices, owned by the box */
};

G_DEFINE_FINAL_TYPE (VtCheckboxGroup, vt_checkbox_group, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_checkbox_group_get_value (VtComponentView *view)
{
  VtCheckboxGroup *self = VT_CHECKBOX_GROUP (view);

  return vt_choices_get_checks (self->choices, self->buttons);
}

static void
vt_checkbox_group_set_value (VtComponentView *view, VtValue *value)
{
  VtCheckboxGroup *self = VT_CHECKBOX_GROUP (view);

  vt_choices_set_checks (self->choices, self->buttons, value);
}

static void
on_toggled (VtComponentView *self)
{
  vt_component_view_emit_chosen (self);
}

static void
vt_checkbox_group_finalize (GObject *object)
{
  VtCheckboxGroup *self = VT_CHECKBOX_GROUP (object);

  g_clear_pointer (&self->choices, vt_choices_free);
  g_ptr_array_unref (self->buttons);
  G_OBJECT_CLASS (vt_checkbox_group_parent_class)->finalize (object);
}

static void
vt_checkbox_group_class_init (VtCheckboxGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_checkbox_group_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_checkbox_group_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_checkbox_group_set_value;
}

static void
vt_checkbox_group_init (VtCheckboxGroup *self)
{
  self->buttons = g_ptr_array_new ();
  self->box = vt_choices_box_new ();
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->box);
}

static VtComponentView *
build_checkbox_group (const VtSpaceComponent *component)
{
  VtCheckboxGroup *self = g_object_new (VT_TYPE_CHECKBOX_GROUP, NULL);

  self->choices = vt_choices_new (component);
  for (guint i = 0; i < self->choices->n; i++)
    {
      GtkWidget *button = gtk_check_button_new_with_label (self->choices->names[i]);

      vt_choices_box_append (self->box, button);
      g_ptr_array_add (self->buttons, button);
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
    }
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_checkboxgroup_class = { "checkboxgroup", build_checkbox_group };

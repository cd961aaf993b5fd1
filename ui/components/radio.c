/* radio.c: "radio": one of a few choices, all in sight.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/choices.h"
#include "ui/components/component.h"

#define VT_TYPE_RADIO (vt_radio_get_type ())
G_DECLARE_FINAL_TYPE (VtRadio, vt_radio, VT, RADIO, VtComponentView)

struct _VtRadio
{
  VtComponentView parent_instance;
  VtChoices *choices;
  GtkWidget *box;
  GPtrArray *buttons; /* GtkCheckButton in the order of the choices, owned by the box */
};

G_DEFINE_FINAL_TYPE (VtRadio, vt_radio, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_radio_get_value (VtComponentView *view)
{
  VtRadio *self = VT_RADIO (view);

  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_check_button_get_active (self->buttons->pdata[i]))
      return vt_choices_value (self->choices, (int) i);
  return vt_value_new_none ();
}

static void
vt_radio_set_value (VtComponentView *view, VtValue *value)
{
  VtRadio *self = VT_RADIO (view);
  int index = vt_choices_find (self->choices, value);

  if (index < 0 && vt_value_type (value) != VT_VALUE_NONE)
    return;
  for (guint i = 0; i < self->buttons->len; i++)
    gtk_check_button_set_active (self->buttons->pdata[i], (int) i == index);
}

/* A change of choice toggles two buttons; only the one that is on speaks. */
static void
on_toggled (VtComponentView *self, GtkCheckButton *button)
{
  if (gtk_check_button_get_active (button))
    vt_component_view_emit_chosen (self);
}

static void
vt_radio_finalize (GObject *object)
{
  VtRadio *self = VT_RADIO (object);

  g_clear_pointer (&self->choices, vt_choices_free);
  g_ptr_array_unref (self->buttons);
  G_OBJECT_CLASS (vt_radio_parent_class)->finalize (object);
}

static void
vt_radio_class_init (VtRadioClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_radio_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_radio_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_radio_set_value;
}

static void
vt_radio_init (VtRadio *self)
{
  self->buttons = g_ptr_array_new ();
  self->box = vt_choices_box_new ();
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->box);
}

static void
add_choice (VtRadio *self, const char *name)
{
  GtkWidget *button = gtk_check_button_new_with_label (name);

  if (self->buttons->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->buttons->pdata[0]);
  vt_choices_box_append (self->box, button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->buttons, button);
}

static VtComponentView *
build_radio (const VtSpaceComponent *component)
{
  VtRadio *self = g_object_new (VT_TYPE_RADIO, NULL);

  self->choices = vt_choices_new (component);
  for (guint i = 0; i < self->choices->n; i++)
    add_choice (self, self->choices->names[i]);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_radio_class = { "radio", build_radio };

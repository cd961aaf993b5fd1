/* hidden.c: "timer" and "state": what a space has and only its maker sees. They
 * hold their value; whoever runs the space lets timers tick.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"

#define VT_TYPE_HIDDEN (vt_hidden_get_type ())
G_DECLARE_FINAL_TYPE (VtHidden, vt_hidden, VT, HIDDEN, VtComponentView)

struct _VtHidden
{
  VtComponentView parent_instance;
  VtValue *value;
};

G_DEFINE_FINAL_TYPE (VtHidden, vt_hidden, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_hidden_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_HIDDEN (view)->value);
}

static void
vt_hidden_set_value (VtComponentView *view, VtValue *value)
{
  VtHidden *self = VT_HIDDEN (view);

  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
}

static void
vt_hidden_finalize (GObject *object)
{
  vt_value_unref (VT_HIDDEN (object)->value);
  G_OBJECT_CLASS (vt_hidden_parent_class)->finalize (object);
}

static void
vt_hidden_class_init (VtHiddenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_hidden_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_hidden_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_hidden_set_value;
}

static void
vt_hidden_init (VtHidden *self)
{
  self->value = vt_value_new_none ();
  vt_component_view_set_unseen (VT_COMPONENT_VIEW (self));
}

/* The builder shows what it is. */
static VtComponentView *
build_hidden (const VtSpaceComponent *component)
{
  VtHidden *self = g_object_new (VT_TYPE_HIDDEN, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *label = gtk_label_new (_(component->klass->title));
  gboolean timer = vt_component_class_has_event (component->klass, "tick");

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (timer ? "alarm-symbolic" : "view-pin-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "unsupported");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_timer_class = { "timer", build_hidden };
const VtComponentWidgetClass vt_state_class = { "state", build_hidden };

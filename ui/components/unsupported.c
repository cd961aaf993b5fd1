/* unsupported.c: stands where a component has no widget yet.
 *
 * It keeps the value that it is given, so that steps still work.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"

#define VT_TYPE_UNSUPPORTED (vt_unsupported_get_type ())
G_DECLARE_FINAL_TYPE (VtUnsupported, vt_unsupported, VT, UNSUPPORTED, VtComponentView)

struct _VtUnsupported
{
  VtComponentView parent_instance;
  GtkWidget *label;
  VtValue *value;
};

G_DEFINE_FINAL_TYPE (VtUnsupported, vt_unsupported, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_unsupported_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_UNSUPPORTED (view)->value);
}

static void
vt_unsupported_set_value (VtComponentView *view, VtValue *value)
{
  VtUnsupported *self = VT_UNSUPPORTED (view);

  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
}

static void
vt_unsupported_finalize (GObject *object)
{
  vt_value_unref (VT_UNSUPPORTED (object)->value);
  G_OBJECT_CLASS (vt_unsupported_parent_class)->finalize (object);
}

static void
vt_unsupported_class_init (VtUnsupportedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_unsupported_finalize;
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_unsupported_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_unsupported_set_value;
}

static void
vt_unsupported_init (VtUnsupported *self)
{
  self->value = vt_value_new_none ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_widget_add_css_class (self->label, "dim-label");
  gtk_widget_add_css_class (self->label, "unsupported");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->label);
}

static VtComponentView *
build_unsupported (const VtSpaceComponent *component)
{
  VtUnsupported *self = g_object_new (VT_TYPE_UNSUPPORTED, NULL);
  g_autofree char *text = NULL;

  /* Translators: %s is the type of a component, as "plot". */
  text = g_strdup_printf (_("This version of Vitrine cannot show a “%s” yet."), component->klass->type);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  return VT_COMPONENT_VIEW (self);
}

extern const VtComponentWidgetClass vt_unsupported_class;
const VtComponentWidgetClass vt_unsupported_class = { "", build_unsupported };

/* number.c: "number": a number to type. It may be left empty.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <math.h>

#include "ui/components/component.h"
#include "ui/components/range.h"

/* Where the document sets no bounds: the whole numbers that a double holds exactly. */
#define UNBOUNDED 1e15

#define VT_TYPE_NUMBER (vt_number_get_type ())
G_DECLARE_FINAL_TYPE (VtNumber, vt_number, VT, NUMBER, VtComponentView)

struct _VtNumber
{
  VtComponentView parent_instance;
  GtkWidget *spin;
  int precision; /* -1: as many digits as the number has */
  gboolean empty; /* nothing was filled in yet */
};

G_DEFINE_FINAL_TYPE (VtNumber, vt_number, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_number_get_value (VtComponentView *view)
{
  VtNumber *self = VT_NUMBER (view);

  if (self->empty)
    return vt_value_new_none ();
  gtk_spin_button_update (GTK_SPIN_BUTTON (self->spin));
  return vt_value_new_number (gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spin)));
}

static void
vt_number_set_value (VtComponentView *view, VtValue *value)
{
  VtNumber *self = VT_NUMBER (view);
  double number;

  self->empty = vt_value_type (value) == VT_VALUE_NONE;
  if (self->empty)
    gtk_editable_set_text (GTK_EDITABLE (self->spin), "");
  else if (vt_range_read (value, &number))
    {
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spin), number);
      gtk_spin_button_update (GTK_SPIN_BUTTON (self->spin));
    }
}

/* Digits as needed, "0.7" rather than "0.700000". */
static gboolean
on_output (VtNumber *self)
{
  double number = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spin));
  g_autofree char *text = NULL;

  if (self->empty)
    text = g_strdup ("");
  else if (self->precision >= 0)
    text = g_strdup_printf ("%.*f", self->precision, number);
  else
    text = g_strdup_printf ("%.12g", number);
  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (self->spin))))
    gtk_editable_set_text (GTK_EDITABLE (self->spin), text);
  return TRUE;
}

static void
on_value_changed (VtNumber *self)
{
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

/* Typing the number that stands behind the empty entry changes no value. */
static void
on_text_changed (VtNumber *self)
{
  if (!self->empty || *gtk_editable_get_text (GTK_EDITABLE (self->spin)) == '\0')
    return;
  self->empty = FALSE;
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
on_activate (VtComponentView *self)
{
  vt_component_view_emit (self, "submit");
}

static void
vt_number_class_init (VtNumberClass *klass)
{
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_number_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_number_set_value;
}

static void
vt_number_init (VtNumber *self)
{
  self->spin = gtk_spin_button_new (NULL, 1, 0);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->spin), TRUE);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->spin);
  g_signal_connect_swapped (self->spin, "output", G_CALLBACK (on_output), self);
  g_signal_connect_swapped (self->spin, "value-changed", G_CALLBACK (on_value_changed), self);
  g_signal_connect_swapped (self->spin, "changed", G_CALLBACK (on_text_changed), self);
  g_signal_connect_swapped (gtk_editable_get_delegate (GTK_EDITABLE (self->spin)), "activate",
                            G_CALLBACK (on_activate), self);
}

static VtComponentView *
build_number (const VtSpaceComponent *component)
{
  VtNumber *self = g_object_new (VT_TYPE_NUMBER, NULL);
  GtkAdjustment *adjustment = vt_range_adjustment (component, -UNBOUNDED, UNBOUNDED);

  self->precision = (int) vt_range_number (component, "precision", -1, 0, 12);
  gtk_spin_button_configure (GTK_SPIN_BUTTON (self->spin), adjustment, 1,
                             self->precision >= 0 ? (guint) self->precision : 12);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_number_class = { "number", build_number };

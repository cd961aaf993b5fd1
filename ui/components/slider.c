/* slider.c: "slider": a number on a scale, with an entry for the exact figure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <math.h>

#include "ui/components/component.h"
#include "ui/components/range.h"

#define VT_TYPE_SLIDER (vt_slider_get_type ())
G_DECLARE_FINAL_TYPE (VtSlider, vt_slider, VT, SLIDER, VtComponentView)

struct _VtSlider
{
  VtComponentView parent_instance;
  GtkAdjustment *adjustment; /* owned by scale and entry */
  GtkWidget *scale;
  GtkWidget *entry;
};

G_DEFINE_FINAL_TYPE (VtSlider, vt_slider, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_slider_get_value (VtComponentView *component)
{
  return vt_value_new_number (gtk_adjustment_get_value (VT_SLIDER (component)->adjustment));
}

static void
vt_slider_set_value (VtComponentView *component, VtValue *value)
{
  double number;

  if (vt_range_read (value, &number))
    gtk_adjustment_set_value (VT_SLIDER (component)->adjustment, number);
}

/* The multiple of the step that is next to @value, as its decimal reads: 1.2, not
 * 1.2000000000000002. */
static double
snap (VtSlider *self, double value)
{
  double low = gtk_adjustment_get_lower (self->adjustment);
  double step = gtk_adjustment_get_step_increment (self->adjustment);
  double scale = pow (10, vt_range_digits (step));

  return rint ((low + rint ((value - low) / step) * step) * scale) / scale;
}

static void
on_value_changed (VtSlider *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  double snapped = snap (self, value);

  if (snapped != value && value < gtk_adjustment_get_upper (self->adjustment)
      && fabs (snapped - value) < gtk_adjustment_get_step_increment (self->adjustment))
    gtk_adjustment_set_value (self->adjustment, snapped);
  else
    vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
vt_slider_class_init (VtSliderClass *klass)
{
  VT_COMPONENT_VIEW_CLASS (klass)->get_value = vt_slider_get_value;
  VT_COMPONENT_VIEW_CLASS (klass)->set_value = vt_slider_set_value;
}

static void
vt_slider_init (VtSlider *self)
{
}

static gboolean
on_pointer (VtComponentView *self, GdkEvent *event)
{
  if (gdk_event_get_event_type (event) == GDK_BUTTON_RELEASE)
    vt_component_view_emit (self, "release");
  return GDK_EVENT_PROPAGATE;
}

/* The scale's own gesture claims the press, so the release is seen in the
 * capture phase. */
static void
add_release (VtSlider *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (on_pointer), self);
  gtk_widget_add_controller (self->scale, events);
}

static void
fill (VtSlider *self, int digits)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), digits);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_widget_set_size_request (self->scale, 80, -1);
  self->entry = gtk_spin_button_new (self->adjustment, 1, digits);
  gtk_widget_set_valign (self->entry, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->scale);
  gtk_box_append (GTK_BOX (box), self->entry);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->scale);
}

static VtComponentView *
build_slider (const VtSpaceComponent *component)
{
  VtSlider *self = g_object_new (VT_TYPE_SLIDER, NULL);
  const char *label = vt_space_component_get_text (component, "label");

  self->adjustment = vt_range_adjustment (component, 0, 100);
  fill (self, (int) vt_range_number (component, "precision",
                                     vt_range_digits (gtk_adjustment_get_step_increment (self->adjustment)), 0, 12));
  add_release (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *label ? label : component->id, -1);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_value_changed), self,
                           G_CONNECT_SWAPPED);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_slider_class = { "slider", build_slider };

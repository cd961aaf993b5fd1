/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/waveform.h"

#include <glib/gi18n.h>
#include <math.h>

#define BAR 2 /* pixels */
#define GAP 1
#define LOW 64
#define DRAG 5 /* pixels from a press to a drag */
#define LIVE 2048

struct _VtWaveform
{
  GtkWidget parent_instance;
  VtSoundPeaks *peaks;
  GArray *live; /* (nullable): of float, while it records */
  double position;
  double from, to; /* selected; equal for nothing */
  double anchor;   /* where selecting began */
  double pressed;
};

enum
{
  SEEK,
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtWaveform, vt_waveform, GTK_TYPE_WIDGET)

char *
vt_waveform_format_time (double seconds)
{
  guint whole = (guint) MAX (0, seconds);

  if (whole >= 3600)
    return g_strdup_printf ("%u:%02u:%02u", whole / 3600, whole / 60 % 60, whole % 60);
  return g_strdup_printf ("%u:%02u", whole / 60, whole % 60);
}

double
vt_waveform_get_seconds (VtWaveform *self)
{
  return self->peaks != NULL ? self->peaks->seconds : 0;
}

/* --- drawing ------------------------------------------------------------------ */

/* The loudest of the parts that the bar @index of @n stands for. */
static float
bar_height (VtWaveform *self, guint index, guint n)
{
  gsize first, last;
  float peak = 0;

  if (self->live != NULL)
    return index + self->live->len >= n ? g_array_index (self->live, float, index + self->live->len - n) : 0;
  first = self->peaks->n * index / n;
  last = MAX (first + 1, self->peaks->n * (index + 1) / n);
  for (gsize i = first; i < MIN (last, self->peaks->n); i++)
    peak = MAX (peak, self->peaks->peaks[i]);
  return peak;
}

static void
draw_bar (GtkSnapshot *snapshot, double x, double height, double peak, const GdkRGBA *color)
{
  /* Quiet speech is to be seen as well. */
  double length = MAX (BAR, sqrt (peak) * height);

  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT ((float) x, (float) ((height - length) / 2), BAR,
                                                                   (float) length));
}

static void
draw_selection (VtWaveform *self, GtkSnapshot *snapshot, double width, double height, GdkRGBA color)
{
  double seconds = vt_waveform_get_seconds (self);

  if (seconds <= 0 || self->from >= self->to)
    return;
  color.alpha = 0.2f;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) (self->from / seconds * width), 0,
                                                  (float) ((self->to - self->from) / seconds * width), (float) height));
}

static void
vt_waveform_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtWaveform *self = VT_WAVEFORM (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  guint n = (guint) MAX (1, width / (BAR + GAP));
  double played = vt_waveform_get_seconds (self) > 0 ? self->position / vt_waveform_get_seconds (self) * width : 0;
  GdkRGBA color, accent;

  if (self->live == NULL && (self->peaks == NULL || self->peaks->n == 0))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &accent))
    accent = color;
  color.alpha = 0.45f;
  draw_selection (self, snapshot, width, height, accent);
  for (guint i = 0; i < n; i++)
    draw_bar (snapshot, i * (BAR + GAP), height, bar_height (self, i, n),
              self->live != NULL || i * (BAR + GAP) < played ? &accent : &color);
  if (self->live == NULL)
    gtk_snapshot_append_color (snapshot, &accent,
                               &GRAPHENE_RECT_INIT ((float) CLAMP (played - 1, 0, width - 2), 0, 2, (float) height));
}

static void
vt_waveform_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : LOW;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : LOW;
}

/* --- moving and selecting ------------------------------------------------------- */

static void
update_accessible (VtWaveform *self)
{
  g_autofree char *at = vt_waveform_format_time (self->position);
  g_autofree char *all = vt_waveform_format_time (vt_waveform_get_seconds (self));
  /* Translators: a place in a sound and its length, as "0:05 of 1:20". */
  g_autofree char *text = g_strdup_printf (_("%s of %s"), at, all);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, vt_waveform_get_seconds (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->position,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
go_to (VtWaveform *self, double seconds)
{
  vt_waveform_set_position (self, seconds);
  g_signal_emit (self, signals[SEEK], 0, self->position);
}

void
vt_waveform_select (VtWaveform *self, double from, double to)
{
  double seconds = vt_waveform_get_seconds (self);
  double low = CLAMP (MIN (from, to), 0, seconds), high = CLAMP (MAX (from, to), 0, seconds);

  if (low == self->from && high == self->to)
    return;
  self->from = low;
  self->to = high;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SELECTED], 0);
}

static double
time_at (VtWaveform *self, double x)
{
  return CLAMP (x / MAX (1, gtk_widget_get_width (GTK_WIDGET (self))), 0, 1) * vt_waveform_get_seconds (self);
}

static void
on_drag_begin (VtWaveform *self, double x)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->pressed = x;
  self->anchor = time_at (self, x);
}

static void
on_drag_update (VtWaveform *self, double dx)
{
  if (fabs (dx) >= DRAG)
    vt_waveform_select (self, self->anchor, time_at (self, self->pressed + dx));
}

static void
on_drag_end (VtWaveform *self, double dx)
{
  if (fabs (dx) < DRAG)
    vt_waveform_select (self, 0, 0);
  go_to (self, fabs (dx) < DRAG ? self->anchor : self->from);
}

static void
move_by (VtWaveform *self, double step, gboolean select)
{
  double before = self->position;

  if (!select)
    vt_waveform_select (self, 0, 0);
  else if (self->from >= self->to)
    self->anchor = before;
  go_to (self, before + step);
  if (select)
    vt_waveform_select (self, self->anchor, self->position);
}

static gboolean
on_key (VtWaveform *self, guint key, guint code, GdkModifierType state)
{
  gboolean select = (state & GDK_SHIFT_MASK) != 0;
  double step = (state & GDK_CONTROL_MASK) != 0 ? 5 : MIN (1, vt_waveform_get_seconds (self) / 10);

  if (self->peaks == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left)
    move_by (self, -step, select);
  else if (key == GDK_KEY_Right)
    move_by (self, step, select);
  else if (key == GDK_KEY_Home)
    move_by (self, -self->position, select);
  else if (key == GDK_KEY_End)
    move_by (self, vt_waveform_get_seconds (self), select);
  else if (key == GDK_KEY_Escape && self->from < self->to)
    vt_waveform_select (self, 0, 0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- the object ------------------------------------------------------------------ */

static void
vt_waveform_finalize (GObject *object)
{
  VtWaveform *self = VT_WAVEFORM (object);

  g_clear_pointer (&self->peaks, vt_sound_peaks_free);
  g_clear_pointer (&self->live, g_array_unref);
  G_OBJECT_CLASS (vt_waveform_parent_class)->finalize (object);
}

static void
vt_waveform_class_init (VtWaveformClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_waveform_finalize;
  widget_class->snapshot = vt_waveform_snapshot;
  widget_class->measure = vt_waveform_measure;
  signals[SEEK] = g_signal_new ("seek", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "vtwaveform");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
vt_waveform_init (VtWaveform *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
vt_waveform_new (void)
{
  return g_object_new (VT_TYPE_WAVEFORM, NULL);
}

void
vt_waveform_set_peaks (VtWaveform *self, VtSoundPeaks *peaks)
{
  g_clear_pointer (&self->live, g_array_unref);
  g_clear_pointer (&self->peaks, vt_sound_peaks_free);
  self->peaks = peaks;
  vt_waveform_set_position (self, self->position);
  vt_waveform_select (self, 0, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vt_waveform_set_position (VtWaveform *self, double seconds)
{
  self->position = CLAMP (seconds, 0, vt_waveform_get_seconds (self));
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
vt_waveform_get_position (VtWaveform *self)
{
  return self->position;
}

gboolean
vt_waveform_get_selection (VtWaveform *self, double *from, double *to)
{
  *from = self->from;
  *to = self->to;
  return self->from < self->to;
}

void
vt_waveform_push_level (VtWaveform *self, double level)
{
  float bar = (float) level;

  if (self->live == NULL)
    self->live = g_array_new (FALSE, FALSE, sizeof (float));
  if (self->live->len == LIVE)
    g_array_remove_range (self->live, 0, LIVE / 2);
  g_array_append_val (self->live, bar);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

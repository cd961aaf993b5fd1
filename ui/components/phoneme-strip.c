/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/phoneme-strip.h"

#include <glib/gi18n.h>

#include "ui/components/timed-parts.h"

#define SCALE 280.0    /* pixels a second */
#define SMALLEST 20.0  /* pixels */
#define HEIGHT 40.0
#define GAP 2.0
#define LEAST_WIDTH 160
#define LONGEST 400    /* sounds of a sentence that are drawn */

struct _VtPhonemeStrip
{
  GtkWidget parent_instance;
  GPtrArray *sounds;
  int current;
};

enum
{
  SEEK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtPhonemeStrip, vt_phoneme_strip, GTK_TYPE_WIDGET)

static guint
n_sounds (VtPhonemeStrip *self)
{
  return self->sounds != NULL ? MIN (self->sounds->len, LONGEST) : 0;
}

/* Where the next tile lies, in lines that are @width wide; @x and @y hold where the last one ended. */
static graphene_rect_t
place (const VtTimedPart *sound, double width, double *x, double *y)
{
  double wide = CLAMP ((sound->end - sound->start) * SCALE, SMALLEST, MAX (width, SMALLEST));
  graphene_rect_t box;

  if (*x > 0 && *x + wide > width)
    {
      *x = 0;
      *y += HEIGHT + GAP;
    }
  box = GRAPHENE_RECT_INIT ((float) *x, (float) *y, (float) wide, (float) HEIGHT);
  *x += wide + GAP;
  return box;
}

static void
vt_phoneme_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  VtPhonemeStrip *self = VT_PHONEME_STRIP (widget);
  double x = 0, y = 0;

  for (guint i = 0; i < n_sounds (self); i++)
    place (self->sounds->pdata[i], orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? for_size : 1e6, &x, &y);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : (int) (y + HEIGHT);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (LEAST_WIDTH, (int) x) : *minimum;
}

static void
draw_text (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double scale, const graphene_rect_t *box, double y,
           const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (box->origin.x + (box->size.width - (float) width) / 2,
                                                          box->origin.y + (float) y - (float) height / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_tile (GtkWidget *widget, GtkSnapshot *snapshot, const VtTimedPart *sound, const graphene_rect_t *box, gboolean current)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA ink, ground;
  GskRoundedRect shape;
  g_autofree char *length = g_strdup_printf ("%.0f", 1000 * (sound->end - sound->start));

  gtk_style_context_get_color (style, &ink);
  ground = ink;
  ground.alpha = 0.1f;
  if (current && gtk_style_context_lookup_color (style, "accent_bg_color", &ground))
    gtk_style_context_lookup_color (style, "accent_fg_color", &ink);
  gsk_rounded_rect_init_from_rect (&shape, box, 5);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &ground, box);
  draw_text (widget, snapshot, sound->text, 1.15, box, HEIGHT * 0.34, &ink);
  draw_text (widget, snapshot, length, 0.65, box, HEIGHT * 0.78, &ink);
  gtk_snapshot_pop (snapshot);
}

static void
vt_phoneme_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtPhonemeStrip *self = VT_PHONEME_STRIP (widget);
  double x = 0, y = 0, width = gtk_widget_get_width (widget);

  for (guint i = 0; i < n_sounds (self); i++)
    {
      graphene_rect_t box = place (self->sounds->pdata[i], width, &x, &y);

      draw_tile (widget, snapshot, self->sounds->pdata[i], &box, (int) i == self->current);
    }
}

static const VtTimedPart *
sound_at (VtPhonemeStrip *self, double at_x, double at_y)
{
  double x = 0, y = 0, width = gtk_widget_get_width (GTK_WIDGET (self));
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) at_x, (float) at_y);

  for (guint i = 0; i < n_sounds (self); i++)
    {
      graphene_rect_t box = place (self->sounds->pdata[i], width, &x, &y);

      if (graphene_rect_contains_point (&box, &point))
        return self->sounds->pdata[i];
    }
  return NULL;
}

static void
on_released (VtPhonemeStrip *self, int n_press, double x, double y)
{
  const VtTimedPart *sound = sound_at (self, x, y);

  if (sound != NULL)
    g_signal_emit (self, signals[SEEK], 0, sound->start);
}

static gboolean
vt_phoneme_strip_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const VtTimedPart *sound = keyboard ? NULL : sound_at (VT_PHONEME_STRIP (widget), x, y);
  g_autofree char *text = NULL;

  if (sound == NULL)
    return FALSE;
  /* Translators: a sound of speech and how long it lasts, "ə, 60 ms". */
  text = g_strdup_printf (_ ("%s, %.0f ms"), sound->text, 1000 * (sound->end - sound->start));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
vt_phoneme_strip_finalize (GObject *object)
{
  g_clear_pointer (&VT_PHONEME_STRIP (object)->sounds, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_phoneme_strip_parent_class)->finalize (object);
}

static GtkSizeRequestMode
vt_phoneme_strip_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_phoneme_strip_class_init (VtPhonemeStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_phoneme_strip_finalize;
  widget_class->measure = vt_phoneme_strip_measure;
  widget_class->snapshot = vt_phoneme_strip_snapshot;
  widget_class->query_tooltip = vt_phoneme_strip_query_tooltip;
  widget_class->get_request_mode = vt_phoneme_strip_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "vtphonemes");
  signals[SEEK] = g_signal_new ("seek", VT_TYPE_PHONEME_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_DOUBLE);
}

static void
vt_phoneme_strip_init (VtPhonemeStrip *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->current = -1;
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
vt_phoneme_strip_new (void)
{
  return g_object_new (VT_TYPE_PHONEME_STRIP, NULL);
}

void
vt_phoneme_strip_set_sounds (VtPhonemeStrip *self, GPtrArray *sounds)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (sounds == self->sounds)
    return;
  g_clear_pointer (&self->sounds, g_ptr_array_unref);
  self->sounds = sounds != NULL ? g_ptr_array_ref (sounds) : NULL;
  self->current = -1;
  for (guint i = 0; i < n_sounds (self); i++)
    g_string_append_printf (text, "%s ", ((const VtTimedPart *) sounds->pdata[i])->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
vt_phoneme_strip_set_current (VtPhonemeStrip *self, int current)
{
  if (current == self->current)
    return;
  self->current = current;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

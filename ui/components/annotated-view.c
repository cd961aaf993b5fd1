/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/annotated-view.h"

#include "ui/components/palette.h"
#include "ui/components/texture.h"

#define LOWEST 60
#define HIGHEST 480
#define MASK_OPACITY 0.55
#define LINE 3 /* pixels */
#define EDGE 1 /* dark on both sides of a line, so that it shows on any picture */

static const GdkRGBA dark = { 0, 0, 0, 0.6f };

struct _VtAnnotatedView
{
  GtkWidget parent_instance;
  GdkTexture *picture;
  GPtrArray *annotations; /* of VtAnnotation */
  GPtrArray *masks;       /* of GdkTexture or NULL, one for each of them */
  int kind;
  int height;
};

G_DEFINE_FINAL_TYPE (VtAnnotatedView, vt_annotated_view, GTK_TYPE_WIDGET)

/* Where the picture lies, and how many pixels of the screen are one of it. */
static float
get_box (VtAnnotatedView *self, graphene_rect_t *box)
{
  float width = (float) gdk_texture_get_width (self->picture), height = (float) gdk_texture_get_height (self->picture);
  float room_x = (float) gtk_widget_get_width (GTK_WIDGET (self)), room_y = (float) gtk_widget_get_height (GTK_WIDGET (self));
  float scale = MIN (room_x / width, room_y / height);

  graphene_rect_init (box, (room_x - width * scale) / 2, (room_y - height * scale) / 2, width * scale, height * scale);
  return scale;
}

static gboolean
is_faint (VtAnnotatedView *self, const VtAnnotation *annotation)
{
  return self->kind >= 0 && annotation->kind != (guint) self->kind;
}

static void
draw_name (VtAnnotatedView *self, GtkSnapshot *snapshot, const VtAnnotation *annotation, float x, float y, const GdkRGBA *ground)
{
  g_autofree char *text = annotation->score >= 0 ? g_strdup_printf ("%s %.0f%%", annotation->label, annotation->score * 100)
                                                 : g_strdup (annotation->label);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  const GdkRGBA ink = vt_palette_text_on (ground);
  graphene_rect_t plate;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  x = CLAMP (x, 0, MAX (0, (float) (gtk_widget_get_width (GTK_WIDGET (self)) - width - 8)));
  y = MAX (0, y - (float) height);
  graphene_rect_init (&plate, x, y, (float) width + 8, (float) height);
  graphene_rect_inset (&plate, -EDGE, -EDGE);
  gtk_snapshot_append_color (snapshot, &dark, &plate);
  graphene_rect_inset (&plate, EDGE, EDGE);
  gtk_snapshot_append_color (snapshot, ground, &plate);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 4, y));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_line (GtkSnapshot *snapshot, const graphene_rect_t *place, float width, GdkRGBA color)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, place, 4);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { width, width, width, width }, (GdkRGBA[4]) { color, color, color, color });
}

static void
draw_found (VtAnnotatedView *self, GtkSnapshot *snapshot, guint index, const graphene_rect_t *box, float scale)
{
  const VtAnnotation *found = self->annotations->pdata[index];
  GdkTexture *mask = self->masks->pdata[index];
  const GdkRGBA color = vt_palette_color (found->kind);
  graphene_rect_t place;

  gtk_snapshot_push_opacity (snapshot, is_faint (self, found) ? 0.15 : mask != NULL ? MASK_OPACITY : 1);
  if (mask != NULL)
    gtk_snapshot_append_texture (snapshot, mask, box);
  if (found->has_box)
    {
      graphene_rect_init (&place, box->origin.x + (float) found->xmin * scale, box->origin.y + (float) found->ymin * scale,
                          (float) (found->xmax - found->xmin) * scale, (float) (found->ymax - found->ymin) * scale);
      graphene_rect_inset (&place, -EDGE, -EDGE);
      draw_line (snapshot, &place, LINE + 2 * EDGE, dark);
      graphene_rect_inset (&place, EDGE, EDGE);
      draw_line (snapshot, &place, LINE, color);
      draw_name (self, snapshot, found, place.origin.x, place.origin.y, &color);
    }
  gtk_snapshot_pop (snapshot);
}

static void
vt_annotated_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtAnnotatedView *self = VT_ANNOTATED_VIEW (widget);
  graphene_rect_t box;
  float scale;

  if (self->picture == NULL)
    return;
  scale = get_box (self, &box);
  gtk_snapshot_append_texture (snapshot, self->picture, &box);
  for (guint i = 0; self->annotations != NULL && i < self->annotations->len; i++)
    draw_found (self, snapshot, i, &box, scale);
}

static GtkSizeRequestMode
vt_annotated_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_annotated_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  VtAnnotatedView *self = VT_ANNOTATED_VIEW (widget);
  double width = self->picture != NULL ? gdk_texture_get_width (self->picture) : LOWEST;
  double height = self->picture != NULL ? gdk_texture_get_height (self->picture) : LOWEST;

  *minimum = *natural = LOWEST;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = (int) CLAMP (width, LOWEST, 2 * HIGHEST);
  else
    *natural = self->height > 0 ? self->height
                                : (int) CLAMP (for_size > 0 ? for_size * height / width : height, LOWEST, HIGHEST);
}

static void
vt_annotated_view_dispose (GObject *object)
{
  VtAnnotatedView *self = VT_ANNOTATED_VIEW (object);

  g_clear_object (&self->picture);
  g_clear_pointer (&self->annotations, g_ptr_array_unref);
  g_clear_pointer (&self->masks, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_annotated_view_parent_class)->dispose (object);
}

static void
vt_annotated_view_class_init (VtAnnotatedViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_annotated_view_dispose;
  widget_class->snapshot = vt_annotated_view_snapshot;
  widget_class->measure = vt_annotated_view_measure;
  widget_class->get_request_mode = vt_annotated_view_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "vtpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vt_annotated_view_init (VtAnnotatedView *self)
{
  self->kind = -1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
vt_annotated_view_new (void)
{
  return g_object_new (VT_TYPE_ANNOTATED_VIEW, NULL);
}

/* The mask in the colour of its kind. */
static GdkTexture *
color_mask (const VtAnnotation *found)
{
  const VtImage *mask = vt_value_image (found->mask);
  const GdkRGBA color = vt_palette_color (found->kind);
  gsize n = (gsize) mask->width * mask->height;
  guint8 *pixels = g_malloc (n * 4);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n * 4);

  for (gsize i = 0; i < n; i++)
    {
      pixels[4 * i] = (guint8) (color.red * 255);
      pixels[4 * i + 1] = (guint8) (color.green * 255);
      pixels[4 * i + 2] = (guint8) (color.blue * 255);
      pixels[4 * i + 3] = mask->pixels[i];
    }
  return gdk_memory_texture_new ((int) mask->width, (int) mask->height, GDK_MEMORY_R8G8B8A8, bytes, mask->width * 4);
}

static void
unref_texture (gpointer texture)
{
  g_clear_object (&texture);
}

void
vt_annotated_view_set (VtAnnotatedView *self, GdkTexture *picture, GPtrArray *annotations)
{
  g_set_object (&self->picture, picture);
  g_clear_pointer (&self->annotations, g_ptr_array_unref);
  g_clear_pointer (&self->masks, g_ptr_array_unref);
  self->annotations = annotations;
  self->masks = g_ptr_array_new_with_free_func (unref_texture);
  for (guint i = 0; annotations != NULL && i < annotations->len; i++)
    {
      const VtAnnotation *found = annotations->pdata[i];

      g_ptr_array_add (self->masks, found->mask != NULL ? color_mask (found) : NULL);
    }
  self->kind = -1;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
vt_annotated_view_set_kind (VtAnnotatedView *self, int kind)
{
  self->kind = kind;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
vt_annotated_view_count_masks (VtAnnotatedView *self)
{
  guint n = 0;

  for (guint i = 0; self->masks != NULL && i < self->masks->len; i++)
    n += self->masks->pdata[i] != NULL;
  return n;
}

void
vt_annotated_view_set_height (VtAnnotatedView *self, int height)
{
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

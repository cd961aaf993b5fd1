/* heatmap.c: "heatmap": a picture and words; a word that is pressed is laid over the
 * picture, bright where it counts and dark where it does not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/components/annotations.h"
#include "ui/components/component.h"
#include "ui/components/media-frame.h"
#include "ui/components/palette.h"
#include "ui/components/range.h"
#include "ui/components/texture.h"
#include "ui/wrap-layout.h"

#define HEAT_OPACITY 0.65

#define VT_TYPE_HEATMAP (vt_heatmap_get_type ())
G_DECLARE_FINAL_TYPE (VtHeatmap, vt_heatmap, VT, HEATMAP, VtComponentView)

struct _VtHeatmap
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  GtkWidget *clamp;
  GtkWidget *picture;
  GtkWidget *heat;   /* over it */
  GtkWidget *words;
  GtkWidget *hint;
  VtValue *value;
  GPtrArray *found;  /* of VtAnnotation */
  char *shown;       /* the word that was pressed last, looked for again in what comes next */
};

G_DEFINE_FINAL_TYPE (VtHeatmap, vt_heatmap, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_heatmap_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_HEATMAP (view)->value);
}

static GdkTexture *
make_heat (const VtImage *mask)
{
  gsize n = (gsize) mask->width * mask->height;
  guint8 *pixels = g_malloc (n * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n * 3);

  for (gsize i = 0; i < n; i++)
    {
      const GdkRGBA color = vt_palette_heat (mask->pixels[i] / 255.0);

      pixels[3 * i] = (guint8) (color.red * 255);
      pixels[3 * i + 1] = (guint8) (color.green * 255);
      pixels[3 * i + 2] = (guint8) (color.blue * 255);
    }
  return gdk_memory_texture_new ((int) mask->width, (int) mask->height, GDK_MEMORY_R8G8B8, bytes, mask->width * 3);
}

/* @found: (nullable) */
static void
show_heat (VtHeatmap *self, const VtAnnotation *found)
{
  g_autoptr (GdkTexture) heat = found != NULL && found->mask != NULL ? make_heat (vt_value_image (found->mask)) : NULL;
  g_autofree char *words = found != NULL ? g_strdup_printf (_ ("Bright where “%s” counts"), found->label) : NULL;

  gtk_picture_set_paintable (GTK_PICTURE (self->heat), GDK_PAINTABLE (heat));
  gtk_widget_set_visible (self->heat, heat != NULL);
  gtk_label_set_text (GTK_LABEL (self->hint), words != NULL ? words : _ ("Press a word to see where it counts."));
}

static void
on_word (GtkToggleButton *button, VtHeatmap *self)
{
  const VtAnnotation *found = g_object_get_data (G_OBJECT (button), "found");
  GtkWidget *child;

  if (!gtk_toggle_button_get_active (button))
    {
      g_clear_pointer (&self->shown, g_free);
      show_heat (self, NULL);
      return;
    }
  for (child = gtk_widget_get_first_child (self->words); child; child = gtk_widget_get_next_sibling (child))
    if (child != GTK_WIDGET (button))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), FALSE);
  g_free (self->shown);
  self->shown = g_strdup (found->label);
  show_heat (self, found);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "select");
}

static void
add_word (VtHeatmap *self, const VtAnnotation *found)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (found->label);

  gtk_widget_add_css_class (button, "example");
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  g_object_set_data (G_OBJECT (button), "found", (gpointer) found);
  g_signal_connect (button, "toggled", G_CALLBACK (on_word), self);
  gtk_box_append (GTK_BOX (self->words), button);
}

/* The word that was looked at before, if it is there again. */
static void
press_again (VtHeatmap *self)
{
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (self->words); child && self->shown; child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (child)), self->shown) == 0)
      {
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), TRUE);
        return;
      }
}

static void
fill (VtHeatmap *self, VtValue *const *items, guint n)
{
  g_autoptr (GdkTexture) texture = n > 0 && vt_value_type (items[0]) == VT_VALUE_IMAGE ? vt_texture_new (items[0]) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->words)))
    gtk_box_remove (GTK_BOX (self->words), child);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = vt_annotations_read (n > 0 ? items + 1 : NULL, n > 0 ? n - 1 : 0);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  show_heat (self, NULL);
  for (guint i = 0; texture != NULL && i < self->found->len; i++)
    add_word (self, self->found->pdata[i]);
  gtk_widget_set_visible (self->words, gtk_widget_get_first_child (self->words) != NULL);
  gtk_widget_set_visible (self->hint, gtk_widget_get_visible (self->words));
  vt_media_frame_set_empty (self->frame, texture != NULL ? NULL : _ ("Nothing yet"));
  press_again (self);
}

static void
vt_heatmap_set_value (VtComponentView *view, VtValue *value)
{
  VtHeatmap *self = VT_HEATMAP (view);
  VtValue *const *items;
  guint n;

  if (!vt_media_take_list (&self->value, value, &items, &n))
    return;
  fill (self, items, n);
}

/* There is nothing to change in it, and looking stays possible. */
static void
vt_heatmap_set_state (VtComponentView *view, gboolean state)
{
}

static void
vt_heatmap_finalize (GObject *object)
{
  VtHeatmap *self = VT_HEATMAP (object);

  vt_value_unref (self->value);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self->shown);
  G_OBJECT_CLASS (vt_heatmap_parent_class)->finalize (object);
}

static void
vt_heatmap_class_init (VtHeatmapClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_heatmap_finalize;
  component_class->get_value = vt_heatmap_get_value;
  component_class->set_value = vt_heatmap_set_value;
  component_class->set_interactive = vt_heatmap_set_state;
  component_class->set_busy = vt_heatmap_set_state;
}

static GtkWidget *
make_pictures (VtHeatmap *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->picture = gtk_picture_new ();
  self->heat = gtk_picture_new ();
  gtk_widget_set_opacity (self->heat, HEAT_OPACITY);
  gtk_widget_set_can_target (self->heat, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->picture);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->heat);
  self->clamp = adw_clamp_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->clamp), GTK_ORIENTATION_VERTICAL);
  adw_clamp_set_child (ADW_CLAMP (self->clamp), overlay);
  return self->clamp;
}

static void
vt_heatmap_init (VtHeatmap *self)
{
  self->value = vt_value_new_none ();
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (make_pictures (self), "image-x-generic-symbolic"));
  self->hint = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_widget_add_css_class (self->hint, "caption");
  self->words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->words, vt_wrap_layout_new (6));
  gtk_widget_add_css_class (self->words, "media-row");
  vt_media_frame_add (self->frame, self->hint);
  vt_media_frame_add (self->frame, self->words);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->picture);
  fill (self, NULL, 0);
}

static VtComponentView *
build_heatmap (const VtSpaceComponent *component)
{
  VtHeatmap *self = g_object_new (VT_TYPE_HEATMAP, NULL);
  int height = (int) vt_range_number (component, "height", 320, 80, 2000);

  gtk_widget_set_size_request (self->picture, -1, height);
  adw_clamp_set_maximum_size (ADW_CLAMP (self->clamp), height);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (self->clamp), height);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_heatmap_class = { "heatmap", build_heatmap };

/* annotatedimage.c: "annotatedimage": what was found in a picture, and where, with
 * a legend whose names single out their kind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "media/picture.h"
#include "ui/components/annotated-view.h"
#include "ui/components/component.h"
#include "ui/components/media-frame.h"
#include "ui/components/palette.h"
#include "ui/components/range.h"
#include "ui/components/texture.h"
#include "ui/wrap-layout.h"

#define VT_TYPE_ANNOTATED_IMAGE (vt_annotated_image_get_type ())
G_DECLARE_FINAL_TYPE (VtAnnotatedImage, vt_annotated_image, VT, ANNOTATED_IMAGE, VtComponentView)

struct _VtAnnotatedImage
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  VtAnnotatedView *view;
  GtkWidget *legend;
  GtkWidget *nothing; /* says that nothing was found */
  VtValue *value;
  GCancellable *loading;
  gboolean show_legend;
};

G_DEFINE_FINAL_TYPE (VtAnnotatedImage, vt_annotated_image, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_annotated_image_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_ANNOTATED_IMAGE (view)->value);
}

/* --- the legend ------------------------------------------------------------------ */

static void
on_name (GtkToggleButton *button, VtAnnotatedImage *self)
{
  gboolean active = gtk_toggle_button_get_active (button);
  GtkWidget *child;

  for (child = gtk_widget_get_first_child (self->legend); child && active; child = gtk_widget_get_next_sibling (child))
    if (child != GTK_WIDGET (button))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), FALSE);
  vt_annotated_view_set_kind (self->view, active ? GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kind")) : -1);
  if (active)
    vt_component_view_emit (VT_COMPONENT_VIEW (self), "select");
}

static void
add_name (VtAnnotatedImage *self, const VtAnnotation *found, guint n)
{
  GtkWidget *button = gtk_toggle_button_new (), *label = gtk_label_new (NULL);
  const GdkRGBA color = vt_palette_color (found->kind);
  char hex[8];
  g_autofree char *count = n > 1 ? g_strdup_printf (" × %u", n) : g_strdup ("");
  g_autofree char *markup = g_markup_printf_escaped ("<span color=\"%s\">⬤</span> %s%s", vt_palette_hex (&color, hex),
                                                     found->label, count);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "example");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, found->label, -1);
  g_object_set_data (G_OBJECT (button), "kind", GINT_TO_POINTER ((int) found->kind));
  g_signal_connect (button, "toggled", G_CALLBACK (on_name), self);
  gtk_box_append (GTK_BOX (self->legend), button);
}

static guint
count_kind (GPtrArray *annotations, guint kind)
{
  guint n = 0;

  for (guint i = 0; i < annotations->len; i++)
    n += ((const VtAnnotation *) annotations->pdata[i])->kind == kind;
  return n;
}

static void
fill_legend (VtAnnotatedImage *self, GPtrArray *annotations)
{
  GtkWidget *child;
  guint next = 0;

  while ((child = gtk_widget_get_first_child (self->legend)))
    gtk_box_remove (GTK_BOX (self->legend), child);
  for (guint i = 0; i < annotations->len; i++)
    {
      const VtAnnotation *found = annotations->pdata[i];

      if (found->kind != next)
        continue;
      add_name (self, found, count_kind (annotations, found->kind));
      next++;
    }
  gtk_widget_set_visible (self->legend, self->show_legend && next > 0);
}

/* For those who cannot see it: what was found, in words. */
static void
describe (VtAnnotatedImage *self, GPtrArray *annotations, gboolean nothing)
{
  g_autoptr (GString) words = g_string_new (nothing ? _("Nothing was found.") : NULL);

  for (guint i = 0; i < annotations->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", ((const VtAnnotation *) annotations->pdata[i])->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->str, -1);
}

/* --- the value --------------------------------------------------------------------- */

/* Takes @annotations. */
static void
show (VtAnnotatedImage *self, VtValue *picture, GPtrArray *annotations)
{
  guint n = 0;
  g_autoptr (GdkTexture) texture = picture != NULL ? vt_texture_new (picture) : NULL;
  gboolean nothing;

  if (vt_value_type (self->value) == VT_VALUE_LIST)
    vt_value_list (self->value, &n);
  nothing = texture != NULL && n > 1 && annotations->len == 0;
  fill_legend (self, annotations);
  describe (self, annotations, nothing);
  gtk_widget_set_visible (self->nothing, nothing);
  vt_annotated_view_set (self->view, texture, annotations);
  vt_media_frame_set_empty (self->frame, texture != NULL ? NULL : _("Nothing yet"));
}

/* What has to be decoded first. */
typedef struct
{
  VtValue *picture;
  GPtrArray *annotations;
} Loaded;

static void
loaded_free (Loaded *self)
{
  g_clear_pointer (&self->picture, vt_value_unref);
  g_clear_pointer (&self->annotations, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loaded, loaded_free)

/* In a thread: the file and the masks of the list @data. */
static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (Loaded) loaded = g_new0 (Loaded, 1);
  GError *error = NULL;
  guint n;
  VtValue *const *items = vt_value_list (data, &n);

  loaded->picture = vt_value_type (items[0]) == VT_VALUE_FILE ? vt_picture_read (vt_value_text (items[0]), NULL, cancellable, &error)
                                                              : vt_value_ref (items[0]);
  if (loaded->picture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  loaded->annotations = vt_annotations_read (items + 1, n - 1);
  vt_annotations_read_masks (loaded->annotations);
  g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) loaded_free);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  VtAnnotatedImage *self = VT_ANNOTATED_IMAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (Loaded) loaded = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  vt_media_frame_set_error (self->frame, error != NULL ? error->message : NULL);
  if (loaded != NULL)
    show (self, loaded->picture, g_steal_pointer (&loaded->annotations));
}

static void
vt_annotated_image_set_value (VtComponentView *view, VtValue *value)
{
  VtAnnotatedImage *self = VT_ANNOTATED_IMAGE (view);
  g_autoptr (GTask) task = NULL;
  GPtrArray *annotations;
  VtValue *const *items;
  VtValueType type;
  gboolean later;
  guint n;

  if (!vt_media_take_list (&self->value, value, &items, &n))
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  vt_media_frame_set_error (self->frame, NULL);
  annotations = vt_annotations_read (n > 0 ? items + 1 : NULL, n > 0 ? n - 1 : 0);
  type = n > 0 ? vt_value_type (items[0]) : VT_VALUE_NONE;
  later = type == VT_VALUE_FILE || (type == VT_VALUE_IMAGE && vt_annotations_need_masks (annotations));
  show (self, type == VT_VALUE_IMAGE ? items[0] : NULL, annotations);
  if (!later)
    return;
  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, on_loaded, NULL);
  g_task_set_task_data (task, vt_value_ref (self->value), (GDestroyNotify) vt_value_unref);
  g_task_run_in_thread (task, load);
}

/* There is nothing to change in it, and looking stays possible. */
static void
vt_annotated_image_set_state (VtComponentView *view, gboolean state)
{
}

static void
vt_annotated_image_dispose (GObject *object)
{
  VtAnnotatedImage *self = VT_ANNOTATED_IMAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  G_OBJECT_CLASS (vt_annotated_image_parent_class)->dispose (object);
}

static void
vt_annotated_image_finalize (GObject *object)
{
  vt_value_unref (VT_ANNOTATED_IMAGE (object)->value);
  G_OBJECT_CLASS (vt_annotated_image_parent_class)->finalize (object);
}

static void
vt_annotated_image_class_init (VtAnnotatedImageClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_annotated_image_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_annotated_image_finalize;
  component_class->get_value = vt_annotated_image_get_value;
  component_class->set_value = vt_annotated_image_set_value;
  component_class->set_interactive = vt_annotated_image_set_state;
  component_class->set_busy = vt_annotated_image_set_state;
}

static void
vt_annotated_image_init (VtAnnotatedImage *self)
{
  self->value = vt_value_new_none ();
  self->view = VT_ANNOTATED_VIEW (vt_annotated_view_new ());
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (GTK_WIDGET (self->view), "image-x-generic-symbolic"));
  self->legend = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->legend, vt_wrap_layout_new (6));
  gtk_widget_add_css_class (self->legend, "media-row");
  gtk_widget_set_visible (self->legend, FALSE);
  self->nothing = gtk_label_new (_("Nothing was found."));
  gtk_label_set_wrap (GTK_LABEL (self->nothing), TRUE);
  gtk_widget_add_css_class (self->nothing, "media-row");
  gtk_widget_set_visible (self->nothing, FALSE);
  vt_media_frame_add (self->frame, self->nothing);
  vt_media_frame_add (self->frame, self->legend);
  vt_media_frame_set_empty (self->frame, _("Nothing yet"));
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->view));
}

static VtComponentView *
build_annotatedimage (const VtSpaceComponent *component)
{
  VtAnnotatedImage *self = g_object_new (VT_TYPE_ANNOTATED_IMAGE, NULL);

  self->show_legend = vt_space_component_get_boolean (component, "show_legend");
  vt_annotated_view_set_height (self->view, (int) vt_range_number (component, "height", 0, 0, 4000));
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_annotatedimage_class = { "annotatedimage", build_annotatedimage };

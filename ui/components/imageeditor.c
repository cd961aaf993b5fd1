/* imageeditor.c: "imageeditor": a picture, or an empty sheet, to paint on or to
 * mark a part of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "media/picture.h"
#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/media-frame.h"
#include "ui/components/paint-view.h"
#include "ui/components/range.h"

#define VT_TYPE_IMAGE_EDITOR (vt_image_editor_get_type ())
G_DECLARE_FINAL_TYPE (VtImageEditor, vt_image_editor, VT, IMAGE_EDITOR, VtComponentView)

struct _VtImageEditor
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  VtPainting *painting;
  VtPaintView *paper;
  VtValue *value; /* NULL where it must be made of the painting */
  GCancellable *loading;
  gboolean is_mask;
  GtkWidget *tools; /* NULL-ended in order: what only works while it can be changed */
  GtkWidget *eraser;
  GtkWidget *undo;
  GtkWidget *redo;
  GtkWidget *clear;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (VtImageEditor, vt_image_editor, VT_TYPE_COMPONENT_VIEW)

static gboolean
can_change (VtImageEditor *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);

  return vt_component_view_get_interactive (view) && !vt_component_view_get_busy (view);
}

static void
update (VtImageEditor *self)
{
  gboolean change = can_change (self);

  vt_paint_view_set_editable (self->paper, change);
  if (self->tools == NULL) /* still being built */
    return;
  gtk_widget_set_visible (self->tools, vt_component_view_get_interactive (VT_COMPONENT_VIEW (self)));
  gtk_widget_set_sensitive (self->tools, change);
  gtk_widget_set_sensitive (self->undo, vt_painting_can_undo (self->painting));
  gtk_widget_set_sensitive (self->redo, vt_painting_can_redo (self->painting));
  gtk_widget_set_sensitive (self->clear, !vt_painting_is_empty (self->painting));
  gtk_widget_set_sensitive (self->remove, vt_painting_has_background (self->painting));
}

static void
forget_value (VtImageEditor *self)
{
  g_clear_pointer (&self->value, vt_value_unref);
  update (self);
}

/* Nothing at all was done: then it is empty, so that a step asks for a picture. */
static gboolean
is_untouched (VtImageEditor *self)
{
  return !vt_painting_has_background (self->painting) && vt_painting_is_empty (self->painting);
}

static VtValue *
vt_image_editor_get_value (VtComponentView *view)
{
  VtImageEditor *self = VT_IMAGE_EDITOR (view);
  VtValue *parts[3];

  if (self->value != NULL)
    return vt_value_ref (self->value);
  if (is_untouched (self))
    return self->value = vt_value_new_none (), vt_value_ref (self->value);
  parts[0] = vt_painting_dup_background (self->painting);
  parts[1] = vt_painting_dup_mask (self->painting);
  parts[2] = vt_painting_dup_composite (self->painting);
  self->value = vt_value_new_list (parts, 3);
  for (guint i = 0; i < 3; i++)
    vt_value_unref (parts[i]);
  return vt_value_ref (self->value);
}

static void
set_background (VtImageEditor *self, VtValue *picture)
{
  gboolean image = picture != NULL && vt_value_type (picture) == VT_VALUE_IMAGE;

  vt_painting_set_background (self->painting, image ? vt_value_image (picture) : NULL);
  vt_paint_view_update (self->paper);
  forget_value (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtImageEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) picture = vt_picture_read_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  if (picture == NULL)
    {
      vt_media_frame_set_error (self->frame, error->message);
      return;
    }
  set_background (self, picture);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
load (VtImageEditor *self, const char *path)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  vt_media_frame_set_error (self->frame, NULL);
  self->loading = g_cancellable_new ();
  vt_picture_read_async (path, self->loading, on_loaded, g_object_ref (self));
}

/* Takes a picture, a file, or the list that get_value() gives, of which the background. */
static void
vt_image_editor_set_value (VtComponentView *view, VtValue *value)
{
  VtImageEditor *self = VT_IMAGE_EDITOR (view);
  VtValue *first = value;
  guint n;

  if (value == self->value)
    return;
  if (vt_value_type (value) == VT_VALUE_LIST)
    {
      VtValue *const *items = vt_value_list (value, &n);

      if (n == 0)
        return;
      first = items[0];
    }
  if (vt_value_type (first) == VT_VALUE_FILE)
    load (self, vt_value_text (first));
  else if (vt_value_type (first) == VT_VALUE_IMAGE || vt_value_type (first) == VT_VALUE_NONE)
    set_background (self, first);
}

static void
vt_image_editor_set_state (VtComponentView *view, gboolean state)
{
  update (VT_IMAGE_EDITOR (view));
}

/* --- what the person does ---------------------------------------------------------- */

static void
on_painted (VtImageEditor *self)
{
  forget_value (self);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static void
take_files (gpointer object, GListModel *files)
{
  VtImageEditor *self = object;
  g_autofree char *path = vt_media_first_path (files);

  if (path == NULL || !can_change (self))
    return;
  load (self, path);
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "upload");
}

static void
on_open (VtImageEditor *self)
{
  static const char *const patterns[] = { "*.png", "*.jpg", "*.jpeg", "*.webp", "*.gif", "*.bmp", "*.PNG", "*.JPG", NULL };

  vt_files_open (GTK_WIDGET (self), _("Open a Picture"), patterns, _("Pictures"), FALSE, FALSE, take_files);
}

static void
on_clear (VtImageEditor *self)
{
  vt_painting_clear (self->painting);
  vt_paint_view_update (self->paper);
  on_painted (self);
}

static void
on_remove (VtImageEditor *self)
{
  set_background (self, NULL);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "clear");
}

static void
on_eraser (VtImageEditor *self)
{
  vt_paint_view_set_erases (self->paper, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->eraser)));
}

static void
on_size (GtkRange *range, VtImageEditor *self)
{
  vt_paint_view_set_size (self->paper, gtk_range_get_value (range));
}

static void
on_color (GtkColorChooser *chooser, GParamSpec *param, VtImageEditor *self)
{
  GdkRGBA color;
  VtInk ink;

  gtk_color_chooser_get_rgba (chooser, &color);
  ink = (VtInk) { { (guint8) (color.red * 255 + 0.5), (guint8) (color.green * 255 + 0.5), (guint8) (color.blue * 255 + 0.5) } };
  vt_paint_view_set_ink (self->paper, &ink);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->eraser), FALSE);
}

/* --- the object ------------------------------------------------------------------------ */

static void
vt_image_editor_dispose (GObject *object)
{
  VtImageEditor *self = VT_IMAGE_EDITOR (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  G_OBJECT_CLASS (vt_image_editor_parent_class)->dispose (object);
}

static void
vt_image_editor_finalize (GObject *object)
{
  VtImageEditor *self = VT_IMAGE_EDITOR (object);

  g_clear_pointer (&self->value, vt_value_unref);
  vt_painting_free (self->painting);
  G_OBJECT_CLASS (vt_image_editor_parent_class)->finalize (object);
}

static void
vt_image_editor_class_init (VtImageEditorClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_image_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_image_editor_finalize;
  component_class->get_value = vt_image_editor_get_value;
  component_class->set_value = vt_image_editor_set_value;
  component_class->set_interactive = vt_image_editor_set_state;
  component_class->set_busy = vt_image_editor_set_state;
}

static void
vt_image_editor_init (VtImageEditor *self)
{
  self->painting = vt_painting_new (512, 512);
}

static void
name_widget (GtkWidget *widget, const char *name)
{
  gtk_widget_set_tooltip_text (widget, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
make_brush (VtImageEditor *self, double size)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 1, 200, 1);
  GtkWidget *color = gtk_color_button_new ();
  const GdkRGBA start = self->is_mask ? (GdkRGBA) { 0.9f, 0.1f, 0.5f, 1 } : (GdkRGBA) { 0.1f, 0.1f, 0.1f, 1 };

  self->eraser = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->eraser), "edit-clear-all-symbolic");
  gtk_widget_add_css_class (self->eraser, "flat");
  name_widget (self->eraser, _("Eraser"));
  g_signal_connect_swapped (self->eraser, "toggled", G_CALLBACK (on_eraser), self);
  name_widget (scale, _("Size of the brush"));
  gtk_widget_set_size_request (scale, 110, -1);
  g_signal_connect (scale, "value-changed", G_CALLBACK (on_size), self);
  gtk_range_set_value (GTK_RANGE (scale), size);
  name_widget (color, _("Colour"));
  g_signal_connect (color, "notify::rgba", G_CALLBACK (on_color), self);
  gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (color), &start);
  gtk_widget_set_visible (color, !self->is_mask);
  gtk_box_append (GTK_BOX (box), color);
  gtk_box_append (GTK_BOX (box), scale);
  gtk_box_append (GTK_BOX (box), self->eraser);
  return box;
}

static void
add_tools (VtImageEditor *self, double size)
{
  VtMediaFrame *frame = self->frame;

  vt_media_frame_add_to_row (frame, make_brush (self, size));
  self->undo = vt_media_frame_add_button (frame, "edit-undo-symbolic", _("Undo"), G_CALLBACK (vt_paint_view_undo), self->paper);
  self->redo = vt_media_frame_add_button (frame, "edit-redo-symbolic", _("Redo"), G_CALLBACK (vt_paint_view_redo), self->paper);
  self->clear = vt_media_frame_add_button (frame, "edit-delete-symbolic", self->is_mask ? _("Take the mark away") : _("Take the painting away"),
                                           G_CALLBACK (on_clear), self);
  vt_media_frame_add_button (frame, "document-open-symbolic", _("Open"), G_CALLBACK (on_open), self);
  self->remove = vt_media_frame_add_button (frame, "edit-clear-symbolic", _("Remove the picture"), G_CALLBACK (on_remove), self);
  self->tools = gtk_widget_get_parent (self->undo);
}

static VtComponentView *
build_imageeditor (const VtSpaceComponent *component)
{
  VtImageEditor *self = g_object_new (VT_TYPE_IMAGE_EDITOR, NULL);

  self->is_mask = g_str_equal (vt_space_component_get_text (component, "mode"), "mask");
  vt_painting_free (self->painting);
  self->painting = vt_painting_new ((guint) vt_range_number (component, "width", 512, 16, VT_PAINTING_MOST),
                                    (guint) vt_range_number (component, "height", 512, 16, VT_PAINTING_MOST));
  self->paper = VT_PAINT_VIEW (vt_paint_view_new (self->painting, self->is_mask));
  g_signal_connect_swapped (self->paper, "painted", G_CALLBACK (on_painted), self);
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (GTK_WIDGET (self->paper), "image-x-generic-symbolic"));
  vt_media_frame_set_empty (self->frame, NULL);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->paper));
  vt_files_accept_drops (GTK_WIDGET (self), take_files);
  add_tools (self, vt_range_number (component, "brush_size", 24, 1, 200));
  update (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_imageeditor_class = { "imageeditor", build_imageeditor };

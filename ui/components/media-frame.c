/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/media-frame.h"

#include <string.h>

#include "app/value-media.h"
#include "ui/components/file-choose.h"
#include "ui/wrap-layout.h"

struct _VtMediaFrame
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkWidget *content;
  GtkWidget *empty;
  GtkWidget *words;
  GtkWidget *error;
  GtkWidget *row;
  VtValue *saving; /* (nullable): what the person is asked about */
};

G_DEFINE_FINAL_TYPE (VtMediaFrame, vt_media_frame, GTK_TYPE_WIDGET)

static void
vt_media_frame_dispose (GObject *object)
{
  VtMediaFrame *self = VT_MEDIA_FRAME (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->saving, vt_value_unref);
  G_OBJECT_CLASS (vt_media_frame_parent_class)->dispose (object);
}

static void
vt_media_frame_class_init (VtMediaFrameClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_media_frame_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "vtmedia");
}

static GtkWidget *
wrapped_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
vt_media_frame_init (VtMediaFrame *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->empty = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->empty, "media-empty");
  self->words = wrapped_label ("dim-label");
  self->error = wrapped_label ("media-error");
  gtk_widget_set_visible (self->error, FALSE);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->row, vt_wrap_layout_new (2));
  gtk_widget_add_css_class (self->row, "media-row");
  gtk_widget_set_visible (self->row, FALSE);
}

GtkWidget *
vt_media_frame_new (GtkWidget *content, const char *icon)
{
  VtMediaFrame *self = g_object_new (VT_TYPE_MEDIA_FRAME, NULL);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  self->content = content;
  gtk_image_set_pixel_size (GTK_IMAGE (image), 32);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_box_append (GTK_BOX (self->empty), image);
  gtk_box_append (GTK_BOX (self->empty), self->words);
  gtk_box_append (GTK_BOX (self->box), content);
  gtk_box_append (GTK_BOX (self->box), self->empty);
  gtk_box_append (GTK_BOX (self->box), self->error);
  gtk_box_append (GTK_BOX (self->box), self->row);
  return GTK_WIDGET (self);
}

void
vt_media_frame_set_empty (VtMediaFrame *self, const char *words)
{
  gtk_widget_set_visible (self->content, words == NULL);
  gtk_widget_set_visible (self->empty, words != NULL);
  gtk_label_set_text (GTK_LABEL (self->words), words != NULL ? words : "");
}

void
vt_media_frame_set_error (VtMediaFrame *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->error), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->error, sentence != NULL);
}

void
vt_media_frame_add (VtMediaFrame *self, GtkWidget *widget)
{
  gtk_box_insert_child_after (GTK_BOX (self->box), widget, gtk_widget_get_prev_sibling (self->row));
}

void
vt_media_frame_add_to_row (VtMediaFrame *self, GtkWidget *widget)
{
  gtk_widget_set_visible (self->row, TRUE);
  gtk_box_append (GTK_BOX (self->row), widget);
}

GtkWidget *
vt_media_frame_add_button (VtMediaFrame *self, const char *icon, const char *name, GCallback clicked, gpointer object)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", clicked, object);
  vt_media_frame_add_to_row (self, button);
  return button;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtMediaFrame) self = data;
  g_autoptr (GError) error = NULL;

  if (!vt_value_save_finish (result, &error))
    vt_media_frame_set_error (self, error->message);
}

static void
on_place (gpointer object, GListModel *files)
{
  VtMediaFrame *self = object;
  g_autofree char *path = vt_media_first_path (files);

  if (path != NULL)
    vt_value_save_async (self->saving, path, NULL, on_saved, g_object_ref (self));
}

void
vt_media_frame_save (VtMediaFrame *self, const char *title, VtValue *value, const char *name)
{
  g_autofree char *suffix = vt_value_suffix (value);
  g_autofree char *file = g_strdup_printf ("%s.%s", name, suffix);

  g_clear_pointer (&self->saving, vt_value_unref);
  self->saving = vt_value_ref (value);
  vt_files_save (GTK_WIDGET (self), title, g_strdelimit (file, "/", '-'), on_place);
}

gboolean
vt_media_has_source (const VtSpaceComponent *component, const char *source)
{
  g_autoptr (VtValue) value = vt_space_component_get (component, "sources");
  const char *text = vt_value_text (value);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);

  if (json == NULL || vt_json_type (iter.container) != VT_JSON_ARRAY)
    return FALSE;
  while (vt_json_iter_next (&iter))
    if (g_strcmp0 (vt_json_string (iter.value, NULL), source) == 0)
      return TRUE;
  return FALSE;
}

char *
vt_media_first_path (GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  return file != NULL ? g_file_get_path (file) : NULL;
}

gboolean
vt_media_take_list (VtValue **held, VtValue *value, VtValue *const **items, guint *n)
{
  gboolean list = vt_value_type (value) == VT_VALUE_LIST;

  *n = 0;
  *items = list ? vt_value_list (value, n) : NULL;
  if (!list && vt_value_type (value) != VT_VALUE_NONE)
    return FALSE;
  vt_value_ref (value);
  vt_value_unref (*held);
  *held = value;
  return TRUE;
}

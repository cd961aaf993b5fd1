/* file-button.c: "uploadbutton" and "downloadbutton": a file to open, a file to
 * save, by one button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/file-types.h"

#define VT_TYPE_FILE_BUTTON (vt_file_button_get_type ())
G_DECLARE_FINAL_TYPE (VtFileButton, vt_file_button, VT, FILE_BUTTON, VtComponentView)

struct _VtFileButton
{
  VtComponentView parent_instance;
  GtkWidget *button;
  GtkWidget *label;
  VtValue *value;
  char **types;
  gboolean saves; /* else it opens */
  gboolean several;
  gboolean folder;
};

G_DEFINE_FINAL_TYPE (VtFileButton, vt_file_button, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_file_button_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_FILE_BUTTON (view)->value);
}

/* There is nothing to save yet, or the space is at work. */
static void
update (VtComponentView *view, gboolean whatever)
{
  VtFileButton *self = VT_FILE_BUTTON (view);
  gboolean ready = self->saves ? vt_value_type (self->value) == VT_VALUE_FILE : !vt_component_view_get_busy (view);

  gtk_widget_set_sensitive (self->button, ready && vt_component_view_get_interactive (view));
}

static void
vt_file_button_set_value (VtComponentView *view, VtValue *value)
{
  VtFileButton *self = VT_FILE_BUTTON (view);
  VtValueType type = vt_value_type (value);

  if (type != VT_VALUE_NONE && type != VT_VALUE_FILE && (type != VT_VALUE_LIST || !self->several))
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  update (view, FALSE);
}

static void
on_opened (gpointer object, GListModel *files)
{
  VtFileButton *self = object;
  g_autoptr (GPtrArray) paths = vt_file_types_pick (self->types, files, self->several ? G_MAXUINT : 1);

  if (paths->len == 0)
    return;
  vt_value_unref (self->value);
  self->value = vt_file_value_new (paths, self->several);
  g_object_ref (self);
  vt_component_view_emit_input (object);
  vt_component_view_emit (object, "upload");
  g_object_unref (self);
}

static void
on_copied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (source), result, &error))
    return;
  gtk_widget_error_bell (widget);
  gtk_widget_set_tooltip_text (VT_FILE_BUTTON (widget)->button, error->message);
}

static void
on_place (gpointer object, GListModel *files)
{
  VtFileButton *self = object;
  g_autoptr (GFile) to = g_list_model_get_item (files, 0);
  g_autoptr (GFile) from = NULL;

  if (vt_value_type (self->value) != VT_VALUE_FILE)
    return;
  from = g_file_new_for_path (vt_value_text (self->value));
  gtk_widget_set_tooltip_text (self->button, NULL);
  g_file_copy_async (from, to, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL, NULL, on_copied, g_object_ref (object));
}

static void
on_clicked (VtFileButton *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);
  const char *title = vt_component_view_get_title (view);
  g_autofree char *name = NULL;

  g_object_ref (self);
  vt_component_view_emit (view, "click");
  if (!self->saves)
    vt_files_open (GTK_WIDGET (self), title, (const char *const *) self->types, _("Files That Fit"), self->several,
                   self->folder, on_opened);
  else if (vt_value_type (self->value) == VT_VALUE_FILE)
    {
      name = g_filename_display_basename (vt_value_text (self->value));
      vt_files_save (GTK_WIDGET (self), title, name, on_place);
    }
  g_object_unref (self);
}

static void
vt_file_button_finalize (GObject *object)
{
  VtFileButton *self = VT_FILE_BUTTON (object);

  vt_value_unref (self->value);
  g_strfreev (self->types);
  G_OBJECT_CLASS (vt_file_button_parent_class)->finalize (object);
}

static void
vt_file_button_class_init (VtFileButtonClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_file_button_finalize;
  view_class->get_value = vt_file_button_get_value;
  view_class->set_value = vt_file_button_set_value;
  view_class->set_interactive = update;
  view_class->set_busy = update;
}

static void
vt_file_button_init (VtFileButton *self)
{
  self->value = vt_value_new_none ();
  self->button = gtk_button_new ();
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->button);
  vt_component_view_set_show_label (VT_COMPONENT_VIEW (self), FALSE);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
}

static VtFileButton *
build (const VtSpaceComponent *component, const char *icon, const char *words)
{
  VtFileButton *self = g_object_new (VT_TYPE_FILE_BUTTON, NULL);
  const char *variant = vt_space_component_get_text (component, "variant");
  const char *label = vt_space_component_get_text (component, "label");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = gtk_label_new (*label ? label : words);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "lg");
  if (g_str_equal (variant, "primary"))
    gtk_widget_add_css_class (self->button, "suggested-action");
  if (g_str_equal (variant, "stop"))
    gtk_widget_add_css_class (self->button, "destructive-action");
  return self;
}

static VtComponentView *
build_upload (const VtSpaceComponent *component)
{
  VtFileButton *self = build (component, "document-open-symbolic", _("Open a File"));
  const char *count = vt_space_component_get_text (component, "file_count");

  self->several = g_str_equal (count, "multiple");
  self->folder = g_str_equal (count, "directory");
  self->types = vt_file_types_read (component);
  return VT_COMPONENT_VIEW (self);
}

static VtComponentView *
build_download (const VtSpaceComponent *component)
{
  VtFileButton *self = build (component, "document-save-symbolic", _("Save the File"));

  self->saves = TRUE;
  update (VT_COMPONENT_VIEW (self), FALSE);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_uploadbutton_class = { "uploadbutton", build_upload };
const VtComponentWidgetClass vt_downloadbutton_class = { "downloadbutton", build_download };

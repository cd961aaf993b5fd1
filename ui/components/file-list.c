/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/file-list.h"

#include <glib/gi18n.h>

struct _VtFileList
{
  GtkWidget parent_instance;
  gboolean removable;
};

G_DEFINE_FINAL_TYPE (VtFileList, vt_file_list, GTK_TYPE_WIDGET)

enum
{
  REMOVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_remove (VtFileList *self, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_parent (button);
  guint index = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != row;
       child = gtk_widget_get_next_sibling (child))
    index++;
  g_signal_emit (self, signals[REMOVED], 0, index);
}

/* The size, once the file system has said it. */
static void
on_info (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkLabel) label = data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (file), result, NULL);
  g_autofree char *size = NULL;

  if (info == NULL)
    {
      gtk_label_set_label (label, _("not there"));
      gtk_widget_add_css_class (GTK_WIDGET (label), "error");
      return;
    }
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    return;
  size = g_format_size ((guint64) g_file_info_get_size (info));
  gtk_label_set_label (label, size);
}

static GtkWidget *
size_label (const char *path)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, on_info, g_object_ref (label));
  return label;
}

static GtkWidget *
icon_of (const char *path)
{
  g_autofree char *type = g_content_type_guess (path, NULL, 0, NULL);
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (type);

  return gtk_image_new_from_gicon (icon);
}

static GtkWidget *
remove_button (VtFileList *self, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *tip = g_strdup_printf (_("Remove %s"), name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "copy-button");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_set_visible (button, self->removable);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_remove), self);
  return button;
}

static GtkWidget *
make_row (VtFileList *self, const char *path)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *whole = g_filename_display_name (path);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, whole);
  gtk_box_append (GTK_BOX (row), icon_of (path));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), size_label (path));
  gtk_box_append (GTK_BOX (row), remove_button (self, name));
  gtk_widget_add_css_class (row, "file-row");
  return row;
}

static void
clear (VtFileList *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
}

static void
vt_file_list_dispose (GObject *object)
{
  clear (VT_FILE_LIST (object));
  G_OBJECT_CLASS (vt_file_list_parent_class)->dispose (object);
}

static void
vt_file_list_class_init (VtFileListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_file_list_dispose;
  signals[REMOVED] = g_signal_new ("removed", VT_TYPE_FILE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_LIST);
}

static void
vt_file_list_init (VtFileList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
vt_file_list_new (void)
{
  return g_object_new (VT_TYPE_FILE_LIST, NULL);
}

void
vt_file_list_set_paths (VtFileList *self, GPtrArray *paths)
{
  g_return_if_fail (VT_IS_FILE_LIST (self));
  clear (self);
  for (guint i = 0; i < paths->len; i++)
    gtk_widget_set_parent (make_row (self, paths->pdata[i]), GTK_WIDGET (self));
}

void
vt_file_list_set_removable (VtFileList *self, gboolean removable)
{
  g_return_if_fail (VT_IS_FILE_LIST (self));
  self->removable = removable;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self)); row; row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_visible (gtk_widget_get_last_child (row), removable);
}

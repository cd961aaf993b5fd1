/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/file-row.h"

#include <glib/gi18n.h>

#include "app/json-tree.h"
#include "app/space-edit.h"
#include "ui/components/file-choose.h"
#include "ui/components/file-types.h"
#include "ui/window.h"

typedef struct
{
  VtSpaceEditor *editor;
  char *id;
  gboolean several;
} FileRow;

static void
row_free (gpointer data)
{
  FileRow *self = data;

  g_object_unref (self->editor);
  g_free (self->id);
  g_free (self);
}

static gboolean
is_file (VtValueType type)
{
  return type == VT_VALUE_FILE || type == VT_VALUE_IMAGE || type == VT_VALUE_AUDIO;
}

/* What the component shows already, with @paths behind it; transfer full. */
static VtValue *
with_paths (const VtSpaceComponent *component, GPtrArray *paths)
{
  g_autoptr (VtValue) before = vt_space_component_get (component, "value");
  gboolean json = vt_value_type (before) == VT_VALUE_JSON;
  g_autoptr (VtJsonTree) list = json ? vt_json_tree_parse (vt_value_text (before), NULL) : NULL;
  g_autofree char *text = NULL;

  if (list == NULL || !vt_json_tree_is_array (list))
    {
      g_clear_pointer (&list, vt_json_tree_free);
      list = vt_json_tree_new_array ();
    }
  for (guint i = 0; i < paths->len; i++)
    vt_json_tree_append (list, vt_json_tree_new_string (paths->pdata[i]));
  text = vt_json_tree_to_text (list);
  return vt_value_new_json (text);
}

static void
on_chosen (gpointer object, GListModel *files)
{
  FileRow *self = g_object_get_data (object, "file-row");
  const VtSpaceComponent *component = vt_space_find_component (vt_space_editor_get_space (self->editor), self->id);
  g_autoptr (GPtrArray) paths = vt_file_types_pick (NULL, files, self->several ? G_MAXUINT : 1);
  g_autoptr (VtValue) value = NULL;
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (object));

  if (component == NULL || paths->len == 0)
    return;
  value = self->several ? with_paths (component, paths) : vt_value_new_text (paths->pdata[0]);
  if (!vt_space_edit_set_property (self->editor, self->id, "value", value, &error) && VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error->message);
}

static void
on_clicked (GtkWidget *button)
{
  FileRow *self = g_object_get_data (G_OBJECT (button), "file-row");
  const VtSpaceComponent *component = vt_space_find_component (vt_space_editor_get_space (self->editor), self->id);
  static const char *const pictures[] = { "image/*", NULL }, *const sounds[] = { "audio/*", NULL };
  g_auto (GStrv) types = component ? vt_file_types_read (component) : NULL;
  VtValueType type = component ? component->klass->value : VT_VALUE_NONE;

  if (component == NULL)
    return;
  if (type == VT_VALUE_IMAGE)
    vt_files_open (button, _ ("Choose a Picture"), pictures, _ ("Pictures"), FALSE, FALSE, on_chosen);
  else if (type == VT_VALUE_AUDIO)
    vt_files_open (button, _ ("Choose a Sound"), sounds, _ ("Sounds"), FALSE, FALSE, on_chosen);
  else
    vt_files_open (button, _ ("Choose a File"), (const char *const *) types, types ? _ ("Files") : NULL, self->several, FALSE, on_chosen);
}

GtkWidget *
vt_file_row_new (VtSpaceEditor *editor, const VtSpaceComponent *component)
{
  const VtParam *value = vt_component_class_find_property (component->klass, "value");
  gboolean several = component->klass->value == VT_VALUE_LIST || (value != NULL && value->type == VT_PARAM_TEXTS);
  GtkWidget *row, *button;
  FileRow *self;

  if (!several && !is_file (component->klass->value))
    return NULL;
  row = adw_action_row_new ();
  button = gtk_button_new_with_label (several ? _ ("Add…") : _ ("Choose…"));
  self = g_new (FileRow, 1);
  *self = (FileRow) { g_object_ref (editor), g_strdup (component->id), several };
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), several ? _ ("Files to begin with") : _ ("File to begin with"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("It is given away with the space"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  several ? _ ("Add files to begin with") : _ ("Choose the file to begin with"), -1);
  g_object_set_data_full (G_OBJECT (button), "file-row", self, row_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

/* file.c: "file": files to choose, to drop or to paste, or that a step made.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <math.h>

#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/file-list.h"
#include "ui/components/file-types.h"

#define VT_TYPE_FILE_COMPONENT (vt_file_component_get_type ())
G_DECLARE_FINAL_TYPE (VtFileComponent, vt_file_component, VT, FILE_COMPONENT, VtComponentView)

struct _VtFileComponent
{
  VtComponentView parent_instance;
  GtkWidget *frame;
  GtkWidget *list;
  GtkWidget *scrolled;
  GtkWidget *hint;   /* "Drop a file here" */
  GtkWidget *choose;
  VtValue *value;
  char **types;
  gboolean several;
  gboolean folder;
};

G_DEFINE_FINAL_TYPE (VtFileComponent, vt_file_component, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_file_component_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_FILE_COMPONENT (view)->value);
}

static void
update (VtFileComponent *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);
  gboolean interactive = vt_component_view_get_interactive (view);
  gboolean free = interactive && !vt_component_view_get_busy (view);
  g_autoptr (GPtrArray) paths = vt_file_value_paths (self->value);
  gboolean empty = paths->len == 0;

  vt_file_list_set_removable (VT_FILE_LIST (self->list), free);
  gtk_widget_set_visible (self->scrolled, !empty);
  gtk_widget_set_visible (self->hint, empty);
  gtk_widget_set_visible (self->choose, interactive);
  gtk_widget_set_sensitive (self->choose, free);
  gtk_label_set_label (GTK_LABEL (self->hint), !interactive    ? _("Nothing yet")
                                               : self->folder  ? _("Drop a folder here, or")
                                               : self->several ? _("Drop files here, or")
                                                               : _("Drop a file here, or"));
  gtk_button_set_label (GTK_BUTTON (self->choose), self->folder           ? _("Choose a Folder…")
                                                   : self->several && empty ? _("Choose Files…")
                                                   : self->several          ? _("Add Files…")
                                                   : empty                  ? _("Choose a File…")
                                                                            : _("Choose Another File…"));
}

/* Takes @value. */
static void
show_value (VtFileComponent *self, VtValue *value)
{
  g_autoptr (GPtrArray) paths = vt_file_value_paths (value);

  vt_value_unref (self->value);
  self->value = value;
  vt_file_list_set_paths (VT_FILE_LIST (self->list), paths);
  update (self);
}

static void
vt_file_component_set_value (VtComponentView *view, VtValue *value)
{
  VtFileComponent *self = VT_FILE_COMPONENT (view);
  VtValueType type = vt_value_type (value);
  g_autoptr (GPtrArray) paths = vt_file_value_paths (value);

  if (type != VT_VALUE_NONE && type != VT_VALUE_FILE && (type != VT_VALUE_LIST || !self->several))
    return;
  if (type == VT_VALUE_NONE && self->several)
    show_value (self, vt_value_new_list (NULL, 0));
  else
    show_value (self, self->several ? vt_file_value_new (paths, TRUE) : vt_value_ref (value));
}

static void
on_state (VtComponentView *view, gboolean whatever)
{
  update (VT_FILE_COMPONENT (view));
}

/* The person changed the files; takes @value. */
static void
change (VtFileComponent *self, VtValue *value, const char *event)
{
  g_object_ref (self);
  show_value (self, value);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
  vt_component_view_emit (VT_COMPONENT_VIEW (self), event);
  g_object_unref (self);
}

static void
on_files (gpointer object, GListModel *files)
{
  VtFileComponent *self = object;
  VtComponentView *view = object;
  g_autoptr (GPtrArray) picked = vt_file_types_pick (self->types, files, self->several ? G_MAXUINT : 1);
  g_autoptr (GPtrArray) paths = vt_file_value_paths (self->value);

  if (!vt_component_view_get_interactive (view) || vt_component_view_get_busy (view))
    return;
  if (picked->len == 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  if (!self->several)
    g_ptr_array_set_size (paths, 0);
  g_ptr_array_extend_and_steal (paths, g_steal_pointer (&picked));
  change (self, vt_file_value_new (paths, self->several), "upload");
}

static void
on_choose (VtFileComponent *self)
{
  vt_files_open (GTK_WIDGET (self), vt_component_view_get_title (VT_COMPONENT_VIEW (self)),
                 (const char *const *) self->types, _("Files That Fit"), self->several, self->folder, on_files);
}

static void
on_removed (VtFileComponent *self, guint index)
{
  g_autoptr (GPtrArray) paths = vt_file_value_paths (self->value);

  if (index >= paths->len)
    return;
  g_ptr_array_remove_index (paths, index);
  gtk_widget_grab_focus (self->choose);
  change (self, vt_file_value_new (paths, self->several), paths->len > 0 ? "delete" : "clear");
}

static gboolean
on_key (VtFileComponent *self, guint key, guint code, GdkModifierType state)
{
  if (!(state & GDK_CONTROL_MASK) || (key != GDK_KEY_v && key != GDK_KEY_V) || !vt_files_can_paste (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;
  vt_files_paste (GTK_WIDGET (self), on_files);
  return GDK_EVENT_STOP;
}

static void
vt_file_component_finalize (GObject *object)
{
  VtFileComponent *self = VT_FILE_COMPONENT (object);

  vt_value_unref (self->value);
  g_strfreev (self->types);
  G_OBJECT_CLASS (vt_file_component_parent_class)->finalize (object);
}

static void
vt_file_component_class_init (VtFileComponentClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_file_component_finalize;
  view_class->get_value = vt_file_component_get_value;
  view_class->set_value = vt_file_component_set_value;
  view_class->set_interactive = on_state;
  view_class->set_busy = on_state;
}

static void
vt_file_component_init (VtFileComponent *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->value = vt_value_new_none ();
  self->frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->list = vt_file_list_new ();
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  self->hint = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->hint), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->hint, "dim-label");
  self->choose = gtk_button_new_with_label ("");
  gtk_widget_set_halign (self->choose, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (on_choose), self);
  g_signal_connect_swapped (self->list, "removed", G_CALLBACK (on_removed), self);
  gtk_box_append (GTK_BOX (self->frame), self->scrolled);
  gtk_box_append (GTK_BOX (self->frame), self->hint);
  gtk_box_append (GTK_BOX (self->frame), self->choose);
  gtk_widget_add_css_class (self->frame, "drop-frame");
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  vt_files_accept_drops (GTK_WIDGET (self), on_files);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), self->frame);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->choose);
}

static VtComponentView *
build_file (const VtSpaceComponent *component)
{
  VtFileComponent *self = g_object_new (VT_TYPE_FILE_COMPONENT, NULL);
  const char *count = vt_space_component_get_text (component, "file_count");
  double height = vt_space_component_get_number (component, "height");

  self->several = g_str_equal (count, "multiple");
  self->folder = g_str_equal (count, "directory");
  self->types = self->folder ? NULL : vt_file_types_read (component);
  if (isfinite (height))
    gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), (int) height);
  if (self->several)
    show_value (self, vt_value_new_list (NULL, 0));
  update (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_file_class = { "file", build_file };

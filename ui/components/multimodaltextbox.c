/* multimodaltextbox.c: "multimodaltextbox": a text with files beside it, to send
 * together. Files are chosen, dropped, or pasted; the text is a "textbox".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "app/value-json.h"
#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/file-list.h"
#include "ui/components/file-types.h"

/* It needs the properties of a text box, and is not configured otherwise. */
extern const VtComponentWidgetClass vt_textbox_class;

#define VT_TYPE_MULTIMODAL_TEXTBOX (vt_multimodal_textbox_get_type ())
G_DECLARE_FINAL_TYPE (VtMultimodalTextbox, vt_multimodal_textbox, VT, MULTIMODAL_TEXTBOX, VtComponentView)

struct _VtMultimodalTextbox
{
  VtComponentView parent_instance;
  VtComponentView *text;
  GtkWidget *list;
  GtkWidget *attach;
  GtkWidget *send;
  GPtrArray *paths; /* (element-type filename) */
  char **types;
  gboolean several;
};

G_DEFINE_FINAL_TYPE (VtMultimodalTextbox, vt_multimodal_textbox, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_multimodal_textbox_get_value (VtComponentView *view)
{
  VtMultimodalTextbox *self = VT_MULTIMODAL_TEXTBOX (view);
  g_autoptr (VtValue) text = vt_component_view_get_value (self->text);
  VtJsonWriter writer = { .text = g_string_new (NULL) };
  g_autofree char *json = NULL;

  vt_json_write_begin (&writer, '{');
  vt_json_write_key (&writer, "text");
  vt_json_write_string (&writer, vt_value_text (text), -1);
  vt_json_write_key (&writer, "files");
  vt_json_write_begin (&writer, '[');
  for (guint i = 0; i < self->paths->len; i++)
    vt_json_write_string (&writer, self->paths->pdata[i], -1);
  vt_json_write_end (&writer, ']');
  vt_json_write_end (&writer, '}');
  json = g_string_free (writer.text, FALSE);
  return vt_value_new_json (json);
}

static void
show_files (VtMultimodalTextbox *self)
{
  vt_file_list_set_paths (VT_FILE_LIST (self->list), self->paths);
  gtk_widget_set_visible (self->list, self->paths->len > 0);
}

static void
show_json (VtMultimodalTextbox *self, const char *json_text)
{
  g_autoptr (VtJson) json = vt_json_parse (json_text, strlen (json_text), NULL);
  const VtJsonNode *root = json ? vt_json_root (json) : NULL;
  g_autoptr (VtValue) text = vt_value_new_text (vt_json_get_string (root, "text", ""));
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (root, "files"));

  if (vt_json_type (root) != VT_JSON_OBJECT)
    return;
  vt_component_view_set_value (self->text, text);
  g_ptr_array_set_size (self->paths, 0);
  while (vt_json_iter_next (&iter))
    if (vt_json_string (iter.value, NULL))
      g_ptr_array_add (self->paths, g_strdup (vt_json_string (iter.value, NULL)));
  show_files (self);
}

static void
vt_multimodal_textbox_set_value (VtComponentView *view, VtValue *value)
{
  VtMultimodalTextbox *self = VT_MULTIMODAL_TEXTBOX (view);

  if (vt_value_type (value) == VT_VALUE_JSON)
    show_json (self, vt_value_text (value));
  else if (vt_value_type (value) == VT_VALUE_NONE)
    show_json (self, "{}");
  else if (vt_value_type (value) == VT_VALUE_TEXT)
    vt_component_view_set_value (self->text, value);
}

static void
update (VtComponentView *view, gboolean whatever)
{
  VtMultimodalTextbox *self = VT_MULTIMODAL_TEXTBOX (view);
  gboolean interactive = vt_component_view_get_interactive (view), busy = vt_component_view_get_busy (view);

  vt_component_view_set_interactive (self->text, interactive);
  vt_component_view_set_busy (self->text, busy);
  vt_file_list_set_removable (VT_FILE_LIST (self->list), interactive && !busy);
  gtk_widget_set_visible (self->attach, interactive);
  gtk_widget_set_visible (self->send, interactive);
  gtk_widget_set_sensitive (self->attach, !busy);
  gtk_widget_set_sensitive (self->send, !busy);
}

static void
vt_multimodal_textbox_listen (VtComponentView *view, const char *event)
{
  vt_component_view_listen (VT_MULTIMODAL_TEXTBOX (view)->text, event);
}

static void
on_text_event (VtComponentView *self, const char *event)
{
  if (g_str_equal (event, "input"))
    vt_component_view_emit_input (self);
  else if (!g_str_equal (event, "change"))
    vt_component_view_emit (self, event);
}

static void
on_send (VtComponentView *self)
{
  vt_component_view_emit (self, "submit");
}

static void
on_files (gpointer object, GListModel *files)
{
  VtMultimodalTextbox *self = object;
  VtComponentView *view = object;
  g_autoptr (GPtrArray) picked = vt_file_types_pick (self->types, files, self->several ? G_MAXUINT : 1);

  if (!vt_component_view_get_interactive (view) || vt_component_view_get_busy (view))
    return;
  if (picked->len == 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  if (!self->several)
    g_ptr_array_set_size (self->paths, 0);
  g_ptr_array_extend_and_steal (self->paths, g_steal_pointer (&picked));
  show_files (self);
  g_object_ref (self);
  vt_component_view_emit_input (view);
  vt_component_view_emit (view, "upload");
  g_object_unref (self);
}

static void
on_attach (VtMultimodalTextbox *self)
{
  vt_files_open (GTK_WIDGET (self), _("Attach Files"), (const char *const *) self->types, _("Files That Fit"),
                 self->several, FALSE, on_files);
}

static void
on_removed (VtMultimodalTextbox *self, guint index)
{
  if (index >= self->paths->len)
    return;
  g_ptr_array_remove_index (self->paths, index);
  gtk_widget_grab_focus (self->attach);
  show_files (self);
  g_object_ref (self);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
  vt_component_view_emit (VT_COMPONENT_VIEW (self), "delete");
  g_object_unref (self);
}

/* Ctrl+V with files on the clipboard attaches them. */
static gboolean
on_key (VtMultimodalTextbox *self, guint key, guint code, GdkModifierType state)
{
  if (!(state & GDK_CONTROL_MASK) || (key != GDK_KEY_v && key != GDK_KEY_V) || !vt_files_can_paste (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;
  vt_files_paste (GTK_WIDGET (self), on_files);
  return GDK_EVENT_STOP;
}

static void
vt_multimodal_textbox_finalize (GObject *object)
{
  VtMultimodalTextbox *self = VT_MULTIMODAL_TEXTBOX (object);

  g_ptr_array_unref (self->paths);
  g_strfreev (self->types);
  G_OBJECT_CLASS (vt_multimodal_textbox_parent_class)->finalize (object);
}

static void
vt_multimodal_textbox_class_init (VtMultimodalTextboxClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_multimodal_textbox_finalize;
  view_class->get_value = vt_multimodal_textbox_get_value;
  view_class->set_value = vt_multimodal_textbox_set_value;
  view_class->set_interactive = update;
  view_class->set_busy = update;
  view_class->listen = vt_multimodal_textbox_listen;
}

static GtkWidget *
make_button (VtMultimodalTextbox *self, const char *icon, const char *tip, GCallback handler)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_signal_connect_swapped (button, "clicked", handler, self);
  return button;
}

static void
vt_multimodal_textbox_init (VtMultimodalTextbox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->list = vt_file_list_new ();
  gtk_widget_set_visible (self->list, FALSE);
  gtk_widget_add_css_class (self->list, "attached");
  g_signal_connect_swapped (self->list, "removed", G_CALLBACK (on_removed), self);
  self->attach = make_button (self, "mail-attachment-symbolic", _("Attach Files"), G_CALLBACK (on_attach));
  gtk_widget_add_css_class (self->attach, "flat");
  self->send = make_button (self, "go-up-symbolic", _("Send"), G_CALLBACK (on_send));
  gtk_widget_add_css_class (self->send, "suggested-action");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  vt_files_accept_drops (GTK_WIDGET (self), on_files);
}

static VtComponentView *
build_multimodal_textbox (const VtSpaceComponent *component)
{
  VtMultimodalTextbox *self = g_object_new (VT_TYPE_MULTIMODAL_TEXTBOX, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  self->several = g_str_equal (vt_space_component_get_text (component, "file_count"), "multiple");
  self->types = vt_file_types_read (component);
  self->text = vt_textbox_class.build (component);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  g_signal_connect_swapped (self->text, "event", G_CALLBACK (on_text_event), self);
  gtk_box_append (GTK_BOX (row), self->attach);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (row), self->send);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), row);
  gtk_widget_add_css_class (row, "compose");
  gtk_widget_add_css_class (box, "text-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), vt_component_view_get_target (self->text));
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_multimodaltextbox_class = { "multimodaltextbox", build_multimodal_textbox };

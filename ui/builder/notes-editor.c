/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/notes-editor.h"

#include <glib/gi18n.h>

#include "app/space-edit-card.h"
#include "ui/markdown-view.h"

struct _VtNotesEditor
{
  GtkWidget parent_instance;
  VtSpaceEditor *editor;
  GtkWidget *box;
  GtkTextView *text;
  GtkWidget *preview;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (VtNotesEditor, vt_notes_editor, GTK_TYPE_WIDGET)

static char *
typed (VtNotesEditor *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (self->text), &start, &end);
  return gtk_text_buffer_get_text (gtk_text_view_get_buffer (self->text), &start, &end, FALSE);
}

static void
on_typed (VtNotesEditor *self)
{
  g_autofree char *text = typed (self);

  vt_markdown_view_set_text (VT_MARKDOWN_VIEW (self->preview), text);
  if (!self->updating)
    vt_space_edit_set_notes (self->editor, text, NULL);
}

static void
show (VtNotesEditor *self)
{
  g_autofree char *notes = vt_space_edit_get_notes (self->editor);
  g_autofree char *text = typed (self);

  if (g_str_equal (notes, text))
    return;
  self->updating = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), notes, -1);
  self->updating = FALSE;
}

static void
vt_notes_editor_dispose (GObject *object)
{
  VtNotesEditor *self = VT_NOTES_EDITOR (object);

  self->updating = TRUE;
  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_notes_editor_parent_class)->dispose (object);
}

static void
vt_notes_editor_class_init (VtNotesEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_notes_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
scrolled (GtkWidget *child, const char *css_class)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_focusable (window, FALSE);
  gtk_widget_set_vexpand (window, TRUE);
  gtk_widget_add_css_class (window, css_class);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), child);
  return window;
}

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static void
vt_notes_editor_init (VtNotesEditor *self)
{
  GtkWidget *text = gtk_text_view_new ();

  self->text = GTK_TEXT_VIEW (text);
  gtk_text_view_set_wrap_mode (self->text, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->text, FALSE);
  gtk_text_view_set_left_margin (self->text, 9);
  gtk_text_view_set_right_margin (self->text, 9);
  gtk_text_view_set_top_margin (self->text, 9);
  gtk_text_view_set_bottom_margin (self->text, 9);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (self->text), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Notes, in Markdown"), -1);
  self->preview = vt_markdown_view_new (FALSE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->box, "builder-panel");
  gtk_box_append (GTK_BOX (self->box), heading (_ ("Notes about the space (Markdown)")));
  gtk_box_append (GTK_BOX (self->box), scrolled (text, "text-frame"));
  gtk_box_append (GTK_BOX (self->box), heading (_ ("How they look")));
  gtk_box_append (GTK_BOX (self->box), scrolled (self->preview, "notes-preview"));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed", G_CALLBACK (on_typed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
vt_notes_editor_new (VtSpaceEditor *editor)
{
  VtNotesEditor *self = g_object_new (VT_TYPE_NOTES_EDITOR, NULL);

  self->editor = g_object_ref (editor);
  show (self);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (show), self);
  return GTK_WIDGET (self);
}

/* chat-bubble.c: one message of a chat.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/chat-bubble.h"

#include <glib/gi18n.h>

#include "ui/markdown-view.h"

struct _VtChatBubble
{
  GtkWidget parent_instance;
  char *role;
  VtMarkdownView *text;
  GtkWidget *actions;
  GtkWidget *copy;
  GtkWidget *retry;
};

G_DEFINE_FINAL_TYPE (VtChatBubble, vt_chat_bubble, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_COPIED,
  SIGNAL_RETRY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_copy (VtChatBubble *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), vt_markdown_view_get_text (self->text));
  g_signal_emit (self, signals[SIGNAL_COPIED], 0);
}

static void
on_retry (VtChatBubble *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
vt_chat_bubble_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vt_chat_bubble_parent_class)->dispose (object);
}

static void
vt_chat_bubble_finalize (GObject *object)
{
  g_free (VT_CHAT_BUBBLE (object)->role);
  G_OBJECT_CLASS (vt_chat_bubble_parent_class)->finalize (object);
}

static void
vt_chat_bubble_class_init (VtChatBubbleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_chat_bubble_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_chat_bubble_finalize;
  signals[SIGNAL_COPIED] = g_signal_new ("copied", VT_TYPE_CHAT_BUBBLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", VT_TYPE_CHAT_BUBBLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "vtbubble");
}

static GtkWidget *
action_button (const char *icon, const char *tip, GCallback handler, VtChatBubble *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "copy-button");
  g_signal_connect_swapped (button, "clicked", handler, self);
  gtk_widget_set_visible (button, FALSE);
  gtk_box_append (GTK_BOX (self->actions), button);
  return button;
}

static void
vt_chat_bubble_init (VtChatBubble *self)
{
  GtkWidget *text = vt_markdown_view_new (TRUE);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->text = VT_MARKDOWN_VIEW (text);
  gtk_widget_add_css_class (text, "bubble");
  gtk_widget_set_parent (text, GTK_WIDGET (self));
  self->actions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_parent (self->actions, GTK_WIDGET (self));
  self->copy = action_button ("edit-copy-symbolic", _("Copy the Message"), G_CALLBACK (on_copy), self);
  self->retry = action_button ("view-refresh-symbolic", _("Answer Again"), G_CALLBACK (on_retry), self);
}

static const char *
role_name (const char *role)
{
  if (g_str_equal (role, "user"))
    return _("You");
  return g_str_equal (role, "system") ? _("Instruction") : _("Answer");
}

GtkWidget *
vt_chat_bubble_new (const char *role)
{
  VtChatBubble *self = g_object_new (VT_TYPE_CHAT_BUBBLE, NULL);
  gboolean user = g_str_equal (role, "user");

  self->role = g_strdup (role);
  if (user || g_str_equal (role, "system"))
    gtk_widget_add_css_class (GTK_WIDGET (self), role);
  gtk_widget_set_halign (GTK_WIDGET (self), user ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_set_halign (self->actions, user ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, role_name (role), -1);
  return GTK_WIDGET (self);
}

const char *
vt_chat_bubble_get_role (VtChatBubble *self)
{
  g_return_val_if_fail (VT_IS_CHAT_BUBBLE (self), "");
  return self->role;
}

void
vt_chat_bubble_set_text (VtChatBubble *self, const char *text)
{
  g_return_if_fail (VT_IS_CHAT_BUBBLE (self));
  vt_markdown_view_set_text (self->text, text);
}

void
vt_chat_bubble_set_can_copy (VtChatBubble *self, gboolean can_copy)
{
  g_return_if_fail (VT_IS_CHAT_BUBBLE (self));
  gtk_widget_set_visible (self->copy, can_copy);
}

void
vt_chat_bubble_set_can_retry (VtChatBubble *self, gboolean can_retry)
{
  g_return_if_fail (VT_IS_CHAT_BUBBLE (self));
  gtk_widget_set_visible (self->retry, can_retry);
}

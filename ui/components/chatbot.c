/* chatbot.c: "chatbot": a talk in bubbles, with Markdown, growing as it is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/chat-bubble.h"
#include "ui/components/component.h"
#include "ui/components/follow-end.h"
#include "ui/components/range.h"

#define VT_TYPE_CHATBOT (vt_chatbot_get_type ())
G_DECLARE_FINAL_TYPE (VtChatbot, vt_chatbot, VT, CHATBOT, VtComponentView)

struct _VtChatbot
{
  VtComponentView parent_instance;
  GtkWidget *scrolled;
  GtkWidget *messages;    /* one VtChatBubble a message */
  GtkWidget *typing;      /* below them */
  GtkWidget *placeholder;
  GtkWidget *clear;
  GPtrArray *bubbles;     /* owned by messages */
  VtValue *value;         /* a chat */
  gboolean retry;         /* the space waits for "retry" */
};

G_DEFINE_FINAL_TYPE (VtChatbot, vt_chatbot, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_chatbot_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_CHATBOT (view)->value);
}

static gboolean
is_answer (const VtMessage *message)
{
  return g_str_equal (message->role, "assistant");
}

/* What depends on who spoke last and on whether a model is at work. */
static void
update_extras (VtChatbot *self)
{
  guint n;
  const VtMessage *messages = vt_value_chat (self->value, &n);
  gboolean busy = vt_component_view_get_busy (VT_COMPONENT_VIEW (self));
  gboolean answered = n > 0 && is_answer (&messages[n - 1]) && *messages[n - 1].content;
  gboolean clearable = n > 0 && vt_component_view_get_interactive (VT_COMPONENT_VIEW (self));
  GtkWidget *chat = gtk_widget_get_parent (self->scrolled);

  for (guint i = 0; i < n; i++)
    {
      gboolean written = i + 1 < n || !busy;
      gboolean answer = is_answer (&messages[i]);
      vt_chat_bubble_set_can_copy (self->bubbles->pdata[i], answer && written && *messages[i].content);
      vt_chat_bubble_set_can_retry (self->bubbles->pdata[i], answer && i + 1 == n && !busy && self->retry);
      gtk_widget_set_visible (self->bubbles->pdata[i], *messages[i].content != '\0');
    }
  gtk_widget_set_visible (self->typing, busy && !answered);
  gtk_widget_set_visible (self->placeholder, n == 0 && !busy);
  gtk_widget_set_visible (self->clear, clearable && !busy);
  if (clearable)
    gtk_widget_add_css_class (chat, "clearable");
  else
    gtk_widget_remove_css_class (chat, "clearable");
}

/* The person changed the chat here. Takes @value. */
static void
change (VtChatbot *self, VtValue *value, const char *event)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);

  g_object_ref (self);
  vt_component_view_set_value (view, value);
  vt_value_unref (value);
  vt_component_view_emit (view, "input");
  vt_component_view_emit (view, event);
  g_object_unref (self);
}

/* The last answer goes, so that "$chat" ends with the question again. */
static void
on_retry (VtChatbot *self)
{
  guint n;
  const VtMessage *messages = vt_value_chat (self->value, &n);

  if (n > 0 && is_answer (&messages[n - 1]))
    change (self, vt_value_new_chat (messages, n - 1), "retry");
}

static void
on_copied (VtComponentView *self)
{
  vt_component_view_emit (self, "copy");
}

static void
on_clear (VtChatbot *self)
{
  change (self, vt_value_new_chat (NULL, 0), "clear");
}

static void
append_bubble (VtChatbot *self, const char *role)
{
  GtkWidget *bubble = vt_chat_bubble_new (role);

  g_signal_connect_swapped (bubble, "retry", G_CALLBACK (on_retry), self);
  g_signal_connect_swapped (bubble, "copied", G_CALLBACK (on_copied), self);
  gtk_box_append (GTK_BOX (self->messages), bubble);
  g_ptr_array_add (self->bubbles, bubble);
}

static void
keep_first (VtChatbot *self, guint n)
{
  while (self->bubbles->len > n)
    {
      gtk_box_remove (GTK_BOX (self->messages), self->bubbles->pdata[self->bubbles->len - 1]);
      g_ptr_array_set_size (self->bubbles, (int) self->bubbles->len - 1);
    }
}

static void
vt_chatbot_set_value (VtComponentView *view, VtValue *value)
{
  VtChatbot *self = VT_CHATBOT (view);
  g_autoptr (VtValue) empty = vt_value_new_chat (NULL, 0);
  const VtMessage *messages;
  guint n;

  if (vt_value_type (value) == VT_VALUE_NONE)
    value = empty;
  if (vt_value_type (value) != VT_VALUE_CHAT)
    return;
  messages = vt_value_chat (value, &n);
  for (guint i = 0; i < n; i++)
    {
      if (i < self->bubbles->len
          && !g_str_equal (vt_chat_bubble_get_role (self->bubbles->pdata[i]), messages[i].role))
        keep_first (self, i);
      if (i >= self->bubbles->len)
        append_bubble (self, messages[i].role);
      vt_chat_bubble_set_text (self->bubbles->pdata[i], messages[i].content);
    }
  keep_first (self, n);
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  update_extras (self);
}

static void
on_state (VtComponentView *view, gboolean whatever)
{
  update_extras (VT_CHATBOT (view));
}

static void
vt_chatbot_listen (VtComponentView *view, const char *event)
{
  VtChatbot *self = VT_CHATBOT (view);

  self->retry = self->retry || g_str_equal (event, "retry");
  update_extras (self);
}

static void
vt_chatbot_finalize (GObject *object)
{
  VtChatbot *self = VT_CHATBOT (object);

  vt_value_unref (self->value);
  g_ptr_array_unref (self->bubbles);
  G_OBJECT_CLASS (vt_chatbot_parent_class)->finalize (object);
}

static void
vt_chatbot_class_init (VtChatbotClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_chatbot_finalize;
  view_class->get_value = vt_chatbot_get_value;
  view_class->set_value = vt_chatbot_set_value;
  view_class->set_interactive = on_state;
  view_class->set_busy = on_state;
  view_class->listen = vt_chatbot_listen;
}

/* Three dots that light up in turn (components.css). */
static GtkWidget *
make_typing (void)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "spacing", 4, NULL);

  for (guint i = 0; i < 3; i++)
    {
      GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_add_css_class (dot, "dot");
      gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), dot);
    }
  gtk_widget_add_css_class (box, "typing");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _("An answer is being written"), -1);
  return box;
}

static void
init_overlays (VtChatbot *self, GtkOverlay *overlay)
{
  self->placeholder = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->placeholder), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->placeholder), GTK_JUSTIFY_CENTER);
  gtk_widget_set_halign (self->placeholder, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->placeholder, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (self->placeholder, FALSE);
  gtk_widget_add_css_class (self->placeholder, "dim-label");
  gtk_overlay_add_overlay (overlay, self->placeholder);
  self->clear = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_set_tooltip_text (self->clear, _("Clear the Chat"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Clear the Chat"), -1);
  gtk_widget_set_halign (self->clear, GTK_ALIGN_END);
  gtk_widget_set_valign (self->clear, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->clear, 6);
  gtk_widget_set_margin_end (self->clear, 6);
  gtk_widget_add_css_class (self->clear, "circular");
  gtk_widget_add_css_class (self->clear, "osd");
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (on_clear), self);
  gtk_overlay_add_overlay (overlay, self->clear);
}

static void
vt_chatbot_init (VtChatbot *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->value = vt_value_new_chat (NULL, 0);
  self->bubbles = g_ptr_array_new ();
  self->messages = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LOG, "orientation",
                                 GTK_ORIENTATION_VERTICAL, "spacing", 12, NULL);
  self->typing = make_typing ();
  gtk_box_append (GTK_BOX (column), self->messages);
  gtk_box_append (GTK_BOX (column), self->typing);
  gtk_widget_add_css_class (column, "talk");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), column);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  vt_follow_end (GTK_SCROLLED_WINDOW (self->scrolled));
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->scrolled);
  init_overlays (self, GTK_OVERLAY (overlay));
  gtk_widget_add_css_class (overlay, "output-frame");
  gtk_widget_add_css_class (overlay, "chat");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), overlay);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->scrolled);
}

static VtComponentView *
build_chatbot (const VtSpaceComponent *component)
{
  VtChatbot *self = g_object_new (VT_TYPE_CHATBOT, NULL);
  const char *placeholder = vt_space_component_get_text (component, "placeholder");

  gtk_label_set_text (GTK_LABEL (self->placeholder), *placeholder ? placeholder : _("Nothing has been said yet"));
  gtk_widget_set_size_request (self->scrolled, -1, (int) vt_range_number (component, "height", 400, 50, 2000));
  update_extras (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_chatbot_class = { "chatbot", build_chatbot };

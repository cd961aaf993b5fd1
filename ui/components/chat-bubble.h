/* chat-bubble.h: one message of a chat.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_CHAT_BUBBLE (vt_chat_bubble_get_type ())
G_DECLARE_FINAL_TYPE (VtChatBubble, vt_chat_bubble, VT, CHAT_BUBBLE, GtkWidget)

/* @role: "user", "assistant" or "system". Signals: "copied", "retry". */
GtkWidget *vt_chat_bubble_new (const char *role);

const char *vt_chat_bubble_get_role (VtChatBubble *self);

/* Shows Markdown; cheap where it grows at its end. */
void vt_chat_bubble_set_text (VtChatBubble *self, const char *text);

void vt_chat_bubble_set_can_copy (VtChatBubble *self, gboolean can_copy);
void vt_chat_bubble_set_can_retry (VtChatBubble *self, gboolean can_retry);

G_END_DECLS

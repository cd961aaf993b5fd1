#include "engine/base/error.h"
#include "engine/text/chat-template.h"
VtChatTemplate *vt_chat_template_new (const char *s, GError **e) { g_set_error (e, VT_ERROR, VT_ERROR_UNSUPPORTED, "x"); return NULL; }
void vt_chat_template_unref (VtChatTemplate *s) {}
char *vt_chat_template_apply (const VtChatTemplate *self, const VtChatMessage *messages, gsize n_messages, gboolean g, const char *b, const char *e, GError **error) { return NULL; }

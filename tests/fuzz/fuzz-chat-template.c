/* fuzz-chat-template.c: any template parses and runs, or fails in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/text/chat-template.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const VtChatMessage messages[] = {
    { "system", "Be kind." }, { "user", "Hi 👍🏽" }, { "assistant", " Hello\n" }, { "user", "" },
  };
  g_autofree char *source = g_strndup ((const char *) data, size), *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtChatTemplate) template = vt_chat_template_new (source, &error);

  if (template != NULL)
    text = vt_chat_template_apply (template, messages, 4, TRUE, "<s>", "</s>", &error);
  if (text == NULL && (error == NULL || !g_utf8_validate (error->message, -1, NULL)))
    g_error ("no message, or not one in UTF-8");
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    g_error ("the prompt is not UTF-8");
  return 0;
}

/* chat-template.h: the Jinja templates that turn a chat into a prompt.
 *
 * The part of Jinja 2 that the templates of real models use, with the settings
 * of transformers: trim_blocks, lstrip_blocks, loop controls, `tojson` that
 * keeps characters as they are, raise_exception() and strftime_now().
 * Templates come with models, so they are foreign: what they may nest, loop and
 * write is bounded, and they reach nothing but the values given to them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

typedef struct _VtChatTemplate VtChatTemplate;

/**
 * vt_chat_template_new:
 * @source: the template
 *
 * Returns: (transfer full): the parsed template, immutable and good for several
 *   threads, or %NULL with %VT_ERROR_CORRUPT (a mistake in the template; the
 *   message names the line) or %VT_ERROR_UNSUPPORTED (a part of Jinja not known here)
 */
VtChatTemplate *vt_chat_template_new (const char *source, GError **error);

VtChatTemplate *vt_chat_template_ref (VtChatTemplate *self);

void vt_chat_template_unref (VtChatTemplate *self);

/**
 * VtChatMessage:
 * @role: `system`, `user`, `assistant`, `tool`
 * @content: the text
 */
typedef struct
{
  const char *role, *content;
} VtChatMessage;

/**
 * vt_chat_template_apply:
 * @messages: (array length=n_messages): the chat so far
 * @add_generation_prompt: end with the beginning of the model's answer
 * @bos_token: (nullable): as the vocabulary writes it
 * @eos_token: (nullable): likewise
 *
 * Encode the result with %VT_ENCODE_PARSE_SPECIAL and without
 * %VT_ENCODE_ADD_SPECIAL: the template writes BOS itself.
 *
 * Returns: (transfer full): the prompt, or %NULL with %VT_ERROR_INVALID (the
 *   template refuses the chat, in its own words), %VT_ERROR_CORRUPT (it fails)
 *   or %VT_ERROR_LIMIT (it goes on for too long)
 */
char *vt_chat_template_apply (const VtChatTemplate *self, const VtChatMessage *messages, gsize n_messages,
                              gboolean add_generation_prompt, const char *bos_token, const char *eos_token,
                              GError **error);

/**
 * vt_chat_template_render:
 * @variables: an object; each member is a variable of the template (`messages`,
 *   `tools`, `add_generation_prompt`, `bos_token`, `enable_thinking` …)
 *
 * As vt_chat_template_apply(), for chats with tools, pictures or switches.
 */
char *vt_chat_template_render (const VtChatTemplate *self, const VtJsonNode *variables, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtChatTemplate, vt_chat_template_unref)

G_END_DECLS

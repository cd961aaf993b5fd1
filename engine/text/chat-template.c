/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/chat-template.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja.h"

#define MAX_SOURCE (1u << 20)
#define PARSE_BUDGET ((gsize) 64 << 20)
#define RUN_BUDGET ((gsize) 128 << 20)
#define MAX_STEPS 5000000

struct _VtChatTemplate
{
  gatomicrefcount refs;
  VtArena *arena;
  const VtJinjaNode *first;
};

VtChatTemplate *
vt_chat_template_new (const char *source, GError **error)
{
  g_autoptr (VtChatTemplate) self = NULL;
  GError *local = NULL;

  if (strlen (source) > MAX_SOURCE || !g_utf8_validate (source, -1, NULL))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The chat template is no text, or far too long.");
      return NULL;
    }
  self = g_new0 (VtChatTemplate, 1);
  g_atomic_ref_count_init (&self->refs);
  self->arena = vt_arena_new (PARSE_BUDGET);
  self->first = vt_jinja_parse (self->arena, source, &local);
  if (local == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, local);
  return NULL;
}

VtChatTemplate *
vt_chat_template_ref (VtChatTemplate *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vt_chat_template_unref (VtChatTemplate *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  vt_arena_free (self->arena);
  g_free (self);
}

/* Runs the template with these variables, and frees the arena. */
static char *
run_template (const VtChatTemplate *self, VtArena *arena, VtJinjaValue variables, GError **error)
{
  VtJinjaScope root = { NULL, variables };
  VtJinjaRun run = { .arena = arena, .scope = &root, .root = &root, .steps = MAX_STEPS };

  run.output = g_string_new (NULL);
  vt_jinja_run_list (&run, self->first);
  vt_arena_free (arena);
  if (run.error == NULL)
    return g_string_free (run.output, FALSE);
  g_string_free (run.output, TRUE);
  g_propagate_error (error, run.error);
  return NULL;
}

static VtJinjaValue
message_value (VtArena *arena, const VtChatMessage *message)
{
  VtJinjaValue value = vt_jinja_dict (arena);

  vt_jinja_put (arena, value, "role", vt_jinja_string (arena, message->role, -1));
  vt_jinja_put (arena, value, "content", vt_jinja_string (arena, message->content, -1));
  return value;
}

char *
vt_chat_template_apply (const VtChatTemplate *self, const VtChatMessage *messages, gsize n_messages,
                        gboolean add_generation_prompt, const char *bos_token, const char *eos_token, GError **error)
{
  VtArena *arena = vt_arena_new (RUN_BUDGET);
  VtJinjaValue variables = vt_jinja_dict (arena), list = vt_jinja_list (arena), none = { .type = VT_JINJA_NONE };

  for (gsize i = 0; i < n_messages; i++)
    vt_jinja_append (arena, list, message_value (arena, &messages[i]));
  vt_jinja_put (arena, variables, "messages", list);
  vt_jinja_put (arena, variables, "tools", none);
  vt_jinja_put (arena, variables, "documents", none);
  vt_jinja_put (arena, variables, "add_generation_prompt", vt_jinja_boolean (add_generation_prompt));
  if (bos_token != NULL)
    vt_jinja_put (arena, variables, "bos_token", vt_jinja_string (arena, bos_token, -1));
  if (eos_token != NULL)
    vt_jinja_put (arena, variables, "eos_token", vt_jinja_string (arena, eos_token, -1));
  return run_template (self, arena, variables, error);
}

char *
vt_chat_template_render (const VtChatTemplate *self, const VtJsonNode *variables, GError **error)
{
  VtArena *arena = vt_arena_new (RUN_BUDGET);
  VtJinjaValue value = vt_jinja_from_json (arena, variables);

  if (value.type == VT_JINJA_DICT)
    return run_template (self, arena, value, error);
  vt_arena_free (arena);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "The variables of a chat template must be an object.");
  return NULL;
}

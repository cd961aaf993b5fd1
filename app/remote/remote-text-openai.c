/* remote-text-openai.c: texts from a server that speaks as OpenAI's does:
 * chat/completions for messages, completions for the beginning of a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/remote/remote-writing.h"
#include "engine/base/error.h"

/* OpenAI's own, and those that vLLM and llama.cpp's server have beside them, which go
 * out only where somebody has set them. */
static const VtRemoteParam params[] = {
  { "top_p", "top_p", FALSE },
  { "frequency_penalty", "frequency_penalty", FALSE },
  { "presence_penalty", "presence_penalty", FALSE },
  { "top_k", "top_k", FALSE },
  { "min_p", "min_p", FALSE },
  { "typical_p", "typical_p", FALSE },
  { "repetition_penalty", "repetition_penalty", FALSE },
  { "stop", "stop", TRUE },
  { "grammar", "grammar", TRUE },
  { NULL },
};

static VtRemotePiece
read_piece (const VtJsonNode *root)
{
  const VtJsonNode *choice = vt_json_at (vt_json_get (root, "choices"), 0);
  const VtJsonNode *message = vt_json_get (choice, "delta");
  const VtJsonNode *refusal;

  if (message == NULL)
    message = vt_json_get (choice, "message");
  refusal = vt_json_get (message, "refusal");
  return (VtRemotePiece) {
    message == NULL ? vt_json_get_string (choice, "text", NULL)
                    : vt_json_get_string (message, "content", vt_json_string (refusal, NULL)),
    vt_json_get_string (choice, "finish_reason", NULL) != NULL,
  };
}

static void
write_schema (VtRemoteRun *self, VtJsonWriter *json)
{
  const char *schema = vt_task_run_text (self->run, "json_schema");
  g_autoptr (VtJson) parsed = schema != NULL ? vt_json_parse (schema, strlen (schema), NULL) : NULL;

  if (parsed == NULL)
    return;
  vt_json_write_key (json, "response_format");
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "type");
  vt_json_write_string (json, "json_schema", -1);
  vt_json_write_key (json, "json_schema");
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "name");
  vt_json_write_string (json, "answer", -1);
  vt_json_write_key (json, "schema");
  vt_json_write_node (json, vt_json_root (parsed));
  vt_json_write_end (json, '}');
  vt_json_write_end (json, '}');
}

/* @length: what the server calls the most tokens it may write */
static void
write_settings (VtRemoteRun *self, const char *model, const char *length, VtJsonWriter *json)
{
  gboolean sample = vt_task_run_boolean (self->run, "do_sample");

  if (*model != '\0')
    {
      vt_json_write_key (json, "model");
      vt_json_write_string (json, model, -1);
    }
  vt_json_write_key (json, "stream");
  vt_json_write_boolean (json, TRUE);
  vt_json_write_key (json, length);
  vt_json_write_int (json, (gint64) vt_task_run_number (self->run, "max_new_tokens"));
  if (!sample || vt_remote_run_differs (self, "temperature"))
    {
      vt_json_write_key (json, "temperature");
      vt_json_write_double (json, sample ? vt_task_run_number (self->run, "temperature") : 0);
    }
  vt_json_write_key (json, "seed");
  vt_json_write_int (json, (gint64) self->run->seed);
  vt_remote_run_write_params (self, params, json);
  write_schema (self, json);
}

static GString *
chat_question (VtRemoteRun *self, const char *model, const char *length, const VtMessage *messages, guint n)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "messages");
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < n; i++)
    {
      vt_json_write_begin (&json, '{');
      vt_json_write_key (&json, "role");
      vt_json_write_string (&json, messages[i].role, -1);
      vt_json_write_key (&json, "content");
      vt_json_write_string (&json, messages[i].content, -1);
      vt_json_write_end (&json, '}');
    }
  vt_json_write_end (&json, ']');
  write_settings (self, model, length, &json);
  vt_json_write_end (&json, '}');
  return json.text;
}

/* OpenAI's newer models have another word for the length, and say so. */
char *
vt_remote_chat (VtRemoteRun *self, const char *below, const char *model, const VtMessage *messages, guint n,
                const char *before, GPtrArray *earlier, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint status = 0;
  char *text = vt_remote_write (self, below, chat_question (self, model, "max_tokens", messages, n), before, read_piece,
                                earlier, &status, &failure);

  if (text == NULL && status == 400 && strstr (failure->message, "max_completion_tokens") != NULL)
    {
      g_clear_error (&failure);
      text = vt_remote_write (self, below, chat_question (self, model, "max_completion_tokens", messages, n), before,
                              read_piece, earlier, &status, &failure);
    }
  if (text == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return text;
}

/* Where a server only chats, the beginning of a text becomes what somebody says. */
static char *
go_on (VtRemoteRun *self, const char *prompt, GPtrArray *earlier, GError **error)
{
  const VtMessage message = { "user", prompt };
  const char *before = vt_remote_text_before (self, prompt);
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autoptr (GError) failure = NULL;
  guint status = 0;
  char *text;

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "prompt");
  vt_json_write_string (&json, prompt, -1);
  write_settings (self, self->address->model, "max_tokens", &json);
  vt_json_write_end (&json, '}');
  text = vt_remote_write (self, "/completions", json.text, before, read_piece, earlier, &status, &failure);
  if (text == NULL && (status == 404 || status == 405))
    return vt_remote_chat (self, "/chat/completions", self->address->model, &message, 1, before, earlier, error);
  if (text == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return text;
}

gboolean
vt_remote_text (VtRemoteRun *self, const char *below, const char *model, VtRemoteWriteOne one, GError **error)
{
  VtValue *chat = vt_task_run_input (self->run, "messages");
  const VtMessage *messages;
  g_autofree char *text = NULL;
  guint n;

  if (!vt_remote_check_writing (self, error))
    return FALSE;
  if (chat == NULL || vt_value_type (chat) != VT_VALUE_CHAT)
    return vt_remote_write_all (self, one, error);
  messages = vt_value_chat (chat, &n);
  text = vt_remote_chat (self, below, model, messages, n, NULL, NULL, error);
  if (text == NULL)
    return FALSE;
  g_hash_table_replace (self->run->outputs, g_strdup ("text"), vt_value_new_text (text));
  return TRUE;
}

static gboolean
run (VtRemoteRun *self, GError **error)
{
  return vt_remote_text (self, "/chat/completions", self->address->model, go_on, error);
}

const VtRemoteTask vt_remote_text_openai = { "text-generation", TRUE, run };

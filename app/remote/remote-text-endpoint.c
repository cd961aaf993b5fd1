/* remote-text-endpoint.c: texts from an inference endpoint of Hugging Face: its
 * pipelines' way for the beginning of a text, and for messages the chat that its
 * text servers have beside it, whose model is always called “tgi”.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/remote/remote-writing.h"

static const VtRemoteParam params[] = {
  { "max_new_tokens", "max_new_tokens", TRUE },
  { "do_sample", "do_sample", TRUE },
  { "temperature", "temperature", FALSE },
  { "top_k", "top_k", FALSE },
  { "top_p", "top_p", FALSE },
  { "typical_p", "typical_p", FALSE },
  { "repetition_penalty", "repetition_penalty", FALSE },
  { "frequency_penalty", "frequency_penalty", FALSE },
  { "stop", "stop", TRUE },
  { NULL },
};

/* `{"token": {"text", "special"}, "generated_text"}` of a stream, or all at once
 * `[{"generated_text"}]`. */
static VtRemotePiece
read_piece (const VtJsonNode *root)
{
  const VtJsonNode *token = vt_json_get (root, "token");
  const VtJsonNode *whole = vt_json_type (root) == VT_JSON_ARRAY ? vt_json_at (root, 0) : root;
  const char *text = vt_json_get_string (whole, "generated_text", NULL);

  if (token == NULL)
    return (VtRemotePiece) { text, text != NULL };
  return (VtRemotePiece) { vt_json_get_boolean (token, "special", FALSE) ? NULL : vt_json_get_string (token, "text", NULL),
                           text != NULL };
}

static char *
go_on (VtRemoteRun *self, const char *prompt, GPtrArray *earlier, GError **error)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  guint status;

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "inputs");
  vt_json_write_string (&json, prompt, -1);
  vt_json_write_key (&json, "stream");
  vt_json_write_boolean (&json, TRUE);
  vt_json_write_key (&json, "parameters");
  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "return_full_text");
  vt_json_write_boolean (&json, FALSE);
  vt_json_write_key (&json, "seed");
  vt_json_write_int (&json, (gint64) self->run->seed);
  vt_remote_run_write_params (self, params, &json);
  vt_json_write_end (&json, '}');
  vt_json_write_end (&json, '}');
  return vt_remote_write (self, "", json.text, vt_remote_text_before (self, prompt), read_piece, earlier, &status, error);
}

static gboolean
run (VtRemoteRun *self, GError **error)
{
  return vt_remote_text (self, "/v1/chat/completions", "tgi", go_on, error);
}

const VtRemoteTask vt_remote_text_endpoint = { "text-generation", FALSE, run };

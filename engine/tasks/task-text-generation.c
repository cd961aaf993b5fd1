/* task-text-generation.c: writes on after a text, or answers in a chat.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/formats/json-write.h"
#include "engine/sampling/sampler-params.h"
#include "engine/tasks/text-generation.h"

static const VtPort inputs[] = {
  { "text", VT_VALUE_TEXT, FALSE, 1, N_("Beginning") },
  { "messages", VT_VALUE_CHAT, FALSE, 1, N_("Messages") },
  { NULL }
};

static const VtPort outputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("Text") },
  { NULL }
};

#define NUMBER(name, min, max, step, value, title, help, advanced) \
  { name, VT_PARAM_NUMBER, min, max, step, value, NULL, NULL, title, help, advanced }
#define INTEGER(name, min, max, value, title, help, advanced) \
  { name, VT_PARAM_INTEGER, min, max, 1, value, NULL, NULL, title, help, advanced }
#define BOOLEAN(name, value, title, help, advanced) \
  { name, VT_PARAM_BOOLEAN, 0, 1, 1, value, NULL, NULL, title, help, advanced }
#define WORDS(name, type, title, help) \
  { name, type, 0, 0, 0, 0, NULL, NULL, title, help, TRUE }

static const VtParam params[] = {
  INTEGER ("max_new_tokens", 1, 1 << 20, 128, N_("Length"), N_("How many tokens to write at most"), FALSE),
  VT_SAMPLER_PARAMS,
  INTEGER ("num_beams", 1, 16, 1, N_("Beams"), N_("Follow this many continuations at once and keep the best"), TRUE),
  NUMBER ("length_penalty", -10, 10, 0.1, 1, N_("Length penalty"), N_("With beams: above 0 favours longer texts"), TRUE),
  BOOLEAN ("early_stopping", 0, N_("Stop early"), N_("With beams: stop as soon as there are enough finished texts"), TRUE),
  WORDS ("stop", VT_PARAM_TEXTS, N_("Stop at"), N_("Texts at which to stop")),
  WORDS ("json_schema", VT_PARAM_JSON, N_("JSON schema"), N_("Write JSON that follows this schema")),
  WORDS ("grammar", VT_PARAM_TEXT, N_("Grammar"), N_("Write only what this grammar (GBNF) allows")),
  BOOLEAN ("return_full_text", 1, N_("Repeat the beginning"), N_("Put the given text before what was written"), TRUE),
  WORDS ("prefix_ids", VT_PARAM_JSON, N_("First tokens"), N_("Numbers of the tokens that the answer begins with")),
  { NULL }
};

static void
write_result (VtJsonWriter *json, const char *text)
{
  vt_json_write_begin (json, '[');
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "generated_text");
  vt_json_write_string (json, text, -1);
  vt_json_write_end (json, '}');
  vt_json_write_end (json, ']');
}

/* [{"generated_text"}], and of a batch an array of such arrays. */
static char *
to_json (GHashTable *given, GHashTable *made)
{
  VtValue *text = g_hash_table_lookup (made, "text");
  VtJsonWriter json = { .text = g_string_new (NULL) };
  VtValue *const *items;
  guint n;

  if (vt_value_type (text) == VT_VALUE_TEXT)
    write_result (&json, vt_value_text (text));
  else
    {
      items = vt_value_list (text, &n);
      vt_json_write_begin (&json, '[');
      for (guint i = 0; i < n; i++)
        write_result (&json, vt_value_text (items[i]));
      vt_json_write_end (&json, ']');
    }
  return g_string_free (json.text, FALSE);
}

const VtTaskClass vt_task_text_generation = {
  .name = "text-generation",
  .title = N_("Text generation"),
  .description = N_("Writes on after a text, or answers in a chat"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_lm,
  .run = vt_text_generation_run,
  .to_json = to_json,
};

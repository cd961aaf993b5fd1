/* task-text-generation.c: writes on after a text, or answers in a chat.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/formats/json-write.h"
#include "engine/tasks/text-generation-params.h"
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

static const VtParam params[] = { VT_TEXT_GENERATION_PARAMS (1), { NULL } };

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
char *
vt_text_generation_to_json (GHashTable *given, GHashTable *made)
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
  .to_json = vt_text_generation_to_json,
};

/* task-image-to-text.c: says in a sentence what a picture shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/caption.h"
#include "engine/tasks/model-kind-captioner.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { NULL }
};

static const VtPort outputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("Description") },
  { NULL }
};

static const VtParam params[] = { VT_CAPTION_PARAMS (40), { NULL } };

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  g_autofree char *text = vt_caption_write (task_run, NULL, "text", NULL, error);

  if (text == NULL)
    return FALSE;
  g_hash_table_replace (task_run->outputs, g_strdup ("text"), vt_value_new_text (text));
  return TRUE;
}

static char *
to_json (GHashTable *given, GHashTable *made)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "generated_text");
  vt_json_write_string (&json, vt_value_text (g_hash_table_lookup (made, "text")), -1);
  vt_json_write_end (&json, '}');
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}

const VtTaskClass vt_task_image_to_text = {
  .name = "image-to-text",
  .title = N_("Describe a picture"),
  .description = N_("Says in a sentence what a picture shows"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_captioner,
  .run = run,
  .to_json = to_json,
};

/* task-visual-question-answering.c: answers a question about a picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/caption.h"
#include "engine/tasks/model-kind-captioner.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "question", VT_VALUE_TEXT, TRUE, 0, N_("Question") },
  { NULL }
};

static const VtPort outputs[] = {
  { "labels", VT_VALUE_LABELS, TRUE, 0, N_("Answer, with how probable its words were") },
  { NULL }
};

static const VtParam params[] = { VT_CAPTION_PARAMS (20), { NULL } };

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  VtValue *question = vt_task_run_input (task_run, "question");
  g_autofree char *answer = NULL;
  double probability = 0;

  if (vt_value_type (question) != VT_VALUE_TEXT)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Ask one question at a time.");
      return FALSE;
    }
  answer = vt_caption_write (task_run, vt_value_text (question), NULL, &probability, error);
  if (answer == NULL)
    return FALSE;
  g_hash_table_replace (task_run->outputs, g_strdup ("labels"), vt_value_new_labels (&(VtLabel) { answer, probability }, 1));
  return TRUE;
}

static char *
to_json (GHashTable *given, GHashTable *made)
{
  guint n;
  const VtLabel *labels = vt_value_labels (g_hash_table_lookup (made, "labels"), &n);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "answer");
  vt_json_write_string (&json, labels[0].label, -1);
  vt_json_write_key (&json, "score");
  vt_json_write_double (&json, labels[0].score);
  vt_json_write_end (&json, '}');
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}

const VtTaskClass vt_task_visual_question_answering = {
  .name = "visual-question-answering",
  .title = N_("Answer a question about a picture"),
  .description = N_("Looks at a picture and answers what is asked about it"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_answerer,
  .run = run,
  .to_json = to_json,
};

/* task-image-text-to-text.c: talks about a picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/tasks/model-kind-picture-talker.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/text-generation-params.h"
#include "engine/tasks/text-generation.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("What is asked about it") },
  { NULL }
};

static const VtPort outputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("Answer") },
  { NULL }
};

static const VtParam params[] = { VT_TEXT_GENERATION_PARAMS (0), { NULL } };

/* How the family was taught to be asked; the picture's embeddings stand in the middle. */
#define BEFORE "<|im_start|>User:<fake_token_around_image><global-img>"
#define BEHIND "<fake_token_around_image>%s<end_of_utterance>\nAssistant:"

static void
add_text (VtTokenizer *tokenizer, GArray *ids, const char *text)
{
  g_autoptr(GArray) more = vt_tokenizer_encode (tokenizer, text, -1, VT_ENCODE_PARSE_SPECIAL);

  g_array_append_vals (ids, more->data, more->len);
}

/* The question with the picture before it. */
static GArray *
make_prompt (const VtPictureTalker *model, const char *question)
{
  VtLm *lm = model->lm.lm;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autofree char *behind = g_strdup_printf (BEHIND, question);

  add_text (lm->tokenizer, ids, BEFORE);
  for (gint64 i = 0; i < model->eye->n_seen; i++)
    {
      gint32 id = (gint32) (lm->config.n_vocab + i);

      g_array_append_val (ids, id);
    }
  add_text (lm->tokenizer, ids, behind);
  return ids;
}

static gboolean
look (VtTaskRun *run, GError **error)
{
  VtPictureTalker *model = run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL, *seen = NULL;
  gint64 start = g_get_monotonic_time ();
  guint width, height;

  if (image == NULL)
    return FALSE;
  run->progress (run, -1, N_("Looking"));
  pixels = vt_picture_prepare (&model->eye->rules, image, &width, &height);
  seen = g_new (float, model->eye->n_embd * model->eye->n_seen);
  if (!vt_eye_see (model->eye, pixels, seen, run->cancellable, NULL, NULL, error))
    return FALSE;
  vt_lm_session_set_given (model->lm.session, seen, (guint) model->eye->n_seen);
  run->stat (run, "look_s", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtValue *text = vt_task_run_input (run, "text");
  g_autoptr(GPtrArray) sequences = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_sequence_free);

  if (vt_value_type (text) != VT_VALUE_TEXT)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Ask one question at a time.");
      return FALSE;
    }
  if (!look (run, error))
    return FALSE;
  g_ptr_array_add (sequences, vt_text_generation_sequence (run, make_prompt (run->model, vt_value_text (text))));
  return vt_text_generation_write (run, sequences, error);
}

const VtTaskClass vt_task_image_text_to_text = {
  .name = "image-text-to-text",
  .title = N_("Talk about a picture"),
  .description = N_("Looks at a picture and writes what is asked about it"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_picture_talker,
  .run = run_task,
  .to_json = vt_text_generation_to_json,
};

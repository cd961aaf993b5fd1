/* task-image-text-to-text.c: talks about a picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/tasks/model-kind-picture-talker.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/picture-tiles.h"
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

static const VtParam params[] = {
  { .name = "do_image_splitting", .type = VT_PARAM_BOOLEAN, .maximum = 1, .step = 1, .title = N_("Look closely"),
    .help = N_("The picture is also looked at in squares, so that small things and writing are seen. Takes many times as long.") },
  VT_TEXT_GENERATION_PARAMS (0), { NULL } };

/* How the family was taught to be asked; a picture's embeddings stand behind its beginning. */
#define BEFORE "<|im_start|>User:"
#define PICTURE "<fake_token_around_image>"
#define SQUARE PICTURE "<row_%u_col_%u>"
#define WHOLE PICTURE "<global-img>"
#define BEHIND PICTURE "%s<end_of_utterance>\nAssistant:"

/* A prompt under construction: tokens, and text that is none yet. */
typedef struct
{
  const VtPictureTalker *model;
  GArray *ids;
  GString *text;
  gint64 seen;
} Prompt;

static void
flush_text (Prompt *p)
{
  g_autoptr(GArray) more = vt_tokenizer_encode (p->model->lm.lm->tokenizer, p->text->str, -1, VT_ENCODE_PARSE_SPECIAL);

  g_array_append_vals (p->ids, more->data, more->len);
  g_string_truncate (p->text, 0);
}

/* The text so far, and then the embeddings of the next picture. */
static void
add_seen (Prompt *p)
{
  flush_text (p);
  for (gint64 i = 0; i < p->model->eye->n_seen; i++)
    {
      gint32 id = (gint32) (p->model->lm.lm->config.n_vocab + p->seen++);

      g_array_append_val (p->ids, id);
    }
}

/* The question with the picture before it: its squares row by row, then the whole. */
static GArray *
make_prompt (const VtPictureTalker *model, const VtPictureTiles *tiles, const char *question)
{
  Prompt p = { model, g_array_new (FALSE, FALSE, sizeof (gint32)), g_string_new (BEFORE), 0 };

  for (guint i = 0; i < tiles->rows * tiles->columns; i++)
    {
      g_string_append_printf (p.text, SQUARE, i / tiles->columns + 1, i % tiles->columns + 1);
      add_seen (&p);
      if ((i + 1) % tiles->columns == 0)
        g_string_append_c (p.text, '\n');
    }
  g_string_append (p.text, tiles->rows > 0 ? "\n" WHOLE : WHOLE);
  add_seen (&p);
  g_string_append_printf (p.text, BEHIND, question);
  flush_text (&p);
  g_string_free (p.text, TRUE);
  return p.ids;
}

/* The picture as one, or in squares. */
static void
take_apart (VtTaskRun *run, const VtEye *eye, VtPictureTiles *tiles)
{
  VtValue *picture = vt_task_run_input (run, "image");

  if (vt_task_run_boolean (run, "do_image_splitting"))
    {
      vt_picture_tiles_init (tiles, eye, vt_value_image (picture));
      return;
    }
  *tiles = (VtPictureTiles) { .pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref) };
  g_ptr_array_add (tiles->pictures, vt_value_ref (picture));
}

/* Gives the language model all of @tiles to look at. */
static gboolean
look (VtTaskRun *run, const VtPictureTiles *tiles, GError **error)
{
  VtPictureTalker *model = run->model;
  VtEye *eye = model->eye;
  guint n = tiles->pictures->len, width, height;
  g_autofree float *seen = g_new (float, (gsize) (eye->n_embd * eye->n_seen) * n);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree float *pixels = vt_picture_prepare (&eye->rules, vt_value_image (g_ptr_array_index (tiles->pictures, i)), &width, &height);

      run->progress (run, n > 1 ? (double) i / n : -1, N_("Looking"));
      if (!vt_eye_see (eye, pixels, seen + (gsize) (eye->n_embd * eye->n_seen) * i, run->cancellable, NULL, NULL, error))
        return FALSE;
    }
  vt_lm_session_set_given (model->lm.session, seen, (guint) eye->n_seen * n);
  run->stat (run, "look_s", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtValue *text = vt_task_run_input (run, "text");
  VtPictureTalker *model = run->model;
  g_auto(VtPictureTiles) tiles = { 0 };
  g_autoptr(GPtrArray) sequences = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_sequence_free);

  if (vt_value_type (text) != VT_VALUE_TEXT)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Ask one question at a time.");
      return FALSE;
    }
  if (vt_picture_input (vt_task_run_input (run, "image"), error) == NULL)
    return FALSE;
  take_apart (run, model->eye, &tiles);
  if (!look (run, &tiles, error))
    return FALSE;
  g_ptr_array_add (sequences, vt_text_generation_sequence (run, make_prompt (model, &tiles, vt_value_text (text))));
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/caption.h"

#include <math.h>

#include "engine/sampling/logits.h"
#include "engine/tasks/picture-prepare.h"

static char *
decode (VtTaskRun *run, GArray *ids)
{
  VtCaptioner *model = run->model;
  char *text = vt_tokenizer_decode (model->tokenizer, (const gint32 *) (void *) ids->data, ids->len, TRUE);

  return g_strstrip (text);
}

static void
tell (VtTaskRun *run, GArray *ids, const char *output)
{
  g_autofree char *text = decode (run, ids);
  g_autoptr(VtValue) value = vt_value_new_text (text);

  run->partial (run, output, value);
}

static VtTokenChoice
choice (VtTaskRun *run, gint32 id, double probability)
{
  VtCaptioner *model = run->model;

  return (VtTokenChoice) { id, vt_tokenizer_decode (model->tokenizer, &id, 1, FALSE), probability };
}

/* The most probable word, with its share; told to the glass view with the others. */
static gint32
choose (VtTaskRun *run, const float *logits, guint index, double *share)
{
  VtCaptioner *model = run->model;
  guint n_vocab = (guint) model->decoder->n_vocab, k = CLAMP (run->trace_choices, 1, n_vocab);
  g_autofree gint32 *ids = g_new (gint32, k);
  g_autofree float *probabilities = g_new (float, k);
  guint n = vt_logits_top_probabilities (logits, n_vocab, k, ids, probabilities);

  *share = n > 0 ? probabilities[0] : 0;
  if (n > 0 && run->trace_choices > 0)
    {
      VtTokenTrace *trace = vt_token_trace_new (n);

      trace->index = index;
      trace->ends = ids[0] == model->end;
      trace->chosen = choice (run, ids[0], probabilities[0]);
      for (guint i = 0; i < n; i++)
        trace->choices[i] = choice (run, ids[i], probabilities[i]);
      run->token (run, trace);
    }
  return n > 0 ? ids[0] : model->end;
}

/* The word at @index: the one that was given, or the most probable one. */
static gint32
take (VtTaskRun *run, const GArray *given, const float *logits, guint index, double *share)
{
  VtCaptioner *model = run->model;
  gint32 id;

  if (index >= given->len)
    return choose (run, logits, index, share);
  id = g_array_index (given, gint32, index);
  *share = exp (logits[id] - vt_logits_log_sum_exp (logits, (guint) model->decoder->n_vocab));
  return id;
}

static GArray *
write_words (VtTaskRun *run, const char *output, double *probability, GError **error)
{
  VtCaptioner *model = run->model;
  guint most = (guint) vt_task_run_number (run, "max_new_tokens");
  g_autofree float *logits = g_new (float, model->decoder->n_vocab);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint32)), given = vt_task_run_ids (run, "prefix_ids", model->decoder->n_vocab);
  gint32 id = model->start;

  *probability = 1;
  for (guint i = 0; i < most; i++)
    {
      double share;

      if (!vt_word_decoder_next (model->decoder, id, i, logits, run->cancellable, error))
        return NULL;
      id = take (run, given, logits, i, &share);
      *probability *= share;
      if (id == model->end)
        break;
      g_array_append_val (ids, id);
      if (output != NULL)
        tell (run, ids, output);
    }
  return g_steal_pointer (&ids);
}

char *
vt_caption_write (VtTaskRun *run, const char *question, const char *output, double *probability, GError **error)
{
  VtCaptioner *model = run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL;
  g_autoptr(GArray) ids = NULL;
  double ignored;
  gint64 start = g_get_monotonic_time ();
  guint width, height;

  if (image == NULL)
    return NULL;
  pixels = vt_picture_prepare (&model->rules, image, &width, &height);
  if (!vt_captioner_look (model, pixels, question, run->cancellable, NULL, NULL, error))
    return NULL;
  run->stat (run, "look_s", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  ids = write_words (run, output, probability != NULL ? probability : &ignored, error);
  if (ids == NULL)
    return NULL;
  run->stat (run, "generated_tokens", ids->len);
  return decode (run, ids);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-decode.h"

#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/sampling/logits.h"
#include "engine/tasks/asr-rules.h"

void
vt_asr_decoding_clear (VtAsrDecoding *d)
{
  g_clear_pointer (&d->tokens, g_array_unref);
  g_clear_pointer (&d->traces, g_ptr_array_unref);
  g_clear_pointer (&d->text, g_free);
}

static VtWhisperModel *
model_of (const VtAsrWindow *w)
{
  return w->run->model;
}

static guint
n_vocab_of (const VtAsrWindow *w)
{
  return (guint) model_of (w)->whisper->config.n_vocab;
}

gboolean
vt_asr_detect_language (VtAsrWindow *w, gint32 *language, GError **error)
{
  const VtWhisperTokens *t = &model_of (w)->whisper->tokens;
  g_autofree float *logits = g_new (float, n_vocab_of (w));
  VtWhisperInput start = { t->start, 0, 0, TRUE };
  float best = -INFINITY;

  if (!vt_whisper_session_read (model_of (w)->session, &start, 1, logits, w->run->cancellable, error))
    return FALSE;
  *language = VT_NO_TOKEN;
  for (guint i = 0; i < G_N_ELEMENTS (t->languages); i++)
    if (t->languages[i] != VT_NO_TOKEN && (guint) t->languages[i] < n_vocab_of (w) && logits[t->languages[i]] > best)
      {
        *language = t->languages[i];
        best = logits[*language];
      }
  return TRUE;
}

static void
add (GArray *tokens, gint32 id)
{
  g_array_append_val (tokens, id);
}

/* Previous words, then start, language, task, and whether times are wanted.
 * Returns where the start is. */
static guint
make_prompt (VtAsrWindow *w)
{
  const VtWhisper *whisper = model_of (w)->whisper;
  const VtWhisperTokens *t = &whisper->tokens;
  guint most = (guint) whisper->config.n_text_ctx / 2 - 1, start;

  w->prompt = g_array_new (FALSE, FALSE, sizeof (gint32));
  if (w->previous != NULL && w->previous->len > 0 && t->previous != VT_NO_TOKEN)
    {
      guint n = MIN (w->previous->len, most);

      add (w->prompt, t->previous);
      g_array_append_vals (w->prompt, &g_array_index (w->previous, gint32, w->previous->len - n), n);
    }
  start = w->prompt->len;
  add (w->prompt, t->start);
  if (t->multilingual && w->language != VT_NO_TOKEN)
    {
      add (w->prompt, w->language);
      add (w->prompt, w->options->translate ? t->translate : t->transcribe);
    }
  if (!w->with_times)
    add (w->prompt, t->no_timestamps);
  return start;
}

static double
probability (const float *logits, guint n_vocab, gint32 id)
{
  return id == VT_NO_TOKEN ? 0 : exp (logits[id] - vt_logits_log_sum_exp (logits, n_vocab));
}

/* Whether anybody speaks can be told from what would follow the start. */
static gboolean
read_prompt (VtAsrWindow *w, guint start, GError **error)
{
  guint n = w->prompt->len, n_vocab = n_vocab_of (w);
  g_autofree VtWhisperInput *inputs = g_new (VtWhisperInput, n);
  g_autofree float *logits = g_new (float, 2 * (gsize) n_vocab);

  for (guint i = 0; i < n; i++)
    inputs[i] = (VtWhisperInput) { g_array_index (w->prompt, gint32, i), 0, i, i == start || i == n - 1 };
  if (!vt_whisper_session_read (model_of (w)->session, inputs, n, logits, w->run->cancellable, error))
    return FALSE;
  w->no_speech = probability (logits, n_vocab, model_of (w)->whisper->tokens.no_speech);
  w->logits = g_memdup2 (start == n - 1 ? logits : logits + n_vocab, n_vocab * sizeof (float));
  return TRUE;
}

gboolean
vt_asr_window_begin (VtAsrWindow *w, GError **error)
{
  const VtWhisperConfig *c = &model_of (w)->whisper->config;
  guint start = make_prompt (w);

  w->budget = (guint) MIN (c->n_text_ctx - w->prompt->len, MIN (c->n_text_ctx / 2, w->options->max_new_tokens));
  return read_prompt (w, start, error);
}

void
vt_asr_window_clear (VtAsrWindow *w)
{
  g_clear_pointer (&w->prompt, g_array_unref);
  g_clear_pointer (&w->logits, g_free);
}

char *
vt_asr_tokens_to_text (const VtWhisper *whisper, const gint32 *tokens, guint n)
{
  g_autofree gint32 *words = g_new (gint32, MAX (n, 1));
  guint n_words = 0;

  for (guint i = 0; i < n; i++)
    if (tokens[i] < whisper->tokens.end)
      words[n_words++] = tokens[i];
  return vt_tokenizer_decode (whisper->tokenizer, words, n_words, TRUE);
}

/* --- one token after the other --- */

/* By chance: the first token at which the summed probabilities pass a random number. */
static gint32
sample (const float *logits, guint n_vocab, double temperature, VtRng *rng)
{
  double sum = vt_logits_log_sum_exp_at (logits, n_vocab, temperature);
  double left = vt_rng_uniform (rng);
  gint32 last = 0;

  for (guint i = 0; i < n_vocab; i++)
    if (isfinite (logits[i]))
      {
        left -= exp ((logits[i] - sum) / temperature);
        last = (gint32) i;
        if (left < 0)
          break;
      }
  return last;
}

static VtTokenTrace *
make_trace (const VtAsrWindow *w, const float *logits, gint32 chosen, guint index)
{
  const VtWhisper *whisper = model_of (w)->whisper;
  guint n_vocab = n_vocab_of (w), k = MIN (w->run->trace_choices, n_vocab);
  g_autofree gint32 *ids = g_new (gint32, k);
  g_autofree float *probabilities = g_new (float, k);
  guint n = vt_logits_top_probabilities (logits, n_vocab, k, ids, probabilities);
  VtTokenTrace *trace = vt_token_trace_new (n);

  trace->index = index;
  trace->ends = chosen == whisper->tokens.end;
  trace->chosen = (VtTokenChoice) { chosen, vt_asr_tokens_to_text (whisper, &chosen, 1), probability (logits, n_vocab, chosen) };
  for (guint i = 0; i < n; i++)
    trace->choices[i] = (VtTokenChoice) { ids[i], vt_asr_tokens_to_text (whisper, &ids[i], 1), probabilities[i] };
  return trace;
}

/* The next token by the rules, its log-probability added to @sum. */
static gint32
choose (VtAsrWindow *w, float *logits, double temperature, VtRng *rng, VtAsrDecoding *out, double *sum)
{
  guint n_vocab = n_vocab_of (w);
  const gint32 *written = (const gint32 *) (const void *) out->tokens->data;
  g_autofree float *before = w->run->trace_choices > 0 ? g_memdup2 (logits, n_vocab * sizeof *logits) : NULL;
  gint32 id;

  vt_asr_rules_apply (&model_of (w)->whisper->tokens, w->with_times, written, out->tokens->len, logits, n_vocab);
  id = temperature > 0 ? sample (logits, n_vocab, temperature, rng) : vt_logits_argmax (logits, n_vocab);
  *sum += logits[id] - vt_logits_log_sum_exp (logits, n_vocab);
  if (before != NULL)
    g_ptr_array_add (out->traces, make_trace (w, before, id, out->tokens->len));
  return id;
}

static gboolean
read_next (VtAsrWindow *w, gint32 id, guint written, float *logits, GError **error)
{
  VtWhisperInput input = { id, 0, w->prompt->len + written, TRUE };

  return vt_whisper_session_read (model_of (w)->session, &input, 1, logits, w->run->cancellable, error);
}

static gboolean
write_on (VtAsrWindow *w, double temperature, VtAsrDecoding *out, GError **error)
{
  gsize bytes = n_vocab_of (w) * sizeof (float);
  g_autofree float *logits = g_memdup2 (w->logits, bytes);
  gint32 end = model_of (w)->whisper->tokens.end;
  double sum = 0;
  VtRng rng;

  vt_rng_init (&rng, w->run->seed, (guint64) (temperature * 1000));
  for (;;)
    {
      gint32 id = choose (w, logits, temperature, &rng, out, &sum);

      w->generated++;
      if (id == end)
        break;
      add (out->tokens, id);
      if (w->told != NULL)
        w->told (w, (const gint32 *) (const void *) out->tokens->data, out->tokens->len);
      if (out->tokens->len >= w->budget)
        break;
      if (!read_next (w, id, out->tokens->len - 1, logits, error))
        return FALSE;
    }
  out->logprob = sum / (out->tokens->len + 1);
  return TRUE;
}

gboolean
vt_asr_decode_at (VtAsrWindow *w, double temperature, VtAsrDecoding *out, GError **error)
{
  *out = (VtAsrDecoding) {
    .tokens = g_array_new (FALSE, FALSE, sizeof (gint32)), .no_speech = w->no_speech, .temperature = temperature,
    .traces = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_token_trace_free),
  };
  if (temperature <= 0 && w->options->n_beams > 1)
    return vt_asr_decode_beams (w, out, error);
  return write_on (w, temperature, out, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-rules.h"

#include <math.h>

#include "engine/sampling/logits.h"

#define LATEST_BEGIN 50 /* steps of 0.02 s */

static void
forbid (float *logits, gint64 begin, gint64 end)
{
  for (gint64 i = begin; i < end; i++)
    logits[i] = -INFINITY;
}

static void
forbid_list (const GArray *ids, float *logits, guint n_vocab)
{
  for (guint i = 0; i < ids->len; i++)
    if ((guint) g_array_index (ids, gint32, i) < n_vocab)
      logits[g_array_index (ids, gint32, i)] = -INFINITY;
}

/* The last time in @written, VT_NO_TOKEN if there is none. */
static gint32
last_time (const VtWhisperTokens *t, const gint32 *written, guint n)
{
  while (n > 0)
    if (written[--n] >= t->timestamps)
      return written[n];
  return VT_NO_TOKEN;
}

static void
pair_times (const VtWhisperTokens *t, const gint32 *written, guint n, float *logits, guint n_vocab)
{
  gboolean after_time = n >= 1 && written[n - 1] >= t->timestamps;
  gboolean after_two = after_time && (n < 2 || written[n - 2] >= t->timestamps);
  gint32 last = last_time (t, written, n);

  if (after_two)
    forbid (logits, t->timestamps, n_vocab);
  else if (after_time)
    forbid (logits, 0, t->end);
  /* A segment's end may not be its beginning; the next one's beginning may be that end. */
  if (last != VT_NO_TOKEN)
    forbid (logits, t->timestamps, after_time && !after_two ? last : MIN (last + 1, (gint32) n_vocab));
  if (n == 0)
    {
      forbid (logits, 0, t->timestamps);
      forbid (logits, MIN (t->timestamps + LATEST_BEGIN + 1, (gint32) n_vocab), n_vocab);
    }
}

/* Where all times together are likelier than the likeliest word. */
static void
prefer_time (const VtWhisperTokens *t, float *logits, guint n_vocab)
{
  double times = vt_logits_log_sum_exp (logits + t->timestamps, n_vocab - (guint) t->timestamps);
  gint32 word = vt_logits_argmax (logits, (guint) t->timestamps);

  if (times > logits[word])
    forbid (logits, 0, t->timestamps);
}

void
vt_asr_rules_apply (const VtWhisperTokens *t, gboolean with_times, const gint32 *written, guint n, float *logits,
                    guint n_vocab)
{
  forbid_list (t->suppress, logits, n_vocab);
  /* What steers the model it does not write itself. */
  forbid (logits, t->end + 1, t->timestamps);
  if (n == 0)
    forbid_list (t->suppress_begin, logits, n_vocab);
  if (!with_times)
    {
      forbid (logits, t->timestamps, n_vocab);
      return;
    }
  pair_times (t, written, n, logits, n_vocab);
  prefer_time (t, logits, n_vocab);
}

/* task-audio-classification.c: says what a sound is.
 *
 * A model hears a piece of fixed length at once. A longer sound is heard piece
 * by piece, and the scores are the mean over its time; transformers, and
 * `only_beginning` here, hear the first piece alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/tasks/asr-pictures.h"
#include "engine/tasks/asr-result.h"
#include "engine/tasks/labels-result.h"
#include "engine/tasks/model-kind-listener.h"
#include "engine/tasks/sound-prepare.h"
#include "engine/tasks/task-run.h"

#define PICTURE_BANDS 128

static const VtPort inputs[] = {
  { "audio", VT_VALUE_AUDIO, TRUE, 0, N_("Recording"), VT_SOUND_RATE },
  { NULL }
};

static const VtPort outputs[] = {
  { "labels", VT_VALUE_LABELS, TRUE, 0, N_("What it may be") },
  { "chunks", VT_VALUE_JSON, FALSE, 0, N_("Pieces with times") },
  { "spectrogram", VT_VALUE_IMAGE, FALSE, 0, N_("Spectrogram") },
  { NULL }
};

static const char *const glass[] = { "spectrogram", "chunks", NULL };
static const char *const functions[] = { "model", "softmax", "sigmoid", "none", NULL };

static const VtParam params[] = {
  { "top_k", VT_PARAM_INTEGER, 1, 1000, 1, 5, NULL, NULL, N_("How many answers"), N_("How many of the most likely names to give"), FALSE },
  { "function_to_apply", VT_PARAM_CHOICE, 0, 0, 0, 0, "model", functions, N_("What the scores mean"),
    N_("softmax: one of the names is right, and all share 100%; sigmoid: each for itself, several may be heard at once; "
       "none: the bare numbers; model: what the model was made for"), FALSE },
  { "only_beginning", VT_PARAM_BOOLEAN, 0, 1, 1, 0, NULL, NULL, N_("Only the beginning"),
    N_("Hear no more than the model takes at once, usually 10 or 30 seconds, and leave out the rest"), TRUE },
  { NULL }
};

/* What is heard so far. */
typedef struct
{
  VtTaskRun *run;
  VtListener *listener;
  VtListenerScores function;
  double *sums; /* of each label's scores, a second counting one */
  double seconds;
  float *scores;
  GArray *chunks;
} Hearing;

static VtListenerScores
chosen_function (VtTaskRun *run)
{
  const char *name = vt_task_run_text (run, "function_to_apply");
  VtListener *listener = run->model;

  return strcmp (name, "softmax") == 0   ? VT_LISTENER_SOFTMAX
         : strcmp (name, "sigmoid") == 0 ? VT_LISTENER_SIGMOID
         : strcmp (name, "none") == 0    ? VT_LISTENER_NONE
                                         : listener->scores;
}

static void
apply (VtListenerScores function, float *scores, guint n)
{
  if (function == VT_LISTENER_SOFTMAX)
    vt_labels_softmax (scores, n);
  for (guint i = 0; i < n && function == VT_LISTENER_SIGMOID; i++)
    scores[i] = 1 / (1 + expf (-scores[i]));
}

/* Adds a piece that was heard from @start on, in seconds. */
static void
add_piece (Hearing *h, double start, double seconds)
{
  guint n = h->listener->n_labels, best = 0;

  apply (h->function, h->scores, n);
  for (guint i = 0; i < n; i++)
    {
      h->sums[i] += seconds * h->scores[i];
      if (h->scores[i] > h->scores[best])
        best = i;
    }
  h->seconds += seconds;
  vt_asr_chunks_add (h->chunks, start, start + seconds, h->listener->labels[best]);
}

static VtValue *
labels_so_far (Hearing *h)
{
  guint n = h->listener->n_labels;

  for (guint i = 0; i < n; i++)
    h->scores[i] = (float) (h->sums[i] / h->seconds);
  return vt_labels_best ((const char *const *) h->listener->labels, h->scores, n, (guint) vt_task_run_number (h->run, "top_k"));
}

static gboolean
hear_all (Hearing *h, const VtAsrSound *sound, GError **error)
{
  const VtSoundRules *rules = &h->listener->rules;
  gsize piece = vt_sound_rules_piece (rules), end = sound->n;

  if (vt_task_run_boolean (h->run, "only_beginning"))
    end = MIN (end, piece);
  /* What is left at the end may be too short to be heard. */
  for (gsize at = 0; at == 0 || at + vt_sound_shortest (rules) <= end; at += piece)
    {
      gsize n = MIN (piece, end - at);

      g_autofree float *heard = vt_sound_prepare (rules, sound->samples + at, n);

      if (!vt_listener_run (h->listener, heard, h->scores, h->run->cancellable, NULL, NULL, error))
        return FALSE;
      add_piece (h, (double) at / VT_SOUND_RATE, (double) n / VT_SOUND_RATE);
      h->run->progress (h->run, (double) (at + n) / end, NULL);
      if (at + n < end)
        {
          g_autoptr(VtValue) labels = labels_so_far (h);

          h->run->partial (h->run, "labels", labels);
        }
    }
  return TRUE;
}

static void
give (Hearing *h, VtAsrSound *sound)
{
  g_autofree char *chunks = vt_asr_chunks_to_json (h->chunks);
  GHashTable *to = h->run->outputs;

  g_hash_table_replace (to, g_strdup ("labels"), labels_so_far (h));
  g_hash_table_replace (to, g_strdup ("chunks"), vt_value_new_json (chunks));
  g_hash_table_replace (to, g_strdup ("spectrogram"), vt_asr_spectrogram (sound));
}

static gboolean
hear (VtTaskRun *task_run, VtAsrSound *sound, GError **error)
{
  VtListener *listener = task_run->model;
  g_autofree double *sums = g_new0 (double, listener->n_labels);
  g_autofree float *scores = g_new (float, listener->n_labels);
  g_autoptr(GArray) chunks = vt_asr_chunks_new ();
  Hearing h = { task_run, listener, chosen_function (task_run), sums, 0, scores, chunks };

  if (!hear_all (&h, sound, error))
    return FALSE;
  give (&h, sound);
  return TRUE;
}

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  const VtAudio *audio = vt_value_audio (vt_task_run_input (task_run, "audio"));
  VtListener *listener = task_run->model;
  gsize shortest = vt_sound_shortest (&listener->rules);
  g_auto(VtAsrSound) sound = { 0 };
  gint64 start = g_get_monotonic_time ();

  if (!vt_asr_sound_init (&sound, audio, PICTURE_BANDS, FALSE, task_run->cancellable, error))
    return FALSE;
  if (sound.n < shortest)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                   "The recording is too short: the model needs at least %" G_GSIZE_FORMAT " thousandths of a second.",
                   shortest * 1000 / VT_SOUND_RATE);
      return FALSE;
    }
  if (!hear (task_run, &sound, error))
    return FALSE;
  task_run->stat (task_run, "audio_s", (double) sound.n / VT_SOUND_RATE);
  task_run->stat (task_run, "real_time_factor",
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC / ((double) sound.n / VT_SOUND_RATE));
  return TRUE;
}

const VtTaskClass vt_task_audio_classification = {
  .name = "audio-classification",
  .title = N_("Say what a sound is"),
  .description = N_("Names what is heard in a recording, with how sure it is"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_listener,
  .run = run,
  .glass = glass,
  .to_json = vt_labels_to_json,
};

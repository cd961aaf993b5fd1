/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/dictation.h"

#include <math.h>
#include <string.h>

#include "engine/api/job.h"
#include "engine/dsp/resample.h"
#include "engine/dsp/voice.h"
#include "engine/formats/json.h"

#define RATE 16000
#define BLOCK 160              /* samples between two looks at the loudness */
#define STEP (RATE / 8)        /* new samples that are worth another look */
#define ROUND 2.5              /* seconds: windows' lengths, so that plans serve again */
#define SHORTEST 10.0          /* seconds: a shorter window is heard badly */
#define TOKENS_A_SECOND 8      /* nobody speaks faster: a partial text that goes on and on is cut */
#define BEHIND 0.5             /* seconds of a window behind the sound, by which the model hears that it ends */
#define PAUSE (RATE * 7 / 10)  /* of silence makes what was said final */
#define LONGEST (12 * RATE)    /* window; then its whole segments become final */
#define LEAD (RATE * 3 / 10)   /* kept before the first voice, so that no consonant is lost */
#define VOICE_DB 9.0f          /* above the room */
#define FAINTEST_DB -58.0f
#define ROOM_RISE_DB 0.02f     /* a block: how fast the room is taken to get louder */

struct _VtDictation
{
  GObject parent;

  VtEngine *engine;
  char *model, *device;
  GHashTable *params;   /* (element-type utf8 VtValue) */
  VtResampler *resampler;
  GArray *window;       /* (element-type gfloat): what is not final */
  guint64 dropped;      /* samples before the window */
  guint64 judged;       /* samples whose loudness was looked at, from the beginning on */
  guint64 last_voice;   /* sample behind the last voice */
  gboolean voiced;      /* whether somebody speaks in the window */
  float room;           /* loudness */
  VtJob *job;           /* nullable: that runs now */
  guint64 job_end;      /* samples up to which it hears */
  guint64 heard;        /* samples up to which some text reaches */
  gboolean job_closes;  /* whether its text is final */
  gboolean finishing, finished, failed;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (VtDictation, vt_dictation, G_TYPE_OBJECT)

enum
{
  PARTIAL,
  SEGMENT,
  FINISHED,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
vt_dictation_dispose (GObject *object)
{
  VtDictation *self = VT_DICTATION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->job);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (vt_dictation_parent_class)->dispose (object);
}

static void
vt_dictation_finalize (GObject *object)
{
  VtDictation *self = VT_DICTATION (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->params);
  g_clear_pointer (&self->resampler, vt_resampler_free);
  g_array_unref (self->window);
  g_free (self->model);
  g_free (self->device);
  G_OBJECT_CLASS (vt_dictation_parent_class)->finalize (object);
}

static void
vt_dictation_class_init (VtDictationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = vt_dictation_dispose;
  object_class->finalize = vt_dictation_finalize;
  signals[PARTIAL] = g_signal_new ("partial", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SEGMENT] = g_signal_new ("segment", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                   G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
vt_dictation_init (VtDictation *self)
{
  self->window = g_array_new (FALSE, FALSE, sizeof (float));
  self->params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  self->cancellable = g_cancellable_new ();
  self->room = 0;
}

VtDictation *
vt_dictation_new (VtEngine *engine, const char *model, const char *device)
{
  VtDictation *self = g_object_new (VT_TYPE_DICTATION, NULL);

  self->engine = g_object_ref (engine);
  self->model = g_strdup (model);
  self->device = g_strdup (device);
  return self;
}

/* --- the window --- */

static guint64
window_end (const VtDictation *self)
{
  return self->dropped + self->window->len;
}

static void
drop_until (VtDictation *self, guint64 sample)
{
  guint n = (guint) MIN (sample - MIN (sample, self->dropped), self->window->len);

  g_array_remove_range (self->window, 0, n);
  self->dropped += n;
}

/* Keeps track of the room's loudness and of where somebody spoke last. */
static void
judge_block (VtDictation *self, const float *samples)
{
  float loudness = vt_voice_loudness (samples, BLOCK);

  self->room = MIN (loudness, self->room + ROOM_RISE_DB);
  if (loudness < MAX (self->room + VOICE_DB, FAINTEST_DB))
    return;
  self->last_voice = self->judged + BLOCK;
  self->voiced = TRUE;
}

static void
judge (VtDictation *self)
{
  for (; self->judged + BLOCK <= window_end (self); self->judged += BLOCK)
    judge_block (self, &g_array_index (self->window, float, self->judged - self->dropped));
  /* Of silence only what may turn out to be the breath before a word. */
  if (!self->voiced && self->job == NULL && self->window->len > LEAD)
    {
      drop_until (self, window_end (self) - LEAD);
      self->heard = self->dropped;
    }
}

/* --- writing down --- */

static void advance (VtDictation *self);

static void
fail (VtDictation *self, GError *error)
{
  self->failed = TRUE;
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
emit_segments (VtDictation *self, const VtJsonNode *chunks, guint n)
{
  double offset = (double) self->dropped / RATE;
  VtJsonIter iter = VT_JSON_ITER (chunks);

  for (guint i = 0; i < n && vt_json_iter_next (&iter); i++)
    {
      const VtJsonNode *times = vt_json_get (iter.value, "timestamp");
      double start = 0, end = 0;

      vt_json_read_double (vt_json_at (times, 0), &start);
      vt_json_read_double (vt_json_at (times, 1), &end);
      g_signal_emit (self, signals[SEGMENT], 0, vt_json_get_string (iter.value, "text", ""), offset + start, offset + end);
    }
}

/* Where segment @index begins, in samples of the window. */
static guint64
segment_start (const VtJsonNode *chunks, guint index)
{
  VtJsonIter iter = VT_JSON_ITER (chunks);
  double start = 0;

  for (guint i = 0; i <= index && vt_json_iter_next (&iter); i++)
    vt_json_read_double (vt_json_at (vt_json_get (iter.value, "timestamp"), 0), &start);
  return (guint64) MAX (start * RATE, 0);
}

/* Everything that the job heard is final. */
static void
close_window (VtDictation *self, const VtJsonNode *chunks)
{
  emit_segments (self, chunks, vt_json_length (chunks));
  drop_until (self, self->job_end);
  self->voiced = self->last_voice > self->dropped;
  g_signal_emit (self, signals[PARTIAL], 0, "");
}

/* A window that gets too long: all but its last segment is final. */
static void
shorten_window (VtDictation *self, const VtJsonNode *chunks)
{
  guint n = vt_json_length (chunks);
  guint64 cut = n > 1 ? self->dropped + segment_start (chunks, n - 1) : 0;

  if (n < 2 || cut <= self->dropped)
    {
      close_window (self, chunks);
      return;
    }
  emit_segments (self, chunks, n - 1);
  drop_until (self, cut);
}

static void
take_text (VtDictation *self, GHashTable *outputs)
{
  const char *chunks = vt_value_text (g_hash_table_lookup (outputs, "chunks"));
  g_autoptr (VtJson) json = vt_json_parse (chunks, strlen (chunks), NULL);
  const VtJsonNode *root = vt_json_root (json);

  self->heard = self->job_end;
  if (self->job_closes)
    close_window (self, root);
  else if (self->job_end - self->dropped >= LONGEST)
    shorten_window (self, root);
  else
    g_signal_emit (self, signals[PARTIAL], 0, vt_value_text (g_hash_table_lookup (outputs, "text")));
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtDictation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) outputs = vt_job_run_finish (VT_JOB (object), result, &error);

  g_clear_object (&self->job);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (outputs == NULL)
    {
      fail (self, error);
      return;
    }
  take_text (self, outputs);
  advance (self);
}

static gboolean
set_number (VtJob *job, const char *name, double number, GError **error)
{
  g_autoptr (VtValue) value = vt_value_new_number (number);

  return vt_job_set_parameter (job, name, value, error);
}

/* Only as much is heard as there is, instead of half a minute; and a text that will
 * be written again at once gets no second try. */
static gboolean
hurry (VtDictation *self, VtJob *job, gboolean closes, GError **error)
{
  double seconds = (double) self->window->len / RATE + BEHIND;
  double window = MIN (MAX (ceil (seconds / ROUND) * ROUND, SHORTEST), 30);

  return set_number (job, "chunk_length_s", window, error)
         && set_number (job, "max_new_tokens", ceil (seconds * TOKENS_A_SECOND), error)
         && (closes || set_number (job, "temperature_increment_on_fallback", 0, error));
}

static VtJob *
new_job (VtDictation *self, gboolean closes, GError **error)
{
  g_autoptr (VtJob) job = vt_job_new (self->engine, vt_task_find ("automatic-speech-recognition", NULL), self->model, self->device);
  g_autoptr (GBytes) bytes = g_bytes_new (self->window->data, self->window->len * sizeof (float));
  g_autoptr (VtValue) audio = vt_value_new_audio (bytes, RATE, 1);
  GHashTableIter iter;
  gpointer name, value;

  if (!vt_job_set_input (job, "audio", audio, error))
    return NULL;
  g_hash_table_iter_init (&iter, self->params);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!vt_job_set_parameter (job, name, value, error))
      return NULL;
  return hurry (self, job, closes, error) ? g_steal_pointer (&job) : NULL;
}

static void
start_job (VtDictation *self, gboolean closes)
{
  g_autoptr (GError) error = NULL;

  self->job = new_job (self, closes, &error);
  if (self->job == NULL)
    {
      fail (self, error);
      return;
    }
  self->job_end = window_end (self);
  self->job_closes = closes;
  vt_job_run_async (self->job, self->cancellable, on_done, g_object_ref (self));
}

/* Does what is due, if nothing is under way. */
static void
advance (VtDictation *self)
{
  guint64 end = window_end (self);
  gboolean paused = end - self->last_voice >= PAUSE || self->finishing;

  if (self->job != NULL || self->failed || self->finished)
    return;
  if (self->voiced && (paused || end - self->heard >= STEP))
    start_job (self, paused);
  else if (self->finishing)
    {
      self->finished = TRUE;
      g_signal_emit (self, signals[FINISHED], 0);
    }
}

/* --- for all --- */

gboolean
vt_dictation_set_parameter (VtDictation *self, const char *name, VtValue *value, GError **error)
{
  g_autoptr (VtJob) probe = vt_job_new (self->engine, vt_task_find ("automatic-speech-recognition", NULL), self->model, self->device);

  if (!vt_job_set_parameter (probe, name, value, error))
    return FALSE;
  g_hash_table_replace (self->params, g_strdup (name), vt_value_ref (value));
  return TRUE;
}

void
vt_dictation_push (VtDictation *self, const float *frames, gsize n_frames, guint rate, guint channels)
{
  g_return_if_fail (rate >= VT_RESAMPLE_MIN_RATE && rate <= VT_RESAMPLE_MAX_RATE && channels > 0);
  if (self->finishing || self->failed)
    return;
  if (self->resampler == NULL)
    self->resampler = vt_resampler_new (rate, channels, RATE);
  vt_resampler_push (self->resampler, frames, n_frames, self->window);
  judge (self);
  advance (self);
}

void
vt_dictation_finish (VtDictation *self)
{
  if (self->finishing)
    return;
  if (self->resampler != NULL)
    vt_resampler_finish (self->resampler, self->window);
  judge (self);
  self->finishing = TRUE;
  advance (self);
}

double
vt_dictation_get_delay (VtDictation *self)
{
  guint64 end = MIN (window_end (self), self->last_voice);

  return self->voiced && end > self->heard ? (double) (end - self->heard) / RATE : 0;
}

gboolean
vt_dictation_is_busy (VtDictation *self)
{
  return self->job != NULL;
}

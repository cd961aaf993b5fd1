/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/microphone.h"

#include <math.h>

#include "engine/base/error.h"
#include "media/sound-devices-private.h"
#include "media/sound-ring.h"

#define TURN 20 /* milliseconds between looks into the ring */
#define BUFFER 0.1 /* seconds that may wait for a busy processor: with less, words are lost while a model works */
#define RING_SECONDS 20 /* how long the main loop may be away */
#define SILENT_DEVICE (5 * G_TIME_SPAN_SECOND) /* without a sample it is gone; some servers send two seconds at once */

/* What the callback and the threads that open and close it share. */
typedef struct
{
  VtSoundRing *ring;
  PaStream *stream;
  double rate;
  double latency;
} Line;

struct _VtMicrophone
{
  GObject parent_instance;
  VtMicrophoneState state;
  Line *line; /* while it records */
  GCancellable *opening;
  guint turn;
  char *problem;
  GArray *samples; /* of float */
  guint rate;
  gsize n_zero; /* at the start */
  double level;
  double latency;
  gint64 heard; /* when something last came */
};

enum
{
  STATE,
  SOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtMicrophone, vt_microphone, G_TYPE_OBJECT)

/* --- the line: threads and the callback -------------------------------------- */

static int
on_samples (const void *input, void *output, unsigned long n_frames, const PaStreamCallbackTimeInfo *time,
            PaStreamCallbackFlags flags, void *line)
{
  if (input != NULL)
    vt_sound_ring_write (((Line *) line)->ring, input, n_frames);
  return paContinue;
}

static gboolean
open_stream (Line *line, const char *device, GError **error)
{
  PaDeviceIndex index = vt_sound_devices_find (device, error);
  PaStreamParameters form = { .device = index, .channelCount = 1, .sampleFormat = paFloat32 };
  PaError code;

  if (index == paNoDevice)
    return FALSE;
  form.suggestedLatency = fmax (BUFFER, Pa_GetDeviceInfo (index)->defaultLowInputLatency);
  line->rate = Pa_GetDeviceInfo (index)->defaultSampleRate;
  line->ring = vt_sound_ring_new ((gsize) (line->rate * RING_SECONDS));
  code = Pa_OpenStream (&line->stream, &form, NULL, line->rate, paFramesPerBufferUnspecified, paNoFlag, on_samples, line);
  if (code == paNoError && (code = Pa_StartStream (line->stream)) != paNoError)
    {
      Pa_CloseStream (line->stream);
      line->stream = NULL;
    }
  if (code != paNoError)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_DEVICE, "The microphone “%s” cannot be used: %s. Another program may have it, "
                   "or this one may not use it.", Pa_GetDeviceInfo (index)->name, Pa_GetErrorText (code));
      return FALSE;
    }
  line->latency = Pa_GetStreamInfo (line->stream)->inputLatency;
  return TRUE;
}

static void
line_free (Line *line)
{
  if (line->stream != NULL)
    {
      vt_sound_devices_lock ();
      Pa_CloseStream (line->stream);
      vt_sound_devices_stop ();
      vt_sound_devices_unlock ();
    }
  g_clear_pointer (&line->ring, vt_sound_ring_free);
  g_free (line);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer line, GCancellable *cancellable)
{
  line_free (line);
  g_task_return_boolean (task, TRUE);
}

static void
close_line (Line *line)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, line, NULL);
  g_task_run_in_thread (task, close_in_thread);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer device, GCancellable *cancellable)
{
  Line *line = g_new0 (Line, 1);
  GError *error = NULL;

  vt_sound_devices_lock ();
  if (vt_sound_devices_start (&error) && !open_stream (line, device, &error))
    vt_sound_devices_stop ();
  vt_sound_devices_unlock ();
  if (error == NULL)
    g_task_return_pointer (task, line, (GDestroyNotify) line_free);
  else
    {
      line_free (line);
      g_task_return_error (task, error);
    }
}

/* --- the main thread ----------------------------------------------------------- */

static void
set_state (VtMicrophone *self, VtMicrophoneState state)
{
  self->state = state;
  if (state != VT_MICROPHONE_RECORDING)
    {
      g_clear_handle_id (&self->turn, g_source_remove);
      g_clear_pointer (&self->line, close_line);
      self->level = 0;
    }
  g_signal_emit (self, signals[STATE], 0);
}

static void
fail (VtMicrophone *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  set_state (self, VT_MICROPHONE_FAILED);
}

static void
measure (VtMicrophone *self, const float *samples, gsize n)
{
  float peak = 0;

  for (gsize i = 0; i < n; i++)
    peak = fmaxf (peak, fabsf (samples[i]));
  self->level = fmax (peak, self->level * 0.8);
  if (self->n_zero + n == self->samples->len && peak == 0)
    self->n_zero = self->samples->len;
}

static gsize
drain (VtMicrophone *self)
{
  float part[4096];
  gsize all = 0, n;

  while ((n = vt_sound_ring_read (self->line->ring, part, G_N_ELEMENTS (part))) > 0)
    {
      g_array_append_vals (self->samples, part, (guint) n);
      measure (self, part, n);
      all += n;
    }
  return all;
}

static gboolean
on_turn (gpointer data)
{
  VtMicrophone *self = data;
  gint64 now = g_get_monotonic_time ();

  if (drain (self) > 0)
    {
      self->heard = now;
      g_object_ref (self);
      g_signal_emit (self, signals[SOUND], 0);
      if (self->state == VT_MICROPHONE_RECORDING && vt_microphone_get_seconds (self) > VT_MICROPHONE_MAX_SECONDS)
        vt_microphone_stop (self);
      g_object_unref (self);
    }
  else if (now - self->heard > SILENT_DEVICE)
    fail (self, "The microphone gives nothing any more; it may have been unplugged. What was recorded is kept.");
  return G_SOURCE_CONTINUE; /* where it stopped, the source is gone already */
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtMicrophone) self = data;
  g_autoptr (GError) error = NULL;
  Line *line = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  if (line == NULL)
    {
      fail (self, error->message);
      return;
    }
  self->line = line;
  self->rate = (guint) line->rate;
  self->latency = line->latency;
  self->heard = g_get_monotonic_time ();
  self->turn = g_timeout_add (TURN, on_turn, self);
  set_state (self, VT_MICROPHONE_RECORDING);
}

static void
vt_microphone_dispose (GObject *object)
{
  VtMicrophone *self = VT_MICROPHONE (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->turn, g_source_remove);
  g_clear_pointer (&self->line, close_line);
  G_OBJECT_CLASS (vt_microphone_parent_class)->dispose (object);
}

static void
vt_microphone_finalize (GObject *object)
{
  g_free (VT_MICROPHONE (object)->problem);
  g_array_unref (VT_MICROPHONE (object)->samples);
  G_OBJECT_CLASS (vt_microphone_parent_class)->finalize (object);
}

static void
vt_microphone_class_init (VtMicrophoneClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_microphone_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_microphone_finalize;
  signals[STATE] = g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SOUND] = g_signal_new ("sound", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vt_microphone_init (VtMicrophone *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (float));
}

VtMicrophone *
vt_microphone_new (void)
{
  return g_object_new (VT_TYPE_MICROPHONE, NULL);
}

void
vt_microphone_start (VtMicrophone *self, const char *device)
{
  g_autoptr (GTask) task = NULL;

  if (self->state == VT_MICROPHONE_OPENING || self->state == VT_MICROPHONE_RECORDING)
    return;
  g_clear_pointer (&self->problem, g_free);
  g_array_set_size (self->samples, 0);
  self->n_zero = 0;
  self->opening = g_cancellable_new ();
  task = g_task_new (NULL, self->opening, on_opened, g_object_ref (self));
  g_task_set_task_data (task, g_strdup (device), g_free);
  g_task_run_in_thread (task, open_in_thread);
  set_state (self, VT_MICROPHONE_OPENING);
}

void
vt_microphone_stop (VtMicrophone *self)
{
  if (self->state != VT_MICROPHONE_OPENING && self->state != VT_MICROPHONE_RECORDING)
    return;
  if (self->line != NULL)
    drain (self);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  set_state (self, VT_MICROPHONE_IDLE);
}

VtMicrophoneState
vt_microphone_get_state (VtMicrophone *self)
{
  return self->state;
}

const char *
vt_microphone_get_problem (VtMicrophone *self)
{
  return self->problem;
}

double
vt_microphone_get_level (VtMicrophone *self)
{
  return fmin (self->level, 1);
}

gboolean
vt_microphone_is_mute (VtMicrophone *self)
{
  return self->rate > 0 && self->n_zero == self->samples->len && self->n_zero > self->rate;
}

double
vt_microphone_get_seconds (VtMicrophone *self)
{
  return self->rate > 0 ? (double) self->samples->len / self->rate : 0;
}

double
vt_microphone_get_latency (VtMicrophone *self)
{
  return self->latency;
}

const float *
vt_microphone_get_samples (VtMicrophone *self, gsize *n, guint *rate)
{
  *n = self->samples->len;
  *rate = self->rate;
  return (const float *) (gpointer) self->samples->data;
}

VtValue *
vt_microphone_dup_from (VtMicrophone *self, gsize first)
{
  gsize n = self->samples->len > first ? self->samples->len - first : 0;
  g_autoptr (GBytes) bytes = NULL;

  if (n == 0)
    return vt_value_new_none ();
  bytes = g_bytes_new (&g_array_index (self->samples, float, first), n * sizeof (float));
  return vt_value_new_audio (bytes, self->rate, 1);
}

VtValue *
vt_microphone_dup_sound (VtMicrophone *self)
{
  return vt_microphone_dup_from (self, 0);
}

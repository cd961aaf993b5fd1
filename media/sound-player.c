/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sound-player.h"

#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

#include "engine/base/error.h"
#include "media/gst-start.h"

/* Frames given to GStreamer at once: a tenth of a second of speech. */
#define PORTION 2400

struct _VtSoundPlayer
{
  GObject parent_instance;
  GstElement *pipeline; /* NULL until it is to play */
  GstAppSrc *source;    /* of a sound in memory */
  guint watch;
  VtValue *value;
  gboolean wanted;  /* it is to play */
  gboolean at_end;
  double speed;
  double start; /* where to go once it can be sought */
  gboolean seeks;

  /* What GStreamer's thread takes from. */
  GMutex lock;
  VtValue *sound;
  gboolean whole;
  gsize next; /* frame */
  gboolean hungry; /* it asked for more than there was */
};

enum
{
  CHANGED,
  ENDED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtSoundPlayer, vt_sound_player, G_TYPE_OBJECT)

static void
take_down (VtSoundPlayer *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->source);
  g_clear_object (&self->pipeline);
  self->hungry = FALSE;
}

static void
vt_sound_player_dispose (GObject *object)
{
  take_down (VT_SOUND_PLAYER (object));
  G_OBJECT_CLASS (vt_sound_player_parent_class)->dispose (object);
}

static void
vt_sound_player_finalize (GObject *object)
{
  VtSoundPlayer *self = VT_SOUND_PLAYER (object);

  vt_value_unref (self->value);
  g_clear_pointer (&self->sound, vt_value_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (vt_sound_player_parent_class)->finalize (object);
}

static void
vt_sound_player_class_init (VtSoundPlayerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_sound_player_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_sound_player_finalize;
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
vt_sound_player_init (VtSoundPlayer *self)
{
  g_mutex_init (&self->lock);
  self->value = vt_value_new_none ();
  self->speed = 1;
}

VtSoundPlayer *
vt_sound_player_new (void)
{
  return g_object_new (VT_TYPE_SOUND_PLAYER, NULL);
}

/* --- sound in memory, in GStreamer's thread ---------------------------------- */

static void
unref_value (gpointer value)
{
  vt_value_unref (value);
}

/* The next part of the sound, whose memory it shares; NULL at the end. Under the lock. */
static GstBuffer *
next_buffer (VtSoundPlayer *self)
{
  const VtAudio *audio = vt_value_audio (self->sound);
  gsize frame = audio->channels * sizeof (float);
  gsize n = self->next < audio->n_frames ? MIN (PORTION, audio->n_frames - self->next) : 0;
  GstBuffer *buffer;

  if (n == 0)
    return NULL;
  buffer = gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, (gpointer) audio->samples, audio->n_frames * frame,
                                        self->next * frame, n * frame, vt_value_ref (self->sound), unref_value);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (self->next, GST_SECOND, audio->rate);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n, GST_SECOND, audio->rate);
  self->next += n;
  return buffer;
}

static void
feed (VtSoundPlayer *self, GstAppSrc *source)
{
  GstBuffer *buffer;
  gboolean ends;

  g_mutex_lock (&self->lock);
  buffer = next_buffer (self);
  ends = buffer == NULL && self->whole;
  self->hungry = buffer == NULL && !ends;
  g_mutex_unlock (&self->lock);
  if (buffer != NULL)
    gst_app_src_push_buffer (source, buffer);
  else if (ends)
    gst_app_src_end_of_stream (source);
}

static void
on_need_data (GstAppSrc *source, guint length, gpointer self)
{
  feed (self, source);
}

static gboolean
on_seek_data (GstAppSrc *source, guint64 nanoseconds, gpointer data)
{
  VtSoundPlayer *self = data;

  g_mutex_lock (&self->lock);
  self->next = gst_util_uint64_scale (nanoseconds, vt_value_audio (self->sound)->rate, GST_SECOND);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* --- the pipeline -------------------------------------------------------------- */

static void
fail (VtSoundPlayer *self, const char *sentence)
{
  take_down (self);
  self->wanted = FALSE;
  g_signal_emit (self, signals[FAILED], 0, sentence);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_end (VtSoundPlayer *self)
{
  self->wanted = FALSE;
  self->at_end = TRUE;
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
  g_signal_emit (self, signals[ENDED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
do_seek (VtSoundPlayer *self)
{
  self->seeks = FALSE;
  gst_element_seek (self->pipeline, self->speed, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                    GST_SEEK_TYPE_SET, (gint64) (self->start * GST_SECOND), GST_SEEK_TYPE_NONE, 0);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  VtSoundPlayer *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    on_end (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE && self->seeks)
    do_seek (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, NULL);
      sentence = g_strdup_printf ("The sound cannot be played: %s", error->message);
      self->watch = 0;
      fail (self, sentence);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static GstCaps *
sound_caps (VtSoundPlayer *self)
{
  const VtAudio *audio = vt_value_audio (self->value);
  GstCaps *caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, GST_AUDIO_NE (F32), "layout",
                                       G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT, (int) audio->rate,
                                       "channels", G_TYPE_INT, (int) audio->channels, NULL);

  if (audio->channels > 2)
    gst_caps_set_simple (caps, "channel-mask", GST_TYPE_BITMASK,
                         gst_audio_channel_get_fallback_mask ((int) audio->channels), NULL);
  return caps;
}

static void
connect_source (VtSoundPlayer *self)
{
  GstAppSrcCallbacks callbacks = { .need_data = on_need_data, .seek_data = on_seek_data };
  g_autoptr (GstCaps) caps = sound_caps (self);

  self->source = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (self->pipeline), "source"));
  g_object_set (self->source, "caps", caps, "format", GST_FORMAT_TIME, "stream-type", GST_APP_STREAM_TYPE_SEEKABLE,
                "max-bytes", (guint64) 1 << 16, NULL);
  gst_app_src_set_callbacks (self->source, &callbacks, self, NULL);
}

#define TO_EAR "audioconvert ! scaletempo ! audioconvert ! audioresample ! autoaudiosink"

static gboolean
build (VtSoundPlayer *self, GError **error)
{
  gboolean file = vt_value_type (self->value) == VT_VALUE_FILE;
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GstBus) bus = NULL;

  if (!vt_gst_start (error))
    return FALSE;
  self->pipeline = vt_gst_launch (file ? "filesrc name=source ! decodebin expose-all-streams=false caps=audio/x-raw ! " TO_EAR
                                          : "appsrc name=source ! " TO_EAR, error);
  if (self->pipeline == NULL)
    return FALSE;
  if (file)
    {
      source = gst_bin_get_by_name (GST_BIN (self->pipeline), "source");
      g_object_set (source, "location", vt_value_text (self->value), NULL);
    }
  else
    connect_source (self);
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  return TRUE;
}

/* Whether @value goes on from what is played now. */
static gboolean
continues (VtSoundPlayer *self, VtValue *value)
{
  const VtAudio *a, *b;

  if (self->whole || self->sound == NULL || vt_value_type (value) != VT_VALUE_AUDIO)
    return FALSE;
  a = vt_value_audio (self->sound);
  b = vt_value_audio (value);
  return a->rate == b->rate && a->channels == b->channels && b->n_frames >= a->n_frames;
}

void
vt_sound_player_set_sound (VtSoundPlayer *self, VtValue *value, gboolean whole)
{
  gboolean audio = vt_value_type (value) == VT_VALUE_AUDIO, goes_on = continues (self, value), hungry;

  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  if (!goes_on)
    {
      take_down (self);
      self->start = 0;
      self->at_end = FALSE;
      self->wanted = FALSE;
    }
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->sound, vt_value_unref);
  self->sound = audio ? vt_value_ref (value) : NULL;
  self->whole = whole || !audio;
  self->next = goes_on ? self->next : 0;
  hungry = self->hungry;
  g_mutex_unlock (&self->lock);
  if (hungry && self->source != NULL)
    feed (self, self->source);
}

void
vt_sound_player_set_whole (VtSoundPlayer *self)
{
  gboolean hungry;

  g_mutex_lock (&self->lock);
  self->whole = TRUE;
  hungry = self->hungry;
  g_mutex_unlock (&self->lock);
  if (hungry && self->source != NULL)
    feed (self, self->source);
}

void
vt_sound_player_play (VtSoundPlayer *self)
{
  g_autoptr (GError) error = NULL;
  gboolean fresh = self->pipeline == NULL;

  if (vt_value_type (self->value) == VT_VALUE_NONE || self->wanted)
    return;
  if (fresh && !build (self, &error))
    {
      fail (self, error->message);
      return;
    }
  self->wanted = TRUE;
  if (self->at_end)
    self->start = 0;
  self->seeks = fresh && (self->start > 0 || self->speed != 1);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  if (self->at_end && !fresh)
    do_seek (self);
  self->at_end = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
vt_sound_player_pause (VtSoundPlayer *self)
{
  if (!self->wanted)
    return;
  self->wanted = FALSE;
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
vt_sound_player_is_playing (VtSoundPlayer *self)
{
  return self->wanted;
}

double
vt_sound_player_get_position (VtSoundPlayer *self)
{
  gint64 position;

  if (self->pipeline == NULL || self->seeks
      || !gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &position))
    return self->start;
  return (double) position / GST_SECOND;
}

void
vt_sound_player_seek (VtSoundPlayer *self, double seconds)
{
  self->start = MAX (0, seconds);
  self->at_end = FALSE;
  if (self->pipeline != NULL)
    do_seek (self);
}

void
vt_sound_player_set_speed (VtSoundPlayer *self, double speed)
{
  double position = vt_sound_player_get_position (self);

  self->speed = CLAMP (speed, 0.5, 2);
  vt_sound_player_seek (self, position);
}

double
vt_sound_player_get_speed (VtSoundPlayer *self)
{
  return self->speed;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sound-write.h"

#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>

#include "engine/base/error.h"
#include "media/gst-error.h"
#include "media/gst-start.h"
#include "media/media-file.h"

static gboolean
write_wav (const VtAudio *audio, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = vt_sound_to_wav (audio, FALSE, error);
  g_autoptr (GError) local = NULL;

  if (bytes == NULL)
    return FALSE;
  if (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &local))
    return TRUE;
  g_set_error (error, VT_ERROR, g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? VT_ERROR_NO_SPACE
               : VT_ERROR_FAILED, "The sound cannot be written to “%s”: %s.", path, local->message);
  return FALSE;
}

static GstCaps *
audio_caps (const VtAudio *audio)
{
  GstCaps *caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, GST_AUDIO_NE (F32), "layout",
                                       G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT, (int) audio->rate,
                                       "channels", G_TYPE_INT, (int) audio->channels, NULL);

  if (audio->channels > 2)
    gst_caps_set_simple (caps, "channel-mask", GST_TYPE_BITMASK,
                         gst_audio_channel_get_fallback_mask ((int) audio->channels), NULL);
  return caps;
}

/* One second after another, all of them parts of the caller's memory. */
static void
feed (GstAppSrc *source, const VtAudio *audio)
{
  gsize frame = audio->channels * sizeof (float);

  for (gsize at = 0; at < audio->n_frames; at += audio->rate)
    {
      gsize n = MIN (audio->n_frames - at, audio->rate);
      GstBuffer *buffer = gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, (gpointer) audio->samples,
                                                       audio->n_frames * frame, at * frame, n * frame, NULL, NULL);

      GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (at, GST_SECOND, audio->rate);
      GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n, GST_SECOND, audio->rate);
      gst_app_src_push_buffer (source, buffer);
    }
  gst_app_src_end_of_stream (source);
}

static gboolean
encode (const VtAudio *audio, const VtSoundFormat *format, const char *part, const char *path,
        GCancellable *cancellable, GError **error)
{
  g_autofree char *line = g_strdup_printf ("appsrc name=source format=time max-bytes=0 ! audioconvert ! audioresample "
                                           "! %s ! filesink name=sink", format->encoder);
  g_autoptr (GstElement) pipeline = vt_gst_launch (line, error);
  g_autoptr (GstElement) source = NULL, sink = NULL;
  g_autoptr (GstCaps) caps = audio_caps (audio);
  gboolean good;

  if (pipeline == NULL)
    return FALSE;
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (source, "caps", caps, NULL);
  g_object_set (sink, "location", part, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  feed (GST_APP_SRC (source), audio);
  good = vt_gst_wait (pipeline, path, "sound", cancellable, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return good;
}

gboolean
vt_sound_write (const VtAudio *audio, const char *path, GCancellable *cancellable, GError **error)
{
  const VtSoundFormat *format = vt_sound_format_for_path (path, error);
  g_autofree char *part = NULL;

  if (format == NULL)
    return FALSE;
  if (format->encoder == NULL)
    return write_wav (audio, path, error);
  if (!vt_gst_start (error))
    return FALSE;
  if (!vt_sound_format_is_there (format))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "A sound cannot be written as .%s here, because a part of GStreamer is not installed; .wav always can.",
                   format->suffix);
      return FALSE;
    }
  part = vt_media_file_part (path);
  return vt_media_file_finish (part, path, encode (audio, format, part, path, cancellable, error), error);
}

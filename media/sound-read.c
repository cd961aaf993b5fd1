/* sound-read.c: filesrc → decodebin → audioconvert → audioresample → appsink,
 * pulled from the caller's thread, so that no main loop is needed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "media/sound-read.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/growing-bytes.h"
#include "media/gst-error.h"
#include "media/gst-start.h"
#include "media/media-file.h"

/* How long a pull waits before cancelling and errors are looked at. */
#define TURN (40 * GST_MSECOND)
/* A damaged file can leave decodebin waiting for ever: where for so long nothing
 * was read from the file and nothing came out, nothing will. */
#define PATIENCE (4 * G_TIME_SPAN_SECOND)

/* Longer sounds go to the disk: 64 MiB are 17 minutes of speech. */
#define IN_MEMORY (64 << 20)

typedef struct
{
  char *name;
  gboolean mono;
  VtSoundFunc func; /* (nullable): takes what has come, which is not kept then */
  gpointer data;
  GstElement *pipeline;
  GstElement *convert;
  GstElement *filter;
  GstElement *sink;
  int no_sound; /* atomic: all is unpacked, and there is no sound track */
  int n_reads;  /* atomic: from the file */
  /* what has come */
  guint rate;
  guint channels;
  VtGrowingBytes *samples;
  gsize n; /* floats, or frames that @func got */
} Reader;

static void
reader_clear (Reader *r)
{
  if (r->pipeline != NULL)
    gst_element_set_state (r->pipeline, GST_STATE_NULL);
  g_clear_object (&r->convert);
  g_clear_object (&r->filter);
  g_clear_object (&r->sink);
  g_clear_object (&r->pipeline);
  g_free (r->name);
  g_clear_pointer (&r->samples, vt_growing_bytes_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static void
on_pad_added (GstElement *decode, GstPad *pad, Reader *r)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (r->convert, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps != NULL && !gst_pad_is_linked (target)
      && g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "audio/x-raw"))
    gst_pad_link (pad, target);
}

static void
on_no_more_pads (GstElement *decode, Reader *r)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (r->convert, "sink");

  if (!gst_pad_is_linked (target))
    g_atomic_int_set (&r->no_sound, 1);
}

/* Some files have more than two channels and do not say where they stand;
 * audioconvert wants to hear that nobody knows. */
static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps;
  int channels = 0;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_caps (event, &caps);
  gst_structure_get_int (gst_caps_get_structure (caps, 0), "channels", &channels);
  if (channels <= 2 || gst_structure_has_field (gst_caps_get_structure (caps, 0), "channel-mask"))
    return GST_PAD_PROBE_OK;
  caps = gst_caps_copy (caps);
  gst_caps_set_simple (caps, "channel-mask", GST_TYPE_BITMASK, G_GUINT64_CONSTANT (0), NULL);
  GST_PAD_PROBE_INFO_DATA (info) = gst_event_new_caps (caps);
  gst_event_unref (event);
  gst_caps_unref (caps);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_read (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc (&((Reader *) data)->n_reads);
  return GST_PAD_PROBE_OK;
}

static void
watch (GstElement *element, const char *name, GstPadProbeType type, GstPadProbeCallback callback, Reader *r)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, type, callback, r, NULL);
}

static GstCaps *
wanted_caps (guint rate)
{
  GstCaps *caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, GST_AUDIO_NE (F32), "layout",
                                       G_TYPE_STRING, "interleaved", NULL);

  if (rate > 0)
    gst_caps_set_simple (caps, "rate", G_TYPE_INT, (int) rate, NULL);
  return caps;
}

static gboolean
build (Reader *r, const char *path, guint rate, GError **error)
{
  g_autoptr (GstCaps) sound = gst_caps_new_empty_simple ("audio/x-raw");
  g_autoptr (GstCaps) caps = wanted_caps (rate);
  g_autoptr (GstElement) source = NULL, decode = NULL;

  r->pipeline = vt_gst_launch ("filesrc name=source ! decodebin name=decode expose-all-streams=false "
                                  "audioconvert name=convert ! audioresample quality=10 ! capsfilter name=filter "
                                  "! appsink name=sink sync=false max-buffers=32", error);
  if (r->pipeline == NULL)
    {
      g_prefix_error (error, "“%s” cannot be decoded, since parts of GStreamer are missing: ", r->name);
      return FALSE;
    }
  source = gst_bin_get_by_name (GST_BIN (r->pipeline), "source");
  decode = gst_bin_get_by_name (GST_BIN (r->pipeline), "decode");
  r->convert = gst_bin_get_by_name (GST_BIN (r->pipeline), "convert");
  r->filter = gst_bin_get_by_name (GST_BIN (r->pipeline), "filter");
  r->sink = gst_bin_get_by_name (GST_BIN (r->pipeline), "sink");
  g_object_set (source, "location", path, NULL);
  g_object_set (decode, "caps", sound, NULL);
  g_object_set (r->filter, "caps", caps, NULL);
  g_signal_connect (decode, "pad-added", G_CALLBACK (on_pad_added), r);
  g_signal_connect (decode, "no-more-pads", G_CALLBACK (on_no_more_pads), r);
  watch (r->convert, "sink", GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, r);
  watch (source, "src", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_PUSH, on_read, r);
  gst_element_set_state (r->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

/* The first samples say what the rest is to be like, also where a chained file
 * changes its rate halfway. */
static gboolean
note_form (Reader *r, GstSample *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  GstAudioInfo info;

  if (r->rate > 0)
    return TRUE;
  if (caps == NULL || !gst_audio_info_from_caps (&info, caps) || info.rate <= 0 || info.channels <= 0)
    return FALSE;
  r->rate = (guint) info.rate;
  r->channels = (guint) info.channels;
  g_object_set (r->filter, "caps", caps, NULL);
  return TRUE;
}

static guint
channels_kept (const Reader *r)
{
  return r->mono ? 1 : r->channels;
}

/* How many hours may be decoded of a sound of this form. */
static gboolean
fail_of_length (Reader *r, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
               "“%s” is longer than %.1f hours, the most that can be decoded at once. Cut it into parts.", r->name,
               (double) VT_SOUND_MAX_BYTES / sizeof (float) / r->rate / channels_kept (r) / 3600);
  return FALSE;
}

/* A file that is too long is refused at its head, if that tells the length. */
static gboolean
check_length (Reader *r, GError **error)
{
  gint64 duration;
  double bytes;

  if (!gst_element_query_duration (r->pipeline, GST_FORMAT_TIME, &duration) || duration <= 0)
    return TRUE;
  bytes = (double) duration / GST_SECOND * r->rate * channels_kept (r) * sizeof (float);
  if (bytes > VT_SOUND_MAX_BYTES)
    return fail_of_length (r, error);
  return vt_growing_bytes_expect (r->samples, (guint64) bytes, error);
}

/* Files of floats may hold anything. */
static float
tame (float sample)
{
  return isfinite (sample) ? sample : 0;
}

static gsize
convert (const Reader *r, const float *from, gsize n_frames, float *to)
{
  if (!r->mono)
    for (gsize i = 0; i < n_frames * r->channels; i++)
      to[i] = tame (from[i]);
  else
    for (gsize i = 0; i < n_frames; i++)
      {
        float sum = 0;

        for (guint c = 0; c < r->channels; c++)
          sum += tame (from[i * r->channels + c]);
        to[i] = sum / r->channels;
      }
  return n_frames * channels_kept (r);
}

static gboolean
append (Reader *r, const float *from, gsize n_frames, GError **error)
{
  g_autofree float *own = g_try_new (float, n_frames * channels_kept (r));
  gsize n;

  if (own == NULL && n_frames > 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY, "There is not enough memory to decode “%s”.", r->name);
      return FALSE;
    }
  n = convert (r, from, n_frames, own);
  if ((guint64) (r->n + n) * sizeof (float) > VT_SOUND_MAX_BYTES)
    return fail_of_length (r, error);
  r->n += n;
  return vt_growing_bytes_append (r->samples, own, n * sizeof (float), error);
}

static gboolean
take_frames (Reader *r, const float *frames, gsize n_frames, gboolean first, GError **error)
{
  if (r->func == NULL)
    return (!first || check_length (r, error)) && append (r, frames, n_frames, error);
  r->func (frames, n_frames, r->rate, r->channels, r->data);
  r->n += n_frames;
  return TRUE;
}

static gboolean
take_sample (Reader *r, GstSample *sample, GError **error)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gboolean first = r->rate == 0, done;
  GstMapInfo map;

  if (!note_form (r, sample) || buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The sound in “%s” cannot be understood.", r->name);
      return FALSE;
    }
  done = take_frames (r, (const float *) map.data, map.size / sizeof (float) / r->channels, first, error);
  gst_buffer_unmap (buffer, &map);
  return done;
}

static gboolean
check_turn (Reader *r, gint64 since, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !vt_gst_check_bus (r->pipeline, r->name, "sound", NULL, error))
    return FALSE;
  if (g_atomic_int_get (&r->no_sound))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "There is no sound in “%s”.", r->name);
      return FALSE;
    }
  if (g_get_monotonic_time () - since > PATIENCE)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“%s” is damaged or cut off: no sound comes out of it.", r->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
pull_all (Reader *r, GCancellable *cancellable, GError **error)
{
  gint64 since = g_get_monotonic_time ();
  int n_reads = 0;
  GError *local = NULL;

  while (check_turn (r, since, cancellable, &local))
    {
      g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (r->sink), TURN);

      if (sample == NULL && gst_app_sink_is_eos (GST_APP_SINK (r->sink)))
        break;
      if (sample != NULL || n_reads != g_atomic_int_get (&r->n_reads))
        since = g_get_monotonic_time ();
      n_reads = g_atomic_int_get (&r->n_reads);
      if (sample != NULL && !take_sample (r, sample, &local))
        break;
    }
  /* An error may come with the end, in either order. */
  if (local == NULL)
    vt_gst_check_bus (r->pipeline, r->name, "sound", NULL, &local);
  if (local == NULL && r->n == 0)
    g_set_error (&local, VT_ERROR, VT_ERROR_CORRUPT, "There is no sound in “%s”.", r->name);
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

VtValue *
vt_sound_read (const char *path, guint rate, gboolean mono, GCancellable *cancellable, GError **error)
{
  g_auto (Reader) r = { .name = vt_media_file_name (path), .mono = mono, .samples = vt_growing_bytes_new (IN_MEMORY) };
  g_autoptr (GBytes) samples = NULL;
  goffset size;

  if (!vt_media_file_check (path, &size, error) || !vt_gst_start (error) || !build (&r, path, rate, error)
      || !pull_all (&r, cancellable, error))
    return NULL;
  samples = vt_growing_bytes_get (r.samples, error);
  return samples != NULL ? vt_value_new_audio (samples, r.rate, channels_kept (&r)) : NULL;
}

gboolean
vt_sound_stream (const char *path, guint rate, VtSoundFunc func, gpointer data, GCancellable *cancellable,
                 GError **error)
{
  g_auto (Reader) r = { .name = vt_media_file_name (path), .func = func, .data = data };
  goffset size;

  return vt_media_file_check (path, &size, error) && vt_gst_start (error) && build (&r, path, rate, error)
         && pull_all (&r, cancellable, error);
}

typedef struct
{
  char *path;
  guint rate;
  gboolean mono;
} Request;

static void
request_free (Request *request)
{
  g_free (request->path);
  g_free (request);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  VtValue *value = vt_sound_read (request->path, request->rate, request->mono, cancellable, &error);

  if (value != NULL)
    g_task_return_pointer (task, value, (GDestroyNotify) vt_value_unref);
  else
    g_task_return_error (task, error);
}

void
vt_sound_read_async (const char *path, guint rate, gboolean mono, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Request *request = g_new (Request, 1);

  *request = (Request) { g_strdup (path), rate, mono };
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, read_in_thread);
}

VtValue *
vt_sound_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* film-read.c: filesrc → decodebin → videoflip → videoscale → appsink, pulled from
 * the caller's thread as in sound-read.c. Pictures that nobody wants are dropped
 * behind the decoder, before they are turned, scaled and converted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "media/film-read.h"

#include <gst/app/gstappsink.h>
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/gst-error.h"
#include "media/gst-picture.h"
#include "media/gst-start.h"
#include "media/media-file.h"

/* How long a pull waits before cancelling and errors are looked at. */
#define TURN (40 * GST_MSECOND)
/* As for sounds: where for so long nothing was read or decoded, nothing will be. */
#define PATIENCE (4 * G_TIME_SPAN_SECOND)
/* What is decoded in vain rather than jumped over, in seconds. */
#define WALK 5

#define SHAPE_(side) "format=RGB,pixel-aspect-ratio=1/1,width=[1," #side "],height=[1," #side "]"
#define SHAPE(side) SHAPE_ (side)

typedef struct
{
  char *name;
  GstElement *pipeline;
  GstElement *first; /* behind the decoder */
  GstElement *sink;
  int no_film;  /* atomic: all is unpacked, and there is no film in it */
  int n_steps;  /* atomic: reads from the file, and pictures decoded */
  int choosing; /* atomic: what follows is set, and only what is wanted passes */
  double next;  /* in seconds, of the film */
  double step;
  guint n;      /* wanted */
  VtValue *very_first;
  GPtrArray *frames;
} Reader;

static void
reader_clear (Reader *r)
{
  if (r->pipeline != NULL)
    gst_element_set_state (r->pipeline, GST_STATE_NULL);
  g_clear_object (&r->first);
  g_clear_object (&r->sink);
  g_clear_object (&r->pipeline);
  g_free (r->name);
  g_clear_pointer (&r->very_first, vt_value_unref);
  g_ptr_array_unref (r->frames);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static void
on_pad_added (GstElement *decode, GstPad *pad, Reader *r)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (r->first, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (caps != NULL && !gst_pad_is_linked (target)
      && g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "video/x-raw"))
    gst_pad_link (pad, target);
}

static void
on_no_more_pads (GstElement *decode, Reader *r)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (r->first, "sink");

  if (!gst_pad_is_linked (target))
    g_atomic_int_set (&r->no_film, 1);
}

/* Whether @buffer is still shown when the next picture is wanted; then the one
 * behind it is the next. */
static gboolean
is_wanted (Reader *r, GstBuffer *buffer, const GstSegment *segment)
{
  GstClockTime from = gst_segment_to_stream_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  double end;

  if (!GST_CLOCK_TIME_IS_VALID (from))
    return TRUE;
  end = (double) (from + (GST_BUFFER_DURATION_IS_VALID (buffer) ? GST_BUFFER_DURATION (buffer) : 1)) / GST_SECOND;
  if (end <= r->next)
    return FALSE;
  while (r->next < end)
    r->next += r->step;
  return TRUE;
}

static GstPadProbeReturn
on_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Reader *r = data;
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;

  g_atomic_int_inc (&r->n_steps);
  if (!g_atomic_int_get (&r->choosing) || event == NULL)
    return GST_PAD_PROBE_OK;
  gst_event_parse_segment (event, &segment);
  return is_wanted (r, GST_PAD_PROBE_INFO_BUFFER (info), segment) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
on_read (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc (&((Reader *) data)->n_steps);
  return GST_PAD_PROBE_OK;
}

static void
watch (GstElement *element, const char *name, GstPadProbeType type, GstPadProbeCallback callback, Reader *r)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, type, callback, r, NULL);
}

static gboolean
build (Reader *r, const char *path, GError **error)
{
  g_autoptr (GstCaps) film = gst_caps_new_empty_simple ("video/x-raw");
  g_autoptr (GstElement) source = NULL, decode = NULL;

  r->pipeline = vt_gst_launch ("filesrc name=source ! decodebin name=decode expose-all-streams=false "
                               "videoconvert name=first ! videoflip video-direction=auto ! videoscale ! videoconvert "
                               "! video/x-raw," SHAPE (VT_FILM_MAX_SIDE) " ! appsink name=sink sync=false max-buffers=2",
                               error);
  if (r->pipeline == NULL)
    {
      g_prefix_error (error, "“%s” cannot be decoded, since parts of GStreamer are missing: ", r->name);
      return FALSE;
    }
  source = gst_bin_get_by_name (GST_BIN (r->pipeline), "source");
  decode = gst_bin_get_by_name (GST_BIN (r->pipeline), "decode");
  r->first = gst_bin_get_by_name (GST_BIN (r->pipeline), "first");
  r->sink = gst_bin_get_by_name (GST_BIN (r->pipeline), "sink");
  g_object_set (source, "location", path, NULL);
  g_object_set (decode, "caps", film, NULL);
  g_signal_connect (decode, "pad-added", G_CALLBACK (on_pad_added), r);
  g_signal_connect (decode, "no-more-pads", G_CALLBACK (on_no_more_pads), r);
  watch (r->first, "sink", GST_PAD_PROBE_TYPE_BUFFER, on_frame, r);
  watch (source, "src", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_PULL | GST_PAD_PROBE_TYPE_PUSH, on_read, r);
  gst_element_set_state (r->pipeline, GST_STATE_PAUSED);
  return TRUE;
}

static gboolean
fail_damaged (Reader *r, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“%s” is damaged or cut off: no pictures come out of it.", r->name);
  return FALSE;
}

static gboolean
check_turn (Reader *r, gint64 since, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !vt_gst_check_bus (r->pipeline, r->name, "film", NULL, error))
    return FALSE;
  if (g_atomic_int_get (&r->no_film))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "There is no film in “%s”.", r->name);
      return FALSE;
    }
  return g_get_monotonic_time () - since <= PATIENCE || fail_damaged (r, error);
}

typedef GstSample *(*PullFunc) (GstAppSink *sink, GstClockTime timeout);

/* The next picture; %NULL without an error at the end of the film. */
static GstSample *
pull (Reader *r, PullFunc func, GCancellable *cancellable, GError **error)
{
  gint64 since = g_get_monotonic_time ();
  int n_steps = 0;

  while (check_turn (r, since, cancellable, error))
    {
      GstSample *sample = func (GST_APP_SINK (r->sink), TURN);

      if (sample != NULL)
        return sample;
      if (gst_app_sink_is_eos (GST_APP_SINK (r->sink)))
        {
          /* An error may come with the end, in either order. */
          vt_gst_check_bus (r->pipeline, r->name, "film", NULL, error);
          return NULL;
        }
      if (n_steps != g_atomic_int_get (&r->n_steps))
        since = g_get_monotonic_time ();
      n_steps = g_atomic_int_get (&r->n_steps);
    }
  return NULL;
}

/* The length by the film's head: asked for it, GStreamer also tells how much it has
 * read so far of a film that has none. Some heads say nothing, or next to nothing. */
static void
plan (Reader *r, const GstSegment *segment, double per_second, guint most)
{
  double length = (double) segment->duration / GST_SECOND;

  r->n = most;
  r->step = 1 / per_second;
  if (!GST_CLOCK_TIME_IS_VALID (segment->duration) || segment->duration < GST_MSECOND)
    return;
  r->n = (guint) CLAMP (round (length * per_second), 1, most);
  r->step = length / r->n;
  r->next = r->step / 2;
}

/* With its first picture there the film tells its length. What is far off is
 * jumped to, where the film can; else all before it is decoded in vain.
 * @skip: (out): whether the first picture comes again and is not wanted */
static gboolean
begin (Reader *r, double per_second, guint most, gboolean *skip, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;
  g_autoptr (GstSample) sample = pull (r, gst_app_sink_try_pull_preroll, cancellable, &local);

  if (sample == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, local);
      return local == NULL && fail_damaged (r, error);
    }
  r->very_first = vt_gst_to_picture (sample);
  plan (r, gst_sample_get_segment (sample), per_second, most);
  g_atomic_int_set (&r->choosing, 1);
  *skip = FALSE;
  if (r->next <= WALK
      || !gst_element_seek_simple (r->pipeline, GST_FORMAT_TIME,
                                   GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_BEFORE,
                                   (gint64) (r->next * GST_SECOND)))
    *skip = !is_wanted (r, gst_sample_get_buffer (sample), gst_sample_get_segment (sample));
  gst_element_set_state (r->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

static gboolean
take (Reader *r, GstSample *sample, GError **error)
{
  VtValue *picture = vt_gst_to_picture (sample);

  if (picture == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The pictures in “%s” cannot be understood.", r->name);
      return FALSE;
    }
  g_ptr_array_add (r->frames, picture);
  return TRUE;
}

static gboolean
pull_all (Reader *r, gboolean skip, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  while (local == NULL && r->frames->len < r->n)
    {
      g_autoptr (GstSample) sample = pull (r, gst_app_sink_try_pull_sample, cancellable, &local);

      if (sample == NULL)
        break;
      if (!skip)
        take (r, sample, &local);
      skip = FALSE;
    }
  if (local == NULL && r->frames->len == 0 && r->very_first != NULL)
    g_ptr_array_add (r->frames, g_steal_pointer (&r->very_first));
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL && (r->frames->len > 0 || fail_damaged (r, error));
}

VtValue *
vt_film_read_frames (const char *path, double per_second, guint most, GCancellable *cancellable, GError **error)
{
  g_auto (Reader) r = { .name = vt_media_file_name (path),
                        .frames = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref) };
  gboolean skip;
  goffset size;

  g_return_val_if_fail (per_second > 0 && most > 0, NULL);
  if (!vt_media_file_check (path, &size, error) || !vt_gst_start (error) || !build (&r, path, error)
      || !begin (&r, per_second, most, &skip, cancellable, error) || !pull_all (&r, skip, cancellable, error))
    return NULL;
  return vt_value_new_list ((VtValue **) r.frames->pdata, r.frames->len);
}

/* Where the system knows no kinds of files, these still are films. */
static const char *const endings[] = { ".webm", ".mkv", ".mp4", ".m4v", ".mov", ".avi", ".ogv", ".mpg", ".mpeg", ".3gp" };

gboolean
vt_film_is (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *type = g_content_type_guess (lower, NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return mime != NULL && g_str_has_prefix (mime, "video/");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/gst-error.h"

#include "engine/base/error.h"
#include "media/media-file.h"

/* What is missing is said before the error, perhaps in an earlier look at the bus. */
#define MISSING "vt-missing"
#define TURN (20 * G_TIME_SPAN_MILLISECOND) /* how long an encoder is left alone before cancelling is looked at */

/* decodebin also calls missing what it was only not to decode, as the pictures
 * of a film whose sound is wanted, or its sound where they are. A parser alone decodes nothing. */
static gboolean
is_there (GstMessage *message)
{
  const GValue *detail = gst_structure_get_value (gst_message_get_structure (message), "detail");
  GList *all, *fitting;
  gboolean any;

  if (detail == NULL || !GST_VALUE_HOLDS_CAPS (detail))
    return FALSE;
  all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_MARGINAL);
  fitting = gst_element_factory_list_filter (all, gst_value_get_caps (detail), GST_PAD_SINK, FALSE);
  any = fitting != NULL;
  gst_plugin_feature_list_free (fitting);
  gst_plugin_feature_list_free (all);
  return any;
}

static void
note_missing (GstElement *pipeline, GstMessage *message)
{
  const GstStructure *said = gst_message_get_structure (message);

  if (said == NULL || !gst_structure_has_name (said, "missing-plugin")
      || g_object_get_data (G_OBJECT (pipeline), MISSING) != NULL || is_there (message))
    return;
  g_object_set_data_full (G_OBJECT (pipeline), MISSING, g_strdup (gst_structure_get_string (said, "name")), g_free);
}

static gboolean
is_wrong_kind (const GError *error)
{
  return g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND)
         || g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE);
}

static gboolean
is_without_decoder (const GError *error)
{
  return g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND)
         || g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN);
}

static void
translate (const GError *from, const char *name, const char *what, const char *missing, GError **error)
{
  if (missing != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                 "“%s” needs a part of GStreamer that is not installed: %s.", name, missing);
  else if (is_wrong_kind (from))
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“%s” is neither a sound nor a film that can be read.", name);
  else if (is_without_decoder (from))
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "There is no %s in “%s”.", what, name);
  else if (g_error_matches (from, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    g_set_error (error, VT_ERROR, VT_ERROR_NO_SPACE, "The disk is full: “%s” cannot be written.", name);
  else if (from->domain == GST_STREAM_ERROR)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "“%s” is damaged or cut off (%s).", name, from->message);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "“%s” cannot be used: %s", name, from->message);
}

gboolean
vt_gst_check_bus (GstElement *pipeline, const char *name, const char *what, gboolean *ended, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  GstMessage *message;
  gboolean good = TRUE;

  while (good && (message = gst_bus_pop (bus)) != NULL)
    {
      g_autoptr (GError) local = NULL;

      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
        note_missing (pipeline, message);
      else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS && ended != NULL)
        *ended = TRUE;
      else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        {
          gst_message_parse_error (message, &local, NULL);
          translate (local, name, what, g_object_get_data (G_OBJECT (pipeline), MISSING), error);
          good = FALSE;
        }
      gst_message_unref (message);
    }
  return good;
}

gboolean
vt_gst_wait (GstElement *pipeline, const char *path, const char *what, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = vt_media_file_name (path);
  gboolean ended = FALSE;

  while (!ended)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !vt_gst_check_bus (pipeline, name, what, &ended, error))
        return FALSE;
      if (!ended)
        g_usleep (TURN);
    }
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/gst-start.h"

#include "engine/base/error.h"

gboolean
vt_gst_start (GError **error)
{
  g_autoptr (GError) local = NULL;

  if (gst_init_check (NULL, NULL, &local))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "Sound and film cannot be used: GStreamer does not start (%s).",
               local != NULL ? local->message : "it does not say why");
  return FALSE;
}

GstElement *
vt_gst_launch (const char *line, GError **error)
{
  return gst_parse_launch_full (line, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
}

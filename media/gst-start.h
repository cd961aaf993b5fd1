/* gst-start.h: GStreamer, started when it is first needed; for media only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Starts GStreamer once; any thread. The first call may take a second where its
 * list of plug-ins is made, so not on the main loop. */
gboolean vt_gst_start (GError **error);

/* A pipeline by its words, as gst-launch takes them; %NULL also where only some
 * element is not installed. Transfer floating. */
GstElement *vt_gst_launch (const char *line, GError **error);

G_END_DECLS

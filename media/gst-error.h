/* gst-error.h: what GStreamer reports, as a sentence; for media only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * vt_gst_check_bus:
 * @pipeline: whose messages are taken off its bus
 * @name: of the file, for the sentence
 * @what: is looked for in it, "sound" or "film", for the sentence
 * @ended: (out) (optional): whether it came to its end
 *
 * Never waits. Any thread, one at a time for a pipeline.
 *
 * Returns: %FALSE with VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED (it takes a
 *   plug-in that is not there), VT_ERROR_NO_SPACE or VT_ERROR_FAILED
 */
gboolean vt_gst_check_bus (GstElement *pipeline, const char *name, const char *what, gboolean *ended, GError **error);

/**
 * vt_gst_wait:
 * @path: of the file that @pipeline writes, a @what
 *
 * Waits in the caller's thread until the playing @pipeline has come to its end.
 *
 * Returns: %FALSE as vt_gst_check_bus(), or with G_IO_ERROR_CANCELLED
 */
gboolean vt_gst_wait (GstElement *pipeline, const char *path, const char *what, GCancellable *cancellable, GError **error);

G_END_DECLS

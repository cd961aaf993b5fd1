/* gst-picture.h: what GStreamer gives, as a picture; for media only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gst/gst.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* @sample is of the form video/x-raw,format=RGB. Transfer full; %NULL where there
 * is less in it than its form says. Any thread. */
VtValue *vt_gst_to_picture (GstSample *sample);

G_END_DECLS

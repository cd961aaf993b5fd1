/* picture-prepare.h: pictures as models want them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/picture-rules.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * vt_picture_prepare:
 * @width, @height: (out): of the result
 *
 * Stretches, cuts and scales @image (alpha over white, grey as three) by @rules, as
 * transformers' image processors do. A picture smaller than what is cut out gets
 * a black margin.
 *
 * Returns: (transfer full): (3, width, height)
 */
float *vt_picture_prepare (const VtPictureRules *rules, const VtImage *image, guint *width, guint *height);

/* @rgb (width * height * 3 bytes) in another size, as Pillow does it; to be freed. */
guint8 *vt_picture_resize (const guint8 *rgb, guint width, guint height, guint to_width, guint to_height, VtPictureFilter filter);

/* The picture in the input @name of a task that takes one; %NULL and
 * VT_ERROR_INVALID where it is a list or has no pixels. */
const VtImage *vt_picture_input (VtValue *value, GError **error);

G_END_DECLS

/* diffusion-picture.h: between pictures of bytes and the numbers of diffusion.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* Red, green and blue of @image (alpha over white, grey as three) in the size
 * given; width * height * 3 bytes, to be freed. */
guint8 *vt_picture_rgb (const VtImage *image, guint width, guint height);

/* What of @mask is to be painted: 1 where it is bright, 0 elsewhere, in the size
 * given; to be freed. */
guint8 *vt_picture_mask (const VtImage *mask, guint width, guint height);

/* @rgb as -1 … 1 in a picture of @to_width * @to_height, whose rest repeats the
 * last column and row; to be freed. */
float *vt_picture_to_floats (const guint8 *rgb, guint width, guint height, guint to_width, guint to_height);

/* The upper left @width * @height of @pixels (channels, from_width, …), -1 … 1,
 * as bytes; transfer full. One channel gives a grey picture. */
VtValue *vt_picture_from_floats (const float *pixels, guint channels, guint from_width, guint width, guint height);

/* Takes @pixels (width * height * 3). */
VtValue *vt_picture_take (guint8 *pixels, guint width, guint height, guint channels);

G_END_DECLS

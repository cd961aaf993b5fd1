/* resize.h: pictures in other sizes.
 *
 * Separable filters that widen when they make smaller, so that nothing is
 * skipped: the same as Pillow's Image.resize().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtResizeFilter:
 * @VT_RESIZE_BICUBIC: Keys 1981 with a = -0.5
 * @VT_RESIZE_LANCZOS: three lobes
 */
typedef enum
{
  VT_RESIZE_BILINEAR,
  VT_RESIZE_BICUBIC,
  VT_RESIZE_LANCZOS,
} VtResizeFilter;

/* @from (height * width * channels bytes, rows from the top) in the size
 * @to_width * @to_height; to be freed. No extent may be 0. */
guint8 *vt_image_resize (const guint8 *from, guint width, guint height, guint channels, guint to_width, guint to_height,
                         VtResizeFilter filter);

G_END_DECLS

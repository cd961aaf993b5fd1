/* picture-tiles.h: a large picture cut into squares, so that a model that sees
 * little at once sees details: Idefics 3's and SmolVLM's way (transformers'
 * image_processing_pil_idefics3.py).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"
#include "engine/models/eye.h"

G_BEGIN_DECLS

/**
 * VtPictureTiles:
 * @rows, @columns: of squares; both 0 where the picture is seen as one
 * @pictures: (element-type VtValue): the squares, row after row, then the whole, each of
 *   the eye's size
 */
typedef struct
{
  guint rows, columns;
  GPtrArray *pictures;
} VtPictureTiles;

/* Brings the longer side of @image to eye->longest and both to multiples of the eye's side, and cuts. */
void vt_picture_tiles_init (VtPictureTiles *tiles, const VtEye *eye, const VtImage *image);
void vt_picture_tiles_clear (VtPictureTiles *tiles);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtPictureTiles, vt_picture_tiles_clear)

G_END_DECLS

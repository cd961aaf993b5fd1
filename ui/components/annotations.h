/* annotations.h: what was found in a picture: labels with boxes or masks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtAnnotation:
 * @label: what it is
 * @score: 0 … 1, or -1 where nothing is said
 * @has_box: whether the box says where, in pixels of the picture
 * @mask: (nullable): a picture of one channel, where not 0
 * @png: (nullable): the same in base64, for vt_annotations_read_masks()
 * @kind: the number of its label: the same for the same label
 */
typedef struct
{
  char *label;
  double score;
  gboolean has_box;
  double xmin, ymin, xmax, ymax;
  VtValue *mask;
  char *png;
  guint kind;
} VtAnnotation;

/**
 * vt_annotations_read:
 * @items: (array length=n): what follows the picture in the value: JSON in the
 *   Hub's form, `[{"label", "score", "box": {"xmin", "ymin", "xmax", "ymax"}, "mask"}]`,
 *   the mask being a PNG in base64, and masks, or lists of them, in the order of
 *   its entries that have neither
 *
 * What makes no sense is left out; it never fails. Masks in base64 are not decoded.
 *
 * Returns: (transfer full) (element-type VtAnnotation)
 */
GPtrArray *vt_annotations_read (VtValue *const *items, guint n);

/* Whether vt_annotations_read_masks() has something to do. */
gboolean vt_annotations_need_masks (GPtrArray *annotations);

/* Decodes the masks in base64; what is no picture leaves none. Takes a while: not
 * for the main loop. Any thread. */
void vt_annotations_read_masks (GPtrArray *annotations);

G_END_DECLS

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
 * @kind: the number of its label: the same for the same label
 */
typedef struct
{
  char *label;
  double score;
  gboolean has_box;
  double xmin, ymin, xmax, ymax;
  VtValue *mask;
  guint kind;
} VtAnnotation;

/**
 * vt_annotations_read:
 * @items: (array length=n): what follows the picture in the value: JSON in the
 *   Hub's form, `[{"label", "score", "box": {"xmin", "ymin", "xmax", "ymax"}}]`,
 *   and masks, or lists of them, in the order of its entries without a box
 *
 * What makes no sense is left out; it never fails.
 *
 * Returns: (transfer full) (element-type VtAnnotation)
 */
GPtrArray *vt_annotations_read (VtValue *const *items, guint n);

G_END_DECLS

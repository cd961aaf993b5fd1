/* picture-labels.h: the names of what a network tells apart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

#define VT_IMAGENET_LABELS 1000

/* The thousand classes of ImageNet 2012, in its order. */
extern const char *const vt_imagenet_labels[VT_IMAGENET_LABELS];

/* "id2label" of a config.json in the order of its numbers; gaps are "LABEL_3".
 * %NULL and 0 where there is none. Transfer full. */
char **vt_picture_labels_read (const VtJsonNode *config, guint *n);

/* A copy of ImageNet's. */
char **vt_picture_labels_imagenet (void);

G_END_DECLS

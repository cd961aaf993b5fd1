/* painting.h: a picture that is painted on: a background and a layer above it,
 * with undo.
 *
 * Everything happens at @width × @height, at most VT_PAINTING_MOST on a side; a
 * larger background is made smaller. Knows nothing of widgets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

#define VT_PAINTING_MOST 1024

/* A colour: red, green, blue, 0 … 255. */
typedef struct
{
  guint8 rgb[3];
} VtInk;

typedef struct _VtPainting VtPainting;

/* An empty white sheet. */
VtPainting *vt_painting_new (guint width, guint height);
void vt_painting_free (VtPainting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPainting, vt_painting_free)

guint vt_painting_get_width (const VtPainting *self);
guint vt_painting_get_height (const VtPainting *self);

/* Forgets the layer and what can be undone; @image (nullable) gives the size. */
void vt_painting_set_background (VtPainting *self, const VtImage *image);
gboolean vt_painting_has_background (const VtPainting *self);

/* A stroke: from the first point to each next one, in pixels of the painting;
 * with @ink %NULL it takes away. It is one step to undo. */
void vt_painting_begin (VtPainting *self, const VtInk *ink, double radius, double x, double y);
void vt_painting_go_on (VtPainting *self, double x, double y);

/* Takes everything off the layer; one step to undo. */
void vt_painting_clear (VtPainting *self);
gboolean vt_painting_is_empty (const VtPainting *self);

gboolean vt_painting_can_undo (const VtPainting *self);
gboolean vt_painting_can_redo (const VtPainting *self);
void vt_painting_undo (VtPainting *self);
void vt_painting_redo (VtPainting *self);

/* Pictures of the painting's size, transfer full: what is below, where the layer
 * is (255) and is not (0), both together, and the layer alone with 4 channels. */
VtValue *vt_painting_dup_background (const VtPainting *self);
VtValue *vt_painting_dup_mask (const VtPainting *self);
VtValue *vt_painting_dup_composite (const VtPainting *self);
VtValue *vt_painting_dup_layer (const VtPainting *self);

G_END_DECLS

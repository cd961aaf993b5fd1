/* paint-view.h: shows a painting and paints on it.
 *
 * With the pointer, or by keyboard: the arrow keys move the brush, the space bar
 * paints there. Ctrl+Z undoes, Ctrl+Shift+Z does it again.
 *
 * Signals:
 *   "painted" (): a stroke ended, or something was undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/components/painting.h"

G_BEGIN_DECLS

#define VT_TYPE_PAINT_VIEW (vt_paint_view_get_type ())
G_DECLARE_FINAL_TYPE (VtPaintView, vt_paint_view, VT, PAINT_VIEW, GtkWidget)

/* @painting lives as long as the view. @is_mask: the layer is drawn see-through. */
GtkWidget *vt_paint_view_new (VtPainting *painting, gboolean is_mask);

/* Draws the painting anew, after it was changed by others. */
void vt_paint_view_update (VtPaintView *self);

void vt_paint_view_set_ink (VtPaintView *self, const VtInk *ink);
void vt_paint_view_set_erases (VtPaintView *self, gboolean erases);
/* In pixels of the painting. */
void vt_paint_view_set_size (VtPaintView *self, double diameter);
void vt_paint_view_set_editable (VtPaintView *self, gboolean editable);

void vt_paint_view_undo (VtPaintView *self);
void vt_paint_view_redo (VtPaintView *self);

G_END_DECLS

/* row-layout.h: children side by side in equal shares, or, where that would make
 * them narrower than they can bear, one below the other.
 *
 * libadwaita 1.2 has no breakpoints; this is what lets a space's rows fit a
 * window of 360 pixels and a projector alike.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_ROW_LAYOUT (vt_row_layout_get_type ())
G_DECLARE_FINAL_TYPE (VtRowLayout, vt_row_layout, VT, ROW_LAYOUT, GtkLayoutManager)

/* @threshold: the width in pixels that each child must get, at least, to stand
 * beside the others; its minimum counts where that is more. @spacing: pixels
 * between children, both ways. */
GtkLayoutManager *vt_row_layout_new (int threshold, int spacing);

/* How much of the width @child takes, compared with the others; 1 by default,
 * 0 for its natural width. */
void vt_row_layout_set_scale (VtRowLayout *self, GtkWidget *child, double scale);

G_END_DECLS

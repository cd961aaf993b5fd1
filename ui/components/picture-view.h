/* picture-view.h: shows a picture as large as there is room, and larger.
 *
 * Ctrl with the wheel, a pinch, or plus and minus enlarge it around the pointer;
 * then it is moved by dragging or the arrow keys; 0 shows it whole again. Its
 * accessible role is that of a picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_PICTURE_VIEW (vt_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (VtPictureView, vt_picture_view, VT, PICTURE_VIEW, GtkWidget)

GtkWidget *vt_picture_view_new (void);

/* @paintable: (nullable): is shown whole at first, unless it has the size of the one before. */
void vt_picture_view_set_paintable (VtPictureView *self, GdkPaintable *paintable);
GdkPaintable *vt_picture_view_get_paintable (VtPictureView *self);

/* How high it wants to be, in pixels; 0 (the default) for what the picture's
 * width asks for, at most 480. */
void vt_picture_view_set_height (VtPictureView *self, int height);

/* 1 shows it whole; from 1 to 32. */
double vt_picture_view_get_zoom (VtPictureView *self);
void vt_picture_view_set_zoom (VtPictureView *self, double zoom);

/* Where the whole picture lies in the widget now, as drawn; %FALSE where there is none. */
gboolean vt_picture_view_get_area (VtPictureView *self, graphene_rect_t *area);

G_END_DECLS

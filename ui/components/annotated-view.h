/* annotated-view.h: a picture with boxes and masks drawn over it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/components/annotations.h"

G_BEGIN_DECLS

#define VT_TYPE_ANNOTATED_VIEW (vt_annotated_view_get_type ())
G_DECLARE_FINAL_TYPE (VtAnnotatedView, vt_annotated_view, VT, ANNOTATED_VIEW, GtkWidget)

GtkWidget *vt_annotated_view_new (void);

/* Takes @annotations (nullable) (element-type VtAnnotation); @picture may be %NULL. */
void vt_annotated_view_set (VtAnnotatedView *self, GdkTexture *picture, GPtrArray *annotations);

/* Of several kinds only @kind is drawn strongly; -1 (the default) for all. */
void vt_annotated_view_set_kind (VtAnnotatedView *self, int kind);

/* How many masks lie over the picture. */
guint vt_annotated_view_count_masks (VtAnnotatedView *self);

/* 0 for what the picture's width asks for. */
void vt_annotated_view_set_height (VtAnnotatedView *self, int height);

G_END_DECLS

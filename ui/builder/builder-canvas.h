/* builder-canvas.h: the page of a space as it is being built: the real widgets,
 * one of them selected, to be dragged, dropped and moved by keys.
 *
 * It changes the document by the editor and follows what others change.
 *
 * Keys: arrows select the next or previous component, Alt+arrows move the selected
 * one, Escape selects nothing, the menu key opens the menu; Delete and the rest are
 * actions of the builder page ("builder.remove").
 *
 * Property "selected" (string, nullable): the node, as in app/space-edit.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-edit.h"
#include "ui/space-canvas.h"

G_BEGIN_DECLS

#define VT_TYPE_BUILDER_CANVAS (vt_builder_canvas_get_type ())
G_DECLARE_FINAL_TYPE (VtBuilderCanvas, vt_builder_canvas, VT, BUILDER_CANVAS, GtkWidget)

GtkWidget *vt_builder_canvas_new (VtSpaceEditor *editor);

VtSpaceCanvas *vt_builder_canvas_get_canvas (VtBuilderCanvas *self);

/* A node that is not there selects nothing. Shows the tab that it stands in. */
void vt_builder_canvas_select (VtBuilderCanvas *self, const char *node);
const char *vt_builder_canvas_get_selected (VtBuilderCanvas *self);

/* The component after the selected one (@step 1) or before it (-1). */
void vt_builder_canvas_select_next (VtBuilderCanvas *self, int step);

/* While something is dragged over the canvas: where it would go; shown until the
 * drag leaves or ends. The place lives until the next call. */
const VtSpacePlace *vt_builder_canvas_drag_over (VtBuilderCanvas *self, double x, double y);
void vt_builder_canvas_drag_leave (VtBuilderCanvas *self);

/* What is dragged: a new component of a type, or a node that moves. As a boxed value. */
typedef struct
{
  char *type;
  char *node;
} VtBuilderDrag;

#define VT_TYPE_BUILDER_DRAG (vt_builder_drag_get_type ())
GType vt_builder_drag_get_type (void);

/* For a drag source; transfer full. */
GdkContentProvider *vt_builder_drag_content (const char *type, const char *node);

G_END_DECLS

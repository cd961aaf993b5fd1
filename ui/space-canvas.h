/* space-canvas.h: the components of a space, laid out as its document says.
 *
 * Signals:
 *   "event" (const char *component, const char *event): what the person did, as
 *      #VtComponentView says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-document.h"
#include "ui/components/component.h"

G_BEGIN_DECLS

#define VT_TYPE_SPACE_CANVAS (vt_space_canvas_get_type ())
G_DECLARE_FINAL_TYPE (VtSpaceCanvas, vt_space_canvas, VT, SPACE_CANVAS, GtkWidget)

/* The components hold their initial values. Of a long page the later ones are made
 * while the main loop is idle, or as soon as something is asked of them. Transfer
 * floating. */
GtkWidget *vt_space_canvas_new (VtSpace *space);

/* For the builder: what a person clicks is selected there, so nothing of it takes
 * the pointer or the keyboard, and what is empty or hidden shows where it is. Call
 * it before anything else. */
void vt_space_canvas_set_editing (VtSpaceCanvas *self);

/* Shows another state of the space. The widgets of components that are not named in
 * @changed are kept, with what they hold; where @layout is %FALSE, everything stays in
 * its place. */
void vt_space_canvas_set_space (VtSpaceCanvas *self, VtSpace *space, const char *const *changed, gboolean layout);

/* The node (app/space-edit.h) at a point of the canvas, the innermost one; transfer none, %NULL if none. */
const char *vt_space_canvas_node_at (VtSpaceCanvas *self, double x, double y);

/* The widget of a node, or NULL. */
GtkWidget *vt_space_canvas_find_node (VtSpaceCanvas *self, const char *node);

/* The node that @widget is the widget of, or NULL; transfer none. */
const char *vt_space_canvas_get_node (VtSpaceCanvas *self, GtkWidget *widget);

/* Shows the tab or opens the accordion that @node stands in. */
void vt_space_canvas_reveal (VtSpaceCanvas *self, const char *node);

/* The widget of component @id, made now if it was not yet, or NULL. */
VtComponentView *vt_space_canvas_find (VtSpaceCanvas *self, const char *id);

/* Shows @value in component @id, without reporting events of it. */
void vt_space_canvas_set_value (VtSpaceCanvas *self, const char *id, VtValue *value);

/* A run has begun or ended. */
void vt_space_canvas_set_busy (VtSpaceCanvas *self, gboolean busy);

/* Puts the keyboard into the first component that a person can fill in. */
void vt_space_canvas_focus (VtSpaceCanvas *self);

G_END_DECLS

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

/* The components hold their initial values; transfer floating. */
GtkWidget *vt_space_canvas_new (VtSpace *space);

/* The widget of component @id, or NULL. */
VtComponentView *vt_space_canvas_find (VtSpaceCanvas *self, const char *id);

/* Shows @value in component @id, without reporting events of it. */
void vt_space_canvas_set_value (VtSpaceCanvas *self, const char *id, VtValue *value);

/* A run has begun or ended. */
void vt_space_canvas_set_busy (VtSpaceCanvas *self, gboolean busy);

/* Puts the keyboard into the first component that a person can fill in. */
void vt_space_canvas_focus (VtSpaceCanvas *self);

G_END_DECLS

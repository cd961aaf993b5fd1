/* space-canvas-private.h: the page, split by concern: space-canvas.c holds the components
 * and what they say and show, space-canvas-layout.c arranges them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/canvas-reuse.h"
#include "ui/space-canvas.h"

G_BEGIN_DECLS

struct _VtSpaceCanvas
{
  GtkWidget parent_instance;
  VtSpace *space;
  GHashTable *views; /* (element-type utf8 VtComponentView): by id */
  VtCanvasReuse *reuse; /* what stays in what is built now; NULL: nothing */
  GHashTable *nodes; /* (element-type utf8 GtkWidget): by node */
  GHashTable *names; /* (element-type GtkWidget utf8): the same the other way round */
  GHashTable *waiting; /* (element-type utf8 GtkWidget): places of components that are not made yet */
  GQueue order;        /* (element-type utf8): their ids, in the document's order */
  guint making;        /* source that makes them */
  gboolean editing;
  gboolean busy;
  gboolean showing;  /* a value that no person gave is being shown */
};

/* From now on @name is the node that @widget shows. */
void vt_space_canvas_note_node (VtSpaceCanvas *self, const char *name, GtkWidget *widget);

/* A component's widget, kept, made or to be made; %NULL where it stands already. Transfer floating. */
GtkWidget *vt_space_canvas_build_component (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name);

/* Gradio's "scale" of a node: a share of a row; 0 is its natural width. */
double vt_space_canvas_get_scale (VtSpaceCanvas *self, const VtSpaceLayout *node);

/* Puts the whole page into the canvas, with what can stay of what is there (self->reuse). */
void vt_space_canvas_build_all (VtSpaceCanvas *self);

G_END_DECLS

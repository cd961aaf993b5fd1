/* canvas-reuse.h: what can stay of the widgets of a page while its layout changes.
 *
 * Making and moving widgets is what an edit costs, so a layout that says what it said,
 * wherever it stands now, keeps its widget with all that is in it; a row, column or frame
 * in an unchanged place keeps its box, whose children are put in order; and a
 * component keeps its view. Nothing is taken from where it stands before it is asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-document.h"

G_BEGIN_DECLS

typedef struct _VtCanvasReuse VtCanvasReuse;

/**
 * vt_canvas_reuse_new:
 * @before: (nullable): what is shown; without it, no layout is kept as a whole
 * @nodes: (element-type utf8 GtkWidget): the widgets of its nodes, layouts and components
 * @changed: (nullable): ids of components that need a new view
 */
VtCanvasReuse *vt_canvas_reuse_new (VtSpace *before, GHashTable *nodes, const char *const *changed);
void vt_canvas_reuse_free (VtCanvasReuse *self);

/* The view of the component @id, if it can stay; transfer none. */
GtkWidget *vt_canvas_reuse_take_view (VtCanvasReuse *self, const char *id);

/**
 * vt_canvas_reuse_take_same:
 * @visit: gets each node in it, with the name that it has now and its widget
 * @name: of @node
 *
 * Returns: (transfer none) (nullable): the widget of a layout that says the same as @node
 */
typedef void (*VtCanvasReuseFunc) (const char *name, const VtSpaceLayout *node, GtkWidget *widget, gpointer data);
GtkWidget *vt_canvas_reuse_take_same (VtCanvasReuse *self, const VtSpaceLayout *node, const char *name,
                                      VtCanvasReuseFunc visit, gpointer data);

/* The box of the layout that had that name, if it was of that kind; transfer none. */
GtkWidget *vt_canvas_reuse_take_box (VtCanvasReuse *self, VtLayoutKind kind, const char *name);

/* Says that @widget is nothing but the box of a layout of that kind. */
void vt_canvas_reuse_mark_box (GtkWidget *widget, VtLayoutKind kind);

/* Whether @widget was there before, with what a person opened in it. */
gboolean vt_canvas_reuse_was_there (VtCanvasReuse *self, GtkWidget *widget);

/* Puts @child, wherever it stands, into @box after @previous (nullable: first). */
void vt_canvas_reuse_put (GtkBox *box, GtkWidget *child, GtkWidget *previous);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtCanvasReuse, vt_canvas_reuse_free)

G_END_DECLS

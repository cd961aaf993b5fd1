/* space-edit-tree.h: finding one's way in a document as a tree; for app/space-edit*.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor-private.h"
#include "app/space-edit.h"

G_BEGIN_DECLS

/* The object of component @id in `components`, or %NULL. */
VtJsonTree *vt_edit_component (VtJsonTree *root, const char *id);

/* An id that is not taken, @base or @base with a number; transfer full. */
char *vt_edit_new_id (VtJsonTree *root, const char *base);

/* The outermost layout, in which every component now stands. */
VtJsonTree *vt_edit_layout (VtJsonTree *root);

/* The array of a layout's children; %NULL of components. */
VtJsonTree *vt_edit_children (const VtJsonTree *node);
const char *vt_edit_kind (const VtJsonTree *node); /* "row", …; %NULL of components */

/* Whether its children are slots, as tabs are, which hold the components. */
gboolean vt_edit_holds_slots (const VtJsonTree *node);

/* Where the node stands, or %NULL with VT_ERROR_NOT_FOUND. After vt_edit_layout(). */
VtJsonTree *vt_edit_find (VtJsonTree *root, const char *node, GError **error);

/* The layout that @node stands in, or %NULL for the outermost. */
VtJsonTree *vt_edit_parent (VtJsonTree *root, const VtJsonTree *node);

/* The name of a node, transfer full. */
char *vt_edit_name (VtJsonTree *root, const VtJsonTree *node);

/* Puts @node (transfer full) at @place. */
gboolean vt_edit_insert (VtJsonTree *root, VtJsonTree *node, const VtSpacePlace *place, GError **error);

/* Takes @node, which is not the outermost, out of the layout (transfer full). What
 * it stood in goes, if it is a row or column that is now empty or has a single child. */
VtJsonTree *vt_edit_take_out (VtJsonTree *root, VtJsonTree *node);

/* The ids that stand in @node, appended to @ids. */
void vt_edit_collect_ids (const VtJsonTree *node, GPtrArray *ids);

/* Takes away what leads to or from component or step @id: triggers, outputs, examples, wires. */
void vt_edit_forget (VtJsonTree *root, const char *id);

/* Takes away what leads to or from columns of the table @id in @event. */
void vt_edit_forget_columns (VtJsonTree *event, const char *id);

/* Gives component or step @id another id wherever it is named. */
void vt_edit_rename_everywhere (VtJsonTree *root, const char *id, const char *other);

G_END_DECLS

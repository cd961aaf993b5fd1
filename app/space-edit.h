/* space-edit.h: edits of a space's components and of where they stand.
 *
 * A node is named by a text: a component by its id, a row, column, tab and so on
 * by its place in the layout of all components, "@" for the outermost, "@1.0" for
 * the first child of its second. Places change with each edit; ids do not.
 *
 * Every edit is one step of the undo list, or none where it changes nothing or
 * is refused; then it returns %FALSE or %NULL, with a sentence where it was
 * refused. What this version does not know of a document stays as it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

typedef enum
{
  VT_PLACE_ABOVE,
  VT_PLACE_BELOW,
  VT_PLACE_LEFT,
  VT_PLACE_RIGHT,
  VT_PLACE_INTO, /* as the last child; of a component, below it */
} VtPlaceSide;

/**
 * VtSpacePlace: beside the node @node; rows and columns are made where they are
 * missing. Where a place may be %NULL, that is the end of the page.
 */
typedef struct
{
  VtPlaceSide side;
  const char *node;
} VtSpacePlace;

/**
 * vt_space_edit_outermost:
 *
 * What the layout of the document itself is named, the first child of
 * vt_space_get_layout(): "@", or "@0" where a column comes around it for
 * components that it does not name. Its children are named by vt_space_edit_child().
 */
const char *vt_space_edit_outermost (VtSpace *space);

/* The name of child @index of the layout named @node; transfer full. */
char *vt_space_edit_child (const char *node, guint index);

/**
 * vt_space_edit_add:
 * @type: of #VtComponentClass
 * @label: (nullable): what it is called, in the person's words
 *
 * Returns: (transfer full): its id
 */
char *vt_space_edit_add (VtSpaceEditor *self, const char *type, const char *label, const VtSpacePlace *place,
                         GError **error);

/* Takes away a component, or a layout with all that stands in it, and the wires
 * that led to and from it. */
gboolean vt_space_edit_remove (VtSpaceEditor *self, const char *node, GError **error);

gboolean vt_space_edit_move (VtSpaceEditor *self, const char *node, const VtSpacePlace *place, GError **error);

/* One place further, as by Alt and an arrow: past its neighbour, or out of what it stands in. */
gboolean vt_space_edit_nudge (VtSpaceEditor *self, const char *node, VtPlaceSide direction, GError **error);

/* Returns: (transfer full): the node of the copy, which stands below */
char *vt_space_edit_duplicate (VtSpaceEditor *self, const char *node, GError **error);

/**
 * vt_space_edit_add_layout:
 * @kind: "row", "column", "group", "tabs", "accordion", "sidebar" or "steps"
 * @label: (nullable): the title of an accordion or sidebar, or of the first tab or step
 *
 * Returns: (transfer full): the node that things can be put in
 */
char *vt_space_edit_add_layout (VtSpaceEditor *self, const char *kind, const char *label, const VtSpacePlace *place,
                                GError **error);

/* Puts the node into a new layout of its own, as vt_space_edit_add_layout() makes it. */
gboolean vt_space_edit_wrap (VtSpaceEditor *self, const char *node, const char *kind, const char *label, GError **error);

/* Takes away a layout and leaves what stands in it where it stood. */
gboolean vt_space_edit_unwrap (VtSpaceEditor *self, const char *node, GError **error);

/* One more tab in the tabs @node, or one more of its steps. */
gboolean vt_space_edit_add_tab (VtSpaceEditor *self, const char *node, const char *label, GError **error);

/* A member of a layout, "label" or "open"; %NULL takes it away. */
gboolean vt_space_edit_set_layout (VtSpaceEditor *self, const char *node, const char *key, VtValue *value,
                                   GError **error);

/* Another id, also in wires, triggers and examples. */
gboolean vt_space_edit_rename (VtSpaceEditor *self, const char *id, const char *other, GError **error);

/**
 * vt_space_edit_set_property:
 * @value: (nullable): %NULL for the declaration's default
 *
 * Of a text that the document has in the person's language, that one is
 * changed; the others stay.
 */
gboolean vt_space_edit_set_property (VtSpaceEditor *self, const char *id, const char *property, VtValue *value,
                                     GError **error);

/* The components of a node as text for the clipboard, also of another space. Transfer full. */
char *vt_space_edit_copy (VtSpaceEditor *self, const char *node);

/* Whether the clipboard's text came from vt_space_edit_copy(). */
gboolean vt_space_edit_can_paste (const char *text);

/* Returns: (transfer full): the first node that came of it */
char *vt_space_edit_paste (VtSpaceEditor *self, const char *text, const VtSpacePlace *place, GError **error);

/* `examples`: a row of what the components hold now, @values being their ids and values. */
gboolean vt_space_edit_add_example (VtSpaceEditor *self, GHashTable *values, GError **error);
gboolean vt_space_edit_remove_example (VtSpaceEditor *self, guint row, GError **error);

/* The member `glass`. */
gboolean vt_space_edit_set_glass (VtSpaceEditor *self, gboolean glass, GError **error);

G_END_DECLS

/* space-component.h: one component of a space: an id, a class, and what its
 * properties say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/component-class.h"
#include "app/space-members.h"

G_BEGIN_DECLS

/**
 * VtSpaceComponent:
 * @id: unique in its space, also among the steps
 * @klass: what it is
 *
 * It belongs to its #VtSpace and is used from that one's thread.
 */
struct _VtSpaceComponent
{
  char *id;
  const VtComponentClass *klass;
  /*< private >*/
  VtSpaceMembers *members; /* all of them, also those this version does not know */
  GHashTable *values;      /* (utf8 → VtValue) those that it knows, translations included */
  VtJson *choices;         /* (nullable): the property of that name */
  const char *const *folder; /* (nullable): of its space, which may have none */
};

/**
 * vt_space_component_new:
 * @node: the component's object in space.json
 * @path: its place, for messages: `components[2]`
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_CORRUPT (or UNSUPPORTED for
 *   an unknown type) and a sentence that begins with the JSON path
 */
VtSpaceComponent *vt_space_component_new (const VtJsonNode *node, const char *path, GError **error);

void vt_space_component_free (VtSpaceComponent *self);

/* The component's object, as it was and with what was set since. */
void vt_space_component_write (const VtSpaceComponent *self, VtJsonWriter *writer);

/**
 * vt_space_component_get:
 * @property: declared by the class or common to all
 *
 * A text that the document gives for the person's language, `"label[de]"`,
 * goes before the plain one.
 *
 * Returns: (transfer full): what the document says, else the declaration's default
 */
VtValue *vt_space_component_get (const VtSpaceComponent *self, const char *property);

/* The same, by type. The text lives as long as the component is not changed;
 * "" where nothing is said, NAN for a number that is not set. */
const char *vt_space_component_get_text (const VtSpaceComponent *self, const char *property);
double vt_space_component_get_number (const VtSpaceComponent *self, const char *property);
gboolean vt_space_component_get_boolean (const VtSpaceComponent *self, const char *property);

/* Whether the document itself says something about @property. */
gboolean vt_space_component_has (const VtSpaceComponent *self, const char *property);

/**
 * vt_space_component_set:
 * @value: (nullable): %NULL to go back to the default
 *
 * Returns: %FALSE with VT_ERROR_INVALID if the property does not take it
 */
gboolean vt_space_component_set (VtSpaceComponent *self, const char *property, VtValue *value, GError **error);

/**
 * VtSpaceChoice:
 * @name: what people read
 * @value: what `$ID` gives
 */
typedef struct
{
  const char *name;
  const char *value;
} VtSpaceChoice;

/**
 * vt_space_component_choices:
 * @n: (out): how many
 *
 * What the property `choices` says: texts, or pairs of name and value.
 *
 * Returns: (transfer container) (array length=n): the texts live as long as the
 *   component is not changed
 */
VtSpaceChoice *vt_space_component_choices (const VtSpaceComponent *self, guint *n);

/* The type of what it holds: its class's, or what its properties make of that. */
VtValueType vt_space_component_value_type (const VtSpaceComponent *self);

/* The class's part @name, or %NULL. */
const VtComponentPart *vt_space_component_find_part (const VtSpaceComponent *self, const char *name);

/* The part @name of @value, which the component holds; transfer full, none where
 * it has no such part or nothing is in it. */
VtValue *vt_space_component_take_part (const VtSpaceComponent *self, VtValue *value, const char *name);

/* The folder of its space, or %NULL where that has none. */
const char *vt_space_component_folder (const VtSpaceComponent *self);

/**
 * vt_space_component_path:
 * @path: of a file, in the document's words
 *
 * A relative path means a file of the space and may not lead out of its folder.
 *
 * Returns: (transfer full) (nullable): where it lies, whether it is there or not;
 *   %NULL if @path leads out, or the space has no folder
 */
char *vt_space_component_path (const VtSpaceComponent *self, const char *path);

/**
 * vt_space_component_accept:
 * @value: from a widget, an example, a command line or a step's output
 *
 * Makes of it what the component holds: numbers and JSON of texts where that is
 * meant, checked against range and choices. Nothing (%VT_VALUE_NONE) stays
 * nothing.
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_INVALID
 */
VtValue *vt_space_component_accept (const VtSpaceComponent *self, VtValue *value, GError **error);

/**
 * vt_space_component_initial:
 *
 * Returns: (transfer full): what it holds when the space opens or is reset
 */
VtValue *vt_space_component_initial (const VtSpaceComponent *self);

/* What to call it in a message: its label in quotes, else its id. Transfer full. */
char *vt_space_component_name (const VtSpaceComponent *self);

G_END_DECLS

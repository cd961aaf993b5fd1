/* space-wire.h: where a step's input, a parameter or an output takes its value from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-members.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtWireKind:
 * @VT_WIRE_LITERAL: a value in the document itself
 * @VT_WIRE_COMPONENT: `"$prompt"`: what a component holds
 * @VT_WIRE_STEP: `"$s1.text"`: an output of a step; or, in an event that goes
 *   through the rows of a table, `"$table.Column"`, a cell of the row;
 *   or `"$message.text"`, a part of a component that has parts
 * @VT_WIRE_TEMPLATE: `"Review: ${review}"`: a text with values filled in
 * @VT_WIRE_MESSAGES: `["$chat", {"user": "$message"}]`: a chat put together
 * @VT_WIRE_FIRST: `{"first": ["$s1.text", "$s2.text"]}`: the first of them that is
 *   there, where steps are left out
 * @VT_WIRE_LIST: `{"list": ["$photo", "$find.boxes"]}`: values side by side
 */
typedef enum
{
  VT_WIRE_LITERAL,
  VT_WIRE_COMPONENT,
  VT_WIRE_STEP,
  VT_WIRE_TEMPLATE,
  VT_WIRE_MESSAGES,
  VT_WIRE_FIRST,
  VT_WIRE_LIST,
} VtWireKind;

/**
 * VtSpaceWire:
 * @name: of the input, parameter or component that it leads to; of a part of
 *   messages its role; %NULL for others
 * @column: (nullable): of an output `"table.Column"`, the column
 * @literal: of literals, transfer none
 * @source: a component's or a step's id
 * @output: of a step
 * @parts: (element-type VtSpaceWire): of templates, messages, firsts and lists
 */
typedef struct
{
  char *name;
  char *column;
  VtWireKind kind;
  VtValue *literal;
  char *source;
  char *output;
  GPtrArray *parts;
  /*< private >*/
  char *path; /* for messages: events[0].outputs.answer */
  char *json; /* as the document has it; of parts, those of firsts have one */
} VtSpaceWire;

VtSpaceWire *vt_space_wire_new (const char *name, const VtJsonNode *node, const char *path, GError **error);
void vt_space_wire_free (VtSpaceWire *self);

/* Calls @visit for each component or step that the wire takes from, itself or in a part. */
typedef gboolean (*VtSpaceWireFunc) (const VtSpaceWire *wire, gpointer data);
gboolean vt_space_wire_foreach_source (const VtSpaceWire *self, VtSpaceWireFunc visit, gpointer data);

/**
 * VtSpaceWireLookup:
 *
 * Returns: (transfer none) (nullable): the value of the component @source, or,
 *   where @output is not %NULL, of that step's output; %NULL if there is none yet
 */
typedef VtValue *(*VtSpaceWireLookup) (const char *source, const char *output, gpointer data);

/* Whether all that it needs is there: of a first, one of its parts. */
gboolean vt_space_wire_is_there (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data);

/**
 * vt_space_wire_resolve:
 *
 * Returns: (transfer full): the value; %VT_VALUE_NONE where nothing is there yet
 */
VtValue *vt_space_wire_resolve (const VtSpaceWire *self, VtSpaceWireLookup lookup, gpointer data);

G_END_DECLS

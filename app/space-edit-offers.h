/* space-edit-offers.h: what a wire may take from, where something is wanted: the
 * typed pickers of the builder, and how an edit connects what is new.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"

G_BEGIN_DECLS

/**
 * VtWireOffer: something that a wire may take from
 * @json: the wire
 * @component: (nullable): its id
 * @part: (nullable): of the component's value, which has parts
 * @column: (nullable): of the component, a table whose rows the event goes through:
 *   the cell in this column
 * @step, @output: of a step: its number, and the output's declaration
 * @chat: (nullable): a chat component, where the wire puts a conversation together:
 *   what is in it, then what @component says, then, for an output, @output
 * @is_pair: the picture @component that the step takes, and @output, side by side
 */
typedef struct
{
  char *json;
  const VtSpaceComponent *component;
  const VtComponentPart *part;
  char *column;
  guint step;
  const VtPort *output;
  const VtSpaceComponent *chat;
  gboolean is_pair;
} VtWireOffer;

void vt_wire_offer_free (VtWireOffer *offer);

#define VT_OUTPUTS G_MAXUINT

/* (transfer full) (element-type VtWireOffer): what fits where @type is wanted in
 * step number @step of an event, or, for %VT_OUTPUTS, in its outputs. Lives as
 * long as the editor's space is this one. */
GPtrArray *vt_space_edit_offers (VtSpaceEditor *self, guint event, guint step, VtValueType type);

/* The offer that a new wire takes: the row's first cell, the step before, or what a
 * person fills in; %NULL where none suits. */
const VtWireOffer *vt_wire_offers_best (GPtrArray *offers, VtValueType type);

/* (transfer full) (nullable): what the columns of a table are called at first; %NULL
 * for components that are none. */
GStrv vt_space_component_columns (const VtSpaceComponent *component);

/**
 * vt_wire_alternatives:
 *
 * Returns: (transfer full): the wires that are tried in turn, as JSON: those of a
 *   `{"first": […]}`, else the wire itself alone
 */
GStrv vt_wire_alternatives (const VtSpaceWire *wire);

/**
 * vt_wire_set_alternative:
 * @index: of one of vt_wire_alternatives(), or how many these are, for one more
 * @json: (nullable): a wire, or %NULL to leave it out
 *
 * Returns: (transfer full) (nullable): the wire as JSON then; %NULL where nothing is left
 */
char *vt_wire_set_alternative (const VtSpaceWire *wire, guint index, const char *json);

/* Whether a step may be left out, as one is that has a condition or takes from one that has. */
gboolean vt_space_step_may_be_left_out (const VtSpaceEvent *event, const VtSpaceStep *step);

G_END_DECLS

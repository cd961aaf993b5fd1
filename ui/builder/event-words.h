/* event-words.h: events, wires and steps in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-edit-offers.h"

G_BEGIN_DECLS

/* What a component is called: its label, what a button says, or its id; transfer full. */
char *vt_component_words (const VtSpaceComponent *component);

/* "“Write” is clicked"; transfer full. */
char *vt_trigger_words (const VtSpaceComponent *component, const char *event);

/* Where a wire takes from: "“Prompt”", "Text of step 1"; transfer full. */
char *vt_offer_words (const VtSpaceEvent *event, const VtWireOffer *offer);
char *vt_wire_words (VtSpace *space, const VtSpaceEvent *event, const VtSpaceWire *wire);

/* The whole event as a sentence; transfer full. */
char *vt_event_words (VtSpace *space, const VtSpaceEvent *event);

G_END_DECLS

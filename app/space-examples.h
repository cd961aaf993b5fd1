/* space-examples.h: what the examples of a space gave when they were run, kept so
 * that they can be shown at once: `"cache_examples": true` beside `"rows"`.
 *
 * Kept is the result of a run whose inputs were an example's and whose other
 * components held what they hold at first: beside a person's own space, in its
 * folder cached_examples/, which is given away with it; of others in the person's
 * cache. Once the document changes, what was kept counts no more.
 *
 * Used from the space's thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-document.h"

G_BEGIN_DECLS

/**
 * vt_space_examples_match:
 * @given: (element-type utf8 VtValue): what the components hold
 *
 * Returns: the example that a run of @event from these values shows, or -1; also
 *   where the space keeps no results
 */
gint vt_space_examples_match (VtSpace *space, const VtSpaceEvent *event, GHashTable *given);

/* Keeps the outputs of @event for the example @row; written by a thread. What
 * cannot be written is not kept, which does no harm. */
void vt_space_examples_keep (VtSpace *space, const VtSpaceEvent *event, guint row, GHashTable *values);

/* (element-type utf8 VtValue) (transfer full): what the example gave, by
 * component, or %NULL. Blocks on the disk for a moment. */
GHashTable *vt_space_examples_recall (VtSpace *space, guint row);

G_END_DECLS

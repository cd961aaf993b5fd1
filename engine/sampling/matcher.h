/* matcher.h: runs a grammar over bytes.
 *
 * The possible positions in a grammar, each with its stack of rules to go back
 * to, are one *set*; equal sets have equal numbers, and where a byte leads
 * from a set is found out once and remembered, so that going on costs a table
 * lookup. Set 0 is the empty one: the text cannot become right any more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/grammar.h"

G_BEGIN_DECLS

typedef struct _VtMatcher VtMatcher;

#define VT_MATCHER_DEAD 0

/* (transfer full): keeps a reference to @grammar. Not for several threads. */
VtMatcher *vt_matcher_new (VtGrammar *grammar);

void vt_matcher_free (VtMatcher *self);

/* The set before the first byte. */
guint32 vt_matcher_start (VtMatcher *self);

/* The set after @byte. Sets of a grammar so ambiguous that thousands of
 * positions would have to be followed at once count as dead. */
guint32 vt_matcher_step (VtMatcher *self, guint32 set, guint8 byte);

/* Whether the text may end here. */
gboolean vt_matcher_accepts (const VtMatcher *self, guint32 set);

/* Whether the text must end here: no byte can follow. */
gboolean vt_matcher_is_final (const VtMatcher *self, guint32 set);

/* If there are many sets, forgets all but @set, which gets another number, and
 * returns %TRUE. */
gboolean vt_matcher_trim (VtMatcher *self, guint32 *set);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtMatcher, vt_matcher_free)

G_END_DECLS

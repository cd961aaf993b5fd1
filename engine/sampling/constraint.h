/* constraint.h: lets a model write only what a grammar allows.
 *
 *     while (vt_constraint_mask (constraint, logits))
 *       {
 *         token = vt_sampler_choose (sampler, logits);
 *         if (!vt_constraint_accept (constraint, token) || end token)
 *           break;
 *       }
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/grammar.h"
#include "engine/sampling/token-trie.h"

G_BEGIN_DECLS

typedef struct _VtConstraint VtConstraint;

/**
 * vt_constraint_new:
 * @grammar: a reference is kept
 * @tokens: (transfer none): must outlive the constraint
 * @eos: (array length=n_eos): tokens that end a text; allowed where the grammar
 *   allows the end
 *
 * Returns: (transfer full): a constraint on one text; not for several threads
 */
VtConstraint *vt_constraint_new (VtGrammar *grammar, const VtTokenTrie *tokens, const gint32 *eos,
                                 guint n_eos);

void vt_constraint_free (VtConstraint *self);

/**
 * vt_constraint_mask:
 * @logits: (array): n_vocab of the trie; those of tokens that cannot come next
 *   become -infinity
 *
 * What is allowed after a position in the grammar is found out once (some
 * milliseconds for 262,144 tokens) and remembered for the last few positions.
 *
 * Returns: %FALSE if no token at all can come next, not even an end token
 */
gboolean vt_constraint_mask (VtConstraint *self, float *logits);

/* Goes on behind @token; %FALSE, and nothing happens, if it is not allowed.
 * After an end token that is allowed, nothing else is. */
gboolean vt_constraint_accept (VtConstraint *self, gint32 token);

/* Whether the text so far is complete: it may end here. */
gboolean vt_constraint_is_complete (const VtConstraint *self);

/* Whether it must end here. */
gboolean vt_constraint_is_finished (const VtConstraint *self);

/* Back to the empty text. */
void vt_constraint_reset (VtConstraint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtConstraint, vt_constraint_free)

G_END_DECLS

/* lm-session.h: a language model at work: its caches and its ready-made plans.
 *
 * A session reads tokens into slots (independent sequences) and gives logits.
 * It remembers which tokens each slot holds, so that a caller whose new prompt
 * begins like an old one reads the rest only.
 *
 * Used by one thread at a time, that of its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/lm.h"

G_BEGIN_DECLS

/* Tokens that are read in one run at most; longer prompts are cut. */
#define VT_LM_SESSION_BATCH 512

typedef struct _VtLmSession VtLmSession;

/**
 * VtLmToken: a token to read.
 * @slot: which sequence
 * @position: where in it; all earlier positions have been read before or come
 *   earlier in the same call
 * @output: whether its logits are wanted
 */
typedef struct
{
  gint32 token;
  guint slot;
  guint position;
  gboolean output;
} VtLmToken;

/* Called with each named hidden state after a run: (ne0, ne1) values. */
typedef void (*VtLmProbe) (const char *name, const float *values, gint64 ne0, gint64 ne1, gpointer data);

/* @lm is borrowed. @cache_type is VT_TYPE_F16, or VT_TYPE_F32 for comparisons. */
VtLmSession *vt_lm_session_new (VtLm *lm, VtType cache_type);
void vt_lm_session_free (VtLmSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtLmSession, vt_lm_session_free)

/* Embeddings that stand for tokens: the token n_vocab + i is row i of @rows (n_embd, n),
 * which is copied; 0 for none. The slots forget what they hold. Only for families
 * with takes_given. */
void vt_lm_session_set_given (VtLmSession *session, const float *rows, guint n);

/* Makes room for @n_slots sequences of @n_ctx tokens; what fits of what was
 * read stays. VT_ERROR_NO_MEMORY with figures. */
gboolean vt_lm_session_reserve (VtLmSession *session, guint n_slots, guint n_ctx, GError **error);

/* Slots there are now. */
guint vt_lm_session_slots (VtLmSession *session);

/* How many tokens at the beginning of @tokens slot @slot already holds. */
guint vt_lm_session_common (VtLmSession *session, guint slot, const gint32 *tokens, guint n);

/* Makes slot @to a copy of the first @n tokens of slot @from. */
gboolean vt_lm_session_copy_slot (VtLmSession *session, guint to, guint from, guint n, GError **error);

/* Reads @n tokens and writes the logits of those that want them, one row of
 * n_vocab each, in their order. @progress (nullable) is told how many are read.
 * VT_ERROR_LIMIT beyond the reserved room; %G_IO_ERROR_CANCELLED. */
typedef void (*VtLmProgress) (guint done, guint n, gpointer data);
gboolean vt_lm_session_eval (VtLmSession *session, const VtLmToken *tokens, guint n, float *logits,
                             VtLmProgress progress, gpointer data, GCancellable *cancellable, GError **error);

/* Has @probe called for every named hidden state of later runs. */
void vt_lm_session_set_probe (VtLmSession *session, VtLmProbe probe, gpointer data);

/* Bytes of caches and plans. */
gsize vt_lm_session_bytes (VtLmSession *session);

G_END_DECLS

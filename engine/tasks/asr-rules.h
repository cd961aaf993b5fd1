/* asr-rules.h: what Whisper may write next.
 *
 * Tokens that are no speech are out; in a text with times, times come in pairs
 * and do not go back, the first is within the first second, and where times
 * together are likelier than any word, a time it is.
 *
 * Source: OpenAI's decoding.py (ApplyTimestampRules, SuppressBlank,
 * SuppressTokens); transformers' WhisperTimeStampLogitsProcessor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper-tokens.h"

G_BEGIN_DECLS

/* Makes the logits (n_vocab) of what must not follow @written (n tokens) -infinity. */
void vt_asr_rules_apply (const VtWhisperTokens *tokens, gboolean with_times, const gint32 *written, guint n,
                         float *logits, guint n_vocab);

G_END_DECLS

/* phonemes-espeak.h: libespeak-ng, one caller at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/phonemes.h"

G_BEGIN_DECLS

/* Whether espeak-ng is there and knows @voice; VT_ERROR_NOT_FOUND. */
gboolean vt_espeak_has_voice (const char *voice, GError **error);

/* Appends the sentences of @text, a few thousand bytes at most, to @sentences
 * (element-type VtPhonemeSentence); phonemes may be empty. */
void vt_espeak_add_sentences (const char *voice, const char *text, gsize length, GQueue *sentences);

G_END_DECLS

/* kokoro-symbols.h: phonemes of espeak-ng as the symbols that Kokoro was trained on.
 *
 * Kokoro's alphabet is IPA with a letter of its own for each diphthong and
 * affricate ("A" is eɪ, "ʤ" is dʒ), and English without lengths and flaps as
 * espeak-ng writes them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

typedef struct _VtKokoroSymbols VtKokoroSymbols;

/* The alphabet of @vocab, an object of numbers by symbol (config.json's "vocab"); Kokoro-82M's
 * where it is %NULL. Symbols beyond @n are left out. */
VtKokoroSymbols *vt_kokoro_symbols_new (const VtJsonNode *vocab, gint64 n);
void vt_kokoro_symbols_free (VtKokoroSymbols *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtKokoroSymbols, vt_kokoro_symbols_free)

/* espeak-ng's name of the language of voices whose names begin with @letter; %NULL
 * where espeak-ng's pronunciation is not what those were trained with. */
const char *vt_kokoro_language (char letter);

/* Appends to @ids (element-type gint32) what @phonemes (UTF-8, NFD) are, spoken in @language, and to
 * @list (element-type VtVoicePhoneme) which ids are whose; @most ids at most. Returns where it stopped:
 * between two words if that is not the end. */
const char *vt_kokoro_symbols_read (const VtKokoroSymbols *self, const char *language, const char *phonemes, const char *begin,
                                    guint most, GArray *ids, GArray *list);

G_END_DECLS

/* phonemes.h: a text as the sounds that a voice is to make, sentence by sentence.
 *
 * Voices of the kind "espeak" take what libespeak-ng makes of the text, in the
 * International Phonetic Alphabet, with the punctuation put back as Piper's
 * training saw it: the mark that ends a clause follows it (and a blank, where
 * the sentence goes on). Voices of the kind "text" take the letters as they
 * are. Either way accents stand apart from their letters (Unicode's NFD), so
 * that every character is one phoneme.
 *
 * What stands in [[double brackets]] is taken for phonemes already.
 *
 * libespeak-ng has one state for the whole process: it is set up once, when it
 * is first needed, and guarded by a lock; a long text is read in blocks, so that
 * the first sentence comes at once and others get their turn. Its data is
 * looked for where it was installed, or in $ESPEAK_DATA_PATH.
 *
 * A phonemizer is used by one thread; several may exist in several threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtPhonemizer VtPhonemizer;

/**
 * VtPhonemeSentence:
 * @text: the part of the text that it was, without blanks around it
 * @phonemes: UTF-8; never empty
 */
typedef struct
{
  char *text;
  char *phonemes;
} VtPhonemeSentence;

void vt_phoneme_sentence_free (VtPhonemeSentence *sentence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPhonemeSentence, vt_phoneme_sentence_free)

/**
 * vt_phonemizer_new:
 * @voice: (nullable): espeak-ng's name of a language or voice, "en-us"; %NULL
 *   where letters are the phonemes
 * @text: any UTF-8, of any length
 *
 * Returns: (transfer full): a phonemizer at the beginning of @text; %NULL with
 *   %VT_ERROR_UNSUPPORTED where most of the text is in a script that the
 *   voice's language is not written in, %VT_ERROR_NOT_FOUND where espeak-ng or
 *   the voice is not there
 */
VtPhonemizer *vt_phonemizer_new (const char *voice, const char *text, GError **error);
void vt_phonemizer_free (VtPhonemizer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPhonemizer, vt_phonemizer_free)

/* The next sentence with anything to say; transfer full, %NULL at the end. */
VtPhonemeSentence *vt_phonemizer_next (VtPhonemizer *self);

/* How much of the text has been given out, 0 to 1. */
double vt_phonemizer_progress (const VtPhonemizer *self);

G_END_DECLS

/* whisper-languages.h: the languages that Whisper was taught, in the order of their tokens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_WHISPER_N_LANGUAGES 100

/* @code as in the token <|en|>; @name in English, in lower case. */
typedef struct
{
  const char *code;
  const char *name;
} VtWhisperLanguage;

extern const VtWhisperLanguage vt_whisper_languages[VT_WHISPER_N_LANGUAGES];

/* The code that @word means: a code itself, a token or a name, in any case; %NULL if none. */
const char *vt_whisper_language_code (const char *word);

G_END_DECLS

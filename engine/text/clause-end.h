/* clause-end.h: by which mark a clause ended, and whether a sentence did.
 *
 * espeak-ng decides where a clause ends but does not say why; the piece of
 * text that it read tells. The marks are those that Piper's version of
 * espeak-ng reports, which is what its voices learned.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtClauseEnd:
 * @mark: one of . ? ! , : ; or 0 where none is spoken
 * @sentence: whether the sentence ends here
 * @length: bytes that belong to the clause, closing quotes included
 */
typedef struct
{
  char mark;
  gboolean sentence;
  gsize length;
} VtClauseEnd;

/* @clause: what was read, one character of the next clause included unless it is the @last. */
VtClauseEnd vt_clause_end (const char *clause, gsize length, gboolean last);

/* Whether a sentence of @text, NUL-terminated, may end before @at: a mark that
 * ends sentences and a blank stand there. */
gboolean vt_sentence_may_end (const char *text, const char *at);

G_END_DECLS

/* grammar.h: which texts are allowed, as a grammar in llama.cpp's GBNF dialect.
 *
 *     root   ::= "yes" | "no" ("," ws [a-z]+)*   # a comment
 *     ws     ::= [ \t\n]{0,5}
 *
 * Rules are named with letters, digits, '-' and '_'; the text must match
 * `root`. There are strings, character classes ([a-z], [^"\\]), any character
 * (.), groups, alternatives (|), and the repetitions *, +, ?, {m}, {m,} and
 * {m,n}. Escapes: \n \r \t \\ \" \[ \] \xHH \uHHHH \UHHHHHHHH. Inside
 * parentheses, and after | or ::=, a rule may go on in the next line.
 *
 * A grammar is compiled to an automaton over the bytes of UTF-8, which
 * matcher.h runs. It never changes and may be used by several threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtGrammar VtGrammar;

/**
 * vt_grammar_parse:
 * @text: GBNF
 * @length: in bytes, or -1 if NUL-terminated
 *
 * Returns: (transfer full): the grammar, or %NULL with %VT_ERROR_INVALID (the
 *   message names the line; also for rules that begin with themselves, which no
 *   text could ever satisfy step by step) or %VT_ERROR_LIMIT (too large)
 */
VtGrammar *vt_grammar_parse (const char *text, gssize length, GError **error);

VtGrammar *vt_grammar_ref (VtGrammar *self);

void vt_grammar_unref (VtGrammar *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtGrammar, vt_grammar_unref)

G_END_DECLS

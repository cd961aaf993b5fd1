/* grammar-private.h: a grammar between its text and its automaton; for
 * grammar-*.c and matcher.c only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/grammar.h"

G_BEGIN_DECLS

/* The automaton. BYTES reads one byte of low…high and goes to next; SPLIT goes
 * to next and to other; CALL runs the rule `other` and then goes to next; END
 * is the end of a rule. */
typedef enum
{
  VT_STATE_BYTES,
  VT_STATE_SPLIT,
  VT_STATE_CALL,
  VT_STATE_END,
} VtStateKind;

typedef struct
{
  guint8 kind, low, high;
  guint32 next, other;
} VtState;

struct _VtGrammar
{
  gatomicrefcount refs;
  VtState *states;
  guint32 n_states;
  guint32 *starts; /* of each rule */
  guint32 n_rules;
  guint32 root; /* a rule */
};

/* The syntax tree, in arrays of VtGrammarTree; children come before parents. */
typedef enum
{
  VT_NODE_BYTES,    /* bytes first … first + count - 1 */
  VT_NODE_CLASS,    /* ranges first … */
  VT_NODE_RULE,     /* rule `first` */
  VT_NODE_SEQUENCE, /* children first … */
  VT_NODE_CHOICE,   /* children first …, at least one */
  VT_NODE_REPEAT,   /* child `first`, at least min, at most max times */
} VtNodeKind;

typedef struct
{
  VtNodeKind kind;
  guint32 first, count;
  guint min, max;
} VtGrammarNode;

#define VT_NO_MAXIMUM G_MAXUINT

typedef struct
{
  gunichar low, high;
} VtCharRange;

typedef struct
{
  GArray *nodes;      /* VtGrammarNode */
  GByteArray *bytes;
  GArray *ranges;     /* VtCharRange */
  GArray *children;   /* guint32: nodes */
  GArray *bodies;     /* guint32: the node of each rule, G_MAXUINT32: undefined */
  GPtrArray *names;   /* of the rules */
  GHashTable *by_name; /* name -> number + 1 */
} VtGrammarTree;

/* Text to tree, every rule defined, `root` among them. */
VtGrammarTree *vt_grammar_tree_parse (const char *text, gsize length, GError **error);

void vt_grammar_tree_free (VtGrammarTree *self);

/* The number of the rule `name`, made if there is none. */
guint32 vt_grammar_tree_rule (VtGrammarTree *self, const char *name, gsize length);

/* Tree to automaton. */
VtGrammar *vt_grammar_compile (const VtGrammarTree *tree, GError **error);

/* Up to four byte ranges that one after the other make up characters. */
typedef struct
{
  guint n;
  guint8 low[4], high[4];
} VtUtf8Sequence;

/* Appends the sequences (VtUtf8Sequence) of the UTF-8 forms of low…high; the
 * surrogates have none. */
void vt_utf8_sequences (gunichar low, gunichar high, GArray *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtGrammarTree, vt_grammar_tree_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/grammar.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/sampling/grammar-private.h"

/* Repetitions are written out, so a short grammar can become a large automaton. */
#define MAX_STATES 500000
/* Nodes compiled: repetitions of nothing make work without making states. */
#define MAX_WORK 4000000

typedef struct
{
  const VtGrammarTree *tree;
  GArray *states; /* VtState */
  guint work;
  gboolean full;
} Compiler;

static guint32 compile_node (Compiler *c, guint32 node, guint32 next);

static guint32
add_state (Compiler *c, VtState state)
{
  if (c->states->len >= MAX_STATES)
    {
      c->full = TRUE;
      return 0;
    }
  g_array_append_val (c->states, state);
  return c->states->len - 1;
}

static guint32
add_split (Compiler *c, guint32 next, guint32 other)
{
  return add_state (c, (VtState){ .kind = VT_STATE_SPLIT, .next = next, .other = other });
}

static guint32
compile_bytes (Compiler *c, const VtGrammarNode *node, guint32 next)
{
  for (guint32 i = node->count; i-- > 0 && !c->full;)
    {
      guint8 byte = c->tree->bytes->data[node->first + i];

      next = add_state (c, (VtState){ .kind = VT_STATE_BYTES, .low = byte, .high = byte, .next = next });
    }
  return next;
}

static guint32
compile_utf8 (Compiler *c, const VtUtf8Sequence *sequence, guint32 next)
{
  for (guint i = sequence->n; i-- > 0;)
    next = add_state (c, (VtState){ .kind = VT_STATE_BYTES, .low = sequence->low[i],
                                    .high = sequence->high[i], .next = next });
  return next;
}

/* An empty class matches nothing: a byte range without bytes. */
static guint32
compile_class (Compiler *c, const VtGrammarNode *node, guint32 next)
{
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (VtUtf8Sequence));
  guint32 start = G_MAXUINT32;

  for (guint32 i = 0; i < node->count; i++)
    {
      const VtCharRange *range = &g_array_index (c->tree->ranges, VtCharRange, node->first + i);

      vt_utf8_sequences (range->low, range->high, sequences);
    }
  for (guint i = sequences->len; i-- > 0 && !c->full;)
    {
      guint32 option = compile_utf8 (c, &g_array_index (sequences, VtUtf8Sequence, i), next);

      start = start == G_MAXUINT32 ? option : add_split (c, option, start);
    }
  if (start == G_MAXUINT32)
    return add_state (c, (VtState){ .kind = VT_STATE_BYTES, .low = 1, .high = 0, .next = next });
  return start;
}

static guint32
child_of (const Compiler *c, const VtGrammarNode *node, guint32 index)
{
  return g_array_index (c->tree->children, guint32, node->first + index);
}

static guint32
compile_choice (Compiler *c, const VtGrammarNode *node, guint32 next)
{
  guint32 start = compile_node (c, child_of (c, node, node->count - 1), next);

  for (guint32 i = node->count - 1; i-- > 0 && !c->full;)
    start = add_split (c, compile_node (c, child_of (c, node, i), next), start);
  return start;
}

static guint32
compile_repeat (Compiler *c, const VtGrammarNode *node, guint32 next)
{
  guint32 start = next;

  if (node->max == VT_NO_MAXIMUM)
    {
      guint32 body;

      start = add_split (c, 0, next);
      body = compile_node (c, node->first, start);
      g_array_index (c->states, VtState, start).next = body;
    }
  else
    for (guint i = node->min; i < node->max && !c->full; i++)
      start = add_split (c, compile_node (c, node->first, start), next);
  for (guint i = 0; i < node->min && !c->full; i++)
    start = compile_node (c, node->first, start);
  return start;
}

/* The state that begins what @node matches and goes on to @next. Built from
 * the end, so that @next is always known; recursion is as deep as groups are. */
static guint32
compile_node (Compiler *c, guint32 index, guint32 next)
{
  const VtGrammarNode *node = &g_array_index (c->tree->nodes, VtGrammarNode, index);

  c->full = c->full || ++c->work > MAX_WORK;
  if (c->full)
    return 0;
  switch (node->kind)
    {
    case VT_NODE_BYTES:
      return compile_bytes (c, node, next);
    case VT_NODE_CLASS:
      return compile_class (c, node, next);
    case VT_NODE_RULE:
      return add_state (c, (VtState){ .kind = VT_STATE_CALL, .next = next, .other = node->first });
    case VT_NODE_CHOICE:
      return compile_choice (c, node, next);
    case VT_NODE_REPEAT:
      return compile_repeat (c, node, next);
    case VT_NODE_SEQUENCE:
      for (guint32 i = node->count; i-- > 0 && !c->full;)
        next = compile_node (c, child_of (c, node, i), next);
      return next;
    }
  return next;
}

/* What the search for rules that begin with themselves knows of each. */
typedef struct
{
  const VtGrammar *grammar;
  gboolean *nullable; /* of each rule: matches the empty text */
  GArray *queue;      /* guint32: states to look at */
  guint32 *seen;      /* of each state: the last search that came by */
  guint32 search;
} Leftmost;

static void
visit (Leftmost *l, guint32 state)
{
  if (l->seen[state] == l->search)
    return;
  l->seen[state] = l->search;
  g_array_append_val (l->queue, state);
}

/* Walks what can be reached from the start of @rule without reading a byte;
 * tells whether its end can, and adds the rules that are called to @calls. */
static gboolean
walk_leftmost (Leftmost *l, guint32 rule, GArray *calls)
{
  gboolean ends = FALSE;

  l->search++;
  g_array_set_size (l->queue, 0);
  visit (l, l->grammar->starts[rule]);
  while (l->queue->len > 0)
    {
      const VtState *state = &l->grammar->states[g_array_index (l->queue, guint32, l->queue->len - 1)];

      g_array_set_size (l->queue, l->queue->len - 1);
      ends = ends || state->kind == VT_STATE_END;
      if (state->kind == VT_STATE_SPLIT)
        visit (l, state->other);
      if (state->kind == VT_STATE_SPLIT || (state->kind == VT_STATE_CALL && l->nullable[state->other]))
        visit (l, state->next);
      if (state->kind == VT_STATE_CALL && calls != NULL)
        g_array_append_val (calls, state->other);
    }
  return ends;
}

static void
find_nullable (Leftmost *l)
{
  gboolean changed = TRUE;

  while (changed)
    {
      changed = FALSE;
      for (guint32 rule = 0; rule < l->grammar->n_rules; rule++)
        if (!l->nullable[rule] && walk_leftmost (l, rule, NULL))
          l->nullable[rule] = changed = TRUE;
    }
}

/* Rules are removed as soon as all that they begin with have been; those that
 * are left at the end begin with each other. */
static gint64
find_left_recursion (Leftmost *l)
{
  guint32 n = l->grammar->n_rules;
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree gboolean *sound = g_new0 (gboolean, n);
  gboolean changed = TRUE;

  for (guint32 rule = 0; rule < n; rule++)
    {
      g_ptr_array_add (calls, g_array_new (FALSE, FALSE, sizeof (guint32)));
      walk_leftmost (l, rule, g_ptr_array_index (calls, rule));
    }
  while (changed)
    {
      changed = FALSE;
      for (guint32 i = n; i-- > 0;)
        {
          const GArray *called = g_ptr_array_index (calls, i);
          guint k = 0;

          while (k < called->len && sound[g_array_index (called, guint32, k)])
            k++;
          if (!sound[i] && k == called->len)
            sound[i] = changed = TRUE;
        }
    }
  for (guint32 rule = 0; rule < n; rule++)
    if (!sound[rule])
      return rule;
  return -1;
}

static gboolean
check_left_recursion (const VtGrammar *grammar, const VtGrammarTree *tree, GError **error)
{
  g_autofree gboolean *nullable = g_new0 (gboolean, grammar->n_rules);
  g_autofree guint32 *seen = g_new0 (guint32, grammar->n_states);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  Leftmost l = { grammar, nullable, queue, seen, 0 };
  gint64 rule;

  find_nullable (&l);
  rule = find_left_recursion (&l);
  if (rule < 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
               "The grammar is wrong: the rule “%.100s” begins with itself; write the repetition with * or +.",
               (const char *) g_ptr_array_index (tree->names, (guint) rule));
  return FALSE;
}

VtGrammar *
vt_grammar_compile (const VtGrammarTree *tree, GError **error)
{
  Compiler c = { .tree = tree, .states = g_array_new (FALSE, FALSE, sizeof (VtState)) };
  g_autoptr (VtGrammar) self = g_new0 (VtGrammar, 1);

  g_atomic_ref_count_init (&self->refs);
  self->n_rules = tree->bodies->len;
  self->starts = g_new0 (guint32, self->n_rules);
  for (guint32 rule = 0; rule < self->n_rules && !c.full; rule++)
    self->starts[rule] = compile_node (&c, g_array_index (tree->bodies, guint32, rule),
                                       add_state (&c, (VtState){ .kind = VT_STATE_END }));
  self->n_states = c.states->len;
  self->states = (VtState *) (void *) g_array_free (c.states, FALSE);
  if (!c.full)
    return check_left_recursion (self, tree, error) ? g_steal_pointer (&self) : NULL;
  g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
               "The grammar is too large: written out, its repetitions have more than %d parts.", MAX_STATES);
  return NULL;
}

VtGrammar *
vt_grammar_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (VtGrammarTree) tree
      = vt_grammar_tree_parse (text, length < 0 ? strlen (text) : (gsize) length, error);

  return tree != NULL ? vt_grammar_compile (tree, error) : NULL;
}

VtGrammar *
vt_grammar_ref (VtGrammar *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vt_grammar_unref (VtGrammar *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->states);
  g_free (self->starts);
  g_free (self);
}

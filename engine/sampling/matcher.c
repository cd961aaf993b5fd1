/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/matcher.h"

#include <string.h>

#include "engine/formats/hash.h"
#include "engine/sampling/grammar-private.h"

#define MAX_POSITIONS 4096  /* in a set */
#define MAX_STACKS 2000000
#define MAX_SETS 100000     /* above this nothing new is remembered: dead */
#define TRIM_ABOVE 20000
#define UNKNOWN G_MAXUINT32

/* A state to go on with when a rule ends, and what comes after that. Equal
 * stacks are one: number 0 is the empty one. */
typedef struct
{
  guint32 state, below;
} Stack;

/* Where in the grammar, and after what: in one word, to be sorted and compared. */
typedef guint64 Position;

typedef struct
{
  Position *positions; /* sorted; all before a byte */
  guint n;
  gboolean accepts;
  guint32 *next; /* 256 sets or UNKNOWN; made when first needed */
} Set;

struct _VtMatcher
{
  VtGrammar *grammar;
  GArray *stacks;        /* Stack */
  GHashTable *stack_ids; /* state << 32 | below -> number */
  GPtrArray *sets;       /* Set */
  GHashTable *set_ids;   /* Set -> number */
  guint32 start;
  /* while a set is being made: */
  GHashTable *seen;      /* Position */
  GArray *queue;         /* Position */
  GArray *found;         /* Position */
  gboolean accepts, overflow;
};

static Position
position_of (guint32 state, guint32 stack)
{
  return (Position) state << 32 | stack;
}

static void
free_set (gpointer data)
{
  Set *set = data;

  g_free (set->positions);
  g_free (set->next);
  g_free (set);
}

static guint
hash_set (gconstpointer data)
{
  const Set *set = data;

  return (guint) vt_hash_bytes (set->accepts, (const char *) set->positions, set->n * sizeof (Position));
}

static gboolean
equal_sets (gconstpointer a, gconstpointer b)
{
  const Set *x = a, *y = b;

  return x->n == y->n && x->accepts == y->accepts
         && (x->n == 0 || memcmp (x->positions, y->positions, x->n * sizeof (Position)) == 0);
}

static guint32
push_stack (VtMatcher *self, guint32 state, guint32 below)
{
  guint64 key = position_of (state, below);
  gpointer known = g_hash_table_lookup (self->stack_ids, &key);
  Stack stack = { state, below };

  if (known != NULL)
    return GPOINTER_TO_UINT (known);
  if (self->stacks->len >= MAX_STACKS)
    {
      self->overflow = TRUE;
      return 0;
    }
  g_array_append_val (self->stacks, stack);
  g_hash_table_insert (self->stack_ids, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (self->stacks->len - 1));
  return self->stacks->len - 1;
}

static void
visit (VtMatcher *self, guint32 state, guint32 stack)
{
  Position position = position_of (state, stack);

  if (g_hash_table_contains (self->seen, &position))
    return;
  if (self->queue->len >= MAX_POSITIONS)
    {
      self->overflow = TRUE;
      return;
    }
  g_array_append_val (self->queue, position);
  g_hash_table_add (self->seen, g_memdup2 (&position, sizeof position));
}

static void
expand (VtMatcher *self, Position position)
{
  const VtState *state = &self->grammar->states[position >> 32];
  guint32 stack = (guint32) position;

  switch ((VtStateKind) state->kind)
    {
    case VT_STATE_BYTES:
      g_array_append_val (self->found, position);
      break;
    case VT_STATE_SPLIT:
      visit (self, state->next, stack);
      visit (self, state->other, stack);
      break;
    case VT_STATE_CALL:
      /* A call at the very end of a rule needs no way back: go on as if the
       * called rule stood there. So right recursion does not grow the stack. */
      if (self->grammar->states[state->next].kind != VT_STATE_END)
        stack = push_stack (self, state->next, stack);
      visit (self, self->grammar->starts[state->other], stack);
      break;
    case VT_STATE_END:
      if (stack == 0)
        self->accepts = TRUE;
      else
        visit (self, g_array_index (self->stacks, Stack, stack).state,
               g_array_index (self->stacks, Stack, stack).below);
      break;
    }
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  Position x = *(const Position *) a, y = *(const Position *) b;

  return x < y ? -1 : x > y;
}

static void
begin_set (VtMatcher *self)
{
  g_hash_table_remove_all (self->seen);
  g_array_set_size (self->queue, 0);
  g_array_set_size (self->found, 0);
  self->accepts = self->overflow = FALSE;
}

/* The number of the set of all that the visited positions lead to without
 * reading a byte. */
static guint32
finish_set (VtMatcher *self)
{
  Set key, *set;
  gpointer known;

  for (guint i = 0; i < self->queue->len && !self->overflow; i++)
    expand (self, g_array_index (self->queue, Position, i));
  if (self->overflow || (self->found->len == 0 && !self->accepts))
    return VT_MATCHER_DEAD;
  g_array_sort (self->found, compare_positions);
  key = (Set){ (Position *) (void *) self->found->data, self->found->len, self->accepts, NULL };
  known = g_hash_table_lookup (self->set_ids, &key);
  if (known != NULL)
    return GPOINTER_TO_UINT (known);
  if (self->sets->len >= MAX_SETS)
    return VT_MATCHER_DEAD;
  set = g_memdup2 (&key, sizeof key);
  set->positions = g_memdup2 (key.positions, key.n * sizeof (Position));
  g_ptr_array_add (self->sets, set);
  g_hash_table_insert (self->set_ids, set, GUINT_TO_POINTER (self->sets->len - 1));
  return self->sets->len - 1;
}

static void
clear_sets (VtMatcher *self)
{
  g_hash_table_remove_all (self->set_ids);
  g_ptr_array_set_size (self->sets, 0);
  g_ptr_array_add (self->sets, g_new0 (Set, 1)); /* the dead one */
}

VtMatcher *
vt_matcher_new (VtGrammar *grammar)
{
  VtMatcher *self = g_new0 (VtMatcher, 1);
  Stack bottom = { 0, 0 };

  self->grammar = vt_grammar_ref (grammar);
  self->stacks = g_array_new (FALSE, FALSE, sizeof (Stack));
  g_array_append_val (self->stacks, bottom);
  self->stack_ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->sets = g_ptr_array_new_with_free_func (free_set);
  self->set_ids = g_hash_table_new (hash_set, equal_sets);
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->queue = g_array_new (FALSE, FALSE, sizeof (Position));
  self->found = g_array_new (FALSE, FALSE, sizeof (Position));
  clear_sets (self);
  return self;
}

void
vt_matcher_free (VtMatcher *self)
{
  g_hash_table_unref (self->set_ids);
  g_ptr_array_unref (self->sets);
  g_hash_table_unref (self->stack_ids);
  g_array_unref (self->stacks);
  g_hash_table_unref (self->seen);
  g_array_unref (self->queue);
  g_array_unref (self->found);
  vt_grammar_unref (self->grammar);
  g_free (self);
}

guint32
vt_matcher_start (VtMatcher *self)
{
  begin_set (self);
  visit (self, self->grammar->starts[self->grammar->root], 0);
  return finish_set (self);
}

static guint32
find_next (VtMatcher *self, const Set *set, guint8 byte)
{
  begin_set (self);
  for (guint i = 0; i < set->n; i++)
    {
      const VtState *state = &self->grammar->states[set->positions[i] >> 32];

      if (byte >= state->low && byte <= state->high)
        visit (self, state->next, (guint32) set->positions[i]);
    }
  return self->queue->len == 0 ? VT_MATCHER_DEAD : finish_set (self);
}

guint32
vt_matcher_step (VtMatcher *self, guint32 number, guint8 byte)
{
  Set *set = g_ptr_array_index (self->sets, number);

  if (set->n == 0)
    return VT_MATCHER_DEAD;
  if (set->next == NULL)
    {
      set->next = g_new (guint32, 256);
      memset (set->next, 0xff, 256 * sizeof *set->next);
    }
  if (set->next[byte] == UNKNOWN)
    set->next[byte] = find_next (self, set, byte);
  return set->next[byte];
}

gboolean
vt_matcher_accepts (const VtMatcher *self, guint32 set)
{
  return ((const Set *) g_ptr_array_index (self->sets, set))->accepts;
}

gboolean
vt_matcher_is_final (const VtMatcher *self, guint32 set)
{
  return ((const Set *) g_ptr_array_index (self->sets, set))->n == 0;
}

gboolean
vt_matcher_trim (VtMatcher *self, guint32 *number)
{
  const Set *set = g_ptr_array_index (self->sets, *number);
  g_autofree Position *positions = NULL;
  guint n = set->n;
  gboolean accepts = set->accepts;

  if (self->sets->len <= TRIM_ABOVE || *number == VT_MATCHER_DEAD)
    return FALSE;
  positions = g_memdup2 (set->positions, n * sizeof (Position));
  clear_sets (self);
  begin_set (self);
  for (guint i = 0; i < n; i++)
    visit (self, (guint32) (positions[i] >> 32), (guint32) positions[i]);
  self->accepts = accepts;
  *number = finish_set (self);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/constraint.h"

#include <math.h>
#include <string.h>

#include "engine/sampling/matcher.h"

/* Masks that are remembered, 1 bit a token each. */
#define MAX_MASKS 64

typedef struct
{
  guint32 set;
  guint64 used; /* when last; 0: free */
  gboolean any;
  guint64 *bits;
} Mask;

struct _VtConstraint
{
  VtMatcher *matcher;
  const VtTokenTrie *tokens;
  gint32 *eos;
  guint n_eos;
  guint32 set;
  gboolean ended; /* by an end token */
  Mask masks[MAX_MASKS];
  guint64 clock;
  gint32 *places; /* of each token in the trie, or -1 */
};

static void
forget_masks (VtConstraint *self)
{
  for (guint i = 0; i < MAX_MASKS; i++)
    self->masks[i].used = 0;
}

VtConstraint *
vt_constraint_new (VtGrammar *grammar, const VtTokenTrie *tokens, const gint32 *eos, guint n_eos)
{
  VtConstraint *self = g_new0 (VtConstraint, 1);

  self->matcher = vt_matcher_new (grammar);
  self->tokens = tokens;
  self->eos = g_new (gint32, MAX (n_eos, 1));
  for (guint i = 0; i < n_eos; i++)
    if (eos[i] >= 0 && (guint) eos[i] < tokens->n_vocab)
      self->eos[self->n_eos++] = eos[i];
  self->places = g_new (gint32, MAX (tokens->n_vocab, 1));
  memset (self->places, 0xff, tokens->n_vocab * sizeof *self->places);
  for (guint i = 0; i < tokens->n; i++)
    self->places[tokens->ids[i]] = (gint32) i;
  vt_constraint_reset (self);
  return self;
}

void
vt_constraint_free (VtConstraint *self)
{
  for (guint i = 0; i < MAX_MASKS; i++)
    g_free (self->masks[i].bits);
  vt_matcher_free (self->matcher);
  g_free (self->eos);
  g_free (self->places);
  g_free (self);
}

void
vt_constraint_reset (VtConstraint *self)
{
  self->set = vt_matcher_start (self->matcher);
  self->ended = FALSE;
}

static void
set_bit (Mask *mask, gint32 id)
{
  mask->bits[id / 64] |= (guint64) 1 << id % 64;
  mask->any = TRUE;
}

/* Walks the sorted tokens: what one shares with the one before need not be
 * walked again, and behind a byte that leads nowhere nothing is looked at. */
static void
find_allowed (VtConstraint *self, Mask *mask)
{
  const VtTokenTrie *t = self->tokens;
  g_autofree guint32 *sets = g_new (guint32, G_MAXUINT16 + 1); /* after so many bytes */
  guint known = 0;              /* sets[0…known] are those of the token at hand */
  guint dead_at = G_MAXUINT;    /* its first bytes, so many, lead nowhere */

  sets[0] = mask->set;
  for (guint i = 0; i < t->n; i++)
    {
      if (t->shared[i] >= dead_at)
        continue;
      known = MIN (known, t->shared[i]);
      dead_at = G_MAXUINT;
      while (known < t->lengths[i])
        {
          guint32 next = vt_matcher_step (self->matcher, sets[known], t->bytes[i][known]);

          if (next == VT_MATCHER_DEAD)
            {
              dead_at = known + 1;
              break;
            }
          sets[++known] = next;
        }
      if (dead_at == G_MAXUINT)
        set_bit (mask, t->ids[i]);
    }
}

static Mask *
oldest_mask (VtConstraint *self)
{
  Mask *oldest = &self->masks[0];

  for (guint i = 1; i < MAX_MASKS; i++)
    if (self->masks[i].used < oldest->used)
      oldest = &self->masks[i];
  return oldest;
}

static const Mask *
mask_of (VtConstraint *self)
{
  gsize words = self->tokens->n_vocab / 64 + 1;
  Mask *mask;

  self->clock++;
  for (guint i = 0; i < MAX_MASKS; i++)
    if (self->masks[i].used > 0 && self->masks[i].set == self->set)
      {
        self->masks[i].used = self->clock;
        return &self->masks[i];
      }
  mask = oldest_mask (self);
  if (mask->bits == NULL)
    mask->bits = g_new (guint64, words);
  memset (mask->bits, 0, words * sizeof *mask->bits);
  mask->set = self->set;
  mask->used = self->clock;
  mask->any = FALSE;
  find_allowed (self, mask);
  return mask;
}

static gboolean
is_eos (const VtConstraint *self, gint32 token)
{
  for (guint i = 0; i < self->n_eos; i++)
    if (self->eos[i] == token)
      return TRUE;
  return FALSE;
}

static void
apply (const VtConstraint *self, const Mask *mask, float *logits)
{
  guint n = self->tokens->n_vocab;

  for (guint first = 0; first < n; first += 64)
    {
      guint64 bits = mask->bits[first / 64];
      guint end = MIN (first + 64, n);

      if (bits == ~(guint64) 0)
        continue;
      for (guint i = first; i < end; i++, bits >>= 1)
        logits[i] = bits & 1 ? logits[i] : -INFINITY;
    }
}

gboolean
vt_constraint_mask (VtConstraint *self, float *logits)
{
  g_autofree float *ends = g_new (float, MAX (self->n_eos, 1));
  gboolean complete = vt_constraint_is_complete (self) || self->ended;
  const Mask *mask;

  if (vt_matcher_trim (self->matcher, &self->set))
    forget_masks (self);
  for (guint i = 0; i < self->n_eos; i++)
    ends[i] = logits[self->eos[i]];
  mask = mask_of (self);
  apply (self, mask, logits);
  for (guint i = 0; i < self->n_eos; i++)
    logits[self->eos[i]] = complete ? ends[i] : -INFINITY;
  return mask->any || (complete && self->n_eos > 0);
}

gboolean
vt_constraint_accept (VtConstraint *self, gint32 token)
{
  guint32 set = self->set;
  gint32 place;

  if (self->ended || token < 0 || (guint) token >= self->tokens->n_vocab)
    return FALSE;
  if (is_eos (self, token))
    {
      self->ended = vt_constraint_is_complete (self);
      if (self->ended)
        self->set = VT_MATCHER_DEAD;
      return self->ended;
    }
  place = self->places[token];
  if (place < 0)
    return FALSE;
  for (guint i = 0; i < self->tokens->lengths[place] && set != VT_MATCHER_DEAD; i++)
    set = vt_matcher_step (self->matcher, set, self->tokens->bytes[place][i]);
  if (set == VT_MATCHER_DEAD)
    return FALSE;
  self->set = set;
  return TRUE;
}

gboolean
vt_constraint_is_complete (const VtConstraint *self)
{
  return self->ended || vt_matcher_accepts (self->matcher, self->set);
}

gboolean
vt_constraint_is_finished (const VtConstraint *self)
{
  return self->ended
         || (vt_matcher_accepts (self->matcher, self->set) && vt_matcher_is_final (self->matcher, self->set));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/token-trie.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  guint64 prefix; /* the first eight bytes as a number, zeros after the end */
  const guint8 *bytes;
  gint32 id;
  guint32 length;
} Entry;

static guint64
prefix_of (const guint8 *bytes, gsize length)
{
  guint64 prefix = 0;

  for (gsize i = 0; i < 8; i++)
    prefix = prefix << 8 | (i < length ? bytes[i] : 0);
  return prefix;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;
  int order;

  if (x->prefix != y->prefix)
    return x->prefix < y->prefix ? -1 : 1;
  order = memcmp (x->bytes, y->bytes, MIN (x->length, y->length));
  if (order != 0)
    return order;
  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;
  return x->id - y->id;
}

static guint16
shared_bytes (const Entry *a, const Entry *b)
{
  guint16 n = 0;

  while (n < a->length && n < b->length && a->bytes[n] == b->bytes[n])
    n++;
  return n;
}

static void
fill (VtTokenTrie *self, const Entry *entries)
{
  self->ids = g_new (gint32, self->n);
  self->bytes = g_new (const guint8 *, self->n);
  self->lengths = g_new (guint16, self->n);
  self->shared = g_new (guint16, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      self->ids[i] = entries[i].id;
      self->bytes[i] = entries[i].bytes;
      self->lengths[i] = (guint16) entries[i].length;
      self->shared[i] = i > 0 ? shared_bytes (&entries[i - 1], &entries[i]) : 0;
    }
}

VtTokenTrie *
vt_token_trie_new (guint n_vocab, VtTokenBytes token_bytes, gconstpointer data)
{
  VtTokenTrie *self = g_new0 (VtTokenTrie, 1);
  g_autofree Entry *entries = g_new (Entry, n_vocab);

  self->n_vocab = n_vocab;
  for (guint id = 0; id < n_vocab; id++)
    {
      gsize length = 0;
      const guint8 *bytes = token_bytes (data, (gint32) id, &length);

      if (bytes != NULL && length > 0 && length <= G_MAXUINT16)
        entries[self->n++]
            = (Entry){ prefix_of (bytes, length), bytes, (gint32) id, (guint32) length };
    }
  qsort (entries, self->n, sizeof *entries, compare);
  fill (self, entries);
  return self;
}

void
vt_token_trie_free (VtTokenTrie *self)
{
  g_free (self->ids);
  g_free (self->bytes);
  g_free (self->lengths);
  g_free (self->shared);
  g_free (self);
}

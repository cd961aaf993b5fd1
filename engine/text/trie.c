/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/trie.h"

#include "engine/formats/hash.h"

/* The edges are in one open hash table: compact, and quick to fill. */
typedef struct
{
  guint32 parent, child; /* child 0: free, for the root is nobody's child */
  guint8 byte;
} Edge;

struct _VtTrie
{
  Edge *edges;
  gsize mask, used;
  GArray *values; /* of gint32, for each node */
  guint64 seed;
};

VtTrie *
vt_trie_new (void)
{
  VtTrie *self = g_new0 (VtTrie, 1);
  gint32 none = -1;

  self->mask = 255;
  self->edges = g_new0 (Edge, self->mask + 1);
  self->values = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_array_append_val (self->values, none);
  self->seed = vt_hash_seed () | 1;
  return self;
}

void
vt_trie_free (VtTrie *self)
{
  if (self == NULL)
    return;
  g_free (self->edges);
  g_array_unref (self->values);
  g_free (self);
}

static Edge *
find_edge (const VtTrie *self, guint32 parent, guint8 byte)
{
  guint64 hash = ((guint64) parent << 8 | byte) * self->seed;
  gsize at = (hash ^ hash >> 32) & self->mask;

  while (self->edges[at].child != 0 && (self->edges[at].parent != parent || self->edges[at].byte != byte))
    at = (at + 1) & self->mask;
  return &self->edges[at];
}

static void
grow (VtTrie *self)
{
  Edge *old = self->edges;
  gsize n = self->mask + 1;

  self->mask = 2 * n - 1;
  self->edges = g_new0 (Edge, 2 * n);
  for (gsize i = 0; i < n; i++)
    if (old[i].child != 0)
      *find_edge (self, old[i].parent, old[i].byte) = old[i];
  g_free (old);
}

static guint32
make_child (VtTrie *self, guint32 parent, guint8 byte)
{
  Edge *edge = find_edge (self, parent, byte);
  gint32 none = -1;

  if (edge->child != 0)
    return edge->child;
  if (2 * self->used > self->mask)
    {
      grow (self);
      edge = find_edge (self, parent, byte);
    }
  self->used++;
  *edge = (Edge) { parent, self->values->len, byte };
  g_array_append_val (self->values, none);
  return edge->child;
}

void
vt_trie_add (VtTrie *self, const char *bytes, gsize length, gint32 value)
{
  guint32 node = VT_TRIE_ROOT;

  for (gsize i = 0; i < length; i++)
    node = make_child (self, node, bytes[i]);
  g_array_index (self->values, gint32, node) = value;
}

gint32
vt_trie_step (const VtTrie *self, gint32 node, guint8 byte)
{
  const Edge *edge = find_edge (self, node, byte);

  return edge->child != 0 ? (gint32) edge->child : -1;
}

gint32
vt_trie_value (const VtTrie *self, gint32 node)
{
  return g_array_index (self->values, gint32, node);
}

gint32
vt_trie_longest (const VtTrie *self, const char *bytes, gsize n, gsize *length)
{
  gint32 node = VT_TRIE_ROOT, found = -1;

  for (gsize i = 0; i < n && (node = vt_trie_step (self, node, bytes[i])) >= 0; i++)
    if (vt_trie_value (self, node) >= 0)
      {
        found = vt_trie_value (self, node);
        *length = i + 1;
      }
  return found;
}

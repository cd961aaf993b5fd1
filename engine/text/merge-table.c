/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/merge-table.h"

#include "engine/formats/hash.h"

typedef struct
{
  gint32 left, right; /* left -1: free */
  guint32 rank;
  gint32 id;
} Entry;

struct _VtMergeTable
{
  Entry *entries;
  gsize mask;
  guint64 seed;
};

VtMergeTable *
vt_merge_table_new (gsize n)
{
  VtMergeTable *self = g_new0 (VtMergeTable, 1);
  gsize size = 16;

  while (size < n + n / 2)
    size *= 2;
  self->entries = g_new (Entry, size);
  for (gsize i = 0; i < size; i++)
    self->entries[i].left = -1;
  self->mask = size - 1;
  self->seed = vt_hash_seed () | 1;
  return self;
}

void
vt_merge_table_free (VtMergeTable *self)
{
  if (self == NULL)
    return;
  g_free (self->entries);
  g_free (self);
}

static Entry *
find (const VtMergeTable *self, gint32 left, gint32 right)
{
  guint64 hash = ((guint64) (guint32) left << 32 | (guint32) right) * self->seed;
  gsize at;

  hash = (hash ^ hash >> 29) * 0x9e3779b97f4a7c15u;
  at = (hash >> 32) & self->mask;
  while (self->entries[at].left >= 0 && (self->entries[at].left != left || self->entries[at].right != right))
    at = (at + 1) & self->mask;
  return &self->entries[at];
}

void
vt_merge_table_add (VtMergeTable *self, gint32 left, gint32 right, guint32 rank, gint32 id)
{
  *find (self, left, right) = (Entry) { left, right, rank, id };
}

gboolean
vt_merge_table_find (const VtMergeTable *self, gint32 left, gint32 right, guint32 *rank, gint32 *id)
{
  const Entry *entry;

  if (left < 0 || right < 0)
    return FALSE;
  entry = find (self, left, right);
  *rank = entry->rank;
  *id = entry->id;
  return entry->left >= 0;
}

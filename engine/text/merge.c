/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/merge.h"

void
vt_merger_init (VtMerger *self)
{
  self->symbols = g_array_new (FALSE, FALSE, sizeof (VtSymbol));
  self->heap = g_array_new (FALSE, FALSE, sizeof (VtMerge));
}

void
vt_merger_clear (VtMerger *self)
{
  g_array_unref (self->symbols);
  g_array_unref (self->heap);
}

void
vt_merger_reset (VtMerger *self)
{
  g_array_set_size (self->symbols, 0);
  g_array_set_size (self->heap, 0);
}

void
vt_merger_add (VtMerger *self, gsize start, gsize length, gint32 id)
{
  gint32 at = self->symbols->len;
  VtSymbol symbol = { start, length, id, at - 1, -1 };

  if (at > 0)
    g_array_index (self->symbols, VtSymbol, at - 1).next = at;
  g_array_append_val (self->symbols, symbol);
}

static inline gboolean
sooner (const VtMerge *a, const VtMerge *b)
{
  return a->rank != b->rank ? a->rank < b->rank : a->at < b->at;
}

static void
sink (VtMerge *heap, guint n, guint at)
{
  VtMerge moving = heap[at];

  for (guint child; (child = 2 * at + 1) < n; at = child)
    {
      if (child + 1 < n && sooner (&heap[child + 1], &heap[child]))
        child++;
      if (!sooner (&heap[child], &moving))
        break;
      heap[at] = heap[child];
    }
  heap[at] = moving;
}

static void
rise (VtMerge *heap, guint at)
{
  VtMerge moving = heap[at];

  for (; at > 0 && sooner (&moving, &heap[(at - 1) / 2]); at = (at - 1) / 2)
    heap[at] = heap[(at - 1) / 2];
  heap[at] = moving;
}

static VtMerge
pop (GArray *heap)
{
  VtMerge *merges = (VtMerge *) heap->data, first = merges[0];

  merges[0] = merges[heap->len - 1];
  g_array_set_size (heap, heap->len - 1);
  if (heap->len > 0)
    sink (merges, heap->len, 0);
  return first;
}

/* Whether symbol @at may be merged with the next one, and how. */
static gboolean
consider (const VtMerger *self, gint32 at, VtMergeFunc func, gconstpointer model, VtMerge *merge)
{
  const VtSymbol *symbols = (const VtSymbol *) self->symbols->data;

  if (at < 0 || symbols[at].next < 0 || !func (model, &symbols[at], &symbols[symbols[at].next], merge))
    return FALSE;
  merge->at = at;
  merge->length = symbols[at].length + symbols[symbols[at].next].length;
  return TRUE;
}

static void
push (VtMerger *self, gint32 at, VtMergeFunc func, gconstpointer model)
{
  VtMerge merge;

  if (!consider (self, at, func, model, &merge))
    return;
  g_array_append_val (self->heap, merge);
  rise ((VtMerge *) self->heap->data, self->heap->len - 1);
}

void
vt_merger_run (VtMerger *self, VtMergeFunc func, gconstpointer model)
{
  VtSymbol *symbols = (VtSymbol *) self->symbols->data;
  gint32 n = self->symbols->len;
  VtMerge merge;

  for (gint32 i = 0; i + 1 < n; i++)
    if (consider (self, i, func, model, &merge))
      g_array_append_val (self->heap, merge);
  for (guint i = self->heap->len / 2; i-- > 0;)
    sink ((VtMerge *) self->heap->data, self->heap->len, i);
  while (self->heap->len > 0)
    {
      VtSymbol *left, *right;

      merge = pop (self->heap);
      left = &symbols[merge.at];
      /* Symbols only grow: with the same total length both are as they were. */
      if (left->length == 0 || left->next < 0
          || left->length + symbols[left->next].length != merge.length)
        continue;
      right = &symbols[left->next];
      left->length = merge.length;
      left->id = merge.id;
      left->next = right->next;
      right->length = 0;
      if (left->next >= 0)
        symbols[left->next].prev = merge.at;
      push (self, left->prev, func, model);
      push (self, merge.at, func, model);
    }
}

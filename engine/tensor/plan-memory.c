/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/plan-memory.h"

typedef struct
{
  gsize offset;
  gsize size;
} Hole;

/* Free places below `top`, ordered by offset, never touching each other. */
typedef struct
{
  GArray *holes;
  gsize top;
} Heap;

static gsize
align_up (gsize n)
{
  return (n + VT_PLAN_ALIGN - 1) / VT_PLAN_ALIGN * VT_PLAN_ALIGN;
}

static gsize
place_bytes (const VtTensor *t)
{
  return align_up (MAX (vt_tensor_bytes (t), 1));
}

/* Best fit: the smallest hole that is large enough, else new ground. */
static gsize
heap_take (Heap *heap, gsize size)
{
  Hole *best = NULL;
  gsize offset;

  for (guint i = 0; i < heap->holes->len; i++)
    {
      Hole *hole = &g_array_index (heap->holes, Hole, i);

      if (hole->size >= size && (best == NULL || hole->size < best->size))
        best = hole;
    }
  if (best == NULL)
    {
      offset = heap->top;
      heap->top += size;
      return offset;
    }
  offset = best->offset;
  best->offset += size;
  best->size -= size;
  if (best->size == 0)
    g_array_remove_index (heap->holes, (guint) (best - (Hole *) (void *) heap->holes->data));
  return offset;
}

static void
heap_merge (Heap *heap, guint i)
{
  Hole *a = &g_array_index (heap->holes, Hole, i);
  Hole *b = a + 1;

  if (i + 1 < heap->holes->len && a->offset + a->size == b->offset)
    {
      a->size += b->size;
      g_array_remove_index (heap->holes, i + 1);
    }
}

static void
heap_give (Heap *heap, gsize offset, gsize size)
{
  Hole hole = { offset, size };
  guint i = 0;

  while (i < heap->holes->len && g_array_index (heap->holes, Hole, i).offset < offset)
    i++;
  g_array_insert_val (heap->holes, i, hole);
  heap_merge (heap, i);
  if (i > 0)
    heap_merge (heap, i - 1);
}

VtMemory
vt_plan_memory_of (const VtTensor *t)
{
  if (t->role == VT_ROLE_INPUT)
    return VT_MEMORY_UPLOAD;
  return t->output ? VT_MEMORY_READBACK : VT_MEMORY_DEVICE;
}

static gboolean
is_pooled (const VtTensor *t)
{
  return t->role == VT_ROLE_VALUE && t->view_src == NULL && !t->output;
}

/* Whether node @t can work in the place of its first source. */
static gboolean
takes_over (const VtTensor *t, const guint *last)
{
  const VtTensor *a = t->src[0];

  return t->op->may_alias && a != NULL && is_pooled (a) && vt_tensor_is_dense (a) &&
         last[a->index] == t->index && place_bytes (a) == place_bytes (t) &&
         t->type == a->type;
}

/* Whether @t reads @root by another way than as src[0] itself: then the kernel
 * could see elements that it has already overwritten. */
static gboolean
reads_twice (const VtTensor *t, const VtTensor *root)
{
  for (int s = 1; s < VT_MAX_SRCS; s++)
    if (t->src[s] != NULL && vt_tensor_root (t->src[s]) == root)
      return TRUE;
  return FALSE;
}

static void
free_dead_sources (Heap *heap, const VtTensor *t, const guint *last, const VtTensor *taken)
{
  for (int s = 0; s < VT_MAX_SRCS; s++)
    {
      const VtTensor *root = t->src[s] != NULL ? vt_tensor_root (t->src[s]) : NULL;
      gboolean seen = FALSE;

      for (int k = 0; k < s; k++)
        seen |= t->src[k] != NULL && vt_tensor_root (t->src[k]) == root;
      if (root != NULL && !seen && root != taken && is_pooled (root) && last[root->index] == t->index)
        heap_give (heap, root->offset, place_bytes (root));
    }
}

/* The results of a step have their places before any of what it reads gives up its
 * own: a fusion may write one while it reads another. Only a single operation may take
 * over the place of its source. */
static void
place_step (Heap *heap, const VtStep *step, const guint *last)
{
  const VtTensor *taken = NULL;

  for (guint i = 0; i < step->n; i++)
    {
      VtTensor *t = step->nodes[i];

      if (is_pooled (t) && step->n == 1 && takes_over (t, last) && !reads_twice (t, t->src[0]))
        {
          taken = t->src[0];
          t->offset = taken->offset;
        }
      else if (is_pooled (t))
        t->offset = heap_take (heap, place_bytes (t));
    }
  for (guint i = 0; i < step->n; i++)
    {
      const VtTensor *t = step->nodes[i];

      free_dead_sources (heap, t, last, taken);
      if (is_pooled (t) && last[t->index] == t->index)
        heap_give (heap, t->offset, place_bytes (t)); /* nobody reads it */
    }
}

void
vt_plan_memory_layout (VtGraph *graph, const GArray *steps, gsize sizes[3])
{
  g_autofree guint *last = vt_steps_last_uses (graph);
  Heap heap = { g_array_new (FALSE, FALSE, sizeof (Hole)), 0 };

  for (guint i = 0; i < steps->len; i++)
    place_step (&heap, &g_array_index (steps, VtStep, i), last);
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (graph->nodes, i);

      if (t->role != VT_ROLE_BOUND && t->view_src == NULL && !is_pooled (t))
        {
          t->offset = sizes[vt_plan_memory_of (t)];
          sizes[vt_plan_memory_of (t)] += place_bytes (t);
        }
    }
  sizes[VT_MEMORY_DEVICE] = heap.top;
  g_array_unref (heap.holes);
}

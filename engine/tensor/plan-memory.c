/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/plan-memory.h"

/* Plans of fewer bytes stay as they are laid first. */
#define WORTHWHILE ((gsize) 1 << 20)

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

/* What values take one after the other: the first, and those that work in its place. */
typedef struct
{
  guint first, last; /* steps that need it */
  gsize size, offset;
} Place;

/* By node: the step that computes it. */
static guint *
steps_of (const VtGraph *graph, const GArray *steps)
{
  guint *of = g_new0 (guint, MAX (graph->nodes->len, 1));

  for (guint s = 0; s < steps->len; s++)
    for (guint i = 0; i < g_array_index (steps, VtStep, s).n; i++)
      of[g_array_index (steps, VtStep, s).nodes[i]->index] = s;
  return of;
}

/* The places that values need, as place_step() has it; the number of each value's, by node, goes to @of. */
static GArray *
find_places (const VtGraph *graph, const GArray *steps, const guint *last, guint *of)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autofree guint *step_of = steps_of (graph, steps);

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      const VtTensor *t = g_ptr_array_index (graph->nodes, i);
      Place place = { step_of[i], step_of[last[i]], 0, 0 };

      if (t->op == NULL || !is_pooled (t))
        continue;
      place.size = place_bytes (t);
      of[i] = places->len;
      if (g_array_index (steps, VtStep, step_of[i]).n == 1 && takes_over (t, last) && !reads_twice (t, t->src[0]))
        of[i] = of[t->src[0]->index];
      if (of[i] < places->len)
        g_array_index (places, Place, of[i]).last = place.last;
      else
        g_array_append_val (places, place);
    }
  return places;
}

static int
larger_first (gconstpointer a, gconstpointer b)
{
  const Place *x = *(Place *const *) a, *y = *(Place *const *) b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return x->first < y->first ? -1 : x->first > y->first;
}

/* Puts @place into the smallest gap between those of @laid, in the order of their
 * offsets, that are needed at the same time, or behind them. */
static void
lay (GPtrArray *laid, Place *place)
{
  gsize end = 0, least = G_MAXSIZE;
  guint at = 0;

  for (guint i = 0; i < laid->len; i++)
    {
      const Place *other = g_ptr_array_index (laid, i);

      if (other->first > place->last || other->last < place->first)
        continue;
      if (other->offset >= end + place->size && other->offset - end < least)
        {
          least = other->offset - end;
          place->offset = end;
        }
      end = MAX (end, other->offset + other->size);
    }
  if (least == G_MAXSIZE)
    place->offset = end;
  while (at < laid->len && ((Place *) g_ptr_array_index (laid, at))->offset < place->offset)
    at++;
  g_ptr_array_insert (laid, (int) at, place);
}

/* The largest first (Pisarchyk and Lee 2020): of a few large values of unequal size,
 * as in pictures, hardly any room is lost. Returns the bytes of all. */
static gsize
lay_by_size (GArray *places)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new (), laid = g_ptr_array_new ();
  gsize top = 0;

  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (order, &g_array_index (places, Place, i));
  g_ptr_array_sort (order, larger_first);
  for (guint i = 0; i < order->len; i++)
    {
      Place *place = g_ptr_array_index (order, i);

      lay (laid, place);
      top = MAX (top, place->offset + place->size);
    }
  return top;
}

/* Values once more by their size, where that takes less than @top bytes. Returns what is taken. */
static gsize
improve (VtGraph *graph, const GArray *steps, const guint *last, gsize top)
{
  g_autofree guint *of = g_new0 (guint, MAX (graph->nodes->len, 1));
  g_autoptr(GArray) places = find_places (graph, steps, last, of);
  gsize better = lay_by_size (places);

  for (guint i = 0; better < top && i < graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (graph->nodes, i);

      if (t->op != NULL && is_pooled (t))
        t->offset = g_array_index (places, Place, of[i]).offset;
    }
  return MIN (better, top);
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
  sizes[VT_MEMORY_DEVICE] = heap.top < WORTHWHILE ? heap.top : improve (graph, steps, last, heap.top);
  g_array_unref (heap.holes);
}

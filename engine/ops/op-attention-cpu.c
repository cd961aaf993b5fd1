/* op-attention-cpu.c: attention, a tile of keys at a time.
 *
 * All query heads of some tokens that share a key head are rows of one block.
 * A block meets the keys and values tile by tile; its sums are rescaled when a
 * larger score turns up (Milakov and Gimelshein 2018; Dao et al. 2022). Where
 * there are fewer blocks than threads the keys are split too, and the partial
 * sums joined at the end (Dao et al. 2023, "Flash-Decoding").
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-cpu.h"

#include <math.h>

#define BLOCK 64 /* query rows in a block, about */
#define TILE 64  /* keys in a tile */
#define PART 256 /* keys below which splitting is not worth a barrier */
#define MAX_PARTS 64

typedef struct
{
  const VtTensor *node, *q, *k, *v;
  const gint32 *spans; /* or %NULL: every token looks at all rows */
  gint64 heads;  /* of keys, of all sequences */
  gint64 group;  /* query heads for each key head */
  gint64 tokens; /* in a block */
  gint64 rows;   /* of a block: group * tokens */
  gint64 blocks; /* for each key head */
  gint64 dk, dv;
} Attention;

/* What a block accumulates. In memory: out (rows, dv), max (rows), sum (rows). */
typedef struct
{
  float *out, *max, *sum;
} Sums;

static Attention
attention_of (const VtTensor *node)
{
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];
  gint64 group = q->ne[1] / k->ne[1], tokens = MAX (BLOCK / group, 1);

  tokens = MIN (tokens, q->ne[2]);
  return (Attention) { node, q, k, v, node->src[3] != NULL ? (const gint32 *) node->src[3]->data : NULL,
                       k->ne[1] * k->ne[3], group, tokens, group * tokens, (q->ne[2] + tokens - 1) / tokens, k->ne[0], v->ne[0] };
}

static gsize
sums_floats (const Attention *a)
{
  return (gsize) (a->rows * (a->dv + 2));
}

static Sums
sums_at (const Attention *a, float *memory)
{
  return (Sums) { memory, memory + a->rows * a->dv, memory + a->rows * (a->dv + 1) };
}

/* A thread's own memory: queries, keys and values of a tile, scores, factors, sums. */
static gsize
own_floats (const Attention *a)
{
  return (gsize) (a->rows * (a->dk + TILE + 1) + TILE * (a->dk + a->dv)) + sums_floats (a);
}

/* Into how many parts the keys could be split. */
static gint64
most_parts (const Attention *a, gint64 rows, guint n_threads)
{
  gint64 units = a->blocks * a->heads, parts = 1;

  if (units < 2 * n_threads)
    parts = MIN (2 * n_threads / units, rows / PART);
  return CLAMP (parts, 1, MAX_PARTS);
}

gsize
vt_attention_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Attention a = attention_of (node);
  gsize parts = (gsize) most_parts (&a, a.k->ne[2], n_threads);
  gsize shared = parts > 1 ? parts * (gsize) (a.blocks * a.heads) * sums_floats (&a) : 0;

  return (shared + own_floats (&a) * n_threads) * sizeof (float);
}

/* The keys that any token of [@begin, @end) looks at; tokens are counted through all sequences. */
static void
span_of (const Attention *a, gint64 begin, gint64 end, gint64 *first, gint64 *last)
{
  *first = a->spans != NULL ? a->k->ne[2] : 0;
  *last = a->spans != NULL ? 0 : a->k->ne[2];
  for (gint64 t = begin; t < end && a->spans != NULL; t++)
    if (a->spans[2 * t] < a->spans[2 * t + 1])
      {
        *first = MIN (*first, MAX (a->spans[2 * t], 0));
        *last = MAX (*last, MIN (a->spans[2 * t + 1], a->k->ne[2]));
      }
}

/* Row @row of key head @head, which is counted through all sequences; @group heads of @t belong to each. */
static guint8 *
head_row (const Attention *a, const VtTensor *t, gint64 head, gint64 group, gint64 member, gint64 row)
{
  gint64 heads = a->k->ne[1];

  return t->data + (head % heads * group + member) * t->nb[1] + row * t->nb[2] + head / heads * t->nb[3];
}

static void
load_rows (const Attention *a, const VtCpuKernels *kernels, const VtTensor *t, gint64 head, gint64 row, gint64 n, float *to)
{
  for (gint64 i = 0; i < n; i++, to += t->ne[0])
    {
      const guint8 *from = head_row (a, t, head, 1, 0, row + i);

      if (t->type == VT_TYPE_F16)
        kernels->f16_to_f32 ((const guint16 *) from, to, t->ne[0]);
      else
        memcpy (to, from, (gsize) t->ne[0] * sizeof (float));
    }
}

/* The block's queries, one after the other: token by token, head by head. */
static void
load_queries (const Attention *a, gint64 head, gint64 token, gint64 rows, float *to)
{
  for (gint64 i = 0; i < rows; i++)
    memcpy (to + i * a->dk, head_row (a, a->q, head, a->group, i % a->group, token + i / a->group), (gsize) a->dk * sizeof (float));
}

/* Turns a tile's scores to weights and finds by how much older sums shrink. */
static void
weigh_scores (const Attention *a, const VtCpuKernels *kernels, gint64 head, gint64 token, gint64 rows, gint64 tile, gint64 n,
              float *scores, float *keep, const Sums *sums)
{
  const VtAttentionParams *p = vt_tensor_params (a->node, VtAttentionParams);

  for (gint64 i = 0; i < rows; i++)
    {
      gint64 place = token + i / a->group + head / a->k->ne[1] * a->q->ne[2], begin = 0, end = n;
      float *s = scores + i * TILE;

      if (a->spans != NULL)
        {
          begin = CLAMP (a->spans[2 * place] - tile, 0, n);
          end = CLAMP (a->spans[2 * place + 1] - tile, begin, n);
        }
      memset (s, 0, (gsize) begin * sizeof *s);
      memset (s + end, 0, (gsize) (n - end) * sizeof *s);
      keep[i] = begin < end ? kernels->soften (s + begin, end - begin, p->scale, p->softcap, &sums->max[i], &sums->sum[i])
                            : 1.0f;
    }
}

/* A block's queries against keys [@first, @last). */
static void
attend (const Attention *a, const VtCpuKernels *kernels, gint64 head, gint64 token, gint64 rows,
        gint64 first, gint64 last, float *memory, const Sums *sums)
{
  float *queries = memory, *scores = queries + a->rows * a->dk, *keep = scores + a->rows * TILE;
  float *keys = keep + a->rows, *values = keys + TILE * a->dk;

  memset (sums->out, 0, sums_floats (a) * sizeof (float));
  for (gint64 i = 0; i < rows; i++)
    sums->max[i] = -INFINITY;
  load_queries (a, head, token, rows, queries);
  for (gint64 tile = first; tile < last; tile += TILE)
    {
      gint64 n = MIN (TILE, last - tile);

      load_rows (a, kernels, a->k, head, tile, n, keys);
      load_rows (a, kernels, a->v, head, tile, n, values);
      kernels->dots (queries, rows, keys, n, a->dk, scores, TILE);
      weigh_scores (a, kernels, head, token, rows, tile, n, scores, keep, sums);
      kernels->add_rows (sums->out, keep, rows, scores, TILE, values, n, a->dv);
    }
}

static void
store_block (const Attention *a, const VtCpuKernels *kernels, gint64 head, gint64 token, gint64 rows, const Sums *sums)
{
  for (gint64 i = 0; i < rows; i++)
    {
      float *y = (float *) head_row (a, a->node, head, a->group, i % a->group, token + i / a->group);

      kernels->scale (sums->out + i * a->dv, sums->sum[i] > 0 ? 1.0f / sums->sum[i] : 0.0f, 0, y, a->dv);
    }
}

/* Joins the parts of one block in the first of them. */
static void
join_parts (const Attention *a, const VtCpuKernels *kernels, float *memory, gint64 parts)
{
  Sums all = sums_at (a, memory);

  for (gint64 part = 1; part < parts; part++)
    {
      Sums one = sums_at (a, memory + (gsize) part * sums_floats (a));

      for (gint64 i = 0; i < a->rows; i++)
        {
          float max = MAX (all.max[i], one.max[i]), keep, take;

          if (!(one.sum[i] > 0))
            continue;
          keep = all.sum[i] > 0 ? expf (all.max[i] - max) : 0.0f;
          take = expf (one.max[i] - max);
          kernels->add_rows (all.out + i * a->dv, &keep, 1, &take, 1, one.out + i * a->dv, 1, a->dv);
          all.sum[i] = all.sum[i] * keep + one.sum[i] * take;
          all.max[i] = max;
        }
    }
}

static void
join_blocks (const Attention *a, const VtCpuSlice *slice, float *shared, gint64 parts)
{
  gint64 begin, end;

  vt_cpu_slice_barrier (slice);
  vt_cpu_slice_range (slice, a->blocks * a->heads, &begin, &end);
  for (gint64 unit = begin; unit < end; unit++)
    {
      float *memory = shared + (gsize) (unit * parts) * sums_floats (a);
      gint64 token = unit % a->blocks * a->tokens, head = unit / a->blocks;
      Sums sums = sums_at (a, memory);

      join_parts (a, slice->kernels, memory, parts);
      store_block (a, slice->kernels, head, token, a->group * MIN (a->tokens, a->q->ne[2] - token), &sums);
    }
}

void
vt_attention_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  Attention a = attention_of (node);
  gint64 first, last, parts, begin, end;
  float *own, *shared;

  span_of (&a, 0, a.q->ne[2] * a.q->ne[3], &first, &last);
  parts = most_parts (&a, last - first, slice->count);
  own = (float *) slice->scratch + slice->index * own_floats (&a);
  shared = (float *) slice->scratch + slice->count * own_floats (&a);
  while (vt_cpu_slice_take (slice, a.blocks * a.heads * parts, 1, &begin, &end))
    {
      gint64 unit = begin / parts, part = begin % parts, head = unit / a.blocks, token = unit % a.blocks * a.tokens;
      gint64 tokens = MIN (a.tokens, a.q->ne[2] - token);
      Sums sums = sums_at (&a, parts > 1 ? shared + (gsize) begin * sums_floats (&a)
                                         : own + own_floats (&a) - sums_floats (&a));

      span_of (&a, token + head / a.k->ne[1] * a.q->ne[2], token + tokens + head / a.k->ne[1] * a.q->ne[2], &first, &last);
      attend (&a, slice->kernels, head, token, a.group * tokens, first + MAX (last - first, 0) * part / parts,
              first + MAX (last - first, 0) * (part + 1) / parts, own, &sums);
      if (parts == 1)
        store_block (&a, slice->kernels, head, token, a.group * tokens, &sums);
    }
  if (parts > 1)
    join_blocks (&a, slice, shared, parts);
}

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

#define BLOCK 64       /* query rows in a block, about */
#define LONG_BLOCK 192 /* where there are many of them: a tile of keys is prepared once for each */
#define TILE 128       /* keys in a tile */
#define FEW 16         /* rows for which it is not worth to transpose the keys */
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
  gint64 width;  /* numbers of a value, rounded up to vectors */
} Attention;

/* What a block accumulates. In memory: out (rows, width), max (rows), sum (rows). */
typedef struct
{
  float *out, *max, *sum;
} Sums;

static Attention
attention_of (const VtTensor *node)
{
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];
  gint64 group = q->ne[1] / k->ne[1], block = q->ne[2] * group >= 4 * LONG_BLOCK ? LONG_BLOCK : BLOCK;
  gint64 tokens = MAX (block / group, 1);

  tokens = MIN (tokens, q->ne[2]);
  return (Attention) { node, q, k, v, node->src[3] != NULL ? (const gint32 *) node->src[3]->data : NULL,
                       k->ne[1] * k->ne[3], group, tokens, group * tokens, (q->ne[2] + tokens - 1) / tokens, k->ne[0], v->ne[0],
                       (v->ne[0] + 15) / 16 * 16 };
}

static gsize
sums_floats (const Attention *a)
{
  return (gsize) (a->rows * (a->width + 2));
}

static Sums
sums_at (const Attention *a, float *memory)
{
  return (Sums) { memory, memory + a->rows * a->width, memory + a->rows * (a->width + 1) };
}

/* A thread's own memory: queries, scores, factors, keys and values of a tile, sums. */
static gsize
own_floats (const Attention *a)
{
  return (gsize) (a->rows * (a->dk + TILE + 1) + TILE * (2 * a->dk + a->width)) + sums_floats (a);
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
load_rows (const Attention *a, const VtCpuKernels *kernels, const VtTensor *t, gint64 head, gint64 row, gint64 n,
           float *to, gint64 pitch)
{
  for (gint64 i = 0; i < n; i++, to += pitch)
    {
      const guint8 *from = head_row (a, t, head, 1, 0, row + i);

      if (t->type == VT_TYPE_F16)
        kernels->f16_to_f32 ((const guint16 *) from, to, t->ne[0]);
      else
        memcpy (to, from, (gsize) t->ne[0] * sizeof (float));
      memset (to + t->ne[0], 0, (gsize) (pitch - t->ne[0]) * sizeof (float));
    }
}

/* Products of the block's queries and a tile's keys. @keys is the thread's memory for two of those. */
static void
find_scores (const Attention *a, const VtCpuKernels *kernels, gint64 head, gint64 rows, gint64 tile, gint64 n,
             gint64 pitch, const float *queries, float *keys, float *scores)
{
  const float *from = keys;
  gsize stride = (gsize) a->dk;

  if (rows >= FEW && a->k->type == VT_TYPE_F32)
    {
      from = (const float *) head_row (a, a->k, head, 1, 0, tile);
      stride = (gsize) a->k->nb[2] / sizeof (float);
    }
  else
    load_rows (a, kernels, a->k, head, tile, n, keys, a->dk);
  if (rows < FEW)
    {
      kernels->dots (queries, rows, keys, n, a->dk, scores, pitch);
      return;
    }
  if (n < pitch)
    memset (keys + TILE * a->dk, 0, (gsize) (pitch * a->dk) * sizeof *keys);
  kernels->transpose (from, stride, n, a->dk, keys + TILE * a->dk, (gsize) pitch);
  kernels->add_rows (scores, NULL, rows, queries, a->dk, keys + TILE * a->dk, a->dk, pitch);
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
              gint64 pitch, float *scores, float *keep, const Sums *sums)
{
  const VtAttentionParams *p = vt_tensor_params (a->node, VtAttentionParams);

  for (gint64 i = 0; i < rows; i++)
    {
      gint64 place = token + i / a->group + head / a->k->ne[1] * a->q->ne[2], begin = 0, end = n;
      float *s = scores + i * pitch;

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
  float *keys = keep + a->rows, *values = keys + 2 * TILE * a->dk;

  memset (sums->out, 0, sums_floats (a) * sizeof (float));
  for (gint64 i = 0; i < rows; i++)
    sums->max[i] = -INFINITY;
  load_queries (a, head, token, rows, queries);
  for (gint64 tile = first; tile < last; tile += TILE)
    {
      gint64 n = MIN (TILE, last - tile), pitch = (n + 15) / 16 * 16;

      load_rows (a, kernels, a->v, head, tile, n, values, a->width);
      find_scores (a, kernels, head, rows, tile, n, pitch, queries, keys, scores);
      weigh_scores (a, kernels, head, token, rows, tile, n, pitch, scores, keep, sums);
      kernels->add_rows (sums->out, keep, rows, scores, pitch, values, n, a->width);
    }
}

static void
store_block (const Attention *a, const VtCpuKernels *kernels, gint64 head, gint64 token, gint64 rows, const Sums *sums)
{
  for (gint64 i = 0; i < rows; i++)
    {
      float *y = (float *) head_row (a, a->node, head, a->group, i % a->group, token + i / a->group);

      kernels->scale (sums->out + i * a->width, sums->sum[i] > 0 ? 1.0f / sums->sum[i] : 0.0f, 0, y, a->dv);
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
          kernels->add_rows (all.out + i * a->width, &keep, 1, &take, 1, one.out + i * a->width, 1, a->width);
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

/* op-group-norm-cpu.c: moments of a few rows at a time, joined in double
 * precision (Chan, Golub and LeVeque 1979), so that the picture is read once
 * and a large mean does no harm.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-cpu.h"

#include <math.h>

#define CHUNK 16 /* rows: they stay in the first cache */

typedef struct
{
  double n, mean, squares; /* squares: of the distances from the mean */
} Moments;

/* What a thread needs for itself: sums and means of channels, their factors. */
typedef struct
{
  float *sums, *means;
} Own;

static gsize
own_floats (const VtTensor *node)
{
  return (gsize) (2 * node->ne[0] + 15) / 16 * 16;
}

static gsize
moments_bytes (const VtTensor *node)
{
  return ((gsize) (vt_tensor_params (node, VtGroupNormParams)->groups * node->ne[3]) * sizeof (Moments) + 63) / 64 * 64;
}

gsize
vt_group_norm_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  return n_threads * (moments_bytes (node) + own_floats (node) * sizeof (float));
}

static void
join (Moments *a, const Moments *b)
{
  double n = a->n + b->n, distance = b->mean - a->mean;

  if (b->n == 0)
    return;
  a->squares += b->squares + distance * distance * a->n * b->n / n;
  a->mean += distance * b->n / n;
  a->n = n;
}

static double
sum_of (const float *x, gint64 n)
{
  double sum = 0;

  for (gint64 i = 0; i < n; i++)
    sum += x[i];
  return sum;
}

/* Adds rows [@begin, @end), all of one picture, to its groups. */
static void
add_chunk (const VtTensor *node, const VtCpuKernels *kernels, gint64 begin, gint64 end, const Own *own, Moments *groups)
{
  gint64 n_groups = vt_tensor_params (node, VtGroupNormParams)->groups, n = node->ne[0], width = n / n_groups;
  const VtTensor *x = node->src[0];
  double count = (double) ((end - begin) * width);

  memset (own->sums, 0, (gsize) n * sizeof (float));
  for (gint64 r = begin; r < end; r++)
    kernels->add (own->sums, vt_row_f32 (x, r), own->sums, n);
  for (gint64 k = 0; k < n_groups; k++)
    {
      float mean = (float) (sum_of (own->sums + k * width, width) / count);

      for (gint64 i = 0; i < width; i++)
        own->means[k * width + i] = mean;
    }
  memset (own->sums, 0, (gsize) n * sizeof (float));
  for (gint64 r = begin; r < end; r++)
    kernels->add_square (vt_row_f32 (x, r), own->means, own->sums, n);
  for (gint64 k = 0; k < n_groups; k++)
    {
      Moments one = { count, own->means[k * width], sum_of (own->sums + k * width, width) };

      join (&groups[k], &one);
    }
}

/* This thread's share of the rows, picture by picture. */
static void
measure (const VtTensor *node, const VtCpuSlice *slice, const Own *own, Moments *moments)
{
  gint64 pixels = node->ne[1] * node->ne[2], n_groups = vt_tensor_params (node, VtGroupNormParams)->groups, begin, end;

  memset (moments, 0, moments_bytes (node));
  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  while (begin < end)
    {
      gint64 picture = begin / pixels, stop = MIN (MIN (end, begin + CHUNK), (picture + 1) * pixels);

      add_chunk (node, slice->kernels, begin, stop, own, moments + picture * n_groups);
      begin = stop;
    }
}

/* The factors of the channels of @picture, from what all threads have measured. */
static void
find_factors (const VtTensor *node, const VtCpuSlice *slice, gint64 picture, float *scale, float *shift)
{
  const VtGroupNormParams *p = vt_tensor_params (node, VtGroupNormParams);
  const float *weight = vt_floats_or_null (node->src[1]), *bias = vt_floats_or_null (node->src[2]);
  gint64 width = node->ne[0] / p->groups;

  for (gint64 k = 0; k < p->groups; k++)
    {
      Moments all = { 0 };
      double inverse;

      for (guint t = 0; t < slice->count; t++)
        join (&all, (const Moments *) (slice->scratch + t * moments_bytes (node)) + picture * p->groups + k);
      inverse = 1.0 / sqrt (all.squares / all.n + p->eps);
      for (gint64 i = k * width; i < (k + 1) * width; i++)
        {
          double factor = inverse * (weight != NULL ? weight[i] : 1.0);

          scale[i] = (float) factor;
          shift[i] = (float) ((bias != NULL ? bias[i] : 0.0) - all.mean * factor);
        }
    }
}

void
vt_group_norm_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  gint64 pixels = node->ne[1] * node->ne[2], n = node->ne[0], picture = -1, begin, end;
  float *memory = (float *) (slice->scratch + slice->count * moments_bytes (node)) + slice->index * own_floats (node);
  Own own = { memory, memory + n };

  measure (node, slice, &own, (Moments *) (slice->scratch + slice->index * moments_bytes (node)));
  vt_cpu_slice_barrier (slice);
  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      float *y = vt_row_f32 (node, r);

      if (r / pixels != picture)
        find_factors (node, slice, picture = r / pixels, own.sums, own.means);
      slice->kernels->scale_shift (vt_row_f32 (node->src[0], r), own.sums, own.means, y, n);
      if (vt_tensor_params (node, VtGroupNormParams)->silu)
        slice->kernels->silu (y, y, n);
    }
}

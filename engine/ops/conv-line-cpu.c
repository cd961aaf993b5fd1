/* conv-line-cpu.c: convolutions of sound: one row of windows, each next to the
 * one before.
 *
 * A window's taps are rows of the input that stand at even distances, so the
 * products read them where they are; only at the ends, where windows reach
 * beyond the input, a piece of it is copied with zeros around it. Nothing else
 * is copied, which for few channels takes longer than the products.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/conv-cpu.h"

/* Windows at a time; a multiple of what products take at once at every level. */
#define MOST_COLUMNS 504
#define LEAST_COLUMNS 96

/**
 * Line: what a thread needs to know.
 * @channels, @m: of the input and of the result
 * @block: windows at a time
 * @panels: of weights that a unit of work has: all, or one where there are few blocks
 */
typedef struct
{
  const VtTensor *node, *w, *x;
  const VtCpuKernels *kernels;
  VtConvPass pass;
  gint64 channels, m, block, panels;
} Line;

static gint64
all_panels (const Line *l)
{
  return (l->m + VT_PANEL - 1) / VT_PANEL;
}

static gint64
blocks_of (const Line *l)
{
  return (l->pass.count[0] + l->block - 1) / l->block;
}

gboolean
vt_conv_is_line (const VtTensor *node, const VtCpuKernels *kernels)
{
  const VtTensor *w = node->src[0], *x = node->src[1];
  VtConvPass pass = vt_conv_pass (node, 0);

  return kernels->gemm.multiply_taps != NULL && x->ne[2] == 1 && x->ne[3] == 1 && node->ne[2] == 1 && w->ne[2] == 1
         && pass.groups == 1 && pass.in_step[0] == 1 && pass.taps[1] == 1 && pass.in[1] == 0
         && w->ne[0] <= VT_GEMM_TAP && !vt_type_is_quantised (w->type);
}

static Line
line_of (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Line l = { node, node->src[0], node->src[1], kernels, vt_conv_pass (node, 0) };
  gint64 units = 0;

  l.channels = l.w->ne[0];
  l.m = l.w->ne[3];
  l.block = CLAMP ((l.pass.count[0] / (4 * n_threads) + 11) / 12 * 12, LEAST_COLUMNS, MOST_COLUMNS);
  for (gint64 i = 0; i < vt_conv_passes (node); i++)
    {
      l.pass = vt_conv_pass (node, i);
      units += blocks_of (&l);
    }
  l.panels = units < 4 * n_threads ? 1 : all_panels (&l);
  return l;
}

/* Rows of the input that a block's windows cover, in any pass. */
static gint64
most_rows (const Line *l)
{
  gint64 most = 0;

  for (gint64 i = 0; i < vt_conv_passes (l->node); i++)
    {
      VtConvPass pass = vt_conv_pass (l->node, i);

      most = MAX (most, l->block + (pass.taps[0] - 1) * pass.tap_step[0]);
    }
  return most;
}

static gsize
piece_bytes (const Line *l)
{
  return ((gsize) (most_rows (l) * l->channels) * sizeof (float) + 63) / 64 * 64;
}

static gsize
panel_bytes (const Line *l)
{
  return (l->kernels->gemm.scratch_bytes (l->w->type, VT_GEMM_TAP) + 63) / 64 * 64;
}

/* A thread's memory: a piece of the input, the panel, the result, addresses of windows. */
static gsize
own_bytes (const Line *l)
{
  return piece_bytes (l) + panel_bytes (l) + (gsize) l->block * (VT_PANEL * sizeof (float) + sizeof (float *));
}

gsize
vt_conv_line_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Line l = line_of (node, kernels, n_threads);

  return n_threads * own_bytes (&l);
}

/* Rows [@from, @to) of the input, zeros where there are none. */
static void
copy_rows (const Line *l, gint64 from, gint64 to, float *target)
{
  for (gint64 i = from; i < to; i++, target += l->channels)
    if (i >= 0 && i < l->x->ne[1])
      memcpy (target, l->x->data + i * l->x->nb[1], (gsize) l->channels * sizeof *target);
    else
      memset (target, 0, (gsize) l->channels * sizeof *target);
}

/* Addresses of windows [@first, @first + @n); returns numbers from row to row. */
static gint64
find_windows (const Line *l, gint64 first, gint64 n, guint8 *memory, const float **x)
{
  gint64 from = l->pass.in[0] + first, to = from + n + (l->pass.taps[0] - 1) * l->pass.tap_step[0];
  gboolean inside = from >= 0 && to <= l->x->ne[1];
  gint64 pitch = inside ? l->x->nb[1] / (gint64) sizeof (float) : l->channels;
  const float *begin = (const float *) memory;

  if (inside)
    begin = (const float *) (l->x->data + from * l->x->nb[1]);
  else
    copy_rows (l, from, to, (float *) memory);
  for (gint64 i = 0; i < n; i++)
    x[i] = begin + i * pitch;
  return pitch;
}

/* Rows [@m, @m + @rows) of the results of windows [@first, @first + @n), with bias and residual. */
static void
finish (const Line *l, gint64 first, gint64 n, gint64 m, gint64 rows, const float *from)
{
  const float *bias = l->node->src[2] != NULL ? (const float *) l->node->src[2]->data + m : NULL;

  for (gint64 i = 0; i < n; i++, from += VT_PANEL)
    {
      gint64 place = l->pass.out[0] + (first + i) * l->pass.out_step[0];
      float *y = (float *) (l->node->data + place * l->node->nb[1]) + m;
      const float *residual = NULL;

      if (l->node->src[3] != NULL)
        residual = (const float *) (l->node->src[3]->data + place * l->node->src[3]->nb[1]) + m;
      for (gint64 r = 0; r < rows; r++)
        y[r] = from[r] + (bias != NULL ? bias[r] : 0) + (residual != NULL ? residual[r] : 0);
    }
}

/* One result a window: the windows, which may overlap, are the rows of a matrix. */
static void
multiply_one (const Line *l, gint64 first, gint64 n, const float *const *x, gint64 pitch, const guint8 *w, float *out)
{
  l->kernels->matvec[VT_TYPE_F32] ((const guint8 *) x[0], (gsize) pitch * sizeof (float), n, w,
                                   l->pass.taps[0] * l->channels, out);
  for (gint64 i = n - 1; i > 0; i--)
    out[i * VT_PANEL] = out[i];
  finish (l, first, n, 0, 1, out);
}

static void
do_unit (const Line *l, gint64 block, gint64 first_panel, guint8 *memory)
{
  gint64 first = block * l->block, n = MIN (l->block, l->pass.count[0] - first);
  guint8 *panel = memory + piece_bytes (l);
  float *out = (float *) (panel + panel_bytes (l));
  const float **x = (const float **) (out + l->block * VT_PANEL);
  gint64 pitch = find_windows (l, first, n, memory, x), apart = l->pass.tap_step[0] * pitch;
  const guint8 *w = l->w->data + vt_type_row_bytes (l->w->type, l->pass.first_tap * l->channels);

  if (l->m == 1 && apart == l->channels && l->w->type == VT_TYPE_F32)
    {
      multiply_one (l, first, n, x, pitch, w, out);
      return;
    }
  for (gint64 m = first_panel * VT_PANEL; m < MIN ((first_panel + l->panels) * VT_PANEL, l->m); m += VT_PANEL)
    {
      gint64 rows = MIN (VT_PANEL, l->m - m);

      if (l->pass.taps[0] == 0)
        memset (out, 0, (gsize) (n * VT_PANEL) * sizeof *out);
      else
        l->kernels->gemm.multiply_taps (l->w->type, w + m * l->w->nb[3], (gsize) l->w->nb[3], rows, x, l->pass.taps[0],
                                        apart, l->channels, n, panel, out);
      finish (l, first, n, m, rows, out);
    }
}

/* Sets the pass of block @block of all passes, and returns its number in that. */
static gint64
find_pass (Line *l, gint64 block)
{
  for (gint64 i = 0;; i++)
    {
      l->pass = vt_conv_pass (l->node, i);
      if (block < blocks_of (l))
        return block;
      block -= blocks_of (l);
    }
}

void
vt_conv_line_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  Line l = line_of (node, slice->kernels, slice->count);
  guint8 *memory = slice->scratch + slice->index * own_bytes (&l);
  gint64 chunks = (all_panels (&l) + l.panels - 1) / l.panels, units = 0, begin, end;

  for (gint64 i = 0; i < vt_conv_passes (node); i++)
    {
      l.pass = vt_conv_pass (node, i);
      units += blocks_of (&l) * chunks;
    }
  while (vt_cpu_slice_take (slice, units, 1, &begin, &end))
    do_unit (&l, find_pass (&l, begin / chunks), begin % chunks * l.panels, memory);
}

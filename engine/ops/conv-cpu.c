/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-cpu.h"

/* Numbers of the windows that a thread multiplies at a time, about; they should stay in the cache. */
#define BLOCK_NUMBERS (1 << 20)
#define MOST_COLUMNS 512

/**
 * Conv: what a thread needs to know.
 * @k: numbers in a window
 * @m: rows of weights of a group
 * @block: windows at a time; a multiple of 16
 */
typedef struct
{
  const VtTensor *node, *w, *x;
  const VtCpuKernels *kernels;
  VtConvPass pass;
  gint64 passes;
  gint64 channels, k, m, block;
} Conv;

static gint64
columns_of (const VtTensor *node, const VtConvPass *pass)
{
  return pass->count[0] * pass->count[1] * node->ne[3];
}

/* The longest window of any pass. */
static gint64
most_numbers (const VtTensor *node, gint64 passes)
{
  gint64 most = 0;

  for (gint64 i = 0; i < passes; i++)
    {
      VtConvPass pass = vt_conv_pass (node, i);

      most = MAX (most, pass.taps[0] * pass.taps[1] * node->src[0]->ne[0]);
    }
  return most;
}

static gint64
block_columns (const VtTensor *node, gint64 passes, gint64 most_k, guint n_threads)
{
  VtConvPass pass = vt_conv_pass (node, 0);
  gint64 columns = columns_of (node, &pass), units = 3 * n_threads / (passes * pass.groups) + 1;
  gint64 block = MIN (BLOCK_NUMBERS / MAX (most_k, 1), MOST_COLUMNS);

  return (CLAMP (MIN (block, columns / units), 48, MOST_COLUMNS) + 15) / 16 * 16;
}

static Conv
conv_of (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Conv c = { node, node->src[0], node->src[1], kernels, vt_conv_pass (node, 0), vt_conv_passes (node) };

  c.channels = c.w->ne[0];
  c.m = c.w->ne[3] / c.pass.groups;
  c.k = most_numbers (node, c.passes);
  c.block = block_columns (node, c.passes, c.k, n_threads);
  return c;
}

/* Numbers from window to window in memory. */
static gint64
pitch_of (gint64 k)
{
  return (k + 15) / 16 * 16;
}

static gsize
windows_bytes (const Conv *c)
{
  gint64 columns = c->kernels->gemm.pack != NULL ? 16 : c->block;

  return (gsize) (columns * pitch_of (c->k)) * sizeof (float);
}

static gsize
packed_bytes (const Conv *c)
{
  const VtGemm *gemm = &c->kernels->gemm;

  return gemm->pack != NULL ? (gemm->packed_bytes (c->w->type, c->k, c->block) + 63) / 64 * 64 : 0;
}

static gsize
panel_bytes (const Conv *c)
{
  return (c->kernels->gemm.scratch_bytes (c->w->type, c->k) + 63) / 64 * 64;
}

/* A thread's memory: windows, packed windows, panel, result, addresses of windows. */
static gsize
own_bytes (const Conv *c)
{
  return windows_bytes (c) + packed_bytes (c) + panel_bytes (c) +
         (gsize) c->block * (VT_PANEL * sizeof (float) + sizeof (float *));
}

gsize
vt_conv_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Conv c = conv_of (node, kernels, n_threads);

  return n_threads * own_bytes (&c);
}

/* A row of a window's taps, with zeros where it is outside. */
static void
gather_taps (const Conv *c, const guint8 *row, gint64 ix, float *to)
{
  gsize bytes = (gsize) c->channels * sizeof *to;

  for (gint64 t = 0; t < c->pass.taps[0]; t++, ix += c->pass.tap_step[0], to += c->channels)
    if (ix >= 0 && ix < c->x->ne[1])
      memcpy (to, row + ix * c->x->nb[1], bytes);
    else
      memset (to, 0, bytes);
}

/* Window @column, for the channels of @group. */
static void
gather_window (const Conv *c, gint64 group, gint64 column, float *to)
{
  const VtConvPass *p = &c->pass;
  gint64 ix = p->in[0] + column % p->count[0] * p->in_step[0];
  gint64 iy = p->in[1] + column / p->count[0] % p->count[1] * p->in_step[1];
  const guint8 *picture = c->x->data + column / p->count[0] / p->count[1] * c->x->nb[3] + group * c->channels * 4;
  gint64 row = p->taps[0] * c->channels;

  for (gint64 t = 0; t < p->taps[1]; t++, iy += p->tap_step[1], to += row)
    if (iy >= 0 && iy < c->x->ne[2])
      gather_taps (c, picture + iy * c->x->nb[2], ix, to);
    else
      memset (to, 0, (gsize) row * sizeof *to);
}

/* Where the result of window @column is. */
static gint64
row_of (const Conv *c, gint64 column)
{
  const VtConvPass *p = &c->pass;
  gint64 i0 = p->out[0] + column % p->count[0] * p->out_step[0];
  gint64 i1 = p->out[1] + column / p->count[0] % p->count[1] * p->out_step[1];

  return i0 + c->node->ne[1] * (i1 + c->node->ne[2] * (column / p->count[0] / p->count[1]));
}

static void
finish_column (const Conv *c, gint64 column, gint64 m, gint64 rows, const float *from)
{
  const VtTensor *bias = c->node->src[2], *residual = c->node->src[3];
  gint64 row = row_of (c, column);
  float *y = vt_row_f32 (c->node, row) + m;

  if (bias != NULL)
    c->kernels->add (from, (const float *) bias->data + m, y, rows);
  if (residual != NULL)
    c->kernels->add (bias != NULL ? y : from, vt_row_f32 (residual, row) + m, y, rows);
  if (bias == NULL && residual == NULL)
    memcpy (y, from, (gsize) rows * sizeof *y);
}

/* Gathers windows [@first, @first + @n), and packs them where the products want that. */
static void
prepare_windows (const Conv *c, gint64 group, gint64 first, gint64 n, guint8 *memory, const float **x)
{
  const VtGemm *gemm = &c->kernels->gemm;
  gint64 pitch = pitch_of (c->k), k = c->pass.taps[0] * c->pass.taps[1] * c->channels;

  for (gint64 i = 0; i < n; i++)
    {
      float *to = (float *) memory + (gemm->pack != NULL ? i % 16 : i) * pitch;

      gather_window (c, group, first + i, to);
      x[gemm->pack != NULL ? i % 16 : i] = to;
      if (gemm->pack != NULL && (i % 16 == 15 || i == n - 1))
        gemm->pack (c->w->type, x, k, i / 16 * 16, i + 1, memory + windows_bytes (c));
    }
}

/* A block of windows times all rows of a group's weights. */
static void
multiply_block (const Conv *c, gint64 group, gint64 first, gint64 n, guint8 *memory)
{
  const VtGemm *gemm = &c->kernels->gemm;
  gint64 k = c->pass.taps[0] * c->pass.taps[1] * c->channels;
  guint8 *packed = memory + windows_bytes (c), *panel = packed + packed_bytes (c);
  float *out = (float *) (panel + panel_bytes (c));
  const float **x = (const float **) (out + c->block * VT_PANEL);

  if (k > 0)
    prepare_windows (c, group, first, n, memory, x);
  else
    memset (out, 0, (gsize) (n * VT_PANEL) * sizeof *out);
  for (gint64 m = 0; m < c->m; m += VT_PANEL)
    {
      gint64 rows = MIN (VT_PANEL, c->m - m), row = group * c->m + m;
      const guint8 *w = c->w->data + row * c->w->nb[3] +
                        (gint64) vt_type_row_bytes (c->w->type, c->pass.first_tap * c->channels);

      if (k > 0)
        gemm->multiply (c->w->type, w, (gsize) c->w->nb[3], rows, x, gemm->pack != NULL ? packed : NULL, k, n, panel, out);
      for (gint64 i = 0; i < n; i++)
        finish_column (c, first + i, row, rows, out + i * VT_PANEL);
    }
}

/* Block @unit of all passes and groups; the pass is left in @c. */
static void
do_unit (Conv *c, gint64 unit, guint8 *memory)
{
  for (gint64 i = 0; i < c->passes; i++)
    {
      gint64 columns, blocks;

      c->pass = vt_conv_pass (c->node, i);
      columns = columns_of (c->node, &c->pass);
      blocks = (columns + c->block - 1) / c->block;
      if (unit < blocks * c->pass.groups)
        {
          gint64 first = unit % blocks * c->block;

          multiply_block (c, unit / blocks, first, MIN (c->block, columns - first), memory);
          return;
        }
      unit -= blocks * c->pass.groups;
    }
}

void
vt_conv_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  Conv c = conv_of (node, slice->kernels, slice->count);
  guint8 *memory = slice->scratch + slice->index * own_bytes (&c);
  gint64 units = 0, begin, end;

  for (gint64 i = 0; i < c.passes; i++)
    {
      VtConvPass pass = vt_conv_pass (node, i);

      units += (columns_of (node, &pass) + c.block - 1) / c.block * pass.groups;
    }
  while (vt_cpu_slice_take (slice, units, 1, &begin, &end))
    do_unit (&c, begin, memory);
}

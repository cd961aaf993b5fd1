/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/quants.h"
#include "engine/ops/conv-cpu.h"

/* Numbers of the windows that a thread multiplies at a time, about; they should stay in the cache. */
#define BLOCK_NUMBERS (1 << 20)
#define MOST_COLUMNS 512
#define LEAST_COLUMNS 96
#define FEW_ROWS 4

/**
 * Conv: what a thread needs to know.
 * @k: numbers in a window
 * @m: rows of weights of a group
 * @block: windows at a time; a multiple of 16
 * @panels: of weights that a unit of work has: all, or one where there are few blocks
 * @few: so few rows of weights that a panel would be mostly empty: dot products instead
 * @gathered: the unit whose windows are in the thread's memory, or -1
 */
typedef struct
{
  const VtTensor *node, *w, *x;
  const VtCpuKernels *kernels;
  VtConvPass pass;
  gint64 passes;
  gint64 channels, k, m, block, panels;
  gboolean few, packs;
  gint64 gathered;
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

/* So many windows that they stay in the cache, but no fewer than make it worth while to unpack the weights for them. */
static gint64
block_columns (const VtTensor *node, gint64 most_k)
{
  VtConvPass pass = vt_conv_pass (node, 0);
  gint64 block = CLAMP (BLOCK_NUMBERS / MAX (most_k, 1), LEAST_COLUMNS, MOST_COLUMNS);
  gint64 columns = MAX (columns_of (node, &pass), 1), blocks = (columns + block - 1) / block;

  return ((columns + blocks - 1) / blocks + 15) / 16 * 16;
}

static gint64
blocks_of (const Conv *c, const VtConvPass *pass)
{
  return (columns_of (c->node, pass) + c->block - 1) / c->block * pass->groups;
}

static gint64
all_blocks (const Conv *c)
{
  gint64 blocks = 0;

  for (gint64 i = 0; i < c->passes; i++)
    {
      VtConvPass pass = vt_conv_pass (c->node, i);

      blocks += blocks_of (c, &pass);
    }
  return blocks;
}

static Conv
conv_of (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Conv c = { node, node->src[0], node->src[1], kernels, vt_conv_pass (node, 0), vt_conv_passes (node), .gathered = -1 };

  c.channels = c.w->ne[0];
  c.m = c.w->ne[3] / c.pass.groups;
  c.k = most_numbers (node, c.passes);
  c.block = block_columns (node, c.k);
  c.few = c.m <= FEW_ROWS;
  c.packs = kernels->gemm.pack != NULL && kernels->gemm.packed_bytes (c.w->type, c.k, 16) > 0 && !c.few;
  c.panels = all_blocks (&c) < 4 * n_threads ? 1 : (c.m + VT_PANEL - 1) / VT_PANEL;
  return c;
}

static gint64
window_numbers (const Conv *c)
{
  return c->pass.taps[0] * c->pass.taps[1] * c->channels;
}

/* Numbers from window to window in memory. */
static gint64
pitch_of (const Conv *c)
{
  return c->few ? window_numbers (c) : (c->k + 15) / 16 * 16;
}

static gsize
windows_bytes (const Conv *c)
{
  gint64 columns = c->packs ? 16 : c->block;

  return (gsize) (columns * ((c->k + 15) / 16 * 16)) * sizeof (float);
}

static gsize
packed_bytes (const Conv *c)
{
  const VtGemm *gemm = &c->kernels->gemm;

  return c->packs ? (gemm->packed_bytes (c->w->type, c->k, c->block) + 63) / 64 * 64 : 0;
}

static gsize
panel_bytes (const Conv *c)
{
  gsize bytes = c->few ? FEW_ROWS * (gsize) c->k * sizeof (float) : c->kernels->gemm.scratch_bytes (c->w->type, c->k);

  return (bytes + 63) / 64 * 64;
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
  Conv c;

  if (vt_conv_is_line (node, kernels))
    return vt_conv_line_cpu_scratch (node, kernels, n_threads);
  if (vt_conv_is_picture (node, kernels))
    return vt_conv_picture_cpu_scratch (node, kernels, n_threads);
  c = conv_of (node, kernels, n_threads);
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
prepare_windows (const Conv *c, gint64 group, gint64 first, gint64 n, guint8 *memory)
{
  const VtGemm *gemm = &c->kernels->gemm;
  gint64 pitch = pitch_of (c), k = window_numbers (c);
  const float **x = (const float **) (memory + own_bytes (c)) - c->block;

  for (gint64 i = 0; i < n; i++)
    {
      float *to = (float *) memory + (c->packs ? i % 16 : i) * pitch;

      gather_window (c, group, first + i, to);
      x[c->packs ? i % 16 : i] = to;
      if (c->packs && (i % 16 == 15 || i == n - 1))
        gemm->pack (c->w->type, x, k, i / 16 * 16, i + 1, memory + windows_bytes (c));
    }
}

/* Few rows of weights times a block of windows. */
static void
multiply_few (const Conv *c, const guint8 *w, gint64 rows, const float *windows, gint64 n, float *weights, float *out)
{
  gint64 k = window_numbers (c);

  for (gint64 r = 0; r < rows; r++)
    vt_dequantise (c->w->type, w + r * c->w->nb[3], weights + r * k, k);
  c->kernels->dots (windows, n, weights, rows, k, out, VT_PANEL);
}

/* A block of windows times the rows of panels [@first_panel, @first_panel + panels) of a group's weights. */
static void
multiply_block (const Conv *c, gint64 group, gint64 first, gint64 n, gint64 first_panel, guint8 *memory)
{
  gint64 k = window_numbers (c);
  guint8 *packed = memory + windows_bytes (c), *panel = packed + packed_bytes (c);
  float *out = (float *) (panel + panel_bytes (c));
  const float **x = (const float **) (memory + own_bytes (c)) - c->block;

  for (gint64 m = first_panel * VT_PANEL; m < MIN ((first_panel + c->panels) * VT_PANEL, c->m); m += VT_PANEL)
    {
      gint64 rows = MIN (VT_PANEL, c->m - m), row = group * c->m + m;
      const guint8 *w = c->w->data + row * c->w->nb[3] +
                        (gint64) vt_type_row_bytes (c->w->type, c->pass.first_tap * c->channels);

      if (k == 0)
        memset (out, 0, (gsize) (n * VT_PANEL) * sizeof *out);
      else if (c->few)
        multiply_few (c, w, rows, (const float *) memory, n, (float *) panel, out);
      else
        c->kernels->gemm.multiply (c->w->type, w, (gsize) c->w->nb[3], rows, x, c->packs ? packed : NULL, k, n, panel, out);
      for (gint64 i = 0; i < n; i++)
        finish_column (c, first + i, row, rows, out + i * VT_PANEL);
    }
}

/* Sets the pass of block @block of all passes and groups, and returns its number in that. */
static gint64
find_pass (Conv *c, gint64 block)
{
  for (gint64 i = 0;; i++)
    {
      c->pass = vt_conv_pass (c->node, i);
      if (block < blocks_of (c, &c->pass))
        return block;
      block -= blocks_of (c, &c->pass);
    }
}

static void
do_unit (Conv *c, gint64 unit, guint8 *memory)
{
  gint64 chunks = ((c->m + VT_PANEL - 1) / VT_PANEL + c->panels - 1) / c->panels;
  gint64 block = find_pass (c, unit / chunks), columns = columns_of (c->node, &c->pass);
  gint64 blocks = blocks_of (c, &c->pass) / c->pass.groups, first = block % blocks * c->block;
  gint64 n = MIN (c->block, columns - first);

  if (c->gathered != unit / chunks && window_numbers (c) > 0)
    prepare_windows (c, block / blocks, first, n, memory);
  c->gathered = unit / chunks;
  multiply_block (c, block / blocks, first, n, unit % chunks * c->panels, memory);
}

static void
convolve (const VtTensor *node, const VtCpuSlice *slice)
{
  Conv c = conv_of (node, slice->kernels, slice->count);
  guint8 *memory = slice->scratch + slice->index * own_bytes (&c);
  gint64 chunks = ((c.m + VT_PANEL - 1) / VT_PANEL + c.panels - 1) / c.panels;
  gint64 units = all_blocks (&c) * chunks, begin, end;

  while (vt_cpu_slice_take (slice, units, 1, &begin, &end))
    do_unit (&c, begin, memory);
}

void
vt_conv_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  if (vt_conv_is_line (node, slice->kernels))
    vt_conv_line_cpu (node, slice);
  else if (vt_conv_is_picture (node, slice->kernels))
    vt_conv_picture_cpu (node, slice);
  else
    convolve (node, slice);
}

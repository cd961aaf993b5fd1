/* conv-picture-cpu.c: convolutions of pictures without copying each window.
 *
 * The input lines that some lines of windows see are copied once, with zeros
 * around them. There the taps of a window that stand side by side are in one
 * piece, and those pieces at even distances, as VtGemm.multiply_taps() takes
 * them: a ninth of the copying for a kernel of 3 x 3, and what the products
 * read stays in the second cache.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/conv-cpu.h"

#define MOST_COLUMNS 768 /* windows at a time, about */
#define WIDEST 2048      /* windows in a line */
#define LEAST_ROWS 5     /* fewer results a window are better off as dot products */

/**
 * Picture: what a thread needs to know.
 * @channels, @m: of the input and of the result
 * @lines: of windows at a time
 * @width: of the copied lines, in pixels
 * @panels: of weights that a unit of work has: all, or one where there are few blocks
 * @copied: the block whose input is in the thread's memory, or -1
 */
typedef struct
{
  const VtTensor *node, *w, *x;
  const VtCpuKernels *kernels;
  VtConvPass pass;
  gint64 channels, m, lines, width, panels;
  gint64 copied;
} Picture;

gboolean
vt_conv_is_picture (const VtTensor *node, const VtCpuKernels *kernels)
{
  const VtTensor *w = node->src[0];
  VtConvPass pass = vt_conv_pass (node, 0);

  return kernels->gemm.multiply_taps != NULL && pass.groups == 1 && vt_conv_passes (node) == 1 && pass.tap_step[0] == 1 &&
         pass.taps[0] * pass.taps[1] > 1 && w->ne[3] >= LEAST_ROWS && pass.count[0] <= WIDEST &&
         !vt_type_is_quantised (w->type);
}

static gint64
blocks_a_picture (const Picture *p)
{
  return (p->pass.count[1] + p->lines - 1) / p->lines;
}

static gint64
all_panels (const Picture *p)
{
  return (p->m + VT_PANEL - 1) / VT_PANEL;
}

static Picture
picture_of (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Picture p = { node, node->src[0], node->src[1], kernels, vt_conv_pass (node, 0), .copied = -1 };
  gint64 lines;

  p.channels = p.w->ne[0];
  p.m = p.w->ne[3];
  p.width = (p.pass.count[0] - 1) * p.pass.in_step[0] + p.pass.taps[0];
  p.lines = CLAMP (MOST_COLUMNS / MAX (p.pass.count[0], 1), 1, MAX (p.pass.count[1], 1));
  lines = blocks_a_picture (&p);
  p.lines = (p.pass.count[1] + lines - 1) / lines; /* of equal height */
  p.panels = blocks_a_picture (&p) * node->ne[3] < 4 * n_threads ? 1 : all_panels (&p);
  return p;
}

/* Numbers from copied line to copied line. */
static gint64
line_numbers (const Picture *p)
{
  return p->width * p->channels;
}

static gsize
piece_bytes (const Picture *p)
{
  gint64 lines = (p->lines - 1) * p->pass.in_step[1] + (p->pass.taps[1] - 1) * p->pass.tap_step[1] + 1;

  return ((gsize) (lines * line_numbers (p)) * sizeof (float) + 63) / 64 * 64;
}

static gsize
panel_bytes (const Picture *p)
{
  return (p->kernels->gemm.scratch_bytes (p->w->type, VT_GEMM_TAP) + 63) / 64 * 64;
}

/* A thread's memory: a piece of the input, the panel, the result, addresses of windows. */
static gsize
own_bytes (const Picture *p)
{
  gsize columns = (gsize) (p->lines * p->pass.count[0]);

  return piece_bytes (p) + panel_bytes (p) + (columns * (VT_PANEL * sizeof (float) + sizeof (float *)) + 63) / 64 * 64;
}

gsize
vt_conv_picture_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Picture p = picture_of (node, kernels, n_threads);

  return n_threads * own_bytes (&p);
}

/* One line of the input from pixel @ix on, zeros where there is none. */
static void
copy_line (const Picture *p, const guint8 *line, gint64 ix, float *to)
{
  gint64 first = CLAMP (-ix, 0, p->width), last = CLAMP (p->x->ne[1] - ix, first, p->width);
  gsize pixel = (gsize) p->channels * sizeof *to;

  memset (to, 0, (gsize) first * pixel);
  if (p->x->nb[1] == (gint64) pixel)
    memcpy (to + first * p->channels, line + (ix + first) * p->x->nb[1], (gsize) (last - first) * pixel);
  else
    for (gint64 i = first; i < last; i++)
      memcpy (to + i * p->channels, line + (ix + i) * p->x->nb[1], pixel);
  memset (to + last * p->channels, 0, (gsize) (p->width - last) * pixel);
}

/* The input of @lines lines of windows from line @first on. */
static void
copy_input (const Picture *p, gint64 picture, gint64 first, gint64 lines, float *to)
{
  gint64 iy = p->pass.in[1] + first * p->pass.in_step[1];
  gint64 end = iy + (lines - 1) * p->pass.in_step[1] + (p->pass.taps[1] - 1) * p->pass.tap_step[1] + 1;

  for (; iy < end; iy++, to += line_numbers (p))
    if (iy >= 0 && iy < p->x->ne[2])
      copy_line (p, p->x->data + iy * p->x->nb[2] + picture * p->x->nb[3], p->pass.in[0], to);
    else
      memset (to, 0, (gsize) line_numbers (p) * sizeof *to);
}

/* Rows [@m, @m + @rows) of the results of @n windows from window @first of the node on, with bias and residual. */
static void
finish (const Picture *p, gint64 first, gint64 n, gint64 m, gint64 rows, const float *from)
{
  const float *bias = p->node->src[2] != NULL ? (const float *) p->node->src[2]->data + m : NULL;

  for (gint64 i = 0; i < n; i++, from += VT_PANEL)
    {
      float *y = vt_row_f32 (p->node, first + i) + m;
      const float *residual = p->node->src[3] != NULL ? vt_row_f32 (p->node->src[3], first + i) + m : NULL;

      for (gint64 r = 0; r < rows; r++)
        y[r] = from[r] + (bias != NULL ? bias[r] : 0) + (residual != NULL ? residual[r] : 0);
    }
}

static void
do_unit (Picture *p, gint64 block, gint64 first_panel, guint8 *memory)
{
  gint64 picture = block / blocks_a_picture (p), line = block % blocks_a_picture (p) * p->lines;
  gint64 lines = MIN (p->lines, p->pass.count[1] - line), across = p->pass.count[0], n = lines * across;
  guint8 *panel = memory + piece_bytes (p);
  float *out = (float *) (panel + panel_bytes (p));
  const float **x = (const float **) (out + p->lines * across * VT_PANEL);

  if (p->copied != block)
    copy_input (p, picture, line, lines, (float *) memory);
  p->copied = block;
  for (gint64 i = 0; i < n; i++)
    x[i] = (const float *) memory + i / across * p->pass.in_step[1] * line_numbers (p) + i % across * p->pass.in_step[0] * p->channels;
  for (gint64 m = first_panel * VT_PANEL; m < MIN ((first_panel + p->panels) * VT_PANEL, p->m); m += VT_PANEL)
    {
      gint64 rows = MIN (VT_PANEL, p->m - m);

      p->kernels->gemm.multiply_taps (p->w->type, p->w->data + m * p->w->nb[3], (gsize) p->w->nb[3], rows, x, p->pass.taps[1],
                                      p->pass.tap_step[1] * line_numbers (p), p->pass.taps[0] * p->channels, n, panel, out);
      finish (p, (picture * p->pass.count[1] + line) * across, n, m, rows, out);
    }
}

void
vt_conv_picture_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  Picture p = picture_of (node, slice->kernels, slice->count);
  guint8 *memory = slice->scratch + slice->index * own_bytes (&p);
  gint64 chunks = (all_panels (&p) + p.panels - 1) / p.panels, begin, end;

  while (vt_cpu_slice_take (slice, blocks_a_picture (&p) * node->ne[3] * chunks, 1, &begin, &end))
    do_unit (&p, begin / chunks, begin % chunks * p.panels, memory);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

/* Columns that go through a panel at a time: bounds what a thread keeps. */
#define BLOCK_COLUMNS 512

/* So many columns each thread quantises for itself, to save a barrier. */
#define OWN_COLUMNS 2

/* Weights that a thread takes at a time when it multiplies by single columns. */
#define CHUNK_BYTES (128 << 10)

/* Columns of x that meet the same matrix: (x2 / w2) * (x3 / w3) * x1 of them. */
typedef struct
{
  const VtTensor *node;
  const VtCpuKernels *kernels;
  gint64 k, m, n;    /* n: columns of a batch */
  gint64 batches;
  gint64 repeat2;
} Product;

static Product
product_of (const VtTensor *node, const VtCpuKernels *kernels)
{
  const VtTensor *w = node->src[0], *x = node->src[1];
  gint64 batches = w->ne[2] * w->ne[3];

  return (Product) { node, kernels, w->ne[0], w->ne[1], vt_tensor_rows (x) / batches, batches, x->ne[2] / w->ne[2] };
}

/* Few columns are multiplied one by one: to unpack the weights for them would cost more. */
static gboolean
is_gemm (const Product *p)
{
  const VtGemm *gemm = &p->kernels->gemm;

  return p->n >= (vt_type_is_quantised (p->node->src[0]->type) ? gemm->block_columns : gemm->plain_columns);
}

/* Column @c of @batch as a row number of x and of the result. */
static gint64
row_of (const Product *p, gint64 batch, gint64 c)
{
  const VtTensor *w = p->node->src[0], *x = p->node->src[1];
  gint64 repeat3, i2, i3;

  if (p->batches == 1)
    return c;
  repeat3 = x->ne[3] / w->ne[3];
  i2 = batch % w->ne[2] * p->repeat2 + c / x->ne[1] % p->repeat2;
  i3 = batch / w->ne[2] * repeat3 + c / x->ne[1] / p->repeat2;
  return c % x->ne[1] + x->ne[1] * (i2 + x->ne[2] * i3);
}

static const guint8 *
weights_of (const Product *p, gint64 batch, gint64 row)
{
  const VtTensor *w = p->node->src[0];

  return w->data + row * w->nb[1] + batch % w->ne[2] * w->nb[2] + batch / w->ne[2] * w->nb[3];
}

/* Adds bias and residual to rows [@m, @m + @rows) of a column of the result. */
static void
finish_column (const Product *p, gint64 row, gint64 m, gint64 rows, const float *from)
{
  const VtTensor *bias = p->node->src[2], *residual = p->node->src[3];
  float *y = vt_row_f32 (p->node, row) + m;

  if (bias != NULL)
    p->kernels->add (from, (const float *) bias->data + m, y, rows);
  if (residual != NULL)
    p->kernels->add (bias != NULL ? y : from, vt_row_f32 (residual, row) + m, y, rows);
  if (bias == NULL && residual == NULL && from != y)
    memcpy (y, from, (gsize) rows * sizeof *y);
}

/* --- few columns --- */

static gsize
columns_bytes (const Product *p)
{
  if (!vt_type_is_quantised (p->node->src[0]->type))
    return 0;
  return vt_q8_bytes (p->k) * (gsize) (p->n * p->batches);
}

static void
quantise_columns (const Product *p, gint64 begin, gint64 end, guint8 *memory)
{
  for (gint64 c = begin; c < end; c++)
    {
      VtQ8 column = vt_q8_at (memory + (gsize) c * vt_q8_bytes (p->k), p->k);

      p->kernels->quantise (vt_row_f32 (p->node->src[1], row_of (p, c / p->n, c % p->n)), p->k, &column);
    }
}

/* Makes the quantised columns, where weights need them, and says where they are. */
static guint8 *
prepare_columns (const Product *p, const VtCpuSlice *slice)
{
  gint64 columns = p->n * p->batches, begin, end;
  guint8 *own = slice->scratch + slice->index * columns_bytes (p);

  if (columns_bytes (p) == 0)
    return NULL;
  if (columns <= OWN_COLUMNS)
    {
      quantise_columns (p, 0, columns, own);
      return own;
    }
  vt_cpu_slice_range (slice, columns, &begin, &end);
  quantise_columns (p, begin, end, slice->scratch);
  vt_cpu_slice_barrier (slice);
  return slice->scratch;
}

static void
multiply_rows (const Product *p, gint64 batch, gint64 m, gint64 rows, guint8 *columns)
{
  const VtTensor *w = p->node->src[0];
  VtMatvecFunc matvec = p->kernels->matvec[w->type];

  for (gint64 c = 0; c < p->n; c++)
    {
      gint64 row = row_of (p, batch, c);
      float *y = vt_row_f32 (p->node, row) + m;
      const void *x = vt_row_f32 (p->node->src[1], row);
      VtQ8 column;

      if (columns != NULL)
        {
          column = vt_q8_at (columns + (gsize) (batch * p->n + c) * vt_q8_bytes (p->k), p->k);
          x = &column;
        }
      matvec (weights_of (p, batch, m), (gsize) w->nb[1], rows, x, p->k, y);
      finish_column (p, row, m, rows, y);
    }
}

static void
multiply_few (const Product *p, const VtCpuSlice *slice)
{
  guint8 *columns = prepare_columns (p, slice);
  gint64 chunk = CLAMP (CHUNK_BYTES / p->node->src[0]->nb[1], 1, MAX (p->m / (4 * slice->count), 1));
  gint64 chunks = (p->m + chunk - 1) / chunk, begin, end;

  while (vt_cpu_slice_take (slice, chunks * p->batches, 1, &begin, &end))
    {
      gint64 m = begin % chunks * chunk;

      multiply_rows (p, begin / chunks, m, MIN (chunk, p->m - m), columns);
    }
}

/* --- many columns --- */

/* How many columns go through a panel at once; less where there are too few
 * panels for all threads. A multiple of 16, as packed columns want. */
static gint64
block_columns (const Product *p, guint n_threads)
{
  gint64 panels = (p->m + VT_PANEL - 1) / VT_PANEL * p->batches;
  gint64 block = p->n;

  if (panels < 3 * n_threads)
    block = MAX (p->n * panels / (3 * n_threads), 64);
  return (CLAMP (block, 1, BLOCK_COLUMNS) + 15) / 16 * 16;
}

static gsize
packed_bytes (const Product *p)
{
  const VtGemm *gemm = &p->kernels->gemm;

  return gemm->pack != NULL ? gemm->packed_bytes (p->node->src[0]->type, p->k, p->n) : 0;
}

/* One thread's memory: its panel, the block's result, the columns' addresses. */
static gsize
panel_bytes (const Product *p, guint n_threads)
{
  gsize bytes = p->kernels->gemm.scratch_bytes (p->node->src[0]->type, p->k);

  bytes += (gsize) block_columns (p, n_threads) * (VT_PANEL * sizeof (float) + sizeof (float *));
  return (bytes + 63) / 64 * 64;
}

static void
find_columns (const Product *p, gint64 batch, gint64 begin, gint64 n, const float **x)
{
  for (gint64 c = 0; c < n; c++)
    x[c] = vt_row_f32 (p->node->src[1], row_of (p, batch, begin + c));
}

static void
pack_columns (const Product *p, const VtCpuSlice *slice)
{
  gint64 groups = (p->n + 15) / 16, begin, end;

  vt_cpu_slice_range (slice, groups * p->batches, &begin, &end);
  for (gint64 g = begin; g < end; g++)
    {
      gint64 batch = g / groups, first = g % groups * 16, last = MIN (first + 16, p->n);
      const float *x[16];

      find_columns (p, batch, first, last - first, x);
      p->kernels->gemm.pack (p->node->src[0]->type, x, p->k, first, last, slice->scratch + (gsize) batch * packed_bytes (p));
    }
  vt_cpu_slice_barrier (slice);
}

/* One panel of weights times one block of columns. */
static void
multiply_panel (const Product *p, gint64 batch, gint64 m, gint64 first, gint64 n, const guint8 *packed, guint8 *memory)
{
  const VtTensor *w = p->node->src[0];
  gint64 rows = MIN (VT_PANEL, p->m - m);
  gsize panel = p->kernels->gemm.scratch_bytes (w->type, p->k);
  const float **x = (const float **) (memory + panel);
  float *out = (float *) (x + (n + 15) / 16 * 16);

  if (packed == NULL)
    find_columns (p, batch, first, n, x);
  else
    packed += (gsize) batch * packed_bytes (p) + p->kernels->gemm.packed_bytes (w->type, p->k, first);
  p->kernels->gemm.multiply (w->type, weights_of (p, batch, m), (gsize) w->nb[1], rows, x, packed, p->k, n, memory, out);
  for (gint64 c = 0; c < n; c++)
    finish_column (p, row_of (p, batch, first + c), m, rows, out + c * VT_PANEL);
}

static void
multiply_many (const Product *p, const VtCpuSlice *slice)
{
  gint64 panels = (p->m + VT_PANEL - 1) / VT_PANEL;
  gint64 block = block_columns (p, slice->count), blocks = (p->n + block - 1) / block, begin, end;
  gsize packed = packed_bytes (p);
  guint8 *memory = slice->scratch + packed * (gsize) p->batches + slice->index * panel_bytes (p, slice->count);

  if (packed > 0)
    pack_columns (p, slice);
  while (vt_cpu_slice_take (slice, panels * blocks * p->batches, 1, &begin, &end))
    {
      gint64 m = begin % panels * VT_PANEL, first = begin / panels % blocks * block;

      multiply_panel (p, begin / panels / blocks, m, first, MIN (block, p->n - first),
                      packed > 0 ? slice->scratch : NULL, memory);
    }
}

gsize
vt_mul_mat_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  Product p = product_of (node, kernels);

  if (is_gemm (&p))
    return packed_bytes (&p) * (gsize) p.batches + panel_bytes (&p, n_threads) * n_threads;
  return columns_bytes (&p) * (p.n * p.batches <= OWN_COLUMNS ? n_threads : 1);
}

void
vt_mul_mat_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  Product p = product_of (node, slice->kernels);

  if (is_gemm (&p))
    multiply_many (&p, slice);
  else
    multiply_few (&p, slice);
}

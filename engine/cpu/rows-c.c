/* rows-c.c: the two small products of attention, at every level.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cpu/kernels-c.h"

#define TILE 4

/* @nq by @nk dot products, each 1 or TILE; constants when inlined. */
static inline __attribute__ ((always_inline)) void
dot_tile (const float *q, int nq, const float *k, int nk, gint64 d, float *scores, gint64 stride)
{
  VtVf sum[TILE][TILE] = { { { 0 } } };
  gint64 i = 0;

  for (; i + VT_LANES <= d; i += VT_LANES)
    for (int a = 0; a < nq; a++)
      for (int b = 0; b < nk; b++)
        sum[a][b] += vt_vf_load (q + a * d + i) * vt_vf_load (k + b * d + i);
  for (int a = 0; a < nq; a++)
    {
      if (nk == TILE)
        vt_vf_sum4 (sum[a], scores + a * stride);
      else
        scores[a * stride] = vt_vf_sum (sum[a][0]);
      for (int b = 0; b < nk; b++)
        for (gint64 e = i; e < d; e++)
          scores[a * stride + b] += q[a * d + e] * k[b * d + e];
    }
}

void
VT_NAMED (vt_dots) (const float *q, gint64 nq, const float *k, gint64 nk, gint64 d, float *scores, gint64 stride)
{
  gint64 a = 0, b;

  for (; a + TILE <= nq; a += TILE)
    {
      for (b = 0; b + TILE <= nk; b += TILE)
        dot_tile (q + a * d, TILE, k + b * d, TILE, d, scores + a * stride + b, stride);
      for (; b < nk; b++)
        dot_tile (q + a * d, TILE, k + b * d, 1, d, scores + a * stride + b, stride);
    }
  for (; a < nq; a++)
    {
      for (b = 0; b + TILE <= nk; b += TILE)
        dot_tile (q + a * d, 1, k + b * d, TILE, d, scores + a * stride + b, stride);
      for (; b < nk; b++)
        dot_tile (q + a * d, 1, k + b * d, 1, d, scores + a * stride + b, stride);
    }
}

/* @nq rows of @width vectors each stay in registers while all of @v goes by. */
static inline __attribute__ ((always_inline)) void
add_tile (float *out, const float *keep, int nq, int width, const float *p, gint64 stride,
          const float *v, gint64 nv, gint64 d)
{
  VtVf sum[TILE][TILE];

  for (int a = 0; a < nq; a++)
    for (int u = 0; u < width; u++)
      sum[a][u] = keep != NULL ? vt_vf_load (out + a * d + u * VT_LANES) * keep[a] : (VtVf) { 0 };
  for (gint64 r = 0; r < nv; r++)
    for (int u = 0; u < width; u++)
      {
        VtVf row = vt_vf_load (v + r * d + u * VT_LANES);

        for (int a = 0; a < nq; a++)
          sum[a][u] += row * p[a * stride + r];
      }
  for (int a = 0; a < nq; a++)
    for (int u = 0; u < width; u++)
      vt_vf_store (out + a * d + u * VT_LANES, sum[a][u]);
}

static inline __attribute__ ((always_inline)) void
add_rows_to (float *out, const float *keep, int nq, const float *p, gint64 stride,
             const float *v, gint64 nv, gint64 d)
{
  gint64 i = 0;

  for (; i + TILE * VT_LANES <= d; i += TILE * VT_LANES)
    add_tile (out + i, keep, nq, TILE, p, stride, v + i, nv, d);
  if (i + 3 * VT_LANES <= d)
    {
      add_tile (out + i, keep, nq, 3, p, stride, v + i, nv, d);
      i += 3 * VT_LANES;
    }
  else if (i + 2 * VT_LANES <= d)
    {
      add_tile (out + i, keep, nq, 2, p, stride, v + i, nv, d);
      i += 2 * VT_LANES;
    }
  else if (i + VT_LANES <= d)
    {
      add_tile (out + i, keep, nq, 1, p, stride, v + i, nv, d);
      i += VT_LANES;
    }
  for (; i < d; i++)
    for (int a = 0; a < nq; a++)
      {
        float sum = keep != NULL ? out[a * d + i] * keep[a] : 0;

        for (gint64 r = 0; r < nv; r++)
          sum += p[a * stride + r] * v[r * d + i];
        out[a * d + i] = sum;
      }
}

void
VT_NAMED (vt_add_rows) (float *out, const float *keep, gint64 nq, const float *p, gint64 stride,
                        const float *v, gint64 nv, gint64 d)
{
  gint64 a = 0;

  for (; a + TILE <= nq; a += TILE)
    add_rows_to (out + a * d, keep != NULL ? keep + a : NULL, TILE, p + a * stride, stride, v, nv, d);
  for (; a < nq; a++)
    add_rows_to (out + a * d, keep != NULL ? keep + a : NULL, 1, p + a * stride, stride, v, nv, d);
}

void
VT_NAMED (vt_transpose) (const float *x, gsize stride, gint64 rows, gint64 n, float *y, gsize y_stride)
{
  gint64 r = 0;

  for (; r + VT_LANES <= rows; r += VT_LANES)
    {
      gint64 i = 0;

      for (; i + VT_LANES <= n; i += VT_LANES)
        {
          VtVf v[VT_LANES];

#pragma GCC unroll 16
          for (int k = 0; k < VT_LANES; k++)
            v[k] = vt_vf_load (x + (gsize) (r + k) * stride + i);
          vt_vf_transpose (v);
#pragma GCC unroll 16
          for (int k = 0; k < VT_LANES; k++)
            vt_vf_store (y + (gsize) (i + k) * y_stride + r, v[k]);
        }
      for (; i < n; i++)
        for (int k = 0; k < VT_LANES; k++)
          y[(gsize) i * y_stride + (gsize) (r + k)] = x[(gsize) (r + k) * stride + (gsize) i];
    }
  for (; r < rows; r++)
    for (gint64 i = 0; i < n; i++)
      y[(gsize) i * y_stride + (gsize) r] = x[(gsize) r * stride + (gsize) i];
}

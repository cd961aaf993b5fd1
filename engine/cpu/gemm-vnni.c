/* gemm-vnni.c: Q8_0 weights times many columns, in 8 bits.
 *
 * Columns are rounded to 8 bits too, a scale for each 32 elements, as llama.cpp
 * and our own products with single columns have it. A panel's weights are laid
 * out so that a vector holds four elements of sixteen rows, made unsigned by
 * adding 128, which vpdpbusd wants; what that adds, 128 times the sum of the
 * column's block, is where the sums begin.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "engine/cpu/gemm-vnni.h"
#include "engine/cpu/kernels-c.h"

#define BLOCK 32
#define BLOCK_BYTES 34 /* of Q8_0: a half float, then the elements */
#define QUADS (BLOCK / 4)
#define HALVES (VT_PANEL / 16)

/* A column: its elements, then for each block its scale and -128 times its sum. */
static gsize
column_bytes (gint64 k)
{
  return (gsize) k + (gsize) (k / BLOCK) * 8;
}

gsize
vt_gemm_vnni_packed_bytes (VtType type, gint64 k, gint64 n)
{
  return type == VT_TYPE_Q8_0 ? column_bytes (k) * (gsize) ((n + 15) / 16 * 16) : 0;
}

static void
pack_block (const float *x, gint8 *q, float *scale, gint32 *start)
{
  float most = 0, inverse;
  gint32 sum = 0;

  for (int i = 0; i < BLOCK; i++)
    most = MAX (most, fabsf (x[i]));
  *scale = most / 127;
  inverse = most > 0 ? 127 / most : 0;
  for (int i = 0; i < BLOCK; i++)
    {
      gint32 value = (gint32) rintf (x[i] * inverse);

      q[i] = (gint8) value;
      sum += value;
    }
  *start = -128 * sum;
}

void
vt_gemm_vnni_pack (VtType type, const float *const *x, gint64 k, gint64 begin, gint64 end, guint8 *packed)
{
  for (gint64 c = begin; c < end; c++)
    {
      guint8 *column = packed + (gsize) c * column_bytes (k);
      float *scales = (float *) (column + k);
      gint32 *starts = (gint32 *) (scales + k / BLOCK);

      for (gint64 b = 0; b < k / BLOCK; b++)
        pack_block (x[c - begin] + b * BLOCK, (gint8 *) column + b * BLOCK, scales + b, starts + b);
    }
}

/* A panel: its elements, then the scales of each block's rows. */
gsize
vt_gemm_vnni_scratch_bytes (VtType type, gint64 k)
{
  if (type != VT_TYPE_Q8_0)
    return VT_NAMED (vt_gemm_scratch) (type, k);
  return VT_PANEL * ((gsize) k + (gsize) (k / BLOCK) * sizeof (float));
}

/* quads[(block * QUADS + quad) * VT_PANEL + row] = four elements of a row. */
static void
unpack_panel (const guint8 *w, gsize stride, gint64 rows, gint64 k, guint32 *quads, float *scales)
{
  memset (quads, 0, VT_PANEL * (gsize) k);
  memset (scales, 0, VT_PANEL * (gsize) (k / BLOCK) * sizeof *scales);
  for (gint64 r = 0; r < rows; r++)
    for (gint64 b = 0; b < k / BLOCK; b++)
      {
        const guint8 *block = w + (gsize) r * stride + b * BLOCK_BYTES;
        guint16 half;

        memcpy (&half, block, 2);
        scales[b * VT_PANEL + r] = vt_f16_to_f32 (half);
        for (int i = 0; i < QUADS; i++)
          {
            guint32 four;

            memcpy (&four, block + 2 + 4 * i, 4);
            quads[(b * QUADS + i) * VT_PANEL + r] = four ^ 0x80808080u;
          }
      }
}

/* One block of weights, in registers, with all columns: adds to @out. */
static void
multiply_block (const guint32 *quads, const float *scales, const guint8 *packed, gint64 k, gint64 b, gint64 n, float *out)
{
  __m512i u[HALVES][QUADS];
  __m512 d[HALVES];

  for (int h = 0; h < HALVES; h++)
    {
      d[h] = _mm512_loadu_ps (scales + b * VT_PANEL + 16 * h);
      for (int i = 0; i < QUADS; i++)
        u[h][i] = _mm512_loadu_si512 (quads + (b * QUADS + i) * VT_PANEL + 16 * h);
    }
  for (gint64 c = 0; c < n; c++)
    {
      const guint8 *column = packed + (gsize) c * column_bytes (k);
      const gint32 *q = (const gint32 *) (column + b * BLOCK);
      const float *scale = (const float *) (column + k) + b;
      __m512i start = _mm512_set1_epi32 (((const gint32 *) ((const float *) (column + k) + k / BLOCK))[b]);
      __m512i sum[HALVES] = { start, start };

#pragma GCC unroll 8
      for (int i = 0; i < QUADS; i++)
        for (int h = 0; h < HALVES; h++)
          sum[h] = _mm512_dpbusd_epi32 (sum[h], u[h][i], _mm512_set1_epi32 (q[i]));
      for (int h = 0; h < HALVES; h++)
        {
          float *y = out + c * VT_PANEL + 16 * h;
          __m512 factor = _mm512_mul_ps (d[h], _mm512_set1_ps (*scale));

          _mm512_storeu_ps (y, _mm512_fmadd_ps (_mm512_cvtepi32_ps (sum[h]), factor, _mm512_loadu_ps (y)));
        }
    }
}

void
vt_gemm_vnni_multiply (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                       const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out)
{
  guint32 *quads = (guint32 *) scratch;
  float *scales = (float *) (scratch + VT_PANEL * (gsize) k);

  if (type != VT_TYPE_Q8_0)
    {
      VT_NAMED (vt_gemm_multiply) (type, w, stride, rows, x, packed, k, n, scratch, out);
      return;
    }
  unpack_panel (w, stride, rows, k, quads, scales);
  memset (out, 0, (gsize) n * VT_PANEL * sizeof *out);
  for (gint64 b = 0; b < k / BLOCK; b++)
    multiply_block (quads, scales, packed, k, b, n, out);
}

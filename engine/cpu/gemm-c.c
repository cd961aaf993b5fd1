/* gemm-c.c: weights times many columns, in floats, at every level.
 *
 * A panel of VT_PANEL rows is turned to floats and transposed, so that a
 * vector holds one element of several rows; then each group of columns passes
 * over it with its sums in registers (Goto and van de Geijn 2008). The panel
 * is cut along k so that it stays in the second cache.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cpu/kernels-c.h"
#include "engine/cpu/unpack.h"
#include "engine/formats/quants.h"

#define SLAB VT_GEMM_TAP /* elements of k at a time; a multiple of every block */
#define WIDTH (VT_PANEL / VT_LANES) /* vectors that hold one element of all rows */
#define HALF (WIDTH > 2 ? 2 : WIDTH) /* of those, as many as are summed at once */
#if defined __AVX512F__
#define COLUMNS 12
#elif defined __AVX2__
#define COLUMNS 6
#else
#define COLUMNS 4
#endif

/* Rows of a slab lie so far apart: a power of two would have them share places in the cache. */
#define APART (SLAB + 16)

/* The slab's rows as floats, and transposed. */
gsize
VT_NAMED (vt_gemm_scratch) (VtType type, gint64 k)
{
  return (APART + (gsize) MIN (k, SLAB)) * VT_PANEL * sizeof (float);
}

static void
plain_row (VtType type, const guint8 *w, float *to, gint64 k)
{
  gint64 i = 0;

  for (; i + VT_LANES <= k && type == VT_TYPE_F16; i += VT_LANES)
    vt_vf_store (to + i, vt_vf_load_f16 ((const guint16 *) w + i));
  for (; i + VT_LANES <= k && type == VT_TYPE_BF16; i += VT_LANES)
    vt_vf_store (to + i, vt_vf_load_bf16 ((const guint16 *) w + i));
  vt_dequantise (type, w + vt_type_row_bytes (type, i), to + i, k - i);
}

static void
block_row (const VtUnpack *kind, const guint8 *w, float *restrict to, gint64 k)
{
  int fold = kind->group / 32; /* two sixteens share a scale, or not */
  VtUnpacked out;

  for (gint64 at = 0; at < k; at += kind->block, w += kind->bytes)
    {
      kind->unpack (w, &out);
      for (int g = 0; g < kind->block / 16; g++)
        {
          float scale = out.scale[g >> fold], offset = out.offset[g >> fold];

#pragma omp simd
          for (int i = 0; i < 16; i++)
            to[at + g * 16 + i] = scale * (float) out.q[g * 16 + i] + offset;
        }
    }
}

/* Some rows of floats or halves, straight into the panel's columns [r, r + VT_LANES). */
static inline __attribute__ ((always_inline)) gint64
transpose_plain (gboolean halves, const guint8 *w, gsize stride, gint64 k, float *panel)
{
  gint64 i = 0;

  for (; i + VT_LANES <= k; i += VT_LANES)
    {
      VtVf v[VT_LANES];

#pragma GCC unroll 16
      for (int r = 0; r < VT_LANES; r++)
        __builtin_prefetch (w + (gsize) r * stride + (gsize) i * (halves ? 2 : 4) + 256);
#pragma GCC unroll 16
      for (int r = 0; r < VT_LANES; r++)
        v[r] = halves ? vt_vf_load_f16 ((const guint16 *) (w + (gsize) r * stride) + i)
                      : vt_vf_load ((const float *) (w + (gsize) r * stride) + i);
      vt_vf_transpose (v);
#pragma GCC unroll 16
      for (int e = 0; e < VT_LANES; e++)
        vt_vf_store (panel + (i + e) * VT_PANEL, v[e]);
    }
  return i;
}

/* The same, rows [r, r + VT_LANES) having been turned to floats, from element @i on. */
static void
transpose_rows (const float *row, gint64 i, gint64 k, float *panel)
{
  i += transpose_plain (FALSE, (const guint8 *) (row + i), APART * sizeof (float), k - i, panel + i * VT_PANEL);
  for (; i < k; i++)
    for (gint64 r = 0; r < VT_LANES; r++)
      panel[i * VT_PANEL + r] = row[r * APART + i];
}

/* panel[i * VT_PANEL + r] = element i of row r. Rows that are not there are
 * what they are: nobody reads their sums. */
static void
unpack_panel (VtType type, const guint8 *w, gsize stride, gint64 rows, gint64 k, float *row, float *panel)
{
  gboolean plain = type == VT_TYPE_F16 || type == VT_TYPE_F32;

  for (gint64 r = 0; r < rows; r += VT_LANES, w += VT_LANES * stride, row += VT_LANES * APART, panel += VT_LANES)
    {
      gint64 done = 0;

      if (plain && r + VT_LANES <= rows)
        done = type == VT_TYPE_F16 ? transpose_plain (TRUE, w, stride, k, panel) : transpose_plain (FALSE, w, stride, k, panel);
      for (gint64 i = 0; i < MIN (VT_LANES, rows - r) && done < k; i++)
        if (vt_type_is_quantised (type))
          block_row (&VT_NAMED (vt_unpacks)[type], w + (gsize) i * stride, row + i * APART, k);
        else
          plain_row (type, w + (gsize) i * stride + (gsize) done * vt_type_info (type)->bytes, row + i * APART + done, k - done);
      transpose_rows (row, done, k, panel);
    }
}

/* @n columns (at most COLUMNS; a constant when inlined) times HALF vectors of rows:
 * @taps times @k numbers of each column, from @at on, @apart from tap to tap. */
static inline __attribute__ ((always_inline)) void
tile (const float *panel, const float *const *x, gint64 at, gint64 taps, gint64 apart, gint64 k, int n, gboolean first, float *out)
{
  VtVf sum[COLUMNS][HALF];

  for (int c = 0; c < n; c++)
    for (int u = 0; u < HALF; u++)
      sum[c][u] = first ? (VtVf) { 0 } : vt_vf_load (out + c * VT_PANEL + u * VT_LANES);
  for (gint64 t = 0; t < taps; t++, at += apart, panel += k * VT_PANEL)
    for (gint64 i = 0; i < k; i++)
      for (int c = 0; c < n; c++)
        for (int u = 0; u < HALF; u++)
          sum[c][u] += vt_vf_load (panel + i * VT_PANEL + u * VT_LANES) * x[c][at + i];
  for (int c = 0; c < n; c++)
    for (int u = 0; u < HALF; u++)
      vt_vf_store (out + c * VT_PANEL + u * VT_LANES, sum[c][u]);
}

static inline __attribute__ ((always_inline)) void
multiply_slab (const float *panel, const float *const *x, gint64 at, gint64 taps, gint64 apart, gint64 k, gint64 n,
               gboolean first, float *out)
{
  gint64 c = 0;

  for (; c + COLUMNS <= n; c += COLUMNS)
    for (int u = 0; u < VT_PANEL; u += HALF * VT_LANES)
      tile (panel + u, x + c, at, taps, apart, k, COLUMNS, first, out + c * VT_PANEL + u);
  for (; c + 4 <= n; c += 4)
    for (int u = 0; u < VT_PANEL; u += HALF * VT_LANES)
      tile (panel + u, x + c, at, taps, apart, k, 4, first, out + c * VT_PANEL + u);
  for (; c < n; c++)
    for (int u = 0; u < VT_PANEL; u += HALF * VT_LANES)
      tile (panel + u, x + c, at, taps, apart, k, 1, first, out + c * VT_PANEL + u);
}

void
VT_NAMED (vt_gemm_multiply) (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                             const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out)
{
  float *row = (float *) scratch, *panel = row + APART * VT_PANEL;

  for (gint64 at = 0; at < k; at += SLAB)
    {
      gint64 part = MIN (SLAB, k - at);

      unpack_panel (type, w + vt_type_row_bytes (type, at), stride, rows, part, row, panel);
      multiply_slab (panel, x, at, 1, 0, part, n, at == 0, out);
    }
}

void
VT_NAMED (vt_gemm_multiply_taps) (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                                  gint64 taps, gint64 apart, gint64 k, gint64 n, guint8 *scratch, float *out)
{
  float *row = (float *) scratch, *panel = row + APART * VT_PANEL;
  gint64 most = MAX (SLAB / k, 1); /* taps that a slab takes */

  for (gint64 t = 0; t < taps && k > SLAB; t++)
    for (gint64 at = 0; at < k; at += SLAB)
      {
        gint64 part = MIN (SLAB, k - at);

        unpack_panel (type, w + vt_type_row_bytes (type, t * k + at), stride, rows, part, row, panel);
        multiply_slab (panel, x, t * apart + at, 1, 0, part, n, t + at == 0, out);
      }
  for (gint64 t = 0; t < taps && k <= SLAB; t += most)
    {
      gint64 part = MIN (most, taps - t);

      unpack_panel (type, w + vt_type_row_bytes (type, t * k), stride, rows, part * k, row, panel);
      multiply_slab (panel, x, t * apart, part, apart, k, n, t == 0, out);
    }
}

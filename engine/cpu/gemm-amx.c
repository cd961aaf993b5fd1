/* gemm-amx.c: weights times many columns on AMX tiles, in bfloat16.
 *
 * Quantised weights keep 8 significant bits anyway: weights and columns are
 * rounded once. F16, BF16 and F32 ones are split into a rounded part and the
 * rest, columns too, and the products of parts that matter are summed, which
 * keeps about 16 bits (Henry, Tang and Heinecke 2019): still three times
 * faster than float instructions.
 *
 * A tile of weights has 16 rows of 32 elements as they are; a tile of columns
 * holds 16 columns, pairs of elements after each other, as the instruction
 * wants its second operand. 32 rows by 32 columns are summed at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <immintrin.h>
#include <string.h>

#include "engine/cpu/gemm-amx.h"
#include "engine/cpu/unpack.h"

#define TILE 16                 /* rows of a tile */
#define STEP 32                 /* elements along k that one instruction takes */
#define TILE_BYTES (TILE * 64)

typedef struct
{
  guint8 palette, start_row, reserved[14];
  guint16 row_bytes[16];
  guint8 rows[16];
} TileConfig;

static inline gint64
steps_of (gint64 k)
{
  return (k + STEP - 1) / STEP;
}

/* Parts that weights and columns are split into. */
static int
weight_parts (VtType type)
{
  return type == VT_TYPE_F32 || type == VT_TYPE_F16 ? 2 : 1;
}

static int
column_parts (VtType type)
{
  return vt_type_is_quantised (type) ? 1 : 2;
}

/* Rounds 32 floats to @part, what is left of them after the parts before. */
static inline __m512i
split (__m512 *low, __m512 *high)
{
  __m512i rounded = (__m512i) _mm512_cvtne2ps_pbh (*high, *low);
  __m512i a = _mm512_slli_epi32 (_mm512_cvtepu16_epi32 (_mm512_castsi512_si256 (rounded)), 16);
  __m512i b = _mm512_slli_epi32 (_mm512_cvtepu16_epi32 (_mm512_extracti64x4_epi64 (rounded, 1)), 16);

  *low = _mm512_sub_ps (*low, _mm512_castsi512_ps (a));
  *high = _mm512_sub_ps (*high, _mm512_castsi512_ps (b));
  return rounded;
}

static inline __mmask16
first_lanes (gint64 n)
{
  return (__mmask16) (n >= 16 ? 0xffff : n <= 0 ? 0 : (1 << n) - 1);
}

/* --- columns --- */

gsize
vt_gemm_amx_packed_bytes (VtType type, gint64 k, gint64 n)
{
  return (gsize) ((n + TILE - 1) / TILE * steps_of (k) * column_parts (type)) * TILE_BYTES;
}

/* A tile of 16 columns: word p * 16 + c is the pair p of column c. */
void
vt_gemm_amx_pack (VtType type, const float *const *x, gint64 k, gint64 begin, gint64 end, guint8 *packed)
{
  int parts = column_parts (type);
  guint32 *tile = (guint32 *) (packed + vt_gemm_amx_packed_bytes (type, k, begin));

  for (gint64 step = 0; step < steps_of (k); step++, tile += parts * TILE_BYTES / 4)
    for (gint64 c = 0; c < TILE; c++)
      {
        gint64 at = step * STEP, n = c < end - begin ? k - at : 0;
        const float *from = n > 0 ? x[c] + at : NULL;
        __m512 low = _mm512_maskz_loadu_ps (first_lanes (n), from);
        __m512 high = _mm512_maskz_loadu_ps (first_lanes (n - 16), from + 16);

        for (int part = 0; part < parts; part++)
          {
            guint32 words[16];

            _mm512_storeu_si512 (words, split (&low, &high));
            for (int p = 0; p < 16; p++)
              tile[part * TILE_BYTES / 4 + p * 16 + c] = words[p];
          }
      }
}

/* --- weights --- */

/* A tile of sums and the parts of a panel, on a cache line. */
gsize
vt_gemm_amx_scratch_bytes (VtType type, gint64 k)
{
  return 64 + TILE_BYTES + (gsize) (steps_of (k) * STEP * VT_PANEL * 2 * weight_parts (type));
}

/* 32 numbers with one scale and offset for each half, as bfloat16. */
static inline void
store_group (const gint8 *q, __m512 scale0, __m512 offset0, __m512 scale1, __m512 offset1, guint16 *to)
{
  __m512 low = _mm512_cvtepi32_ps (_mm512_cvtepi8_epi32 (_mm_loadu_si128 ((const void *) q)));
  __m512 high = _mm512_cvtepi32_ps (_mm512_cvtepi8_epi32 (_mm_loadu_si128 ((const void *) (q + 16))));

  low = _mm512_fmadd_ps (low, scale0, offset0);
  high = _mm512_fmadd_ps (high, scale1, offset1);
  _mm512_storeu_si512 (to, (__m512i) _mm512_cvtne2ps_pbh (high, low));
}

static void
unpack_blocks (const VtUnpack *kind, const guint8 *w, gint64 k, guint16 *to)
{
  VtUnpacked out;

  for (gint64 at = 0; at < k; at += kind->block, w += kind->bytes)
    {
      kind->unpack (w, &out);
      for (int i = 0; i < kind->block; i += 32)
        {
          int a = i / kind->group, b = (i + 16) / kind->group;

          store_group (out.q + i, _mm512_set1_ps (out.scale[a]), _mm512_set1_ps (out.offset[a]),
                       _mm512_set1_ps (out.scale[b]), _mm512_set1_ps (out.offset[b]), to + (at + i) * VT_PANEL);
        }
    }
}

/* Elements @at … @at + 15 of a row of plain numbers, zero beyond @k. */
static inline __m512
load_plain (VtType type, const guint8 *w, gint64 at, gint64 k)
{
  __mmask16 lanes = first_lanes (k - at);
  __m256i half;

  if (type == VT_TYPE_F32)
    return _mm512_maskz_loadu_ps (lanes, (const float *) w + at);
  half = _mm256_maskz_loadu_epi16 (lanes, (const guint16 *) w + at);
  if (type == VT_TYPE_F16)
    return _mm512_cvtph_ps (half);
  return _mm512_castsi512_ps (_mm512_slli_epi32 (_mm512_cvtepu16_epi32 (half), 16));
}

/* A row of plain numbers as its parts, @apart elements apart. */
static inline void
split_row (VtType type, const guint8 *w, gint64 k, int parts, gint64 apart, guint16 *to)
{
  for (gint64 at = 0; at < k; at += STEP)
    {
      __m512 low = load_plain (type, w, at, k), high = load_plain (type, w, at + 16, k);

      for (int part = 0; part < parts; part++)
        _mm512_storeu_si512 (to + part * apart + at * VT_PANEL, split (&low, &high));
    }
}

/* panel[part][step][row][element of the step]: what an instruction takes lies
 * together, as rows that are a power of two apart would share cache lines'
 * places. Rows that are not there are what they are: nobody reads their sums. */
static void
unpack_panel (VtType type, const guint8 *w, gsize stride, gint64 rows, gint64 k, guint16 *panel)
{
  gint64 apart = steps_of (k) * STEP * VT_PANEL;

  for (gint64 r = 0; r < rows; r++, w += stride, panel += STEP)
    if (type == VT_TYPE_F32)
      split_row (VT_TYPE_F32, w, k, 2, apart, panel);
    else if (type == VT_TYPE_F16)
      split_row (VT_TYPE_F16, w, k, 2, apart, panel);
    else if (type == VT_TYPE_BF16)
      split_row (VT_TYPE_BF16, w, k, 1, apart, panel);
    else
      unpack_blocks (&vt_unpacks_amx[type], w, k, panel);
}

/* --- product --- */

static void
configure (void)
{
  TileConfig config = { .palette = 1 };

  for (int i = 0; i < 8; i++)
    {
      config.row_bytes[i] = 64;
      config.rows[i] = TILE;
    }
  _tile_loadconfig (&config);
}

/* One step of turning 16 by 16: rows @apart apart exchange halves. */
static inline __attribute__ ((always_inline)) void
exchange (__m512 v[16], int apart)
{
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++)
    if (!(i & apart))
      {
        __m512 a = v[i], b = v[i + apart];
        __m512d c = _mm512_castps_pd (a), d = _mm512_castps_pd (b);

        v[i] = apart == 1 ? _mm512_unpacklo_ps (a, b) : apart == 2 ? _mm512_castpd_ps (_mm512_unpacklo_pd (c, d))
                                                                   : _mm512_shuffle_f32x4 (a, b, 0x88);
        v[i + apart] = apart == 1 ? _mm512_unpackhi_ps (a, b) : apart == 2 ? _mm512_castpd_ps (_mm512_unpackhi_pd (c, d))
                                                                           : _mm512_shuffle_f32x4 (a, b, 0xdd);
      }
}

/* Turns 16 by 16 sums [row][column] and stores them [column][row]. After the
 * four steps row i holds the column whose number has i's low two bits swapped. */
static void
store_turned (const float *sums, gint64 columns, float *out)
{
  __m512 v[16];

#pragma GCC unroll 16
  for (int i = 0; i < 16; i++)
    v[i] = _mm512_load_ps (sums + 16 * i);
  exchange (v, 1);
  exchange (v, 2);
  exchange (v, 4);
  exchange (v, 8);
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++)
    {
      gint64 column = (i & 12) | (i & 1) << 1 | (i & 2) >> 1;

      if (column < columns)
        _mm512_storeu_ps (out + column * VT_PANEL, v[i]);
    }
}

/* One pass over k for one pair of parts: tiles 0 to 3 sum, 4 and 5 are
 * weights, 6 and 7 columns. */
static void
sum_pass (const guint16 *panel, const guint8 *left, const guint8 *right, gsize step_bytes, gint64 steps)
{
  for (gint64 s = 0; s < steps; s++, panel += STEP * VT_PANEL, left += step_bytes, right += step_bytes)
    {
      _tile_loadd (4, panel, 64);
      _tile_loadd (6, left, 64);
      _tile_loadd (7, right, 64);
      _tile_dpbf16ps (0, 4, 6);
      _tile_loadd (5, panel + TILE * STEP, 64);
      _tile_dpbf16ps (1, 4, 7);
      _tile_dpbf16ps (2, 5, 6);
      _tile_dpbf16ps (3, 5, 7);
    }
}

/* The panel times columns @c … @c + 31. */
static void
multiply_tiles (VtType type, const guint16 *panel, const guint8 *packed, gint64 k, gint64 c, gint64 n,
                float *sums, float *out)
{
  gint64 steps = steps_of (k);
  gsize step_bytes = (gsize) column_parts (type) * TILE_BYTES;
  const guint8 *left = packed + vt_gemm_amx_packed_bytes (type, k, c);
  const guint8 *right = c + TILE < n ? left + (gsize) steps * step_bytes : left;

  _tile_zero (0);
  _tile_zero (1);
  _tile_zero (2);
  _tile_zero (3);
  for (int a = 0; a < weight_parts (type); a++)
    for (int b = 0; a + b < 2 && b < column_parts (type); b++)
      sum_pass (panel + a * steps * STEP * VT_PANEL, left + b * TILE_BYTES, right + b * TILE_BYTES, step_bytes, steps);
  _tile_stored (0, sums, 64);
  store_turned (sums, MIN (TILE, n - c), out + c * VT_PANEL);
  _tile_stored (2, sums, 64);
  store_turned (sums, MIN (TILE, n - c), out + c * VT_PANEL + TILE);
  _tile_stored (1, sums, 64);
  store_turned (sums, MIN (TILE, n - c - TILE), out + (c + TILE) * VT_PANEL);
  _tile_stored (3, sums, 64);
  store_turned (sums, MIN (TILE, n - c - TILE), out + (c + TILE) * VT_PANEL + TILE);
}

void
vt_gemm_amx_multiply (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                      const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out)
{
  float *sums = (float *) (((gsize) scratch + 63) & ~(gsize) 63);
  guint16 *panel = (guint16 *) (sums + TILE * TILE);

  unpack_panel (type, w, stride, rows, k, panel);
  configure ();
  for (gint64 c = 0; c < n; c += 2 * TILE)
    multiply_tiles (type, panel, packed, k, c, n, sums, out);
  _tile_release ();
}

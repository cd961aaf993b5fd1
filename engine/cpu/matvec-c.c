/* matvec-c.c: weights times one column, for every type, at every level.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cpu/kernels-c.h"
#include "engine/cpu/unpack.h"

/* The plain types differ in how a vector and an element of them are loaded. */
#define PLAIN(name, Element, load, load_one)                                                           \
  static float                                                                                         \
  name##_dot (const Element *w, const float *x, gint64 k)                                              \
  {                                                                                                    \
    VtVf sum[4] = { 0 };                                                                               \
    float rest = 0;                                                                                    \
    gint64 i = 0;                                                                                      \
                                                                                                       \
    for (; i + 4 * VT_LANES <= k; i += 4 * VT_LANES)                                                   \
      {                                                                                                \
        vt_ask_ahead (w + i, 4 * VT_LANES * sizeof *w);                                                \
        for (int u = 0; u < 4; u++)                                                                    \
          sum[u] += load (w + i + u * VT_LANES) * vt_vf_load (x + i + u * VT_LANES);                   \
      }                                                                                                \
    for (; i + VT_LANES <= k; i += VT_LANES)                                                           \
      sum[0] += load (w + i) * vt_vf_load (x + i);                                                     \
    for (; i < k; i++)                                                                                 \
      rest += load_one (w[i]) * x[i];                                                                  \
    return vt_vf_sum ((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest;                                   \
  }                                                                                                    \
                                                                                                       \
  void                                                                                                 \
  VT_NAMED (vt_matvec_##name) (const guint8 *w, gsize stride, gint64 rows, const void *x, gint64 k, float *y) \
  {                                                                                                    \
    for (gint64 r = 0; r < rows; r++)                                                                  \
      y[r] = name##_dot ((const Element *) (w + (gsize) r * stride), x, k);                            \
  }

PLAIN (f32, float, vt_vf_load, )
PLAIN (f16, guint16, vt_vf_load_f16, vt_f16_to_f32)
PLAIN (bf16, guint16, vt_vf_load_bf16, vt_bf16_to_f32)

#ifndef __AVX2__ /* else matvec-avx2.c or matvec-vnni.c has them */

static inline int
dot_i8 (const gint8 *a, const gint8 *b, int n)
{
  int sum = 0;

  for (int i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* One block, unpacked, times its part of the column, from element @at on. */
static inline float
block_dot (const VtUnpacked *b, const VtQ8 *x, gint64 at, int block, int group)
{
  float sum = 0;

  for (int g = 0; g < block / group; g++)
    {
      gint64 i = at + g * group;
      float offset_sum = x->s[i / 16] + (group == 32 ? x->s[i / 16 + 1] : 0);

      sum += b->scale[g] * x->d[i / 32] * (float) dot_i8 (b->q + g * group, x->q + i, group);
      sum += b->offset[g] * offset_sum;
    }
  return sum;
}

/* Constant extents make loops that compilers unroll. */
#define BLOCKS(name, type, block, group)                                                               \
  void                                                                                                 \
  VT_NAMED (vt_matvec_##name) (const guint8 *w, gsize stride, gint64 rows, const void *x, gint64 k, float *y) \
  {                                                                                                    \
    const VtUnpack *kind = &VT_NAMED (vt_unpacks)[type];                                                       \
    VtUnpacked unpacked;                                                                               \
                                                                                                       \
    for (gint64 r = 0; r < rows; r++)                                                                  \
      {                                                                                                \
        const guint8 *at = w + (gsize) r * stride;                                                     \
                                                                                                       \
        y[r] = 0;                                                                                      \
        for (gint64 i = 0; i < k; i += block, at += kind->bytes)                                       \
          {                                                                                            \
            kind->unpack (at, &unpacked);                                                              \
            y[r] += block_dot (&unpacked, x, i, block, group);                                         \
          }                                                                                            \
      }                                                                                                \
  }

BLOCKS (q4_0, VT_TYPE_Q4_0, 32, 32)
BLOCKS (q4_1, VT_TYPE_Q4_1, 32, 32)
BLOCKS (q5_0, VT_TYPE_Q5_0, 32, 32)
BLOCKS (q5_1, VT_TYPE_Q5_1, 32, 32)
BLOCKS (q8_0, VT_TYPE_Q8_0, 32, 32)
BLOCKS (iq4_nl, VT_TYPE_IQ4_NL, 32, 32)
BLOCKS (q2_k, VT_TYPE_Q2_K, 256, 16)
BLOCKS (q3_k, VT_TYPE_Q3_K, 256, 16)
BLOCKS (q4_k, VT_TYPE_Q4_K, 256, 32)
BLOCKS (q5_k, VT_TYPE_Q5_K, 256, 32)
BLOCKS (q6_k, VT_TYPE_Q6_K, 256, 16)

#endif

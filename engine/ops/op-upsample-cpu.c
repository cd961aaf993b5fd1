/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

/* Which two elements make one, and how much of the second. */
typedef struct
{
  gint64 a, b;
  float part;
} Mix;

static Mix
mix_of (gint64 i, gint64 from, gint64 to, gint32 mode)
{
  float at = mode == VT_UPSAMPLE_CORNERS ? (to > 1 ? (float) i * ((float) (from - 1) / (float) (to - 1)) : 0.0f)
                                         : MAX (((float) i + 0.5f) * ((float) from / (float) to) - 0.5f, 0.0f);
  gint64 a = MIN ((gint64) at, from - 1);

  if (mode == VT_UPSAMPLE_NEAREST)
    {
      a = MIN ((gint64) ((float) i * ((float) from / (float) to)), from - 1);
      return (Mix) { a, a, 0 };
    }
  return (Mix) { a, MIN (a + 1, from - 1), at - (float) a };
}

static const float *
pixel (const VtTensor *x, gint64 i1, gint64 i2, gint64 i3)
{
  return (const float *) (x->data + i1 * x->nb[1] + i2 * x->nb[2] + i3 * x->nb[3]);
}

static void
mix_rows (const VtTensor *x, Mix across, Mix down, gint64 i3, float *y)
{
  const float *p = pixel (x, across.a, down.a, i3), *q = pixel (x, across.b, down.a, i3);
  const float *r = pixel (x, across.a, down.b, i3), *s = pixel (x, across.b, down.b, i3);

  for (gint64 i = 0; i < x->ne[0]; i++)
    {
      float upper = p[i] + (q[i] - p[i]) * across.part, lower = r[i] + (s[i] - r[i]) * across.part;

      y[i] = upper + (lower - upper) * down.part;
    }
}

void
vt_upsample_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  gint32 mode = vt_tensor_params (node, VtUpsampleParams)->mode;
  const VtTensor *x = node->src[0];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      Mix across = mix_of (r % node->ne[1], x->ne[1], node->ne[1], mode);
      Mix down = mix_of (r / node->ne[1] % node->ne[2], x->ne[2], node->ne[2], mode);
      gint64 i3 = r / node->ne[1] / node->ne[2];

      if (mode == VT_UPSAMPLE_NEAREST)
        memcpy (vt_row_f32 (node, r), pixel (x, across.a, down.a, i3), (gsize) x->ne[0] * sizeof (float));
      else
        mix_rows (x, across, down, i3, vt_row_f32 (node, r));
    }
}

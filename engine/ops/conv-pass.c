/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-pass.h"

#include <string.h>

#include "engine/ops/op-impl.h"

static VtConvPass
pass_of_conv (const VtTensor *node)
{
  const VtConv *c = vt_tensor_params (node, VtConv);
  VtConvPass pass = { .groups = c->groups };

  for (int d = 0; d < 2; d++)
    {
      pass.count[d] = node->ne[1 + d];
      pass.out_step[d] = 1;
      pass.in[d] = -c->pad[2 * d];
      pass.in_step[d] = c->stride[d];
      pass.taps[d] = node->src[0]->ne[1 + d];
      pass.tap_step[d] = c->dilation[d];
    }
  return pass;
}

/* Taps @phase, @phase + stride, … of @k. */
static gint64
taps_of_phase (gint64 k, gint64 stride, gint64 phase)
{
  return phase < k ? (k - phase + stride - 1) / stride : 0;
}

static gint64
taps_before_phase (gint64 k, gint64 stride, gint64 phase)
{
  gint64 taps = 0;

  for (gint64 p = 0; p < phase; p++)
    taps += taps_of_phase (k, stride, p);
  return taps;
}

/* Result f of the whole meets taps j with j = f mod stride, at input (f - j) / stride:
 * those of a phase, the last first, are a window. */
static void
set_phase (VtConvPass *pass, const VtTensor *node, int d, gint64 phase)
{
  const VtConvTranspose *c = vt_tensor_params (node, VtConvTranspose);
  gint64 stride = c->stride[d], cut = c->cut[2 * d], n = node->ne[1 + d];
  gint64 first = ((phase - cut) % stride + stride) % stride;

  pass->out[d] = first;
  pass->out_step[d] = stride;
  pass->count[d] = first < n ? (n - first + stride - 1) / stride : 0;
  pass->taps[d] = taps_of_phase (node->src[0]->ne[1 + d], stride, phase);
  pass->tap_step[d] = 1;
  pass->in[d] = (first + cut - phase) / stride - (pass->taps[d] - 1);
  pass->in_step[d] = 1;
}

static VtConvPass
pass_of_transpose (const VtTensor *node, gint64 i)
{
  const VtConvTranspose *c = vt_tensor_params (node, VtConvTranspose);
  gint64 kw = node->src[0]->ne[1], kh = node->src[0]->ne[2], across = i % c->stride[0], down = i / c->stride[0];
  VtConvPass pass = { .groups = 1 };

  set_phase (&pass, node, 0, across);
  set_phase (&pass, node, 1, down);
  pass.first_tap = taps_before_phase (kh, c->stride[1], down) * kw + taps_before_phase (kw, c->stride[0], across) * pass.taps[1];
  return pass;
}

gint64
vt_conv_passes (const VtTensor *node)
{
  const VtConvTranspose *c = vt_tensor_params (node, VtConvTranspose);

  return node->op == &vt_op_conv_transpose ? (gint64) c->stride[0] * c->stride[1] : 1;
}

VtConvPass
vt_conv_pass (const VtTensor *node, gint64 i)
{
  return node->op == &vt_op_conv_transpose ? pass_of_transpose (node, i) : pass_of_conv (node);
}

/* One result's weights (cin, taps) turned; @bytes is a constant when inlined. */
static inline __attribute__ ((always_inline)) void
turn_weights (const guint8 *from, guint8 *to, gsize bytes, gint64 cin, gint64 taps)
{
  for (gint64 t = 0; t < taps; t++)
    for (gint64 c = 0; c < cin; c++)
      memcpy (to + (gsize) (t * cin + c) * bytes, from + (gsize) (c * taps + t) * bytes, bytes);
}

void
vt_conv_weights (const void *from, void *to, gsize bytes, gint64 cout, gint64 cin, gint64 kh, gint64 kw)
{
  gint64 taps = kh * kw;
  gsize one = (gsize) (cin * taps) * bytes;

  for (gint64 o = 0; o < cout; o++)
    {
      const guint8 *source = (const guint8 *) from + (gsize) o * one;
      guint8 *target = (guint8 *) to + (gsize) o * one;

      /* What nearly all are: without a call for each number, and without a product for each address. */
      if (bytes == 2 && taps == 9)
        turn_weights (source, target, 2, cin, 9);
      else if (bytes == 2)
        turn_weights (source, target, 2, cin, taps);
      else if (bytes == 4)
        turn_weights (source, target, 4, cin, taps);
      else
        turn_weights (source, target, bytes, cin, taps);
    }
}

/* Appends one phase's taps of one result's channel, the last first. */
static guint8 *
write_phase (const guint8 *source, guint8 *target, gsize bytes, const gint64 from[4], const gint32 stride[2],
             gint64 across, gint64 down)
{
  gint64 cin = from[0], cout = from[1], kh = from[2], kw = from[3];

  for (gint64 ty = taps_of_phase (kh, stride[1], down) - 1; ty >= 0; ty--)
    for (gint64 tx = taps_of_phase (kw, stride[0], across) - 1; tx >= 0; tx--)
      for (gint64 c = 0; c < cin; c++, target += bytes)
        memcpy (target, source + (gsize) (c * cout * kh * kw + (down + ty * stride[1]) * kw + across + tx * stride[0]) * bytes, bytes);
  return target;
}

void
vt_conv_transpose_weights (const void *from, void *to, gsize bytes, gint64 cin, gint64 cout,
                           gint64 kh, gint64 kw, const gint32 stride[2])
{
  const gint64 extents[4] = { cin, cout, kh, kw };
  guint8 *target = to;

  for (gint64 o = 0; o < cout; o++)
    for (gint64 down = 0; down < MAX (stride[1], 1); down++)
      for (gint64 across = 0; across < MAX (stride[0], 1); across++)
        target = write_phase ((const guint8 *) from + (gsize) (o * kh * kw) * bytes, target, bytes, extents,
                              (const gint32[]) { MAX (stride[0], 1), MAX (stride[1], 1) }, across, down);
}

/* kokoro-graph.c: the parts that Kokoro's networks share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/kokoro-graph.h"

#include <string.h>

#include "engine/models/kokoro-weights.h"

#define EPS 1e-5f
#define SLOPE 0.2f

/* One weight that is being made. */
typedef struct
{
  const VtKokoroGraph *b;
  const char *module, *part;
  gint64 ne[3]; /* PyTorch's */
  gint64 rate;
} Make;

static float *
read_part (const Make *m)
{
  return vt_kokoro_read (m->b->w, m->module, m->part, m->ne, &m->b->s.g->error);
}

static float *
make_plain (gpointer data)
{
  return read_part (data);
}

/* Keeps what @make makes under the module, its part and @what. */
static VtTensor *
made (Make *m, const char *what, gint64 ne0, gint64 ne1, gint64 ne2, gint64 ne3, VtNnMake make)
{
  g_autofree char *name = g_strconcat (m->module, ".", m->part, what, NULL);
  const gint64 ne[4] = { ne0, ne1, ne2, ne3 };

  return vt_nn_made (&m->b->s, name, ne, make, m);
}

VtTensor *
vt_kokoro_vector (const VtKokoroGraph *b, const char *module, const char *part, gint64 n)
{
  Make m = { b, module, part, { n, 1, 1 } };

  return made (&m, "", n, 1, 1, 1, make_plain);
}

static VtTensor *
bias_of (const VtKokoroGraph *b, const char *module, gint64 n)
{
  return vt_kokoro_has (b->w, module, "bias") ? vt_kokoro_vector (b, module, "bias", n) : NULL;
}

VtTensor *
vt_kokoro_linear (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, VtTensor *residual)
{
  Make m = { b, module, "weight", { x->ne[0], out, 1 } };

  return vt_linear (b->s.g, made (&m, "", x->ne[0], out, 1, 1, make_plain), x, bias_of (b, module, out), residual);
}

VtTensor *
vt_kokoro_rows (const VtKokoroGraph *b, const char *module, gint64 n, gint64 rows, VtTensor *ids)
{
  Make m = { b, module, "weight", { n, rows, 1 } };

  return vt_get_rows (b->s.g, made (&m, "", n, rows, 1, 1, make_plain), ids);
}

static float *
make_kernel (gpointer data)
{
  const Make *m = data;
  g_autofree float *from = read_part (m);
  float *to;

  if (from == NULL)
    return NULL;
  to = g_new (float, m->ne[0] * m->ne[1] * m->ne[2]);
  vt_conv_weights (from, to, sizeof *to, m->ne[2], m->ne[1], 1, m->ne[0]);
  return to;
}

VtTensor *
vt_kokoro_conv (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gint64 kernel, const VtConv *conv,
                VtTensor *residual)
{
  Make m = { b, module, "weight", { kernel, x->ne[0], out } };
  VtTensor *bias = bias_of (b, module, out);

  if (kernel == 1)
    return vt_linear (b->s.g, made (&m, "", x->ne[0], out, 1, 1, make_plain), x, bias, residual);
  return vt_conv_2d (b->s.g, made (&m, "", x->ne[0], kernel, 1, out, make_kernel), x, bias, residual, conv);
}

static float *
make_up (gpointer data)
{
  const Make *m = data;
  const gint32 stride[2] = { (gint32) m->rate, 1 };
  g_autofree float *from = read_part (m);
  float *to;

  if (from == NULL)
    return NULL;
  to = g_new (float, m->ne[0] * m->ne[1] * m->ne[2]);
  vt_conv_transpose_weights (from, to, sizeof *to, m->ne[2], m->ne[1], 1, m->ne[0], stride);
  return to;
}

VtTensor *
vt_kokoro_up (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gint64 kernel, gint64 rate)
{
  Make m = { b, module, "weight", { kernel, out, x->ne[0] }, rate };
  gint32 cut = (gint32) (kernel - rate) / 2;
  VtConvTranspose up = { { (gint32) rate, 1 }, { cut, cut } };

  return vt_conv_transpose (b->s.g, made (&m, "", x->ne[0], kernel, 1, out, make_up), x, bias_of (b, module, out), &up);
}

/* Three taps a channel, the last one first. */
static float *
make_double (gpointer data)
{
  const Make *m = data;
  gint64 n = m->ne[2];
  float *taps = read_part (m);

  for (gint64 i = 0; i < n && taps != NULL; i++)
    {
      float first = taps[3 * i];

      taps[3 * i] = taps[3 * i + 2];
      taps[3 * i + 2] = first;
    }
  return taps;
}

/* A transposed convolution of stride 2 is a plain one, its taps turned round, over
 * the numbers with a zero behind each. */
VtTensor *
vt_kokoro_double (const VtKokoroGraph *b, const char *module, VtTensor *x)
{
  gint64 n = x->ne[0], t = x->ne[1];
  Make m = { b, module, "weight", { 3, 1, n } };
  VtConv conv = { .pad = { 1, 1 }, .groups = (gint32) n };
  VtTensor *wide = vt_pad (b->s.g, vt_reshape (b->s.g, x, n, 1, t, 1), (gint32[4]) { 0 }, (gint32[4]) { 0, 1 }, VT_PAD_CONSTANT, 0);

  wide = vt_reshape (b->s.g, wide, n, 2 * t, 1, 1);
  return vt_conv_2d (b->s.g, made (&m, "", 1, 3, 1, n, make_double), wide, bias_of (b, module, n), NULL, &conv);
}

VtTensor *
vt_kokoro_norm (const VtKokoroGraph *b, const char *module, const char *weight, const char *bias, VtTensor *x, float eps)
{
  return vt_norm (b->s.g, x, vt_kokoro_vector (b, module, weight, x->ne[0]), vt_kokoro_vector (b, module, bias, x->ne[0]), eps);
}

/* ONNX's gates are input, output, forget, cell; ours input, forget, cell, output. */
static void
order_gates (const float *from, float *to, gint64 size)
{
  static const guint whose[4] = { 0, 2, 3, 1 };

  for (guint k = 0; k < 4; k++)
    memcpy (to + k * size, from + whose[k] * size, (gsize) size * sizeof *to);
}

static float *
make_gates (gpointer data)
{
  const Make *m = data;
  gint64 gate = m->ne[0] * m->ne[1] / 4;
  g_autofree float *from = read_part (m);
  float *to;

  if (from == NULL)
    return NULL;
  to = g_new (float, 8 * gate);
  for (guint d = 0; d < 2; d++)
    order_gates (from + 4 * d * gate, to + 4 * d * gate, gate);
  return to;
}

/* The input's biases and the state's, added. */
static float *
make_gate_bias (gpointer data)
{
  const Make *m = data;
  gint64 hidden = m->ne[0] / 8;
  g_autofree float *from = read_part (m);
  float *to;

  if (from == NULL)
    return NULL;
  to = g_new (float, 8 * hidden);
  for (guint d = 0; d < 2; d++)
    {
      float *both = from + 8 * d * hidden;

      for (gint64 i = 0; i < 4 * hidden; i++)
        both[i] += both[4 * hidden + i];
      order_gates (both, to + 4 * d * hidden, hidden);
    }
  return to;
}

VtTensor *
vt_kokoro_lstm (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 hidden)
{
  Make w = { b, module, "W", { x->ne[0], 4 * hidden, 2 } }, r = { b, module, "R", { hidden, 4 * hidden, 2 } };
  Make bias = { b, module, "B", { 8 * hidden, 2, 1 } };
  VtTensor *gates = vt_linear (b->s.g, made (&w, "", x->ne[0], 8 * hidden, 1, 1, make_gates), x,
                               made (&bias, "", 8 * hidden, 1, 1, 1, make_gate_bias), NULL);

  return vt_lstm (b->s.g, gates, made (&r, "", hidden, 8 * hidden, 1, 1, make_gates), 2);
}

/* The bias with 1 added to the scales, which are the first half. */
static float *
make_scale_bias (gpointer data)
{
  const Make *m = data;
  float *values = read_part (m);

  for (gint64 i = 0; i < m->ne[0] / 2 && values != NULL; i++)
    values[i] += 1;
  return values;
}

void
vt_kokoro_scale_shift (const VtKokoroGraph *b, const char *module, gint64 n, VtTensor **scale, VtTensor **shift)
{
  g_autofree char *fc = g_strconcat (module, ".fc", NULL);
  Make weight = { b, fc, "weight", { b->c->style, 2 * n, 1 } }, bias = { b, fc, "bias", { 2 * n, 1, 1 } };
  VtTensor *both = vt_linear (b->s.g, made (&weight, "", b->c->style, 2 * n, 1, 1, make_plain), b->style,
                              made (&bias, "", 2 * n, 1, 1, 1, make_scale_bias), NULL);

  *scale = vt_view (b->s.g, both, n, 1, 1, 1, (gsize) n * 4, (gsize) n * 4, (gsize) n * 4, 0);
  *shift = vt_view (b->s.g, both, n, 1, 1, 1, (gsize) n * 4, (gsize) n * 4, (gsize) n * 4, (gsize) n * 4);
}

VtTensor *
vt_kokoro_adain (const VtKokoroGraph *b, const char *module, VtTensor *x)
{
  VtTensor *scale, *shift;

  vt_kokoro_scale_shift (b, module, x->ne[0], &scale, &shift);
  return vt_group_norm (b->s.g, x, scale, shift, (int) x->ne[0], EPS, FALSE);
}

static VtTensor *
changed (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gboolean up, VtTensor *residual)
{
  g_autofree char *norm_1 = g_strconcat (module, ".norm1", NULL), *norm_2 = g_strconcat (module, ".norm2", NULL);
  g_autofree char *conv_1 = g_strconcat (module, ".conv1", NULL), *conv_2 = g_strconcat (module, ".conv2", NULL);
  g_autofree char *pool = g_strconcat (module, ".pool", NULL);
  const VtConv same = { .pad = { 1, 1 } };

  x = vt_leaky_relu (b->s.g, vt_kokoro_adain (b, norm_1, x), SLOPE);
  if (up)
    x = vt_kokoro_double (b, pool, x);
  x = vt_kokoro_conv (b, conv_1, x, out, 3, &same, NULL);
  x = vt_leaky_relu (b->s.g, vt_kokoro_adain (b, norm_2, x), SLOPE);
  return vt_kokoro_conv (b, conv_2, x, out, 3, &same, residual);
}

VtTensor *
vt_kokoro_block (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gboolean up)
{
  g_autofree char *shortcut = g_strconcat (module, ".conv1x1", NULL);
  VtTensor *same = up ? vt_upsample (b->s.g, x, 2 * x->ne[1], 1, VT_UPSAMPLE_NEAREST) : x;

  if (x->ne[0] != out)
    same = vt_kokoro_conv (b, shortcut, same, out, 1, NULL, NULL);
  x = vt_scale (b->s.g, changed (b, module, x, out, up, same), (float) G_SQRT2 / 2, 0);
  return vt_graph_name (x, "%s", module);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/batch-norm.h"

#include <math.h>

typedef struct
{
  const VtNnScope *s;
  const char *conv, *norm;
  gint64 in, kernel, out;
  float eps;
} Folded;

static float *
numbers_of (const Folded *f, const char *part, const char *name, gint64 n)
{
  g_autofree char *full = g_strconcat (part, name, NULL);

  return vt_nn_read (f->s, full, n);
}

/* What each channel is multiplied with; %NULL where the file lacks it. */
static float *
scales (const Folded *f)
{
  g_autofree float *weight = numbers_of (f, f->norm, ".weight", f->out), *variance = numbers_of (f, f->norm, ".running_var", f->out);

  for (gint64 i = 0; weight != NULL && variance != NULL && i < f->out; i++)
    weight[i] = (float) (weight[i] / sqrt ((double) variance[i] + f->eps));
  return variance != NULL ? g_steal_pointer (&weight) : NULL;
}

/* The kernels, scaled, in the order of vt_conv_2d(). */
static float *
make_kernel (gpointer data)
{
  const Folded *f = data;
  gint64 n = f->in * f->kernel * f->kernel;
  g_autofree float *from = numbers_of (f, f->conv, ".weight", n * f->out), *scale = scales (f), *to = NULL;

  if (from == NULL || scale == NULL)
    return NULL;
  for (gint64 i = 0; i < n * f->out; i++)
    from[i] *= scale[i / n];
  to = g_new (float, n * f->out);
  vt_conv_weights (from, to, sizeof *to, f->out, f->in, f->kernel, f->kernel);
  return g_steal_pointer (&to);
}

static float *
make_bias (gpointer data)
{
  const Folded *f = data;
  g_autofree float *bias = numbers_of (f, f->norm, ".bias", f->out), *mean = numbers_of (f, f->norm, ".running_mean", f->out), *scale = scales (f);

  if (bias == NULL || mean == NULL || scale == NULL)
    return NULL;
  for (gint64 i = 0; i < f->out; i++)
    bias[i] -= mean[i] * scale[i];
  return g_steal_pointer (&bias);
}

VtTensor *
vt_nn_conv_batch_norm (const VtNnScope *s, const char *conv_name, const char *norm_name, VtTensor *x, gint64 out,
                       gint64 kernel, const VtConv *conv, float eps, VtTensor *residual)
{
  gint64 groups = conv != NULL && conv->groups > 1 ? conv->groups : 1;
  Folded f = { s, conv_name, norm_name, x->ne[0] / groups, kernel, out, eps };
  g_autofree char *weight_name = g_strconcat (conv_name, ".folded.weight", NULL), *bias_name = g_strconcat (conv_name, ".folded.bias", NULL);
  gint32 pad = (gint32) (kernel / 2);
  VtConv same = { .pad = { pad, pad, pad, pad } };
  gboolean plain = kernel == 1 && conv == NULL;
  VtTensor *w = vt_nn_made (s, weight_name, plain ? (gint64[]) { f.in, out, 1, 1 } : (gint64[]) { f.in, kernel, kernel, out }, make_kernel, &f);
  VtTensor *bias = vt_nn_made (s, bias_name, (gint64[]) { out, 1, 1, 1 }, make_bias, &f);

  if (plain)
    return vt_linear (s->g, w, x, bias, residual);
  return vt_conv_2d (s->g, w, x, bias, residual, conv != NULL ? conv : &same);
}

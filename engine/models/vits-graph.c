/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vits-graph.h"

#define NORM_EPS 1e-5f

VtTensor *
vt_vits_conv (const VtVitsGraph *b, const char *stem, const VtVitsConv *conv, gint64 dilation, VtTensor *x, VtTensor *residual)
{
  VtTensor *w = vt_vits_conv_weight (b->w, b->g, stem, conv), *bias = vt_vits_conv_bias (b->w, b->g, stem, conv);
  gint32 pad = (gint32) (dilation * (conv->kernel - 1) / 2);
  VtConv window = { .dilation = { (gint32) dilation, 1 }, .pad = { pad, pad }, .groups = conv->groups };

  if (conv->kernel == 1 && conv->groups <= 1)
    return vt_linear (b->g, w, x, bias, residual);
  return vt_conv_2d (b->g, w, x, bias, residual, &window);
}

VtTensor *
vt_vits_masked (const VtVitsGraph *b, VtTensor *x)
{
  return b->mask != NULL ? vt_mul (b->g, x, b->mask) : x;
}

VtTensor *
vt_vits_norm (const VtVitsGraph *b, const char *stem, VtTensor *x)
{
  g_autofree char *gamma = g_strconcat (stem, ".gamma", NULL), *beta = g_strconcat (stem, ".beta", NULL);

  return vt_norm (b->g, x, vt_vits_table (b->w, b->g, gamma, x->ne[0], 1, 1), vt_vits_table (b->w, b->g, beta, x->ne[0], 1, 1),
                  NORM_EPS);
}

VtTensor *
vt_vits_add_speaker (const VtVitsGraph *b, const char *stem, VtTensor *x)
{
  VtVitsConv conv = { b->c->gin, x->ne[0], 1 };

  return b->speaker != NULL ? vt_add (b->g, x, vt_vits_conv (b, stem, &conv, 1, b->speaker, NULL)) : x;
}

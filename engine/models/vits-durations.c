/* vits-durations.c: the stochastic duration predictor's networks: stacks of
 * convolutions that look further with each layer, apart by channel and then
 * across them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/models/vits-graph.h"

/* One stack, "@stem.convs_sep.0" and so on; @x is masked. */
static VtTensor *
stack (const VtVitsGraph *b, const char *stem, VtTensor *x)
{
  gint64 n = b->c->duration_hidden, dilation = 1;
  VtVitsConv apart = { n, n, b->c->duration_kernel, .groups = (gint32) n }, across = { n, n, 1 };

  for (int i = 0; i < b->c->duration_layers; i++)
    {
      g_autofree char *sep = g_strdup_printf ("%s.convs_sep.%d", stem, i), *one = g_strdup_printf ("%s.convs_1x1.%d", stem, i);
      g_autofree char *norm_1 = g_strdup_printf ("%s.norms_1.%d", stem, i);
      g_autofree char *norm_2 = g_strdup_printf ("%s.norms_2.%d", stem, i);
      VtTensor *y = vt_vits_conv (b, sep, &apart, dilation, x, NULL);

      y = vt_unary (b->g, vt_vits_norm (b, norm_1, y), VT_UNARY_GELU);
      y = vt_unary (b->g, vt_vits_norm (b, norm_2, vt_vits_conv (b, one, &across, 1, y, NULL)), VT_UNARY_GELU);
      x = vt_vits_masked (b, vt_add (b->g, x, y));
      dilation *= b->c->duration_kernel;
    }
  return x;
}

VtTensor *
vt_vits_duration_condition (const VtVitsGraph *b, VtTensor *hidden)
{
  gint64 n = b->c->duration_hidden;
  VtVitsConv pre = { b->c->hidden, n, 1 }, proj = { n, n, 1 };
  VtTensor *x = vt_vits_conv (b, "dp.pre", &pre, 1, hidden, NULL);

  x = stack (b, "dp.convs", vt_vits_masked (b, vt_vits_add_speaker (b, "dp.cond", x)));
  return vt_vits_conv (b, "dp.proj", &proj, 1, x, NULL);
}

VtTensor *
vt_vits_duration_flow (const VtVitsGraph *b, guint flow, VtTensor *z, VtTensor *condition)
{
  g_autofree char *pre = g_strdup_printf ("dp.flows.%u.pre", flow), *convs = g_strdup_printf ("dp.flows.%u.convs", flow);
  g_autofree char *proj = g_strdup_printf ("dp.flows.%u.proj", flow);
  gint64 n = b->c->duration_hidden;
  VtVitsConv in = { 1, n, 1 }, out = { n, 3 * b->c->bins - 1, 1 };
  VtTensor *x = vt_vits_masked (b, vt_vits_conv (b, pre, &in, 1, z, condition));

  return vt_vits_conv (b, proj, &out, 1, stack (b, convs, x), NULL);
}

/* vits-flow.c: the flow backwards: couplings that take from one half of the
 * channels what a WaveNet (van den Oord et al. 2016) makes of the other half.
 *
 * Between two couplings the order of the channels is turned round. Instead of
 * moving them, every second coupling has the weights of its first and last
 * convolution turned round when they are loaded, and takes the other half.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/vits-graph.h"

/* Rows [@start, @start + @n) of a weight (k, rows), or of a bias as (n). */
static VtTensor *
part (const VtVitsGraph *b, VtTensor *w, gint64 start, gint64 n)
{
  return w == NULL ? NULL : w->ne[1] > 1 ? vt_view_rows (b->g, w, start, n) : vt_view_columns (b->g, w, start, n);
}

/* tanh of the first half of the channels times the sigmoid of the second. */
static VtTensor *
gate (const VtVitsGraph *b, VtTensor *x, gint64 n)
{
  VtTensor *up = vt_unary (b->g, vt_view_columns (b->g, x, 0, n), VT_UNARY_TANH);

  return vt_glu (b->g, vt_view_columns (b->g, x, n, n), up, VT_UNARY_SIGMOID);
}

/* The speaker's part for every layer: (2 hidden layers, 1), or %NULL. */
static VtTensor *
speaker_part (const VtVitsGraph *b, const char *stem)
{
  g_autofree char *name = g_strconcat (stem, ".cond_layer", NULL);
  VtVitsConv conv = { b->c->gin, 2 * b->c->flow_hidden * b->c->flow_layers, 1 };

  return b->speaker != NULL ? vt_vits_conv (b, name, &conv, 1, b->speaker, NULL) : NULL;
}

/* @x is masked; the sum of what the layers let through. */
static VtTensor *
wavenet (const VtVitsGraph *b, const char *stem, VtTensor *x)
{
  gint64 n = b->c->flow_hidden, last = b->c->flow_layers - 1;
  VtTensor *speaker = speaker_part (b, stem), *sum = NULL;

  for (gint64 i = 0; i <= last; i++)
    {
      g_autofree char *in = g_strdup_printf ("%s.in_layers.%d", stem, (int) i);
      g_autofree char *out = g_strdup_printf ("%s.res_skip_layers.%d", stem, (int) i);
      VtVitsConv wide = { n, 2 * n, b->c->flow_kernel }, both = { n, i < last ? 2 * n : n, 1 };
      VtTensor *y = vt_vits_conv (b, in, &wide, b->c->flow_dilation[i], x, NULL), *w, *bias;

      if (speaker != NULL)
        y = vt_add (b->g, y, vt_view_columns (b->g, speaker, 2 * n * i, 2 * n));
      y = gate (b, y, n);
      w = vt_vits_conv_weight (b->w, b->g, out, &both);
      bias = vt_vits_conv_bias (b->w, b->g, out, &both);
      if (i < last)
        x = vt_vits_masked (b, vt_linear (b->g, part (b, w, 0, n), y, part (b, bias, 0, n), x));
      sum = vt_linear (b->g, i < last ? part (b, w, n, n) : w, y, i < last ? part (b, bias, n, n) : bias, sum);
    }
  return vt_vits_masked (b, sum);
}

VtTensor *
vt_vits_flow (const VtVitsGraph *b, VtTensor *z)
{
  gint64 half = b->c->inter / 2, n = b->c->flow_hidden;
  VtTensor *low = vt_view_columns (b->g, z, 0, half), *high = vt_view_columns (b->g, z, half, half);

  for (guint i = 0; i < b->c->n_flows; i++)
    {
      g_autofree char *pre = g_strdup_printf ("flow.flows.%u.pre", b->c->flows[i]);
      g_autofree char *enc = g_strdup_printf ("flow.flows.%u.enc", b->c->flows[i]);
      g_autofree char *post = g_strdup_printf ("flow.flows.%u.post", b->c->flows[i]);
      gboolean turned = i % 2 == 0; /* a flip comes before each */
      VtVitsConv in = { half, n, 1, .flip_in = turned };
      VtVitsConv out = { n, half, 1, .flip_out = turned };
      VtTensor **from = turned ? &high : &low, **to = turned ? &low : &high;
      VtTensor *x = wavenet (b, enc, vt_vits_masked (b, vt_vits_conv (b, pre, &in, 1, *from, NULL)));

      *to = vt_vits_masked (b, vt_sub (b->g, *to, vt_vits_conv (b, post, &out, 1, x, NULL)));
      vt_graph_name (*to, "flow.%u", b->c->flows[i]);
    }
  return vt_concat (b->g, low, high, 0);
}

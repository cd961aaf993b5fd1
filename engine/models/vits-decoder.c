/* vits-decoder.c: HiFi-GAN's generator (Kong, Kim and Bae 2020): transposed
 * convolutions up to the rate of samples, each followed by residual blocks of
 * different kernels side by side, of which the mean is taken.
 *
 * The mean's division and the leaky rectifier that follows may change places,
 * for the rectifier only scales; so the division is in the next weights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/vits-graph.h"

#define SLOPE 0.1f      /* of HiFi-GAN's leaky rectifiers */
#define LAST_SLOPE 0.01f /* PyTorch's default, which its last one has */

/* Block @block of all, @kind its number within the stage. */
static VtTensor *
residual_block (const VtVitsGraph *b, guint block, guint kind, VtTensor *x, VtTensor *active)
{
  const VtVitsConfig *c = b->c;
  VtVitsConv conv = { x->ne[0], x->ne[0], c->kernel[kind] };

  for (guint i = 0; i < c->convs; i++)
    {
      g_autofree char *first = g_strdup_printf ("dec.resblocks.%u.%s.%u", block, c->two ? "convs1" : "convs", i);
      g_autofree char *second = g_strdup_printf ("dec.resblocks.%u.convs2.%u", block, i);
      VtTensor *y = i == 0 ? active : vt_leaky_relu (b->g, x, SLOPE);

      if (c->two)
        {
          y = vt_leaky_relu (b->g, vt_vits_conv (b, first, &conv, c->dilation[kind][i], y, NULL), SLOPE);
          x = vt_vits_conv (b, second, &conv, 1, y, x);
        }
      else
        x = vt_vits_conv (b, first, &conv, c->dilation[kind][i], y, x);
    }
  return x;
}

static VtTensor *
go_up (const VtVitsGraph *b, guint stage, VtTensor *x)
{
  const VtVitsConfig *c = b->c;
  g_autofree char *stem = g_strdup_printf ("dec.ups.%u", stage);
  VtVitsConv conv = { c->channels[stage], c->channels[stage + 1], c->up_kernel[stage], .stride = (gint32) c->up_stride[stage],
                      .scale = stage > 0 ? 1 / (float) c->blocks : 1 };
  gint32 cut = (gint32) (c->up_kernel[stage] - c->up_stride[stage]) / 2;
  VtConvTranspose up = { { conv.stride, 1 }, { cut, cut } };

  return vt_conv_transpose (b->g, vt_vits_conv_weight (b->w, b->g, stem, &conv), x,
                            vt_vits_conv_bias (b->w, b->g, stem, &conv), &up);
}

VtTensor *
vt_vits_decoder (const VtVitsGraph *b, VtTensor *z)
{
  const VtVitsConfig *c = b->c;
  VtVitsConv pre = { c->inter, c->channels[0], c->pre_kernel, .flip_in = c->n_flows % 2 == 1 };
  VtVitsConv post = { c->channels[c->stages], 1, c->post_kernel, .scale = 1 / (float) c->blocks };
  VtTensor *x = vt_vits_add_speaker (b, "dec.cond", vt_vits_conv (b, "dec.conv_pre", &pre, 1, z, NULL));

  for (guint i = 0; i < c->stages; i++)
    {
      VtTensor *sum = NULL, *active;

      x = go_up (b, i, vt_leaky_relu (b->g, x, SLOPE));
      active = vt_leaky_relu (b->g, x, SLOPE);
      for (guint k = 0; k < c->blocks; k++)
        {
          VtTensor *y = residual_block (b, i * c->blocks + k, k, x, active);

          sum = sum != NULL ? vt_add (b->g, sum, y) : y;
        }
      x = vt_graph_name (sum, "dec.%u", i);
    }
  x = vt_vits_conv (b, "dec.conv_post", &post, 1, vt_leaky_relu (b->g, x, LAST_SLOPE), NULL);
  return vt_unary (b->g, x, VT_UNARY_TANH);
}

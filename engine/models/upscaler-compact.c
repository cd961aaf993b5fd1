/* upscaler-compact.c: SRVGGNetCompact, the small network of Real-ESRGAN.
 *
 *     convolutions with PReLU between them, the last with scale² pixels a place;
 *     added to the picture with large pixels
 *
 * Source: Real-ESRGAN's srvgg_arch.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/models/upscaler.h"

#define MOST 256 /* layers */

static const VtTensorInfo *
layer (const VtWeights *w, guint i)
{
  g_autofree char *name = g_strdup_printf ("body.%u.weight", i);

  return vt_weights_find (w, name);
}

/* A convolution, then numbers for each of its channels. */
static gboolean
match (const VtWeights *w)
{
  const VtTensorInfo *first = layer (w, 0), *second = layer (w, 1);

  return first != NULL && second != NULL && first->ne[2] == 3 && second->n_dims == 1 && second->ne[0] == first->ne[3];
}

static gboolean
configure (VtUpscaler *self, const VtWeights *w, GError **error)
{
  const VtTensorInfo *first = layer (w, 0), *last;
  guint n = 0;

  while (n < MOST && layer (w, n) != NULL)
    n++;
  last = layer (w, n - 1);
  self->channels = first->ne[3];
  self->depth = n;
  self->adds = TRUE;
  for (guint scale = 1; scale <= 8; scale++)
    if (last->ne[3] == 3 * scale * scale)
      self->scale = self->spread = scale;
  if (self->scale > 0 && n % 2 == 1)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The model that enlarges pictures is not one for colours, or its file is incomplete.");
  return FALSE;
}

/* x, below 0 times a weight of the channel's own. */
static VtTensor *
prelu (const VtNnScope *s, const char *name, VtTensor *x)
{
  g_autofree char *full = g_strconcat (name, ".weight", NULL);
  VtTensor *below = vt_unary (s->g, vt_scale (s->g, x, -1, 0), VT_UNARY_RELU);

  return vt_sub (s->g, vt_unary (s->g, x, VT_UNARY_RELU), vt_mul (s->g, below, vt_nn_vector (s, full, x->ne[0])));
}

static VtTensor *
build (const VtUpscaler *self, const VtNnScope *s, VtTensor *x)
{
  for (guint i = 0; i < self->depth; i++)
    {
      g_autofree char *name = g_strdup_printf ("body.%u", i);

      if (i % 2 == 1)
        x = prelu (s, name, x);
      else
        x = vt_nn_conv (s, name, x, i + 1 < self->depth ? self->channels : 3 * self->spread * self->spread, 3, VT_NN_BIAS, NULL, NULL);
    }
  return x;
}

const VtUpscalerClass vt_upscaler_compact = {
  .name = "Real-ESRGAN compact",
  .match = match,
  .configure = configure,
  .build = build,
};

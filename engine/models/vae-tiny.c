/* vae-tiny.c: AutoencoderTiny (TAESD): a very small autoencoder for the latents of
 * Stable Diffusion, without norms and attention; good enough to watch a picture come.
 *
 *     encoder: (x + 1) / 2, convolution, for each level blocks and what halves, convolution
 *     decoder: 3 tanh (z / 3), convolution, for each level blocks and what doubles, convolution; 2 x - 1
 *     block: relu (x + convolution (relu (convolution (relu (convolution (x))))))
 *
 * Traps: it gives and takes latents scaled as the U-Net has them; layers are
 * numbered with those that have no weights.
 *
 * Sources: Bohan's TAESD; diffusers' autoencoder_tiny.py, vae.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/vae.h"

#include <string.h>

#include "engine/base/error.h"

#define CLAMP_AT 3 /* of latents, softly */

/* --- configuration --- */

static gboolean
read_numbers (const VtJsonNode *c, const char *key, gint64 least, guint n, gint64 *to, GError **error)
{
  const VtJsonNode *numbers = vt_json_get (c, key);
  gboolean ok = vt_json_length (numbers) == n;

  for (guint i = 0; ok && i < n; i++)
    ok = vt_json_read_int (vt_json_at (numbers, i), &to[i]) && to[i] >= least && to[i] <= 4096;
  if (!ok)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture decoder's configuration has no usable “%s”.", key);
  return ok;
}

static gboolean
read_config (VtVae *self, const VtJsonNode *c, GError **error)
{
  const char *act = vt_json_get_string (c, "act_fn", "relu");

  self->n_blocks = vt_json_length (vt_json_get (c, "decoder_block_out_channels"));
  self->in_channels = CLAMP (vt_json_get_int (c, "in_channels", 3), 1, 64);
  self->channels = CLAMP (vt_json_get_int (c, "out_channels", 3), 1, 64);
  self->latent = CLAMP (vt_json_get_int (c, "latent_channels", 4), 1, 256);
  self->scale = vt_json_get_double (c, "scaling_factor", 1);
  self->shift = vt_json_get_double (c, "shift_factor", 0);
  if (!(self->scale > 1e-9))
    self->scale = 1;
  if (strcmp (act, "relu") != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The picture decoder has the function “%s”, which this version cannot compute.", act);
      return FALSE;
    }
  if (self->n_blocks == 0 || self->n_blocks > VT_VAE_MAX_BLOCKS)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture decoder's configuration has no usable “decoder_block_out_channels”.");
      return FALSE;
    }
  self->factor = G_GINT64_CONSTANT (1) << (self->n_blocks - 1);
  return read_numbers (c, "decoder_block_out_channels", 1, self->n_blocks, self->widths, error) &&
         read_numbers (c, "encoder_block_out_channels", 1, self->n_blocks, self->encoder_widths, error) &&
         read_numbers (c, "num_decoder_blocks", 0, self->n_blocks, self->depths, error) &&
         read_numbers (c, "num_encoder_blocks", 0, self->n_blocks, self->encoder_depths, error);
}

/* --- the network --- */

static VtTensor *
conv (const VtNnScope *s, guint layer, VtTensor *x, gint64 out, VtNnBias bias, gint32 stride)
{
  g_autofree char *name = g_strdup_printf ("layers.%u", layer);
  VtConv c = { .stride = { stride, stride }, .pad = { 1, 1, 1, 1 } };

  return vt_nn_conv (s, name, x, out, 3, bias, &c, NULL);
}

static VtTensor *
block (const VtNnScope *s, guint layer, VtTensor *x)
{
  VtNnScope b = vt_nn_child (s, "layers.%u", layer);
  VtTensor *h = vt_unary (s->g, vt_nn_conv (&b, "conv.0", x, x->ne[0], 3, VT_NN_BIAS, NULL, NULL), VT_UNARY_RELU);

  h = vt_unary (s->g, vt_nn_conv (&b, "conv.2", h, x->ne[0], 3, VT_NN_BIAS, NULL, NULL), VT_UNARY_RELU);
  h = vt_nn_conv (&b, "conv.4", h, x->ne[0], 3, VT_NN_BIAS, NULL, x);
  return vt_nn_name (&b, vt_unary (s->g, h, VT_UNARY_RELU));
}

static VtTensor *
encoder (const VtVae *self, const VtNnScope *root, VtTensor *x, VtTensor **spans)
{
  VtNnScope s = vt_nn_child (root, "encoder");
  guint layer = 0;

  x = vt_scale (s.g, x, 0.5f, 0.5f);
  for (guint i = 0; i < self->n_blocks; i++)
    {
      x = conv (&s, layer++, x, self->encoder_widths[i], i == 0 ? VT_NN_BIAS : VT_NN_NO_BIAS, i == 0 ? 1 : 2);
      for (gint64 j = 0; j < self->encoder_depths[i]; j++)
        x = block (&s, layer++, x);
    }
  return vt_graph_output (root->g, conv (&s, layer, x, self->latent, VT_NN_BIAS, 1), "encoder");
}

static VtTensor *
decoder (const VtVae *self, const VtNnScope *root, VtTensor *x, VtTensor **spans)
{
  VtNnScope s = vt_nn_child (root, "decoder");
  guint layer = 2; /* behind the first convolution and its function */

  x = vt_scale (s.g, vt_unary (s.g, vt_scale (s.g, x, 1.0f / CLAMP_AT, 0), VT_UNARY_TANH), CLAMP_AT, 0);
  x = vt_unary (s.g, conv (&s, 0, x, self->widths[0], VT_NN_BIAS, 1), VT_UNARY_RELU);
  for (guint i = 0; i < self->n_blocks; i++)
    {
      gboolean last = i + 1 == self->n_blocks;

      for (gint64 j = 0; j < self->depths[i]; j++)
        x = block (&s, layer++, x);
      if (!last)
        x = vt_upsample (s.g, x, 2 * x->ne[1], 2 * x->ne[2], VT_UPSAMPLE_NEAREST);
      layer += !last;
      x = conv (&s, layer++, x, last ? self->channels : self->widths[i], last ? VT_NN_BIAS : VT_NN_NO_BIAS, 1);
    }
  return vt_graph_output (root->g, vt_scale (s.g, x, 2, -1), "decoder");
}

const VtVaeClass vt_vae_tiny = {
  .name = "AutoencoderTiny",
  .read_config = read_config,
  .encoder = encoder,
  .decoder = decoder,
};

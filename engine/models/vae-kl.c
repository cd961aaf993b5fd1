/* vae-kl.c: AutoencoderKL, the autoencoder of Stable Diffusion.
 *
 * encoder: convolution, blocks that halve, middle with attention, norm,
 *   convolution to mean and logarithm of the variance
 * decoder: the same back
 *
 * Traps: the encoder pads on the right and below only; files from before 2023
 * call the attention's weights query, key, value and proj_attn.
 *
 * Source: diffusers' autoencoder_kl.py, vae.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/vae.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

#define EPS 1e-6f

static gboolean
read_blocks (VtVae *self, const VtJsonNode *c, GError **error)
{
  const VtJsonNode *widths = vt_json_get (c, "block_out_channels");
  gboolean ok = TRUE;

  self->n_blocks = vt_json_length (widths);
  ok = self->n_blocks > 0 && self->n_blocks <= VT_VAE_MAX_BLOCKS;
  for (guint i = 0; ok && i < self->n_blocks; i++)
    ok = vt_json_read_int (vt_json_at (widths, i), &self->widths[i]) && self->widths[i] > 0 && self->widths[i] <= 65536;
  if (!ok)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture decoder's configuration has no usable “block_out_channels”.");
  self->factor = ok ? G_GINT64_CONSTANT (1) << (self->n_blocks - 1) : 1;
  return ok;
}

static gboolean
read_config (VtVae *self, const VtJsonNode *c, GError **error)
{
  self->layers = (guint) CLAMP (vt_json_get_int (c, "layers_per_block", 1), 1, 16);
  self->in_channels = CLAMP (vt_json_get_int (c, "in_channels", 3), 1, 64);
  self->channels = CLAMP (vt_json_get_int (c, "out_channels", 3), 1, 64);
  self->latent = CLAMP (vt_json_get_int (c, "latent_channels", 4), 1, 256);
  self->groups = (int) CLAMP (vt_json_get_int (c, "norm_num_groups", 32), 1, 65536);
  self->scale = vt_json_get_double (c, "scaling_factor", 0.18215);
  self->shift = vt_json_get_double (c, "shift_factor", 0);
  self->quant_conv = vt_json_get_boolean (c, "use_quant_conv", TRUE);
  self->post_quant_conv = vt_json_get_boolean (c, "use_post_quant_conv", TRUE);
  self->attention = vt_json_get_boolean (c, "mid_block_add_attention", TRUE);
  if (!(fabs (self->scale) > 1e-9))
    self->scale = 0.18215;
  return read_blocks (self, c, error);
}

/* The names of older files. */
static char *
old_name (const char *name, guint attempt, gpointer data)
{
  static const char *const pairs[][2] = {
    { ".to_q.", ".query." }, { ".to_k.", ".key." }, { ".to_v.", ".value." }, { ".to_out.0.", ".proj_attn." },
  };

  for (guint i = 0; attempt == 0 && i < G_N_ELEMENTS (pairs); i++)
    {
      const char *at = strstr (name, pairs[i][0]);

      if (at != NULL)
        return g_strdup_printf ("%.*s%s%s", (int) (at - name), name, pairs[i][1], at + strlen (pairs[i][0]));
    }
  return NULL;
}

/* --- the network --- */

static VtTensor *
resnet (const VtVae *self, const VtNnScope *s, guint i, VtTensor *x, gint64 out)
{
  VtNnScope child = vt_nn_child (s, "resnets.%u", i);
  VtNnResnet r = { .groups = self->groups, .eps = EPS, .output_scale = 1 };

  return vt_nn_resnet (&child, x, out, &r, VT_NN_KEEP);
}

static VtTensor *
middle (const VtVae *self, const VtNnScope *parent, VtTensor *x, VtTensor **spans)
{
  VtNnScope s = vt_nn_child (parent, "mid_block"), attention = vt_nn_child (&s, "attentions.0");

  x = resnet (self, &s, 0, x, x->ne[0]);
  if (self->attention)
    {
      *spans = vt_graph_input (s.g, "spans", VT_TYPE_I32, 2, x->ne[1] * x->ne[2], 1, 1);
      x = vt_nn_self_attention (&attention, x, *spans, 1, self->groups, EPS, 1);
    }
  return resnet (self, &s, 1, x, x->ne[0]);
}

static VtTensor *
finish (const VtVae *self, const VtNnScope *s, VtTensor *x, gint64 out)
{
  x = vt_nn_group_norm (s, "conv_norm_out", x, self->groups, EPS, TRUE);
  return vt_nn_conv (s, "conv_out", x, out, 3, VT_NN_BIAS, NULL, NULL);
}

static VtTensor *
encoder (const VtVae *self, const VtNnScope *root, VtTensor *x, VtTensor **spans)
{
  VtNnScope s = vt_nn_child (root, "encoder");

  x = vt_nn_conv (&s, "conv_in", x, self->widths[0], 3, VT_NN_BIAS, NULL, NULL);
  for (guint i = 0; i < self->n_blocks; i++)
    {
      VtNnScope block = vt_nn_child (&s, "down_blocks.%u", i), down = vt_nn_child (&block, "downsamplers.0");

      for (guint j = 0; j < self->layers; j++)
        x = resnet (self, &block, j, x, self->widths[i]);
      if (i + 1 < self->n_blocks)
        x = vt_nn_downsample (&down, x, 0);
    }
  x = finish (self, &s, middle (self, &s, x, spans), 2 * self->latent);
  if (self->quant_conv)
    x = vt_nn_conv (root, "quant_conv", x, 2 * self->latent, 1, VT_NN_BIAS, NULL, NULL);
  return vt_graph_output (root->g, x, "quant_conv");
}

static VtTensor *
decoder (const VtVae *self, const VtNnScope *root, VtTensor *x, VtTensor **spans)
{
  VtNnScope s = vt_nn_child (root, "decoder");

  if (self->post_quant_conv)
    x = vt_nn_conv (root, "post_quant_conv", x, self->latent, 1, VT_NN_BIAS, NULL, NULL);
  x = vt_nn_conv (&s, "conv_in", x, self->widths[self->n_blocks - 1], 3, VT_NN_BIAS, NULL, NULL);
  x = middle (self, &s, x, spans);
  for (guint i = 0; i < self->n_blocks; i++)
    {
      VtNnScope block = vt_nn_child (&s, "up_blocks.%u", i), up = vt_nn_child (&block, "upsamplers.0");

      for (guint j = 0; j <= self->layers; j++)
        x = resnet (self, &block, j, x, self->widths[self->n_blocks - 1 - i]);
      if (i + 1 < self->n_blocks)
        x = vt_nn_upsample (&up, x, 2 * x->ne[1], 2 * x->ne[2]);
    }
  return vt_graph_output (root->g, finish (self, &s, x, self->channels), "decoder.conv_out");
}

const VtVaeClass vt_vae_kl = {
  .name = "AutoencoderKL",
  .moments = TRUE,
  .read_config = read_config,
  .rename = old_name,
  .encoder = encoder,
  .decoder = decoder,
};

/* unet-2d-condition.c: UNet2DConditionModel: Stable Diffusion 1.x, 2.x, Turbo,
 * LCM, SDXL and their inpainting kin.
 *
 * Traps: "attention_head_dim" is the number of heads. SD 1.x projects by
 * convolutions of 1 x 1, 2.x and XL by linear layers: the same numbers. XL adds
 * the pooled words and the sizes of picture and crop to the time.
 *
 * Source: diffusers' unet_2d_condition.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/unet.h"

static gboolean
read_kind (const VtJsonNode *c, const char *key, guint i, const char *plain, const char *cross, VtNnUnetAttention *kind, GError **error)
{
  const char *name = vt_json_string (vt_json_at (vt_json_get (c, key), i), NULL);

  if (name == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture model's configuration has no usable “%s”.", key);
      return FALSE;
    }
  *kind = strcmp (name, cross) == 0 ? VT_NN_UNET_CROSS : VT_NN_UNET_NONE;
  if (*kind == VT_NN_UNET_CROSS || strcmp (name, plain) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The picture model is built of blocks “%s”, which this version cannot compute.", name);
  return FALSE;
}

static gboolean
read_attention (VtUnet *u, const VtJsonNode *c, GError **error)
{
  VtNnUnet *body = &u->body;

  for (guint i = 0; i < body->n_blocks; i++)
    {
      VtNnUnetBlock *b = &body->blocks[i];

      b->heads = vt_unet_config_at (c, "attention_head_dim", i, 8);
      if (b->heads < 1 || b->channels % b->heads != 0)
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture model's configuration has no usable “attention_head_dim”.");
          return FALSE;
        }
      if (!read_kind (c, "down_block_types", i, "DownBlock2D", "CrossAttnDownBlock2D", &b->down, error) ||
          !read_kind (c, "up_block_types", body->n_blocks - 1 - i, "UpBlock2D", "CrossAttnUpBlock2D", &b->up, error))
        return FALSE;
    }
  body->has_mid = vt_json_type (vt_json_get (c, "mid_block_type")) != VT_JSON_NULL;
  body->mid = VT_NN_UNET_CROSS;
  body->mid_heads = body->blocks[body->n_blocks - 1].heads;
  body->mid_layers = body->blocks[body->n_blocks - 1].transformer_layers;
  return vt_unet_config_only (c, "mid_block_type", "UNetMidBlock2DCrossAttn", error);
}

static gboolean
read_added (VtUnet *u, const VtJsonNode *c, GError **error)
{
  u->guidance = CLAMP (vt_json_get_int (c, "time_cond_proj_dim", 0), 0, 65536);
  if (vt_json_get_string (c, "addition_embed_type", NULL) == NULL)
    return TRUE;
  u->added = CLAMP (vt_json_get_int (c, "projection_class_embeddings_input_dim", 2816), 1, 65536);
  u->added_time = vt_json_get_int (c, "addition_time_embed_dim", 256);
  if (u->added_time < 2 || VT_UNET_ADDED_IDS * u->added_time > u->added)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture model's configuration has no usable “addition_time_embed_dim”.");
      return FALSE;
    }
  return vt_unet_config_only (c, "addition_embed_type", "text_time", error);
}

static gboolean
read_config (VtUnet *u, const VtJsonNode *c, GError **error)
{
  static const char *const only[][2] = {
    { "only_cross_attention", "false" }, { "dual_cross_attention", "false" }, { "class_embed_type", NULL },
    { "num_class_embeds", NULL }, { "encoder_hid_dim_type", NULL }, { "attention_type", "default" },
    { "conv_in_kernel", "3" }, { "conv_out_kernel", "3" }, { "resnet_skip_time_act", "false" },
    { "resnet_out_scale_factor", "1" }, { "cross_attention_norm", NULL }, { "time_embedding_act_fn", NULL },
    { "timestep_post_act", NULL }, { "reverse_transformer_layers_per_block", NULL },
  };

  if (!vt_unet_read_config (u, c, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (only); i++)
    if (!vt_unet_config_only (c, only[i][0], only[i][1], error))
      return FALSE;
  u->words = CLAMP (vt_unet_config_at (c, "cross_attention_dim", 0, 1280), 1, 65536);
  return read_attention (u, c, error) && read_added (u, c, error);
}

const VtUnetClass vt_unet_2d_condition = {
  .name = "UNet2DConditionModel",
  .read_config = read_config,
};

/* unet-2d.c: UNet2DModel: pictures out of noise without words (DDPM, DDIM).
 *
 * Traps: "attention_head_dim" is the width of a head here; older models begin
 * with sines, pad on one side only and shift the frequencies.
 *
 * Source: diffusers' unet_2d.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/unet.h"

static gint64
heads_for (const VtJsonNode *c, gint64 channels)
{
  const VtJsonNode *node = vt_json_get (c, "attention_head_dim");
  gint64 width = vt_json_type (node) == VT_JSON_NONE ? 8 : 0;

  vt_json_read_int (node, &width);
  return width < 1 ? 1 : MAX (channels / width, 1);
}

static gboolean
read_kind (const VtJsonNode *c, const char *key, guint i, const char *plain, const char *self, const char *resnet,
           VtNnUnetAttention *kind, gboolean *by_resnet, GError **error)
{
  const char *name = vt_json_string (vt_json_at (vt_json_get (c, key), i), NULL);

  *kind = g_strcmp0 (name, self) == 0 ? VT_NN_UNET_SELF : VT_NN_UNET_NONE;
  if (g_strcmp0 (name, resnet) == 0)
    *by_resnet = TRUE;
  else if (*kind == VT_NN_UNET_NONE && g_strcmp0 (name, plain) != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The picture model is built of blocks “%s”, which this version cannot compute.",
                   name != NULL ? name : "");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_attention (VtUnet *u, const VtJsonNode *c, GError **error)
{
  VtNnUnet *body = &u->body;
  gboolean down = strcmp (vt_json_get_string (c, "downsample_type", "conv"), "resnet") == 0;
  gboolean up = strcmp (vt_json_get_string (c, "upsample_type", "conv"), "resnet") == 0;

  for (guint i = 0; i < body->n_blocks; i++)
    {
      VtNnUnetBlock *b = &body->blocks[i];

      if (!read_kind (c, "down_block_types", i, "DownBlock2D", "AttnDownBlock2D", "ResnetDownsampleBlock2D",
                      &b->down, &b->resnet_down, error) ||
          !read_kind (c, "up_block_types", body->n_blocks - 1 - i, "UpBlock2D", "AttnUpBlock2D", "ResnetUpsampleBlock2D",
                      &b->up, &b->resnet_up, error))
        return FALSE;
      b->resnet_down |= down && b->down == VT_NN_UNET_SELF;
      b->resnet_up |= up && b->up == VT_NN_UNET_SELF;
      b->heads = heads_for (c, b->channels);
      if (b->channels % b->heads != 0)
        {
          g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture model's configuration has no usable “attention_head_dim”.");
          return FALSE;
        }
    }
  body->has_mid = vt_json_type (vt_json_get (c, "mid_block_type")) != VT_JSON_NULL;
  body->mid = vt_json_get_boolean (c, "add_attention", TRUE) ? VT_NN_UNET_SELF : VT_NN_UNET_NONE;
  body->mid_heads = body->blocks[body->n_blocks - 1].heads;
  body->mid_groups = (int) MAX (vt_json_get_int (c, "attn_norm_num_groups", body->mid_groups), 1);
  return vt_unet_config_only (c, "mid_block_type", "UNetMidBlock2D", error);
}

static gboolean
read_config (VtUnet *u, const VtJsonNode *c, GError **error)
{
  return vt_unet_read_config (u, c, error) && read_attention (u, c, error) &&
         vt_unet_config_only (c, "class_embed_type", NULL, error) && vt_unet_config_only (c, "num_class_embeds", NULL, error);
}

const VtUnetClass vt_unet_2d = {
  .name = "UNet2DModel",
  .read_config = read_config,
};

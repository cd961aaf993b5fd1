/* single-file-names.c: the names of the first Stable Diffusion checkpoints, and
 * what diffusers calls the same weights.
 *
 * Sources: CompVis' ldm (openaimodel.py, model.py), OpenCLIP's transformer.py, and
 * stable-diffusion.cpp's names for what it writes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/models/single-file.h"

#define MOST_DIGITS 3

/* A beginning, and what stands for it. */
typedef struct
{
  const char *from, *to;
} Rule;

static const struct
{
  const char *prefix;
  VtSinglePart part;
} parts[] = {
  { "model.diffusion_model.", VT_SINGLE_UNET },
  { "first_stage_model.", VT_SINGLE_VAE },
  { "cond_stage_model.transformer.", VT_SINGLE_TEXT },
  { "cond_stage_model.model.", VT_SINGLE_TEXT },
  { "cond_stage_model.1.transformer.", VT_SINGLE_TEXT_2 },
  { "cond_stage_model.1.model.", VT_SINGLE_TEXT_2 },
  { "conditioner.embedders.0.transformer.", VT_SINGLE_TEXT },
  { "conditioner.embedders.0.model.", VT_SINGLE_TEXT },
  { "conditioner.embedders.1.transformer.", VT_SINGLE_TEXT_2 },
  { "conditioner.embedders.1.model.", VT_SINGLE_TEXT_2 },
};

/* --- rewriting --- */

static gboolean
apply (const char **rest, GString *to, const Rule *rules, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (*rest, rules[i].from))
      {
        g_string_append (to, rules[i].to);
        *rest += strlen (rules[i].from);
        return TRUE;
      }
  return FALSE;
}

#define APPLY(rest, to, rules) apply (rest, to, rules, G_N_ELEMENTS (rules))

/* "PREFIXn." at the beginning; goes behind it. */
static gboolean
take_number (const char **rest, const char *prefix, guint *n)
{
  const char *p = *rest;
  guint digits = 0;

  if (!g_str_has_prefix (p, prefix))
    return FALSE;
  for (p += strlen (prefix), *n = 0; g_ascii_isdigit (*p) && digits <= MOST_DIGITS; p++, digits++)
    *n = 10 * *n + (guint) (*p - '0');
  if (digits == 0 || digits > MOST_DIGITS || *p != '.')
    return FALSE;
  *rest = p + 1;
  return TRUE;
}

/* --- the U-Net --- */

static const Rule unet_ends[] = {
  { "time_embed.0.", "time_embedding.linear_1." }, { "time_embed.2.", "time_embedding.linear_2." },
  { "time_embed.cond_proj.", "time_embedding.cond_proj." },
  { "label_emb.0.0.", "add_embedding.linear_1." }, { "label_emb.0.2.", "add_embedding.linear_2." },
  { "input_blocks.0.0.", "conv_in." }, { "out.0.", "conv_norm_out." }, { "out.2.", "conv_out." },
};

static const Rule resnet_parts[] = {
  { "in_layers.0.", "norm1." }, { "in_layers.2.", "conv1." }, { "emb_layers.1.", "time_emb_proj." },
  { "out_layers.0.", "norm2." }, { "out_layers.3.", "conv2." }, { "skip_connection.", "conv_shortcut." },
};

static const Rule transformer_parts[] = {
  { "norm.", "norm." }, { "proj_in.", "proj_in." }, { "transformer_blocks.", "transformer_blocks." }, { "proj_out.", "proj_out." },
};

/* Entry @at of a block: 0 the residual block, 1 the transformer, or what makes it larger behind them. */
static gboolean
unet_block (const char **rest, GString *to, const char *blocks, guint i, guint j)
{
  guint at;

  g_string_append_printf (to, "%s.%u.", blocks, i);
  if (!take_number (rest, "", &at))
    return FALSE;
  if (g_str_has_prefix (*rest, "op."))
    return APPLY (rest, to, ((const Rule[]) { { "op.", "downsamplers.0.conv." } }));
  if (g_str_has_prefix (*rest, "conv."))
    return APPLY (rest, to, ((const Rule[]) { { "conv.", "upsamplers.0.conv." } }));
  g_string_append_printf (to, at == 0 ? "resnets.%u." : "attentions.%u.", j);
  return at == 0 ? APPLY (rest, to, resnet_parts) : APPLY (rest, to, transformer_parts);
}

static gboolean
unet_name (const char **rest, GString *to, guint layers)
{
  static const char *const middle[] = { "mid_block.resnets.0.", "mid_block.attentions.0.", "mid_block.resnets.1." };
  guint n;

  if (APPLY (rest, to, unet_ends))
    return TRUE;
  if (take_number (rest, "input_blocks.", &n))
    return n > 0 && unet_block (rest, to, "down_blocks", (n - 1) / (layers + 1), (n - 1) % (layers + 1));
  if (take_number (rest, "output_blocks.", &n))
    return unet_block (rest, to, "up_blocks", n / (layers + 1), n % (layers + 1));
  if (!take_number (rest, "middle_block.", &n) || n >= G_N_ELEMENTS (middle))
    return FALSE;
  g_string_append (to, middle[n]);
  return n == 1 ? APPLY (rest, to, transformer_parts) : APPLY (rest, to, resnet_parts);
}

/* --- the autoencoder --- */

static const Rule vae_ends[] = {
  { "quant_conv.", "quant_conv." }, { "post_quant_conv.", "post_quant_conv." },
};

static const Rule vae_sides[] = { { "encoder.", "encoder." }, { "decoder.", "decoder." } };

static const Rule vae_side_parts[] = {
  { "conv_in.", "conv_in." }, { "conv_out.", "conv_out." }, { "norm_out.", "conv_norm_out." },
};

static const Rule vae_resnet_parts[] = {
  { "norm1.", "norm1." }, { "conv1.", "conv1." }, { "norm2.", "norm2." }, { "conv2.", "conv2." }, { "nin_shortcut.", "conv_shortcut." },
};

static const Rule vae_attention_parts[] = {
  { "norm.", "group_norm." }, { "q.", "to_q." }, { "k.", "to_k." }, { "v.", "to_v." }, { "proj_out.", "to_out.0." },
};

static const Rule vae_middle[] = { { "mid.block_1.", "mid_block.resnets.0." }, { "mid.block_2.", "mid_block.resnets.1." } };

static gboolean
vae_block (const char **rest, GString *to)
{
  static const Rule samplers[] = { { "downsample.conv.", "downsamplers.0.conv." }, { "upsample.conv.", "upsamplers.0.conv." } };
  guint j;

  if (APPLY (rest, to, samplers))
    return TRUE;
  if (!take_number (rest, "block.", &j))
    return FALSE;
  g_string_append_printf (to, "resnets.%u.", j);
  return APPLY (rest, to, vae_resnet_parts);
}

static gboolean
vae_name (const char **rest, GString *to, guint levels)
{
  guint i;

  if (APPLY (rest, to, vae_ends))
    return TRUE;
  if (!APPLY (rest, to, vae_sides))
    return FALSE;
  if (APPLY (rest, to, vae_side_parts))
    return TRUE;
  if (APPLY (rest, to, vae_middle))
    return APPLY (rest, to, vae_resnet_parts);
  if (APPLY (rest, to, ((const Rule[]) { { "mid.attn_1.", "mid_block.attentions.0." } })))
    return APPLY (rest, to, vae_attention_parts);
  if (take_number (rest, "down.", &i))
    g_string_append_printf (to, "down_blocks.%u.", i);
  else if (take_number (rest, "up.", &i) && i < levels)
    g_string_append_printf (to, "up_blocks.%u.", levels - 1 - i); /* counted from the small end there */
  else
    return FALSE;
  return vae_block (rest, to);
}

/* --- the text encoders --- */

static const Rule text_ends[] = {
  { "text_model.text_projection", "text_projection" }, { "text_model.", "text_model." }, { "text_projection", "text_projection" },
  { "token_embedding.", "text_model.embeddings.token_embedding." },
  { "positional_embedding", "text_model.embeddings.position_embedding.weight" },
  { "ln_final.", "text_model.final_layer_norm." },
};

static const Rule text_parts[] = {
  { "ln_1.", "layer_norm1." }, { "ln_2.", "layer_norm2." }, { "attn.in_proj_", "self_attn.in_proj." },
  { "attn.out_proj.", "self_attn.out_proj." }, { "mlp.c_fc.", "mlp.fc1." }, { "mlp.c_proj.", "mlp.fc2." },
};

static gboolean
text_name (const char **rest, GString *to)
{
  guint i;

  if (APPLY (rest, to, text_ends))
    return TRUE;
  if (!take_number (rest, "transformer.resblocks.", &i))
    return FALSE;
  g_string_append_printf (to, "text_model.encoder.layers.%u.", i);
  return APPLY (rest, to, text_parts);
}

/* --- all --- */

/* Numbers that only training needs, or that follow from others. */
static gboolean
is_idle (const char *rest)
{
  return g_str_has_suffix (rest, "position_ids") || strcmp (rest, "logit_scale") == 0 || g_str_has_prefix (rest, "loss.") ||
         g_str_has_prefix (rest, "model_ema.") || strcmp (rest, "attn_mask") == 0;
}

char *
vt_single_file_name (const char *name, guint layers, guint levels, VtSinglePart *part)
{
  g_autoptr(GString) to = g_string_new (NULL);
  const char *rest = NULL;
  gboolean ok = FALSE;

  *part = VT_SINGLE_PARTS;
  for (guint i = 0; rest == NULL && i < G_N_ELEMENTS (parts); i++)
    if (g_str_has_prefix (name, parts[i].prefix))
      {
        *part = parts[i].part;
        rest = name + strlen (parts[i].prefix);
      }
  if (rest == NULL || is_idle (rest))
    {
      *part = VT_SINGLE_PARTS;
      return NULL;
    }
  if (*part == VT_SINGLE_UNET)
    ok = unet_name (&rest, to, layers);
  else
    ok = *part == VT_SINGLE_VAE ? vae_name (&rest, to, levels) : text_name (&rest, to);
  return ok ? g_strconcat (to->str, rest, NULL) : NULL;
}

/* single-file.c:
 *
 * Traps: OpenCLIP has query, key and value in one matrix, and its projection
 * turned. Stable Diffusion 2 takes the last hidden layer but one: there its
 * encoder ends. The autoencoder counts its blocks going up from the small end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/single-file.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/format.h"
#include "engine/formats/json-write.h"
#include "engine/formats/quants.h"

#define MOST 16               /* levels, and residual blocks of one */
#define LARGE_TEXT 1024       /* OpenCLIP's text encoders are at least so wide, CLIP's narrower */
#define HEAD 64               /* width of a head, but in the U-Net of Stable Diffusion 1: */
#define HEADS 8
#define TIME_IDS 6            /* numbers of sizes that XL is told */
#define ADDED_TIME 256        /* sines and cosines of each */

gboolean
vt_single_file_is (const VtWeights *whole)
{
  return vt_weights_find (whole, "model.diffusion_model.input_blocks.0.0.weight") != NULL;
}

/* --- splitting --- */

/* How many weights @format, with a number, are there. */
G_GNUC_PRINTF (2, 3) static guint
count (const VtWeights *w, const char *format, ...)
{
  g_autofree char *pattern = NULL;
  va_list args;
  guint n;

  va_start (args, format);
  pattern = g_strdup_vprintf (format, args);
  va_end (args);
  for (n = 0; n < MOST; n++)
    {
      g_auto(GStrv) halves = g_strsplit (pattern, "#", 2);
      g_autofree char *name = g_strdup_printf ("%s%u%s", halves[0], n, halves[1]);

      if (vt_weights_find (w, name) == NULL)
        break;
    }
  return n;
}

/* Residual blocks of a block: those before what halves the picture. */
static guint
count_layers (const VtWeights *whole)
{
  for (guint n = 1; n < MOST; n++)
    {
      g_autofree char *name = g_strdup_printf ("model.diffusion_model.input_blocks.%u.0.op.weight", n);

      if (vt_weights_find (whole, name) != NULL)
        return n - 1;
    }
  return 2;
}

/* OpenCLIP's query, key and value, one below the other. */
static gboolean
add_in_proj (VtWeights *part, const char *name, const VtTensorInfo *t, GError **error)
{
  static const char *const thirds[] = { "q_proj.", "k_proj.", "v_proj." };
  const char *at = strstr (name, "in_proj.");
  gint64 n = (t->n_dims <= 1 ? t->ne[0] : t->ne[1]) / G_N_ELEMENTS (thirds);

  for (guint i = 0; i < G_N_ELEMENTS (thirds); i++)
    {
      g_autofree char *third = g_strdup_printf ("%.*s%s%s", (int) (at - name), name, thirds[i], at + strlen ("in_proj."));

      if (!vt_weights_add_piece (part, third, t, i * n, n, error))
        return FALSE;
    }
  return TRUE;
}

/* (out, in) of a matrix (in, out). */
static gboolean
add_turned (VtWeights *part, const char *name, const VtTensorInfo *t, GError **error)
{
  gint64 n = t->ne[0], rows = t->ne[1];
  g_autofree float *row = NULL, *turned = NULL;
  gsize row_bytes;

  if (t->type == VT_TYPE_UNKNOWN || t->ne[2] != 1 || t->ne[3] != 1)
    return vt_format_damaged (error, vt_weights_path (part), "“%s” is no matrix of numbers", t->name);
  row = g_new (float, n);
  turned = g_new (float, n * rows);
  row_bytes = vt_type_row_bytes (t->type, n);
  for (gint64 i = 0; i < rows; i++)
    {
      vt_dequantise (t->type, t->data + (gsize) i * row_bytes, row, n);
      for (gint64 k = 0; k < n; k++)
        turned[k * rows + i] = row[k];
    }
  return vt_weights_add_made (part, name, g_steal_pointer (&turned), rows, n, error);
}

static gboolean
add (VtWeights *part, const char *name, const VtTensorInfo *t, GError **error)
{
  if (strstr (name, "self_attn.in_proj.") != NULL)
    return add_in_proj (part, name, t, error);
  if (strcmp (name, "text_projection") == 0)
    return add_turned (part, "text_projection.weight", t, error);
  return vt_weights_add_piece (part, name, t, 0, -1, error);
}

static gboolean
split (VtSingleFile *self, VtWeights *whole, GError **error)
{
  guint layers = count_layers (whole), levels = count (whole, "first_stage_model.decoder.up.#.block.0.conv1.weight");

  for (guint i = 0; i < vt_weights_n_tensors (whole); i++)
    {
      const VtTensorInfo *t = vt_weights_tensor (whole, i);
      VtSinglePart part;
      g_autofree char *name = vt_single_file_name (t->name, layers, levels, &part);

      if (part == VT_SINGLE_PARTS)
        continue;
      if (name == NULL)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                       "The checkpoint has a weight “%s”, for which a Stable Diffusion model has no place; it is of another kind.", t->name);
          return FALSE;
        }
      if (self->parts[part] == NULL)
        self->parts[part] = vt_weights_new_part (whole);
      if (!add (self->parts[part], name, t, error))
        return FALSE;
    }
  return TRUE;
}

VtSingleFile *
vt_single_file_split (VtWeights *whole, GError **error)
{
  static const char *const missing[] = { "model.diffusion_model.…", "first_stage_model.…", "cond_stage_model.…" };
  g_autoptr(VtSingleFile) self = g_new0 (VtSingleFile, 1);

  if (!split (self, whole, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    if (self->parts[i] == NULL)
      {
        g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                     "The checkpoint has no weights “%s”, so it holds only a part of a model.", missing[i]);
        return NULL;
      }
  return g_steal_pointer (&self);
}

void
vt_single_file_free (VtSingleFile *self)
{
  for (guint i = 0; i < VT_SINGLE_PARTS; i++)
    g_clear_pointer (&self->parts[i], vt_weights_unref);
  g_free (self);
}

/* --- what the shapes tell --- */

/* 0 where there is no such weight. */
G_GNUC_PRINTF (3, 4) static gint64
extent (const VtWeights *w, guint dimension, const char *format, ...)
{
  g_autofree char *name = NULL;
  const VtTensorInfo *t;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  t = vt_weights_find (w, name);
  return t != NULL ? t->ne[dimension] : 0;
}

static gboolean
is_xl (const VtSingleFile *self)
{
  return self->parts[VT_SINGLE_TEXT_2] != NULL;
}

gboolean
vt_single_file_is_open_clip (const VtSingleFile *self, VtSinglePart part)
{
  return extent (self->parts[part], 0, "text_model.embeddings.token_embedding.weight") >= LARGE_TEXT;
}

/* Stable Diffusion 1 has its transformers begin with a convolution, all later ones with a matrix. */
static gboolean
begins_with_matrix (const VtWeights *unet)
{
  const VtTensorInfo *t = vt_weights_find (unet, "mid_block.attentions.0.proj_in.weight");

  return t != NULL && t->n_dims <= 2;
}

const char *
vt_single_file_pipeline (const VtSingleFile *self)
{
  gboolean inpainting = extent (self->parts[VT_SINGLE_UNET], 2, "conv_in.weight") > extent (self->parts[VT_SINGLE_UNET], 3, "conv_out.weight");

  if (is_xl (self))
    return inpainting ? "StableDiffusionXLInpaintPipeline" : "StableDiffusionXLPipeline";
  return inpainting ? "StableDiffusionInpaintPipeline" : "StableDiffusionPipeline";
}

static void
put_int (VtJsonWriter *json, const char *key, gint64 value)
{
  vt_json_write_key (json, key);
  vt_json_write_int (json, value);
}

static void
put_text (VtJsonWriter *json, const char *key, const char *value)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, value, -1);
}

/* "key": [ … ], number @i by @number. */
static void
put_ints (VtJsonWriter *json, const char *key, const gint64 *numbers, guint n)
{
  vt_json_write_key (json, key);
  vt_json_write_begin (json, '[');
  for (guint i = 0; i < n; i++)
    vt_json_write_int (json, numbers[i]);
  vt_json_write_end (json, ']');
}

/* A block with transformers is called @with. */
static void
put_kinds (VtJsonWriter *json, const VtWeights *w, const char *key, const char *blocks, guint n, const char *with, const char *without)
{
  vt_json_write_key (json, key);
  vt_json_write_begin (json, '[');
  for (guint i = 0; i < n; i++)
    vt_json_write_string (json, extent (w, 0, "%s.%u.attentions.0.norm.weight", blocks, i) > 0 ? with : without, -1);
  vt_json_write_end (json, ']');
}

static void
put_unet_blocks (VtJsonWriter *json, const VtWeights *w, guint n)
{
  gint64 channels[MOST], heads[MOST], depths[MOST];
  gboolean matrix = begins_with_matrix (w);

  for (guint i = 0; i < n; i++)
    {
      guint depth = count (w, "down_blocks.%u.attentions.0.transformer_blocks.#.norm1.weight", i);

      channels[i] = extent (w, 3, "down_blocks.%u.resnets.0.conv1.weight", i);
      heads[i] = matrix ? MAX (channels[i] / HEAD, 1) : HEADS;
      depths[i] = MAX (depth, 1);
    }
  put_ints (json, "block_out_channels", channels, n);
  put_ints (json, "attention_head_dim", heads, n);
  put_ints (json, "transformer_layers_per_block", depths, n);
}

static void
put_unet (VtJsonWriter *json, const VtSingleFile *self)
{
  const VtWeights *w = self->parts[VT_SINGLE_UNET];
  guint n = count (w, "down_blocks.#.resnets.0.conv1.weight");
  gint64 added = extent (w, 0, "add_embedding.linear_1.weight"), guidance = extent (w, 0, "time_embedding.cond_proj.weight");

  put_text (json, "_class_name", "UNet2DConditionModel");
  put_int (json, "in_channels", extent (w, 2, "conv_in.weight"));
  put_int (json, "out_channels", extent (w, 3, "conv_out.weight"));
  put_int (json, "layers_per_block", count (w, "down_blocks.0.resnets.#.conv1.weight"));
  put_int (json, "sample_size", is_xl (self) ? 128 : begins_with_matrix (w) ? 96 : 64);
  put_int (json, "cross_attention_dim", extent (w, 0, "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight"));
  put_unet_blocks (json, w, n);
  put_kinds (json, w, "down_block_types", "down_blocks", n, "CrossAttnDownBlock2D", "DownBlock2D");
  put_kinds (json, w, "up_block_types", "up_blocks", n, "CrossAttnUpBlock2D", "UpBlock2D");
  if (guidance > 0)
    put_int (json, "time_cond_proj_dim", guidance);
  if (added == 0)
    return;
  put_text (json, "addition_embed_type", "text_time");
  put_int (json, "addition_time_embed_dim", ADDED_TIME);
  put_int (json, "projection_class_embeddings_input_dim", added);
}

static void
put_vae (VtJsonWriter *json, const VtSingleFile *self)
{
  const VtWeights *w = self->parts[VT_SINGLE_VAE];
  guint n = count (w, "encoder.down_blocks.#.resnets.0.conv1.weight");
  gint64 channels[MOST];

  for (guint i = 0; i < n; i++)
    channels[i] = extent (w, 3, "encoder.down_blocks.%u.resnets.0.conv1.weight", i);
  put_text (json, "_class_name", "AutoencoderKL");
  put_ints (json, "block_out_channels", channels, n);
  put_int (json, "layers_per_block", count (w, "encoder.down_blocks.0.resnets.#.conv1.weight"));
  put_int (json, "in_channels", extent (w, 2, "encoder.conv_in.weight"));
  put_int (json, "out_channels", extent (w, 3, "decoder.conv_out.weight"));
  put_int (json, "latent_channels", extent (w, 2, "decoder.conv_in.weight"));
  vt_json_write_key (json, "scaling_factor");
  vt_json_write_double (json, is_xl (self) ? 0.13025 : 0.18215);
}

static void
put_text_encoder (VtJsonWriter *json, const VtSingleFile *self, VtSinglePart part)
{
  const VtWeights *w = self->parts[part];
  gint64 width = extent (w, 0, "text_model.embeddings.token_embedding.weight"), layers = 0;
  gboolean open_clip = vt_single_file_is_open_clip (self, part);

  while (extent (w, 0, "text_model.encoder.layers.%u.layer_norm1.weight", (guint) layers) > 0)
    layers++;
  put_int (json, "hidden_size", width);
  put_int (json, "num_hidden_layers", open_clip && !is_xl (self) ? layers - 1 : layers);
  put_int (json, "num_attention_heads", MAX (width / HEAD, 1));
  put_int (json, "intermediate_size", extent (w, 1, "text_model.encoder.layers.0.mlp.fc1.weight"));
  put_int (json, "vocab_size", extent (w, 1, "text_model.embeddings.token_embedding.weight"));
  put_int (json, "max_position_embeddings", extent (w, 1, "text_model.embeddings.position_embedding.weight"));
  put_int (json, "eos_token_id", extent (w, 1, "text_model.embeddings.token_embedding.weight") - 1);
  put_text (json, "hidden_act", open_clip ? "gelu" : "quick_gelu");
}

VtJson *
vt_single_file_config (const VtSingleFile *self, VtSinglePart part, GError **error)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  VtJson *config;

  vt_json_write_begin (&json, '{');
  if (part == VT_SINGLE_UNET)
    put_unet (&json, self);
  else if (part == VT_SINGLE_VAE)
    put_vae (&json, self);
  else
    put_text_encoder (&json, self, part);
  vt_json_write_end (&json, '}');
  config = vt_json_parse (json.text->str, json.text->len, error);
  g_string_free (json.text, TRUE);
  return config;
}

VtJson *
vt_single_file_scheduler (const VtSingleFile *self, GError **error)
{
  gboolean second = !is_xl (self) && begins_with_matrix (self->parts[VT_SINGLE_UNET]);
  g_autofree char *text = g_strdup_printf (
    "{\"_class_name\": \"%s\", \"num_train_timesteps\": 1000, \"beta_start\": 0.00085, \"beta_end\": 0.012,"
    " \"beta_schedule\": \"scaled_linear\", \"steps_offset\": 1, \"set_alpha_to_one\": false, \"skip_prk_steps\": true,"
    " \"clip_sample\": false, \"timestep_spacing\": \"leading\", \"prediction_type\": \"%s\"}",
    is_xl (self) ? "EulerDiscreteScheduler" : second ? "DDIMScheduler" : "PNDMScheduler", second ? "v_prediction" : "epsilon");

  return vt_json_parse (text, strlen (text), error);
}

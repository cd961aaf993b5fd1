/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-config.h"

#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/kokoro-weights.h"

/* Larger than any model; keeps products of extents far from overflowing. */
#define LARGEST (1 << 16)

static const VtKokoroConfig kokoro_82m = {
  .vocab = 178, .embed = 128, .hidden = 768, .heads = 12, .ffn = 2048, .layers = 12, .positions = 512,
  .dim = 512, .style = 128, .depth = 3, .kernel = 5, .durations = 50,
  .wide = 1024, .residual = 64,
  .stages = 2, .up_rate = { 10, 6 }, .up_kernel = { 20, 12 }, .channels = { 512, 256, 128 },
  .blocks = 3, .block_kernel = { 3, 7, 11 }, .dilation = { { 1, 3, 5 }, { 1, 3, 5 }, { 1, 3, 5 } },
  .n_fft = 20, .hop = 5,
};

gboolean
vt_kokoro_config_matches (const VtWeights *weights)
{
  return vt_kokoro_has (weights, "bert.embeddings.word_embeddings", "weight")
         && vt_kokoro_has (weights, "decoder.generator.conv_post", "weight");
}

char *
vt_kokoro_config_path (const VtWeights *weights)
{
  g_autofree char *folder = g_path_get_dirname (vt_weights_path (weights));

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (folder, i == 0 ? "." : "..", "config.json", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* The numbers of a list, @most of them at most. */
static guint
read_list (const VtJsonNode *list, gint64 *to, guint most)
{
  guint n = MIN (vt_json_length (list), most);

  for (guint i = 0; i < n; i++)
    if (!vt_json_read_int (vt_json_at (list, i), &to[i]))
      to[i] = 0;
  return n;
}

static void
read_generator (VtKokoroConfig *c, const VtJsonNode *node)
{
  const VtJsonNode *dilations = vt_json_get (node, "resblock_dilation_sizes");

  c->stages = read_list (vt_json_get (node, "upsample_rates"), c->up_rate, VT_KOKORO_MAX_STAGES);
  read_list (vt_json_get (node, "upsample_kernel_sizes"), c->up_kernel, VT_KOKORO_MAX_STAGES);
  c->blocks = read_list (vt_json_get (node, "resblock_kernel_sizes"), c->block_kernel, VT_KOKORO_MAX_BLOCKS);
  for (guint i = 0; i < c->blocks; i++)
    read_list (vt_json_at (dilations, i), c->dilation[i], VT_KOKORO_DILATIONS);
  c->channels[0] = vt_json_get_int (node, "upsample_initial_channel", c->channels[0]);
  for (guint i = 0; i < c->stages; i++)
    c->channels[i + 1] = c->channels[i] / 2;
  c->n_fft = vt_json_get_int (node, "gen_istft_n_fft", c->n_fft);
  c->hop = vt_json_get_int (node, "gen_istft_hop_size", c->hop);
}

static void
read_json (VtKokoroConfig *c, const VtJsonNode *root)
{
  const VtJsonNode *bert = vt_json_get (root, "plbert");

  c->vocab = vt_json_get_int (root, "n_token", c->vocab);
  c->dim = vt_json_get_int (root, "hidden_dim", c->dim);
  c->style = vt_json_get_int (root, "style_dim", c->style);
  c->depth = vt_json_get_int (root, "n_layer", c->depth);
  c->kernel = vt_json_get_int (root, "text_encoder_kernel_size", c->kernel);
  c->durations = vt_json_get_int (root, "max_dur", c->durations);
  c->hidden = vt_json_get_int (bert, "hidden_size", c->hidden);
  c->heads = vt_json_get_int (bert, "num_attention_heads", c->heads);
  c->ffn = vt_json_get_int (bert, "intermediate_size", c->ffn);
  c->layers = vt_json_get_int (bert, "num_hidden_layers", c->layers);
  c->positions = vt_json_get_int (bert, "max_position_embeddings", c->positions);
  c->embed = vt_json_get_int (bert, "embedding_size", c->embed);
  if (vt_json_get (root, "istftnet") != NULL)
    read_generator (c, vt_json_get (root, "istftnet"));
}

/* What only the weights say. */
static void
read_shapes (VtKokoroConfig *c, const VtWeights *weights)
{
  const VtTensorInfo *wide = vt_kokoro_info (weights, "decoder.encode.conv1", "weight");
  const VtTensorInfo *residual = vt_kokoro_info (weights, "decoder.asr_res.0", "weight");

  c->wide = wide != NULL ? wide->ne[2] : 0;
  c->residual = residual != NULL ? residual->ne[2] : 0;
}

static gboolean
is_sound (const VtKokoroConfig *c)
{
  const gint64 sizes[] = { c->vocab, c->embed, c->hidden, c->heads, c->ffn, c->layers, c->positions, c->dim, c->style, c->depth,
                           c->kernel, c->durations, c->wide, c->residual, c->stages, c->blocks, c->channels[0], c->n_fft, c->hop };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i] <= 0 || sizes[i] > LARGEST)
      return FALSE;
  for (guint i = 0; i < c->stages; i++)
    if (c->up_rate[i] <= 0 || c->up_rate[i] > 64 || c->up_kernel[i] < c->up_rate[i] || c->up_kernel[i] > 256 || c->channels[i + 1] <= 0
        || (c->up_kernel[i] - c->up_rate[i]) % 2 != 0)
      return FALSE;
  for (guint i = 0; i < c->blocks; i++)
    for (guint k = 0; k < VT_KOKORO_DILATIONS; k++)
      if (c->block_kernel[i] % 2 != 1 || c->block_kernel[i] > 63 || c->block_kernel[i] < 0 || c->dilation[i][k] <= 0
          || c->dilation[i][k] > 64)
        return FALSE;
  return c->hidden % c->heads == 0 && c->dim % 4 == 0 && c->kernel % 2 == 1 && c->layers <= 64 && c->depth <= 64
         && c->n_fft % 2 == 0 && c->n_fft <= 256 && c->n_fft % c->hop == 0 && vt_kokoro_config_half_frame (c) <= LARGEST;
}

gboolean
vt_kokoro_config_read (VtKokoroConfig *config, const VtWeights *weights, GError **error)
{
  g_autofree char *path = vt_kokoro_config_path (weights);
  g_autoptr (VtJson) json = NULL;

  *config = kokoro_82m;
  if (path != NULL)
    {
      json = vt_json_load (path, error);
      if (json == NULL)
        return FALSE;
      read_json (config, vt_json_root (json));
    }
  read_shapes (config, weights);
  if (is_sound (config))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "“%s” is a Kokoro voice of sizes that this version cannot compute with; those of Kokoro-82M are known.",
               vt_weights_path (weights));
  return FALSE;
}

gint64
vt_kokoro_config_half_frame (const VtKokoroConfig *config)
{
  gint64 samples = config->hop;

  for (guint i = 0; i < config->stages; i++)
    samples *= config->up_rate[i];
  return samples;
}

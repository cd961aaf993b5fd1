/* listener-whisper.c: Whisper's encoder that was taught to tell sounds apart
 * (languages, commands, moods).
 *
 *     two convolutions, the second of stride 2, GELU after each; + positions
 *     layers; norm
 *     perhaps a weighted sum of what came before each layer and of the end
 *     a smaller space; the mean over time; classifier
 *
 * Traps: the sum's last part is behind the norm; keys have no bias.
 *
 * Source: Radford et al. 2022; transformers' modeling_whisper.py,
 * WhisperForAudioClassification.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/listener.h"
#include "engine/nn/vit.h"

#define EPS 1e-5f
#define MAX_POSITIONS 100000

typedef struct
{
  VtNnVit vit;
  gint64 n_projected;
  gboolean sums; /* of all layers */
} Config;

static const VtNnVitNames names = {
  .norm1 = "self_attn_layer_norm",
  .q = "self_attn.q_proj",
  .k = "self_attn.k_proj",
  .v = "self_attn.v_proj",
  .out = "self_attn.out_proj",
  .norm2 = "final_layer_norm",
  .fc1 = "fc1",
  .fc2 = "fc2",
};

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "whisper") == 0 &&
         vt_weights_find (weights, "classifier.weight") != NULL && vt_weights_find (weights, "projector.weight") != NULL;
}

static gboolean
configure (VtListener *self, const VtJsonNode *config, const VtJsonNode *extractor, GError **error)
{
  Config *c = self->config = g_new0 (Config, 1);
  gint64 positions = vt_json_get_int (config, "max_source_positions", 1500);

  c->vit = (VtNnVit) {
    .names = &names,
    .n_embd = vt_json_get_int (config, "d_model", 384),
    .n_layer = vt_json_get_int (config, "encoder_layers", 4),
    .n_head = vt_json_get_int (config, "encoder_attention_heads", 6),
    .n_ff = vt_json_get_int (config, "encoder_ffn_dim", 1536),
    .eps = EPS,
  };
  c->n_projected = vt_json_get_int (config, "classifier_proj_size", 256);
  c->sums = vt_json_get_boolean (config, "use_weighted_layer_sum", FALSE);
  self->rules = (VtSoundRules) {
    .kind = VT_SOUND_WHISPER,
    .n_bands = (guint) vt_json_get_int (config, "num_mel_bins", 80),
    .n_frames = (guint) (2 * CLAMP (positions, 0, MAX_POSITIONS)),
  };
  if (!vt_nn_vit_check (&c->vit, error))
    return FALSE;
  if (c->n_projected < 1 || c->n_projected > 65536 || vt_json_get_int (extractor, "feature_size", self->rules.n_bands) != self->rules.n_bands)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model makes no sense.");
      return FALSE;
    }
  return vt_nn_read_activation (&c->vit.activation, vt_json_get_string (config, "activation_function", "gelu"), error) &&
         vt_listener_check_rate (extractor, error);
}

/* Kernels of 3 over time. */
static VtTensor *
convolve (const VtNnScope *s, const char *name, VtTensor *x, gint64 n, gint32 stride)
{
  g_autofree char *weight = g_strconcat (name, ".weight", NULL), *bias = g_strconcat (name, ".bias", NULL);
  VtConv conv = { .stride = { stride, 1 }, .pad = { 1, 1, 0, 0 } };

  x = vt_conv_2d (s->g, vt_nn_kernel (s, weight, x->ne[0], 3, 1, n), x, vt_nn_vector (s, bias, n), NULL, &conv);
  return vt_unary (s->g, x, VT_UNARY_GELU);
}

static VtTensor *
embed (const VtNnScope *s, const Config *c, VtTensor *heard)
{
  gint64 n = c->vit.n_embd;
  VtTensor *x = convolve (s, "conv2", convolve (s, "conv1", heard, n, 1), n, 2);

  x = vt_reshape (s->g, x, n, x->ne[1], 1, 1);
  return vt_add (s->g, x, vt_nn_table (s, "embed_positions.weight", n, x->ne[1]));
}

/* The share of each state in the sum, to be freed; %NULL after an error. */
static float *
shares (const VtNnScope *s, gint64 n)
{
  float *weights = vt_nn_read (s, "layer_weights", n), most = -INFINITY;
  double sum = 0;

  for (gint64 i = 0; i < n && weights != NULL; i++)
    most = MAX (most, weights[i]);
  for (gint64 i = 0; i < n && weights != NULL; i++)
    sum += exp (weights[i] - most);
  for (gint64 i = 0; i < n && weights != NULL; i++)
    weights[i] = (float) (exp (weights[i] - most) / sum);
  return weights;
}

static VtTensor *
weighted_sum (const VtNnScope *s, GPtrArray *states)
{
  g_autofree float *weights = shares (s, states->len);
  VtTensor *sum = NULL;

  for (guint i = 0; i < states->len; i++)
    {
      VtTensor *part = vt_scale (s->g, g_ptr_array_index (states, i), weights != NULL ? weights[i] : 0, 0);

      sum = sum != NULL ? vt_add (s->g, sum, part) : part;
    }
  return sum;
}

static VtTensor *
build (VtListener *self, const VtNnScope *s, VtTensor *heard)
{
  const Config *c = self->config;
  VtNnScope encoder = vt_nn_child (s, "encoder");
  g_autoptr(GPtrArray) states = g_ptr_array_new ();
  VtTensor *x = embed (&encoder, c, heard);

  for (gint64 i = 0; i < c->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&encoder, "layers.%d", (int) i);

      g_ptr_array_add (states, x);
      x = vt_nn_vit_layer (&layer, &c->vit, x, NULL);
    }
  x = vt_graph_name (vt_nn_norm (&encoder, "layer_norm", x, c->vit.eps), "layer_norm");
  g_ptr_array_add (states, x);
  if (c->sums)
    x = weighted_sum (s, states);
  x = vt_nn_linear (s, "projector", x, c->n_projected, VT_NN_BIAS, NULL);
  x = vt_reshape (s->g, vt_pool_2d (s->g, x, &(VtPool) { .average = TRUE }), c->n_projected, 1, 1, 1);
  return vt_nn_linear (s, "classifier", x, self->n_labels, VT_NN_BIAS, NULL);
}

const VtListenerClass vt_listener_whisper = {
  .name = "Whisper that tells sounds apart",
  .match = match,
  .configure = configure,
  .build = build,
};

/* listener-ast.c: the Audio Spectrogram Transformer: a vision transformer whose
 * picture is a spectrogram.
 *
 *     patches that overlap, low bands first, each row over time; before them a
 *     class token and DeiT's second one; + positions
 *     layers; norm; the mean of the two tokens; norm; classifier
 *
 * Trap: the spectrogram is divided by twice the deviation that the file tells.
 *
 * Source: Gong, Chung and Glass 2021; transformers'
 * modeling_audio_spectrogram_transformer.py and its feature extractor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/listener.h"
#include "engine/nn/vit.h"

#define AUDIOSET_MEAN -4.2677393
#define AUDIOSET_DEVIATION 4.5689974

typedef struct
{
  VtNnVit vit;
  gint64 stride[2]; /* of patches, over time and over bands */
} Config;

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "audio-spectrogram-transformer") == 0 &&
         vt_weights_find (weights, "classifier.dense.weight") != NULL;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model makes no sense.");
  return FALSE;
}

static gboolean
read_extractor (VtSoundRules *r, const VtJsonNode *extractor, GError **error)
{
  r->mean = vt_json_get_double (extractor, "mean", AUDIOSET_MEAN);
  r->deviation = 2 * vt_json_get_double (extractor, "std", AUDIOSET_DEVIATION);
  if (!vt_json_get_boolean (extractor, "do_normalize", TRUE))
    {
      r->mean = 0;
      r->deviation = 1;
    }
  if (!(fabs (r->deviation) > 1e-9) || !isfinite (r->mean) ||
      vt_json_get_int (extractor, "num_mel_bins", r->n_bands) != r->n_bands ||
      vt_json_get_int (extractor, "max_length", r->n_frames) != r->n_frames)
    return refuse (error);
  return vt_listener_check_rate (extractor, error);
}

static gboolean
configure (VtListener *self, const VtJsonNode *config, const VtJsonNode *extractor, GError **error)
{
  Config *c = self->config = g_new0 (Config, 1);

  self->rules = (VtSoundRules) {
    .kind = VT_SOUND_KALDI,
    .n_bands = (guint) vt_json_get_int (config, "num_mel_bins", 128),
    .n_frames = (guint) vt_json_get_int (config, "max_length", 1024),
  };
  c->stride[0] = vt_json_get_int (config, "time_stride", 10);
  c->stride[1] = vt_json_get_int (config, "frequency_stride", 10);
  if (!vt_nn_vit_read (&c->vit, config, error))
    return FALSE;
  c->vit.names = &vt_nn_vit_names;
  for (guint i = 0; i < 2; i++)
    if (c->stride[i] < 1 || c->stride[i] > c->vit.patch)
      return refuse (error);
  if (c->vit.patch > self->rules.n_bands || c->vit.patch > self->rules.n_frames)
    return refuse (error);
  return read_extractor (&self->rules, extractor, error);
}

static VtTensor *
embed (const VtNnScope *s, const Config *c, VtTensor *heard)
{
  VtNnScope e = vt_nn_child (s, "embeddings");
  VtConv conv = { .stride = { (gint32) c->stride[0], (gint32) c->stride[1] } };
  gint64 n = c->vit.n_embd;
  VtTensor *x = vt_permute (s->g, heard, 2, 1, 0, 3); /* a picture of one channel, time to the right */

  x = vt_nn_conv (&e, "patch_embeddings.projection", x, n, c->vit.patch, VT_NN_BIAS, &conv, NULL);
  x = vt_reshape (s->g, x, n, x->ne[1] * x->ne[2], 1, 1);
  x = vt_concat (s->g, vt_nn_vector (&e, "distillation_token", n), x, 1);
  x = vt_concat (s->g, vt_nn_vector (&e, "cls_token", n), x, 1);
  x = vt_add (s->g, x, vt_nn_table (&e, "position_embeddings", n, x->ne[1]));
  return vt_graph_name (x, "embeddings");
}

static VtTensor *
build (VtListener *self, const VtNnScope *s, VtTensor *heard)
{
  const Config *c = self->config;
  VtNnScope root = vt_nn_child (s, "audio_spectrogram_transformer");
  VtTensor *x = embed (&root, c, heard);

  for (gint64 i = 0; i < c->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&root, "encoder.layer.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &c->vit, x, NULL);
    }
  x = vt_graph_name (vt_nn_norm (&root, "layernorm", x, c->vit.eps), "layernorm");
  x = vt_scale (s->g, vt_add (s->g, vt_view_rows (s->g, x, 0, 1), vt_view_rows (s->g, x, 1, 1)), 0.5f, 0);
  x = vt_nn_norm (s, "classifier.layernorm", x, c->vit.eps);
  return vt_nn_linear (s, "classifier.dense", x, self->n_labels, VT_NN_BIAS, NULL);
}

const VtListenerClass vt_listener_ast = {
  .name = "Audio Spectrogram Transformer",
  .match = match,
  .configure = configure,
  .build = build,
};

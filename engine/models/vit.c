/* vit.c: vision transformers that tell classes apart (ViT, DeiT).
 *
 *     a class token, then the patches; + positions
 *     layers; norm; the class token times the classifier
 *
 * Traps: DeiT's distilled form has two tokens and two classifiers, whose mean
 * counts. transformers 5 writes the same names as transformers 4.
 *
 * Source: transformers' modeling_vit.py, modeling_deit.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/vision.h"
#include "engine/nn/vit.h"

typedef struct
{
  VtNnVit vit;
  const char *root; /* "vit." */
  gboolean distilled;
} Config;

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  const char *type = vt_json_get_string (config, "model_type", "");

  return (strcmp (type, "vit") == 0 || strcmp (type, "deit") == 0) && vt_weights_find (weights, "classifier.weight") != NULL;
}

static gboolean
match_distilled (const VtJsonNode *config, VtWeights *weights)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "deit") == 0 &&
         vt_weights_find (weights, "distillation_classifier.weight") != NULL;
}

static gboolean
read_config (VtVision *self, const VtJsonNode *config, gboolean distilled, GError **error)
{
  Config *c = self->config = g_new0 (Config, 1);

  if (!vt_nn_vit_read (&c->vit, config, error))
    return FALSE;
  c->vit.names = &vt_nn_vit_names;
  c->root = strcmp (vt_json_get_string (config, "model_type", ""), "deit") == 0 ? "deit" : "vit";
  c->distilled = distilled;
  self->rules.width = self->rules.height = (guint) c->vit.side;
  if (self->n_labels > 0)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's config.json does not say what its classes are called (“id2label”).");
  return FALSE;
}

static gboolean
configure (VtVision *self, const VtJsonNode *config, GError **error)
{
  return read_config (self, config, FALSE, error);
}

static gboolean
configure_distilled (VtVision *self, const VtJsonNode *config, GError **error)
{
  return read_config (self, config, TRUE, error);
}

static VtTensor *
embed (const VtNnScope *s, const Config *c, VtTensor *pixels)
{
  VtNnScope e = vt_nn_child (s, "embeddings");
  gint64 n = c->vit.n_embd;
  VtTensor *x = vt_nn_vit_patches (&e, &c->vit, "patch_embeddings.projection", pixels, VT_NN_BIAS);

  if (c->distilled)
    x = vt_concat (s->g, vt_nn_vector (&e, "distillation_token", n), x, 1);
  x = vt_concat (s->g, vt_nn_vector (&e, "cls_token", n), x, 1);
  x = vt_add (s->g, x, vt_nn_table (&e, "position_embeddings", n, x->ne[1]));
  return vt_graph_name (x, "embeddings");
}

static VtTensor *
classify (const VtNnScope *s, const char *name, VtTensor *x, gint64 row, gint64 n)
{
  return vt_nn_linear (s, name, vt_view_rows (s->g, x, row, 1), n, VT_NN_BIAS, NULL);
}

static void
build (VtVision *self, const VtNnScope *s, VtVisionPass *pass)
{
  const Config *c = self->config;
  VtNnScope root = vt_nn_child (s, "%s", c->root);
  VtTensor *x = embed (&root, c, pass->pixels), *logits;

  for (gint64 i = 0; i < c->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&root, "encoder.layer.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &c->vit, x, NULL);
    }
  x = vt_graph_name (vt_nn_norm (&root, "layernorm", x, c->vit.eps), "layernorm");
  logits = classify (s, c->distilled ? "cls_classifier" : "classifier", x, 0, self->n_labels);
  if (c->distilled)
    logits = vt_scale (s->g, vt_add (s->g, logits, classify (s, "distillation_classifier", x, 1, self->n_labels)), 0.5f, 0);
  pass->out[0] = vt_graph_name (logits, "logits");
}

#define RULES { .filter = VT_PICTURE_BILINEAR, .scale = 1.0f / 255, .mean = { 0.5f, 0.5f, 0.5f }, .deviation = { 0.5f, 0.5f, 0.5f } }

const VtVisionClass vt_vision_vit = {
  .name = "vision transformer",
  .output = VT_VISION_CLASSES,
  .rules = RULES,
  .match = match,
  .configure = configure,
  .build = build,
};

const VtVisionClass vt_vision_deit = {
  .name = "DeiT",
  .output = VT_VISION_CLASSES,
  .rules = RULES,
  .match = match_distilled,
  .configure = configure_distilled,
  .build = build,
};

/* depth-anything.c: Depth Anything: how far away what a picture shows is.
 *
 *     DINOv2: class token and patches + positions; layers whose additions are scaled
 *     the states of four layers, normed, as pictures: projected, made larger or smaller,
 *     fused from the coarsest to the finest; three convolutions
 *
 * Traps: positions are those of a grid of another size (grid-positions.h); the
 * fusion enlarges with the corners aligned; larger numbers are nearer.
 *
 * Sources: Yang et al. 2024; Ranftl et al. 2021 (DPT); transformers'
 * modeling_depth_anything.py, modeling_dinov2.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/grid-positions.h"
#include "engine/models/vision.h"
#include "engine/nn/vit.h"

#define STAGES 4

typedef struct
{
  VtNnVit vit;
  gint64 layers[STAGES];   /* behind how many layers each state is taken */
  gint64 channels[STAGES]; /* of the states as pictures */
  double factors[STAGES];
  gint64 fused, head;
  gboolean metric;
  double most;
} Config;

static const VtNnVitNames names = {
  .norm1 = "norm1",
  .q = "attention.attention.query",
  .k = "attention.attention.key",
  .v = "attention.attention.value",
  .out = "attention.output.dense",
  .scale1 = "layer_scale1.lambda1",
  .norm2 = "norm2",
  .fc1 = "mlp.fc1",
  .fc2 = "mlp.fc2",
  .scale2 = "layer_scale2.lambda1",
};

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "depth_anything") == 0;
}

/* --- configuration --- */

static gboolean
read_backbone (Config *c, const VtJsonNode *config, GError **error)
{
  if (!vt_nn_vit_read (&c->vit, config, error))
    return FALSE;
  c->vit.names = &names;
  c->vit.patch = vt_json_get_int (config, "patch_size", 14);
  c->vit.eps = (float) vt_json_get_double (config, "layer_norm_eps", 1e-6);
  if (vt_json_get_boolean (config, "use_swiglu_ffn", FALSE) || c->vit.patch < 1 || c->vit.patch > c->vit.side)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The model is of a size of Depth Anything that this version cannot compute.");
      return FALSE;
    }
  return TRUE;
}

/* "out_indices", or the numbers in "out_features": ["stage9", …]. */
static gint64
layer_at (const VtJsonNode *backbone, guint i)
{
  const char *stage = vt_json_string (vt_json_at (vt_json_get (backbone, "out_features"), i), NULL);
  gint64 index = 0;

  if (vt_json_read_int (vt_json_at (vt_json_get (backbone, "out_indices"), i), &index))
    return index;
  return stage != NULL && g_str_has_prefix (stage, "stage") ? atoi (stage + strlen ("stage")) : 0;
}

static gboolean
read_stages (Config *c, const VtJsonNode *config, const VtJsonNode *backbone)
{
  static const gint64 usual_channels[STAGES] = { 48, 96, 192, 384 };
  static const double usual_factors[STAGES] = { 4, 2, 1, 0.5 };
  const VtJsonNode *channels = vt_json_get (config, "neck_hidden_sizes"), *factors = vt_json_get (config, "reassemble_factors");

  for (guint i = 0; i < STAGES; i++)
    {
      c->channels[i] = usual_channels[i];
      c->factors[i] = usual_factors[i];
      c->layers[i] = layer_at (backbone, i);
      vt_json_read_int (vt_json_at (channels, i), &c->channels[i]);
      vt_json_read_double (vt_json_at (factors, i), &c->factors[i]);
      if (c->layers[i] < 1 || c->layers[i] > c->vit.n_layer || c->channels[i] < 1 || c->channels[i] > 65536
          || !(c->factors[i] >= 0.25 && c->factors[i] <= 16))
        return FALSE;
    }
  return (channels == NULL || vt_json_length (channels) == STAGES) && (factors == NULL || vt_json_length (factors) == STAGES);
}

static gboolean
configure (VtVision *self, const VtJsonNode *config, GError **error)
{
  Config *c = self->config = g_new0 (Config, 1);
  const VtJsonNode *backbone = vt_json_get (config, "backbone_config");

  if (!read_backbone (c, backbone, error))
    return FALSE;
  c->fused = vt_json_get_int (config, "fusion_hidden_size", 64);
  c->head = vt_json_get_int (config, "head_hidden_size", 32);
  c->metric = strcmp (vt_json_get_string (config, "depth_estimation_type", "relative"), "metric") == 0;
  c->most = vt_json_get_double (config, "max_depth", 1);
  if (read_stages (c, config, backbone) && c->fused >= 2 && c->fused <= 65536 && c->head >= 1 && c->head <= 65536)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's config.json makes no sense.");
  return FALSE;
}

/* --- DINOv2 --- */

typedef struct
{
  const VtNnScope *s;
  const Config *c;
  gint64 across, down;
} Positions;

static float *
make_positions (gpointer data)
{
  const Positions *p = data;
  gint64 n = p->c->vit.n_embd, side = p->c->vit.side / p->c->vit.patch;
  g_autofree float *all = vt_nn_read (p->s, "position_embeddings", (1 + side * side) * n);
  float *to;

  if (all == NULL)
    return NULL;
  to = g_new (float, (1 + p->across * p->down) * n);
  memcpy (to, all, (gsize) n * sizeof *to);
  vt_grid_positions (all + n, n, side, side, to + n, p->across, p->down);
  return to;
}

static VtTensor *
embed (const VtNnScope *backbone, const Config *c, const VtVisionPass *pass)
{
  VtNnScope s = vt_nn_child (backbone, "embeddings");
  Positions p = { &s, c, pass->width / c->vit.patch, pass->height / c->vit.patch };
  g_autofree char *made = g_strdup_printf ("position_embeddings.%dx%d", (int) p.across, (int) p.down);
  VtTensor *x = vt_nn_vit_patches (&s, &c->vit, "patch_embeddings.projection", pass->pixels, VT_NN_BIAS);

  x = vt_concat (s.g, vt_nn_vector (&s, "cls_token", c->vit.n_embd), x, 1);
  x = vt_add (s.g, x, vt_nn_made (&s, made, (gint64[]) { c->vit.n_embd, 1 + p.across * p.down, 1, 1 }, make_positions, &p));
  return vt_graph_name (x, "embeddings");
}

/* The state of the patches behind a layer as a picture. */
static VtTensor *
as_picture (const VtNnScope *backbone, const Config *c, VtTensor *x, const VtVisionPass *pass)
{
  x = vt_nn_norm (backbone, "layernorm", vt_view_rows (backbone->g, x, 1, x->ne[1] - 1), c->vit.eps);
  return vt_reshape (backbone->g, x, c->vit.n_embd, pass->width / c->vit.patch, pass->height / c->vit.patch, 1);
}

static void
see (const VtNnScope *root, const Config *c, const VtVisionPass *pass, VtTensor *states[STAGES])
{
  VtNnScope s = vt_nn_child (root, "backbone");
  VtTensor *x = embed (&s, c, pass);

  for (gint64 i = 0; i < c->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&s, "encoder.layer.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &c->vit, x, NULL);
      for (guint k = 0; k < STAGES; k++)
        if (c->layers[k] == i + 1)
          states[k] = as_picture (&s, c, x, pass);
    }
}

/* --- states as pictures of other sizes --- */

typedef struct
{
  const VtNnScope *s;
  gint64 channels;
  gint32 factor;
} Enlarging;

static float *
make_enlarging (gpointer data)
{
  const Enlarging *e = data;
  gint64 n = e->channels * e->channels * e->factor * e->factor;
  g_autofree float *from = vt_nn_read (e->s, "resize.weight", n);
  float *to;

  if (from == NULL)
    return NULL;
  to = g_new (float, n);
  vt_conv_transpose_weights (from, to, sizeof *to, e->channels, e->channels, e->factor, e->factor, (gint32[]) { e->factor, e->factor });
  return to;
}

static VtTensor *
enlarge (const VtNnScope *s, VtTensor *x, gint32 factor)
{
  Enlarging e = { s, x->ne[0], factor };
  VtConvTranspose conv = { .stride = { factor, factor } };
  VtTensor *w = vt_nn_made (s, "resize.turned", (gint64[]) { e.channels, factor, factor, e.channels }, make_enlarging, &e);

  return vt_conv_transpose (s->g, w, x, vt_nn_vector (s, "resize.bias", e.channels), &conv);
}

static VtTensor *
reassemble (const VtNnScope *neck, const Config *c, guint i, VtTensor *x)
{
  VtNnScope s = vt_nn_child (neck, "reassemble_stage.layers.%u", i);
  gint32 smaller = (gint32) lround (1 / c->factors[i]);
  VtConv conv = { .stride = { smaller, smaller }, .pad = { 1, 1, 1, 1 } };

  x = vt_nn_linear (&s, "projection", x, c->channels[i], VT_NN_BIAS, NULL);
  if (c->factors[i] > 1)
    x = enlarge (&s, x, (gint32) lround (c->factors[i]));
  else if (c->factors[i] < 1)
    x = vt_nn_conv (&s, "resize", x, c->channels[i], 3, VT_NN_BIAS, &conv, NULL);
  return vt_nn_name (&s, x);
}

/* --- fusion --- */

static VtTensor *
residual (const VtNnScope *parent, const char *name, VtTensor *x)
{
  VtNnScope s = vt_nn_child (parent, "%s", name);
  VtTensor *h = vt_nn_conv (&s, "convolution1", vt_unary (s.g, x, VT_UNARY_RELU), x->ne[0], 3, VT_NN_BIAS, NULL, NULL);

  return vt_nn_conv (&s, "convolution2", vt_unary (s.g, h, VT_UNARY_RELU), x->ne[0], 3, VT_NN_BIAS, NULL, x);
}

/* What came so far, %NULL at first, with the next finer state @x; as large as @next, or twice as large. */
static VtTensor *
fuse (const VtNnScope *neck, guint i, VtTensor *so_far, VtTensor *x, const VtTensor *next)
{
  VtNnScope s = vt_nn_child (neck, "fusion_stage.layers.%u", i);
  VtGraph *g = neck->g;

  if (so_far != NULL)
    x = vt_add (g, so_far, residual (&s, "residual_layer1", x));
  x = residual (&s, "residual_layer2", x);
  x = vt_upsample (g, x, next != NULL ? next->ne[1] : 2 * x->ne[1], next != NULL ? next->ne[2] : 2 * x->ne[2], VT_UPSAMPLE_CORNERS);
  return vt_nn_name (&s, vt_nn_linear (&s, "projection", x, x->ne[0], VT_NN_BIAS, NULL));
}

static void
build (VtVision *self, const VtNnScope *root, VtVisionPass *pass)
{
  const Config *c = self->config;
  VtNnScope neck = vt_nn_child (root, "neck"), head = vt_nn_child (root, "head");
  VtTensor *states[STAGES], *x = NULL;
  gint64 patch = c->vit.patch;

  see (root, c, pass, states);
  for (guint i = 0; i < STAGES; i++)
    {
      g_autofree char *name = g_strdup_printf ("convs.%u", i);

      states[i] = vt_nn_conv (&neck, name, reassemble (&neck, c, i, states[i]), c->fused, 3, VT_NN_NO_BIAS, NULL, NULL);
    }
  for (guint i = 0; i < STAGES; i++)
    x = fuse (&neck, i, x, states[STAGES - 1 - i], i + 1 < STAGES ? states[STAGES - 2 - i] : NULL);
  x = vt_nn_conv (&head, "conv1", x, c->fused / 2, 3, VT_NN_BIAS, NULL, NULL);
  x = vt_upsample (root->g, x, pass->width / patch * patch, pass->height / patch * patch, VT_UPSAMPLE_CORNERS);
  x = vt_unary (root->g, vt_nn_conv (&head, "conv2", x, c->head, 3, VT_NN_BIAS, NULL, NULL), VT_UNARY_RELU);
  x = vt_unary (root->g, vt_nn_linear (&head, "conv3", x, 1, VT_NN_BIAS, NULL), c->metric ? VT_UNARY_SIGMOID : VT_UNARY_RELU);
  pass->out[0] = vt_graph_name (c->most != 1 ? vt_scale (root->g, x, (float) c->most, 0) : x, "depth");
}

const VtVisionClass vt_vision_depth_anything = {
  .name = "Depth Anything",
  .output = VT_VISION_DEPTH,
  .rules = {
    .width = 518,
    .height = 518,
    .keep_ratio = TRUE,
    .multiple = 14,
    .filter = VT_PICTURE_BICUBIC,
    .scale = 1.0f / 255,
    .mean = { 0.485f, 0.456f, 0.406f },
    .deviation = { 0.229f, 0.224f, 0.225f },
  },
  .match = match,
  .configure = configure,
  .build = build,
};

/* segformer.c: SegFormer: what each place of a picture belongs to.
 *
 *     stages: a convolution that makes the picture smaller, norm; layers; norm
 *     layer: x + attention (norm (x)); x + mlp (norm (x))
 *     attention: keys and values of the picture made smaller
 *     mlp: a convolution for each channel between its matrices
 *     end: all stages brought to one width and the size of the first, joined, a matrix
 *
 * Traps: there are no positions. The norms' eps is PyTorch's, whatever the
 * configuration says. The end joins the stages beginning with the last.
 *
 * Sources: Xie et al. 2021; transformers' modeling_segformer.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/vision.h"
#include "engine/nn/batch-norm.h"
#include "engine/nn/vit.h"

#define MOST_STAGES 8
#define EPS 1e-5f

typedef struct
{
  gint64 width, depth, heads, smaller, patch, stride, wider;
} Stage;

typedef struct
{
  guint n;
  Stage stages[MOST_STAGES];
  gint64 end; /* the width that all are brought to */
  VtUnary activation;
} Config;

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "segformer") == 0
         && vt_weights_find (weights, "decode_head.classifier.weight") != NULL;
}

/* --- configuration --- */

static const struct
{
  const char *key;
  gsize offset;
  gint64 most, usual[4];
} lists[] = {
  { "hidden_sizes", G_STRUCT_OFFSET (Stage, width), 65536, { 32, 64, 160, 256 } },
  { "depths", G_STRUCT_OFFSET (Stage, depth), 256, { 2, 2, 2, 2 } },
  { "num_attention_heads", G_STRUCT_OFFSET (Stage, heads), 256, { 1, 2, 5, 8 } },
  { "sr_ratios", G_STRUCT_OFFSET (Stage, smaller), 64, { 8, 4, 2, 1 } },
  { "patch_sizes", G_STRUCT_OFFSET (Stage, patch), 64, { 7, 3, 3, 3 } },
  { "strides", G_STRUCT_OFFSET (Stage, stride), 64, { 4, 2, 2, 2 } },
  { "mlp_ratios", G_STRUCT_OFFSET (Stage, wider), 64, { 4, 4, 4, 4 } },
};

static gboolean
read_list (Config *c, const VtJsonNode *config, guint list)
{
  const VtJsonNode *node = vt_json_get (config, lists[list].key);

  for (guint i = 0; i < c->n; i++)
    {
      gint64 *to = (gint64 *) (gpointer) ((guint8 *) &c->stages[i] + lists[list].offset);

      *to = i < G_N_ELEMENTS (lists[list].usual) ? lists[list].usual[i] : 0;
      if (node != NULL && !vt_json_read_int (vt_json_at (node, i), to))
        return FALSE;
      if (*to < 1 || *to > lists[list].most)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_stages (Config *c, const VtJsonNode *config)
{
  c->n = (guint) CLAMP (vt_json_get_int (config, "num_encoder_blocks", 4), 0, MOST_STAGES);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!read_list (c, config, i))
      return FALSE;
  for (guint i = 0; i < c->n; i++)
    if (c->stages[i].width % c->stages[i].heads != 0)
      return FALSE;
  return c->n > 0;
}

static gboolean
configure (VtVision *self, const VtJsonNode *config, GError **error)
{
  Config *c = self->config = g_new0 (Config, 1);

  c->end = vt_json_get_int (config, "decoder_hidden_size", 256);
  if (self->n_labels > 0 && c->end >= 1 && c->end <= 65536 && read_stages (c, config))
    return vt_nn_read_activation (&c->activation, vt_json_get_string (config, "hidden_act", "gelu"), error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's config.json makes no sense, or does not say what its classes are called.");
  return FALSE;
}

/* --- the network --- */

/* A picture (C, W, H) as rows, and back. */
static VtTensor *
rows (VtGraph *g, VtTensor *x)
{
  return vt_reshape (g, x, x->ne[0], x->ne[1] * x->ne[2], 1, 1);
}

static VtTensor *
picture (VtGraph *g, VtTensor *x, const VtTensor *like)
{
  return vt_reshape (g, x, x->ne[0], like->ne[1], like->ne[2], 1);
}

static VtTensor *
heads (VtGraph *g, VtTensor *x, gint64 n)
{
  return vt_reshape (g, x, x->ne[0] / n, n, x->ne[1], 1);
}

/* @x and the result are pictures. */
static VtTensor *
attend (const VtNnScope *layer, const Stage *stage, VtTensor *x)
{
  VtNnScope s = vt_nn_child (layer, "attention.self");
  gint64 c = stage->width, n = x->ne[1] * x->ne[2];
  VtConv conv = { .stride = { (gint32) stage->smaller, (gint32) stage->smaller } };
  VtTensor *q = vt_nn_linear (&s, "query", rows (s.g, x), c, VT_NN_BIAS, NULL), *all = rows (s.g, x), *k, *v, *y;

  if (stage->smaller > 1)
    all = vt_nn_norm (&s, "layer_norm", rows (s.g, vt_nn_conv (&s, "sr", x, c, stage->smaller, VT_NN_BIAS, &conv, NULL)), EPS);
  k = vt_nn_linear (&s, "key", all, c, VT_NN_BIAS, NULL);
  v = vt_nn_linear (&s, "value", all, c, VT_NN_BIAS, NULL);
  y = vt_attention (s.g, heads (s.g, q, stage->heads), heads (s.g, k, stage->heads), heads (s.g, v, stage->heads), NULL,
                    (float) (1 / sqrt ((double) c / (double) stage->heads)), 0);
  return vt_reshape (s.g, y, c, n, 1, 1);
}

static VtTensor *
mlp (const VtNnScope *layer, const Config *c, const Stage *stage, VtTensor *x, VtTensor *residual)
{
  VtNnScope s = vt_nn_child (layer, "mlp");
  gint64 wide = stage->width * stage->wider;
  VtConv conv = { .pad = { 1, 1, 1, 1 }, .groups = (gint32) wide };
  VtTensor *h = vt_nn_linear (&s, "dense1", x, wide, VT_NN_BIAS, NULL);

  h = vt_conv_2d (s.g, vt_nn_kernel (&s, "dwconv.dwconv.weight", 1, 3, 3, wide), h, vt_nn_vector (&s, "dwconv.dwconv.bias", wide), NULL, &conv);
  return vt_nn_linear (&s, "dense2", vt_unary (s.g, h, c->activation), stage->width, VT_NN_BIAS, residual);
}

static VtTensor *
layer (const VtNnScope *s, const Config *c, const Stage *stage, VtTensor *x)
{
  VtTensor *h = attend (s, stage, vt_nn_norm (s, "layer_norm_1", x, EPS));

  x = picture (s->g, vt_nn_linear (s, "attention.output.dense", h, stage->width, VT_NN_BIAS, rows (s->g, x)), x);
  return vt_nn_name (s, mlp (s, c, stage, vt_nn_norm (s, "layer_norm_2", x, EPS), x));
}

static VtTensor *
run_stage (const VtNnScope *encoder, const Config *c, guint i, VtTensor *x)
{
  const Stage *stage = &c->stages[i];
  VtNnScope patches = vt_nn_child (encoder, "patch_embeddings.%u", i);
  gint32 pad = (gint32) (stage->patch / 2);
  VtConv conv = { .stride = { (gint32) stage->stride, (gint32) stage->stride }, .pad = { pad, pad, pad, pad } };
  g_autofree char *norm = g_strdup_printf ("layer_norm.%u", i);

  x = vt_nn_norm (&patches, "layer_norm", vt_nn_conv (&patches, "proj", x, stage->width, stage->patch, VT_NN_BIAS, &conv, NULL), EPS);
  for (gint64 j = 0; j < stage->depth; j++)
    {
      VtNnScope s = vt_nn_child (encoder, "block.%u.%d", i, (int) j);

      x = layer (&s, c, stage, x);
    }
  return vt_nn_norm (encoder, norm, x, EPS);
}

static void
build (VtVision *self, const VtNnScope *root, VtVisionPass *pass)
{
  const Config *c = self->config;
  VtNnScope encoder = vt_nn_child (root, "segformer.encoder"), end = vt_nn_child (root, "decode_head");
  VtTensor *states[MOST_STAGES], *x = pass->pixels, *all = NULL;

  for (guint i = 0; i < c->n; i++)
    states[i] = x = run_stage (&encoder, c, i, x);
  for (guint i = c->n; i-- > 0;)
    {
      g_autofree char *name = g_strdup_printf ("linear_c.%u.proj", i);

      x = vt_nn_linear (&end, name, states[i], c->end, VT_NN_BIAS, NULL);
      if (i > 0)
        x = vt_upsample (root->g, x, states[0]->ne[1], states[0]->ne[2], VT_UPSAMPLE_BILINEAR);
      all = all != NULL ? vt_concat (root->g, all, x, 0) : x;
    }
  x = vt_nn_conv_batch_norm (&end, "linear_fuse", "batch_norm", all, c->end, 1, NULL, EPS, NULL);
  x = vt_unary (root->g, x, VT_UNARY_RELU);
  pass->out[0] = vt_graph_name (vt_nn_linear (&end, "classifier", x, self->n_labels, VT_NN_BIAS, NULL), "logits");
}

const VtVisionClass vt_vision_segformer = {
  .name = "SegFormer",
  .output = VT_VISION_SEGMENTS,
  .rules = {
    .width = 512,
    .height = 512,
    .filter = VT_PICTURE_BILINEAR,
    .scale = 1.0f / 255,
    .mean = { 0.485f, 0.456f, 0.406f },
    .deviation = { 0.229f, 0.224f, 0.225f },
  },
  .match = match,
  .configure = configure,
  .build = build,
};

/* efficientnet-lite.c: EfficientNet-Lite0.
 *
 *     stem: 3 x 3 convolution, half the size, 32 channels
 *     16 blocks: x 1 x 1 to more channels, k x k each channel for itself, 1 x 1 back (+ x)
 *     head: 1 x 1 to 1280 channels, mean over the picture, linear
 *
 * A batch normalisation stands behind each convolution, ReLU6 behind all but
 * the last of a block. Lite means without squeeze-and-excitation and swish.
 *
 * Traps: TensorFlow's “same” padding puts the odd zero on the right and below;
 * the epsilon is 1e-3; numbers are (byte - 127) / 128.
 *
 * Two kinds of names: those of lukemelas' EfficientNet-PyTorch ("_blocks.3._bn1")
 * and timm's tf_efficientnet_lite0 ("blocks.2.0.bn2").
 *
 * Sources: Tan and Le 2019; tensorflow/tpu, models/official/efficientnet/lite.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/models/picture-labels.h"
#include "engine/models/vision.h"
#include "engine/nn/batch-norm.h"

#define EPS 1e-3f
#define STEM 32
#define HEAD 1280

static const struct
{
  guint repeats;
  gint64 kernel;
  gint32 stride;
  gint64 expand, out;
} stages[] = {
  { 1, 3, 1, 1, 16 }, { 2, 3, 2, 6, 24 }, { 2, 5, 2, 6, 40 }, { 3, 3, 2, 6, 80 },
  { 3, 5, 1, 6, 112 }, { 4, 5, 2, 6, 192 }, { 1, 3, 1, 6, 320 },
};

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  if (config != NULL && strcmp (vt_json_get_string (config, "architecture", ""), "tf_efficientnet_lite0") == 0)
    return TRUE;
  return vt_weights_find (weights, "_conv_stem.weight") != NULL && vt_weights_find (weights, "_blocks.15._project_conv.weight") != NULL &&
         vt_weights_find (weights, "_blocks.16._project_conv.weight") == NULL && vt_weights_find (weights, "_blocks.0._se_reduce.weight") == NULL;
}

static gboolean
configure (VtVision *self, const VtJsonNode *config, GError **error)
{
  const VtJsonNode *timm = vt_json_get (config, "pretrained_cfg");

  if (self->labels == NULL)
    {
      self->labels = vt_picture_labels_imagenet ();
      self->n_labels = VT_IMAGENET_LABELS;
    }
  for (guint i = 0; i < 3; i++)
    {
      double value;

      if (vt_json_read_double (vt_json_at (vt_json_get (timm, "mean"), i), &value))
        self->rules.mean[i] = (float) value;
      if (vt_json_read_double (vt_json_at (vt_json_get (timm, "std"), i), &value) && value > 1e-6)
        self->rules.deviation[i] = (float) value;
    }
  return TRUE;
}

/* --- timm's names --- */

typedef struct
{
  const char *ours, *theirs;
} Pair;

static const Pair outer[] = {
  { "_conv_stem.", "conv_stem." }, { "_bn0.", "bn1." }, { "_conv_head.", "conv_head." }, { "_bn1.", "bn2." }, { "_fc.", "classifier." },
};
static const Pair inner[] = {
  { "_expand_conv.", "conv_pw." }, { "_bn0.", "bn1." }, { "_depthwise_conv.", "conv_dw." }, { "_bn1.", "bn2." },
  { "_project_conv.", "conv_pwl." }, { "_bn2.", "bn3." },
};
/* The first block, which does not expand. */
static const Pair first[] = {
  { "_depthwise_conv.", "conv_dw." }, { "_bn1.", "bn1." }, { "_project_conv.", "conv_pw." }, { "_bn2.", "bn2." },
};

static char *
replace (const char *prefix, const char *name, const Pair *pairs, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (name, pairs[i].ours))
      return g_strconcat (prefix, pairs[i].theirs, name + strlen (pairs[i].ours), NULL);
  return NULL;
}

static char *
rename_block (const char *name)
{
  char *end;
  guint64 block = g_ascii_strtoull (name, &end, 10), stage = 0;
  g_autofree char *prefix = NULL;

  while (stage < G_N_ELEMENTS (stages) - 1 && block >= stages[stage].repeats)
    block -= stages[stage++].repeats;
  prefix = g_strdup_printf ("blocks.%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT ".", stage, block);
  end += *end == '.';
  return stage == 0 ? replace (prefix, end, first, G_N_ELEMENTS (first)) : replace (prefix, end, inner, G_N_ELEMENTS (inner));
}

static char *
timm_name (const char *name, guint attempt, gpointer data)
{
  if (attempt > 0)
    return NULL;
  if (g_str_has_prefix (name, "_blocks."))
    return rename_block (name + strlen ("_blocks."));
  return replace ("", name, outer, G_N_ELEMENTS (outer));
}

/* --- the network --- */

/* TensorFlow's “same”: as many zeros as give size / stride, rounded up. */
static VtConv
same (const VtTensor *x, gint64 kernel, gint32 stride, gint64 groups)
{
  VtConv conv = { .stride = { stride, stride }, .groups = (gint32) groups };

  for (guint i = 0; i < 2; i++)
    {
      gint64 size = x->ne[1 + i], zeros = ((size + stride - 1) / stride - 1) * stride + kernel - size;

      conv.pad[2 * i] = (gint32) (MAX (zeros, 0) / 2);
      conv.pad[2 * i + 1] = (gint32) (MAX (zeros, 0) - conv.pad[2 * i]);
    }
  return conv;
}

static VtTensor *
relu6 (const VtNnScope *s, VtTensor *x)
{
  return vt_unary (s->g, x, VT_UNARY_RELU6);
}

static VtTensor *
block (const VtNnScope *s, VtTensor *x, gint64 kernel, gint32 stride, gint64 expand, gint64 out)
{
  gint64 in = x->ne[0], wide = in * expand;
  VtTensor *residual = stride == 1 && in == out ? x : NULL;
  VtConv conv;

  if (expand > 1)
    x = relu6 (s, vt_nn_conv_batch_norm (s, "_expand_conv", "_bn0", x, wide, 1, NULL, EPS, NULL));
  conv = same (x, kernel, stride, wide);
  x = relu6 (s, vt_nn_conv_batch_norm (s, "_depthwise_conv", "_bn1", x, wide, kernel, &conv, EPS, NULL));
  return vt_nn_name (s, vt_nn_conv_batch_norm (s, "_project_conv", "_bn2", x, out, 1, NULL, EPS, residual));
}

static void
build (VtVision *self, const VtNnScope *s, VtVisionPass *pass)
{
  VtConv conv = same (pass->pixels, 3, 2, 1);
  VtTensor *x = relu6 (s, vt_nn_conv_batch_norm (s, "_conv_stem", "_bn0", pass->pixels, STEM, 3, &conv, EPS, NULL));
  int number = 0;

  vt_graph_name (x, "stem");
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    for (guint k = 0; k < stages[i].repeats; k++)
      {
        VtNnScope child = vt_nn_child (s, "_blocks.%d", number++);

        x = block (&child, x, stages[i].kernel, k == 0 ? stages[i].stride : 1, stages[i].expand, stages[i].out);
      }
  x = relu6 (s, vt_nn_conv_batch_norm (s, "_conv_head", "_bn1", x, HEAD, 1, NULL, EPS, NULL));
  x = vt_graph_name (vt_pool_2d (s->g, x, &(VtPool) { .average = TRUE }), "pooled");
  pass->out[0] = vt_graph_name (vt_nn_linear (s, "_fc", x, self->n_labels, VT_NN_BIAS, NULL), "logits");
}

const VtVisionClass vt_vision_efficientnet_lite = {
  .name = "EfficientNet-Lite",
  .output = VT_VISION_CLASSES,
  .rules = {
    .shortest = 256,
    .crop_width = 224,
    .crop_height = 224,
    .filter = VT_PICTURE_BICUBIC,
    .scale = 1.0f / 255,
    .mean = { 127.0f / 255, 127.0f / 255, 127.0f / 255 },
    .deviation = { 128.0f / 255, 128.0f / 255, 128.0f / 255 },
  },
  .match = match,
  .configure = configure,
  .rename = timm_name,
  .build = build,
};

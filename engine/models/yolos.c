/* yolos.c: YOLOS: a vision transformer that finds things.
 *
 *     a class token, the patches, detection tokens; + positions
 *     layers, perhaps with positions added again behind each but the last; norm
 *     each detection token: what it is, and where
 *
 * Traps: positions are those of a grid of another size (grid-positions.h), but for
 * those of the class and the detection tokens; sides of pictures are cut down to multiples of 16.
 *
 * Sources: Fang et al. 2021; transformers' modeling_yolos.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/grid-positions.h"
#include "engine/models/vision.h"
#include "engine/nn/vit.h"

#define MULTIPLE 16

typedef struct
{
  VtNnVit vit;
  gint64 across, down; /* the grid that the positions are for */
  gint64 n_found;      /* detection tokens */
  gboolean middle;     /* positions between the layers too */
} Config;

static gboolean
match (const VtJsonNode *config, VtWeights *weights)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "yolos") == 0;
}

/* "image_size" is [height, width] here. */
static gboolean
read_grid (Config *c, const VtJsonNode *config)
{
  const VtJsonNode *size = vt_json_get (config, "image_size");
  gint64 height = 512, width = 864;

  if (vt_json_read_int (size, &height))
    width = height;
  else if (size != NULL && (!vt_json_read_int (vt_json_at (size, 0), &height) || !vt_json_read_int (vt_json_at (size, 1), &width)))
    return FALSE;
  if (width < c->vit.patch || height < c->vit.patch || width > 16384 || height > 16384)
    return FALSE;
  c->across = width / c->vit.patch;
  c->down = height / c->vit.patch;
  return TRUE;
}

static gboolean
configure (VtVision *self, const VtJsonNode *config, GError **error)
{
  Config *c = self->config = g_new0 (Config, 1);

  if (!vt_nn_vit_read (&c->vit, config, error))
    return FALSE;
  c->vit.names = &vt_nn_vit_names;
  c->n_found = vt_json_get_int (config, "num_detection_tokens", 100);
  c->middle = vt_json_get_boolean (config, "use_mid_position_embeddings", TRUE);
  if (self->n_labels > 0 && c->n_found > 0 && c->n_found <= 10000 && read_grid (c, config))
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's config.json makes no sense, or does not say what its classes are called.");
  return FALSE;
}

/* --- positions --- */

typedef struct
{
  const VtNnScope *s;
  const char *name;
  const Config *c;
  gint64 layer, n_layers;
  gint64 across, down; /* wanted */
} Positions;

static float *
make_positions (gpointer data)
{
  const Positions *p = data;
  gint64 n = p->c->vit.n_embd, old = p->c->across * p->c->down, now = p->across * p->down, found = p->c->n_found;
  g_autofree float *all = vt_nn_read (p->s, p->name, p->n_layers * (1 + old + found) * n);
  const float *from;
  float *to;

  if (all == NULL)
    return NULL;
  from = all + p->layer * (1 + old + found) * n;
  to = g_new (float, (1 + now + found) * n);
  memcpy (to, from, (gsize) n * sizeof *to);
  vt_grid_positions (from + n, n, p->c->across, p->c->down, to + n, p->across, p->down);
  memcpy (to + (1 + now) * n, from + (1 + old) * n, (gsize) (found * n) * sizeof *to);
  return to;
}

/* Those of layer @layer of @n_layers in the weight @name, as large as the picture needs. */
static VtTensor *
positions (const VtNnScope *s, const Config *c, const char *name, gint64 layer, gint64 n_layers, const VtVisionPass *pass)
{
  Positions p = { s, name, c, layer, n_layers, pass->width / c->vit.patch, pass->height / c->vit.patch };
  g_autofree char *made = g_strdup_printf ("%s.%d.%dx%d", name, (int) layer, (int) p.across, (int) p.down);

  return vt_nn_made (s, made, (gint64[]) { c->vit.n_embd, 1 + p.across * p.down + c->n_found, 1, 1 }, make_positions, &p);
}

/* --- the network --- */

static VtTensor *
embed (const VtNnScope *root, const Config *c, const VtVisionPass *pass)
{
  VtNnScope e = vt_nn_child (root, "embeddings");
  gint64 n = c->vit.n_embd;
  VtTensor *x = vt_nn_vit_patches (&e, &c->vit, "patch_embeddings.projection", pass->pixels, VT_NN_BIAS);

  x = vt_concat (root->g, vt_nn_vector (&e, "cls_token", n), x, 1);
  x = vt_concat (root->g, x, vt_nn_table (&e, "detection_tokens", n, c->n_found), 1);
  return vt_graph_name (vt_add (root->g, x, positions (&e, c, "position_embeddings", 0, 1, pass)), "embeddings");
}

/* Three matrices with ReLU between them. */
static VtTensor *
predict (const VtNnScope *root, const char *name, VtTensor *x, gint64 out)
{
  VtNnScope s = vt_nn_child (root, "%s", name);
  gint64 n = x->ne[0];

  x = vt_unary (s.g, vt_nn_linear (&s, "layers.0", x, n, VT_NN_BIAS, NULL), VT_UNARY_RELU);
  x = vt_unary (s.g, vt_nn_linear (&s, "layers.1", x, n, VT_NN_BIAS, NULL), VT_UNARY_RELU);
  return vt_nn_linear (&s, "layers.2", x, out, VT_NN_BIAS, NULL);
}

static void
build (VtVision *self, const VtNnScope *s, VtVisionPass *pass)
{
  const Config *c = self->config;
  VtNnScope root = vt_nn_child (s, "vit"), encoder = vt_nn_child (&root, "encoder");
  VtTensor *x = embed (&root, c, pass);

  for (gint64 i = 0; i < c->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&encoder, "layer.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &c->vit, x, NULL);
      if (c->middle && i + 1 < c->vit.n_layer)
        x = vt_add (s->g, x, positions (&encoder, c, "mid_position_embeddings", i, c->vit.n_layer - 1, pass));
    }
  x = vt_nn_norm (&root, "layernorm", vt_view_rows (s->g, x, x->ne[1] - c->n_found, c->n_found), c->vit.eps);
  pass->out[0] = vt_graph_name (predict (s, "class_labels_classifier", x, self->n_labels + 1), "logits");
  pass->out[1] = vt_graph_name (vt_unary (s->g, predict (s, "bbox_predictor", x, 4), VT_UNARY_SIGMOID), "boxes");
}

const VtVisionClass vt_vision_yolos = {
  .name = "YOLOS",
  .output = VT_VISION_BOXES,
  .rules = {
    .shortest = 800,
    .longest = 1333,
    .multiple = MULTIPLE,
    .filter = VT_PICTURE_BILINEAR,
    .scale = 1.0f / 255,
    .mean = { 0.485f, 0.456f, 0.406f },
    .deviation = { 0.229f, 0.224f, 0.225f },
  },
  .match = match,
  .configure = configure,
  .build = build,
};

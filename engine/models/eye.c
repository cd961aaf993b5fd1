/* eye.c:
 *
 *     patches + positions; layers; norm
 *     join x join states side by side, row after row, times a matrix
 *
 * Traps: there is no class token. transformers' processor first enlarges a picture,
 * then squeezes it into a square; here a picture that is seen as one is squeezed at once.
 *
 * Sources: Laurençon et al. 2024 (Idefics 3), Marafioti et al. 2025 (SmolVLM);
 * transformers' modeling_idefics3.py, modeling_smolvlm.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/eye.h"

#include <string.h>

#include "engine/base/error.h"

/* Across, where the files say nothing. */
#define USUAL_SQUARES 4

static VtJson *
load_config (const char *path, GError **error)
{
  g_autofree char *file = g_build_filename (path, "config.json", NULL);

  return vt_json_load (file, error);
}

gboolean
vt_eye_is_folder (const char *path)
{
  g_autoptr(VtJson) config = load_config (path, NULL);
  const char *type = config != NULL ? vt_json_get_string (vt_json_root (config), "model_type", "") : "";

  return strcmp (type, "idefics3") == 0 || strcmp (type, "smolvlm") == 0;
}

/* --- the network --- */

/* What stands before all names: "model." in files of today. */
static VtNnScope
root_of (VtEye *self, VtGraph *g)
{
  VtNnScope s = vt_nn_scope (self->weights, g);

  return vt_nn_has (&s, "model.connector.modality_projection.proj.weight") ? vt_nn_child (&s, "model") : s;
}

static void
build (VtEye *self, VtGraph *g)
{
  VtNnScope root = root_of (self, g), s = vt_nn_child (&root, "vision_model"), e = vt_nn_child (&s, "embeddings");
  VtNnScope connector = vt_nn_child (&root, "connector");
  gint64 n = self->vit.n_embd, across = self->vit.side / self->vit.patch, joined = self->join * self->join;
  VtTensor *x;

  self->pixels = vt_graph_input (g, "pixels", VT_TYPE_F32, 3, self->vit.side, self->vit.side, 1);
  self->order = vt_graph_input (g, "order", VT_TYPE_I32, across * across, 1, 1, 1);
  x = vt_nn_vit_patches (&e, &self->vit, "patch_embedding", self->pixels, VT_NN_BIAS);
  x = vt_graph_name (vt_add (g, x, vt_nn_table (&e, "position_embedding.weight", n, x->ne[1])), "vision_model.embeddings");
  for (gint64 i = 0; i < self->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&s, "encoder.layers.%d", (int) i);

      x = vt_graph_name (vt_nn_vit_layer (&layer, &self->vit, x, NULL), "vision_model.encoder.layers.%d", (int) i);
    }
  x = vt_nn_norm (&s, "post_layernorm", x, self->vit.eps);
  x = vt_reshape (g, vt_get_rows (g, x, self->order), n * joined, self->n_seen, 1, 1);
  x = vt_nn_linear (&connector, "modality_projection.proj", x, self->n_embd, VT_NN_NO_BIAS, NULL);
  self->out = vt_graph_output (g, x, "connector");
}

/* Which state comes when, so that those of one square follow each other. */
static gint32 *
make_order (const VtEye *self)
{
  gint64 across = self->vit.side / self->vit.patch, j = self->join, squares = across / j;
  gint32 *order = g_new (gint32, across * across);

  for (gint64 i = 0; i < across * across; i++)
    {
      gint64 square = i / (j * j), x = square % squares * j + i % j, y = square / squares * j + i % (j * j) / j;

      order[i] = (gint32) (y * across + x);
    }
  return order;
}

static gboolean
make_plan (VtEye *self, gboolean probed, GError **error)
{
  g_autofree gint32 *order = make_order (self);
  VtGraph *g = vt_graph_new ();

  g_clear_pointer (&self->plan, vt_plan_free);
  build (self, g);
  if (probed)
    vt_nn_probe_expose (g);
  self->plan = vt_plan_new (vt_nn_weights_device (self->weights), g, error);
  return self->plan != NULL && vt_plan_write (self->plan, self->order, order, vt_tensor_bytes (self->order), error);
}

/* --- loading --- */

/* What configurations leave out is not ViT's there. */
static gboolean
read_config (VtEye *self, const VtJsonNode *c, GError **error)
{
  const VtJsonNode *vision = vt_json_get (c, "vision_config");
  gint64 across;

  if (!vt_nn_vit_read (&self->vit, vision, error))
    return FALSE;
  self->vit.names = &vt_nn_clip_names;
  self->vit.eps = (float) vt_json_get_double (vision, "layer_norm_eps", 1e-6);
  if (vt_json_get (vision, "hidden_act") == NULL)
    self->vit.activation = VT_UNARY_GELU_TANH;
  self->join = vt_json_get_int (c, "scale_factor", 2);
  across = self->vit.side / self->vit.patch;
  if (self->join >= 1 && self->join <= across && across % self->join == 0)
    {
      self->n_seen = across / self->join * (across / self->join);
      return TRUE;
    }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model makes no sense.");
  return FALSE;
}

/* Pictures are squeezed into the square that the positions are for, whatever sizes stand there for tiles. */
static gboolean
read_rules (VtEye *self, const char *path, GError **error)
{
  self->rules = (VtPictureRules) { .filter = VT_PICTURE_LANCZOS, .scale = 1.0f / 255, .mean = { 0.5f, 0.5f, 0.5f }, .deviation = { 0.5f, 0.5f, 0.5f } };
  if (!vt_picture_rules_read_folder (&self->rules, path, error))
    return FALSE;
  self->longest = self->rules.longest > 0 ? self->rules.longest : (guint) self->vit.side * USUAL_SQUARES;
  self->rules.width = self->rules.height = (guint) self->vit.side;
  self->rules.shortest = self->rules.longest = self->rules.crop_width = self->rules.crop_height = 0;
  self->rules.keep_ratio = FALSE;
  return TRUE;
}

VtEye *
vt_eye_load (VtDevice *device, const char *path, gint64 n_embd, GError **error)
{
  g_autoptr(VtEye) self = g_new0 (VtEye, 1);
  g_autoptr(VtWeights) source = vt_weights_open (path, error);
  g_autoptr(VtJson) config = source != NULL ? load_config (path, error) : NULL;

  if (config == NULL)
    return NULL;
  self->weights = vt_nn_weights_new (device, source);
  self->n_embd = n_embd;
  if (!read_config (self, vt_json_root (config), error) || !read_rules (self, path, error) || !make_plan (self, FALSE, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vt_eye_free (VtEye *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self);
}

guint64
vt_eye_bytes (const VtEye *self)
{
  return vt_nn_weights_bytes (self->weights) + (self->plan != NULL ? vt_plan_bytes (self->plan) : 0);
}

gboolean
vt_eye_see (VtEye *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  if (probe != NULL && !make_plan (self, TRUE, error))
    return FALSE;
  return vt_plan_write (self->plan, self->pixels, pixels, vt_tensor_bytes (self->pixels), error) &&
         vt_plan_run (self->plan, cancellable, error) && vt_plan_read (self->plan, self->out, to, vt_tensor_bytes (self->out), error) &&
         (probe == NULL || vt_nn_probe_tell (self->plan, probe, data, error));
}

/* clip.c: CLIP.
 *
 *     pictures: a class token, then the patches; + positions; norm; layers;
 *       norm of the class token times visual_projection
 *     texts: clip-text.h, at the end token times text_projection
 *
 * Traps: the patches have no bias; the first norm is called pre_layrnorm; the
 * scale is stored as its logarithm.
 *
 * Sources: Radford et al. 2021; transformers' modeling_clip.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/clip.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

static VtJson *
load_config (const char *path, GError **error)
{
  g_autofree char *file = g_build_filename (path, "config.json", NULL);

  return vt_json_load (file, error);
}

gboolean
vt_clip_is_folder (const char *path)
{
  g_autoptr(VtJson) config = load_config (path, NULL);

  return config != NULL && strcmp (vt_json_get_string (vt_json_root (config), "model_type", ""), "clip") == 0 &&
         vt_json_get (vt_json_root (config), "vision_config") != NULL;
}

/* --- the picture's side --- */

static void
build (VtClip *self, VtGraph *g)
{
  VtNnScope root = vt_nn_scope (self->weights, g), s = vt_nn_child (&root, "vision_model"), e = vt_nn_child (&s, "embeddings");
  gint64 n = self->vit.n_embd;
  VtTensor *x;

  self->pixels = vt_graph_input (g, "pixels", VT_TYPE_F32, 3, self->vit.side, self->vit.side, 1);
  x = vt_nn_vit_patches (&e, &self->vit, "patch_embedding", self->pixels, VT_NN_NO_BIAS);
  x = vt_concat (g, vt_nn_vector (&e, "class_embedding", n), x, 1);
  x = vt_add (g, x, vt_nn_table (&e, "position_embedding.weight", n, x->ne[1]));
  x = vt_nn_norm (&s, "pre_layrnorm", x, self->vit.eps);
  vt_graph_name (x, "vision_model.pre_layrnorm");
  for (gint64 i = 0; i < self->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&s, "encoder.layers.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &self->vit, x, NULL);
    }
  x = vt_nn_norm (&s, "post_layernorm", vt_view_rows (g, x, 0, 1), self->vit.eps);
  self->out = vt_graph_output (g, vt_nn_linear (&root, "visual_projection", x, self->n_projection, VT_NN_NO_BIAS, NULL), "image_embeds");
}

static VtPlan *
make_plan (VtClip *self, gboolean probed, GError **error)
{
  VtGraph *g = vt_graph_new ();

  build (self, g);
  if (probed)
    vt_nn_probe_expose (g);
  return vt_plan_new (vt_nn_weights_device (self->weights), g, error);
}

/* --- loading --- */

static gboolean
read_scale (VtClip *self, GError **error)
{
  g_autoptr(VtGraph) g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (self->weights, g);
  g_autofree float *scale = vt_nn_read (&s, "logit_scale", 1);

  if (scale != NULL)
    {
      self->scale = expf (*scale);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&g->error));
  return FALSE;
}

static gboolean
read_config (VtClip *self, const char *path, const VtJsonNode *c, VtWeights *source, GError **error)
{
  const VtTensorInfo *projection = vt_weights_find (source, "visual_projection.weight");

  self->rules = (VtPictureRules) {
    .shortest = 224, .crop_width = 224, .crop_height = 224, .filter = VT_PICTURE_BICUBIC, .scale = 1.0f / 255,
    .mean = { 0.48145466f, 0.4578275f, 0.40821073f }, .deviation = { 0.26862954f, 0.26130258f, 0.27577711f },
  };
  if (!vt_nn_vit_read (&self->vit, vt_json_get (c, "vision_config"), error) || !vt_picture_rules_read_folder (&self->rules, path, error))
    return FALSE;
  self->vit.names = &vt_nn_clip_names;
  self->n_projection = projection != NULL ? projection->ne[1] : vt_json_get_int (c, "projection_dim", 512);
  if (vt_json_get (vt_json_get (c, "vision_config"), "hidden_act") == NULL)
    self->vit.activation = VT_UNARY_GELU_QUICK;
  if (vt_json_get (vt_json_get (c, "vision_config"), "layer_norm_eps") == NULL)
    self->vit.eps = 1e-5f;
  self->rules.crop_width = self->rules.crop_height = (guint) self->vit.side;
  if (self->n_projection == self->text->n_projection)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's pictures and texts do not end in one space, so the file is damaged.");
  return FALSE;
}

VtClip *
vt_clip_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr(VtClip) self = g_new0 (VtClip, 1);
  g_autoptr(VtWeights) source = vt_weights_open (path, error);
  g_autoptr(VtJson) config = source != NULL ? load_config (path, error) : NULL;

  if (config == NULL)
    return NULL;
  self->weights = vt_nn_weights_new (device, source);
  self->text = vt_clip_text_new (device, source, vt_json_get (vt_json_root (config), "text_config"), error);
  if (self->text == NULL || !read_config (self, path, vt_json_root (config), source, error) || !read_scale (self, error))
    return NULL;
  self->tokenizer = vt_tokenizer_new_from_folder (path, error);
  self->plan = self->tokenizer != NULL ? make_plan (self, FALSE, error) : NULL;
  return self->plan != NULL ? g_steal_pointer (&self) : NULL;
}

void
vt_clip_free (VtClip *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  g_clear_pointer (&self->tokenizer, vt_tokenizer_unref);
  g_clear_pointer (&self->text, vt_clip_text_free);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self);
}

guint64
vt_clip_bytes (const VtClip *self)
{
  return vt_nn_weights_bytes (self->weights) + vt_plan_bytes (self->plan);
}

/* --- running --- */

static void
normalise (float *x, gint64 n)
{
  double squares = 0;

  for (gint64 i = 0; i < n; i++)
    squares += (double) x[i] * x[i];
  for (gint64 i = 0; i < n && squares > 0; i++)
    x[i] = (float) (x[i] / sqrt (squares));
}

static gboolean
see (VtClip *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  return vt_plan_write (self->plan, self->pixels, pixels, (gsize) (3 * self->vit.side * self->vit.side) * sizeof *pixels, error) &&
         vt_plan_run (self->plan, cancellable, error) &&
         vt_plan_read (self->plan, self->out, to, (gsize) self->n_projection * sizeof *to, error) &&
         (probe == NULL || vt_nn_probe_tell (self->plan, probe, data, error));
}

gboolean
vt_clip_see (VtClip *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  if (probe != NULL)
    {
      VtPlan *probed = make_plan (self, TRUE, error);

      if (probed == NULL)
        return FALSE;
      vt_plan_free (self->plan);
      self->plan = probed;
    }
  if (!see (self, pixels, to, cancellable, probe, data, error))
    return FALSE;
  normalise (to, self->n_projection);
  return TRUE;
}

gboolean
vt_clip_read (VtClip *self, const char *text, float *to, VtNnProbe probe, gpointer data, GError **error)
{
  g_autoptr(GArray) ids = vt_tokenizer_encode (self->tokenizer, text, -1, VT_ENCODE_ADD_SPECIAL);
  g_autofree float *hidden = NULL;

  if (ids->len == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's tokenizer marks neither the beginning nor the end of a text.");
      return FALSE;
    }
  /* What is too long loses its middle: the end is where the meaning is read. */
  if (ids->len > self->text->n_ctx)
    g_array_remove_range (ids, (guint) self->text->n_ctx - 1, ids->len - (guint) self->text->n_ctx);
  hidden = g_new (float, ids->len * (gsize) self->text->n_embd);
  if (!vt_clip_text_encode (self->text, (const gint32 *) (void *) ids->data, ids->len, NULL, 0, TRUE, hidden, to, probe, data, error))
    return FALSE;
  normalise (to, self->n_projection);
  return TRUE;
}

/* clip-vision.c:
 *
 *     a class token, then the patches; + positions; norm; layers;
 *     norm of the class token times visual_projection
 *
 * Traps: the patches have no bias; the first norm is called pre_layrnorm.
 *
 * Sources: Radford et al. 2021; transformers' modeling_clip.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/clip-vision.h"

#include <math.h>

#include "engine/base/error.h"

static void
build (VtClipVision *self, VtGraph *g)
{
  VtNnScope root = vt_nn_scope (self->weights, g), s = vt_nn_child (&root, "%svision_model", self->root), e = vt_nn_child (&s, "embeddings");
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
make_plan (VtClipVision *self, gboolean probed, GError **error)
{
  VtGraph *g = vt_graph_new ();

  build (self, g);
  if (probed)
    vt_nn_probe_expose (g);
  return vt_plan_new (vt_nn_weights_device (self->weights), g, error);
}

static gboolean
read_config (VtClipVision *self, const VtJsonNode *c, const char *folder, VtWeights *source, GError **error)
{
  const VtTensorInfo *projection = vt_weights_find (source, "visual_projection.weight");

  self->rules = (VtPictureRules) {
    .shortest = 224, .crop_width = 224, .crop_height = 224, .filter = VT_PICTURE_BICUBIC, .scale = 1.0f / 255,
    .mean = { 0.48145466f, 0.4578275f, 0.40821073f }, .deviation = { 0.26862954f, 0.26130258f, 0.27577711f },
  };
  if (!vt_nn_vit_read (&self->vit, c, error) || !vt_picture_rules_read_folder (&self->rules, folder, error))
    return FALSE;
  self->vit.names = &vt_nn_clip_names;
  self->n_projection = projection != NULL ? projection->ne[1] : 0;
  if (vt_json_get (c, "hidden_act") == NULL)
    self->vit.activation = VT_UNARY_GELU_QUICK;
  if (vt_json_get (c, "layer_norm_eps") == NULL)
    self->vit.eps = 1e-5f;
  self->rules.crop_width = self->rules.crop_height = (guint) self->vit.side;
  return TRUE;
}

VtClipVision *
vt_clip_vision_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, const char *folder, const char *root, GError **error)
{
  g_autoptr(VtClipVision) self = g_new0 (VtClipVision, 1);

  self->weights = vt_nn_weights_new (device, source);
  self->root = root;
  if (!read_config (self, config, folder, source, error))
    return NULL;
  self->plan = make_plan (self, FALSE, error);
  return self->plan != NULL ? g_steal_pointer (&self) : NULL;
}

void
vt_clip_vision_free (VtClipVision *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self);
}

guint64
vt_clip_vision_bytes (const VtClipVision *self)
{
  return vt_nn_weights_bytes (self->weights) + vt_plan_bytes (self->plan);
}

/* --- running --- */

void
vt_clip_normalise (float *x, gint64 n)
{
  double squares = 0;

  for (gint64 i = 0; i < n; i++)
    squares += (double) x[i] * x[i];
  for (gint64 i = 0; i < n && squares > 0; i++)
    x[i] = (float) (x[i] / sqrt (squares));
}

static gboolean
see (VtClipVision *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  return vt_plan_write (self->plan, self->pixels, pixels, (gsize) (3 * self->vit.side * self->vit.side) * sizeof *pixels, error) &&
         vt_plan_run (self->plan, cancellable, error) &&
         vt_plan_read (self->plan, self->out, to, (gsize) self->n_projection * sizeof *to, error) &&
         (probe == NULL || vt_nn_probe_tell (self->plan, probe, data, error));
}

gboolean
vt_clip_vision_see (VtClipVision *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
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
  vt_clip_normalise (to, self->n_projection);
  return TRUE;
}

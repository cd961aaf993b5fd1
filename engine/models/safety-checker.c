/* safety-checker.c:
 *
 *     the picture's direction times each of 3 + 17 directions, minus its limit;
 *     where one of the three is passed, the others count from 0.01 earlier
 *
 * Source: diffusers' safety_checker.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/safety-checker.h"

#include <math.h>

#include "engine/base/error.h"

#define EARLIER 0.01f
#define DIGITS 1000 /* scores are rounded to */

static gboolean
read_numbers (VtSafetyChecker *self, GError **error)
{
  g_autoptr(VtGraph) g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (self->vision->weights, g);
  gint64 n = self->vision->n_projection;

  self->concepts = vt_nn_read (&s, "concept_embeds", n * VT_SAFETY_CONCEPTS);
  self->care = vt_nn_read (&s, "special_care_embeds", n * VT_SAFETY_CARE);
  self->concept_limits = vt_nn_read (&s, "concept_embeds_weights", VT_SAFETY_CONCEPTS);
  self->care_limits = vt_nn_read (&s, "special_care_embeds_weights", VT_SAFETY_CARE);
  if (g->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&g->error));
      return FALSE;
    }
  for (guint i = 0; i < VT_SAFETY_CONCEPTS; i++)
    vt_clip_normalise (self->concepts + i * n, n);
  for (guint i = 0; i < VT_SAFETY_CARE; i++)
    vt_clip_normalise (self->care + i * n, n);
  return TRUE;
}

/* Files of transformers 5 have one “vision_model.” less. */
static const char *
root_of (const VtWeights *source)
{
  return vt_weights_find (source, "vision_model.vision_model.post_layernorm.weight") != NULL ? "vision_model." : "";
}

VtSafetyChecker *
vt_safety_checker_load (VtDevice *device, const char *path, const char *rules, GError **error)
{
  g_autoptr(VtSafetyChecker) self = g_new0 (VtSafetyChecker, 1);
  g_autofree char *file = g_build_filename (path, "config.json", NULL);
  g_autoptr(VtJson) config = vt_json_load (file, error);
  g_autoptr(VtWeights) source = config != NULL ? vt_weights_open (path, error) : NULL;

  if (source == NULL)
    return NULL;
  self->vision = vt_clip_vision_new (device, source, vt_json_get (vt_json_root (config), "vision_config"), rules, root_of (source), error);
  return self->vision != NULL && read_numbers (self, error) ? g_steal_pointer (&self) : NULL;
}

void
vt_safety_checker_free (VtSafetyChecker *self)
{
  g_clear_pointer (&self->vision, vt_clip_vision_free);
  g_free (self->concepts);
  g_free (self->care);
  g_free (self->concept_limits);
  g_free (self->care_limits);
  g_free (self);
}

guint64
vt_safety_checker_bytes (const VtSafetyChecker *self)
{
  return vt_clip_vision_bytes (self->vision);
}

/* How far @direction lies beyond the limit of @to. */
static float
beyond (const float *direction, const float *to, gint64 n, float limit, float earlier)
{
  float sum = 0;

  for (gint64 i = 0; i < n; i++)
    sum += direction[i] * to[i];
  return rintf ((sum - limit + earlier) * DIGITS) / DIGITS;
}

gboolean
vt_safety_checker_look (VtSafetyChecker *self, const float *pixels, float *scores, gboolean *fit, GCancellable *cancellable, GError **error)
{
  gint64 n = self->vision->n_projection;
  g_autofree float *direction = g_new (float, n);
  float earlier = 0;

  if (!vt_clip_vision_see (self->vision, pixels, direction, cancellable, NULL, NULL, error))
    return FALSE;
  for (guint i = 0; i < VT_SAFETY_CARE; i++)
    if (beyond (direction, self->care + i * n, n, self->care_limits[i], earlier) > 0)
      earlier = EARLIER;
  *fit = TRUE;
  for (guint i = 0; i < VT_SAFETY_CONCEPTS; i++)
    {
      float score = beyond (direction, self->concepts + i * n, n, self->concept_limits[i], earlier);

      *fit = *fit && score <= 0;
      if (scores != NULL)
        scores[i] = score;
    }
  return TRUE;
}

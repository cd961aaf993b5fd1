/* clip.c: CLIP.
 *
 *     pictures: clip-vision.h
 *     texts: clip-text.h, at the end token times text_projection
 *
 * Trap: the scale is stored as its logarithm.
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

/* --- loading --- */

static gboolean
read_scale (VtClip *self, GError **error)
{
  g_autoptr(VtGraph) g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (self->vision->weights, g);
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
check_widths (VtClip *self, GError **error)
{
  self->n_projection = self->vision->n_projection;
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
  self->text = vt_clip_text_new (device, source, vt_json_get (vt_json_root (config), "text_config"), error);
  if (self->text == NULL)
    return NULL;
  self->vision = vt_clip_vision_new (device, source, vt_json_get (vt_json_root (config), "vision_config"), path, "", error);
  if (self->vision == NULL || !check_widths (self, error) || !read_scale (self, error))
    return NULL;
  self->tokenizer = vt_tokenizer_new_from_folder (path, error);
  return self->tokenizer != NULL ? g_steal_pointer (&self) : NULL;
}

void
vt_clip_free (VtClip *self)
{
  g_clear_pointer (&self->vision, vt_clip_vision_free);
  g_clear_pointer (&self->tokenizer, vt_tokenizer_unref);
  g_clear_pointer (&self->text, vt_clip_text_free);
  g_free (self);
}

guint64
vt_clip_bytes (const VtClip *self)
{
  return vt_clip_vision_bytes (self->vision);
}

/* --- running --- */

gboolean
vt_clip_see (VtClip *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  return vt_clip_vision_see (self->vision, pixels, to, cancellable, probe, data, error);
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
  vt_clip_normalise (to, self->n_projection);
  return TRUE;
}

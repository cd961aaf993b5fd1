/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/diffusion.h"

#include <string.h>

#include "engine/base/error.h"

static const struct
{
  const char *name;
  gboolean words, xl;
} pipelines[] = {
  { "StableDiffusionPipeline", TRUE, FALSE },
  { "StableDiffusionImg2ImgPipeline", TRUE, FALSE },
  { "StableDiffusionInpaintPipeline", TRUE, FALSE },
  { "LatentConsistencyModelPipeline", TRUE, FALSE },
  { "StableDiffusionXLPipeline", TRUE, TRUE },
  { "StableDiffusionXLImg2ImgPipeline", TRUE, TRUE },
  { "StableDiffusionXLInpaintPipeline", TRUE, TRUE },
  { "DDPMPipeline", FALSE, FALSE },
  { "DDIMPipeline", FALSE, FALSE },
  { "PNDMPipeline", FALSE, FALSE },
};

gboolean
vt_diffusion_is_folder (const char *path)
{
  g_autofree char *index = g_build_filename (path, "model_index.json", NULL);

  return g_file_test (index, G_FILE_TEST_EXISTS);
}

static VtJson *
load_index (const char *path, GError **error)
{
  g_autofree char *index = g_build_filename (path, "model_index.json", NULL);

  return vt_json_load (index, error);
}

static char *
known_pipelines (void)
{
  GString *s = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    g_string_append_printf (s, "%s%s", i > 0 ? ", " : "", pipelines[i].name);
  return g_string_free (s, FALSE);
}

char *
vt_diffusion_read_pipeline (const char *path, GError **error)
{
  g_autoptr(VtJson) index = load_index (path, error);
  const char *name = index != NULL ? vt_json_get_string (vt_json_root (index), "_class_name", "") : NULL;
  g_autofree char *known = NULL;

  if (name == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    if (strcmp (pipelines[i].name, name) == 0)
      return g_strdup (name);
  known = known_pipelines ();
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The pipeline “%s” is not one that this version can compute. It knows: %s.", name, known);
  return NULL;
}

gboolean
vt_diffusion_takes_words (const char *pipeline)
{
  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    if (strcmp (pipelines[i].name, pipeline) == 0)
      return pipelines[i].words;
  return FALSE;
}

static gboolean
is_xl (const char *pipeline)
{
  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    if (strcmp (pipelines[i].name, pipeline) == 0)
      return pipelines[i].xl;
  return FALSE;
}

/* One part: its folder's weights and configuration, given to @make. */
typedef gpointer (*MakePart) (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error);

static gpointer
load_part (VtDevice *device, const char *path, const char *part, MakePart make, GError **error)
{
  g_autofree char *folder = g_build_filename (path, part, NULL);
  g_autofree char *file = g_build_filename (folder, "config.json", NULL);
  g_autoptr(VtJson) config = vt_json_load (file, error);
  g_autoptr(VtWeights) source = config != NULL ? vt_weights_open (folder, error) : NULL;

  return source != NULL ? make (device, source, vt_json_root (config), error) : NULL;
}

static gboolean
load_text (VtDiffusion *self, VtDevice *device, const char *path, const char *encoder, const char *tokenizer, GError **error)
{
  g_autofree char *folder = g_build_filename (path, tokenizer, NULL);
  guint i = self->n_text++;

  self->text[i] = load_part (device, path, encoder, (MakePart) vt_clip_text_new, error);
  if (self->text[i] != NULL)
    self->tokenizers[i] = vt_tokenizer_new_from_folder (folder, error);
  return self->tokenizers[i] != NULL;
}

/* Whether the index names a part, and not `[null, null]`. */
static gboolean
has_part (const VtJsonNode *index, const char *part)
{
  return vt_json_string (vt_json_at (vt_json_get (index, part), 0), NULL) != NULL;
}

/* What the encoders give must be what the U-Net looks at. */
static gboolean
check_widths (const VtDiffusion *self, GError **error)
{
  gint64 width = 0;

  for (guint i = 0; i < self->n_text; i++)
    width += self->text[i]->n_embd;
  if (width == self->unet->words)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The parts of the model do not fit together: its words are %" G_GINT64_FORMAT " numbers wide, and its picture model looks at %"
               G_GINT64_FORMAT ".", width, self->unet->words);
  return FALSE;
}

static gboolean
load_words (VtDiffusion *self, VtDevice *device, const char *path, const VtJsonNode *index, GError **error)
{
  self->zero_negative = vt_json_get_boolean (index, "force_zeros_for_empty_prompt", self->xl);
  self->vae = load_part (device, path, "vae", (MakePart) vt_vae_new, error);
  if (self->vae == NULL)
    return FALSE;
  if (has_part (index, "text_encoder") && !load_text (self, device, path, "text_encoder", "tokenizer", error))
    return FALSE;
  if (has_part (index, "text_encoder_2") && !load_text (self, device, path, "text_encoder_2", "tokenizer_2", error))
    return FALSE;
  return check_widths (self, error);
}

VtDiffusion *
vt_diffusion_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr(VtDiffusion) self = g_new0 (VtDiffusion, 1);
  g_autoptr(VtJson) index = load_index (path, error);
  g_autofree char *scheduler = g_build_filename (path, "scheduler", "scheduler_config.json", NULL);

  if (index == NULL)
    return NULL;
  self->pipeline = vt_diffusion_read_pipeline (path, error);
  if (self->pipeline == NULL)
    return NULL;
  self->xl = is_xl (self->pipeline);
  self->unet = load_part (device, path, "unet", (MakePart) vt_unet_new, error);
  if (self->unet == NULL)
    return NULL;
  if (g_file_test (scheduler, G_FILE_TEST_EXISTS) && (self->scheduler = vt_json_load (scheduler, error)) == NULL)
    return NULL;
  if (vt_diffusion_takes_words (self->pipeline) && !load_words (self, device, path, vt_json_root (index), error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vt_diffusion_free (VtDiffusion *self)
{
  g_clear_pointer (&self->unet, vt_unet_free);
  g_clear_pointer (&self->vae, vt_vae_free);
  for (guint i = 0; i < VT_DIFFUSION_MAX_TEXT; i++)
    {
      g_clear_pointer (&self->text[i], vt_clip_text_free);
      g_clear_pointer (&self->tokenizers[i], vt_tokenizer_unref);
    }
  g_clear_pointer (&self->scheduler, vt_json_free);
  g_free (self->pipeline);
  g_free (self);
}

guint64
vt_diffusion_bytes (const VtDiffusion *self)
{
  guint64 bytes = vt_unet_bytes (self->unet);

  if (self->vae != NULL)
    bytes += vt_vae_bytes (self->vae);
  for (guint i = 0; i < self->n_text; i++)
    bytes += vt_nn_weights_bytes (self->text[i]->weights);
  return bytes;
}

gint64
vt_diffusion_factor (const VtDiffusion *self)
{
  return self->vae != NULL ? self->vae->factor : 1;
}

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
load_part (VtDevice *device, const char *path, const char *part, MakePart make, VtWeights **kept, GError **error)
{
  g_autofree char *folder = g_build_filename (path, part, NULL);
  g_autofree char *file = g_build_filename (folder, "config.json", NULL);
  g_autoptr(VtJson) config = vt_json_load (file, error);
  g_autoptr(VtWeights) source = config != NULL ? vt_weights_open (folder, error) : NULL;

  if (source != NULL && kept != NULL)
    *kept = vt_weights_ref (source);
  return source != NULL ? make (device, source, vt_json_root (config), error) : NULL;
}

static gboolean
load_text (VtDiffusion *self, VtDevice *device, const char *path, const char *encoder, const char *tokenizer, GError **error)
{
  g_autofree char *folder = g_build_filename (path, tokenizer, NULL);
  guint i = self->n_text++;

  self->text[i] = load_part (device, path, encoder, (MakePart) vt_clip_text_new, &self->sources[1 + i], error);
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
  self->vae = load_part (device, path, "vae", (MakePart) vt_vae_new, NULL, error);
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
  self->unet = load_part (device, path, "unet", (MakePart) vt_unet_new, &self->sources[0], error);
  if (self->unet == NULL)
    return NULL;
  if (g_file_test (scheduler, G_FILE_TEST_EXISTS) && (self->scheduler = vt_json_load (scheduler, error)) == NULL)
    return NULL;
  if (vt_diffusion_takes_words (self->pipeline) && !load_words (self, device, path, vt_json_root (index), error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- LoRA --- */

static const VtLoraPart part_names[] = {
  { NULL, "unet.", "lora_unet_", NULL },
  { NULL, "text_encoder.", "lora_te1_", "lora_te_" },
  { NULL, "text_encoder_2.", "lora_te2_", NULL },
};

/* "PATH:WEIGHT"; a colon in the path itself is no weight. */
static VtLora *
open_lora (const char *file, GError **error)
{
  const char *colon = strrchr (file, ':');
  char *end = NULL;
  double scale = colon != NULL ? g_ascii_strtod (colon + 1, &end) : 1;
  g_autofree char *path = NULL;

  if (colon == NULL || end == colon + 1 || *end != '\0')
    return vt_lora_open (file, 1, error);
  path = g_strndup (file, (gsize) (colon - file));
  return vt_lora_open (path, scale, error);
}

static gboolean
check_lora (const VtDiffusion *self, const VtLora *lora, const char *file, GError **error)
{
  int all = 0;

  for (guint i = 0; i <= self->n_text; i++)
    {
      int n = vt_lora_check (lora, &part_names[i], self->sources[i], error);

      if (n < 0)
        return FALSE;
      all += n;
    }
  if (all == 0)
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The LoRA “%s” has nothing that belongs to this model; it was made for another base model.", file);
  return all > 0;
}

static GPtrArray *
open_loras (const VtDiffusion *self, const char *const *files, GError **error)
{
  g_autoptr(GPtrArray) loras = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_lora_free);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      VtLora *lora = open_lora (files[i], error);

      if (lora == NULL)
        return NULL;
      g_ptr_array_add (loras, lora);
      if (!check_lora (self, lora, files[i], error))
        return NULL;
    }
  return g_steal_pointer (&loras);
}

gboolean
vt_diffusion_set_loras (VtDiffusion *self, const char *const *files, GError **error)
{
  g_autofree char *key = files != NULL ? g_strjoinv ("\n", (char **) files) : g_strdup ("");
  GPtrArray *before = self->loras, *loras;

  if (strcmp (key, self->lora_key != NULL ? self->lora_key : "") == 0)
    return TRUE;
  loras = open_loras (self, files, error);
  if (loras == NULL)
    return FALSE;
  self->loras = loras;
  for (guint i = 0; i <= self->n_text; i++)
    {
      self->parts[i] = part_names[i];
      self->parts[i].loras = loras;
      vt_nn_weights_set_delta (i == 0 ? self->unet->weights : self->text[i - 1]->weights,
                               loras->len > 0 ? vt_lora_delta : NULL, &self->parts[i]);
    }
  vt_unet_forget (self->unet);
  g_clear_pointer (&before, g_ptr_array_unref);
  g_free (self->lora_key);
  self->lora_key = g_steal_pointer (&key);
  return TRUE;
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
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_clear_pointer (&self->sources[i], vt_weights_unref);
  g_clear_pointer (&self->loras, g_ptr_array_unref);
  g_free (self->lora_key);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/diffusion.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/single-file.h"

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

static char *
read_pipeline (const VtJson *index, GError **error)
{
  const char *name = vt_json_get_string (vt_json_root (index), "_class_name", "");
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pipelines); i++)
    if (strcmp (pipelines[i].name, name) == 0)
      return g_strdup (name);
  known = known_pipelines ();
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The pipeline “%s” is not one that this version can compute. It knows: %s.", name, known);
  return NULL;
}

char *
vt_diffusion_read_pipeline (const char *path, GError **error)
{
  g_autoptr(VtJson) index = load_index (path, error);

  return index != NULL ? read_pipeline (index, error) : NULL;
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

/* Makes one part of its weights and configuration. */
typedef gpointer (*MakePart) (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error);

/* Where parts come from. */
typedef struct
{
  VtDevice *device;
  char *folder;
  VtJson *index;        /* (nullable): model_index.json */
  VtSingleFile *single; /* (nullable) */
} Origin;

static void
origin_clear (Origin *o)
{
  g_free (o->folder);
  g_clear_pointer (&o->index, vt_json_free);
  g_clear_pointer (&o->single, vt_single_file_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Origin, origin_clear)

static const char *const part_folders[] = {
  [VT_SINGLE_UNET] = "unet", [VT_SINGLE_VAE] = "vae", [VT_SINGLE_TEXT] = "text_encoder", [VT_SINGLE_TEXT_2] = "text_encoder_2",
};

static gboolean
open_origin (Origin *o, const char *path, GError **error)
{
  g_autoptr(VtWeights) whole = NULL;

  o->folder = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_strdup (path) : g_path_get_dirname (path);
  if (vt_diffusion_is_folder (o->folder) && (o->index = load_index (o->folder, error)) == NULL)
    return FALSE;
  if (vt_diffusion_is_folder (path))
    return TRUE;
  whole = vt_weights_open (path, error);
  if (whole != NULL)
    o->single = vt_single_file_split (whole, error);
  return o->single != NULL;
}

static VtJson *
load_config (const Origin *o, VtSinglePart part, GError **error)
{
  g_autofree char *file = g_build_filename (o->folder, part_folders[part], "config.json", NULL);

  return o->index != NULL ? vt_json_load (file, error) : vt_single_file_config (o->single, part, error);
}

static gpointer
load_part (const Origin *o, VtSinglePart part, MakePart make, VtWeights **kept, GError **error)
{
  g_autofree char *folder = g_build_filename (o->folder, part_folders[part], NULL);
  g_autoptr(VtJson) config = load_config (o, part, error);
  g_autoptr(VtWeights) source = NULL;

  if (config == NULL)
    return NULL;
  source = o->single != NULL && o->single->parts[part] != NULL ? vt_weights_ref (o->single->parts[part]) : vt_weights_open (folder, error);
  if (source != NULL && kept != NULL)
    *kept = vt_weights_ref (source);
  return source != NULL ? make (o->device, source, vt_json_root (config), error) : NULL;
}

/* "tokenizer", "tokenizer_2", or what lies beside a checkpoint: all encoders of Stable Diffusion have the same. */
static VtTokenizer *
load_tokenizer (const Origin *o, VtSinglePart part, GError **error)
{
  const char *const places[] = { part == VT_SINGLE_TEXT ? "tokenizer" : "tokenizer_2", "tokenizer", "." };

  for (guint i = 0; i < (o->single != NULL ? G_N_ELEMENTS (places) : 1); i++)
    {
      g_autofree char *folder = g_build_filename (o->folder, places[i], NULL);
      g_autofree char *vocabulary = g_build_filename (folder, "vocab.json", NULL), *whole = g_build_filename (folder, "tokenizer.json", NULL);

      if (o->single == NULL || g_file_test (vocabulary, G_FILE_TEST_EXISTS) || g_file_test (whole, G_FILE_TEST_EXISTS))
        return vt_tokenizer_new_from_folder (folder, error);
    }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_NOT_FOUND,
                       "The checkpoint has no tokenizer in it. Put the folder “tokenizer” of any Stable Diffusion model (vocab.json and "
                       "merges.txt, 2 MB) beside the file.");
  return NULL;
}

static gboolean
load_text (VtDiffusion *self, const Origin *o, VtSinglePart part, GError **error)
{
  guint i = self->n_text++;

  self->text[i] = load_part (o, part, (MakePart) vt_clip_text_new, &self->sources[1 + i], error);
  if (self->text[i] != NULL)
    self->tokenizers[i] = load_tokenizer (o, part, error);
  self->pad[i] = o->index == NULL && self->text[i] != NULL && vt_single_file_is_open_clip (o->single, part) ? 0 : -1;
  return self->tokenizers[i] != NULL;
}

/* Whether the index names a part, and not `[null, null]`. */
static gboolean
has_part (const Origin *o, VtSinglePart part)
{
  if (o->index == NULL)
    return o->single->parts[part] != NULL;
  return vt_json_string (vt_json_at (vt_json_get (vt_json_root (o->index), part_folders[part]), 0), NULL) != NULL;
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
load_words (VtDiffusion *self, const Origin *o, GError **error)
{
  self->zero_negative = o->index != NULL ? vt_json_get_boolean (vt_json_root (o->index), "force_zeros_for_empty_prompt", self->xl) : self->xl;
  self->vae = load_part (o, VT_SINGLE_VAE, (MakePart) vt_vae_new, NULL, error);
  if (self->vae == NULL)
    return FALSE;
  for (guint i = 0; i < VT_DIFFUSION_MAX_TEXT; i++)
    if (has_part (o, VT_SINGLE_TEXT + i) && !load_text (self, o, VT_SINGLE_TEXT + i, error))
      return FALSE;
  return check_widths (self, error);
}

/* A folder may have none; a checkpoint gets that of its kind. */
static gboolean
load_scheduler (VtDiffusion *self, const Origin *o, GError **error)
{
  g_autofree char *file = g_build_filename (o->folder, "scheduler", "scheduler_config.json", NULL);

  if (g_file_test (file, G_FILE_TEST_EXISTS))
    self->scheduler = vt_json_load (file, error);
  else if (o->single != NULL)
    self->scheduler = vt_single_file_scheduler (o->single, error);
  else
    return TRUE;
  return self->scheduler != NULL;
}

/* The folder “taesd” with an AutoencoderTiny for the same latents, where somebody put one. */
static gboolean
load_preview (VtDiffusion *self, const Origin *o, GError **error)
{
  g_autofree char *folder = g_build_filename (o->folder, "taesd", NULL), *file = g_build_filename (folder, "config.json", NULL);
  g_autoptr(VtJson) config = NULL;
  g_autoptr(VtWeights) source = NULL;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return TRUE;
  config = vt_json_load (file, error);
  source = config != NULL ? vt_weights_open (folder, error) : NULL;
  self->preview = source != NULL ? vt_vae_new (o->device, source, vt_json_root (config), error) : NULL;
  if (self->preview == NULL || (self->preview->latent == self->vae->latent && self->preview->factor == self->vae->factor))
    return self->preview != NULL;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "What is in the folder “taesd” was made for the latents of another model.");
  return FALSE;
}

/* Whether the pipeline looks at what it drew; many leave the folder out. */
static void
find_safety (VtDiffusion *self, const Origin *o)
{
  g_autofree char *folder = g_build_filename (o->folder, "safety_checker", NULL);
  g_autofree char *file = g_build_filename (folder, "config.json", NULL);

  if (o->index != NULL && vt_json_string (vt_json_at (vt_json_get (vt_json_root (o->index), "safety_checker"), 0), NULL) != NULL
      && g_file_test (file, G_FILE_TEST_EXISTS))
    self->safety_folder = g_steal_pointer (&folder);
}

gboolean
vt_diffusion_load_safety (VtDiffusion *self, GError **error)
{
  g_autofree char *rules = g_build_filename (self->folder, "feature_extractor", NULL);

  if (self->safety == NULL && self->safety_folder != NULL)
    self->safety = vt_safety_checker_load (vt_nn_weights_device (self->unet->weights), self->safety_folder, rules, error);
  return self->safety != NULL || self->safety_folder == NULL;
}

VtDiffusion *
vt_diffusion_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr(VtDiffusion) self = g_new0 (VtDiffusion, 1);
  g_auto(Origin) origin = { .device = device };

  if (!open_origin (&origin, path, error))
    return NULL;
  self->pipeline = origin.index != NULL ? read_pipeline (origin.index, error) : g_strdup (vt_single_file_pipeline (origin.single));
  if (self->pipeline == NULL)
    return NULL;
  self->xl = is_xl (self->pipeline);
  self->folder = g_strdup (origin.folder);
  find_safety (self, &origin);
  self->unet = load_part (&origin, VT_SINGLE_UNET, (MakePart) vt_unet_new, &self->sources[0], error);
  if (self->unet == NULL || !load_scheduler (self, &origin, error))
    return NULL;
  if (vt_diffusion_takes_words (self->pipeline) && (!load_words (self, &origin, error) || !load_preview (self, &origin, error)))
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

/* --- words taught afterwards --- */

static GPtrArray *
open_inversions (const VtDiffusion *self, const char *const *files, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_text_inversion_free);
  gint64 widths[VT_DIFFUSION_MAX_TEXT] = { 0 };

  for (guint i = 0; i < self->n_text; i++)
    widths[i] = self->text[i]->n_embd;
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      VtTextInversion *one = vt_text_inversion_open (files[i], widths, self->n_text, error);

      if (one == NULL)
        return NULL;
      g_ptr_array_add (all, one);
    }
  return g_steal_pointer (&all);
}

gboolean
vt_diffusion_set_inversions (VtDiffusion *self, const char *const *files, GError **error)
{
  g_autofree char *key = files != NULL ? g_strjoinv ("\n", (char **) files) : g_strdup ("");
  GPtrArray *all;

  if (strcmp (key, self->inversion_key != NULL ? self->inversion_key : "") == 0)
    return TRUE;
  all = open_inversions (self, files, error);
  if (all == NULL)
    return FALSE;
  g_clear_pointer (&self->inversions, g_ptr_array_unref);
  self->inversions = all;
  g_free (self->inversion_key);
  self->inversion_key = g_steal_pointer (&key);
  return TRUE;
}

void
vt_diffusion_free (VtDiffusion *self)
{
  g_clear_pointer (&self->preview, vt_vae_free);
  g_clear_pointer (&self->safety, vt_safety_checker_free);
  g_free (self->folder);
  g_free (self->safety_folder);
  g_clear_pointer (&self->inversions, g_ptr_array_unref);
  g_free (self->inversion_key);
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
  if (self->preview != NULL)
    bytes += vt_vae_bytes (self->preview);
  if (self->safety != NULL)
    bytes += vt_safety_checker_bytes (self->safety);
  for (guint i = 0; i < self->n_text; i++)
    bytes += vt_nn_weights_bytes (self->text[i]->weights);
  return bytes;
}

gint64
vt_diffusion_factor (const VtDiffusion *self)
{
  return self->vae != NULL ? self->vae->factor : 1;
}

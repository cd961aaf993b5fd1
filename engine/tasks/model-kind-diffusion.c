/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-diffusion.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/single-file.h"

/* The largest values of a run of the usual size: those of the U-Net's first
 * blocks, and of the decoder's last ones. */
static guint64
activation_bytes (const VtJsonNode *unet, const VtJsonNode *vae)
{
  gint64 size = vt_unet_config_at (unet, "sample_size", 0, 64), channels = vt_unet_config_at (unet, "block_out_channels", 0, 320);
  guint blocks = vt_json_length (vt_json_get (vae, "block_out_channels"));
  gint64 pixels = size * size << (blocks > 0 ? 2 * (blocks - 1) : 0);

  return (guint64) (4 * (24 * size * size * channels + 6 * pixels * vt_unet_config_at (vae, "block_out_channels", 0, 0)));
}

static VtJson *
load_config (const char *path, const char *part)
{
  g_autofree char *file = g_build_filename (path, part, "config.json", NULL);

  return vt_json_load (file, NULL);
}

static void
add_files (const char *path, const char *part, VtModelFacts *facts)
{
  g_autofree char *folder = g_build_filename (path, part, NULL);
  g_autoptr(VtWeights) w = vt_weights_open (folder, NULL);

  if (w == NULL)
    return;
  facts->file_bytes += vt_weights_bytes (w);
  for (guint i = 0; i < vt_weights_n_tensors (w); i++)
    {
      const VtTensorInfo *t = vt_weights_tensor (w, i);

      facts->parameters += (guint64) (t->ne[0] * t->ne[1] * t->ne[2] * t->ne[3]);
    }
  if (facts->quantization == NULL && vt_weights_n_tensors (w) > 0)
    facts->quantization = g_strdup (vt_weights_tensor (w, 0)->type_name);
}

static gboolean
inspect_single (VtWeights *whole, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtSingleFile) single = vt_single_file_split (whole, error);
  g_autoptr(VtJson) unet = NULL, vae = NULL;

  if (single == NULL)
    return FALSE;
  unet = vt_single_file_config (single, VT_SINGLE_UNET, error);
  vae = vt_single_file_config (single, VT_SINGLE_VAE, error);
  if (unet == NULL || vae == NULL)
    return FALSE;
  facts->architecture = g_strdup (vt_single_file_pipeline (single));
  vt_model_facts_count (facts, whole);
  facts->memory_bytes = activation_bytes (vt_json_root (unet), vt_json_root (vae));
  facts->context = 77;
  return TRUE;
}

/* The checkpoint in one file at @path, or %NULL. */
static VtWeights *
open_single (const char *path)
{
  g_autoptr(VtWeights) whole = vt_weights_open (path, NULL);

  return whole != NULL && vt_single_file_is (whole) ? g_steal_pointer (&whole) : NULL;
}

static gboolean
inspect (const char *path, gboolean words, VtModelFacts *facts, GError **error)
{
  static const char *const parts[] = { "unet", "vae", "text_encoder", "text_encoder_2" };
  g_autofree char *pipeline = vt_diffusion_is_folder (path) ? vt_diffusion_read_pipeline (path, error) : NULL;
  g_autoptr(VtJson) unet = load_config (path, "unet"), vae = load_config (path, "vae");
  g_autoptr(VtWeights) single = words && !vt_diffusion_is_folder (path) ? open_single (path) : NULL;

  if (single != NULL)
    return inspect_single (single, facts, error);
  if (pipeline != NULL && unet != NULL && vt_diffusion_takes_words (pipeline) == words)
    {
      facts->architecture = g_steal_pointer (&pipeline);
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        add_files (path, parts[i], facts);
      facts->memory_bytes = activation_bytes (vt_json_root (unet), vae != NULL ? vt_json_root (vae) : NULL);
      facts->context = words ? 77 : 0;
      return TRUE;
    }
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "This is no diffusion model in diffusers' layout, nor a Stable Diffusion checkpoint in one file.");
  return FALSE;
}

static gboolean
inspect_words (const char *path, VtModelFacts *facts, GError **error)
{
  return inspect (path, TRUE, facts, error);
}

static gboolean
inspect_unconditional (const char *path, VtModelFacts *facts, GError **error)
{
  return inspect (path, FALSE, facts, error);
}

static void
model_free (gpointer data)
{
  VtDiffusionModel *model = data;

  g_clear_pointer (&model->diffusion, vt_diffusion_free);
  g_free (model->preview);
  g_free (model);
}

static gpointer
load (VtDevice *device, const char *path, gboolean words, GError **error)
{
  g_autoptr(VtDiffusion) diffusion = vt_diffusion_load (device, path, error);
  VtDiffusionModel *model;

  if (diffusion == NULL)
    return NULL;
  if (vt_diffusion_takes_words (diffusion->pipeline) != words)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   words ? "The model (%s) draws without words; use it for the task unconditional-image-generation."
                         : "The model (%s) draws from words; use it for the task text-to-image.", diffusion->pipeline);
      return NULL;
    }
  model = g_new0 (VtDiffusionModel, 1);
  model->diffusion = g_steal_pointer (&diffusion);
  return model;
}

static gpointer
load_words (VtDevice *device, const char *path, GError **error)
{
  return load (device, path, TRUE, error);
}

static gpointer
load_unconditional (VtDevice *device, const char *path, GError **error)
{
  return load (device, path, FALSE, error);
}

static guint64
model_bytes (gpointer model)
{
  return vt_diffusion_bytes (((VtDiffusionModel *) model)->diffusion);
}

const VtModelKind vt_model_kind_diffusion = {
  .name = "diffusion model",
  .inspect = inspect_words,
  .load = load_words,
  .free = model_free,
  .bytes = model_bytes,
};

const VtModelKind vt_model_kind_unconditional = {
  .name = "diffusion model without words",
  .inspect = inspect_unconditional,
  .load = load_unconditional,
  .free = model_free,
  .bytes = model_bytes,
};

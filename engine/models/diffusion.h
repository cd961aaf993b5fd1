/* diffusion.h: a diffusion pipeline, loaded: the parts that a diffusers folder
 * names in its model_index.json, or a checkpoint in one file (single-file.h). Where
 * such a file lies in a diffusers folder, that says how its parts are to be used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/clip-text.h"
#include "engine/models/lora.h"
#include "engine/models/safety-checker.h"
#include "engine/models/text-inversion.h"
#include "engine/models/unet.h"
#include "engine/models/vae.h"
#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

/* Stable Diffusion XL has two text encoders. */
#define VT_DIFFUSION_MAX_TEXT 2

/**
 * VtDiffusion:
 * @pipeline: "StableDiffusionPipeline"
 * @vae: (nullable): %NULL where the U-Net works on pixels
 * @text, @tokenizers: (array length=n_text): none where it draws without words
 * @xl: whether words come from the last hidden layers but one, with pooled ones beside
 * @zero_negative: no negative prompt means zeros, not an empty text
 * @pad: what fills texts up, where not the tokenizers' own; -1
 * @scheduler: (nullable): scheduler_config.json
 * @sources: (nullable elements): the weights of U-Net and text encoders, in the order of @parts
 * @loras, @parts, @lora_key: what has been added to them
 * @inversions, @inversion_key: (element-type VtTextInversion) (nullable): words taught afterwards
 * @folder: of the whole; @safety_folder: (nullable): of the safety checker, where there is one
 * @safety: (nullable): the checker, once it was needed
 * @preview: (nullable): a small autoencoder, to show pictures on their way: the folder “taesd”
 */
typedef struct
{
  char *pipeline;
  VtUnet *unet;
  VtVae *vae;
  guint n_text;
  VtClipText *text[VT_DIFFUSION_MAX_TEXT];
  VtTokenizer *tokenizers[VT_DIFFUSION_MAX_TEXT];
  gint32 pad[VT_DIFFUSION_MAX_TEXT];
  gboolean xl, zero_negative;
  VtJson *scheduler;
  VtWeights *sources[1 + VT_DIFFUSION_MAX_TEXT];
  VtLoraPart parts[1 + VT_DIFFUSION_MAX_TEXT];
  GPtrArray *loras;
  char *lora_key;
  GPtrArray *inversions;
  char *inversion_key;
  VtVae *preview;
  char *folder, *safety_folder;
  VtSafetyChecker *safety;
} VtDiffusion;

/* Whether @path is a diffusers folder; cheap. */
gboolean vt_diffusion_is_folder (const char *path);

/* "StableDiffusionPipeline" out of the folder's model_index.json; transfer full.
 * VT_ERROR_CORRUPT, or VT_ERROR_UNSUPPORTED where it is a pipeline of a kind not known here. */
char *vt_diffusion_read_pipeline (const char *path, GError **error);

/* Whether pipelines of that name draw from words. */
gboolean vt_diffusion_takes_words (const char *pipeline);

/* Loads the folder or checkpoint at @path. Blocks. */
VtDiffusion *vt_diffusion_load (VtDevice *device, const char *path, GError **error);
void vt_diffusion_free (VtDiffusion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDiffusion, vt_diffusion_free)

/**
 * vt_diffusion_set_loras:
 * @files: (array zero-terminated=1): "PATH" or "PATH:WEIGHT"
 *
 * Adds them to the weights instead of those before; %NULL or nothing gives the
 * model back as it was. Asking for the same again costs nothing. Errors:
 * VT_ERROR_INVALID where a file belongs to another base model or changes nothing;
 * the model then is as it was.
 */
gboolean vt_diffusion_set_loras (VtDiffusion *self, const char *const *files, GError **error);

/* Takes the words in @files ("PATH" or "PATH:WORD", text-inversion.h) instead of those before. */
gboolean vt_diffusion_set_inversions (VtDiffusion *self, const char *const *files, GError **error);

/* Loads the safety checker if there is one and it is not there yet. */
gboolean vt_diffusion_load_safety (VtDiffusion *self, GError **error);

/* Bytes that weights and plans take. */
guint64 vt_diffusion_bytes (const VtDiffusion *self);

/* Pixels per number of the U-Net's sample, across and down. */
gint64 vt_diffusion_factor (const VtDiffusion *self);

G_END_DECLS

/* single-file.h: checkpoints that hold a whole Stable Diffusion model in one
 * file, in the names of its first authors (`model.diffusion_model.…`,
 * `first_stage_model.…`, `cond_stage_model.…` or `conditioner.embedders.…`):
 * safetensors, PyTorch's .ckpt, and GGUF as stable-diffusion.cpp writes it.
 *
 * Such a file is split into the parts that a diffusers folder has, under the
 * names that they have there. What the file does not say, its configuration,
 * follows from the shapes of its weights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/formats/weights.h"

G_BEGIN_DECLS

typedef enum
{
  VT_SINGLE_UNET,
  VT_SINGLE_VAE,
  VT_SINGLE_TEXT,
  VT_SINGLE_TEXT_2,
  VT_SINGLE_PARTS,
} VtSinglePart;

/**
 * VtSingleFile:
 * @parts: (nullable elements): the weights, in diffusers' names
 */
typedef struct
{
  VtWeights *parts[VT_SINGLE_PARTS];
} VtSingleFile;

/* Whether @whole is such a checkpoint; cheap. */
gboolean vt_single_file_is (const VtWeights *whole);

/**
 * vt_single_file_split:
 *
 * Copies no weights but the few that are stored turned. Errors:
 * VT_ERROR_CORRUPT where one has a name that no part of the model has, or a part
 * is missing.
 */
VtSingleFile *vt_single_file_split (VtWeights *whole, GError **error);
void vt_single_file_free (VtSingleFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSingleFile, vt_single_file_free)

/* "StableDiffusionPipeline", "StableDiffusionXLInpaintPipeline", … */
const char *vt_single_file_pipeline (const VtSingleFile *self);

/* The config.json that @part has in a diffusers folder, as its weights tell;
 * transfer full. */
VtJson *vt_single_file_config (const VtSingleFile *self, VtSinglePart part, GError **error);

/* Whether the text encoder @part is one of OpenCLIP, which fills texts up with token 0. */
gboolean vt_single_file_is_open_clip (const VtSingleFile *self, VtSinglePart part);

/* The scheduler_config.json that came with the first models of the kind; transfer full. */
VtJson *vt_single_file_scheduler (const VtSingleFile *self, GError **error);

/**
 * vt_single_file_name:
 * @name: as the checkpoint has it
 * @layers: residual blocks of each of the U-Net's blocks going down
 * @levels: of the autoencoder
 * @part: return location
 *
 * Returns: (transfer full) (nullable): diffusers' name, or %NULL with @part set to
 *   %VT_SINGLE_PARTS where the weight is of no use when drawing, and with another
 *   @part where that has no place for it.
 */
char *vt_single_file_name (const char *name, guint layers, guint levels, VtSinglePart *part);

G_END_DECLS

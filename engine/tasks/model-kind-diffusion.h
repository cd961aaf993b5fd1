/* model-kind-diffusion.h: a loaded diffusion pipeline as tasks get it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/diffusion.h"
#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

/**
 * VtDiffusionModel:
 * @preview: (3, latent + 1) (nullable): what a latent's numbers, and 1, give of red,
 *   green and blue: the decoder as nearly as a matrix can do it; made for the first preview
 */
typedef struct
{
  VtDiffusion *diffusion;
  float *preview;
} VtDiffusionModel;

/* Draws from words (Stable Diffusion), and without (DDPM). */
extern const VtModelKind vt_model_kind_diffusion, vt_model_kind_unconditional;

G_END_DECLS

/* diffusion-preview.h: what a sample looks like on the way, cheaply.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/diffusion-draw.h"

G_BEGIN_DECLS

/* The first picture of @scaled, which is a sample of deviation about 1 as the
 * U-Net sees it. Pixels show as they are; latents become colours by the matrix
 * that comes nearest to what the decoder does with them, a pixel each. Transfer
 * full; %NULL where the decoder fails. */
VtValue *vt_diffusion_preview (VtDraw *draw, const float *scaled);

G_END_DECLS

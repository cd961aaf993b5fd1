/* diffusion-guidance.h: what the model answers at each step without the prompt and
 * with it, as the pictures that it believes to be under way, side by side.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/diffusion-draw.h"

G_BEGIN_DECLS

/* After the model was asked and before its answers are mixed, where somebody looks and the run
 * is guided: keeps the first picture as it would end by the answer @without the prompt, by that
 * @with it, and by what guidance makes of both; each (channels, width, height, n). */
void vt_draw_guidance_add (VtDraw *draw, const float *without, const float *with);

/* Transfer full: a picture for each step, each of the three side by side; %NULL where nothing was kept. */
VtValue *vt_draw_guidance_value (const VtDraw *draw);

G_END_DECLS

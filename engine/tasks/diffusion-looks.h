/* diffusion-looks.h: where in the picture each word of the prompt counts: which
 * share of their attention the places of the picture give to it, over all steps,
 * layers and heads of the U-Net.
 *
 * Source: Tang et al. 2022, "What the DAAM: Interpreting Stable Diffusion Using
 * Cross Attention".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/diffusion-draw.h"

G_BEGIN_DECLS

/* Makes room for the looks of a run that somebody looks into, where the model looks at
 * words. Words and size must be set. */
void vt_draw_looks_begin (VtDraw *draw);

/* Room for the looks of @n entries of a batch, to be freed; %NULL where none are gathered. */
float *vt_draw_looks_new (const VtDraw *draw, guint n);

/* Adds what entries @first … @first + @n - 1 of the batch looked at; only the first picture's
 * with the prompt counts. */
void vt_draw_looks_add (VtDraw *draw, const float *looks, guint first, guint n);

/* Transfer full: @picture, the words as `[{"label"}]`, and for each a mask, white where it counts
 * most and black where least; %NULL where nothing was gathered. */
VtValue *vt_draw_looks_value (const VtDraw *draw, VtValue *picture);

G_END_DECLS

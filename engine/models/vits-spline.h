/* vits-spline.h: the rational-quadratic splines of the duration predictor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_VITS_MAX_BINS 64

/**
 * vt_vits_spline_inverse:
 * @y: what the spline gave
 * @shape: (array length=3*bins-1): what the network says: logits of the bins'
 *   widths and heights, and of the slopes where two bins meet
 * @bins: at least 2, %VT_VITS_MAX_BINS at most
 * @width_scale: multiplies the logits of widths and heights
 *
 * Durkan, Bekasov, Murray and Papamakarios 2019, "Neural Spline Flows": within
 * -5 … 5 a monotone curve of @bins pieces, each a ratio of two parabolas;
 * outside the identity.
 *
 * Returns: the x of which the spline makes @y
 */
double vt_vits_spline_inverse (double y, const float *shape, guint bins, double width_scale);

G_END_DECLS

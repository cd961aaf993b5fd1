/* kokoro-pieces.h: parameters that PyTorch keeps in pieces and Kokoro's networks
 * want whole: convolutions whose lengths and directions are apart (weight
 * normalisation, Salimans and Kingma 2016), and LSTMs whose two ways, and whose
 * biases, are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* The piece of @part of the module @name, as vt_kokoro_read() has parts, that has its shape:
 * for one way where there are two; %NULL where the file has no pieces of it. */
const VtTensorInfo *vt_kokoro_pieces_info (const VtWeights *weights, const char *name, const char *part);

/* The part put together, as vt_kokoro_read() gives it; %NULL where a piece is missing or odd. */
float *vt_kokoro_pieces_read (const VtWeights *weights, const char *name, const char *part, const gint64 ne[3]);

G_END_DECLS

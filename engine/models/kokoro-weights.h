/* kokoro-weights.h: the parameters of a Kokoro model by PyTorch's names, as floats.
 *
 * PyTorch's own file has these names, and some parameters in pieces (kokoro-pieces.h).
 * ONNX exports keep some names and lose others; those that are lost are found
 * by the node that uses them (formats/onnx.h). In the files that onnxruntime
 * quantised, a weight is (q - zero) * scale with 8-bit q: "NAME_quantized" and
 * "NAME_scale" are tensors, and the zero is an input of the node, which may share
 * it with others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* Parameters are told by the module and the part of it: "decoder.encode.conv1"
 * and "weight". Parts are "weight" and "bias", "gamma" and "beta" (layer
 * normalisation), "W", "R" and "B" (an LSTM in ONNX's words: (in, 4 H, 2), (H, 4 H,
 * 2) and (8 H, 2), gates input, output, forget, cell), or else what the module calls it. */
gboolean vt_kokoro_has (const VtWeights *weights, const char *module, const char *part);

/* As it stands in the file, or the piece that has its shape; %NULL where there is none. */
const VtTensorInfo *vt_kokoro_info (const VtWeights *weights, const char *module, const char *part);

/**
 * vt_kokoro_read:
 * @ne: its shape in PyTorch's order, innermost first; a vector is (n, 1, 1)
 *
 * Returns: (transfer full): its numbers; %NULL with %VT_ERROR_CORRUPT where it
 *   is missing or odd
 */
float *vt_kokoro_read (const VtWeights *weights, const char *module, const char *part, const gint64 ne[3], GError **error);

G_END_DECLS

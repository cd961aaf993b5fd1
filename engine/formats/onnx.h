/* onnx.h: the weights in an ONNX model.
 *
 * Only what was trained is read: the initializers and the tensors of Constant
 * nodes. The graph is not run; the engine knows the model's family and
 * computes it by its own code. But the graph is looked at for two things:
 *
 * - Names. An exporter keeps PyTorch's name ("dec.conv_pre.weight") where it
 *   can, and makes one up ("onnx::Conv_8168") where it folded a computation
 *   such as weight normalisation into a constant. Then the node that uses the
 *   constant tells what it is: "/dec/conv_pre/Conv" takes the weight of
 *   dec.conv_pre, and so does the node whose bias is called
 *   "dec.conv_pre.bias". Such names are added, so that vt_weights_find() knows
 *   a tensor by its PyTorch name, too. What is no parameter there gets the
 *   name of the node, with dots, and the input's letter or number:
 *   "lstm.W", "dp.flows.0.Mul.1".
 * - Attributes. Integers and lists of integers of a node with weights become
 *   metadata: "dec.ups.0.strides", an array of 64-bit integers.
 *
 * The file's metadata_props and its producer_name are metadata, too.
 *
 * Shapes are turned round (the innermost extent first), as everywhere.
 * Elements of types that the engine has not (uint8, bool, strings) come as
 * %VT_TYPE_UNKNOWN; of uint8 and bool the bytes are there.
 *
 * Written after onnx.proto and IR.md of the ONNX project.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* As vt_weights_open() on one file that is already mapped, for tests and for
 * files that do not lie on a disk. */
VtWeights *vt_onnx_open_mapping (VtMapping *file, GError **error);

G_END_DECLS

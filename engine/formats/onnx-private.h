/* onnx-private.h: what onnx.c, onnx-tensor.c and onnx-node.c share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/format.h"
#include "engine/formats/protobuf.h"

G_BEGIN_DECLS

/* One file on its way into a set of weights. */
typedef struct
{
  VtWeights *weights;
  VtMapping *file;
} VtOnnx;

/* Sets @error and returns %FALSE. */
gboolean vt_onnx_damaged (VtOnnx *o, GError **error);

/* Adds a TensorProto, as @name where that is given and else as it is called;
 * one without a name is left out. */
gboolean vt_onnx_add_tensor (VtOnnx *o, VtProto tensor, const VtProtoField *name, GError **error);

/* Adds the tensor of a NodeProto that is a Constant. */
gboolean vt_onnx_add_constant (VtOnnx *o, VtProto node, GError **error);

/* Gives the weights of a NodeProto their PyTorch names, and keeps its attributes. */
gboolean vt_onnx_name_by_node (VtOnnx *o, VtProto node, GError **error);

G_END_DECLS

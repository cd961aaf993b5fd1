/* scope.h: the weights of one network by the names that its checkpoint has,
 * looked up where the forward pass needs them.
 *
 * A network of many like parts (a U-Net has 700 weights) is written once, as
 * its forward pass; a scope is the graph under construction and the prefix of
 * the part that is being built:
 *
 *     VtNnScope s = vt_nn_scope (weights, g);
 *     VtNnScope block = vt_nn_child (&s, "down_blocks.%d", i);
 *     x = vt_nn_linear (&block, "proj_in", x, 320, VT_NN_BIAS, NULL);
 *
 * Each weight is found, checked for type and shape and bound to the device when
 * it is first asked for; what is missing or has a wrong shape becomes the graph's
 * error (VT_ERROR_CORRUPT, naming the weight). Building the graph once is thus
 * the check of the whole file.
 *
 * Not thread-safe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"
#include "engine/ops/ops.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

typedef struct _VtNnWeights VtNnWeights;

/* What the weight @name may be called in the file, by @attempt from 0; %NULL
 * after the last. Transfer full. */
typedef char *(*VtNnRename) (const char *name, guint attempt, gpointer data);

/* Adds what is to be added (LoRA) to the weight @name, @values (ne0, ne1), rows
 * of inputs; %FALSE where there is nothing for it. Asked first with %NULL @values,
 * only whether it would. */
typedef gboolean (*VtNnDelta) (const char *name, float *values, gint64 ne0, gint64 ne1, gpointer data);

/* Borrows nothing: keeps references to @device and @source. */
VtNnWeights *vt_nn_weights_new (VtDevice *device, VtWeights *source);
void vt_nn_weights_free (VtNnWeights *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtNnWeights, vt_nn_weights_free)

/* Before the first use. @data must outlive the weights. */
void vt_nn_weights_set_rename (VtNnWeights *self, VtNnRename rename, gpointer data);

/* Weights that @delta would change are bound anew when they are next asked for:
 * plans made before keep the old values. */
void vt_nn_weights_set_delta (VtNnWeights *self, VtNnDelta delta, gpointer data);

/* While @checking, weights are found and checked, but not bound: for graphs that are
 * built to see whether the file is whole, and never run. */
void vt_nn_weights_set_checking (VtNnWeights *self, gboolean checking);

/* Bytes that they take on the device, mapped files included. */
guint64 vt_nn_weights_bytes (const VtNnWeights *self);

/* Whether the file has the weight. */
gboolean vt_nn_weights_has (VtNnWeights *self, const char *name);

VtDevice *vt_nn_weights_device (VtNnWeights *self);

/**
 * VtNnScope:
 * @prefix: of the part, with the dot behind it; "" for the whole
 */
typedef struct
{
  VtNnWeights *weights;
  VtGraph *g;
  char prefix[160];
} VtNnScope;

VtNnScope vt_nn_scope (VtNnWeights *weights, VtGraph *g);
VtNnScope vt_nn_child (const VtNnScope *s, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Names @x after the part that made it: "down_blocks.0.resnets.1". Returns @x. */
VtTensor *vt_nn_name (const VtNnScope *s, VtTensor *x);

/* Whether the file has the weight @name of this part. */
gboolean vt_nn_has (const VtNnScope *s, const char *name);

/* What the file has as the weight @name of this part, or %NULL. */
const VtTensorInfo *vt_nn_find (const VtNnScope *s, const char *name);

/* Weights of this part: a matrix (in, out) of any type, perhaps a convolution
 * by kernels of 1 x 1 in the file; numbers (n) as F32; a convolution
 * (in, kw, kh, out) in the order of vt_conv_2d(), over a line where kh is 1. */
VtTensor *vt_nn_matrix (const VtNnScope *s, const char *name, gint64 in, gint64 out);
VtTensor *vt_nn_vector (const VtNnScope *s, const char *name, gint64 n);
VtTensor *vt_nn_kernel (const VtNnScope *s, const char *name, gint64 in, gint64 kw, gint64 kh, gint64 out);

/* A matrix (in, out) as F32 numbers, for what is added to others and not multiplied. */
VtTensor *vt_nn_table (const VtNnScope *s, const char *name, gint64 in, gint64 out);

/**
 * VtNnBias: whether NAME.bias is there too.
 * @VT_NN_MAYBE_BIAS: where the file has it
 */
typedef enum
{
  VT_NN_NO_BIAS,
  VT_NN_BIAS,
  VT_NN_MAYBE_BIAS,
} VtNnBias;

/* NAME.weight times @x, plus NAME.bias and @residual (may be %NULL). */
VtTensor *vt_nn_linear (const VtNnScope *s, const char *name, VtTensor *x, gint64 out, VtNnBias bias, VtTensor *residual);

/* Convolution by NAME.weight with square kernels of @kernel. @conv %NULL: no
 * stride, padding that keeps the size. @residual may be %NULL. */
VtTensor *vt_nn_conv (const VtNnScope *s, const char *name, VtTensor *x, gint64 out, gint64 kernel, VtNnBias bias,
                      const VtConv *conv, VtTensor *residual);

/* Weights that the file does not hold as they are used. */

/* The @n numbers of the weight @name, in the file's order, to be freed; %NULL, and
 * the graph's error, where it is missing or has another number of them. */
float *vt_nn_read (const VtNnScope *s, const char *name, gint64 n);

/* Makes the numbers, to be freed; %NULL after an error in the graph. */
typedef float *(*VtNnMake) (gpointer data);

/* F32 numbers (ne[0], …) of one's own, made when @name is first asked for and kept
 * as weights are. @name must say all that they depend on, and be no weight's. */
VtTensor *vt_nn_made (const VtNnScope *s, const char *name, const gint64 ne[4], VtNnMake make, gpointer data);

/* Layer and group normalisation by NAME.weight and NAME.bias. */
VtTensor *vt_nn_norm (const VtNnScope *s, const char *name, VtTensor *x, float eps);
VtTensor *vt_nn_group_norm (const VtNnScope *s, const char *name, VtTensor *x, int groups, float eps, gboolean silu);

G_END_DECLS

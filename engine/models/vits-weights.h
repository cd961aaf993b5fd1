/* vits-weights.h: the weights of a voice on its device, in the orders that the
 * operations want.
 *
 * Nothing lists them: the graphs ask for each by name and shape. When a voice
 * is loaded every graph is built once, which brings all weights to the device and
 * finds out whether any is missing or odd; afterwards the file is let go.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"
#include "engine/ops/ops.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

/**
 * VtVitsWeights:
 * @source: the file while the voice is being loaded, then %NULL
 * @buffer: all weights
 * @tensors: (element-type utf8 VtTensor): those that graphs have asked for
 * @error: the first that was missing or odd
 */
typedef struct
{
  VtDevice *device;
  VtWeights *source;
  VtBuffer *buffer;
  gsize used;
  GHashTable *tensors;
  GError *error;
} VtVitsWeights;

/**
 * VtVitsConv: what a convolution's weights must be and become.
 * @cin, @cout: channels; with @groups the weights have cin / groups
 * @kernel: taps
 * @stride: above 0 for a transposed convolution
 * @flip_in, @flip_out: turn the order of the channels round, which stands for a
 *   flow's flip before and behind
 * @scale: multiplies the weights (not the bias); 0 counts as 1
 */
typedef struct
{
  gint64 cin, cout, kernel;
  gint32 stride, groups;
  gboolean flip_in, flip_out;
  float scale;
} VtVitsConv;

/* Takes a reference of @source. VT_ERROR_NO_MEMORY. */
VtVitsWeights *vt_vits_weights_new (VtDevice *device, VtWeights *source, GError **error);
void vt_vits_weights_free (VtVitsWeights *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVitsWeights, vt_vits_weights_free)

/* Lets the file go, when all graphs have been built. */
void vt_vits_weights_done (VtVitsWeights *self);

/* "@stem.weight" as a node of @g: (cin / groups, kernel, 1, cout) for vt_conv_2d(),
 * (cin, cout) for vt_linear() where kernel is 1 and groups too, else as
 * vt_conv_transpose() wants it. */
VtTensor *vt_vits_conv_weight (VtVitsWeights *self, VtGraph *g, const char *stem, const VtVitsConv *conv);

/* "@stem.bias" (cout); %NULL where there is none. */
VtTensor *vt_vits_conv_bias (VtVitsWeights *self, VtGraph *g, const char *stem, const VtVitsConv *conv);

/* The weights @name as rows (ne0, ne1), multiplied by @scale. */
VtTensor *vt_vits_table (VtVitsWeights *self, VtGraph *g, const char *name, gint64 ne0, gint64 ne1, float scale);

/* The same with rows and columns exchanged: @name is (ne1, ne0). */
VtTensor *vt_vits_table_turned (VtVitsWeights *self, VtGraph *g, const char *name, gint64 ne0, gint64 ne1);

G_END_DECLS

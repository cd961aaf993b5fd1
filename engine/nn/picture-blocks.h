/* picture-blocks.h: the parts of U-Nets and picture autoencoders, as diffusers
 * names them. Values are pictures (C, W, H, N).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/scope.h"

G_BEGIN_DECLS

/**
 * VtNnResnet: what the residual blocks of one network share.
 * @groups, @eps: of the group norms
 * @temb: (nullable): SiLU of the time embedding, (n_temb, 1, 1, N)
 * @scale_shift: the time scales and shifts the second norm instead of being added before it
 * @output_scale: the sum is divided by it
 */
typedef struct
{
  int groups;
  float eps;
  VtTensor *temb;
  gboolean scale_shift;
  float output_scale;
} VtNnResnet;

/**
 * VtNnResample: what happens between the two halves of a residual block (or not).
 */
typedef enum
{
  VT_NN_KEEP,
  VT_NN_HALVE,
  VT_NN_DOUBLE,
} VtNnResample;

/* ResnetBlock2D: norm, convolution, time, norm, convolution, all added to @x or
 * to its 1 x 1 convolution where the channels change. */
VtTensor *vt_nn_resnet (const VtNnScope *s, VtTensor *x, gint64 out, const VtNnResnet *r, VtNnResample resample);

/* Downsample2D by convolution; @pad 0: zeros on the right and below only. */
VtTensor *vt_nn_downsample (const VtNnScope *s, VtTensor *x, int pad);

/* Upsample2D: nearest neighbours in the size given, then a convolution. */
VtTensor *vt_nn_upsample (const VtNnScope *s, VtTensor *x, gint64 width, gint64 height);

/* Attention of every position to every other (VAE, UNet2DModel), with its group
 * norm, if it has one, and residual. @spans (2, W H N): for each position its picture's. */
VtTensor *vt_nn_self_attention (const VtNnScope *s, VtTensor *x, VtTensor *spans, gint64 heads, int groups, float eps,
                                float output_scale);

/**
 * VtNnLooks: at which words the places of a picture look, gathered over the
 * transformers of a network as DAAM does (Tang et al. 2022): the shares of
 * attention, their mean over the heads, added up in one size.
 * @width, @height: that size; coarser layers are brought to it (bilinear)
 * @sum: (words, width, height, N); %NULL before the first layer
 * @layers: that are in it
 */
typedef struct
{
  gint64 width, height;
  VtTensor *sum;
  guint layers;
} VtNnLooks;

/**
 * VtNnTransformer: Transformer2DModel of Stable Diffusion.
 * @layers, @heads: blocks and heads
 * @self_spans: (2, W H N); @cross_spans (2, W H N): what each position may look at
 * @words: (n_words, words * N): the encoded prompts
 * @looks: (nullable): where to gather at which words it looks
 */
typedef struct
{
  guint layers;
  gint64 heads;
  int groups;
  VtTensor *self_spans, *cross_spans;
  VtTensor *words;
  VtNnLooks *looks;
} VtNnTransformer;

VtTensor *vt_nn_transformer (const VtNnScope *s, VtTensor *x, const VtNnTransformer *t);

/* For the input spans of vt_nn_self_attention(): each of @n pictures of
 * @positions looks at @rows rows of its own; (2, n positions), to be freed. */
gint32 *vt_nn_picture_spans (gint64 positions, gint64 rows, gint64 n);

G_END_DECLS

/* unet.h: the body of diffusers' U-Nets: down, middle, up, with skips across.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/picture-blocks.h"
#include "engine/tensor/plan.h"

G_BEGIN_DECLS

#define VT_NN_UNET_MAX_BLOCKS 8

/**
 * VtNnUnetAttention: what stands behind the residual blocks.
 * @VT_NN_UNET_SELF: attention of positions to each other (UNet2DModel)
 * @VT_NN_UNET_CROSS: a transformer that looks at words
 */
typedef enum
{
  VT_NN_UNET_NONE,
  VT_NN_UNET_SELF,
  VT_NN_UNET_CROSS,
} VtNnUnetAttention;

/**
 * VtNnUnetBlock: one resolution.
 * @layers: residual blocks going down; one more going up
 * @transformer_layers, @heads: of its attention
 * @down, @up: its kinds of attention
 * @resnet_down, @resnet_up: a residual block halves (doubles) instead of a convolution
 */
typedef struct
{
  gint64 channels;
  guint layers;
  guint transformer_layers;
  gint64 heads;
  VtNnUnetAttention down, up;
  gboolean resnet_down, resnet_up;
} VtNnUnetBlock;

/**
 * VtNnUnet:
 * @mid, @mid_layers: the middle's attention; @has_mid: whether there is a middle
 * @mid_attention: whether the middle has attention at all
 * @resnet: its temb is set for each graph
 * @downsample_pad: 0 or 1
 */
typedef struct
{
  guint n_blocks;
  VtNnUnetBlock blocks[VT_NN_UNET_MAX_BLOCKS];
  gint64 in_channels, out_channels;
  gboolean has_mid;
  VtNnUnetAttention mid;
  gint64 mid_heads;
  guint mid_layers;
  int mid_groups;
  float mid_scale;
  VtNnResnet resnet;
  int downsample_pad;
} VtNnUnet;

/**
 * VtNnUnetInputs: of one graph.
 * @self_spans: by how often the picture was halved; made by vt_nn_unet_inputs()
 * @cross_spans: the same for words; %NULL where no attention looks at any
 * @looks: (nullable): gathers at which words the picture looks, in the size of vt_nn_unet_looks_size()
 */
typedef struct
{
  VtTensor *self_spans[VT_NN_UNET_MAX_BLOCKS], *cross_spans[VT_NN_UNET_MAX_BLOCKS];
  VtTensor *words;
  gint64 n_words; /* for each picture */
  VtNnLooks *looks;
} VtNnUnetInputs;

/* The size of what vt_nn_unet() gathers of looks: that of the finest attention to words, for
 * pictures of @width x @height; %FALSE where nothing looks at words. */
gboolean vt_nn_unet_looks_size (const VtNnUnet *u, gint64 *width, gint64 *height);

/* Makes the span inputs for pictures of @width x @height x @n. @words may be %NULL. */
void vt_nn_unet_inputs (VtNnUnetInputs *in, VtGraph *g, const VtNnUnet *u, gint64 width, gint64 height, gint64 n,
                        VtTensor *words);

/* Writes them, once for a plan. */
gboolean vt_nn_unet_write_spans (const VtNnUnetInputs *in, const VtNnUnet *u, VtPlan *plan, gint64 width, gint64 height,
                                 gint64 n, GError **error);

/* @x (in_channels, W, H, N) -> (out_channels, W, H, N). @temb: SiLU of the time
 * embedding, (n, 1, 1, N). */
VtTensor *vt_nn_unet (const VtNnScope *s, const VtNnUnet *u, VtTensor *x, VtTensor *temb, const VtNnUnetInputs *in);

G_END_DECLS

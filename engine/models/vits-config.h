/* vits-config.h: the sizes of a VITS voice, read from the shapes of its weights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

#define VT_VITS_MAX_STAGES 8  /* of the decoder, and flows */
#define VT_VITS_MAX_BLOCKS 8  /* residual blocks of a stage, with different kernels */
#define VT_VITS_MAX_CONVS 8   /* convolutions of a block */

/**
 * VtVitsConfig:
 * @vocab: phoneme ids
 * @hidden: channels of the text encoder
 * @layers, @heads, @head_dim, @window: its layers, their attention heads, and how
 *   far the relative positions reach
 * @filter, @ffn_kernel: channels and kernel of its feed-forward layers
 * @inter: channels of the latent
 * @speakers: how many speakers; 1 where there is no table of them
 * @gin: channels of a speaker's embedding, 0 for none
 * @duration_hidden, @duration_layers, @duration_kernel: channels, layers and kernel
 *   of each convolution stack in the duration predictor
 * @bins: of its splines
 * @duration_flows: numbers of its flows that are splines, last one first
 * @flows: numbers of the flows that couple, last one first
 * @flow_hidden, @flow_layers, @flow_kernel: channels, layers and kernel of their WaveNets
 * @flow_dilation: of each of those layers
 * @pre_kernel, @post_kernel: of the decoder's first and last convolution
 * @stages: how often the decoder goes up, and by which kernel and stride
 * @channels: behind conv_pre, and behind each stage
 * @blocks: residual blocks a stage
 * @two: whether a block's step has two convolutions (HiFi-GAN's "1" kind)
 * @convs: steps of each block; @kernel and @dilation are theirs
 * @hop: samples a frame
 */
typedef struct
{
  gint64 vocab, hidden, layers, heads, head_dim, window, filter, ffn_kernel, inter;
  gint64 speakers, gin;
  gint64 duration_hidden, duration_layers, duration_kernel, bins;
  guint n_duration_flows, n_flows;
  guint duration_flows[VT_VITS_MAX_STAGES], flows[VT_VITS_MAX_STAGES];
  gint64 flow_hidden, flow_layers, flow_kernel;
  gint64 flow_dilation[VT_VITS_MAX_CONVS];
  gint64 pre_kernel, post_kernel;
  guint stages, blocks, convs;
  gboolean two;
  gint64 up_kernel[VT_VITS_MAX_STAGES], up_stride[VT_VITS_MAX_STAGES];
  gint64 channels[VT_VITS_MAX_STAGES + 1];
  gint64 kernel[VT_VITS_MAX_BLOCKS];
  gint64 dilation[VT_VITS_MAX_BLOCKS][VT_VITS_MAX_CONVS];
  gint64 hop;
} VtVitsConfig;

/* VT_ERROR_UNSUPPORTED where the weights are not those of a VITS voice as Piper
 * exports them, or are of an odd one. */
gboolean vt_vits_config_read (VtVitsConfig *config, const VtWeights *weights, GError **error);

/* Frames to either side that a frame's samples depend on. */
guint vt_vits_config_reach (const VtVitsConfig *config);

G_END_DECLS

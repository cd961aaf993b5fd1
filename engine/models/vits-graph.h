/* vits-graph.h: the four networks of a VITS voice as graphs.
 *
 * VITS (Kim, Kong and Son 2021, "Conditional Variational Autoencoder with
 * Adversarial Learning for End-to-End Text-to-Speech"), as Piper has it:
 *
 *     phoneme ids -> text encoder -> means and deviations for each phoneme
 *                       \-> duration predictor -> frames for each phoneme
 *     means, spread over the frames, + noise -> flow, backwards -> latent
 *     latent -> decoder (HiFi-GAN; Kong et al. 2020) -> samples
 *
 * What stands between (splines, spreading, noise) is in vits-session.c.
 * Sound is (channels, time). Lengths are rounded up so that plans can be used
 * again; @mask is 1 where there is something and 0 in what was added, and
 * takes the place of the mask that VITS has for batches.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/vits-config.h"
#include "engine/models/vits-weights.h"

G_BEGIN_DECLS

/**
 * VtVitsGraph: what the networks are written with.
 * @mask: (1, T); %NULL in the decoder, which sees nothing but real frames
 * @speaker: (gin, 1): the embedding of who speaks, or %NULL
 */
typedef struct
{
  VtGraph *g;
  VtVitsWeights *w;
  const VtVitsConfig *c;
  VtTensor *mask;
  VtTensor *speaker;
} VtVitsGraph;

/**
 * vt_vits_encoder:
 * @ids: (T) I32
 * @keys: (T, 1) F32: 0 where there is a phoneme, a large negative number elsewhere
 *
 * Returns: (2 inter, T): each phoneme's means, then the logarithms of its
 *   deviations. @hidden gets the last layer (hidden, T).
 */
VtTensor *vt_vits_encoder (const VtVitsGraph *b, VtTensor *ids, VtTensor *keys, VtTensor **hidden);

/* What the duration predictor's flows are conditioned on: (hidden, T) -> (duration_hidden, T). */
VtTensor *vt_vits_duration_condition (const VtVitsGraph *b, VtTensor *hidden);

/* Flow number @flow: half of the variable, (1, T), and the condition give the
 * splines (3 bins - 1, T) for the other half. */
VtTensor *vt_vits_duration_flow (const VtVitsGraph *b, guint flow, VtTensor *z, VtTensor *condition);

/* The flow backwards, (inter, T) -> (inter, T). With an odd number of couplings
 * the result's channels are in reverse order; vt_vits_decoder() knows. */
VtTensor *vt_vits_flow (const VtVitsGraph *b, VtTensor *z);

/* The latent (inter, T) as samples (1, hop T). */
VtTensor *vt_vits_decoder (const VtVitsGraph *b, VtTensor *z);

/*< shared by the networks >*/

/* A convolution that keeps the length, "@stem.weight" and "@stem.bias". */
VtTensor *vt_vits_conv (const VtVitsGraph *b, const char *stem, const VtVitsConv *conv, gint64 dilation,
                        VtTensor *x, VtTensor *residual);

/* Zero where the mask is. */
VtTensor *vt_vits_masked (const VtVitsGraph *b, VtTensor *x);

/* Layer normalisation over the channels by "@stem.gamma" and "@stem.beta". */
VtTensor *vt_vits_norm (const VtVitsGraph *b, const char *stem, VtTensor *x);

/* @x plus the projection "@stem" of the speaker's embedding; @x where there is none. */
VtTensor *vt_vits_add_speaker (const VtVitsGraph *b, const char *stem, VtTensor *x);

G_END_DECLS

/* kokoro-graph.h: Kokoro's networks as graphs.
 *
 * Kokoro-82M (hexgrad 2025) is StyleTTS 2 (Li, Han, Raghavan, Mischler and
 * Mesgarani 2023) without its diffusion, with iSTFTNet's decoder (Kaneko, Tanaka,
 * Kameoka and Seki 2022) that has a harmonic source (Wang, Takaki and Yamagishi 2019):
 *
 *     symbols -> ALBERT -> duration encoder -> durations, states
 *     symbols -> text encoder -> text
 *     states, spread over the frames -> pitch and loudness, twice a frame
 *     text, spread; pitch; loudness; the source -> spectrogram -> samples
 *
 * All but ALBERT and the text encoder are told the voice, whose numbers become the
 * scales and shifts of normalisations. What stands between the networks is in
 * kokoro.c and kokoro-source.c. Sound is (channels, time).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/kokoro-config.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

/**
 * VtKokoroGraph: what the networks are written with.
 * @style: (style): the half of the voice that the network is told
 */
typedef struct
{
  VtNnScope s;
  const VtWeights *w;
  const VtKokoroConfig *c;
  VtTensor *style;
} VtKokoroGraph;

/* ALBERT (Lan et al. 2020) over symbols (T) I32: (dim, T). @positions: 0, 1, … (T) I32. */
VtTensor *vt_kokoro_bert (const VtKokoroGraph *b, VtTensor *symbols, VtTensor *positions);

/* The text encoder: (dim, T). */
VtTensor *vt_kokoro_text (const VtKokoroGraph *b, VtTensor *symbols);

/* The duration encoder's states (dim + style, T), from vt_kokoro_bert()'s. @durations
 * gets (durations, T), of which the sigmoids' sum is a symbol's number of frames. */
VtTensor *vt_kokoro_durations (const VtKokoroGraph *b, VtTensor *x, VtTensor **durations);

/* Pitch (1, 2 F) in Hertz and @loudness (1, 2 F) from states spread over the frames, (dim + style, F). */
VtTensor *vt_kokoro_prosody (const VtKokoroGraph *b, VtTensor *x, VtTensor **loudness);

/* The spectrogram (n_fft + 2, time): logarithms of magnitudes, then what the sine of is the
 * phase; from text spread over the frames (dim, F), pitch, loudness and the source's
 * spectrogram @source (n_fft + 2, time), time being 2 F times the stages' rates, and 1. */
VtTensor *vt_kokoro_decoder (const VtKokoroGraph *b, VtTensor *text, VtTensor *pitch, VtTensor *loudness, VtTensor *source);

/*< shared by the networks >*/

/* "@module.weight" and ".bias" times @x: (out, T). */
VtTensor *vt_kokoro_linear (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, VtTensor *residual);

/* A row of the table "@module.weight" (n, rows) for each of @ids. */
VtTensor *vt_kokoro_rows (const VtKokoroGraph *b, const char *module, gint64 n, gint64 rows, VtTensor *ids);

/* A convolution along the time by @kernel taps; @conv says how windows lie. @residual may be %NULL. */
VtTensor *vt_kokoro_conv (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gint64 kernel, const VtConv *conv,
                          VtTensor *residual);

/* The transposed one that makes @rate times as much of it, by @kernel taps. */
VtTensor *vt_kokoro_up (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gint64 kernel, gint64 rate);

/* The one that doubles the length channel by channel, by 3 taps. */
VtTensor *vt_kokoro_double (const VtKokoroGraph *b, const char *module, VtTensor *x);

/* Numbers (n) of the part @part. */
VtTensor *vt_kokoro_vector (const VtKokoroGraph *b, const char *module, const char *part, gint64 n);

/* Layer normalisation by the parts @weight and @bias. */
VtTensor *vt_kokoro_norm (const VtKokoroGraph *b, const char *module, const char *weight, const char *bias, VtTensor *x, float eps);

/* A bidirectional LSTM: (2 hidden, T). */
VtTensor *vt_kokoro_lstm (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 hidden);

/* 1 + scale and shift, (n) each, that the voice says to @module. */
void vt_kokoro_scale_shift (const VtKokoroGraph *b, const char *module, gint64 n, VtTensor **scale, VtTensor **shift);

/* Instance normalisation, scaled and shifted by the voice (Huang and Belongie 2017). */
VtTensor *vt_kokoro_adain (const VtKokoroGraph *b, const char *module, VtTensor *x);

/* The residual block of predictor and decoder; @up doubles the length. */
VtTensor *vt_kokoro_block (const VtKokoroGraph *b, const char *module, VtTensor *x, gint64 out, gboolean up);

G_END_DECLS

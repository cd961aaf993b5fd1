/* kokoro.h: a Kokoro model that is loaded, and how it speaks a sentence.
 *
 * Used by the thread that uses its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/base/rng.h"
#include "engine/models/kokoro-config.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

typedef struct _VtKokoro VtKokoro;

/* Loads the weights at @path. Blocks. */
VtKokoro *vt_kokoro_load (VtDevice *device, VtWeights *weights, GError **error);
void vt_kokoro_free (VtKokoro *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtKokoro, vt_kokoro_free)

const VtKokoroConfig *vt_kokoro_config (const VtKokoro *self);

/* Memory that the weights take. */
guint64 vt_kokoro_bytes (const VtKokoro *self);

/**
 * VtKokoroSentence: one sentence on its way, to be filled in front to back.
 * @symbols: (array length=n): with 0 before and behind
 * @style: (array length=2*style): the voice: what the decoder is told, then what the predictor is
 * @speed: 2 is twice as fast
 * @noise: of the source; 1 as trained
 * @frames: (array length=n): made by vt_kokoro_read_text(): how many frames each symbol takes
 * @pitch, @loudness: (array length=2*n_frames): made by vt_kokoro_intone()
 */
typedef struct
{
  const gint32 *symbols;
  guint n;
  const float *style;
  double speed, noise;
  VtRng *rng;
  GCancellable *cancellable;
  gint32 *frames;
  guint n_frames;
  float *text;   /* (dim, n) */
  float *states; /* (dim + style, n) */
  float *pitch, *loudness;
} VtKokoroSentence;

void vt_kokoro_sentence_clear (VtKokoroSentence *sentence);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtKokoroSentence, vt_kokoro_sentence_clear)

/* The three steps; VT_ERROR_LIMIT where the sentence would take minutes. */
gboolean vt_kokoro_read_text (VtKokoro *self, VtKokoroSentence *sentence, GError **error);
gboolean vt_kokoro_intone (VtKokoro *self, VtKokoroSentence *sentence, GError **error);

/* The spectrogram that becomes sound, (n_fft + 2, @columns), by the source's spectrogram @source of
 * the same size; @columns is 2 n_frames times the stages' rates, and 1. Transfer full. */
float *vt_kokoro_decode (VtKokoro *self, const VtKokoroSentence *sentence, const float *source, gsize columns, GError **error);

/* The columns of a sentence's spectrograms. */
gsize vt_kokoro_columns (const VtKokoro *self, const VtKokoroSentence *sentence);

/* All of it: samples, @n_samples of them; transfer full. */
float *vt_kokoro_speak (VtKokoro *self, VtKokoroSentence *sentence, gsize *n_samples, GError **error);

G_END_DECLS

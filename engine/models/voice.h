/* voice.h: whatever can say a sentence: one const struct per kind, named in voice.c's list.
 *
 * Used by the thread that uses its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/base/rng.h"
#include "engine/formats/weights.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

/**
 * VtVoicePhoneme: one phoneme of a sentence as the voice knows it.
 * @begin, @length: where it stands in the phonemes; a length of 0 for what the
 *   voice puts before and behind every sentence
 * @first_id, @n_ids: its ids, the filling that follows included
 */
typedef struct
{
  guint begin, length;
  guint first_id, n_ids;
} VtVoicePhoneme;

/**
 * VtVoiceSettings: how to speak; what a voice has not is not used.
 * @speaker: (nullable): who, in the voice's own words
 * @speed: 2 is twice as fast
 * @length_scale: how long everything takes, 1 as trained; below 0.001 as the voice's maker recommends
 * @noise_scale: how much the sound varies; below 0 as recommended
 * @noise_w: how much the durations vary; below 0 as recommended
 */
typedef struct
{
  const char *speaker;
  double speed, length_scale, noise_scale, noise_w;
} VtVoiceSettings;

/**
 * VtVoiceSaid: what came of a sentence.
 * @phonemes: (element-type VtVoicePhoneme)
 * @frames: (element-type gint32): how many frames each id takes
 */
typedef struct
{
  GArray *phonemes;
  GArray *frames;
} VtVoiceSaid;

/* Called with each piece of sound as soon as it is there. */
typedef void (*VtVoiceSound) (const float *samples, gsize n, gpointer data);

/**
 * VtVoiceClass:
 * @matches: whether the weights are of this kind
 * @check: whether the files are sound; @bytes gets what a usual sentence needs beyond the weights
 * @prepare: remembers the settings; VT_ERROR_INVALID where there is no such speaker
 * @espeak: of the prepared speaker: espeak-ng's name of the language; %NULL where letters are the phonemes
 * @frame: seconds
 * @say: one sentence; @soon: begin with a short piece, so that the first sound comes early. With nothing that the
 *   voice knows there is no sound and @said stays empty. VT_ERROR_LIMIT where it would take minutes,
 *   VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE, cancelled.
 */
typedef struct
{
  const char *name;
  gboolean (*matches) (const VtWeights *weights);
  gboolean (*check) (const char *path, guint64 *bytes, GError **error);
  gpointer (*load) (VtDevice *device, const char *path, GError **error);
  void (*free) (gpointer voice);
  guint64 (*bytes) (gpointer voice);
  guint (*rate) (gpointer voice);
  double (*frame) (gpointer voice);
  gboolean (*prepare) (gpointer voice, const VtVoiceSettings *settings, GError **error);
  const char *(*espeak) (gpointer voice);
  gboolean (*say) (gpointer voice, const char *phonemes, gboolean soon, VtRng *rng, VtVoiceSaid *said,
                   VtVoiceSound sound, gpointer data, GCancellable *cancellable, GError **error);
} VtVoiceClass;

extern const VtVoiceClass vt_voice_kokoro;
extern const VtVoiceClass vt_voice_vits;

/* A voice that is loaded, with its kind. */
typedef struct
{
  const VtVoiceClass *kind;
  gpointer voice;
} VtVoice;

/* The kind of the voice at @path, a file or a folder that holds one. (transfer full):
 * @weights, if not %NULL. */
const VtVoiceClass *vt_voice_kind (const char *path, VtWeights **weights, GError **error);

/* Blocks. */
VtVoice *vt_voice_load (VtDevice *device, const char *path, GError **error);
void vt_voice_free (VtVoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVoice, vt_voice_free)

void vt_voice_said_init (VtVoiceSaid *said);
void vt_voice_said_clear (VtVoiceSaid *said);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtVoiceSaid, vt_voice_said_clear)

G_END_DECLS

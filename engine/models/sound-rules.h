/* sound-rules.h: what a network hears of a sound, as transformers'
 * preprocessor_config.json says it. The rules are followed in
 * engine/tasks/sound-prepare.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_SOUND_RATE 16000
#define VT_SOUND_HOP 160 /* samples between two frames */

/**
 * VtSoundKind:
 * @VT_SOUND_KALDI: the filterbank of Kaldi (engine/dsp/fbank.h), of whole frames;
 *   behind the end zeros, before @mean and @deviation are taken off
 * @VT_SOUND_WHISPER: the spectrogram of Whisper (engine/dsp/mel.h), of a sound that
 *   silence fills up
 */
typedef enum
{
  VT_SOUND_KALDI,
  VT_SOUND_WHISPER,
} VtSoundKind;

/**
 * VtSoundRules:
 * @n_bands, @n_frames: of the spectrogram of one piece
 * @mean, @deviation: subtracted and divided by, of Kaldi's kind
 */
typedef struct
{
  VtSoundKind kind;
  guint n_bands, n_frames;
  double mean, deviation;
} VtSoundRules;

/* Samples of one piece. */
static inline gsize
vt_sound_rules_piece (const VtSoundRules *rules)
{
  return (gsize) rules->n_frames * VT_SOUND_HOP;
}

G_END_DECLS

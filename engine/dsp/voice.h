/* voice.h: where somebody speaks, told by loudness.
 *
 * Loudness is taken in blocks of 10 ms. The quiet tenth of them is the room,
 * the loud twentieth the voice; what lies clearly above the room is speech.
 * Short pauses belong to it, and a little on both sides, so that no consonant
 * is cut off. A second and more that is equally loud throughout (a hum, a hiss, a
 * held note) is nobody speaking; a longer sound is looked at minute by minute, too,
 * so that a few words in hours of it are found. Where ups and downs are small, voice and room cannot
 * be told apart this way, and all counts as speech.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtVoiceConfig:
 * @rate: samples per second
 * @min_silence_ms: shorter pauses do not divide
 * @min_speech_ms: shorter noises are none
 * @pad_ms: added on both sides
 */
typedef struct
{
  guint rate;
  guint min_silence_ms;
  guint min_speech_ms;
  guint pad_ms;
} VtVoiceConfig;

/* Samples @start to @end - 1. */
typedef struct
{
  gsize start, end;
} VtVoiceSpan;

/* (element-type VtVoiceSpan) (transfer full): in order, apart from each other. */
GArray *vt_voice_find (const VtVoiceConfig *config, const float *samples, gsize n);

/* Loudness of @n samples in decibels of full scale, -100 for silence. */
float vt_voice_loudness (const float *samples, gsize n);

G_END_DECLS

/* vits-voice.h: what the description beside a Piper voice says: NAME.onnx.json.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/voice.h"

G_BEGIN_DECLS

/**
 * VtVitsVoice:
 * @rate: samples per second
 * @espeak: espeak-ng's name of the language; %NULL where letters are the phonemes
 * @language: for people, "English"; %NULL where it is not said
 * @noise_scale, @length_scale, @noise_w: what the voice's maker recommends
 * @speakers: (element-type utf8 guint): numbers by name
 */
typedef struct
{
  guint rate;
  char *espeak;
  char *language;
  double noise_scale, length_scale, noise_w;
  GHashTable *speakers;
  /*< private >*/
  GHashTable *ids;      /* utf8 -> GArray of gint32 */
  GHashTable *replaced; /* utf8 -> utf8: phonemes that become others first */
  guint longest;        /* characters of the longest phoneme */
} VtVitsVoice;

/* Reads the description of the voice at @path, an .onnx file. VT_ERROR_NOT_FOUND,
 * VT_ERROR_CORRUPT, or VT_ERROR_UNSUPPORTED for voices whose phonemes come from
 * neither espeak-ng nor letters. */
VtVitsVoice *vt_vits_voice_load (const char *path, GError **error);
void vt_vits_voice_free (VtVitsVoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVitsVoice, vt_vits_voice_free)

/* The ids (element-type gint32) of @phonemes, with the marks for beginning, end and
 * filling between; what the voice does not know is left out. @list gets
 * (element-type VtVoicePhoneme) which ids are whose. */
GArray *vt_vits_voice_ids (const VtVitsVoice *self, const char *phonemes, GArray **list);

/* The largest id that may come out of vt_vits_voice_ids(). */
gint32 vt_vits_voice_largest_id (const VtVitsVoice *self);

G_END_DECLS

/* asr-pictures.h: what Whisper heard and looked at, as pictures.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/asr-sound.h"
#include "engine/tasks/asr-words.h"

G_BEGIN_DECLS

/* The spectrogram: low sounds below, a column for each 10 ms, or up to 3000
 * evenly taken from longer sounds, a row or more for each band; transfer full. */
VtValue *vt_asr_spectrogram (VtAsrSound *sound);

/* A row of the map for each token, the first on top; transfer full. */
VtValue *vt_asr_map_picture (const VtAsrMap *map);

G_END_DECLS

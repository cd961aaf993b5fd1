/* sound-prepare.h: sounds as models hear them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/sound-rules.h"

G_BEGIN_DECLS

/* Samples that a sound must have at least. */
gsize vt_sound_shortest (const VtSoundRules *rules);

/**
 * vt_sound_prepare:
 * @samples: (array length=n): mono, VT_SOUND_RATE; what is longer than a piece is cut off
 *
 * As transformers' feature extractors do.
 *
 * Returns: (transfer full): (n_bands, n_frames)
 */
float *vt_sound_prepare (const VtSoundRules *rules, const float *samples, gsize n);

G_END_DECLS

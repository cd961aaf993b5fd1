/* phoneme-times.h: what was said when, as JSON:
 *
 *     [{"text": "Hello.", "start": 0, "end": 0.7,
 *       "phonemes": [{"phoneme": "h", "start": 0.05, "end": 0.09}, …]}, …]
 *
 * Times are seconds in the sound.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/voice.h"
#include "engine/tasks/value.h"
#include "engine/text/phonemes.h"

G_BEGIN_DECLS

typedef struct _VtPhonemeTimes VtPhonemeTimes;

VtPhonemeTimes *vt_phoneme_times_new (void);
void vt_phoneme_times_free (VtPhonemeTimes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPhonemeTimes, vt_phoneme_times_free)

/* Adds a sentence that begins at @start; @list (element-type VtVoicePhoneme) are its
 * phonemes, @frames how many frames of @frame_seconds each of their ids takes. */
void vt_phoneme_times_add (VtPhonemeTimes *self, const VtPhonemeSentence *sentence, GArray *list, const gint32 *frames,
                           double start, double frame_seconds);

/* All so far; transfer full. */
VtValue *vt_phoneme_times_value (VtPhonemeTimes *self);

/* Whether so much is new since the last value that another is worth its copy. */
gboolean vt_phoneme_times_worth (const VtPhonemeTimes *self);

G_END_DECLS

/* timed-parts.h: reads texts with times, as speech recognition and voices give them:
 *
 *     [{"text": " And", "timestamp": [0.3, 0.5]}, …]
 *     [{"text": "Hello.", "start": 0, "end": 0.7,
 *       "phonemes": [{"phoneme": "h", "start": 0.05, "end": 0.09}, …]}, …]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtTimedPart:
 * @text: a word, a sentence, a phoneme
 * @start, @end: seconds; without an end it is @start
 * @sounds: (nullable) (element-type VtTimedPart): phonemes
 */
typedef struct
{
  char *text;
  double start, end;
  GPtrArray *sounds;
} VtTimedPart;

void vt_timed_part_free (VtTimedPart *part);

/* (element-type VtTimedPart) (transfer full): what there is in @json, maybe nothing;
 * parts that are neither are left out. */
GPtrArray *vt_timed_parts_parse (const char *json);

/* Which of @parts is heard at @seconds: the last that has begun, -1 before the first. */
int vt_timed_parts_at (GPtrArray *parts, double seconds);

G_END_DECLS

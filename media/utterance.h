/* utterance.h: whether somebody who speaks has come to a pause, told by loudness.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtUtterance:
 * @VT_UTTERANCE_SILENCE: nobody speaks yet
 * @VT_UTTERANCE_SPEECH: somebody speaks
 * @VT_UTTERANCE_ENDED: somebody spoke, and was silent for the last half second
 */
typedef enum
{
  VT_UTTERANCE_SILENCE,
  VT_UTTERANCE_SPEECH,
  VT_UTTERANCE_ENDED,
} VtUtterance;

/**
 * vt_utterance_judge:
 * @samples: (n): one channel, from the end of the last utterance on
 *
 * The loudest tenth of a second is the voice; the end counts as silence where it
 * is a tenth as loud. Thread-safe.
 */
VtUtterance vt_utterance_judge (const float *samples, gsize n, guint rate);

G_END_DECLS

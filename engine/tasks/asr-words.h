/* asr-words.h: when each word was said.
 *
 * Some heads of the cross-attention follow the sound. Their weights, evened
 * out and averaged, make a map of tokens and moments; the cheapest path
 * through it (dynamic time warping) says at which moment each token begins.
 *
 * Source: OpenAI's timing.py; Giorgino 2009.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/asr-decode.h"
#include "engine/tasks/asr-result.h"

G_BEGIN_DECLS

/**
 * VtAsrMap: what was looked at.
 * @weights: (array): (n_frames, n_tokens), evened out; higher is more
 * @n_frames: of 20 ms
 */
typedef struct
{
  float *weights;
  guint n_frames;
  guint n_tokens;
} VtAsrMap;

void vt_asr_map_clear (VtAsrMap *map);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtAsrMap, vt_asr_map_clear)

/**
 * vt_asr_find_words:
 * @tokens: (array length=n): of the window that the session has heard; times among them are left out
 * @offset: of the window, in seconds
 * @length: how much of it is sound, in seconds
 * @words: gets the words with their times
 * @map: (out): gets the map of the words' tokens; to be cleared
 *
 * Errors: VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE, %G_IO_ERROR_CANCELLED
 */
gboolean vt_asr_find_words (VtAsrWindow *window, const gint32 *tokens, guint n, double offset, double length,
                            GArray *words, VtAsrMap *map, GError **error);

/* part of it, for tests: the path through @cost (n_columns, n_rows) from its
 * first to its last place; @columns (n_rows) gets the first column of each row. */
void vt_asr_warp (const float *cost, guint n_rows, guint n_columns, guint *columns);

G_END_DECLS

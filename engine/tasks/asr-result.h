/* asr-result.h: what was said when, and how that is written down.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "engine/tasks/asr-options.h"

G_BEGIN_DECLS

/* A piece of the text: a segment or a word; times in seconds. */
typedef struct
{
  double start, end;
  char *text;
} VtAsrChunk;

/* (element-type VtAsrChunk) (transfer full): an empty list that owns the texts. */
GArray *vt_asr_chunks_new (void);

/* Copies @text. */
void vt_asr_chunks_add (GArray *chunks, double start, double end, const char *text);

/* All texts one behind the other; transfer full. */
char *vt_asr_chunks_to_text (GArray *chunks);

/* [{"text","timestamp":[a,b]}], as transformers and the Hub write it; transfer full. */
char *vt_asr_chunks_to_json (GArray *chunks);

/* Subtitles of one line a chunk; transfer full. */
char *vt_asr_chunks_to_srt (GArray *chunks);
char *vt_asr_chunks_to_vtt (GArray *chunks);

/**
 * vt_asr_cut_segments:
 * @tokens: (array length=n): words between times, as a window's text has them
 * @offset: of the window, in seconds
 * @length: of the window, in seconds
 * @chunks: gets the segments
 * @ends: (element-type guint): gets behind which token each segment ends
 *
 * Returns: how much of the window is done, in seconds: up to where its last
 *   whole segment ends
 *
 * Source: OpenAI's transcribe.py.
 */
double vt_asr_cut_segments (const VtWhisper *whisper, const gint32 *tokens, guint n, double offset, double length,
                            GArray *chunks, GArray *ends);

G_END_DECLS

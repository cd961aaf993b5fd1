/* dictation.h: speech written down while it is spoken.
 *
 *     VtDictation *dictation = vt_dictation_new (engine, path, "auto");
 *     g_signal_connect (dictation, "partial", …);
 *     g_signal_connect (dictation, "segment", …);
 *     … vt_dictation_push (dictation, frames, n, rate, channels) …
 *     vt_dictation_finish (dictation);
 *
 * What has been said since the last pause is written down again and again,
 * each time with what has come meanwhile, and shown as partial text; at a
 * pause, or where it gets too long, it becomes final. Silence costs nothing.
 *
 * Used by one thread, that of its main context, in which the signals come;
 * nothing blocks. A machine that is too slow falls behind but loses nothing.
 *
 * Signals:
 *   "partial" (const char *text): what is being said; may still change. "" when
 *      it has become final
 *   "segment" (const char *text, double start, double end): final words and
 *      when they were said, in seconds since the first sound
 *   "finished" (): after vt_dictation_finish(), when all is final
 *   "failed" (GError *error): the model could not be loaded or run; what comes
 *      later is not heard any more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/engine.h"

G_BEGIN_DECLS

#define VT_TYPE_DICTATION (vt_dictation_get_type ())
G_DECLARE_FINAL_TYPE (VtDictation, vt_dictation, VT, DICTATION, GObject)

/* @model: a file or folder, already resolved; @device: as vt_job_new() takes it. */
VtDictation *vt_dictation_new (VtEngine *engine, const char *model, const char *device);

/* One of the parameters of automatic-speech-recognition, “language”, “task” and
 * the like; VT_ERROR_NOT_FOUND, VT_ERROR_INVALID. */
gboolean vt_dictation_set_parameter (VtDictation *dictation, const char *name, VtValue *value, GError **error);

/* Hears @n_frames frames of @channels samples each, -1 … 1; always of the same
 * @rate (1000 to 768000 Hz) and number of channels. Copies them. */
void vt_dictation_push (VtDictation *dictation, const float *frames, gsize n_frames, guint rate, guint channels);

/* No more sound comes: what is there becomes final, then "finished" is emitted. */
void vt_dictation_finish (VtDictation *dictation);

/* Seconds of sound that have come but are in no text yet, partial or final. */
double vt_dictation_get_delay (VtDictation *dictation);

/* Whether the model is at work. */
gboolean vt_dictation_is_busy (VtDictation *dictation);

G_END_DECLS

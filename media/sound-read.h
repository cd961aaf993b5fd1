/* sound-read.h: any sound or film that GStreamer can read, as samples.
 *
 *     g_autoptr (VtValue) sound = vt_sound_read ("talk.mp4", 16000, TRUE, NULL, &error);
 *
 * Of a film it is the first sound track. Resampling is a windowed sinc at
 * GStreamer's best quality; one channel is the mean of all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* The most that is decoded of one file: 6 GiB of samples, 28 hours of speech at
 * 16 kHz. What is longer is refused, at its head where that tells the length. */
#define VT_SOUND_MAX_BYTES (G_GUINT64_CONSTANT (6) << 30)

/**
 * vt_sound_read:
 * @path: a file
 * @rate: in Hz; 0 for the file's own
 * @mono: whether the channels are made one
 *
 * Blocks: not for the main loop. Cancelling stops it within 50 ms. Long sounds
 * lie on the disk, so that they take little memory (base/growing-bytes.h).
 *
 * Returns: (transfer full): a %VT_VALUE_AUDIO with at least one frame and finite
 *   samples only; or %NULL with VT_ERROR_NOT_FOUND, VT_ERROR_CORRUPT (empty, cut,
 *   no sound in it), VT_ERROR_UNSUPPORTED (no decoder), VT_ERROR_LIMIT, VT_ERROR_NO_SPACE
 */
VtValue *vt_sound_read (const char *path, guint rate, gboolean mono, GCancellable *cancellable, GError **error);

/* Some frames of a sound, their channels side by side. */
typedef void (*VtSoundFunc) (const float *samples, gsize n_frames, guint rate, guint channels, gpointer data);

/* The same of a sound of any length, in little memory: @func gets one part after
 * another, in the caller's thread. Of more than one channel none are made one. */
gboolean vt_sound_stream (const char *path, guint rate, VtSoundFunc func, gpointer data, GCancellable *cancellable,
                          GError **error);

/* vt_sound_read() in a thread. */
void vt_sound_read_async (const char *path, guint rate, gboolean mono, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);
VtValue *vt_sound_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS

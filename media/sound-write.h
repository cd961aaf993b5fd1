/* sound-write.h: sound into files: WAV by ourselves, all else by GStreamer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtSoundFormat:
 * @suffix: of its files, "flac"
 * @mime: "audio/flac"
 * @title: marked for translation
 * @encoder: (nullable): GStreamer's elements that make it of samples; %NULL for WAV
 */
typedef struct
{
  const char *suffix;
  const char *mime;
  const char *title;
  const char *encoder;
} VtSoundFormat;

/* Every format, ending in a %NULL suffix; WAV is first. */
extern const VtSoundFormat vt_sound_formats[];

/* Whether its encoder is installed. May start GStreamer: not on the main loop. */
gboolean vt_sound_format_is_there (const VtSoundFormat *format);

/* The format that the suffix of @path means; %NULL with VT_ERROR_UNSUPPORTED and
 * the suffixes there are. */
const VtSoundFormat *vt_sound_format_for_path (const char *path, GError **error);

/**
 * vt_sound_write:
 * @path: its suffix says the format: .wav (16 bits), .flac, .ogg and .opus (Opus), .mp3
 *
 * Samples beyond -1 … 1 are clipped. The file stands there when it is whole, or
 * not at all. Blocks: not for the main loop. Any thread.
 *
 * Returns: %FALSE with VT_ERROR_UNSUPPORTED (format unknown, encoder missing),
 *   VT_ERROR_LIMIT (longer than the format can hold), VT_ERROR_NO_SPACE or
 *   VT_ERROR_FAILED
 */
gboolean vt_sound_write (const VtAudio *audio, const char *path, GCancellable *cancellable, GError **error);

/**
 * vt_sound_to_wav:
 * @floats: whether samples are 32-bit floats as they are, instead of 16-bit integers
 *
 * Returns: (transfer full): the bytes of a WAV file; %NULL with VT_ERROR_LIMIT
 *   where it would have more than 4 GiB
 */
GBytes *vt_sound_to_wav (const VtAudio *audio, gboolean floats, GError **error);

G_END_DECLS

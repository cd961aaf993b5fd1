/* film-write.h: pictures one after another into a film, by GStreamer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * vt_film_write:
 * @pictures: (array length=n): values of %VT_VALUE_IMAGE, at least one, all as large as the first; those
 *   that are not are left out
 * @frame_ms: how long each is seen; the last one stays for a second and a half
 * @path: ends in .webm
 *
 * Writes WebM (VP8). Small pictures are enlarged smoothly, so that players do not blur them further.
 * The file stands there when it is whole, or not at all. Blocks: not for the main loop. Any thread.
 *
 * Returns: %FALSE with VT_ERROR_INVALID (another ending, no picture), VT_ERROR_UNSUPPORTED (encoder
 *   missing), VT_ERROR_NO_SPACE, VT_ERROR_FAILED or G_IO_ERROR_CANCELLED
 */
gboolean vt_film_write (VtValue *const *pictures, guint n, guint frame_ms, const char *path, GCancellable *cancellable,
                        GError **error);

G_END_DECLS

/* film-read.h: pictures out of a film that GStreamer can read.
 *
 *     g_autoptr (VtValue) frames = vt_film_read_frames ("walk.webm", 1, 32, NULL, &error);
 *
 * A film is cut into as many parts of one length as pictures are wanted, and each
 * part gives the picture that is shown at its middle: of a film of 4 seconds with
 * one picture a second those at 0.5, 1.5, 2.5 and 3.5 seconds, and where only one
 * is wanted that in the middle of the film, which is seldom black as the first is.
 * A film that does not tell its length, as some that a browser recorded, gives
 * its first pictures instead, from its very first one on; and one that was cut off
 * before any of those moments its first picture alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* The most pixels of a picture's longer side; larger films are scaled down. */
#define VT_FILM_MAX_SIDE 1280

/**
 * vt_film_is:
 * @path: the name of a file, which need not be there
 *
 * Returns: whether a file of that name is a film, by its ending
 */
gboolean vt_film_is (const char *path);

/**
 * vt_film_read_frames:
 * @path: a file
 * @per_second: how many pictures of each second, above 0
 * @most: of all, from 1; a longer film gives so many, further apart
 *
 * Pictures stand upright where the film says how it was held, and have square
 * pixels. Of a film with fewer pictures than that none comes twice. Decodes from the
 * first wanted picture on to the last. Blocks: not for the main loop; cancelling
 * stops it within 50 ms. Any thread.
 *
 * Returns: (transfer full): a %VT_VALUE_LIST of at least one %VT_VALUE_IMAGE with 3 channels; or
 *   %NULL with VT_ERROR_NOT_FOUND, VT_ERROR_CORRUPT (empty, damaged, no film in
 *   it), VT_ERROR_UNSUPPORTED (no decoder), or G_IO_ERROR_CANCELLED
 */
VtValue *vt_film_read_frames (const char *path, double per_second, guint most, GCancellable *cancellable,
                              GError **error);

G_END_DECLS

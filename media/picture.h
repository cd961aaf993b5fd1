/* picture.h: still pictures in and out, by gdk-pixbuf.
 *
 * What gdk-pixbuf has loaders for can be read: PNG, JPEG, GIF, BMP, TIFF
 * everywhere, WebP, AVIF, HEIC and SVG where installed. Pictures come upright
 * (EXIF), in 8 bits a channel, CMYK and grey as red, green, blue; of one that
 * moves comes the first picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* The most pixels of a picture that is read; what has more is refused by its
 * header, before memory is taken. */
#define VT_PICTURE_MAX_PIXELS 100000000
/* And the most bytes of its file. */
#define VT_PICTURE_MAX_BYTES (512 << 20)

/**
 * vt_picture_read:
 * @path: a file
 * @texts: (out) (optional) (transfer full) (element-type utf8 utf8): the texts
 *   that a PNG carries, by their keywords
 *
 * Blocks: not for the main loop. Any thread.
 *
 * Returns: (transfer full): a %VT_VALUE_IMAGE with 3 channels, or 4 where it has
 *   alpha; or %NULL with VT_ERROR_NOT_FOUND, VT_ERROR_CORRUPT (empty, cut, no
 *   picture), VT_ERROR_UNSUPPORTED, VT_ERROR_LIMIT, VT_ERROR_NO_MEMORY
 */
VtValue *vt_picture_read (const char *path, GHashTable **texts, GCancellable *cancellable, GError **error);

/* The same of bytes; @name stands for the file in sentences. */
VtValue *vt_picture_read_bytes (GBytes *bytes, const char *name, GHashTable **texts, GCancellable *cancellable,
                                GError **error);

/* vt_picture_read() in a thread. */
void vt_picture_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VtValue *vt_picture_read_finish (GAsyncResult *result, GHashTable **texts, GError **error);

/**
 * vt_picture_write:
 * @path: its suffix says the format: .png, .jpg, .tiff, .bmp, .webp …, whatever can be written here
 * @texts: (nullable) (element-type utf8 utf8): for a PNG to carry, keywords in ASCII
 *
 * The file stands there when it is whole, or not at all. Blocks. Any thread.
 */
gboolean vt_picture_write (const VtImage *image, const char *path, GHashTable *texts, GError **error);

/* The bytes of a PNG file; transfer full. */
GBytes *vt_picture_to_png (const VtImage *image, GHashTable *texts, GError **error);

G_END_DECLS

/* value-media.h: sound and pictures between files and values.
 *
 * Components and documents name files; the engine takes what is in them. A value
 * that stands for a sound or picture is either that itself or a #VT_VALUE_FILE,
 * and becomes itself before a step runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/task.h"

G_BEGIN_DECLS

#define VT_FILM_FRAME_MS 120 /* a picture's time where a list of them is shown as a film */

/* Whether @value is a file, or a list of files, whose content @port wants. */
gboolean vt_value_needs_loading (VtValue *value, const VtPort *port);

/**
 * vt_value_load:
 * @value: anything
 * @port: what it is for
 * @folder: (nullable): where relative paths begin; the working folder by default
 *
 * Decodes what is a file into the sound or picture that @port wants, a sound at
 * the port's rate and mono where the port has one. Of a film (by its name) the picture
 * in its middle stands for a picture. All else stays as it is.
 * Blocks: not for the main loop. Any thread.
 *
 * Returns: (transfer full): or %NULL with the errors of vt_sound_read(), vt_picture_read() and vt_film_read_frames()
 */
VtValue *vt_value_load (VtValue *value, const VtPort *port, const char *folder, GCancellable *cancellable,
                        GError **error);

/**
 * vt_values_load_async:
 * @ports: a task's inputs
 * @values: (element-type utf8 VtValue): some of them by name; is not changed
 *
 * vt_value_load() for each, in a thread; @callback comes in the caller's main context.
 */
void vt_values_load_async (const VtPort *ports, GHashTable *values, const char *folder, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);

/* (transfer full) (element-type utf8 VtValue): a new table. */
GHashTable *vt_values_load_finish (GAsyncResult *result, GError **error);

/* The ending of files that @value goes into where nobody chose one: "wav", "png",
 * "txt", "json"; of a file its own. Transfer full. */
char *vt_value_suffix (VtValue *value);

/**
 * vt_value_save:
 * @path: its suffix says the format of a sound or picture; a PNG carries the
 *   picture's note (app/picture-recipe.h)
 *
 * A text is written as it is, what is no text, sound, picture or file as JSON;
 * a file is copied. Of a list of pictures or sounds only the first is written, but
 * pictures into a file that ends in .webm all, as a film.
 * Blocks. Any thread.
 */
gboolean vt_value_save (VtValue *value, const char *path, GCancellable *cancellable, GError **error);

/* The same in a thread. */
void vt_value_save_async (VtValue *value, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data);
gboolean vt_value_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS

/* value-store.h: values of any type as JSON, with sounds, pictures and files
 * beside it in a folder, each once, named by a hash of its content.
 *
 * Texts, numbers, booleans and nothing are JSON's own; all else is an object:
 * `{"type": "labels", "value": […]}`, `{"type": "image", "file": "HASH.png"}`.
 *
 * Blocks on the disk. Any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json-write.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* A file of others that is larger is remembered by its path alone. */
#define VT_VALUE_STORE_MAX_FILE ((guint64) 64 << 20)

/**
 * vt_value_store_write:
 * @folder: made where it is missing; each file in it is whole or not there
 * @files: (nullable) (element-type utf8): gets the names of the files that the value needs
 *
 * Returns: %FALSE with VT_ERROR_NO_SPACE and the like; then null was written
 */
gboolean vt_value_store_write (const char *folder, VtValue *value, VtJsonWriter *json, GPtrArray *files, GError **error);

/**
 * vt_value_store_read:
 *
 * Returns: (transfer full): the value; of a sound or picture its file, which
 *   components and steps take in its place; nothing where the file is gone or
 *   @node makes no sense
 */
VtValue *vt_value_store_read (const char *folder, const VtJsonNode *node);

G_END_DECLS

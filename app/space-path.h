/* space-path.h: errors that name their place in space.json; for app/space-*.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

/* `PATH.KEY`, and only KEY for the outermost object; transfer full. */
char *vt_space_path_member (const char *path, const char *key);
char *vt_space_path_element (const char *path, guint index);

/* Sets VT_ERROR_CORRUPT with `PATH: SENTENCE.`; always %FALSE. */
gboolean vt_space_path_fail (GError **error, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Puts `PATH: ` before an error's message and ends it with a full stop; always %FALSE. */
gboolean vt_space_path_prefix (GError **error, const char *path);

/* The member `id`, whose letters, digits, `_` and `-` can stand in a wire; else %NULL. */
const char *vt_space_path_read_id (const VtJsonNode *node, const char *path, GError **error);
gboolean vt_space_path_is_id (const char *text);

/* "a number", "an array", …: what a node is; "missing" for %NULL. */
const char *vt_space_json_type_name (const VtJsonNode *node);

/**
 * vt_space_path_read_array:
 * @node: (nullable): an object
 * @required: whether the member must be there
 *
 * Returns: (transfer none) (nullable): the member's array; %NULL with no error
 *   where it may be and is missing. @place gets its path, transfer full.
 */
const VtJsonNode *vt_space_path_read_array (const VtJsonNode *node, const char *path, const char *key,
                                            gboolean required, char **place, GError **error);

G_END_DECLS

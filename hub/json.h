/* json.h: JSON from strangers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * vt_json_parse:
 * @text: not necessarily ended by a zero byte
 * @bytes: its length
 * @name: what it is, for the error's sentence
 *
 * json-glib calls itself for every level, so that enough brackets overflow the
 * stack: more than 64 levels are refused beforehand.
 *
 * Returns: (transfer full): the root, never %NULL without an error
 *   (%VT_ERROR_CORRUPT)
 */
JsonNode *vt_json_parse (const char *text, gsize bytes, const char *name, GError **error);

/* Returns: (transfer none) (nullable): the string member @name of the object in
 * @node; %NULL if @node is no object, or has no such member, or it is no string */
const char *vt_json_get_string (JsonNode *node, const char *name);

/* Returns: (transfer none) (nullable): the member, likewise %NULL if there is none */
JsonNode *vt_json_get_member (JsonNode *node, const char *name);

/* Returns: the non-negative whole number @name, or 0 */
guint64 vt_json_get_size (JsonNode *node, const char *name);

G_END_DECLS

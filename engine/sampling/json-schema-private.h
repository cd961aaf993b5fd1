/* json-schema-private.h: what the parts of the schema compiler share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

/* Each appends a GBNF expression to @out; %FALSE with @error set. The JSON
 * quotes around strings are part of the expression. They may use the rules
 * char, digit and hex. */
gboolean vt_schema_string (const VtJsonNode *schema, GString *out, GError **error);
gboolean vt_schema_integer (const VtJsonNode *schema, GString *out, GError **error);
gboolean vt_schema_number (const VtJsonNode *schema, GString *out, GError **error);

/* The inside of a JSON string that matches a regular expression. */
gboolean vt_schema_pattern (const char *pattern, GString *out, GError **error);

/* A GBNF string that stands for @text. */
void vt_schema_literal (const char *text, gsize length, GString *out);

/* "{min,max}"; no maximum where @max is negative. */
void vt_schema_repeat (gint64 min, gint64 max, GString *out);

/* A count such as minItems: @fallback where it is missing; 0 to 100,000. */
gboolean vt_schema_count (const VtJsonNode *schema, const char *key, gint64 fallback, gint64 *count,
                          GError **error);

G_END_DECLS

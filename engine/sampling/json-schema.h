/* json-schema.h: a grammar of the JSON texts that fit a schema.
 *
 * Of JSON Schema (2020-12 and the drafts before it) it knows type, enum, const,
 * anyOf, oneOf (as anyOf), allOf (of objects), $ref within the document;
 * properties, required, additionalProperties; items, prefixItems, minItems,
 * maxItems; minLength, maxLength, pattern (the usual operators; see
 * json-schema-pattern.c), the formats date, time, date-time and uuid; minimum,
 * maximum and their exclusive forms for integers. Annotations are ignored;
 * keywords that restrict in another way are refused, so that what is written
 * always fits.
 *
 * Members come in the order of the schema. Where a schema lists properties,
 * others are written only if additionalProperties says so; such a one
 * may then have the name of a listed one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/grammar.h"

G_BEGIN_DECLS

/**
 * vt_json_schema_to_gbnf:
 * @schema: a JSON Schema; "{}" allows any JSON value
 * @length: in bytes, or -1 if NUL-terminated
 *
 * Returns: (transfer full): the grammar's text, or %NULL with
 *   %VT_ERROR_CORRUPT (no JSON), %VT_ERROR_INVALID (nothing could fit, or a
 *   reference to nowhere), %VT_ERROR_UNSUPPORTED (a keyword that cannot be kept)
 *   or %VT_ERROR_LIMIT
 */
char *vt_json_schema_to_gbnf (const char *schema, gssize length, GError **error);

/* (transfer full): the same as a grammar. */
VtGrammar *vt_grammar_from_json_schema (const char *schema, gssize length, GError **error);

G_END_DECLS

/* json.h: JSON texts, read strictly and fast (RFC 8259).
 *
 * A text is parsed once into a read-only document: one array of nodes and one
 * buffer of strings, so a tokenizer.json of 30 MB is ready in a fraction of a
 * second and freed in three calls. Nodes belong to their document and are
 * valid until it is freed. A document may be read by several threads at once.
 *
 * Every accessor takes %NULL, or a node of another type than it looks for, as
 * "not there", so that lookups can be chained:
 *
 *     vt_json_get_int (vt_json_get (root, "text_config"), "hidden_size", 0)
 *
 * Refused: anything after the value, comments, trailing commas, NaN, wrong
 * UTF-8, lone surrogates, control characters in strings, the same key twice in
 * an object, nesting deeper than %VT_JSON_MAX_DEPTH, more than
 * %VT_JSON_MAX_SIZE bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_JSON_MAX_DEPTH 256
#define VT_JSON_MAX_SIZE ((gsize) 256 << 20)

typedef struct _VtJson VtJson;
typedef struct _VtJsonNode VtJsonNode;

/**
 * VtJsonType:
 * @VT_JSON_NONE: no node at all (%NULL)
 *
 * What a node is.
 */
typedef enum
{
  VT_JSON_NONE,
  VT_JSON_NULL,
  VT_JSON_BOOLEAN,
  VT_JSON_NUMBER,
  VT_JSON_STRING,
  VT_JSON_ARRAY,
  VT_JSON_OBJECT,
} VtJsonType;

/**
 * vt_json_parse:
 * @text: (array length=size): the text; not needed any more afterwards
 * @size: its length in bytes
 *
 * Returns: (transfer full): the document, or %NULL with %VT_ERROR_CORRUPT (the
 *   message names line and column) or %VT_ERROR_LIMIT (too large or too deep)
 */
VtJson *vt_json_parse (const char *text, gsize size, GError **error);

/**
 * vt_json_load:
 * @path: a file
 *
 * As vt_json_parse() on a file's content; the messages name the file.
 */
VtJson *vt_json_load (const char *path, GError **error);

void vt_json_free (VtJson *self);

/* The outermost value; never %NULL. */
const VtJsonNode *vt_json_root (const VtJson *self);

VtJsonType vt_json_type (const VtJsonNode *node);

/* Members of an object or elements of an array; 0 for all else. */
guint vt_json_length (const VtJsonNode *node);

/**
 * vt_json_get:
 * @node: (nullable): an object
 * @key: the member's name, without NUL characters
 *
 * Takes constant time in large objects.
 *
 * Returns: (nullable) (transfer none): the member's value
 */
const VtJsonNode *vt_json_get (const VtJsonNode *node, const char *key);

/**
 * vt_json_at:
 * @node: (nullable): an array
 * @index: from 0
 *
 * Takes constant time where no element is itself an array or object; use a
 * #VtJsonIter to walk the others.
 *
 * Returns: (nullable) (transfer none): the element
 */
const VtJsonNode *vt_json_at (const VtJsonNode *node, guint index);

/**
 * vt_json_string:
 * @node: (nullable): a string
 * @length: (out) (optional): its length in bytes, needed only where the string
 *   may hold NUL characters
 *
 * Returns: (nullable) (transfer none): valid UTF-8 with a NUL after it
 */
const char *vt_json_string (const VtJsonNode *node, gsize *length);

/* Whether @node is a number with an integral value that fits; 2.0 and 1e3 do. */
gboolean vt_json_read_int (const VtJsonNode *node, gint64 *value);

/* Whether @node is a number; integers beyond 2^53 are rounded. */
gboolean vt_json_read_double (const VtJsonNode *node, double *value);

gboolean vt_json_read_boolean (const VtJsonNode *node, gboolean *value);

/* A member of an object, or @fallback where it is missing or of another type. */
const char *vt_json_get_string (const VtJsonNode *node, const char *key, const char *fallback);
gint64 vt_json_get_int (const VtJsonNode *node, const char *key, gint64 fallback);
double vt_json_get_double (const VtJsonNode *node, const char *key, double fallback);
gboolean vt_json_get_boolean (const VtJsonNode *node, const char *key, gboolean fallback);

/**
 * VtJsonIter:
 * @key: (nullable): the member's name, %NULL in arrays
 * @key_length: its length in bytes
 * @value: the member's value or the element
 *
 * Walks an object or array in the order of the text:
 *
 *     VtJsonIter iter = VT_JSON_ITER (node);
 *     while (vt_json_iter_next (&iter))
 *       use (iter.key, iter.value);
 */
typedef struct
{
  const char *key;
  gsize key_length;
  const VtJsonNode *value;
  /*< private >*/
  const VtJsonNode *container, *next;
  guint left;
  gboolean started;
} VtJsonIter;

#define VT_JSON_ITER(node) { .container = (node) }

/* Moves on; %FALSE at the end, and at once where there is nothing to walk. */
gboolean vt_json_iter_next (VtJsonIter *iter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtJson, vt_json_free)

G_END_DECLS

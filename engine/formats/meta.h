/* meta.h: what a weights file says about itself: one key's value.
 *
 * Values point into the mapped file; nothing is copied, and an array of
 * 262,144 token strings costs nothing until it is asked for. A #VtMeta belongs
 * to its #VtWeights and may be read by several threads.
 *
 * As in json.h, every accessor takes %NULL, or a value of another type, as
 * "not there".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers equal GGUF's. */
typedef enum
{
  VT_META_U8,
  VT_META_I8,
  VT_META_U16,
  VT_META_I16,
  VT_META_U32,
  VT_META_I32,
  VT_META_F32,
  VT_META_BOOLEAN,
  VT_META_STRING,
  VT_META_ARRAY,
  VT_META_U64,
  VT_META_I64,
  VT_META_F64,
  VT_META_TYPES
} VtMetaType;

/**
 * VtMeta:
 * @key: its name, valid UTF-8
 * @type: of the value
 * @element: of an array's elements, never itself %VT_META_ARRAY; equals @type
 *   for all else
 * @length: elements of an array; 1 for all else
 * @data: the value as the file holds it: little-endian numbers side by side;
 *   a string's bytes; for an array of strings each with a 64-bit length before it
 * @size: bytes of @data
 */
typedef struct
{
  const char *key;
  VtMetaType type, element;
  gsize length;
  const guint8 *data;
  gsize size;
  /*< private >*/
  gsize offsets; /* guint32 *, made when first needed */
} VtMeta;

/* Bytes of a number or boolean; 0 for strings and arrays. */
guint vt_meta_type_size (VtMetaType type);

/* Whether the value (or element @index of the array) is an integer that fits. */
gboolean vt_meta_read_int (const VtMeta *meta, gint64 *value);
gboolean vt_meta_read_int_at (const VtMeta *meta, gsize index, gint64 *value);

/* Whether it is a number of any kind. */
gboolean vt_meta_read_double (const VtMeta *meta, double *value);
gboolean vt_meta_read_double_at (const VtMeta *meta, gsize index, double *value);

gboolean vt_meta_read_boolean (const VtMeta *meta, gboolean *value);

/**
 * vt_meta_string:
 * @length: (out): in bytes
 *
 * Returns: (nullable) (transfer none): the bytes, NOT followed by a NUL and not
 *   checked to be UTF-8
 */
const char *vt_meta_string (const VtMeta *meta, gsize *length);

/**
 * vt_meta_string_at:
 *
 * As vt_meta_string() for an element of an array of strings. The first call on
 * an array walks it once and keeps 4 bytes an element; then the time is constant.
 */
const char *vt_meta_string_at (const VtMeta *meta, gsize index, gsize *length);

/* (transfer full) (nullable): a copy with a NUL after it. */
char *vt_meta_dup_string (const VtMeta *meta);

G_END_DECLS

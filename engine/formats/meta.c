/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/meta.h"

#include <string.h>

guint
vt_meta_type_size (VtMetaType type)
{
  static const guint8 sizes[VT_META_TYPES] = {
    [VT_META_U8] = 1,      [VT_META_I8] = 1,  [VT_META_U16] = 2, [VT_META_I16] = 2,
    [VT_META_U32] = 4,     [VT_META_I32] = 4, [VT_META_F32] = 4, [VT_META_BOOLEAN] = 1,
    [VT_META_U64] = 8,     [VT_META_I64] = 8, [VT_META_F64] = 8,
  };

  return (guint) type < VT_META_TYPES ? sizes[type] : 0;
}

static gboolean
is_signed (VtMetaType type)
{
  return type == VT_META_I8 || type == VT_META_I16 || type == VT_META_I32 || type == VT_META_I64;
}

static gboolean
is_float (VtMetaType type)
{
  return type == VT_META_F32 || type == VT_META_F64;
}

/* The little-endian integer of @size bytes at @data, sign-extended if asked. */
static guint64
load (const guint8 *data, guint size, gboolean extend)
{
  guint64 bits = 0;

  for (guint i = 0; i < size; i++)
    bits |= (guint64) data[i] << 8 * i;
  if (extend && size < 8 && data[size - 1] >= 0x80)
    bits |= ~(guint64) 0 << 8 * size;
  return bits;
}

static const guint8 *
element_at (const VtMeta *meta, gsize index)
{
  guint size = meta != NULL ? vt_meta_type_size (meta->element) : 0;

  return size > 0 && index < meta->length ? meta->data + index * size : NULL;
}

gboolean
vt_meta_read_int_at (const VtMeta *meta, gsize index, gint64 *value)
{
  const guint8 *data = element_at (meta, index);
  guint64 bits;

  if (data == NULL || is_float (meta->element) || meta->element == VT_META_BOOLEAN)
    return FALSE;
  bits = load (data, vt_meta_type_size (meta->element), is_signed (meta->element));
  if (meta->element == VT_META_U64 && bits > G_MAXINT64)
    return FALSE;
  *value = (gint64) bits;
  return TRUE;
}

gboolean
vt_meta_read_int (const VtMeta *meta, gint64 *value)
{
  return meta != NULL && meta->type != VT_META_ARRAY && vt_meta_read_int_at (meta, 0, value);
}

gboolean
vt_meta_read_double_at (const VtMeta *meta, gsize index, double *value)
{
  const guint8 *data = element_at (meta, index);
  gint64 integer;
  float single;

  if (data == NULL)
    return FALSE;
  if (meta->element == VT_META_F64)
    memcpy (value, data, sizeof *value);
  else if (meta->element == VT_META_F32)
    {
      memcpy (&single, data, sizeof single);
      *value = single;
    }
  else if (meta->element == VT_META_U64)
    *value = (double) load (data, 8, FALSE);
  else if (vt_meta_read_int_at (meta, index, &integer))
    *value = (double) integer;
  else
    return FALSE;
  return TRUE;
}

gboolean
vt_meta_read_double (const VtMeta *meta, double *value)
{
  return meta != NULL && meta->type != VT_META_ARRAY && vt_meta_read_double_at (meta, 0, value);
}

gboolean
vt_meta_read_boolean (const VtMeta *meta, gboolean *value)
{
  if (meta == NULL || meta->type != VT_META_BOOLEAN)
    return FALSE;
  *value = meta->data[0] != 0;
  return TRUE;
}

const char *
vt_meta_string (const VtMeta *meta, gsize *length)
{
  gboolean found = meta != NULL && meta->type == VT_META_STRING;

  *length = found ? meta->size : 0;
  return found ? (const char *) meta->data : NULL;
}

/* Whoever opened the file has walked the array and found every length sound. */
static guint32 *
find_offsets (const VtMeta *meta)
{
  guint32 *offsets = g_new (guint32, meta->length);
  gsize at = 0;

  for (gsize i = 0; i < meta->length; i++)
    {
      offsets[i] = (guint32) at;
      at += 8 + load (meta->data + at, 8, FALSE);
    }
  return offsets;
}

const char *
vt_meta_string_at (const VtMeta *meta, gsize index, gsize *length)
{
  gsize *once;
  const guint8 *entry;

  *length = 0;
  if (meta == NULL || meta->type != VT_META_ARRAY || meta->element != VT_META_STRING
      || index >= meta->length)
    return NULL;
  once = (gsize *) &meta->offsets;
  if (g_once_init_enter (once))
    g_once_init_leave (once, (gsize) find_offsets (meta));
  entry = meta->data + ((const guint32 *) meta->offsets)[index];
  *length = load (entry, 8, FALSE);
  return (const char *) entry + 8;
}

char *
vt_meta_dup_string (const VtMeta *meta)
{
  gsize length;
  const char *bytes = vt_meta_string (meta, &length);

  return bytes != NULL ? g_strndup (bytes, length) : NULL;
}

/* bytes-reader.h: little-endian numbers and texts out of a mapped file, in order.
 *
 * The first read beyond the end makes the reader fail for good and gives
 * zeros, so that a parser can read a group of fields and ask once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "engine/formats/mapping.h"

G_BEGIN_DECLS

typedef struct
{
  const VtMapping *file;
  guint64 at;
  gboolean failed;
} VtBytesReader;

/* The next @length bytes, or %NULL; moves on. */
static inline const guint8 *
vt_bytes_take (VtBytesReader *r, guint64 length)
{
  const guint8 *bytes = r->file->data + r->at;

  if (r->failed || !vt_mapping_contains (r->file, r->at, length))
    {
      r->failed = TRUE;
      return NULL;
    }
  r->at += length;
  return bytes;
}

static inline guint8
vt_bytes_u8 (VtBytesReader *r)
{
  const guint8 *bytes = vt_bytes_take (r, 1);

  return bytes != NULL ? *bytes : 0;
}

static inline guint16
vt_bytes_u16 (VtBytesReader *r)
{
  const guint8 *bytes = vt_bytes_take (r, 2);

  return bytes != NULL ? (guint16) (bytes[0] | bytes[1] << 8) : 0;
}

static inline guint32
vt_bytes_u32 (VtBytesReader *r)
{
  const guint8 *bytes = vt_bytes_take (r, 4);
  guint32 value = 0;

  if (bytes != NULL)
    memcpy (&value, bytes, 4);
  return GUINT32_FROM_LE (value);
}

G_END_DECLS

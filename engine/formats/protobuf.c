/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/protobuf.h"

#include <string.h>

#define VARINT_BYTES 10 /* of seven bits for 64 */

static gboolean
damage (VtProto *self)
{
  self->damaged = TRUE;
  self->at = self->end;
  return FALSE;
}

gboolean
vt_proto_next_varint (VtProto *self, guint64 *value)
{
  guint64 sum = 0;

  if (self->at == self->end)
    return FALSE;
  for (guint i = 0; i < VARINT_BYTES && self->at < self->end; i++)
    {
      guint8 byte = *self->at++;

      sum |= (guint64) (byte & 0x7f) << (7 * i);
      if (byte < 0x80)
        {
          *value = sum;
          return TRUE;
        }
    }
  return damage (self);
}

static gboolean
take_bytes (VtProto *self, VtProtoField *field, guint64 size)
{
  if (size > (guint64) (self->end - self->at))
    return damage (self);
  field->data = self->at;
  field->size = (gsize) size;
  self->at += size;
  return TRUE;
}

static gboolean
take_fixed (VtProto *self, VtProtoField *field, gsize size)
{
  guint64 bits = 0;

  if (!take_bytes (self, field, size))
    return FALSE;
  memcpy (&bits, field->data, size);
  field->value = GUINT64_FROM_LE (bits);
  return TRUE;
}

/* A number without which the field is none. */
static gboolean
need_varint (VtProto *self, guint64 *value)
{
  return vt_proto_next_varint (self, value) || damage (self);
}

gboolean
vt_proto_next (VtProto *self, VtProtoField *field)
{
  guint64 key;

  *field = (VtProtoField) { 0 };
  if (!vt_proto_next_varint (self, &key))
    return FALSE;
  if (key >> 3 == 0 || key >> 3 > G_MAXINT32)
    return damage (self);
  field->number = (guint32) (key >> 3);
  field->wire = (VtProtoWire) (key & 7);
  switch (field->wire)
    {
    case VT_PROTO_VARINT:
      return need_varint (self, &field->value);
    case VT_PROTO_FIXED64:
      return take_fixed (self, field, 8);
    case VT_PROTO_FIXED32:
      return take_fixed (self, field, 4);
    case VT_PROTO_BYTES:
      return need_varint (self, &field->value) && take_bytes (self, field, field->value);
    default:
      return damage (self);
    }
}

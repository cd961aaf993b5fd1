/* protobuf.h: the wire format of Protocol Buffers, read field by field.
 *
 * A message is walked in place; nothing is copied and no description of it is
 * needed, for whoever walks it knows its numbers:
 *
 *     VtProto message = VT_PROTO (bytes, size);
 *     VtProtoField field;
 *     while (vt_proto_next (&message, &field))
 *       if (field.number == 7 && field.wire == VT_PROTO_BYTES)
 *         read_graph (VT_PROTO (field.data, field.size));
 *     if (message.damaged)
 *       …
 *
 * Written after "Encoding" in the documentation of Protocol Buffers. Groups,
 * which nothing uses any more, count as damage.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers equal the format's. */
typedef enum
{
  VT_PROTO_VARINT = 0,
  VT_PROTO_FIXED64 = 1,
  VT_PROTO_BYTES = 2,
  VT_PROTO_FIXED32 = 5,
} VtProtoWire;

/**
 * VtProto: what is left of a message.
 * @damaged: whether the walk ended at something that makes no sense
 */
typedef struct
{
  const guint8 *at, *end;
  gboolean damaged;
} VtProto;

#define VT_PROTO(bytes, n) ((VtProto) { .at = (bytes), .end = (n) > 0 ? (bytes) + (n) : (bytes) })

/**
 * VtProtoField:
 * @number: as the message's description gives it
 * @value: of %VT_PROTO_VARINT; the bits of the two fixed kinds
 * @data: the bytes of the field, of any kind but %VT_PROTO_VARINT
 * @size: how many
 */
typedef struct
{
  guint32 number;
  VtProtoWire wire;
  guint64 value;
  const guint8 *data;
  gsize size;
} VtProtoField;

/* Moves on to the next field; %FALSE at the end and at damage. */
gboolean vt_proto_next (VtProto *self, VtProtoField *field);

/* One number of a packed field; %FALSE at the end and at damage. */
gboolean vt_proto_next_varint (VtProto *self, guint64 *value);

G_END_DECLS

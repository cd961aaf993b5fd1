/* onnx-tensor.c: one tensor of an ONNX file.
 *
 * Its elements are the bytes of raw_data, or numbers in a field of their own
 * that depends on the type; those are turned to bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/onnx-private.h"

#define MAX_DIMS 8

/* Numbers of fields of TensorProto. */
enum
{
  DIMS = 1,
  DATA_TYPE = 2,
  FLOAT_DATA = 4,
  INT32_DATA = 5,
  INT64_DATA = 7,
  NAME = 8,
  RAW_DATA = 9,
  DOUBLE_DATA = 10,
  UINT64_DATA = 11,
  DATA_LOCATION = 14,
};

/* By TensorProto.DataType: our type, what the format calls it, and the bytes of an element. */
static const struct
{
  const char *name;
  VtType type;
  guint bytes;
} types[] = {
  [0] = { "undefined", VT_TYPE_UNKNOWN, 0 },  [1] = { "F32", VT_TYPE_F32, 4 },
  [2] = { "uint8", VT_TYPE_UNKNOWN, 1 },      [3] = { "I8", VT_TYPE_I8, 1 },
  [4] = { "uint16", VT_TYPE_UNKNOWN, 2 },     [5] = { "I16", VT_TYPE_I16, 2 },
  [6] = { "I32", VT_TYPE_I32, 4 },            [7] = { "I64", VT_TYPE_I64, 8 },
  [8] = { "string", VT_TYPE_UNKNOWN, 0 },     [9] = { "bool", VT_TYPE_UNKNOWN, 1 },
  [10] = { "F16", VT_TYPE_F16, 2 },           [11] = { "F64", VT_TYPE_F64, 8 },
  [12] = { "uint32", VT_TYPE_UNKNOWN, 4 },    [13] = { "uint64", VT_TYPE_UNKNOWN, 8 },
  [14] = { "complex64", VT_TYPE_UNKNOWN, 8 }, [15] = { "complex128", VT_TYPE_UNKNOWN, 16 },
  [16] = { "BF16", VT_TYPE_BF16, 2 },
};

typedef struct
{
  gint64 dims[MAX_DIMS]; /* as the file has them */
  guint n_dims;
  guint64 type;
  gboolean external, absurd;
  VtProtoField name, raw;
  GByteArray *typed; /* elements from typed fields, or NULL */
} Parts;

static void
add_dim (Parts *p, guint64 dim)
{
  if (p->n_dims == MAX_DIMS || dim > G_MAXINT64)
    p->absurd = TRUE;
  else
    p->dims[p->n_dims++] = (gint64) dim;
}

static void
add_typed (Parts *p, const void *bytes, gsize size)
{
  if (p->typed == NULL)
    p->typed = g_byte_array_new ();
  if (size > G_MAXUINT - p->typed->len)
    p->absurd = TRUE;
  else
    g_byte_array_append (p->typed, bytes, (guint) size);
}

/* A number of int32_data, int64_data or uint64_data, cut to the element's bytes. */
static void
add_number (Parts *p, guint64 number)
{
  guint64 le = GUINT64_TO_LE (number);

  add_typed (p, &le, p->type < G_N_ELEMENTS (types) ? MIN (types[p->type].bytes, 8) : 0);
}

static void
each_number (Parts *p, const VtProtoField *field, void (*add) (Parts *, guint64))
{
  VtProto numbers = VT_PROTO (field->data, field->size);
  guint64 number;

  if (field->wire == VT_PROTO_VARINT)
    {
      add (p, field->value);
      return;
    }
  while (vt_proto_next_varint (&numbers, &number))
    add (p, number);
  p->absurd |= numbers.damaged;
}

/* The facts about the tensor, without its numbers. */
static gboolean
read_facts (Parts *p, VtProto tensor)
{
  VtProtoField field;

  while (vt_proto_next (&tensor, &field))
    {
      if (field.number == DIMS)
        each_number (p, &field, add_dim);
      else if (field.number == DATA_TYPE && field.wire == VT_PROTO_VARINT)
        p->type = field.value;
      else if (field.number == DATA_LOCATION && field.wire == VT_PROTO_VARINT)
        p->external = field.value != 0;
      else if (field.number == NAME && field.wire == VT_PROTO_BYTES)
        p->name = field;
      else if (field.number == RAW_DATA && field.wire == VT_PROTO_BYTES)
        p->raw = field;
    }
  return !tensor.damaged && !p->absurd;
}

/* Numbers of typed fields; their size depends on the type, which is known by now. */
static gboolean
read_numbers (Parts *p, VtProto tensor)
{
  VtProtoField field;

  while (vt_proto_next (&tensor, &field))
    if (field.number == FLOAT_DATA || field.number == DOUBLE_DATA)
      add_typed (p, field.data, field.data != NULL ? field.size : 0);
    else if (field.number == INT32_DATA || field.number == INT64_DATA || field.number == UINT64_DATA)
      each_number (p, &field, add_number);
  return !p->absurd;
}

static guint64
count (const Parts *p)
{
  guint64 n = 1;

  for (guint i = 0; i < p->n_dims; i++)
    if (!g_uint64_checked_mul (&n, n, (guint64) p->dims[i]))
      return G_MAXUINT64;
  return n;
}

static gboolean
add_parts (VtOnnx *o, Parts *p, GError **error)
{
  VtType type = p->type < G_N_ELEMENTS (types) ? types[p->type].type : VT_TYPE_UNKNOWN;
  const char *type_name = p->type < G_N_ELEMENTS (types) && types[p->type].name != NULL ? types[p->type].name : "new";
  guint64 offset = 0, size = p->raw.size;
  gint64 shape[MAX_DIMS];
  guint file = 0;

  for (guint i = 0; i < p->n_dims; i++)
    shape[i] = p->dims[p->n_dims - 1 - i];
  if (p->raw.data != NULL)
    offset = (guint64) (p->raw.data - o->file->data);
  else if (p->typed != NULL && p->typed->len > 0)
    {
      g_autoptr (VtMapping) copy = vt_mapping_new_copy (o->file->path, p->typed->data, p->typed->len);

      file = vt_weights_add_file (o->weights, copy);
      size = p->typed->len;
    }
  else if (type != VT_TYPE_UNKNOWN && count (p) > 0)
    return vt_format_damaged (error, o->file->path, "there are weights without numbers");
  return vt_weights_add_tensor (o->weights, (const char *) p->name.data, p->name.size, type, type_name, shape, p->n_dims,
                                file, offset, (gint64) size, error);
}

static gboolean
refuse_external (VtOnnx *o, GError **error)
{
  g_autofree char *path = g_filename_display_name (o->file->path);

  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The model “%s” keeps its weights in further files, which cannot be read here; take a variant in one file.", path);
  return FALSE;
}

gboolean
vt_onnx_add_tensor (VtOnnx *o, VtProto tensor, const VtProtoField *name, GError **error)
{
  Parts p = { 0 };
  gboolean done;

  if (!read_facts (&p, tensor))
    return vt_onnx_damaged (o, error);
  if (name != NULL)
    p.name = *name;
  if (p.name.size == 0)
    return TRUE;
  if (p.external)
    return refuse_external (o, error);
  if (p.raw.data == NULL && !read_numbers (&p, tensor))
    done = vt_onnx_damaged (o, error);
  else
    done = add_parts (o, &p, error);
  g_clear_pointer (&p.typed, g_byte_array_unref);
  return done;
}

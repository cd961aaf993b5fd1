/* onnx-node.c: what the nodes of an ONNX graph tell about the weights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/formats/onnx-private.h"

/* No operation with weights takes more. */
#define MAX_INPUTS 8

/* Numbers of fields of NodeProto and AttributeProto. */
enum
{
  NODE_INPUT = 1,
  NODE_OUTPUT = 2,
  NODE_NAME = 3,
  NODE_OP = 4,
  NODE_ATTRIBUTE = 5,
  ATTRIBUTE_NAME = 1,
  ATTRIBUTE_INT = 3,
  ATTRIBUTE_TENSOR = 5,
  ATTRIBUTE_INTS = 8,
};

typedef struct
{
  VtProtoField input[MAX_INPUTS], output, name, op;
  guint n_inputs;
} Node;

/* What inputs of an operation are called in PyTorch. */
static const struct
{
  const char *op;
  guint input;
  const char *suffix;
} parameters[] = {
  { "Conv", 1, "weight" },
  { "Conv", 2, "bias" },
  { "ConvTranspose", 1, "weight" },
  { "ConvTranspose", 2, "bias" },
  { "Gather", 0, "weight" },
  { "Gemm", 1, "weight" },
  { "Gemm", 2, "bias" },
  { "LayerNormalization", 1, "weight" },
  { "LayerNormalization", 2, "bias" },
  { "InstanceNormalization", 1, "weight" },
  { "InstanceNormalization", 2, "bias" },
  { "LSTM", 1, "W" },
  { "LSTM", 2, "R" },
  { "LSTM", 3, "B" },
};

static gboolean
equals (const VtProtoField *field, const char *text)
{
  return field->size == strlen (text) && memcmp (field->data, text, field->size) == 0;
}

static gboolean
read_node (Node *node, VtProto bytes)
{
  VtProtoField field;

  while (vt_proto_next (&bytes, &field))
    {
      if (field.wire != VT_PROTO_BYTES)
        continue;
      if (field.number == NODE_INPUT && node->n_inputs < MAX_INPUTS)
        node->input[node->n_inputs++] = field;
      else if (field.number == NODE_OUTPUT && node->output.data == NULL)
        node->output = field;
      else if (field.number == NODE_NAME)
        node->name = field;
      else if (field.number == NODE_OP)
        node->op = field;
    }
  return !bytes.damaged;
}

/* The tensor of the Constant's attribute "value"; the scalar kinds hold no weights. */
gboolean
vt_onnx_add_constant (VtOnnx *o, VtProto bytes, GError **error)
{
  Node node = { 0 };
  VtProtoField field, part;

  if (!read_node (&node, bytes))
    return vt_onnx_damaged (o, error);
  if (!equals (&node.op, "Constant") || node.output.size == 0)
    return TRUE;
  while (vt_proto_next (&bytes, &field))
    {
      VtProto attribute = VT_PROTO (field.data, field.size);

      if (field.number != NODE_ATTRIBUTE || field.wire != VT_PROTO_BYTES)
        continue;
      while (vt_proto_next (&attribute, &part))
        if (part.number == ATTRIBUTE_TENSOR && part.wire == VT_PROTO_BYTES)
          return vt_onnx_add_tensor (o, VT_PROTO (part.data, part.size), &node.output, error);
      if (attribute.damaged)
        return vt_onnx_damaged (o, error);
    }
  return TRUE;
}

static char *
field_text (const VtProtoField *field)
{
  return g_utf8_validate ((const char *) field->data, (gssize) field->size, NULL)
             ? g_strndup ((const char *) field->data, field->size) : NULL;
}

/* "/dec/conv_pre/Conv" -> "dec.conv_pre"; @whole keeps the last part. */
static char *
scope (const VtProtoField *name, gboolean whole)
{
  g_autofree char *text = name->size > 1 && name->data[0] == '/' ? field_text (name) : NULL;
  char *last = text != NULL ? strrchr (text + 1, '/') : NULL;

  if (text == NULL || (last == NULL && !whole))
    return NULL;
  if (!whole)
    *last = '\0';
  return g_strdelimit (g_strdup (text + 1), "/", '.');
}

/* "dec.conv_pre" of the input "dec.conv_pre.bias". */
static char *
stem_of_bias (const Node *node)
{
  for (guint i = 1; i < node->n_inputs; i++)
    {
      g_autofree char *text = field_text (&node->input[i]);

      if (text != NULL && g_str_has_suffix (text, ".bias"))
        return g_strndup (text, strlen (text) - strlen (".bias"));
    }
  return NULL;
}

static void
add_alias (VtOnnx *o, const VtProtoField *input, const char *stem, const char *suffix)
{
  g_autofree char *name = field_text (input);
  g_autofree char *alias = g_strconcat (stem, ".", suffix, NULL);

  if (name != NULL && name[0] != '\0')
    vt_weights_add_alias (o->weights, alias, name);
}

static gboolean
is_weight (VtOnnx *o, const VtProtoField *input)
{
  g_autofree char *name = field_text (input);

  return name != NULL && name[0] != '\0' && vt_weights_find (o->weights, name) != NULL;
}

/* Names for the inputs of @node that are weights; the node's stem where it has any of them. */
static void
name_inputs (VtOnnx *o, const Node *node, const char *stem, gboolean *named)
{
  g_autofree char *whole = scope (&node->name, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (equals (&node->op, parameters[i].op) && parameters[i].input < node->n_inputs && stem != NULL
        && is_weight (o, &node->input[parameters[i].input]))
      {
        add_alias (o, &node->input[parameters[i].input], stem, parameters[i].suffix);
        *named = TRUE;
      }
  for (guint i = 0; i < node->n_inputs && whole != NULL && !*named; i++)
    if (is_weight (o, &node->input[i]))
      {
        g_autofree char *number = g_strdup_printf ("%u", i);

        add_alias (o, &node->input[i], whole, number);
      }
}

static void
add_int (GByteArray *ints, guint64 number)
{
  guint64 le = GUINT64_TO_LE (number);

  g_byte_array_append (ints, (const guint8 *) &le, sizeof le);
}

static void
read_ints (GByteArray *ints, const VtProtoField *field)
{
  VtProto packed = VT_PROTO (field->data, field->size);
  guint64 number;

  if (field->wire == VT_PROTO_VARINT)
    add_int (ints, field->value);
  else
    while (vt_proto_next_varint (&packed, &number))
      add_int (ints, number);
}

/* Keeps an attribute of integers as "STEM.ATTRIBUTE". */
static gboolean
add_attribute (VtOnnx *o, const char *stem, VtProto attribute, GError **error)
{
  g_autoptr (GByteArray) ints = g_byte_array_new ();
  g_autofree char *name = NULL, *key = NULL;
  VtMeta meta = { .type = VT_META_ARRAY, .element = VT_META_I64 };
  VtProtoField field;

  while (vt_proto_next (&attribute, &field))
    if (field.number == ATTRIBUTE_NAME && field.wire == VT_PROTO_BYTES && name == NULL)
      name = field_text (&field);
    else if (field.number == ATTRIBUTE_INT || field.number == ATTRIBUTE_INTS)
      read_ints (ints, &field);
  if (attribute.damaged)
    return vt_onnx_damaged (o, error);
  if (name == NULL || ints->len == 0)
    return TRUE;
  key = g_strconcat (stem, ".", name, NULL);
  if (vt_weights_meta (o->weights, key) != NULL)
    return TRUE; /* the weights are used twice */
  meta.length = ints->len / sizeof (gint64);
  meta.size = ints->len;
  meta.data = (const guint8 *) vt_weights_keep_string (o->weights, (const char *) ints->data, ints->len);
  return vt_weights_add_meta (o->weights, key, strlen (key), &meta, error);
}

gboolean
vt_onnx_name_by_node (VtOnnx *o, VtProto bytes, GError **error)
{
  g_autofree char *by_name = NULL, *by_bias = NULL;
  const char *stem;
  gboolean named = FALSE;
  Node node = { 0 };
  VtProtoField field;

  if (!read_node (&node, bytes))
    return vt_onnx_damaged (o, error);
  by_bias = stem_of_bias (&node);
  by_name = scope (&node.name, FALSE);
  stem = by_bias != NULL ? by_bias : by_name;
  name_inputs (o, &node, stem, &named);
  while (named && vt_proto_next (&bytes, &field))
    if (field.number == NODE_ATTRIBUTE && field.wire == VT_PROTO_BYTES
        && !add_attribute (o, stem, VT_PROTO (field.data, field.size), error))
      return FALSE;
  return TRUE;
}

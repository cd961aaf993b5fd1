/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/onnx.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/format.h"
#include "engine/formats/onnx-private.h"

/* Numbers of fields in onnx.proto that are used in this file. */
enum
{
  MODEL_PRODUCER = 2,
  MODEL_GRAPH = 7,
  MODEL_METADATA = 14,
  GRAPH_NODE = 1,
  GRAPH_INITIALIZER = 5,
};

static gboolean
add_text (VtOnnx *o, VtProtoField key, VtProtoField value, GError **error)
{
  VtMeta meta = { .type = VT_META_STRING, .element = VT_META_STRING, .length = 1, .data = value.data, .size = value.size };

  return vt_weights_add_meta (o->weights, (const char *) key.data, key.size, &meta, error);
}

/* One StringStringEntryProto. */
static gboolean
add_property (VtOnnx *o, VtProto entry, GError **error)
{
  VtProtoField field, key = { 0 }, value = { 0 };

  while (vt_proto_next (&entry, &field))
    if (field.wire == VT_PROTO_BYTES && field.number == 1)
      key = field;
    else if (field.wire == VT_PROTO_BYTES && field.number == 2)
      value = field;
  if (entry.damaged)
    return vt_onnx_damaged (o, error);
  return key.size == 0 || value.data == NULL || add_text (o, key, value, error);
}

gboolean
vt_onnx_damaged (VtOnnx *o, GError **error)
{
  return vt_format_damaged (error, o->file->path, "its parts do not fit together");
}

/* The initializers first, for nodes name them wherever they stand. */
static gboolean
read_graph (VtOnnx *o, VtProto graph, GError **error)
{
  VtProto again = graph;
  VtProtoField field;

  while (vt_proto_next (&graph, &field))
    {
      if (field.wire != VT_PROTO_BYTES)
        continue;
      if (field.number == GRAPH_INITIALIZER && !vt_onnx_add_tensor (o, VT_PROTO (field.data, field.size), NULL, error))
        return FALSE;
      if (field.number == GRAPH_NODE && !vt_onnx_add_constant (o, VT_PROTO (field.data, field.size), error))
        return FALSE;
    }
  if (graph.damaged)
    return vt_onnx_damaged (o, error);
  while (vt_proto_next (&again, &field))
    if (field.wire == VT_PROTO_BYTES && field.number == GRAPH_NODE
        && !vt_onnx_name_by_node (o, VT_PROTO (field.data, field.size), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_model (VtOnnx *o, GError **error)
{
  VtProto model = VT_PROTO (o->file->data, o->file->size);
  gboolean sound = TRUE, graph = FALSE;
  VtProtoField field;

  while (sound && vt_proto_next (&model, &field))
    {
      VtProto part = VT_PROTO (field.data, field.size);

      if (field.wire != VT_PROTO_BYTES)
        continue;
      if (field.number == MODEL_PRODUCER && vt_weights_meta (o->weights, "producer_name") == NULL)
        sound = add_text (o, (VtProtoField) { .data = (const guint8 *) "producer_name", .size = strlen ("producer_name") },
                          field, error);
      else if (field.number == MODEL_METADATA)
        sound = add_property (o, part, error);
      else if (field.number == MODEL_GRAPH)
        sound = graph = read_graph (o, part, error);
    }
  if (!sound)
    return FALSE;
  if (model.damaged)
    return vt_format_damaged (error, o->file->path, "it is cut or no ONNX model at all");
  return graph || vt_format_damaged (error, o->file->path, "it holds no model");
}

VtWeights *
vt_onnx_open_mapping (VtMapping *file, GError **error)
{
  g_autoptr (VtWeights) weights = vt_weights_new (&vt_format_onnx, file->path);
  VtOnnx o = { .weights = weights, .file = file };

  vt_weights_add_file (weights, file);
  return read_model (&o, error) ? g_steal_pointer (&weights) : NULL;
}

static VtWeights *
onnx_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = vt_mapping_open (path, error);

  return file != NULL ? vt_onnx_open_mapping (file, error) : NULL;
}

/* There is no magic number: the first field is the version, a small number. */
static gboolean
onnx_probe (const char *path, const guint8 *head, gsize n_head)
{
  return g_str_has_suffix (path, ".onnx") || (n_head > 3 && head[0] == 0x08 && head[1] > 0 && head[1] < 32 && head[2] == 0x12);
}

static char *
onnx_find (const char *folder)
{
  static const char *const names[] = { "model.onnx", NULL };

  return vt_format_find_file (folder, names, ".onnx");
}

const VtFormatClass vt_format_onnx = {
  .name = "ONNX",
  .probe = onnx_probe,
  .find = onnx_find,
  .open = onnx_open,
};

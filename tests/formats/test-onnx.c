/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/error.h"
#include "engine/formats/onnx.h"
#include "engine/formats/protobuf.h"
#include "tests/formats/bytes.h"

static void
put_varint (GByteArray *out, guint64 value)
{
  do
    {
      guint8 byte = (guint8) ((value & 0x7f) | (value > 0x7f ? 0x80 : 0));

      g_byte_array_append (out, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

static void
put_int (GByteArray *out, guint field, guint64 value)
{
  put_varint (out, field << 3 | VT_PROTO_VARINT);
  put_varint (out, value);
}

static void
put_bytes (GByteArray *out, guint field, const void *data, gsize size)
{
  put_varint (out, field << 3 | VT_PROTO_BYTES);
  put_varint (out, size);
  g_byte_array_append (out, data, (guint) size);
}

static void
put_text (GByteArray *out, guint field, const char *text)
{
  put_bytes (out, field, text, strlen (text));
}

/* Takes @part. */
static void
put_part (GByteArray *out, guint field, GByteArray *part)
{
  put_bytes (out, field, part->data, part->len);
  g_byte_array_unref (part);
}

/* A tensor with @raw as its elements, or without any where that is NULL. */
static GByteArray *
tensor (const char *name, guint type, gint64 outer, gint64 inner, const void *raw, gsize size)
{
  GByteArray *out = g_byte_array_new ();

  put_int (out, 1, (guint64) outer);
  put_int (out, 1, (guint64) inner);
  put_int (out, 2, type);
  put_text (out, 8, name);
  if (raw != NULL)
    put_bytes (out, 9, raw, size);
  return out;
}

static GByteArray *
node (const char *op, const char *name, const char *first, const char *second, const char *third)
{
  GByteArray *out = g_byte_array_new (), *strides = g_byte_array_new ();

  put_text (out, 1, first);
  put_text (out, 1, second);
  put_text (out, 1, third);
  put_text (out, 2, "out");
  put_text (out, 3, name);
  put_text (out, 4, op);
  put_text (strides, 1, "strides");
  put_int (strides, 8, 8);
  put_int (strides, 8, (guint64) -3);
  put_part (out, 5, strides);
  return out;
}

/* Takes @graph. */
static GByteArray *
model (GByteArray *graph)
{
  GByteArray *out = g_byte_array_new (), *property = g_byte_array_new ();

  put_int (out, 1, 8);
  put_text (out, 2, "pytorch");
  put_text (property, 1, "voice");
  put_text (property, 2, "joe");
  put_part (out, 14, property);
  put_part (out, 7, graph);
  return out;
}

static const float six[] = { 1, 2, 3, 4, 5, 6 };

static GByteArray *
sample (void)
{
  GByteArray *graph = g_byte_array_new (), *typed;

  put_part (graph, 1, node ("Conv", "/dec/pre/Conv", "x", "onnx::Conv_12", "dec.pre.bias"));
  put_part (graph, 1, node ("ConvTranspose", "Conv_9", "x", "77", "dec.ups.0.bias"));
  put_part (graph, 1, node ("Gather", "/enc/emb/Gather", "sid", "ids", ""));
  put_part (graph, 1, node ("Mul", "/dp/flows.0/Mul", "out", "/dp/Exp_output_0", ""));
  put_part (graph, 5, tensor ("onnx::Conv_12", 1, 2, 3, six, sizeof six));
  put_part (graph, 5, tensor ("dec.pre.bias", 1, 1, 2, six, 8));
  put_part (graph, 5, tensor ("77", 1, 3, 2, six, sizeof six));
  put_part (graph, 5, tensor ("dec.ups.0.bias", 1, 1, 2, six, 8));
  put_part (graph, 5, tensor ("sid", 2, 2, 3, "abcdef", 6));
  put_part (graph, 5, tensor ("/dp/Exp_output_0", 1, 1, 1, six, 4));
  typed = tensor ("typed", 3, 1, 4, NULL, 0);
  put_bytes (typed, 5, "\x01\x02", 2);
  put_int (typed, 5, (guint64) -1);
  put_int (typed, 5, 127);
  put_part (graph, 5, typed);
  typed = tensor ("floats", 1, 2, 3, NULL, 0);
  put_bytes (typed, 4, six, sizeof six);
  put_part (graph, 5, typed);
  return model (graph);
}

/* Takes @bytes. */
static VtWeights *
open_bytes (GByteArray *bytes, GError **error)
{
  g_autoptr (GByteArray) owned = bytes;
  g_autoptr (VtMapping) file = map_bytes (owned);

  return vt_onnx_open_mapping (file, error);
}

static void
test_sample (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = open_bytes (sample (), &error);
  const VtTensorInfo *info;
  g_autofree char *voice = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n_tensors (weights), ==, 8);
  info = vt_weights_find (weights, "onnx::Conv_12");
  g_assert_cmpint (info->ne[0], ==, 3);
  g_assert_cmpint (info->ne[1], ==, 2);
  g_assert_cmpmem (info->data, info->size, six, sizeof six);
  g_assert_cmpuint (GPOINTER_TO_SIZE (info->data) % sizeof (float), ==, 0);
  info = vt_weights_find (weights, "sid");
  g_assert_cmpint (info->type, ==, VT_TYPE_UNKNOWN);
  g_assert_cmpmem (info->data, info->size, "abcdef", 6);
  info = vt_weights_find (weights, "typed");
  g_assert_cmpint (info->type, ==, VT_TYPE_I8);
  g_assert_cmpmem (info->data, info->size, "\x01\x02\xff\x7f", 4);
  info = vt_weights_find (weights, "floats");
  g_assert_cmpmem (info->data, info->size, six, sizeof six);
  voice = vt_weights_dup_meta_string (weights, "voice");
  g_assert_cmpstr (voice, ==, "joe");
}

/* A made-up name is found by the node's scope, by the bias beside it, by the scope and number. */
static void
test_names (void)
{
  g_autoptr (VtWeights) weights = open_bytes (sample (), NULL);
  const VtMeta *strides = vt_weights_meta (weights, "dec.ups.0.strides");
  gint64 first, second;

#define SAME(a, b) g_assert_true (vt_weights_find (weights, a) == vt_weights_find (weights, b))
  SAME ("dec.pre.weight", "onnx::Conv_12");
  SAME ("dec.ups.0.weight", "77");
  SAME ("enc.emb.weight", "sid");
  SAME ("dp.flows.0.Mul.1", "/dp/Exp_output_0");
#undef SAME
  g_assert_null (vt_weights_find (weights, "enc.emb.bias"));
  g_assert_cmpuint (strides->length, ==, 2);
  g_assert_true (vt_meta_read_int_at (strides, 0, &first) && vt_meta_read_int_at (strides, 1, &second));
  g_assert_cmpint (first, ==, 8);
  g_assert_cmpint (second, ==, -3);
}

/* Protobuf has no end mark: a file cut between two fields is a sound one, without a model. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GByteArray) bytes = sample ();

  for (guint size = 1; size < bytes->len; size++)
    {
      g_autoptr (VtMapping) file = vt_mapping_new_copy ("cut.onnx", bytes->data, size);
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_onnx_open_mapping (file, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "cut.onnx"));
    }
}

/* Takes @odd, one more tensor. */
static void
check_refused (GByteArray *odd, int code, const char *says)
{
  GByteArray *graph = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  put_part (graph, 5, odd);
  g_assert_null (open_bytes (model (graph), &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_refused (void)
{
  GByteArray *external = tensor ("w", 1, 2, 3, NULL, 0), *deep = tensor ("w", 1, 1, 1, six, 4);

  put_int (external, 14, 1);
  for (guint i = 0; i < 8; i++)
    put_int (deep, 1, 1);
  check_refused (external, VT_ERROR_UNSUPPORTED, "further files");
  check_refused (deep, VT_ERROR_CORRUPT, "do not fit together");
  check_refused (tensor ("w", 1, 2, 3, NULL, 0), VT_ERROR_CORRUPT, "without numbers");
  check_refused (tensor ("w", 1, 2, 4, six, sizeof six), VT_ERROR_CORRUPT, "does not fit its shape");
  check_refused (tensor ("w", 1, -1, 4, six, sizeof six), VT_ERROR_CORRUPT, "do not fit together");
  check_refused (tensor ("w", 1, (gint64) 1 << 40, (gint64) 1 << 40, six, sizeof six), VT_ERROR_CORRUPT, "makes no sense");
  check_refused (tensor ("\xff", 1, 2, 3, six, sizeof six), VT_ERROR_CORRUPT, "not text");
}

static void
test_no_model (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  put_int (bytes, 1, 8);
  g_assert_null (open_bytes (g_steal_pointer (&bytes), &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
}

/* By what the file is called or begins with, and in a folder. */
static void
test_open (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *plain = g_build_filename (folder, "voice", NULL);
  g_autoptr (GByteArray) bytes = sample ();
  g_autoptr (VtWeights) in_folder = NULL, by_head = NULL;

  save_bytes (folder, "voice", bytes->data, bytes->len);
  by_head = vt_weights_open (plain, NULL);
  g_assert_cmpstr (vt_weights_format (by_head), ==, "ONNX");
  save_bytes (folder, "voice.onnx", bytes->data, bytes->len);
  in_folder = vt_weights_open (folder, NULL);
  g_assert_cmpstr (vt_weights_format (in_folder), ==, "ONNX");
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/sample", test_sample);
  g_test_add_func ("/onnx/names", test_names);
  g_test_add_func ("/onnx/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/onnx/refused", test_refused);
  g_test_add_func ("/onnx/no-model", test_no_model);
  g_test_add_func ("/onnx/open", test_open);
  return g_test_run ();
}

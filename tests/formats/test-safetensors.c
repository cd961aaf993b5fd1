/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/error.h"
#include "engine/formats/safetensors.h"
#include "tests/formats/bytes.h"

/* A file of that header and @n_data bytes 0, 1, 2, … */
static GByteArray *
build (const char *header, guint n_data)
{
  GByteArray *out = g_byte_array_new ();

  put_string (out, header);
  for (guint i = 0; i < n_data; i++)
    {
      guint8 byte = (guint8) i;

      g_byte_array_append (out, &byte, 1);
    }
  return out;
}

static const char sample[]
    = "{\"__metadata__\":{\"format\":\"pt\"},"
      "\"embed\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
      "\"scalar\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[24,32]},"
      "\"none\":{\"dtype\":\"F16\",\"shape\":[0,5],\"data_offsets\":[32,32]},"
      "\"conv\":{\"dtype\":\"BF16\",\"shape\":[1,2,1,3,2],\"data_offsets\":[32,56]},"
      "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[4],\"data_offsets\":[56,60]}}";

static VtWeights *
open_bytes (const GByteArray *bytes, GError **error)
{
  g_autoptr (VtMapping) file = map_bytes (bytes);

  return vt_safetensors_open_mapping (file, error);
}

static void
test_sample (void)
{
  g_autoptr (GByteArray) bytes = build (sample, 60);
  g_autoptr (GError) error = NULL, mask = NULL;
  g_autoptr (VtWeights) weights = open_bytes (bytes, &error);
  const VtTensorInfo *info;
  g_autofree char *format = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n_tensors (weights), ==, 5);
  info = vt_weights_find (weights, "embed");
  g_assert_cmpint (info->ne[0], ==, 3);
  g_assert_cmpint (info->ne[1], ==, 2);
  g_assert_cmpuint (GPOINTER_TO_SIZE (info->data) % 4, ==, 0);
  g_assert_cmpint (info->data[23], ==, 23);
  g_assert_cmpuint (vt_weights_find (weights, "scalar")->n_dims, ==, 0);
  g_assert_cmpuint (vt_weights_find (weights, "scalar")->size, ==, 8);
  g_assert_cmpuint (vt_weights_find (weights, "none")->size, ==, 0);
  info = vt_weights_find (weights, "conv");
  g_assert_cmpuint (info->n_dims, ==, 5);
  g_assert_cmpint (info->ne[0], ==, 2);
  g_assert_cmpint (info->ne[1], ==, 3);
  g_assert_cmpint (info->ne[3], ==, 2);
  g_assert_null (vt_weights_require (weights, "mask", &mask));
  g_assert_nonnull (strstr (mask->message, "BOOL"));
  format = vt_weights_dup_meta_string (weights, "format");
  g_assert_cmpstr (format, ==, "pt");
}

static void
test_cut_anywhere (void)
{
  g_autoptr (GByteArray) bytes = build (sample, 60);

  for (guint size = 1; size < bytes->len; size++)
    {
      g_autoptr (VtMapping) file = vt_mapping_new_copy ("cut.safetensors", bytes->data, size);
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_safetensors_open_mapping (file, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "cut.safetensors"));
    }
}

/* Elements at odd places are handed out aligned all the same. */
static void
test_odd_places (void)
{
  for (guint blanks = 0; blanks < 8; blanks++)
    {
      g_autofree char *pad = g_strnfill (blanks, ' ');
      g_autofree char *header = g_strconcat (sample, pad, NULL);
      g_autoptr (GByteArray) bytes = build (header, 60);
      g_autoptr (VtWeights) weights = open_bytes (bytes, NULL);
      const VtTensorInfo *info = vt_weights_find (weights, "scalar");

      g_assert_cmpuint (GPOINTER_TO_SIZE (info->data) % 8, ==, 0);
      g_assert_cmpint (info->data[0], ==, 24);
    }
}

static void
check_refused (const char *entry, const char *says)
{
  g_autofree char *header = g_strdup_printf ("{\"w\":%s}", entry);
  g_autoptr (GByteArray) bytes = build (header, 16);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_bytes (bytes, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

#define ENTRY(shape, offsets) "{\"dtype\":\"F32\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static void
test_refused (void)
{
  check_refused ("1", "type or shape");
  check_refused ("{}", "type or shape");
  check_refused (ENTRY ("2", "[0,8]"), "type or shape");
  check_refused (ENTRY ("[-2]", "[0,8]"), "type or shape");
  check_refused (ENTRY ("[2.5]", "[0,8]"), "type or shape");
  check_refused (ENTRY ("[1,1,1,1,1,1,1,1,2]", "[0,8]"), "type or shape");
  check_refused (ENTRY ("[2]", "[0,20]"), "ends before");
  check_refused (ENTRY ("[2]", "[8,0]"), "ends before");
  check_refused (ENTRY ("[2]", "[-8,0]"), "ends before");
  check_refused (ENTRY ("[2]", "[0]"), "ends before");
  check_refused (ENTRY ("[2]", "[9223372036854775807,9223372036854775807]"), "ends before");
  check_refused (ENTRY ("[2]", "[0,12]"), "does not fit its shape");
  check_refused (ENTRY ("[4294967296,4294967296]", "[0,0]"), "makes no sense");
  check_refused (ENTRY ("[4611686018427387904]", "[0,0]"), "does not fit its shape");
  check_refused (ENTRY ("[2]", "[0,8]") ",\"w\":" ENTRY ("[2]", "[0,8]"), "“w” stands twice");
}

static void
test_header_length (void)
{
  static const guint64 lengths[] = { 0, 1, 17, 100000001, G_MAXUINT64, G_MAXUINT64 - 8 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      put_u64 (bytes, lengths[i]);
      put_u64 (bytes, 0);
      put_u64 (bytes, 0);
      g_assert_null (open_bytes (bytes, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
    }
}

static void
save_shard (const char *folder, const char *name, const char *tensor)
{
  g_autofree char *header = g_strdup_printf ("{\"%s\":" ENTRY ("[2]", "[0,8]") "}", tensor);
  g_autoptr (GByteArray) bytes = build (header, 8);

  save_bytes (folder, name, bytes->data, bytes->len);
}

static void
save_index (const char *folder, const char *map)
{
  g_autofree char *index = g_strdup_printf ("{\"metadata\":{},\"weight_map\":%s}", map);

  save_bytes (folder, "model.safetensors.index.json", index, strlen (index));
}

static void
check_index_refused (const char *folder, const char *map, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  save_index (folder, map);
  g_assert_null (vt_weights_open (folder, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_shards (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (VtWeights) weights = NULL;
  g_autoptr (GError) error = NULL;

  save_shard (folder, "1.safetensors", "a");
  save_shard (folder, "2.safetensors", "b");
  save_index (folder, "{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}");
  weights = vt_weights_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n_tensors (weights), ==, 2);
  g_assert_cmpuint (vt_weights_find (weights, "b")->file, ==, 1);
  g_assert_cmpstr (vt_weights_folder (weights), ==, folder);
  check_index_refused (folder, "{\"a\":\"3.safetensors\"}", VT_ERROR_NOT_FOUND, "part of the model is missing");
  check_index_refused (folder, "{\"a\":\"2.safetensors\"}", VT_ERROR_CORRUPT, "no part has");
  check_index_refused (folder, "{\"a\":\"../1.safetensors\"}", VT_ERROR_CORRUPT, "cannot lie beside");
  check_index_refused (folder, "{\"a\":\"/etc/passwd\"}", VT_ERROR_CORRUPT, "cannot lie beside");
  check_index_refused (folder, "{\"a\":7}", VT_ERROR_CORRUPT, "cannot lie beside");
  check_index_refused (folder, "[]", VT_ERROR_CORRUPT, "weight_map");
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/sample", test_sample);
  g_test_add_func ("/safetensors/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/safetensors/odd-places", test_odd_places);
  g_test_add_func ("/safetensors/refused", test_refused);
  g_test_add_func ("/safetensors/header-length", test_header_length);
  g_test_add_func ("/safetensors/shards", test_shards);
  return g_test_run ();
}

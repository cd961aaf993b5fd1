/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/error.h"
#include "engine/formats/gguf.h"
#include "tests/formats/bytes.h"

static void
put_head (GByteArray *out, guint32 version, guint64 tensors, guint64 metas)
{
  g_byte_array_append (out, (const guint8 *) "GGUF", 4);
  put_u32 (out, version);
  put_u64 (out, tensors);
  put_u64 (out, metas);
}

static void
put_key (GByteArray *out, const char *key, VtMetaType type)
{
  put_string (out, key);
  put_u32 (out, type);
}

static void
put_tensor (GByteArray *out, const char *name, VtType type, guint n_dims, guint64 ne0, guint64 ne1,
            guint64 offset)
{
  put_string (out, name);
  put_u32 (out, n_dims);
  if (n_dims > 0)
    put_u64 (out, ne0);
  if (n_dims > 1)
    put_u64 (out, ne1);
  put_u32 (out, type);
  put_u64 (out, offset);
}

static void
put_strings (GByteArray *out, const char *key, const char *const *strings, guint n)
{
  put_key (out, key, VT_META_ARRAY);
  put_u32 (out, VT_META_STRING);
  put_u64 (out, n);
  for (guint i = 0; i < n; i++)
    put_string (out, strings[i]);
}

/* One of everything: 7 values, 3 tensors. */
static GByteArray *
sample (guint32 version)
{
  static const char *const tokens[] = { "<s>", "", "▁hello" };
  GByteArray *out = g_byte_array_new ();

  put_head (out, version, 3, 7);
  put_key (out, "general.architecture", VT_META_STRING);
  put_string (out, "llama");
  put_key (out, "general.alignment", VT_META_U32);
  put_u32 (out, 64);
  put_strings (out, "tokens", tokens, 3);
  put_key (out, "scores", VT_META_ARRAY);
  put_u32 (out, VT_META_F32);
  put_u64 (out, 2);
  put_u32 (out, 0x3f800000);
  put_u32 (out, 0xc0000000);
  put_key (out, "negative", VT_META_I64);
  put_u64 (out, (guint64) -5);
  put_key (out, "huge", VT_META_U64);
  put_u64 (out, G_MAXUINT64);
  put_key (out, "yes", VT_META_BOOLEAN);
  g_byte_array_append (out, (const guint8 *) "\1", 1);
  put_tensor (out, "embed", VT_TYPE_F32, 2, 4, 2, 0);
  put_tensor (out, "q", VT_TYPE_Q8_0, 1, 64, 0, 64);
  put_tensor (out, "odd", (VtType) 16, 1, 256, 0, 192);
  put_padding (out, 64);
  for (guint i = 0; i < 64; i++)
    put_u32 (out, i);
  return out;
}

static VtWeights *
open_bytes (const GByteArray *bytes, GError **error)
{
  g_autoptr (VtMapping) file = map_bytes (bytes);

  return vt_gguf_open_mapping (file, error);
}

static void
check_metas (const VtWeights *weights)
{
  g_autofree char *architecture = vt_weights_dup_meta_string (weights, "general.architecture");
  const VtMeta *tokens = vt_weights_meta (weights, "tokens");
  gsize length;
  gint64 integer;
  double number;

  g_assert_cmpstr (architecture, ==, "llama");
  g_assert_cmpuint (vt_weights_n_meta (weights), ==, 7);
  g_assert_cmpuint (tokens->length, ==, 3);
  g_assert_cmpmem (vt_meta_string_at (tokens, 2, &length), length, "▁hello", 8);
  g_assert_cmpmem (vt_meta_string_at (tokens, 0, &length), length, "<s>", 3);
  g_assert_nonnull (vt_meta_string_at (tokens, 1, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_null (vt_meta_string_at (tokens, 3, &length));
  g_assert_true (vt_meta_read_double_at (vt_weights_meta (weights, "scores"), 1, &number));
  g_assert_cmpfloat (number, ==, -2);
  g_assert_false (vt_meta_read_double_at (vt_weights_meta (weights, "scores"), 2, &number));
  g_assert_cmpint (vt_weights_meta_int (weights, "negative", 0), ==, -5);
  g_assert_false (vt_meta_read_int (vt_weights_meta (weights, "huge"), &integer));
  g_assert_cmpfloat (vt_weights_meta_double (weights, "huge", 0), ==, 0x1p64);
  g_assert_true (vt_weights_meta_boolean (weights, "yes", FALSE));
  g_assert_cmpint (vt_weights_meta_int (weights, "missing", 9), ==, 9);
  g_assert_cmpint (vt_weights_meta_int (weights, "tokens", 9), ==, 9);
}

static void
check_tensors (const VtWeights *weights)
{
  const VtTensorInfo *embed = vt_weights_find (weights, "embed");
  const VtTensorInfo *q = vt_weights_find (weights, "q");
  g_autoptr (GError) unsupported = NULL, missing = NULL;
  guint32 word;

  g_assert_cmpuint (vt_weights_n_tensors (weights), ==, 3);
  g_assert_cmpint (embed->ne[0], ==, 4);
  g_assert_cmpint (embed->ne[1], ==, 2);
  g_assert_cmpint (embed->ne[2], ==, 1);
  g_assert_cmpuint (embed->size, ==, 32);
  memcpy (&word, embed->data + 28, 4);
  g_assert_cmpuint (word, ==, 7);
  g_assert_cmpuint (q->size, ==, 68);
  memcpy (&word, q->data, 4);
  g_assert_cmpuint (word, ==, 16);
  g_assert_null (vt_weights_require (weights, "odd", &unsupported));
  g_assert_error (unsupported, VT_ERROR, VT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (unsupported->message, "IQ2_XXS"));
  g_assert_null (vt_weights_require (weights, "nothing", &missing));
  g_assert_error (missing, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_cmpuint (vt_weights_bytes (weights), ==, 100);
}

static void
test_sample (void)
{
  for (guint version = 2; version <= 3; version++)
    {
      g_autoptr (GByteArray) bytes = sample (version);
      g_autoptr (GError) error = NULL;
      g_autoptr (VtWeights) weights = open_bytes (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (vt_weights_format (weights), ==, "GGUF");
      check_metas (weights);
      check_tensors (weights);
    }
}

/* The last weights end at byte 64 + 68 of the data; "odd" begins at 192. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GByteArray) bytes = sample (3);
  guint whole = bytes->len - 256 + 192;

  for (guint size = 1; size < bytes->len; size++)
    {
      g_autoptr (VtMapping) file = vt_mapping_new_copy ("cut.gguf", bytes->data, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (VtWeights) weights = vt_gguf_open_mapping (file, &error);

      g_assert_cmpint (weights != NULL, ==, size >= whole);
      if (weights != NULL)
        continue;
      g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "cut.gguf"));
    }
}

static void
check_refused (GByteArray *bytes, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_bytes (bytes, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
  g_byte_array_unref (bytes);
}

static GByteArray *
head_only (guint32 version, guint64 tensors, guint64 metas)
{
  GByteArray *out = g_byte_array_new ();

  put_head (out, version, tensors, metas);
  return out;
}

static GByteArray *
one_tensor (VtType type, guint n_dims, guint64 ne0, guint64 ne1, guint64 offset)
{
  GByteArray *out = head_only (3, 1, 0);

  put_tensor (out, "w", type, n_dims, ne0, ne1, offset);
  put_padding (out, 32);
  for (guint i = 0; i < 32; i++)
    put_u32 (out, 0);
  return out;
}

static void
test_versions (void)
{
  check_refused (head_only (1, 0, 0), VT_ERROR_UNSUPPORTED, "version 1");
  check_refused (head_only (4, 0, 0), VT_ERROR_UNSUPPORTED, "version 4");
  check_refused (head_only (0x03000000, 0, 0), VT_ERROR_UNSUPPORTED, "big-endian");
}

static void
test_counts (void)
{
  check_refused (head_only (3, G_MAXUINT64, 0), VT_ERROR_CORRUPT, "more parts");
  check_refused (head_only (3, 0, G_MAXUINT64), VT_ERROR_CORRUPT, "more parts");
  check_refused (head_only (3, 1000000000, 0), VT_ERROR_CORRUPT, "more parts");
  check_refused (head_only (3, 1, 0), VT_ERROR_CORRUPT, "too early");
}

static void
test_shapes (void)
{
  check_refused (one_tensor (VT_TYPE_F32, 1, (guint64) 1 << 62, 0, 0), VT_ERROR_CORRUPT, "size");
  check_refused (one_tensor (VT_TYPE_F32, 1, G_MAXUINT64, 0, 0), VT_ERROR_CORRUPT, "shape");
  check_refused (one_tensor (VT_TYPE_F32, 2, (guint64) 1 << 32, (guint64) 1 << 32, 0),
                 VT_ERROR_CORRUPT, "shape");
  check_refused (one_tensor (VT_TYPE_Q4_0, 1, 33, 0, 0), VT_ERROR_CORRUPT, "blocks of 32");
  check_refused (one_tensor (VT_TYPE_F32, 1, 33, 0, 0), VT_ERROR_CORRUPT, "ends before");
  check_refused (one_tensor (VT_TYPE_F32, 1, 1, 0, 8), VT_ERROR_CORRUPT, "odd place");
  check_refused (one_tensor (VT_TYPE_F32, 1, 1, 0, (guint64) -32), VT_ERROR_CORRUPT, "odd place");
  check_refused (one_tensor (VT_TYPE_F32, 1, 1, 0, 128), VT_ERROR_CORRUPT, "ends before");
  check_refused (one_tensor (VT_TYPE_F32, 5, 1, 1, 0), VT_ERROR_CORRUPT, "5 dimensions");
}

static void
test_values (void)
{
  GByteArray *bytes = head_only (3, 0, 1);

  put_key (bytes, "k", VT_META_ARRAY);
  put_u32 (bytes, VT_META_ARRAY);
  put_u64 (bytes, 1);
  check_refused (bytes, VT_ERROR_CORRUPT, "lists of lists");
  bytes = head_only (3, 0, 1);
  put_key (bytes, "k", VT_META_ARRAY);
  put_u32 (bytes, VT_META_U64);
  put_u64 (bytes, (guint64) 1 << 61); /* times 8 is 0 in 64 bits */
  check_refused (bytes, VT_ERROR_CORRUPT, "too early");
  bytes = head_only (3, 0, 1);
  put_key (bytes, "k", VT_META_ARRAY);
  put_u32 (bytes, VT_META_STRING);
  put_u64 (bytes, G_MAXUINT64);
  put_string (bytes, "one");
  check_refused (bytes, VT_ERROR_CORRUPT, "too early");
  bytes = head_only (3, 0, 1);
  put_key (bytes, "k", (VtMetaType) 77);
  check_refused (bytes, VT_ERROR_CORRUPT, "unknown kind 77");
  bytes = head_only (3, 0, 1);
  put_key (bytes, "\xff", VT_META_U32);
  put_u32 (bytes, 0);
  check_refused (bytes, VT_ERROR_CORRUPT, "not text");
}

static void
test_duplicates (void)
{
  GByteArray *bytes = head_only (3, 2, 0);

  put_tensor (bytes, "w", VT_TYPE_F32, 0, 0, 0, 0);
  put_tensor (bytes, "w", VT_TYPE_F32, 0, 0, 0, 0);
  put_padding (bytes, 32);
  put_u32 (bytes, 0);
  check_refused (bytes, VT_ERROR_CORRUPT, "“w” twice");
  bytes = head_only (3, 0, 2);
  for (guint i = 0; i < 2; i++)
    {
      put_key (bytes, "k", VT_META_U32);
      put_u32 (bytes, 0);
    }
  check_refused (bytes, VT_ERROR_CORRUPT, "“k” twice");
}

static void
test_alignment (void)
{
  static const guint32 wrong[] = { 0, 3, 4, 48, 1u << 21 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      GByteArray *bytes = head_only (3, 0, 1);

      put_key (bytes, "general.alignment", VT_META_U32);
      put_u32 (bytes, wrong[i]);
      check_refused (bytes, VT_ERROR_CORRUPT, "alignment");
    }
}

static void
save_part (const char *folder, guint part, guint parts, const char *tensor, guint32 value)
{
  g_autoptr (GByteArray) bytes = head_only (3, 1, 1);
  g_autofree char *name = g_strdup_printf ("m-%05u-of-%05u.gguf", part, parts);

  put_key (bytes, "split.tensors.count", VT_META_I32);
  put_u32 (bytes, 3);
  put_tensor (bytes, tensor, VT_TYPE_I32, 1, 1, 0, 0);
  put_padding (bytes, 32);
  put_u32 (bytes, value);
  save_bytes (folder, name, bytes->data, bytes->len);
}

static void
test_split (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *second = g_build_filename (folder, "m-00002-of-00003.gguf", NULL);
  g_autoptr (GError) missing = NULL, error = NULL;
  g_autoptr (VtWeights) weights = NULL, by_folder = NULL;

  save_part (folder, 1, 3, "a", 11);
  save_part (folder, 2, 3, "b", 22);
  g_assert_null (vt_weights_open (second, &missing));
  g_assert_error (missing, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (missing->message, "Part 3 of 3"));
  save_part (folder, 3, 3, "c", 33);
  weights = vt_weights_open (second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n_files (weights), ==, 3);
  g_assert_cmpuint (vt_weights_find (weights, "c")->file, ==, 2);
  g_assert_cmpint (vt_weights_find (weights, "c")->data[0], ==, 33);
  by_folder = vt_weights_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_weights_n_tensors (by_folder), ==, 3);
  remove_folder (folder);
}

static void
test_split_that_does_not_fit (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GError) error = NULL;

  save_part (folder, 1, 2, "a", 1);
  save_part (folder, 2, 2, "b", 2);
  g_assert_null (vt_weights_open (folder, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "belong together"));
  remove_folder (folder);
}

static void
test_other_files (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "x.bin", NULL);
  g_autoptr (GError) lfs = NULL, unknown = NULL, empty = NULL, nothing = NULL;

  g_assert_null (vt_weights_open (folder, &nothing));
  g_assert_error (nothing, VT_ERROR, VT_ERROR_NOT_FOUND);
  save_bytes (folder, "x.bin", "version https://git-lfs.github.com/spec/v1\n", 43);
  g_assert_null (vt_weights_open (path, &lfs));
  g_assert_nonnull (strstr (lfs->message, "Git LFS"));
  save_bytes (folder, "x.bin", "PK", 2);
  g_assert_null (vt_weights_open (path, &unknown));
  g_assert_error (unknown, VT_ERROR, VT_ERROR_UNSUPPORTED);
  save_bytes (folder, "x.bin", "", 0);
  g_assert_null (vt_weights_open (path, &empty));
  g_assert_nonnull (strstr (empty->message, "empty"));
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gguf/sample", test_sample);
  g_test_add_func ("/gguf/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/gguf/versions", test_versions);
  g_test_add_func ("/gguf/counts", test_counts);
  g_test_add_func ("/gguf/shapes", test_shapes);
  g_test_add_func ("/gguf/values", test_values);
  g_test_add_func ("/gguf/duplicates", test_duplicates);
  g_test_add_func ("/gguf/alignment", test_alignment);
  g_test_add_func ("/gguf/split", test_split);
  g_test_add_func ("/gguf/split-that-does-not-fit", test_split_that_does_not_fit);
  g_test_add_func ("/gguf/other-files", test_other_files);
  return g_test_run ();
}

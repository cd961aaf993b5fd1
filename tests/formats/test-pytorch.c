/* The reader of PyTorch's files, on those of tests/vectors/make-pytorch.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/pytorch.h"

static char *
path_of (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "fuzz", "corpus", "pytorch", name, NULL);
}

static void
assert_floats (const VtWeights *w, const char *name, const gint64 ne[3], const float *values)
{
  const VtTensorInfo *t = vt_weights_find (w, name);

  g_assert_nonnull (t);
  g_assert_cmpint (t->type, ==, VT_TYPE_F32);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (t->ne[i], ==, ne[i]);
  g_assert_cmpmem (t->data, t->size, values, (gsize) (ne[0] * ne[1] * ne[2]) * sizeof (float));
}

static void
test_tensors (gconstpointer file)
{
  g_autofree char *path = path_of (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) w = vt_weights_open (path, &error);
  const VtTensorInfo *count, *half;
  float numbers[24], turned[24];

  g_assert_no_error (error);
  g_assert_cmpstr (vt_weights_format (w), ==, "PyTorch");
  g_assert_cmpuint (vt_weights_n_tensors (w), ==, 6);
  for (guint i = 0; i < 24; i++)
    {
      numbers[i] = (float) i;
      turned[i] = (float) (i % 4 * 6 + i / 4);
    }
  assert_floats (w, "whole.weight", (gint64[]) { 4, 3, 2 }, numbers);
  assert_floats (w, "turned.weight", (gint64[]) { 4, 6, 1 }, turned);
  assert_floats (w, "part.weight", (gint64[]) { 3, 2, 1 }, numbers + 6);
  assert_floats (w, "parameter", (gint64[]) { 2, 1, 1 }, numbers + 3);
  count = vt_weights_find (w, "count");
  g_assert_cmpuint (count->n_dims, ==, 0);
  g_assert_cmpint (*(const gint64 *) count->data, ==, 7);
  half = vt_weights_find (w, "half.bias");
  g_assert_cmpint (half->type, ==, VT_TYPE_F16);
  g_assert_cmpmem (half->data, half->size, ((const guint16[]) { 0x3e00, 0xc000 }), 4);
}

/* Nothing is run, and the message says what was asked for. */
static void
test_hostile (gconstpointer file)
{
  g_autofree char *path = path_of (file);
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_weights_open (path, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, "posix.system"));
  g_assert_false (g_file_test ("/tmp/vitrine-was-here", G_FILE_TEST_EXISTS));
}

/* Cut anywhere, a file is refused. */
static void
test_cut (gconstpointer name)
{
  g_autofree char *path = path_of (name);
  g_autoptr (VtMapping) whole = vt_mapping_open (path, NULL);

  for (gsize size = 1; size < whole->size; size += 7)
    {
      g_autoptr (VtMapping) cut = vt_mapping_new_copy ("cut.pth", whole->data, size);
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_pytorch_open_mapping (cut, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
    }
}

static VtWeights *
open_corpus (const char *name)
{
  g_autofree char *path = path_of (name);
  g_autoptr (GError) error = NULL;
  VtWeights *w = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return w;
}

/* Dictionaries within the whole, but none within those; a file that is one tensor. */
static void
test_parts (void)
{
  static const float numbers[24] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 };
  g_autoptr (VtWeights) parts = open_corpus ("parts.pth"), alone = open_corpus ("alone.pt");

  g_assert_cmpuint (vt_weights_n_tensors (parts), ==, 2);
  assert_floats (parts, "net.module.weight", (gint64[]) { 4, 1, 1 }, numbers);
  assert_floats (parts, "bias", (gint64[]) { 2, 1, 1 }, numbers + 4);
  g_assert_cmpuint (vt_weights_n_tensors (alone), ==, 1);
  assert_floats (alone, "tensor", (gint64[]) { 4, 1, 6 }, numbers);
}

/* One dictionary under many names is refused; one that holds itself does no harm. */
static void
test_within_each_other (void)
{
  g_autofree char *path = path_of ("many.pth");
  g_autoptr (VtWeights) ring = open_corpus ("ring.pth");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (vt_weights_n_tensors (ring), ==, 2);
  g_assert_null (vt_weights_open (path, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pytorch/tensors/zip", "zip.pth", test_tensors);
  g_test_add_data_func ("/pytorch/tensors/row", "row.pth", test_tensors);
  g_test_add_data_func ("/pytorch/hostile/zip", "hostile.pth", test_hostile);
  g_test_add_data_func ("/pytorch/hostile/row", "hostile-row.pth", test_hostile);
  g_test_add_data_func ("/pytorch/cut/zip", "zip.pth", test_cut);
  g_test_add_data_func ("/pytorch/cut/row", "row.pth", test_cut);
  g_test_add_func ("/pytorch/parts", test_parts);
  g_test_add_func ("/pytorch/within-each-other", test_within_each_other);
  return g_test_run ();
}

/* test-growing-bytes.c: in memory and in the file pieces stay what they were.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/growing-bytes.h"

static char *cache;

/* 1, 2, 3 … with a gap of zeros behind each ten. */
static GBytes *
grow (VtGrowingBytes *bytes, guint n, guint early_at, GBytes **early)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      guint32 number = i + 1;

      if (i == early_at)
        *early = vt_growing_bytes_get (bytes, NULL);
      g_assert_true (vt_growing_bytes_append (bytes, i % 11 == 10 ? NULL : &number, sizeof number, &error));
      g_assert_no_error (error);
    }
  return vt_growing_bytes_get (bytes, NULL);
}

static void
check_numbers (GBytes *bytes, guint n)
{
  gsize size;
  const guint32 *numbers = g_bytes_get_data (bytes, &size);

  g_assert_cmpuint (size, ==, n * sizeof *numbers);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (numbers[i], ==, i % 11 == 10 ? 0 : i + 1);
}

/* The limit lies within, behind, and at the very beginning. */
static void
test_pieces (void)
{
  static const gsize limits[] = { 40000, 1 << 20, 0, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    for (guint early_at = 5000; early_at < 25000; early_at += 15000)
      {
        g_autoptr (VtGrowingBytes) bytes = vt_growing_bytes_new (limits[i]);
        g_autoptr (GBytes) early = NULL;
        g_autoptr (GBytes) late = grow (bytes, 30000, early_at, &early);

        g_assert_cmpuint (vt_growing_bytes_length (bytes), ==, 30000 * 4);
        g_clear_pointer (&bytes, vt_growing_bytes_free); /* pieces live on */
        check_numbers (early, early_at);
        check_numbers (late, 30000);
      }
}

static void
test_empty (void)
{
  g_autoptr (VtGrowingBytes) bytes = vt_growing_bytes_new (0);
  g_autoptr (GBytes) nothing = vt_growing_bytes_get (bytes, NULL);

  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
  g_assert_true (vt_growing_bytes_append (bytes, NULL, 0, NULL));
}

static void
test_nothing_left (void)
{
  g_autoptr (VtGrowingBytes) bytes = vt_growing_bytes_new (0);
  g_autofree char *folder = g_build_filename (cache, "vitrine", NULL);
  g_autoptr (GDir) dir = NULL;

  g_assert_true (vt_growing_bytes_append (bytes, "words", 5, NULL));
  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
}

static void
test_expect (void)
{
  g_autoptr (VtGrowingBytes) bytes = vt_growing_bytes_new (100);
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_growing_bytes_expect (bytes, 100, NULL));
  g_assert_true (vt_growing_bytes_expect (bytes, 10000, NULL));
  g_assert_false (vt_growing_bytes_expect (bytes, G_GUINT64_CONSTANT (1) << 60, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, cache));
}

/* Where the folder should be there is a file. */
static void
test_no_folder (void)
{
  g_autoptr (VtGrowingBytes) bytes = vt_growing_bytes_new (8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) kept = NULL;

  g_assert_true (g_file_set_contents (cache, "", 0, NULL));
  g_assert_true (vt_growing_bytes_append (bytes, "12345678", 8, NULL));
  g_assert_false (vt_growing_bytes_append (bytes, "9", 1, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, cache));
  kept = vt_growing_bytes_get (bytes, NULL);
  g_assert_cmpmem (g_bytes_get_data (kept, NULL), g_bytes_get_size (kept), "12345678", 8);
  g_assert_cmpint (g_remove (cache), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-growing-XXXXXX", NULL), *inner = NULL;
  int status;

  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growing-bytes/no-folder", test_no_folder);
  g_test_add_func ("/growing-bytes/pieces", test_pieces);
  g_test_add_func ("/growing-bytes/empty", test_empty);
  g_test_add_func ("/growing-bytes/nothing-left", test_nothing_left);
  g_test_add_func ("/growing-bytes/expect", test_expect);
  status = g_test_run ();
  inner = g_build_filename (cache, "vitrine", NULL);
  g_rmdir (inner);
  g_rmdir (cache);
  g_rmdir (folder);
  g_free (cache);
  return status;
}

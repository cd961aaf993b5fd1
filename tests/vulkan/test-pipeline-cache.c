/* test-pipeline-cache.c: what is kept of a driver's work, and what lies in its place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "engine/ops/ops.h"
#include "engine/tensor/plan.h"
#include "engine/vulkan/devices.h"
#include "engine/vulkan/pipeline-cache.h"

static const guint8 key[VT_VK_CACHE_KEY] = { 1, 2, 3 };

/* Every other length, every other byte and another key are refused. */
static void
test_unpack (void)
{
  const guint8 data[] = "what a driver has made";
  g_autoptr(GByteArray) bytes = vt_vk_cache_pack (key, data, sizeof data);
  guint8 other[VT_VK_CACHE_KEY] = { 1, 2, 4 };
  const guint8 *found;
  gsize size = 0;

  found = vt_vk_cache_unpack (bytes->data, bytes->len, key, &size);
  g_assert_cmpmem (found, size, data, sizeof data);
  g_assert_null (vt_vk_cache_unpack (bytes->data, bytes->len, other, &size));
  for (guint i = 0; i < bytes->len; i++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes->data, i + 1);

      if (i + 1 < bytes->len)
        g_assert_null (vt_vk_cache_unpack (cut, i + 1, key, &size));
      bytes->data[i] ^= 0x10;
      g_assert_null (vt_vk_cache_unpack (bytes->data, bytes->len, key, &size));
      bytes->data[i] ^= 0x10;
    }
}

static VtVkCacheFile
file_in (const char *folder)
{
  VtVkCacheFile file = { g_build_filename (folder, "deeper", "file.bin", NULL) };

  memcpy (file.key, key, sizeof key);
  return file;
}

/* What is written comes back; the same is not written twice; what is too large goes. */
static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-pipelines-XXXXXX", NULL), *deeper = NULL;
  g_autofree guint8 *large = g_malloc0 (VT_VK_CACHE_MOST + 1);
  VtVkCacheFile file = file_in (folder);
  g_autoptr(GByteArray) none = vt_vk_cache_file_read (&file), some = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  vt_vk_cache_file_write (&file, large, 1000);
  some = vt_vk_cache_file_read (&file);
  g_assert_cmpmem (some->data, some->len, large, 1000);
  g_assert_cmpint (g_unlink (file.path), ==, 0);
  vt_vk_cache_file_write (&file, large, 1000);
  g_assert_false (g_file_test (file.path, G_FILE_TEST_EXISTS));
  vt_vk_cache_file_write (&file, large, 1001);
  g_assert_true (g_file_test (file.path, G_FILE_TEST_EXISTS));
  vt_vk_cache_file_write (&file, large, VT_VK_CACHE_MOST + 1);
  g_assert_false (g_file_test (file.path, G_FILE_TEST_EXISTS));
  deeper = g_path_get_dirname (file.path);
  g_rmdir (deeper);
  g_rmdir (folder);
  vt_vk_cache_file_clear (&file);
}

/* Computes something on a device that keeps its pipelines in @folder; %FALSE where there is none. */
static gboolean
compute (const char *folder)
{
  VtVulkanOptions options = { .validation = TRUE, .pipelines = folder };
  g_autoptr(GError) error = NULL;
  g_autoptr(VtDevice) device = vt_vulkan_device_new (0, &options, &error);
  VtGraph *g = vt_graph_new ();
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 4, 1, 1, 1);
  VtTensor *y = vt_graph_output (g, vt_scale (g, x, 2, 1), "y");
  const float values[4] = { 1, 2, 3, 4 };
  float results[4];
  VtPlan *plan;

  if (device == NULL)
    {
      g_test_skip (error->message);
      vt_graph_free (g);
      return FALSE;
    }
  plan = vt_plan_new (device, g, &error);
  g_assert_no_error (error);
  g_assert_true (vt_plan_write (plan, x, values, sizeof values, NULL) && vt_plan_run (plan, NULL, NULL) &&
                 vt_plan_read (plan, y, results, sizeof results, NULL));
  g_assert_cmpfloat (results[3], ==, 9);
  vt_plan_free (plan);
  g_assert_null (vt_vulkan_device_messages (device));
  return TRUE;
}

/* The one file in @folder (transfer full). */
static char *
only_file (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  g_assert_nonnull (name);
  g_assert_null (g_dir_read_name (dir));
  return g_build_filename (folder, name, NULL);
}

/* A device computes all the same when its file is whole, cut, damaged, or something else altogether. */
static void
test_device (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-pipelines-XXXXXX", NULL), *path = NULL, *whole = NULL, *again = NULL;
  gsize size, again_size;

  if (compute (folder))
    {
      path = only_file (folder);
      g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
      g_assert_true (compute (folder));
      g_assert_true (g_file_set_contents (path, whole, (gssize) size / 2, NULL));
      g_assert_true (compute (folder));
      g_assert_true (g_file_get_contents (path, &again, &again_size, NULL));
      g_assert_cmpuint (again_size, >=, size); /* it has been made anew */
      g_assert_true (g_file_set_contents (path, "VTPIPES1 but not really", -1, NULL));
      g_assert_true (compute (folder));
      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_cmpint (g_mkdir (path, 0700), ==, 0); /* a folder in its place */
      g_assert_true (compute (folder));
      g_rmdir (path);
    }
  g_rmdir (folder);
}

/* Where nothing can be written: a file stands in the way of the folder. */
static void
test_unwritable (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-pipelines-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL), *below = g_build_filename (file, "below", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  compute (below);
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline-cache/unpack", test_unpack);
  g_test_add_func ("/pipeline-cache/file", test_file);
  g_test_add_func ("/pipeline-cache/device", test_device);
  g_test_add_func ("/pipeline-cache/unwritable", test_unwritable);
  return g_test_run ();
}

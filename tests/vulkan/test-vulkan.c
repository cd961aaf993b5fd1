/* test-vulkan.c: a Vulkan device's manners: memory, faults, cancelling, times.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>
#include <sys/mman.h>

#include "engine/base/error.h"
#include "engine/ops/ops.h"
#include "engine/tensor/plan.h"
#include "engine/vulkan/devices.h"

static VtDevice *
open_with (VtVulkanOptions options)
{
  g_autoptr(GError) error = NULL;
  VtDevice *device;

  options.validation = TRUE;
  device = vt_vulkan_device_new (0, &options, &error);
  if (device == NULL)
    g_test_skip (error->message);
  return device;
}

/* Closes @device after making sure that the validation layer had nothing to say. */
static void
close_device (VtDevice *device)
{
  g_autofree char *messages = vt_vulkan_device_messages (device);

  g_assert_cmpstr (messages, ==, NULL);
  vt_device_unref (device);
}

static void
test_list (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = vt_vulkan_list (&error);

  if (list == NULL)
    {
      g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
      g_test_skip (error->message);
      return;
    }
  for (guint i = 0; i < list->len; i++)
    {
      const VtVulkanInfo *info = g_ptr_array_index (list, i);

      g_test_message ("%s %s (%s, %s) %s", info->id, info->name, info->driver, vt_vulkan_kind_name (info->kind),
                      info->unusable != NULL ? info->unusable : "usable");
      g_assert_cmpuint (info->index, ==, i);
      g_assert_true (g_str_has_prefix (info->id, "vulkan:"));
      g_assert_true (info->unusable != NULL || info->memory > 0);
    }
  g_assert_null (vt_vulkan_device_new (list->len, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
}

static void
test_no_driver (void)
{
  g_autoptr(GError) error = NULL;

  if (g_test_subprocess ())
    {
      g_assert_null (vt_vulkan_list (&error));
      g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, "driver"));
      g_assert_null (vt_vulkan_device_new (0, NULL, NULL));
      return;
    }
  g_setenv ("VK_ICD_FILENAMES", "/nonexistent.json", TRUE);
  g_setenv ("VK_DRIVER_FILES", "/nonexistent.json", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv ("VK_ICD_FILENAMES");
  g_unsetenv ("VK_DRIVER_FILES");
  g_test_trap_assert_passed ();
}

static void
test_memory (void)
{
  VtDevice *device = open_with ((VtVulkanOptions) { 0 });
  g_autoptr(GError) error = NULL;
  guint8 bytes[300], back[300];
  VtBuffer *a, *b;

  if (device == NULL)
    return;
  a = vt_buffer_new (device, 1001, VT_MEMORY_DEVICE, &error);
  g_assert_no_error (error);
  b = vt_buffer_new (device, 5000, VT_MEMORY_UPLOAD, &error);
  g_assert_no_error (error);
  memset (bytes, 42, sizeof bytes);
  g_assert_true (vt_buffer_read (a, 701, back, 300, &error));
  g_assert_cmpuint (back[299], ==, 0);
  g_assert_true (vt_buffer_write (b, 7, bytes, 300, &error));
  g_assert_true (vt_buffer_copy (a, 701, b, 7, 300, &error));
  g_assert_true (vt_buffer_read (a, 701, back, 300, &error));
  g_assert_cmpmem (back, 300, bytes, 300);
  g_assert_cmpuint (a->address, !=, 0);
  vt_buffer_free (a);
  vt_buffer_free (b);
  close_device (device);
}

/* x -> 2 x + 1 of the first @n numbers of @buffer. */
static float
run_scale (VtDevice *device, VtBuffer *buffer, gint64 n)
{
  VtTensor like = { .type = VT_TYPE_F32, .ne = { n, 1, 1, 1 }, .buffer = buffer };
  VtGraph *g = vt_graph_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(VtPlan) plan = NULL;
  VtTensor *y;
  float last;

  vt_tensor_set_dense (&like);
  y = vt_graph_output (g, vt_scale (g, vt_graph_bound (g, &like), 2, 1), "y");
  plan = vt_plan_new (device, g, &error);
  g_assert_no_error (error);
  g_assert_true (vt_plan_run (plan, NULL, &error));
  g_assert_true (vt_buffer_read (y->buffer, y->offset + (gsize) (n - 1) * 4, &last, 4, &error));
  return last;
}

static void
test_import (void)
{
  VtDevice *device = open_with ((VtVulkanOptions) { 0 });
  g_autoptr(GError) error = NULL;
  gsize size = 5000 * sizeof (float);
  float *map = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  VtBuffer *aligned, *unaligned;

  if (device == NULL)
    return;
  map[4999] = 20.5f;
  g_assert_cmpint (mprotect (map, size, PROT_READ), ==, 0);
  aligned = vt_buffer_import (device, map, size, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (run_scale (device, aligned, 5000), ==, 42);
  unaligned = vt_buffer_import (device, map + 1, size - 4, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (run_scale (device, unaligned, 4999), ==, 42);
  vt_buffer_free (aligned);
  vt_buffer_free (unaligned);
  munmap (map, size);
  close_device (device);
}

static void
test_no_memory (void)
{
  VtDevice *device = open_with ((VtVulkanOptions) { .memory_limit = 3 << 20 });
  g_autoptr(GError) error = NULL;
  VtBuffer *buffer;

  if (device == NULL)
    return;
  g_assert_cmpuint (device->klass->memory_free (device), ==, 3 << 20);
  buffer = vt_buffer_new (device, 2 << 20, VT_MEMORY_DEVICE, &error);
  g_assert_no_error (error);
  g_assert_null (vt_buffer_new (device, 2 << 20, VT_MEMORY_DEVICE, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NO_MEMORY);
  g_assert_nonnull (strstr (error->message, "MiB"));
  vt_buffer_free (buffer);
  buffer = vt_buffer_new (device, 3 << 20, VT_MEMORY_DEVICE, NULL);
  g_assert_nonnull (buffer);
  vt_buffer_free (buffer);
  close_device (device);
}

/* @n products one after the other: of 100 some last a second and more on lavapipe. */
static VtPlan *
products_plan (VtDevice *device, int n)
{
  VtGraph *g = vt_graph_new ();
  VtTensor *w = vt_graph_input (g, "w", VT_TYPE_F32, 512, 512, 1, 1);
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 512, 512, 1, 1);
  g_autoptr(GError) error = NULL;
  VtPlan *plan;

  for (int i = 0; i < n; i++)
    x = vt_mul_mat (g, w, x);
  vt_graph_output (g, x, "y");
  plan = vt_plan_new (device, g, &error);
  g_assert_no_error (error);
  return plan;
}

static void
test_lost (void)
{
  VtDevice *device = open_with ((VtVulkanOptions) { .lose_after = 1 });
  g_autoptr(GError) error = NULL;
  VtPlan *plan;

  if (device == NULL)
    return;
  plan = products_plan (device, 100);
  if (vt_plan_run (plan, NULL, &error)) /* where it is short enough for one submission */
    g_assert_false (vt_plan_run (plan, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_DEVICE);
  g_assert_nonnull (strstr (error->message, "stopped answering"));
  vt_plan_free (plan);
  close_device (device);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  VtDevice *device = open_with ((VtVulkanOptions) { 0 });
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  gint64 start;
  GThread *thread;
  VtPlan *plan;

  if (device == NULL)
    return;
  plan = products_plan (device, 1);
  g_assert_true (vt_plan_run (plan, NULL, &error)); /* the driver compiles when it first runs a kernel */
  vt_plan_free (plan);
  plan = products_plan (device, 500);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  start = g_get_monotonic_time ();
  if (vt_plan_run (plan, cancellable, &error))
    g_test_skip ("the device was done before it could be cancelled");
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2000000);
  g_thread_join (thread);
  vt_plan_free (plan);
  close_device (device);
}

static void
test_timing (void)
{
  VtDevice *device = open_with ((VtVulkanOptions) { 0 });
  VtGraph *g = vt_graph_new ();
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 1024, 1000, 1, 1);
  VtTensor *y = vt_graph_output (g, vt_unary (g, x, VT_UNARY_EXP), "y");
  g_autoptr(GError) error = NULL;
  VtPlan *plan;

  if (device == NULL)
    {
      vt_graph_free (g);
      return;
    }
  plan = vt_plan_new (device, g, &error);
  g_assert_no_error (error);
  vt_plan_set_timing (plan, TRUE);
  g_assert_true (vt_plan_run (plan, NULL, &error));
  g_assert_cmpfloat (plan->node_us[y->index], >, 0);
  g_assert_cmpfloat (plan->node_us[y->index], <, 10e6);
  g_assert_cmpfloat (plan->node_us[x->index], ==, 0);
  vt_plan_free (plan);
  close_device (device);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vulkan/list", test_list);
  g_test_add_func ("/vulkan/no-driver", test_no_driver);
  g_test_add_func ("/vulkan/memory", test_memory);
  g_test_add_func ("/vulkan/import", test_import);
  g_test_add_func ("/vulkan/no-memory", test_no_memory);
  g_test_add_func ("/vulkan/lost", test_lost);
  g_test_add_func ("/vulkan/cancel", test_cancel);
  g_test_add_func ("/vulkan/timing", test_timing);
  return g_test_run ();
}

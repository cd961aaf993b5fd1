/* test-ops.c: every case of every operation, on one device.
 *
 *     test-ops [--device=cpu|cpu1|cpu-LEVEL] [GTest options]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/cpu/device-cpu.h"
#include "engine/vulkan/devices.h"
#include "harness.h"

typedef struct
{
  VtDevice *device;
  const VtOpCases *cases;
} Suite;

static void
test_cases (gconstpointer data)
{
  const Suite *suite = data;

  for (guint i = 0; i < suite->cases->n_cases; i++)
    {
      const VtOpCase *c = &suite->cases->cases[i];
      g_autofree char *wrong = vt_test_run (suite->device, suite->cases, c);

      if (wrong != NULL)
        {
          g_test_message ("case %u: %s (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                          ", %" G_GINT64_FORMAT ") variant %d%s: %s", i, vt_type_info (c->type)->name, c->a[0], c->a[1],
                          c->a[2], c->a[3], c->variant, c->strided ? " strided" : "", wrong);
          g_test_fail ();
        }
    }
}

/* What the validation layer had to say. */
static void
test_silence (gconstpointer data)
{
  g_autofree char *messages = vt_vulkan_device_messages ((VtDevice *) data);

  g_assert_cmpstr (messages, ==, NULL);
}

/* An odd number of threads, more than there are cores: shares are uneven, and
 * some wait long. */
static VtDevice *
make_cpu (GError **error)
{
  return vt_cpu_device_new (3, error);
}

static VtDevice *
make_cpu1 (GError **error)
{
  return vt_cpu_device_new (1, error);
}

/* The first Vulkan device, watched by the validation layer, with the kernels of @klass. */
static VtDevice *
make_vulkan (VtVulkanClass klass, GError **error)
{
  VtVulkanOptions options = { .validation = TRUE, .klass = klass };

  return vt_vulkan_device_new (0, &options, error);
}

static VtDevice *
make_vulkan_found (GError **error)
{
  return make_vulkan (VT_VULKAN_CLASS_FOUND, error);
}

/* The kernels for real GPUs must be right where there is none, too. */
static VtDevice *
make_vulkan_gpu (GError **error)
{
  return make_vulkan (VT_VULKAN_CLASS_GPU, error);
}

/* The processor with the kernels of one level, if it runs them. */
static VtDevice *
make_level (const char *level, GError **error)
{
  const VtCpuKernels *kernels = vt_cpu_kernels_named (level);

  if (kernels != NULL)
    return vt_cpu_device_new_with (2, kernels, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "this processor has no %s", level);
  return NULL;
}

static const struct
{
  const char *name;
  VtDevice *(*make) (GError **error);
} devices[] = {
  { "cpu", make_cpu },
  { "cpu1", make_cpu1 },
  { "vulkan", make_vulkan_found },
  { "vulkan-gpu", make_vulkan_gpu },
};

static VtDevice *
device_named (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    if (strcmp (devices[i].name, name) == 0)
      return devices[i].make (error);
  if (g_str_has_prefix (name, "cpu-"))
    return make_level (name + strlen ("cpu-"), error);
  g_error ("no device is called %s", name);
}

int
main (int argc, char **argv)
{
  const char *name = argc > 1 && g_str_has_prefix (argv[1], "--device=") ? argv[1] + strlen ("--device=") : "cpu";
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) suites = g_array_new (FALSE, FALSE, sizeof (Suite));
  g_autoptr(VtDevice) device = NULL;

  if (argc > 1 && g_str_has_prefix (argv[1], "--device="))
    memmove (argv + 1, argv + 2, (gsize) (argc-- - 1) * sizeof *argv);
  g_test_init (&argc, &argv, NULL);
  device = device_named (name, &error);
  if (device == NULL)
    {
      g_print ("1..0 # SKIP no device %s: %s\n", name, error->message);
      return 0;
    }
  g_array_set_size (suites, 0);
  for (guint i = 0; vt_op_cases[i] != NULL; i++)
    g_array_append_val (suites, ((Suite) { device, vt_op_cases[i] }));
  for (guint i = 0; vt_op_cases[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/ops/%s/%s", name, vt_op_cases[i]->op);

      g_test_add_data_func (path, &g_array_index (suites, Suite, i), test_cases);
    }
  if (g_str_has_prefix (name, "vulkan"))
    g_test_add_data_func ("/ops/vulkan/silence", device, test_silence);
  return g_test_run ();
}

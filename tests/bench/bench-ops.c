/* bench-ops.c: the operations' speed on the cpu device, one level or another.
 *
 *     bench-ops [LEVEL [THREADS [OPERATION]]]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>

#include "engine/api/bench-ops.h"
#include "engine/cpu/device-cpu.h"

static void
print (const VtBenchOp *result, gpointer data)
{
  g_autofree char *line = vt_bench_op_to_text (result);

  g_print ("%s\n", line);
}

int
main (int argc, char **argv)
{
  const VtCpuKernels *kernels = argc > 1 ? vt_cpu_kernels_named (argv[1]) : vt_cpu_kernels_best ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(VtDevice) device = NULL;

  if (kernels == NULL)
    {
      g_printerr ("This processor has no level “%s”.\n", argv[1]);
      return 2;
    }
  device = vt_cpu_device_new_with (argc > 2 ? (guint) atoi (argv[2]) : 0, kernels, &error);
  if (device != NULL)
    results = vt_bench_ops (device, argc > 3 ? argv[3] : NULL, print, NULL, NULL, &error);
  if (results == NULL)
    g_printerr ("%s\n", error->message);
  return results == NULL;
}

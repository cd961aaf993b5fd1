/* cli-bench-ops.c: `vitrine bench ops`: the operations, one by one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli-bench.h"
#include "app/cli.h"
#include "engine/api/bench-ops.h"
#include "engine/api/devices.h"

static void
print_line (const VtBenchOp *result, gpointer data)
{
  g_autofree char *line = vt_bench_op_to_text (result);

  vt_cli_print (line);
  if (!g_str_has_suffix (line, "\n"))
    vt_cli_print ("\n");
}

gboolean
vt_cli_bench_ops (VtCliBench *bench, GError **error)
{
  VtDeviceInfo *info = vt_engine_choose_device (bench->engine, bench->device != NULL ? bench->device : "auto", error);
  g_autoptr (VtDevice) device = info != NULL ? vt_devices_open (info->id, (guint) bench->n_threads, error) : NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *json = NULL;

  g_clear_pointer (&info, vt_device_info_free);
  if (device == NULL)
    return FALSE;
  results = vt_bench_ops (device, bench->filter, bench->json ? NULL : print_line, NULL, bench->cancellable, error);
  if (results != NULL && bench->json)
    {
      json = vt_bench_ops_to_json (results);
      vt_cli_print (json);
      vt_cli_print ("\n");
    }
  return results != NULL;
}

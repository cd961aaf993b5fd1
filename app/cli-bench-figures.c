/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/resource.h>

#include "app/cli-bench.h"
#include "app/cli-job.h"

VtJob *
vt_cli_bench_run (VtCliBench *bench, const VtTaskClass *task, const char *input, VtValue *value, GError **error)
{
  g_autoptr (GHashTable) inputs = vt_cli_value_table (), params = vt_cli_value_table (), outputs = NULL;
  g_autoptr (VtJob) job = NULL;

  g_hash_table_insert (inputs, g_strdup (input), vt_value_ref (value));
  job = vt_cli_new_job (bench->engine, task, bench->path, bench->device, inputs, params, error);
  if (job == NULL)
    return NULL;
  outputs = vt_cli_run_job (job, bench->cancellable, error);
  return outputs != NULL ? g_steal_pointer (&job) : NULL;
}

gint64
vt_cli_bench_private_bytes (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return -1;
  line = strstr (status, "RssAnon:");
  return line != NULL ? (gint64) g_ascii_strtoll (line + strlen ("RssAnon:"), NULL, 10) * 1024 : -1;
}

double
vt_cli_bench_processor_seconds (void)
{
  struct rusage use;

  getrusage (RUSAGE_SELF, &use);
  return (double) (use.ru_utime.tv_sec + use.ru_stime.tv_sec) + (double) (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void
write_text (VtJsonWriter *json, const char *key, const char *text)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, text, -1);
}

void
vt_cli_bench_begin (VtJsonWriter *json, const char *task, const char *model, const char *device, double load_ms)
{
  vt_json_write_begin (json, '{');
  write_text (json, "task", task);
  if (model != NULL)
    write_text (json, "model", model);
  write_text (json, "device", device);
  vt_cli_bench_write (json, "load_ms", load_ms);
}

void
vt_cli_bench_write (VtJsonWriter *json, const char *key, double number)
{
  vt_json_write_key (json, key);
  vt_json_write_double (json, number);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
vt_cli_bench_median (GArray *numbers)
{
  g_array_sort (numbers, compare);
  return g_array_index (numbers, double, numbers->len / 2);
}

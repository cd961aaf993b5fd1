/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/cli-bench.h"

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

/* cli-bench-seeing.c: `vitrine bench image-classification`: naming one picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli-bench.h"
#include "app/cli.h"

/* A picture of nothing in particular; networks take as long for all. */
static VtValue *
make_picture (guint size)
{
  gsize n = (gsize) size * size * 3;
  guint8 *pixels = g_malloc (n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = (guint8) ((guint32) i * 2654435761u >> 24);
  return vt_value_new_image (bytes, size, size, 3);
}

static void
print_figures (const VtCliBench *o, VtJob *job, double load_ms, double prepare_s, double network_s)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_cli_bench_begin (&json, "image-classification", NULL, vt_job_get_device_id (job), load_ms);
  vt_cli_bench_write (&json, "prepare_s", prepare_s);
  vt_cli_bench_write (&json, "network_s", network_s);
  vt_cli_bench_write (&json, "peak_bytes", vt_job_get_stat (job, "peak_bytes"));
  vt_cli_bench_write (&json, "rounds", (double) o->n_repeat);
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

/* The best of the rounds: what else the machine does only makes them slower. */
gboolean
vt_cli_bench_seeing (VtCliBench *o, GError **error)
{
  const VtTaskClass *task = vt_task_find ("image-classification", error);
  g_autoptr (VtValue) picture = make_picture (o->n_size > 0 ? (guint) o->n_size : 256);
  double prepare_s = G_MAXDOUBLE, network_s = G_MAXDOUBLE, load_ms = 0;

  o->path = vt_cli_resolve_model (o->model, task->name, error);
  for (guint round = 0; o->path != NULL && round < o->n_repeat; round++)
    {
      g_autoptr (VtJob) job = vt_cli_bench_run (o, task, "image", picture, error);

      if (job == NULL)
        return FALSE;
      if (round == 0)
        load_ms = vt_job_get_stat (job, "load_ms");
      prepare_s = MIN (prepare_s, vt_job_get_stat (job, "prepare_s"));
      network_s = MIN (network_s, vt_job_get_stat (job, "network_s"));
      if (round + 1 == o->n_repeat)
        print_figures (o, job, load_ms, prepare_s, network_s);
    }
  return o->path != NULL;
}

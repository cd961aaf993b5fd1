/* cli-bench-picture.c: `vitrine bench text-to-image`: steps of a diffusion model
 * and the decoding of what they give.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli-bench.h"
#include "app/cli-job.h"
#include "app/cli.h"

static void
put (GHashTable *table, const char *name, VtValue *value)
{
  g_hash_table_insert (table, g_strdup (name), value);
}

/* One step without guidance asks the U-Net once. */
static VtJob *
run_round (VtCliBench *o, const VtTaskClass *task, GError **error)
{
  g_autoptr (GHashTable) inputs = vt_cli_value_table ();
  g_autoptr (GHashTable) params = vt_cli_value_table ();
  g_autoptr (GHashTable) outputs = NULL;
  g_autoptr (VtJob) job = NULL;

  put (inputs, "text", vt_value_new_text ("a river in winter"));
  put (params, "num_inference_steps", vt_value_new_number ((double) o->n_steps));
  put (params, "guidance_scale", vt_value_new_number (1));
  put (params, "scheduler", vt_value_new_text ("euler"));
  put (params, "width", vt_value_new_number ((double) o->n_size));
  put (params, "height", vt_value_new_number ((double) o->n_size));
  job = vt_cli_new_job (o->engine, task, o->path, o->device, inputs, params, error);
  if (job == NULL)
    return NULL;
  vt_job_set_seed (job, 1);
  outputs = vt_cli_run_job (job, o->cancellable, error);
  return outputs != NULL ? g_steal_pointer (&job) : NULL;
}

/* The best of the rounds: what else the machine does only makes them slower. */
static void
note_best (VtJob *job, double best[2])
{
  best[0] = MIN (best[0], vt_job_get_stat (job, "s_per_step"));
  best[1] = MIN (best[1], vt_job_get_stat (job, "decode_s"));
}

static void
print_figures (const VtCliBench *o, VtJob *job, double load_ms, const double best[2])
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_cli_bench_begin (&json, "text-to-image", NULL, vt_job_get_device_id (job), load_ms);
  vt_cli_bench_write (&json, "size", (double) o->n_size);
  vt_cli_bench_write (&json, "s_per_step", best[0]);
  vt_cli_bench_write (&json, "decode_s", best[1]);
  vt_cli_bench_write (&json, "peak_bytes", vt_job_get_stat (job, "peak_bytes"));
  vt_cli_bench_write (&json, "rounds", (double) o->n_repeat);
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

gboolean
vt_cli_bench_picture (VtCliBench *o, GError **error)
{
  const VtTaskClass *task = vt_task_find ("text-to-image", error);
  double best[2] = { G_MAXDOUBLE, G_MAXDOUBLE }, load_ms = 0;

  o->path = vt_cli_resolve_model (o->model, task->name, error);
  for (guint round = 0; o->path != NULL && round < o->n_repeat; round++)
    {
      g_autoptr (VtJob) job = run_round (o, task, error);

      if (job == NULL)
        return FALSE;
      if (round == 0)
        load_ms = vt_job_get_stat (job, "load_ms");
      note_best (job, best);
      if (round + 1 == o->n_repeat)
        print_figures (o, job, load_ms, best);
    }
  return o->path != NULL;
}

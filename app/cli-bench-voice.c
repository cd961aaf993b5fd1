/* cli-bench-voice.c: `vitrine bench text-to-speech`: how fast a voice speaks, and
 * how soon it begins.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "app/cli-bench.h"
#include "app/cli-job.h"
#include "app/cli.h"

/* Half a minute of speech in sentences of usual length. */
static const char text[]
    = "The lamp in the window of the old house was burning again when the last train came down from the hills. "
      "Nobody had lived there since the winter, and the road to its door was white with snow. "
      "The two children on the bridge stopped and looked at each other. "
      "Somebody has come home, said the girl, and she began to run. "
      "Behind them the river went on under the ice, as it had done for a thousand years. "
      "When they reached the garden, the light went out.";

typedef struct
{
  GArray *first, *factor, *processor; /* double, one a round */
  double load_ms, audio_s;
  char *device;
} Figures;

static void
on_partial (VtJob *job, const char *output, VtValue *value, VtCliBench *o)
{
  if (o->first_token_ms < 0 && vt_value_type (value) == VT_VALUE_AUDIO)
    o->first_token_ms = (double) (g_get_monotonic_time () - o->start) / 1000;
}

static VtJob *
new_job (VtCliBench *o, const VtTaskClass *task, GError **error)
{
  g_autoptr (GHashTable) inputs = vt_cli_value_table (), params = vt_cli_value_table ();
  VtJob *job;

  g_hash_table_insert (inputs, g_strdup ("text"), vt_value_new_text (text));
  g_hash_table_insert (params, g_strdup ("noise_scale"), vt_value_new_number (0));
  g_hash_table_insert (params, g_strdup ("noise_w"), vt_value_new_number (0));
  g_hash_table_insert (params, g_strdup ("sentence_silence"), vt_value_new_number (0));
  job = vt_cli_new_job (o->engine, task, o->path, o->device, inputs, params, error);
  if (job != NULL)
    g_signal_connect (job, "partial", G_CALLBACK (on_partial), o);
  return job;
}

static gboolean
run_round (VtCliBench *o, const VtTaskClass *task, gboolean counts, Figures *figures, GError **error)
{
  g_autoptr (VtJob) job = new_job (o, task, error);
  g_autoptr (GHashTable) outputs = NULL;
  double before = vt_cli_bench_processor_seconds (), factor, processor;

  if (job == NULL)
    return FALSE;
  o->start = g_get_monotonic_time ();
  o->first_token_ms = -1;
  outputs = vt_cli_run_job (job, o->cancellable, error);
  if (outputs == NULL)
    return FALSE;
  figures->audio_s = vt_job_get_stat (job, "audio_s");
  factor = vt_job_get_stat (job, "real_time_factor");
  processor = (vt_cli_bench_processor_seconds () - before) / figures->audio_s;
  if (!counts)
    {
      figures->load_ms = vt_job_get_stat (job, "load_ms");
      figures->device = g_strdup (vt_job_get_device_id (job));
      return TRUE;
    }
  g_array_append_val (figures->first, o->first_token_ms);
  g_array_append_val (figures->factor, factor);
  g_array_append_val (figures->processor, processor);
  return TRUE;
}

static void
print_figures (const VtCliBench *o, const Figures *figures)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_cli_bench_begin (&json, "text-to-speech", o->path, figures->device, figures->load_ms);
  vt_cli_bench_write (&json, "audio_s", figures->audio_s);
  vt_cli_bench_write (&json, "first_sound_ms", vt_cli_bench_median (figures->first));
  vt_cli_bench_write (&json, "real_time_factor", vt_cli_bench_median (figures->factor));
  vt_cli_bench_write (&json, "processor_time_factor", vt_cli_bench_median (figures->processor));
  vt_cli_bench_write (&json, "rounds", figures->first->len);
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

gboolean
vt_cli_bench_voice (VtCliBench *o, GError **error)
{
  const VtTaskClass *task = vt_task_find ("text-to-speech", error);
  Figures figures = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)),
                      g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean done;

  o->path = vt_cli_resolve_model (o->model, task->name, error);
  done = o->path != NULL && run_round (o, task, FALSE, &figures, error); /* loads the voice */
  for (gint64 round = 0; done && round < o->n_repeat; round++)
    done = run_round (o, task, TRUE, &figures, error);
  if (done)
    print_figures (o, &figures);
  g_array_unref (figures.first);
  g_array_unref (figures.factor);
  g_array_unref (figures.processor);
  g_free (figures.device);
  return done;
}

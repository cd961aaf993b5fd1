/* cli-bench-speech.c: `vitrine bench automatic-speech-recognition`: writing down a recording.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli-bench.h"
#include "app/cli.h"
#include "app/value-media.h"
#include "engine/base/error.h"

typedef struct
{
  GArray *seconds, *cpu_s;
  double load_ms, audio_s, generated_tokens;
  char *device;
} Figures;

static void
figures_clear (Figures *figures)
{
  g_array_unref (figures->seconds);
  g_array_unref (figures->cpu_s);
  g_free (figures->device);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Figures, figures_clear)

static VtValue *
load_audio (const VtCliBench *o, const VtTaskClass *task, GError **error)
{
  g_autoptr (VtValue) file = NULL;

  if (o->audio == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Say which recording to write down: --audio FILE.");
      return NULL;
    }
  file = vt_value_new_file (o->audio);
  return vt_value_load (file, vt_port_find (task->inputs, "audio"), NULL, o->cancellable, error);
}

/* The first round also loads the model, which is told apart; its CPU time is not. */
static void
note_round (Figures *figures, VtJob *job, double cpu_s, gboolean first)
{
  double seconds = vt_job_get_stat (job, "real_time_factor") * vt_job_get_stat (job, "audio_s");

  g_array_append_val (figures->seconds, seconds);
  if (!first)
    {
      g_array_append_val (figures->cpu_s, cpu_s);
      return;
    }
  figures->load_ms = vt_job_get_stat (job, "load_ms");
  figures->audio_s = vt_job_get_stat (job, "audio_s");
  figures->generated_tokens = vt_job_get_stat (job, "generated_tokens");
  figures->device = g_strdup (vt_job_get_device_id (job));
}

static void
print_figures (const VtCliBench *o, const Figures *figures)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  double seconds = vt_cli_bench_median (figures->seconds);

  vt_cli_bench_begin (&json, "automatic-speech-recognition", o->path, figures->device, figures->load_ms);
  vt_cli_bench_write (&json, "audio_s", figures->audio_s);
  vt_cli_bench_write (&json, "generated_tokens", figures->generated_tokens);
  vt_cli_bench_write (&json, "seconds", seconds);
  vt_cli_bench_write (&json, "real_time_factor", seconds / figures->audio_s);
  if (figures->cpu_s->len > 0)
    vt_cli_bench_write (&json, "cpu_s", vt_cli_bench_median (figures->cpu_s));
  vt_cli_bench_write (&json, "private_bytes", (double) vt_cli_bench_private_bytes ());
  vt_cli_bench_write (&json, "rounds", figures->seconds->len);
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

gboolean
vt_cli_bench_speech (VtCliBench *o, GError **error)
{
  const VtTaskClass *task = vt_task_find ("automatic-speech-recognition", error);
  g_autoptr (VtValue) audio = load_audio (o, task, error);
  g_auto (Figures) figures = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };

  if (audio == NULL)
    return FALSE;
  o->path = vt_cli_resolve_model (o->model, task->name, error);
  for (guint round = 0; round < o->n_repeat; round++)
    {
      double before = vt_cli_bench_processor_seconds ();
      g_autoptr (VtJob) job = o->path != NULL ? vt_cli_bench_run (o, task, "audio", audio, error) : NULL;

      if (job == NULL)
        return FALSE;
      note_round (&figures, job, vt_cli_bench_processor_seconds () - before, round == 0);
    }
  print_figures (o, &figures);
  return TRUE;
}

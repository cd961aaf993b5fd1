/* cli-bench-text.c: `vitrine bench text-generation`: reading and writing tokens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/cli-bench.h"
#include "app/cli-job.h"
#include "app/cli.h"
#include "engine/formats/weights.h"
#include "engine/text/tokenizer.h"

static VtTokenizer *
open_tokenizer (const char *path, GError **error)
{
  g_autoptr (VtWeights) weights = vt_weights_open (path, error);

  return weights != NULL ? vt_tokenizer_new_from_weights (weights, error) : NULL;
}

/* A text of about @n tokens that no earlier round's text begins with. */
static char *
make_prompt (const VtTokenizer *tokenizer, guint n, guint round)
{
  static const char *const words[] = { "river", "lamp", "seven", "quiet", "winter", "stone", "paper", "bridge" };
  GString *text = g_string_new (NULL);
  guint length = 0;

  for (guint i = 0; length < n; i++)
    {
      g_autoptr (GArray) ids = NULL;

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", words[(i * (round + 1) + round) % G_N_ELEMENTS (words)]);
      ids = vt_tokenizer_encode (tokenizer, text->str, -1, VT_ENCODE_ADD_SPECIAL);
      length = ids->len;
    }
  return g_string_free (text, FALSE);
}

static void
on_partial (VtJob *job, const char *output, VtValue *value, VtCliBench *o)
{
  if (o->first_token_ms < 0)
    o->first_token_ms = (double) (g_get_monotonic_time () - o->start) / 1000;
}

static VtJob *
run_round (VtCliBench *o, const VtTaskClass *task, const char *prompt, GError **error)
{
  g_autoptr (GHashTable) inputs = vt_cli_value_table ();
  g_autoptr (GHashTable) params = vt_cli_value_table ();
  g_autoptr (GHashTable) outputs = NULL;
  g_autoptr (VtJob) job = NULL;

  g_hash_table_insert (inputs, g_strdup ("text"), vt_value_new_text (prompt));
  g_hash_table_insert (params, g_strdup ("do_sample"), vt_value_new_boolean (FALSE));
  g_hash_table_insert (params, g_strdup ("max_new_tokens"), vt_value_new_number ((double) o->n_tokens));
  job = vt_cli_new_job (o->engine, task, o->path, o->device, inputs, params, error);
  if (job == NULL)
    return NULL;
  g_signal_connect (job, "partial", G_CALLBACK (on_partial), o);
  o->start = g_get_monotonic_time ();
  o->first_token_ms = -1;
  outputs = vt_cli_run_job (job, o->cancellable, error);
  return outputs != NULL ? g_steal_pointer (&job) : NULL;
}

typedef struct
{
  GArray *prefill, *decode;
  double load_ms, first_token_ms, prompt_tokens, generated_tokens;
  char *device;
} Figures;

static void
note_round (Figures *figures, VtCliBench *o, VtJob *job)
{
  double prefill = vt_job_get_stat (job, "prompt_tokens_per_s");
  double decode = vt_job_get_stat (job, "tokens_per_s");

  if (figures->prefill->len == 0)
    {
      figures->load_ms = vt_job_get_stat (job, "load_ms");
      figures->first_token_ms = o->first_token_ms;
      figures->device = g_strdup (vt_job_get_device_id (job));
    }
  figures->prompt_tokens = vt_job_get_stat (job, "prompt_tokens");
  figures->generated_tokens = vt_job_get_stat (job, "generated_tokens");
  g_array_append_val (figures->prefill, prefill);
  g_array_append_val (figures->decode, decode);
}

static void
print_figures (const VtCliBench *o, const Figures *figures)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_cli_bench_begin (&json, "text-generation", o->path, figures->device, figures->load_ms);
  vt_cli_bench_write (&json, "first_token_ms", figures->first_token_ms);
  vt_cli_bench_write (&json, "prompt_tokens", figures->prompt_tokens);
  vt_cli_bench_write (&json, "prompt_tokens_per_s", vt_cli_bench_median (figures->prefill));
  vt_cli_bench_write (&json, "generated_tokens", figures->generated_tokens);
  vt_cli_bench_write (&json, "tokens_per_s", vt_cli_bench_median (figures->decode));
  vt_cli_bench_write (&json, "private_bytes", (double) vt_cli_bench_private_bytes ());
  vt_cli_bench_write (&json, "rounds", figures->prefill->len);
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

gboolean
vt_cli_bench_text (VtCliBench *o, GError **error)
{
  const VtTaskClass *task = vt_task_find ("text-generation", error);
  g_autoptr (VtTokenizer) tokenizer = NULL;
  Figures figures = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean done;

  o->path = vt_cli_resolve_model (o->model, task->name, error);
  tokenizer = o->path != NULL ? open_tokenizer (o->path, error) : NULL;
  done = tokenizer != NULL;
  for (guint round = 0; done && round < o->n_repeat; round++)
    {
      g_autofree char *prompt = make_prompt (tokenizer, (guint) o->n_prompt, round);
      g_autoptr (VtJob) job = run_round (o, task, prompt, error);

      done = job != NULL;
      if (done)
        note_round (&figures, o, job);
    }
  if (done)
    print_figures (o, &figures);
  g_array_unref (figures.prefill);
  g_array_unref (figures.decode);
  g_free (figures.device);
  return done;
}

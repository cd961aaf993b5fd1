/* cli-bench.c: `vitrine bench`: how fast a task is on this computer, as JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli-job.h"
#include "app/cli.h"
#include "engine/base/error.h"
#include "engine/formats/weights.h"
#include "engine/text/tokenizer.h"

extern const VtCliCommand vt_cli_bench;

typedef struct
{
  char *model;
  char *device;
  char *threads;
  char *prompt;
  char *tokens;
  char *repeat;
  gboolean json;
  /* what they became */
  gint64 n_threads, n_prompt, n_tokens, n_repeat;
  char *path;
  VtEngine *engine;
  GCancellable *cancellable;
  gint64 start;
  double first_token_ms;
} Options;

static void
options_clear (Options *o)
{
  g_free (o->model);
  g_free (o->device);
  g_free (o->threads);
  g_free (o->prompt);
  g_free (o->tokens);
  g_free (o->repeat);
  g_free (o->path);
  g_clear_object (&o->engine);
  g_clear_object (&o->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

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

/* Bytes of memory that are ours alone: what is mapped from files does not count. */
static gint64
private_bytes (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return -1;
  line = strstr (status, "RssAnon:");
  return line != NULL ? (gint64) g_ascii_strtoll (line + strlen ("RssAnon:"), NULL, 10) * 1024 : -1;
}

static void
on_partial (VtJob *job, const char *output, VtValue *value, Options *o)
{
  if (o->first_token_ms < 0)
    o->first_token_ms = (double) (g_get_monotonic_time () - o->start) / 1000;
}

static void
write_number (VtJsonWriter *json, const char *key, double number)
{
  vt_json_write_key (json, key);
  vt_json_write_double (json, number);
}

static VtJob *
run_round (Options *o, const VtTaskClass *task, const char *prompt, GError **error)
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

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (GArray *numbers)
{
  g_array_sort (numbers, compare);
  return g_array_index (numbers, double, numbers->len / 2);
}

typedef struct
{
  GArray *prefill, *decode;
  double load_ms, first_token_ms, prompt_tokens, generated_tokens;
  char *device;
} Figures;

static void
note_round (Figures *figures, Options *o, VtJob *job)
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
print_figures (const Options *o, const Figures *figures)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "task");
  vt_json_write_string (&json, "text-generation", -1);
  vt_json_write_key (&json, "model");
  vt_json_write_string (&json, o->path, -1);
  vt_json_write_key (&json, "device");
  vt_json_write_string (&json, figures->device, -1);
  write_number (&json, "load_ms", figures->load_ms);
  write_number (&json, "first_token_ms", figures->first_token_ms);
  write_number (&json, "prompt_tokens", figures->prompt_tokens);
  write_number (&json, "prompt_tokens_per_s", median (figures->prefill));
  write_number (&json, "generated_tokens", figures->generated_tokens);
  write_number (&json, "tokens_per_s", median (figures->decode));
  write_number (&json, "private_bytes", (double) private_bytes ());
  write_number (&json, "rounds", figures->prefill->len);
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

static gboolean
bench_text (Options *o, GError **error)
{
  const VtTaskClass *task = vt_task_find ("text-generation", error);
  g_autoptr (VtTokenizer) tokenizer = task != NULL ? open_tokenizer (o->path, error) : NULL;
  Figures figures = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean done = tokenizer != NULL;

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

static gboolean
read_numbers (Options *o)
{
  return (o->threads == NULL || vt_cli_read_number (o->threads, &o->n_threads))
         && (o->prompt == NULL || vt_cli_read_number (o->prompt, &o->n_prompt))
         && (o->tokens == NULL || vt_cli_read_number (o->tokens, &o->n_tokens))
         && (o->repeat == NULL || vt_cli_read_number (o->repeat, &o->n_repeat)) && o->n_threads <= 1024
         && o->n_prompt >= 1 && o->n_prompt <= 1 << 20 && o->n_tokens >= 1 && o->n_tokens <= 1 << 20
         && o->n_repeat >= 1 && o->n_repeat <= 1000;
}

static int
bench (Options *o, char **words)
{
  g_autoptr (GError) error = NULL;

  if (g_strv_length (words) != 1 || strcmp (words[0], "text-generation") != 0)
    return vt_cli_wrong (&vt_cli_bench, "Say what to measure: text-generation.");
  if (!read_numbers (o))
    return vt_cli_wrong (&vt_cli_bench, "Threads, prompt, tokens and repeat must be whole numbers from 1.");
  o->path = vt_cli_resolve_model (o->model, words[0], &error);
  if (o->path == NULL)
    return vt_cli_fail (error);
  o->engine = vt_engine_new ();
  vt_engine_set_threads (o->engine, (guint) o->n_threads);
  o->cancellable = vt_cli_cancellable ();
  return bench_text (o, &error) ? VT_CLI_DONE : vt_cli_fail (error);
}

static int
run (int argc, char **argv)
{
  g_auto (Options) o = { .n_prompt = 253, .n_tokens = 64, .n_repeat = 3 };
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &o.model, "File, folder or owner/name[@revision][:file]", "M" },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &o.device, "auto, cpu, vulkan or vulkan:N", "D" },
    { "threads", 't', 0, G_OPTION_ARG_STRING, &o.threads, "Threads of the processor; 0 for one per core", "N" },
    { "prompt", 'p', 0, G_OPTION_ARG_STRING, &o.prompt, "Tokens to read (253)", "N" },
    { "tokens", 'n', 0, G_OPTION_ARG_STRING, &o.tokens, "Tokens to write (64)", "N" },
    { "repeat", 'r', 0, G_OPTION_ARG_STRING, &o.repeat, "Rounds; the medians are given (3)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print JSON, which it always does", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_bench, entries, argc, argv, &words, &status))
    return status;
  return bench (&o, words);
}

const VtCliCommand vt_cli_bench = {
  .name = "bench",
  .arguments = "text-generation",
  .summary = "Measures how fast a task runs here, as JSON",
  .help = "load_ms and first_token_ms are those of the first round, private_bytes what is not mapped from files.",
  .run = run,
};

/* cli-bench.c: `vitrine bench`: how fast things are on this computer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli-bench.h"

#include <string.h>

#include "app/cli.h"

extern const VtCliCommand vt_cli_bench;

static const struct
{
  const char *name;
  gboolean (*measure) (VtCliBench *bench, GError **error);
} subjects[] = {
  { "ops", vt_cli_bench_ops },
  { "text-generation", vt_cli_bench_text },
  { "automatic-speech-recognition", vt_cli_bench_speech },
  { "text-to-speech", vt_cli_bench_voice },
  { "text-to-image", vt_cli_bench_picture },
  { "image-classification", vt_cli_bench_seeing },
};

static void
bench_clear (VtCliBench *bench)
{
  g_free (bench->model);
  g_free (bench->device);
  g_free (bench->filter);
  g_free (bench->audio);
  g_free (bench->path);
  g_clear_object (&bench->engine);
  g_clear_object (&bench->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtCliBench, bench_clear)

static gboolean
in_range (gint64 number, gint64 least, gint64 most)
{
  return number >= least && number <= most;
}

static int
measure (VtCliBench *bench, char **words)
{
  g_autoptr (GError) error = NULL;

  if (!in_range (bench->n_threads, 0, 1024) || !in_range (bench->n_prompt, 1, 1 << 20)
      || !in_range (bench->n_tokens, 1, 1 << 20) || !in_range (bench->n_repeat, 1, 1000)
      || !in_range (bench->n_size, 0, 4096) || !in_range (bench->n_steps, 1, 1000))
    return vt_cli_wrong (&vt_cli_bench, "One of the numbers is out of its range.");
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_strv_length (words) == 1 && strcmp (words[0], subjects[i].name) == 0)
      {
        bench->engine = vt_engine_new ();
        vt_engine_set_threads (bench->engine, (guint) bench->n_threads);
        bench->cancellable = vt_cli_cancellable ();
        return subjects[i].measure (bench, &error) ? VT_CLI_DONE : vt_cli_fail (error);
      }
  return vt_cli_wrong (&vt_cli_bench, "Say what to measure: ops, text-generation, automatic-speech-recognition, text-to-speech, text-to-image or image-classification.");
}

static int
run (int argc, char **argv)
{
  g_auto (VtCliBench) o = { .n_prompt = 253, .n_tokens = 64, .n_repeat = 3, .n_size = 256, .n_steps = 1 };
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &o.model, "File, folder or owner/name[@revision][:file]", "M" },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &o.device, "auto, cpu, vulkan or vulkan:N", "D" },
    { "threads", 't', 0, G_OPTION_ARG_INT64, &o.n_threads, "Threads of the processor; 0 for one per core", "N" },
    { "prompt", 'p', 0, G_OPTION_ARG_INT64, &o.n_prompt, "Tokens to read (253)", "N" },
    { "tokens", 'n', 0, G_OPTION_ARG_INT64, &o.n_tokens, "Tokens to write (64)", "N" },
    { "repeat", 'r', 0, G_OPTION_ARG_INT64, &o.n_repeat, "Rounds; the medians are given (3)", "N" },
    { "audio", 0, 0, G_OPTION_ARG_FILENAME, &o.audio, "With automatic-speech-recognition: the recording", "FILE" },
    { "size", 's', 0, G_OPTION_ARG_INT64, &o.n_size, "Pixels of a picture, across and down (256); 0 for the model's own", "N" },
    { "steps", 0, 0, G_OPTION_ARG_INT64, &o.n_steps, "Steps of a picture, without guidance (1)", "N" },
    { "op", 0, 0, G_OPTION_ARG_STRING, &o.filter, "With ops: this operation only", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "With ops: print JSON, as the others always do", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_bench, entries, argc, argv, &words, &status))
    return status;
  return measure (&o, words);
}

const VtCliCommand vt_cli_bench = {
  .name = "bench",
  .arguments = "ops|text-generation|automatic-speech-recognition|text-to-speech|text-to-image|image-classification",
  .summary = "Measures how fast operations or a task run here",
  .help = "text-generation: speeds are medians; load_ms and first_token_ms those of the first round, private_bytes\n"
          "what is not mapped from files.\n\n"
          "automatic-speech-recognition --audio FILE: seconds and cpu_s (of all threads) are medians.\n\n"
          "text-to-speech: medians of the rounds after the first, which loads the voice; real_time_factor is seconds\n"
          "for a second of speech, processor_time_factor the same of all processors together.\n\n"
          "text-to-image and image-classification: the fastest of the rounds; a step is one look of the model, without guidance.",
  .run = run,
};

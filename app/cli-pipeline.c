/* cli-pipeline.c: `vitrine pipeline`: one task on one model.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli-job.h"
#include "app/cli-pictures.h"
#include "app/cli-task-help.h"
#include "app/cli.h"
#include "app/picture-recipe.h"
#include "app/value-media.h"
#include "engine/base/error.h"

typedef struct
{
  char *model;
  char **inputs;
  char **parameters;
  char *output;
  char *device;
  gboolean json;
  gboolean stats;
  gint64 seed;
  gint64 n_threads;
  /* what they became */
  const VtTaskClass *task;
  GString *printed;
} Options;

static void
options_clear (Options *o)
{
  g_free (o->model);
  g_strfreev (o->inputs);
  g_strfreev (o->parameters);
  g_free (o->output);
  g_free (o->device);
  g_string_free (o->printed, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_partial (VtJob *job, const char *output, VtValue *value, Options *o)
{
  if (vt_value_type (value) == VT_VALUE_TEXT && g_strcmp0 (output, o->task->outputs[0].name) == 0)
    vt_cli_print_new (o->printed, vt_value_text (value));
}

/* The first output, for people: a text, or of a batch each on a line of its own. */
static char *
outputs_to_text (const Options *o, GHashTable *outputs)
{
  VtValue *value = g_hash_table_lookup (outputs, o->task->outputs[0].name);

  return value != NULL ? vt_value_to_text (value) : g_strdup ("");
}

static gboolean
is_media (VtValueType type)
{
  return type == VT_VALUE_AUDIO || type == VT_VALUE_IMAGE;
}

/* The file instead of what went into it, as `{"audio": "a.wav", "sampling_rate": 22050}`. */
static char *
media_to_json (const Options *o, VtValue *value)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, o->task->outputs[0].name);
  vt_json_write_string (&json, o->output, -1);
  if (vt_value_type (value) == VT_VALUE_AUDIO)
    {
      vt_json_write_key (&json, "sampling_rate");
      vt_json_write_int (&json, vt_value_audio (value)->rate);
    }
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

/* A sound or picture goes into its file, and the result's shape to standard output. */
static gboolean
show_media (const Options *o, VtJob *job, GHashTable *inputs, GHashTable *params, GHashTable *outputs, GError **error)
{
  VtValue *value = g_hash_table_lookup (outputs, o->task->outputs[0].name);
  g_autofree char *recipe = vt_picture_recipe_new (o->task->name, o->model, inputs, params, vt_job_get_seed (job));
  g_autofree char *json = NULL;

  if (value == NULL || vt_value_type (value) == VT_VALUE_NONE)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The model gave nothing to write into “%s”.", o->output);
      return FALSE;
    }
  vt_picture_recipe_note (value, recipe);
  if (!vt_value_save (value, o->output, NULL, error))
    return FALSE;
  if (o->json)
    {
      json = media_to_json (o, value);
      vt_cli_print (json);
      vt_cli_print ("\n");
    }
  return TRUE;
}

static gboolean
write_output (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents (path, text, -1, &local))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The result cannot be written to “%s”: %s.", path, local->message);
  return FALSE;
}

static gboolean
show (const Options *o, GHashTable *inputs, GHashTable *outputs, GError **error)
{
  /* Which picture is which only JSON says; it goes into the file where the file is meant for it. */
  gboolean json = o->json || (o->task->pictures.output != NULL && o->output != NULL);
  gboolean into_file = o->output != NULL && (o->task->pictures.output == NULL || g_str_has_suffix (o->output, ".json"));
  g_autofree char *text = json ? vt_cli_result_json (o->task, inputs, outputs, o->output, error) : outputs_to_text (o, outputs);

  if (text == NULL)
    return FALSE;
  if (into_file)
    return write_output (o->output, text, error);
  if (json)
    vt_cli_print (text);
  else
    vt_cli_print_new (o->printed, text);
  vt_cli_print ("\n");
  return TRUE;
}

static void
print_stats (VtJob *job)
{
  g_autofree char *stats = vt_job_dup_stats_json (job);

  fprintf (stderr, "%s\n", stats);
}

static gboolean
run_job (Options *o, GHashTable *inputs, GHashTable *params, GError **error)
{
  g_autofree char *model = vt_cli_resolve_model (o->model, o->task->name, error);
  g_autoptr (VtEngine) engine = NULL;
  g_autoptr (VtJob) job = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GHashTable) outputs = NULL;

  if (model == NULL)
    return FALSE;
  engine = vt_engine_new ();
  vt_engine_set_threads (engine, (guint) o->n_threads);
  job = vt_cli_new_job (engine, o->task, model, o->device, inputs, params, error);
  if (job == NULL)
    return FALSE;
  vt_job_set_seed (job, o->seed);
  if (!o->json && o->output == NULL && !o->task->revises)
    g_signal_connect (job, "partial", G_CALLBACK (on_partial), o);
  cancellable = vt_cli_cancellable ();
  outputs = vt_cli_run_job (job, cancellable, error);
  if (outputs == NULL || !(is_media (o->task->outputs[0].type) ? show_media (o, job, inputs, params, outputs, error)
                                                               : show (o, inputs, outputs, error)))
    return FALSE;
  if (o->stats)
    print_stats (job);
  return TRUE;
}

extern const VtCliCommand vt_cli_pipeline;

/* Checks everything that can be wrong in the arguments, before anything is loaded. */
static int
run_options (Options *o, char **words)
{
  g_autoptr (GHashTable) inputs = vt_cli_value_table ();
  g_autoptr (GHashTable) params = vt_cli_value_table ();
  g_autoptr (GError) error = NULL;

  if (g_strv_length (words) != 1)
    return vt_cli_wrong (&vt_cli_pipeline, "Say which task, as in: vitrine pipeline text-generation --input text=Once");
  o->task = vt_task_find (words[0], &error);
  if (o->task == NULL)
    return vt_cli_wrong (&vt_cli_pipeline, "%s", error->message);
  if (o->seed < -1)
    return vt_cli_wrong (&vt_cli_pipeline, "The seed must be a whole number from 0.");
  if (is_media (o->task->outputs[0].type) && o->output == NULL)
    return vt_cli_wrong (&vt_cli_pipeline, "What comes out is a %s: say where it goes, as in --output result.%s",
                         o->task->outputs[0].type == VT_VALUE_AUDIO ? "sound" : "picture",
                         o->task->outputs[0].type == VT_VALUE_AUDIO ? "wav" : "png");
  if (o->n_threads < 0 || o->n_threads > 1024)
    return vt_cli_wrong (&vt_cli_pipeline, "The number of threads must be from 0 to 1024.");
  if (!vt_cli_read_inputs (o->task, o->inputs, inputs, &error)
      || !vt_cli_read_parameters (o->task, o->parameters, params, &error))
    return g_error_matches (error, VT_ERROR, VT_ERROR_INVALID) ? vt_cli_wrong (&vt_cli_pipeline, "%s", error->message)
                                                               : vt_cli_fail (error);
  return run_job (o, inputs, params, &error) ? VT_CLI_DONE : vt_cli_fail (error);
}

static int
run (int argc, char **argv)
{
  g_auto (Options) o = { .seed = -1, .printed = g_string_new (NULL) };
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &o.model, "File, folder or owner/name[@revision][:file]", "M" },
    { "input", 'i', 0, G_OPTION_ARG_FILENAME_ARRAY, &o.inputs, "An input; again for a batch", "NAME=VALUE|NAME=@FILE" },
    { "set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &o.parameters, "A parameter", "PARAM=VALUE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output, "Where to write the result", "FILE" },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &o.device, "auto, cpu, vulkan or vulkan:N", "D" },
    { "threads", 't', 0, G_OPTION_ARG_INT64, &o.n_threads, "Threads of the processor; 0 for one per core", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o.seed, "The same one gives the same result again", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print the result as the Hub's API does", NULL },
    { "stats", 0, 0, G_OPTION_ARG_NONE, &o.stats, "Print times and speeds to standard error, as JSON", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_pipeline, entries, argc, argv, &words, &status))
    return status;
  return run_options (&o, words);
}

const VtCliCommand vt_cli_pipeline = {
  .name = "pipeline",
  .arguments = "TASK",
  .summary = "Runs one task on one model",
  .help = "A value that begins with @ is read from that file, as it is; @- is standard input.\n"
          "Sounds, films and pictures are decoded: --input audio=@talk.mp3; the ending of the --output file\n"
          "says in which form a sound or picture is written. Pictures that belong to parts of a result, as masks do,\n"
          "go beside the --output file, whose JSON names them; without one they stand in the JSON themselves, in base64.\n"
          "Where a task wants a picture, a film gives the one in its middle: --input image=@walk.webm\n\n"
          "  vitrine pipeline text-generation --input text=\"Once upon a time\" --set max_new_tokens=32",
  .more_help = vt_cli_task_help,
  .run = run,
};

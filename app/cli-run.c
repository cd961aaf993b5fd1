/* cli-run.c: `vitrine run`: a space without a window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli-job.h"
#include "app/cli-space-help.h"
#include "app/cli.h"
#include "app/space-runner.h"
#include "app/value-json.h"
#include "app/value-media.h"
#include "engine/base/error.h"

extern const VtCliCommand vt_cli_run;

typedef struct
{
  char **values;
  char *output;
  char *device;
  char *model;
  gint64 seed;
  gboolean json;
  gboolean stats;
  /* while it runs */
  VtSpaceRunner *runner;
  const VtSpaceEvent *event;
  const char *streamed; /* the component whose text is printed as it comes */
  GString *printed;
  GMainLoop *loop;
  GError *error;
} Options;

static void
options_clear (Options *o)
{
  g_strfreev (o->values);
  g_free (o->output);
  g_free (o->device);
  g_free (o->model);
  g_clear_object (&o->runner);
  g_string_free (o->printed, TRUE);
  g_clear_error (&o->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Of a chat what was said last, of all else the text. */
static char *
readable (VtValue *value)
{
  guint n;
  const VtMessage *messages;

  if (vt_value_type (value) != VT_VALUE_CHAT)
    return vt_value_to_text (value);
  messages = vt_value_chat (value, &n);
  return g_strdup (n > 0 && strcmp (messages[n - 1].role, "assistant") == 0 ? messages[n - 1].content : "");
}

/* Whether what comes while it runs is not for good. */
static gboolean
revises (const VtSpaceEvent *event)
{
  for (guint i = 0; i < event->steps->len; i++)
    if (((const VtSpaceStep *) event->steps->pdata[i])->task->revises)
      return TRUE;
  return FALSE;
}

static void
on_output (VtSpaceRunner *runner, const char *component, VtValue *value, gboolean final, Options *o)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (component, o->streamed) != 0 || (!final && revises (o->event)))
    return;
  text = readable (value);
  if (*text != '\0')
    vt_cli_print_new (o->printed, text);
}

static void
on_ended (VtSpaceRunner *runner, GError *error, Options *o)
{
  if (error != NULL)
    o->error = g_error_copy (error);
  g_main_loop_quit (o->loop);
}

static gboolean
note_step (const VtSpaceWire *wire, gpointer data)
{
  if (wire->kind == VT_WIRE_STEP)
    *(gboolean *) data = TRUE;
  return TRUE;
}

/* Whether the output shows what a step gave. */
static gboolean
is_result (const VtSpaceWire *wire)
{
  gboolean from_step = FALSE;

  vt_space_wire_foreach_source (wire, note_step, &from_step);
  return from_step;
}

static void
choose_streamed (Options *o)
{
  for (guint i = 0; i < o->event->outputs->len && o->streamed == NULL; i++)
    if (is_result (o->event->outputs->pdata[i]))
      o->streamed = ((const VtSpaceWire *) o->event->outputs->pdata[i])->name;
}

/* Results besides the streamed one, each under its label. */
static void
print_others (Options *o)
{
  for (guint i = 0; i < o->event->outputs->len; i++)
    {
      const VtSpaceWire *wire = o->event->outputs->pdata[i];
      VtSpaceComponent *component = vt_space_find_component (vt_space_runner_get_space (o->runner), wire->name);
      const char *label = vt_space_component_get_text (component, "label");
      g_autofree char *text = readable (vt_space_runner_get_value (o->runner, wire->name));

      if (is_result (wire) && strcmp (wire->name, o->streamed) != 0)
        printf ("%s: %s\n", *label != '\0' ? label : wire->name, text);
    }
}

/* Where an output goes: into the folder, named for its component. */
static char *
output_path (const Options *o, const char *id)
{
  g_autofree char *suffix = vt_value_suffix (vt_space_runner_get_value (o->runner, id));
  g_autofree char *name = g_strconcat (id, ".", suffix, NULL);

  return g_build_filename (o->output, name, NULL);
}

/* Of a sound or picture the file that it went to. */
static void
write_json (const Options *o, const char *id, VtJsonWriter *json)
{
  VtValue *value = vt_space_runner_get_value (o->runner, id);
  gboolean media = vt_value_type (value) == VT_VALUE_AUDIO || vt_value_type (value) == VT_VALUE_IMAGE;
  g_autofree char *path = media && o->output != NULL ? output_path (o, id) : NULL;

  if (path != NULL)
    vt_json_write_string (json, path, -1);
  else
    vt_value_write_json (value, json);
}

static char *
outputs_to_json (const Options *o)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  for (guint i = 0; i < o->event->outputs->len; i++)
    {
      const char *id = ((const VtSpaceWire *) o->event->outputs->pdata[i])->name;

      vt_json_write_key (&json, id);
      write_json (o, id, &json);
    }
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

static gboolean
write_outputs (const Options *o, GError **error)
{
  if (g_mkdir_with_parents (o->output, 0755) != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The folder “%s” cannot be made.", o->output);
      return FALSE;
    }
  for (guint i = 0; i < o->event->outputs->len; i++)
    {
      const char *id = ((const VtSpaceWire *) o->event->outputs->pdata[i])->name;
      g_autofree char *path = output_path (o, id);

      if (!vt_value_save (vt_space_runner_get_value (o->runner, id), path, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
show (Options *o, GError **error)
{
  g_autofree char *json = NULL;

  if (o->output != NULL && !write_outputs (o, error))
    return FALSE;
  if (o->json)
    {
      json = outputs_to_json (o);
      vt_cli_print (json);
    }
  vt_cli_print ("\n");
  if (!o->json && o->streamed != NULL)
    print_others (o);
  return TRUE;
}

/* The first event that a person causes by a click or a text, with steps. */
static const VtSpaceEvent *
choose_event (VtSpace *space)
{
  GPtrArray *events = vt_space_get_events (space);

  for (guint i = 0; i < events->len; i++)
    if (((const VtSpaceEvent *) events->pdata[i])->steps->len > 0)
      return events->pdata[i];
  return events->len > 0 ? events->pdata[0] : NULL;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer runner)
{
  vt_space_runner_cancel (runner);
  return G_SOURCE_REMOVE;
}

static void
run_event (Options *o)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = vt_cli_cancellable ();
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  o->loop = loop;
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), o->runner, NULL);
  g_source_attach (source, NULL);
  g_signal_connect (o->runner, "ended", G_CALLBACK (on_ended), o);
  if (!o->json)
    g_signal_connect (o->runner, "output", G_CALLBACK (on_output), o);
  vt_space_runner_run (o->runner, o->event);
  if (vt_space_runner_is_running (o->runner))
    g_main_loop_run (loop);
  g_source_destroy (source);
}

static char *
list_inputs (VtSpace *space)
{
  GPtrArray *components = vt_space_get_components (space);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      if (component->klass->is_input)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", component->id);
    }
  return g_string_free (names, FALSE);
}

/* Whether the component that @spec, `ID=@FILE`, names holds a file, sound or picture. */
static gboolean
holds_file (VtSpace *space, const char *spec)
{
  g_autofree char *id = g_strndup (spec, strcspn (spec, "="));
  const VtSpaceComponent *component = vt_space_find_component (space, id);
  VtValueType type = component != NULL ? component->klass->value : VT_VALUE_NONE;

  return type == VT_VALUE_FILE || type == VT_VALUE_AUDIO || type == VT_VALUE_IMAGE;
}

/* VT_CLI_DONE, or what to return. */
static int
set_values (Options *o, VtSpace *space)
{
  for (char **spec = o->values; spec != NULL && *spec != NULL; spec++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (VtValue) value = vt_cli_read_spec (*spec, holds_file (space, *spec), &name, &error);

      if (value == NULL)
        return g_error_matches (error, VT_ERROR, VT_ERROR_INVALID) ? vt_cli_wrong (&vt_cli_run, "%s", error->message)
                                                                   : vt_cli_fail (error);
      if (vt_space_find_component (space, name) == NULL)
        {
          g_autofree char *names = list_inputs (space);

          return vt_cli_wrong (&vt_cli_run, "The space has no component “%s”; what can be set is: %s.", name, names);
        }
      if (!vt_space_runner_set_value (o->runner, name, value, &error))
        return vt_cli_wrong (&vt_cli_run, "%s.", error->message);
    }
  return VT_CLI_DONE;
}

static void
set_up_runner (Options *o, VtSpace *space)
{
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();

  o->runner = vt_space_runner_new (space, engine, library);
  if (o->device != NULL)
    vt_space_runner_set_device (o->runner, o->device);
  vt_space_runner_set_model (o->runner, NULL, o->model);
  vt_space_runner_set_seed (o->runner, o->seed);
}

static int
run_space (Options *o, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = NULL;
  int status;

  if (o->seed < -1)
    return vt_cli_wrong (&vt_cli_run, "The seed must be a whole number from 0.");
  space = vt_cli_load_space (word, &error);
  if (space == NULL)
    return vt_cli_fail (error);
  set_up_runner (o, space);
  status = set_values (o, space);
  if (status != VT_CLI_DONE)
    return status;
  o->event = choose_event (space);
  if (o->event == NULL)
    return vt_cli_wrong (&vt_cli_run, "Nothing happens in the space “%s”: it has no events.", word);
  choose_streamed (o);
  run_event (o);
  if (o->error != NULL || !show (o, &error))
    return vt_cli_fail (o->error != NULL ? o->error : error);
  if (o->stats)
    {
      g_autofree char *stats = vt_space_runner_dup_stats_json (o->runner);

      fprintf (stderr, "%s\n", stats);
    }
  return VT_CLI_DONE;
}

static int
run (int argc, char **argv)
{
  g_auto (Options) o = { .seed = -1, .printed = g_string_new (NULL) };
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &o.values, "What a component holds", "ID=VALUE|ID=@FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output, "A folder for the outputs, a file each", "DIR" },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &o.device, "auto, cpu, vulkan or vulkan:N", "D" },
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &o.model, "Another model than the space names", "M" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &o.seed, "The same one gives the same result again", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print the outputs as one JSON object", NULL },
    { "stats", 0, 0, G_OPTION_ARG_NONE, &o.stats, "Print times and speeds to standard error, as JSON", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_run, entries, argc, argv, &words, &status))
    return status;
  if (g_strv_length (words) != 1)
    return vt_cli_wrong (&vt_cli_run, "Say which space, a folder with README.md and space.json, or a .vitrine file.");
  return run_space (&o, words[0]);
}

const VtCliCommand vt_cli_run = {
  .name = "run",
  .arguments = "SPACE",
  .summary = "Runs a space without a window",
  .help = "SPACE is a folder, a .vitrine file, or the name of a space that comes with Vitrine.\n"
          "A value that begins with @ is read from that file, as it is; @- is standard input.\n\n"
          "  vitrine run finish-my-sentence --set prompt=\"Once upon a time\"",
  .more_help = vt_cli_space_help,
  .run = run,
};

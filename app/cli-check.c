/* cli-check.c: `vitrine check`: a look at all that a space needs, before a show.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>

#include "app/cli.h"
#include "app/preflight.h"

extern const VtCliCommand vt_cli_check;

typedef struct
{
  char *device;
  gboolean quick;
  gboolean json;
  GMainLoop *loop;
  GPtrArray *checks;
  GError *error;
} Options;

static void
options_clear (Options *o)
{
  g_free (o->device);
  g_clear_pointer (&o->checks, g_ptr_array_unref);
  g_clear_error (&o->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *const results[] = { "good", "doubtful", "bad" };

static void
on_check (const VtPreflightCheck *check, gpointer data)
{
  const Options *o = data;
  g_autofree char *text = vt_preflight_check_to_text (check, NULL);

  if (!o->json)
    printf ("%-9s %s\n", results[check->result], text);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Options *o = data;

  o->checks = vt_preflight_finish (result, &o->error);
  g_main_loop_quit (o->loop);
}

static void
print_json (const Options *o)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < o->checks->len; i++)
    {
      const VtPreflightCheck *check = o->checks->pdata[i];
      g_autofree char *text = vt_preflight_check_to_text (check, NULL);

      vt_json_write_begin (&json, '{');
      vt_json_write_key (&json, "result");
      vt_json_write_string (&json, results[check->result], -1);
      vt_json_write_key (&json, "sentence");
      vt_json_write_string (&json, text, -1);
      vt_json_write_key (&json, "missing_model");
      vt_json_write_string (&json, check->missing_model, -1);
      vt_json_write_end (&json, '}');
    }
  vt_json_write_end (&json, ']');
  vt_cli_print_json (&json);
}

static int
check_space (Options *o, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_cli_load_space (word, &error);
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (VtSpaceRunner) runner = NULL;

  if (space == NULL)
    return vt_cli_fail (error);
  cancellable = vt_cli_cancellable ();
  runner = vt_space_runner_new (space, engine, library);
  if (o->device != NULL)
    vt_space_runner_set_device (runner, o->device);
  o->loop = loop;
  vt_preflight_async (runner, o->quick ? 0 : VT_PREFLIGHT_VERIFY | VT_PREFLIGHT_WARM_UP, cancellable, on_check, on_done, o);
  g_main_loop_run (loop);
  if (o->checks == NULL)
    return vt_cli_fail (o->error);
  if (o->json)
    print_json (o);
  return vt_preflight_worst (o->checks) == VT_PREFLIGHT_BAD ? VT_CLI_FAILED : VT_CLI_DONE;
}

static int
run (int argc, char **argv)
{
  g_auto (Options) o = { NULL };
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "device", 'd', 0, G_OPTION_ARG_STRING, &o.device, "auto, cpu, vulkan or vulkan:N", "D" },
    { "quick", 'q', 0, G_OPTION_ARG_NONE, &o.quick, "Compare no checksums and run no model", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print the results as JSON", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_check, entries, argc, argv, &words, &status))
    return status;
  if (g_strv_length (words) != 1)
    return vt_cli_wrong (&vt_cli_check, "Say which space, a folder with README.md and space.json, or a .vitrine file.");
  return check_space (&o, words[0]);
}

const VtCliCommand vt_cli_check = {
  .name = "check",
  .arguments = "SPACE",
  .summary = "Looks whether a space is ready for a show",
  .help = "The device, the models and their checksums, memory, files; then a small run of each model.\n"
          "Ends with status 1 where something is bad.",
  .run = run,
};

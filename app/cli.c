/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/data-path.h"
#include "app/model-library.h"
#include "app/remote/remote-address.h"
#include "app/space-archive.h"
#include "engine/base/error.h"

const VtCliCommand *
vt_cli_find_command (const char *name)
{
  for (const VtCliCommand *const *command = vt_cli_commands; *command != NULL; command++)
    if (strcmp ((*command)->name, name) == 0)
      return *command;
  return NULL;
}

int
vt_cli_fail (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fputs ("Stopped.\n", stderr);
  else
    fprintf (stderr, "%s\n", error->message);
  return VT_CLI_FAILED;
}

int
vt_cli_wrong (const VtCliCommand *command, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "%s\nSee: vitrine %s --help\n", sentence, command->name);
  return VT_CLI_USAGE;
}

static void
print_help (const VtCliCommand *command, GOptionContext *context, const char *const *words)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  g_autofree char *more = command->more_help != NULL ? command->more_help (words) : NULL;

  fputs (help, stdout);
  if (more != NULL)
    fputs (more, stdout);
}

gboolean
vt_cli_parse (const VtCliCommand *command, const GOptionEntry *entries, int argc, char **argv, GStrv *arguments,
              int *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
  g_auto (GStrv) words = g_new0 (char *, (gsize) argc + 1);
  g_autoptr (GError) error = NULL;
  gboolean help = FALSE;
  const GOptionEntry more[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this help", NULL },
    { NULL },
  };

  for (int i = 0; i < argc; i++)
    words[i] = i == 0 ? g_strconcat ("vitrine ", argv[0], NULL) : g_strdup (argv[i]);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, command->help);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, more, NULL);
  g_set_prgname (words[0]);
  if (!g_option_context_parse_strv (context, &words, &error))
    {
      *status = vt_cli_wrong (command, "%s.", error->message);
      return FALSE;
    }
  if (help)
    {
      print_help (command, context, (const char *const *) words + 1);
      *status = VT_CLI_DONE;
      return FALSE;
    }
  *arguments = g_strdupv (words + 1);
  return TRUE;
}

void
vt_cli_print (const char *text)
{
  fputs (text, stdout);
  fflush (stdout);
}

void
vt_cli_print_json (VtJsonWriter *json)
{
  g_string_append_c (json->text, '\n');
  vt_cli_print (json->text->str);
  g_string_free (g_steal_pointer (&json->text), TRUE);
}

gboolean
vt_cli_read_number (const char *text, gint64 *number)
{
  return g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, number, NULL);
}

/* The starter model of @task, the first in the library's list. */
static const char *
find_starter (const char *task)
{
  guint n;
  const VtStarterModel *models = vt_starter_models (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (models[i].task, task) == 0)
      return models[i].reference;
  return NULL;
}

char *
vt_cli_resolve_model (const char *reference, const char *task, GError **error)
{
  g_autoptr (VtModelLibrary) library = NULL;

  if (reference == NULL && task != NULL)
    reference = find_starter (task);
  if (reference == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "Say which model, with --model.");
      return NULL;
    }
  if (g_file_test (reference, G_FILE_TEST_EXISTS))
    return g_canonicalize_filename (reference, NULL);
  if (vt_remote_address_is (reference))
    return g_strdup (reference); /* who writes the address here allows it */
  library = vt_model_library_new ();
  return vt_model_library_resolve (library, reference, error);
}

char *
vt_cli_find_space (const char *word)
{
  g_autofree char *below = g_build_filename ("spaces", word, NULL);
  g_autofree char *ours = vt_data_path (below);

  if (!g_file_test (word, G_FILE_TEST_EXISTS) && strchr (word, '/') == NULL && g_file_test (ours, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&ours);
  return g_strdup (word);
}

VtSpace *
vt_cli_load_space (const char *word, GError **error)
{
  g_autofree char *path = vt_cli_find_space (word);
  g_autoptr (VtSpace) space = vt_space_load (path, error);
  g_autoptr (VtHubCache) cache = vt_hub_cache_new (NULL);

  if (space == NULL)
    return NULL;
  if (vt_space_get_archive (space) != NULL
      && !vt_space_archive_import_models (vt_space_get_archive (space), cache, NULL, NULL, NULL, error))
    return NULL;
  return g_steal_pointer (&space);
}

static gboolean
on_interrupt (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

GCancellable *
vt_cli_cancellable (void)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_unix_signal_add_full (G_PRIORITY_HIGH, SIGINT, on_interrupt, g_object_ref (cancellable), g_object_unref);
  return cancellable;
}

/* main.c: `vitrine`: runs a command of the command line, or starts the studio.
 *
 * The studio is a program of its own, so that commands need not load GTK.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/data-path.h"

static void
print_help (void)
{
  puts ("Vitrine: show what models do, and see how they do it, on this computer.\n\n"
        "  vitrine [SPACE…]          the studio, with these spaces open");
  for (const VtCliCommand *const *command = vt_cli_commands; *command != NULL; command++)
    {
      g_autofree char *left = g_strdup_printf ("vitrine %s …", (*command)->name);

      /* The ellipsis is three bytes and one column. */
      printf ("  %-27s %s\n", left, (*command)->summary);
    }
  puts ("  vitrine --version, --help\n\n"
        "Each command explains itself: vitrine pipeline --help");
}

/* What the environment names, else the one beside us in a build folder, else the installed one. */
static char *
find_studio (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *built = g_build_filename (folder, "..", "ui", "vitrine-studio", NULL);

  if (g_getenv ("VITRINE_STUDIO") == NULL && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  return g_strdup (vt_studio_path ());
}

static int
start_studio (char **argv)
{
  g_autofree char *studio = find_studio ();

  execv (studio, argv);
  fprintf (stderr, "The studio cannot be started from “%s”: %s.\n", studio, g_strerror (errno));
  return VT_CLI_FAILED;
}

int
main (int argc, char **argv)
{
  const char *first = argc > 1 ? argv[1] : "";
  const VtCliCommand *command = vt_cli_find_command (first);

  setlocale (LC_ALL, "");
  if (command != NULL)
    return command->run (argc - 1, argv + 1);
  if (strcmp (first, "--version") == 0)
    puts ("vitrine " VITRINE_VERSION);
  else if (strcmp (first, "--help") == 0 || strcmp (first, "-h") == 0)
    print_help ();
  else if (*first == '-' && !g_str_has_prefix (first, "--g") /* --gapplication-…, which desktops pass */)
    {
      fprintf (stderr, "There is no option “%s”.\nSee: vitrine --help\n", first);
      return VT_CLI_USAGE;
    }
  else if (*first != '\0' && !g_file_test (first, G_FILE_TEST_EXISTS) && strstr (first, "://") == NULL)
    {
      fprintf (stderr, "“%s” is neither a command nor a space on this computer.\nSee: vitrine --help\n", first);
      return VT_CLI_USAGE;
    }
  else
    return start_studio (argv);
  return VT_CLI_DONE;
}

/* cli-export.c: `vitrine export`: a space into one file, to be given away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/data-path.h"
#include "app/space-archive.h"

extern const VtCliCommand vt_cli_export;

static int
export_space (const char *word, const char *output, gboolean models)
{
  g_autofree char *path = vt_cli_find_space (word);
  g_autoptr (VtHubCache) cache = models ? vt_hub_cache_new (NULL) : NULL;
  g_autoptr (GCancellable) cancellable = vt_cli_cancellable ();
  g_autoptr (GError) error = NULL;

  if (!vt_space_archive_write (path, output, cache, cancellable, NULL, NULL, &error))
    return vt_cli_fail (error);
  return VT_CLI_DONE;
}

static int
run (int argc, char **argv)
{
  g_autofree char *output = NULL;
  gboolean models = FALSE;
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The file to make", "FILE.vitrine" },
    { "models", 0, 0, G_OPTION_ARG_NONE, &models, "With its models inside, for rooms without a network", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_export, entries, argc, argv, &words, &status))
    return status;
  if (g_strv_length (words) != 1 || output == NULL)
    return vt_cli_wrong (&vt_cli_export, "Say which space, and with --output into which file.");
  return export_space (words[0], output, models);
}

const VtCliCommand vt_cli_export = {
  .name = "export",
  .arguments = "SPACE",
  .summary = "Puts a space into one file",
  .help = "SPACE is a folder, a .vitrine file, or the name of a space that comes with Vitrine.\n\n"
          "  vitrine export my-space --output my-space.vitrine",
  .run = run,
};

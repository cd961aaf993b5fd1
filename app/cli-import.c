/* cli-import.c: `vitrine import`: takes a space that was given away among one's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>

#include "app/cli.h"
#include "app/space-archive.h"
#include "app/user-spaces.h"

extern const VtCliCommand vt_cli_import;

static int
import_space (const char *path)
{
  g_autoptr (VtHubCache) cache = vt_hub_cache_new (NULL);
  g_autoptr (GCancellable) cancellable = vt_cli_cancellable ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR)
      && !vt_space_archive_import_models (path, cache, cancellable, NULL, NULL, &error))
    return vt_cli_fail (error);
  folder = vt_user_spaces_import (path, cancellable, &error);
  if (folder == NULL)
    return vt_cli_fail (error);
  printf ("%s\n", folder);
  return VT_CLI_DONE;
}

static int
run (int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = { { NULL } };

  if (!vt_cli_parse (&vt_cli_import, entries, argc, argv, &words, &status))
    return status;
  if (g_strv_length (words) != 1)
    return vt_cli_wrong (&vt_cli_import, "Say which space, a .vitrine file or a folder.");
  return import_space (words[0]);
}

const VtCliCommand vt_cli_import = {
  .name = "import",
  .arguments = "FILE.vitrine",
  .summary = "Takes a space from a file",
  .help = "Puts it among your own spaces and prints where it is now. Models in the file go\n"
          "to the Hub's cache, after their checksums were looked at.",
  .run = run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-upload.h"

#include <stdio.h>
#include <unistd.h>

#include "app/cli.h"
#include "hub/upload.h"

static void
print_plan (const VtHubUpload *upload)
{
  g_autofree char *all = g_format_size (upload->bytes);

  for (guint i = 0; i < upload->files->len; i++)
    {
      const VtHubFile *file = upload->files->pdata[i];
      g_autofree char *size = g_format_size (file->bytes);

      printf ("%9s  %s\n", size, file->name);
    }
  printf ("%9s  in %u files, to %s, which %s.\n", all, upload->files->len, upload->repo,
          upload->is_private ? "only you can see if it is new" : "everybody can see");
}

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  if (total > 0 && isatty (STDERR_FILENO))
    fprintf (stderr, "\r%3d %%", (int) (100 * done / total));
}

int
vt_cli_upload (VtHubClient *client, const char *folder, const char *repo, const char *message, gboolean is_private, gboolean yes,
               GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubUpload) upload = vt_hub_upload_new (folder, repo, message, is_private, &error);
  g_autofree char *page = NULL;

  if (upload == NULL)
    return vt_cli_fail (error);
  if (!yes)
    {
      print_plan (upload);
      printf ("Nothing has been sent. Add --yes to send it.\n");
      return VT_CLI_DONE;
    }
  page = vt_hub_upload_send (upload, client, cancellable, on_progress, NULL, &error);
  if (isatty (STDERR_FILENO))
    fputc ('\r', stderr);
  if (page == NULL)
    return vt_cli_fail (error);
  printf ("%s\n", page);
  return VT_CLI_DONE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-fetch.h"

#include <stdio.h>
#include <unistd.h>

#include "app/cli.h"
#include "engine/base/error.h"

typedef struct
{
  VtModelLibrary *library;
  const char *reference;
  GMainLoop *loop;
  char *path;
  GError *error;
  gboolean terminal; /* one line, written over; else a line for each tenth */
  int tenth;
} Fetch;

static void
show_status (Fetch *fetch, const VtModelStatus *status)
{
  double fraction = vt_model_status_fraction (status);
  g_autofree char *done = g_format_size (status->bytes_done);
  g_autofree char *total = g_format_size (status->bytes_total);
  g_autofree char *speed = g_format_size (status->bytes_per_s);

  if (fetch->terminal)
    fprintf (stderr, "\r\033[K%s: %3.0f%%, %s of %s, %s/s  %s", fetch->reference, fraction * 100, done, total, speed,
             status->doing != NULL ? status->doing : "");
  else if ((int) (fraction * 10) > fetch->tenth)
    fprintf (stderr, "%s: %3.0f%%, %s of %s\n", fetch->reference, fraction * 100, done, total);
  fetch->tenth = MAX (fetch->tenth, (int) (fraction * 10));
}

static void
on_changed (VtModelLibrary *library, const char *reference, Fetch *fetch)
{
  VtModelStatus *status = vt_model_library_get_status (library, fetch->reference);

  if (status->state == VT_MODEL_FETCHING && status->bytes_total > 0)
    show_status (fetch, status);
  vt_model_status_free (status);
}

static void
on_fetched (GObject *library, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;

  fetch->path = vt_model_library_fetch_finish (VT_MODEL_LIBRARY (library), result, &fetch->error);
  g_main_loop_quit (fetch->loop);
}

/* Shows the licence's notice, and takes "yes" from a person or from @accept. */
static gboolean
settle_licence (VtModelLibrary *library, const char *reference, gboolean accept, GError **error)
{
  const VtStarterLicence *licence = vt_model_library_pending_licence (library, reference);
  char answer[16] = "";

  if (licence == NULL)
    return TRUE;
  fprintf (stderr, "%s\n%s\n", licence->notice, licence->url != NULL ? licence->url : "");
  if (!accept && isatty (STDIN_FILENO))
    {
      fputs ("Do you accept these terms? [y/N] ", stderr);
      accept = fgets (answer, sizeof answer, stdin) != NULL && g_ascii_tolower (answer[0]) == 'y';
    }
  if (accept)
    return vt_model_library_accept_licence (library, reference, error);
  g_set_error (error, VT_ERROR, VT_ERROR_DENIED, "%s needs its licence accepted first; read it, and then add "
               "--accept-licence.", reference);
  return FALSE;
}

static char *
fetch_model (VtModelLibrary *library, const char *reference, gboolean accept, GCancellable *cancellable,
             GError **error)
{
  g_autofree char *path = vt_model_library_resolve (library, reference, NULL);
  g_autoptr (GMainLoop) loop = NULL;
  Fetch fetch = { library, reference };
  gulong handler;

  if (path != NULL)
    return g_steal_pointer (&path);
  if (!settle_licence (library, reference, accept, error))
    return NULL;
  loop = fetch.loop = g_main_loop_new (NULL, FALSE);
  fetch.terminal = isatty (STDERR_FILENO);
  handler = g_signal_connect (library, "changed", G_CALLBACK (on_changed), &fetch);
  vt_model_library_fetch_async (library, reference, cancellable, on_fetched, &fetch);
  g_main_loop_run (loop);
  g_signal_handler_disconnect (library, handler);
  if (fetch.terminal)
    fputs ("\r\033[K", stderr);
  if (fetch.error != NULL)
    g_propagate_error (error, fetch.error);
  return fetch.path;
}

int
vt_cli_fetch (VtModelLibrary *library, const char *reference, gboolean accept, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fetch_model (library, reference, accept, cancellable, &error);

  if (path == NULL)
    return vt_cli_fail (error);
  printf ("%s\n", path);
  fflush (stdout);
  return VT_CLI_DONE;
}

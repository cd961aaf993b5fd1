/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/hub-details.h"

#include <string.h>

#include "app/front-matter.h"

#define CARD_MAX (256 << 10)

typedef struct
{
  VtHubClient *client;
  VtEngine *engine;
  char *reference;
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->client);
  g_object_unref (request->engine);
  g_free (request->reference);
  g_free (request);
}

void
vt_hub_details_free (VtHubDetails *details)
{
  g_clear_pointer (&details->files, g_ptr_array_unref);
  g_clear_pointer (&details->preview, vt_model_preview_free);
  g_free (details->card);
  g_free (details);
}

static gboolean
has_file (GPtrArray *files, const char *name)
{
  for (guint i = 0; i < files->len; i++)
    if (strcmp (((const VtHubFile *) files->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* A card that cannot be read is no reason to show nothing. */
static char *
load_card (VtHubClient *client, const VtHubReference *reference, GPtrArray *files, GCancellable *cancellable)
{
  VtHubReference readme = { reference->repo, reference->revision, (char *) "README.md" };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  if (has_file (files, readme.file))
    bytes = vt_hub_client_read (client, &readme, 0, CARD_MAX, cancellable, NULL);
  if (bytes == NULL)
    return g_strdup ("");
  text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return g_strdup (vt_front_matter_find (text, NULL, NULL));
}

static VtHubDetails *
load (const Request *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtHubDetails) details = g_new0 (VtHubDetails, 1);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (request->reference, error);

  if (reference == NULL)
    return NULL;
  details->files = vt_hub_client_list_files (request->client, reference, cancellable, error);
  if (details->files == NULL)
    return NULL;
  details->preview = vt_model_preview (request->client, request->engine, details->files, reference, cancellable, error);
  if (details->preview == NULL)
    return NULL;
  details->card = load_card (request->client, reference, details->files, cancellable);
  return g_steal_pointer (&details);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VtHubDetails *details = load (data, cancellable, &error);

  if (details != NULL)
    g_task_return_pointer (task, details, (GDestroyNotify) vt_hub_details_free);
  else
    g_task_return_error (task, error);
}

void
vt_hub_details_load_async (VtHubClient *client, VtEngine *engine, const char *reference, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, data);
  Request *request = g_new (Request, 1);

  *request = (Request) { g_object_ref (client), g_object_ref (engine), g_strdup (reference) };
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, load_in_thread);
}

VtHubDetails *
vt_hub_details_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/dataset-details.h"

#include "app/front-matter.h"

#define CARD_MAX (256 << 10)

void
vt_dataset_details_free (VtDatasetDetails *details)
{
  g_clear_pointer (&details->splits, g_ptr_array_unref);
  g_free (details->failure);
  g_free (details->card);
  g_free (details);
}

/* A card that cannot be read is no reason to show nothing. */
static char *
load_card (VtHubClient *client, const char *repo, GCancellable *cancellable)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (repo, NULL);
  VtHubReference readme = { (char *) repo, reference != NULL ? reference->revision : (char *) "main", (char *) "README.md" };
  g_autoptr (GBytes) bytes = vt_hub_client_read (client, &readme, 0, CARD_MAX, cancellable, NULL);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return g_strdup ("");
  text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  return g_strdup (vt_front_matter_find (text, NULL, NULL));
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  VtDatasetDetails *details = g_new0 (VtDatasetDetails, 1);
  g_autoptr (GError) error = NULL;

  details->splits = vt_dataset_list_splits (source, data, cancellable, &error);
  details->failure = error != NULL ? g_strdup (error->message) : NULL;
  details->card = load_card (source, data, cancellable);
  g_task_return_pointer (task, details, (GDestroyNotify) vt_dataset_details_free);
}

void
vt_dataset_details_load_async (VtHubClient *client, const char *repo, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (repo), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

VtDatasetDetails *
vt_dataset_details_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

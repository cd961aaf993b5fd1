/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/remote/remote-job.h"

#include <string.h>

#include "app/remote/remote-book.h"
#include "app/remote/remote-task.h"
#include "engine/base/error.h"

typedef struct
{
  const VtRemoteTask *task;
  VtRemoteAddress *address;
  VtHubClient *client;
} Elsewhere;

static void
elsewhere_free (gpointer data)
{
  Elsewhere *self = data;

  vt_remote_address_free (self->address);
  g_object_unref (self->client);
  g_free (self);
}

static gboolean
run (VtTaskRun *task_run, gpointer data, GError **error)
{
  Elsewhere *self = data;
  VtRemoteRun remote = { task_run, self->client, self->address, vt_remote_book_dup_key (self->address, task_run->cancellable) };
  gint64 start = g_get_monotonic_time ();
  gboolean done;

  task_run->progress (task_run, -1, N_ ("Waiting for the other computer"));
  done = self->task->run (&remote, error);
  task_run->stat (task_run, "seconds", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  if (!done && g_cancellable_is_cancelled (task_run->cancellable))
    {
      g_clear_error (error);
      g_cancellable_set_error_if_cancelled (task_run->cancellable, error);
    }
  g_free (remote.key);
  return done;
}

char *
vt_remote_job_reason (const VtRemoteAddress *address)
{
  return g_strdup_printf (address->is_here ? "The server %s of this computer computes it."
                                           : "%s computes it: what is put in leaves this computer.",
                          address->host);
}

gboolean
vt_remote_job_set_up (VtJob *job, const VtTaskClass *task, const char *reference, VtHubClient *client, GError **error)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (reference, error);
  const VtRemoteTask *found = address != NULL ? vt_remote_task_find (task->name, address, error) : NULL;
  g_autofree char *reason = NULL;
  Elsewhere *self;

  if (found == NULL)
    return FALSE;
  reason = vt_remote_job_reason (address);
  self = g_new0 (Elsewhere, 1);
  self->task = found;
  self->client = g_object_ref (client);
  self->address = g_steal_pointer (&address);
  vt_job_set_elsewhere (job, run, self, elsewhere_free, self->address->host, reason);
  return TRUE;
}

/* GET /models. */
static GBytes *
ask_models (const VtRemoteAddress *address, const char *key, VtHubClient *client, guint *status, GCancellable *cancellable,
            GError **error)
{
  g_autofree char *url = g_strconcat (address->base, "/models", NULL);
  g_autofree char *kept = key == NULL ? vt_remote_book_dup_key (address, cancellable) : NULL;
  const VtRemoteRequest request = { url, key != NULL ? key : kept, NULL, NULL };

  return vt_remote_ask (client, &request, NULL, NULL, NULL, status, cancellable, error);
}

GStrv
vt_remote_job_list_models (const VtRemoteAddress *address, const char *key, VtHubClient *client,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) answer = ask_models (address, key, client, NULL, cancellable, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (VtJson) json = NULL;
  gsize n;

  if (answer == NULL)
    return NULL;
  json = vt_json_parse (g_bytes_get_data (answer, &n), g_bytes_get_size (answer), error);
  if (json == NULL)
    {
      g_prefix_error (error, "The list of models of %s cannot be read. ", address->host);
      return NULL;
    }
  for (VtJsonIter iter = VT_JSON_ITER (vt_json_get (vt_json_root (json), "data")); vt_json_iter_next (&iter);)
    {
      const char *name = vt_json_get_string (iter.value, "id", NULL);

      if (name != NULL)
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

gboolean
vt_remote_job_probe (const VtRemoteAddress *address, VtHubClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) answer = NULL;
  guint status = 0;

  if (address->model == NULL)
    return TRUE;
  answer = ask_models (address, NULL, client, &status, cancellable, &failure);
  /* Not every server has a list of its models. */
  if (answer != NULL || status == 404 || status == 405)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

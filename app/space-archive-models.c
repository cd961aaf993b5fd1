/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-archive-private.h"

#include <string.h>

#include "app/model-files.h"
#include "app/remote/remote-address.h"
#include "app/starter-models.h"
#include "engine/base/error.h"
#include "hub/disk.h"

#define MAX_MODELS 100
#define MAX_FILES 2000

static void
file_free (gpointer data)
{
  VtSpaceArchiveFile *file = data;

  g_free (file->name);
  g_free (file->digest);
  g_free (file->path);
  g_free (file);
}

static VtSpaceArchiveModel *
model_new (const char *reference, const char *repo, const char *commit, const char *revision)
{
  VtSpaceArchiveModel *self = g_new0 (VtSpaceArchiveModel, 1);

  self->reference = g_strdup (reference);
  self->repo = g_strdup (repo);
  self->commit = g_strdup (commit);
  self->revision = g_strdup (revision);
  self->files = g_ptr_array_new_with_free_func (file_free);
  return self;
}

void
vt_space_archive_model_free (VtSpaceArchiveModel *self)
{
  g_free (self->reference);
  g_free (self->repo);
  g_free (self->commit);
  g_free (self->revision);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/* --- out of the cache ------------------------------------------------------- */

/* A file of a snapshot is a link to the blob that is named by its digest. */
static gboolean
add_file (VtSpaceArchiveModel *self, const char *snapshot, const char *path, GError **error)
{
  VtSpaceArchiveFile *file = g_new0 (VtSpaceArchiveFile, 1);
  g_autofree char *target = g_file_read_link (path, NULL);
  VtDigestKind kind;
  GStatBuf info;

  g_ptr_array_add (self->files, file);
  file->name = g_strdup (g_str_has_prefix (path, snapshot) ? path + strlen (snapshot) + 1 : path);
  file->digest = target != NULL ? g_path_get_basename (target) : NULL;
  file->path = g_strdup (path);
  if (file->digest == NULL || !vt_digest_kind_of (file->digest, &kind) || g_stat (path, &info) != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The file “%s” of the model %s is not as the Hub's cache keeps it.",
                   file->name, self->reference);
      return FALSE;
    }
  file->bytes = (guint64) info.st_size;
  self->bytes += file->bytes;
  return TRUE;
}

static VtSpaceArchiveModel *
find_model (const char *text, VtHubCache *cache, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, error);
  g_autofree char *path = reference != NULL ? vt_hub_cache_resolve (cache, reference, error) : NULL;
  g_autofree char *commit = path != NULL ? vt_hub_cache_commit (cache, reference->repo, reference->revision) : NULL;
  g_autofree char *folder = NULL;
  g_autofree char *snapshot = NULL;
  g_autoptr (GPtrArray) paths = NULL;
  VtSpaceArchiveModel *model;

  if (commit == NULL)
    return NULL;
  folder = vt_hub_cache_repo_dir (cache, reference->repo);
  snapshot = g_build_filename (folder, "snapshots", commit, NULL);
  model = model_new (text, reference->repo, commit, vt_hub_is_commit (reference->revision) ? NULL : reference->revision);
  paths = vt_model_files_list (path);
  for (guint i = 0; model != NULL && i < paths->len; i++)
    if (!add_file (model, snapshot, paths->pdata[i], error))
      g_clear_pointer (&model, vt_space_archive_model_free);
  return model;
}

GPtrArray *
vt_space_archive_find_models (const char *const *references, VtHubCache *cache, GError **error)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_archive_model_free);

  for (guint i = 0; references[i] != NULL; i++)
    {
      VtSpaceArchiveModel *model;

      if (g_str_has_prefix (references[i], "vitrine/") || vt_remote_address_is (references[i]))
        continue; /* every Vitrine has it, or none */
      if (g_path_is_absolute (references[i]) || g_file_test (references[i], G_FILE_TEST_EXISTS))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The model “%s” is a file of this computer. Only models of the "
                       "Hub can go into a space's file.", references[i]);
          return NULL;
        }
      model = find_model (references[i], cache, error);
      if (model == NULL)
        return NULL;
      g_ptr_array_add (models, model);
    }
  return g_steal_pointer (&models);
}

/* --- models/index.json ------------------------------------------------------ */

static void
write_member (VtJsonWriter *json, const char *key, const char *value)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, value, -1);
}

static void
write_model (VtJsonWriter *json, const VtSpaceArchiveModel *model)
{
  vt_json_write_begin (json, '{');
  write_member (json, "reference", model->reference);
  write_member (json, "repo", model->repo);
  write_member (json, "commit", model->commit);
  write_member (json, "revision", model->revision);
  vt_json_write_key (json, "files");
  vt_json_write_begin (json, '[');
  for (guint i = 0; i < model->files->len; i++)
    {
      const VtSpaceArchiveFile *file = model->files->pdata[i];

      vt_json_write_begin (json, '{');
      write_member (json, "name", file->name);
      write_member (json, "digest", file->digest);
      vt_json_write_key (json, "bytes");
      vt_json_write_int (json, (gint64) file->bytes);
      vt_json_write_end (json, '}');
    }
  vt_json_write_end (json, ']');
  vt_json_write_end (json, '}');
}

char *
vt_space_archive_write_index (GPtrArray *models)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "models");
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < models->len; i++)
    write_model (&json, models->pdata[i]);
  vt_json_write_end (&json, ']');
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

static gboolean
read_file (VtSpaceArchiveModel *model, const VtJsonNode *node)
{
  const char *name = vt_json_get_string (node, "name", "");
  const char *digest = vt_json_get_string (node, "digest", "");
  gint64 bytes = vt_json_get_int (node, "bytes", -1);
  VtSpaceArchiveFile *file;
  VtDigestKind kind;

  if (!vt_hub_is_safe_path (name) || !vt_digest_kind_of (digest, &kind) || bytes < 0)
    return FALSE;
  file = g_new0 (VtSpaceArchiveFile, 1);
  file->name = g_strdup (name);
  file->digest = g_strdup (digest);
  file->bytes = (guint64) bytes;
  g_ptr_array_add (model->files, file);
  model->bytes += file->bytes;
  return TRUE;
}

/* Every part is checked: names may not lead out of the cache. */
static VtSpaceArchiveModel *
read_model (const VtJsonNode *node)
{
  const char *text = vt_json_get_string (node, "reference", "");
  const char *commit = vt_json_get_string (node, "commit", "");
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, NULL);
  const VtJsonNode *files = vt_json_get (node, "files");
  VtJsonIter iter = VT_JSON_ITER (files);
  VtSpaceArchiveModel *model;
  gboolean good = TRUE;

  if (reference == NULL || !vt_hub_is_commit (commit) || vt_json_type (files) != VT_JSON_ARRAY
      || vt_json_length (files) < 1 || vt_json_length (files) > MAX_FILES)
    return NULL;
  model = model_new (text, reference->repo, commit, vt_hub_is_commit (reference->revision) ? NULL : reference->revision);
  while (good && vt_json_iter_next (&iter))
    good = read_file (model, iter.value);
  if (!good)
    g_clear_pointer (&model, vt_space_archive_model_free);
  return model;
}

/* The bytes of a model that we know are known. */
static gboolean
check_starter (const VtSpaceArchiveModel *model, GError **error)
{
  const VtStarterModel *starter = vt_starter_model_find (model->reference);

  for (guint i = 0; starter != NULL && i < model->files->len; i++)
    for (guint j = 0; j < starter->n_files; j++)
      {
        const VtSpaceArchiveFile *file = model->files->pdata[i];
        const VtStarterFile *known = &starter->files[j];

        if (strcmp (file->name, known->name) == 0 && strcmp (file->digest, known->sha256) != 0
            && g_strcmp0 (file->digest, known->git_blob) != 0)
          {
            g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The file holds a model that calls itself %s and is not.",
                         model->reference);
            return FALSE;
          }
      }
  return TRUE;
}

GPtrArray *
vt_space_archive_read_index (const char *text, gsize size, GError **error)
{
  g_autoptr (VtJson) json = vt_json_parse (text, size, error);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_archive_model_free);
  const VtJsonNode *list = json != NULL ? vt_json_get (vt_json_root (json), "models") : NULL;
  VtJsonIter iter = VT_JSON_ITER (list);

  if (json == NULL)
    return NULL;
  while (vt_json_type (list) == VT_JSON_ARRAY && vt_json_iter_next (&iter))
    {
      VtSpaceArchiveModel *model = models->len < MAX_MODELS ? read_model (iter.value) : NULL;

      if (model == NULL)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The file's list of models is wrong at models[%u].", models->len);
          return NULL;
        }
      g_ptr_array_add (models, model);
      if (!check_starter (model, error))
        return NULL;
    }
  return g_steal_pointer (&models);
}

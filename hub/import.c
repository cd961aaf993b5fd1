/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/import.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "engine/base/error.h"
#include "hub/cache-private.h"
#include "hub/progress.h"

/* One snapshot, or a model as it is, to be taken. */
typedef struct
{
  char *repo;
  char *commit;      /* nullable: made of the content */
  char *folder;      /* where its files lie */
  char *inside;      /* links may lead below here */
  GPtrArray *names;  /* (element-type utf8): files, as paths in it */
  GStrv branches;    /* nullable: that point at the commit */
  guint64 bytes;
} Source;

typedef struct
{
  VtHubCache *cache;
  GPtrArray *sources;
  VtHubImport *done;
  GCancellable *cancellable;
  VtProgress progress;
  guint64 bytes, total;
} Import;

void
vt_hub_import_free (VtHubImport *import)
{
  g_ptr_array_unref (import->repos);
  g_ptr_array_unref (import->failures);
  g_free (import);
}

static void
source_free (Source *source)
{
  g_free (source->repo);
  g_free (source->commit);
  g_free (source->folder);
  g_free (source->inside);
  g_ptr_array_unref (source->names);
  g_strfreev (source->branches);
  g_free (source);
}

/* --- what there is ------------------------------------------------------------------ */

/* Whether the file, with all links followed, lies below @inside. */
static gboolean
lies_inside (const char *path, const char *inside)
{
  g_autofree char *real = realpath (path, NULL), *top = realpath (inside, NULL);
  gsize n = top != NULL ? strlen (top) : 0;

  return real != NULL && n > 0 && strncmp (real, top, n) == 0 && (real[n] == '/' || real[n] == '\0' || top[n - 1] == '/');
}

static gboolean
is_hidden (const char *name)
{
  return *name == '.' || strstr (name, "/.") != NULL;
}

static Source *
source_new (const char *repo, const char *commit, const char *folder, const char *inside)
{
  Source *self = g_new0 (Source, 1);
  g_auto (GStrv) all = vt_hub_cache_walk (folder);

  self->repo = g_strdup (repo);
  self->commit = g_strdup (commit);
  self->folder = g_strdup (folder);
  self->inside = g_strdup (inside);
  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, all[i], NULL);
      GStatBuf info;

      if (is_hidden (all[i]) || !vt_hub_is_safe_path (all[i]) || !lies_inside (path, inside) || g_stat (path, &info) != 0)
        continue;
      g_ptr_array_add (self->names, g_strdup (all[i]));
      self->bytes += (guint64) info.st_size;
    }
  return self;
}

static void
add_source (Import *import, Source *source)
{
  import->total += source->bytes;
  g_ptr_array_add (import->sources, source);
}

/* The branches and tags that hold the commit. */
static GStrv
branches_of (VtHubCache *other, const VtHubCachedRepo *repo, const char *commit)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; repo->revisions[i] != NULL; i++)
    {
      g_autofree char *at = vt_hub_cache_commit (other, repo->repo, repo->revisions[i]);

      if (g_strcmp0 (at, commit) == 0 && !vt_hub_is_commit (repo->revisions[i]))
        g_strv_builder_add (builder, repo->revisions[i]);
    }
  return g_strv_builder_end (builder);
}

static void
find_snapshots (Import *import, VtHubCache *other, const VtHubCachedRepo *repo)
{
  for (guint i = 0; repo->commits[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (repo->path, "snapshots", repo->commits[i], NULL);
      Source *source;

      if (!vt_hub_is_commit (repo->commits[i]))
        continue;
      source = source_new (repo->repo, repo->commits[i], folder, vt_hub_cache_get_dir (other));
      source->branches = branches_of (other, repo, repo->commits[i]);
      add_source (import, source);
    }
}

static void
find_repos (Import *import, const char *dir, const char *only)
{
  g_autoptr (VtHubCache) other = vt_hub_cache_new (dir);

  for (VtHubKind kind = VT_HUB_MODELS; kind < VT_HUB_N_KINDS; kind++)
    {
      g_autoptr (GPtrArray) repos = vt_hub_cache_list (other, kind);

      for (guint i = 0; i < repos->len; i++)
        {
          const VtHubCachedRepo *repo = repos->pdata[i];
          g_autofree char *base = g_path_get_basename (repo->path);

          if (only == NULL || strcmp (base, only) == 0)
            find_snapshots (import, other, repo);
        }
    }
}

/* `models--OWNER--NAME` itself, a cache, or a folder that has one where a home folder would. */
static void
find_cache (Import *import, const char *path)
{
  static const char *const below[] = { ".", "hub", "huggingface/hub", ".cache/huggingface/hub" };
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);

  find_repos (import, folder, base);
  for (guint i = 0; import->sources->len == 0 && i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *dir = g_build_filename (path, below[i], NULL);

      find_repos (import, dir, NULL);
    }
}

/* Letters, digits and what else may stand in a name; `local/NAME`. */
static char *
local_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *repo = NULL;
  g_autoptr (VtHubReference) reference = NULL;

  for (char *c = base; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && (strchr ("-_.", *c) == NULL || c == base || c[-1] == *c))
      *c = c == base || g_ascii_isalnum (c[-1]) ? '_' : 'x';
  repo = g_strconcat ("local/", base, NULL);
  reference = vt_hub_reference_parse (repo, NULL);
  return reference != NULL ? g_steal_pointer (&repo) : g_strdup ("local/model");
}

static gboolean
is_weights (const char *name)
{
  static const char *const ends[] = { ".gguf", ".safetensors", ".onnx", ".bin", ".pth", ".pt", ".ckpt" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (lower, ends[i]))
      return TRUE;
  return FALSE;
}

/* Whether at least one of its files is what a model is made of; a home folder is no model. */
static gboolean
looks_like_model (const Source *source)
{
  gboolean weights = FALSE, config = FALSE;

  for (guint i = 0; i < source->names->len; i++)
    {
      const char *name = source->names->pdata[i];

      weights |= is_weights (name);
      config |= strcmp (name, "config.json") == 0 || strcmp (name, "model_index.json") == 0
                || (strchr (name, '/') == NULL && is_weights (name));
    }
  return weights && config;
}

static void
find_plain_folder (Import *import, const char *path)
{
  g_autofree char *repo = local_name (path);
  Source *source = source_new (repo, NULL, path, path);

  if (looks_like_model (source))
    add_source (import, source);
  else
    source_free (source);
}

static void
find_plain_file (Import *import, const char *path)
{
  g_autofree char *stem = g_strdup (path), *folder = g_path_get_dirname (path), *base = g_path_get_basename (path);
  g_autofree char *repo = NULL;
  GStatBuf info;
  Source *source;

  if (!is_weights (base) || !vt_hub_is_safe_path (base) || g_stat (path, &info) != 0)
    return;
  *strrchr (stem, '.') = '\0';
  repo = local_name (stem);
  source = g_new0 (Source, 1);
  source->repo = g_steal_pointer (&repo);
  source->folder = g_steal_pointer (&folder);
  source->names = g_ptr_array_new_with_free_func (g_free);
  source->bytes = (guint64) info.st_size;
  g_ptr_array_add (source->names, g_steal_pointer (&base));
  add_source (import, source);
}

static void
find (Import *import, const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    find_plain_file (import, path);
  else
    find_cache (import, path);
  if (import->sources->len == 0 && g_file_test (path, G_FILE_TEST_IS_DIR))
    find_plain_folder (import, path);
}

/* --- taking it ------------------------------------------------------------------------ */

/* What a link says that the file must hash to. */
static char *
known_digest (const char *path)
{
  g_autofree char *target = g_file_read_link (path, NULL);
  g_autofree char *digest = target != NULL ? g_path_get_basename (target) : NULL;
  VtDigestKind kind;

  return digest != NULL && vt_digest_kind_of (digest, &kind) ? g_steal_pointer (&digest) : NULL;
}

static char *
take_file (Import *import, const Source *source, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (source->folder, name, NULL);
  g_autofree char *digest = known_digest (path);
  g_autofree char *blob = digest != NULL ? vt_hub_cache_blob_path (import->cache, source->repo, digest) : NULL;
  GStatBuf info = { 0 };

  g_stat (path, &info);
  if (blob == NULL || !g_file_test (blob, G_FILE_TEST_EXISTS))
    {
      char *taken = vt_hub_cache_take (import->cache, source->repo, digest, path, import->cancellable, error);

      if (taken == NULL)
        return NULL;
      g_free (digest);
      digest = taken;
      import->done->n_files++;
      import->done->bytes += (guint64) info.st_size;
    }
  import->bytes += (guint64) info.st_size;
  vt_progress_report (&import->progress, import->bytes, import->total);
  return g_steal_pointer (&digest);
}

/* A commit for what has none: 40 digits made of names and contents. */
static char *
make_commit (const Source *source, GPtrArray *digests)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);

  for (guint i = 0; i < digests->len; i++)
    {
      g_checksum_update (sum, source->names->pdata[i], -1);
      g_checksum_update (sum, (const guchar *) "\n", 1);
      g_checksum_update (sum, digests->pdata[i], -1);
    }
  return g_strdup (g_checksum_get_string (sum));
}

/* A branch that is known here stays where it is; a model without commits has "main". */
static const char *
branch_to_set (Import *import, const Source *source)
{
  if (source->branches == NULL)
    return "main";
  for (guint i = 0; source->branches[i] != NULL; i++)
    {
      g_autofree char *now = vt_hub_cache_commit (import->cache, source->repo, source->branches[i]);

      if (now == NULL)
        return source->branches[i];
    }
  return NULL;
}

static gboolean
link_files (Import *import, const Source *source, GPtrArray *digests, GError **error)
{
  g_autofree char *commit = source->commit != NULL ? g_strdup (source->commit) : make_commit (source, digests);
  const char *branch;

  do
    {
      branch = branch_to_set (import, source);
      for (guint i = 0; i < digests->len; i++)
        {
          VtHubCacheEntry entry = { source->repo, commit, branch, source->names->pdata[i], digests->pdata[i] };

          if (!vt_hub_cache_link (import->cache, &entry, error))
            return FALSE;
        }
    }
  while (branch != NULL && source->branches != NULL);
  return TRUE;
}

static gboolean
take_source (Import *import, const Source *source, GError **error)
{
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < source->names->len; i++)
    {
      char *digest = take_file (import, source, source->names->pdata[i], error);

      if (digest == NULL)
        return FALSE;
      g_ptr_array_add (digests, digest);
    }
  return source->names->len == 0 || link_files (import, source, digests, error);
}

/* FALSE where going on is of no use. */
static gboolean
take_or_note (Import *import, const Source *source, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint64 before = import->bytes;

  if (take_source (import, source, &failure))
    {
      if (source->names->len > 0 && !g_ptr_array_find_with_equal_func (import->done->repos, source->repo, g_str_equal, NULL))
        g_ptr_array_add (import->done->repos, g_strdup (source->repo));
      return TRUE;
    }
  import->bytes = before + source->bytes;
  if (import->sources->len == 1 || !g_error_matches (failure, VT_ERROR, VT_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_ptr_array_add (import->done->failures, g_strdup (failure->message));
  return TRUE;
}

static gboolean
take_all (Import *import, GError **error)
{
  for (guint i = 0; i < import->sources->len; i++)
    if (!take_or_note (import, import->sources->pdata[i], error))
      return FALSE;
  return TRUE;
}

VtHubImport *
vt_hub_import (VtHubCache *cache, const char *path, GCancellable *cancellable, VtBytesFunc progress, gpointer data,
               GError **error)
{
  g_autofree char *place = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_name (place);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);
  g_autoptr (VtHubImport) done = g_new0 (VtHubImport, 1);
  Import import = { .cache = cache, .sources = sources, .done = done, .cancellable = cancellable,
                    .progress = { progress, data, 0 } };

  done->repos = g_ptr_array_new_with_free_func (g_free);
  done->failures = g_ptr_array_new_with_free_func (g_free);
  find (&import, place);
  if (sources->len > 0)
    return take_all (&import, error) ? g_steal_pointer (&done) : NULL;
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
               g_file_test (place, G_FILE_TEST_EXISTS)
                 ? "There is no model in %s. Choose a model's file or folder, or a folder that another computer keeps its "
                   "models in (models--OWNER--NAME)."
                 : "There is nothing at %s.",
               name);
  return NULL;
}

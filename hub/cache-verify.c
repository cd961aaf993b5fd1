/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/cache-verify.h"

#include <string.h>
#include <sys/stat.h>

#include "engine/base/error.h"
#include "hub/cache-private.h"
#include "hub/progress.h"

#define DEPTH_MAX 8

void
vt_hub_damage_free (VtHubDamage *damage)
{
  g_free (damage->repo);
  g_free (damage->commit);
  g_free (damage->name);
  g_free (damage->digest);
  g_free (damage->blob);
  g_free (damage);
}

void
vt_hub_check_free (VtHubCheck *check)
{
  g_ptr_array_unref (check->damages);
  g_free (check);
}

/* One repository being looked at. */
typedef struct
{
  VtHubCheck *check;
  const VtHubCachedRepo *repo;
  char *blobs;           /* its folder of them */
  GHashTable *named;     /* (element-type utf8 VtHubDamage): by digest, a file that links there */
  GCancellable *cancellable;
  VtProgress *progress;
  guint64 before, total; /* bytes */
} Look;

static void
look_clear (Look *look)
{
  g_free (look->blobs);
  g_hash_table_unref (look->named);
}

static VtHubDamage *
damage_new (const Look *look, const char *commit, const char *name, const char *digest)
{
  VtHubDamage *damage = g_new0 (VtHubDamage, 1);

  damage->repo = g_strdup (look->repo->repo);
  damage->commit = g_strdup (commit);
  damage->name = g_strdup (name);
  damage->digest = g_strdup (digest);
  damage->blob = g_build_filename (look->blobs, digest, NULL);
  damage->missing = !g_file_test (damage->blob, G_FILE_TEST_EXISTS);
  return damage;
}

/* A link of the snapshot: remembers what it is the name of; one to nothing is a damage. */
static void
note_link (Look *look, const char *commit, const char *path, const char *name)
{
  g_autofree char *target = g_file_read_link (path, NULL);
  g_autofree char *digest = target != NULL ? g_path_get_basename (target) : NULL;
  VtDigestKind kind;

  if (digest == NULL || !vt_digest_kind_of (digest, &kind) || !vt_hub_is_commit (commit)
      || g_hash_table_contains (look->named, digest))
    return;
  g_hash_table_insert (look->named, g_strdup (digest), damage_new (look, commit, name, digest));
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_ptr_array_add (look->check->damages, damage_new (look, commit, name, digest));
}

static void
note_links (Look *look, const char *commit, const char *folder, const char *prefix, guint depth)
{
  g_auto (GStrv) names = vt_hub_cache_names (folder);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *name = g_strconcat (prefix, *prefix ? "/" : "", names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        note_link (look, commit, path, name);
      else if (depth < DEPTH_MAX && g_file_test (path, G_FILE_TEST_IS_DIR))
        note_links (look, commit, path, name, depth + 1);
    }
}

static void
report (guint64 done, guint64 total, gpointer data)
{
  Look *look = data;

  vt_progress_report (look->progress, look->before + done, look->total);
}

/* FALSE only where it is cancelled: a disk that cannot be read is a damage. */
static gboolean
look_at_blob (Look *look, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (look->blobs, name, NULL);
  g_autofree char *digest = NULL;
  const VtHubDamage *known = g_hash_table_lookup (look->named, name);
  g_autoptr (GError) failure = NULL;
  VtDigestKind kind;
  struct stat info;

  if (!vt_digest_kind_of (name, &kind) || stat (path, &info) != 0)
    return TRUE; /* an unfinished download; a link to nothing is found by the one that leads here */
  digest = vt_digest_file (path, kind, look->cancellable, report, look, &failure);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  look->check->n_files++;
  look->check->bytes += (guint64) info.st_size;
  look->before += (guint64) info.st_size;
  if (g_strcmp0 (digest, name) != 0)
    g_ptr_array_add (look->check->damages,
                     damage_new (look, known != NULL ? known->commit : NULL, known != NULL ? known->name : NULL, name));
  return TRUE;
}

static gboolean
look_at_repo (Look *look, GError **error)
{
  g_autofree char *snapshots = g_build_filename (look->repo->path, "snapshots", NULL);
  g_auto (GStrv) names = NULL;

  look->blobs = g_build_filename (look->repo->path, "blobs", NULL);
  look->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_hub_damage_free);
  names = vt_hub_cache_names (look->blobs);
  for (char **commit = look->repo->commits; *commit != NULL; commit++)
    {
      g_autofree char *folder = g_build_filename (snapshots, *commit, NULL);

      note_links (look, *commit, folder, "", 0);
    }
  for (guint i = 0; names[i] != NULL; i++)
    if (!look_at_blob (look, names[i], error))
      return FALSE;
  return TRUE;
}

static void
add_all (gpointer item, gpointer array)
{
  g_ptr_array_add (array, item);
}

/* What is to be looked at. */
static GPtrArray *
choose (VtHubCache *cache, const char *repo, GError **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_cached_repo_free);
  VtHubCachedRepo *one = repo != NULL ? vt_hub_cache_find (cache, repo, error) : NULL;

  if (repo != NULL && one == NULL)
    return NULL;
  if (one != NULL)
    g_ptr_array_add (chosen, one);
  for (VtHubKind kind = VT_HUB_MODELS; repo == NULL && kind < VT_HUB_N_KINDS; kind++)
    {
      g_autoptr (GPtrArray) some = vt_hub_cache_list (cache, kind);

      g_ptr_array_set_free_func (some, NULL);
      g_ptr_array_foreach (some, add_all, chosen);
    }
  return g_steal_pointer (&chosen);
}

VtHubCheck *
vt_hub_cache_check (VtHubCache *cache, const char *repo, GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                    GError **error)
{
  g_autoptr (GPtrArray) repos = choose (cache, repo, error);
  g_autoptr (VtHubCheck) check = NULL;
  VtProgress told = { progress, data, 0 };
  guint64 before = 0, total = 0;

  if (repos == NULL)
    return NULL;
  check = g_new0 (VtHubCheck, 1);
  check->damages = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_damage_free);
  for (guint i = 0; i < repos->len; i++)
    total += ((const VtHubCachedRepo *) repos->pdata[i])->bytes;
  for (guint i = 0; i < repos->len; i++)
    {
      Look look = { .check = check, .repo = repos->pdata[i], .cancellable = cancellable, .progress = &told,
                    .before = before, .total = total };
      gboolean good = look_at_repo (&look, error);

      look_clear (&look);
      if (!good)
        return NULL;
      before += look.repo->bytes;
    }
  vt_progress_report (&told, total, total);
  return g_steal_pointer (&check);
}

gboolean
vt_hub_cache_verify (VtHubCache *cache, const char *repo, GCancellable *cancellable,
                     VtBytesFunc progress, gpointer data, GError **error)
{
  g_autoptr (VtHubCheck) check = vt_hub_cache_check (cache, repo, cancellable, progress, data, error);
  const VtHubDamage *damage;

  if (check == NULL || check->damages->len == 0)
    return check != NULL;
  damage = check->damages->pdata[0];
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               damage->missing ? "A file of %s is missing: %s. Fetch it again: vitrine hub cache verify %s --fetch"
                               : "A file of %s was damaged on the disk: %s. Fetch it again: vitrine hub cache verify %s --fetch",
               repo, damage->name != NULL ? damage->name : damage->digest, repo);
  return FALSE;
}

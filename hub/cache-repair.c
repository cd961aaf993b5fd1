/* cache-repair.c: fetches again what vt_hub_cache_check() found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include <glib/gstdio.h>

#include "hub/cache-verify.h"

/* The place of a damaged blob while another one is fetched. */
static char *
aside (const VtHubDamage *damage)
{
  return g_strconcat (damage->blob, ".damaged", NULL);
}

static void
put_aside (const VtHubDamage *damage)
{
  g_autofree char *path = aside (damage);

  g_rename (damage->blob, path);
}

/* Deletes it where its successor has come, else puts it back. */
static void
settle (const VtHubDamage *damage)
{
  g_autofree char *path = aside (damage);

  if (g_file_test (damage->blob, G_FILE_TEST_EXISTS))
    g_unlink (path);
  else
    g_rename (path, damage->blob);
}

static gboolean
belongs_to (const VtHubDamage *damage, const VtHubDamage *first)
{
  return damage->name != NULL && strcmp (damage->repo, first->repo) == 0 && strcmp (damage->commit, first->commit) == 0;
}

static GPtrArray *
files_of (GPtrArray *damages, const VtHubDamage *first)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);

  for (guint i = 0; i < damages->len; i++)
    {
      const VtHubDamage *damage = damages->pdata[i];
      VtHubFile *file;

      if (!belongs_to (damage, first))
        continue;
      file = g_new0 (VtHubFile, 1);
      file->name = g_strdup (damage->name);
      file->digest = g_strdup (damage->digest);
      g_ptr_array_add (files, file);
    }
  return files;
}

/* All damaged files of one snapshot. */
static gboolean
repair_snapshot (VtHubClient *client, GPtrArray *damages, const VtHubDamage *first, GCancellable *cancellable,
                 VtBytesFunc progress, gpointer data, GError **error)
{
  g_autofree char *text = g_strconcat (first->repo, "@", first->commit, NULL);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, error);
  g_autoptr (GPtrArray) files = files_of (damages, first);
  g_autofree char *folder = NULL;

  if (reference == NULL)
    return FALSE;
  for (guint i = 0; i < damages->len; i++)
    if (belongs_to (damages->pdata[i], first))
      put_aside (damages->pdata[i]);
  folder = vt_hub_client_download (client, reference, files, cancellable, progress, data, error);
  for (guint i = 0; i < damages->len; i++)
    if (belongs_to (damages->pdata[i], first))
      settle (damages->pdata[i]);
  return folder != NULL;
}

/* Whether an earlier one is of the same snapshot. */
static gboolean
is_done (GPtrArray *damages, guint at)
{
  for (guint i = 0; i < at; i++)
    if (belongs_to (damages->pdata[i], damages->pdata[at]))
      return TRUE;
  return FALSE;
}

gboolean
vt_hub_cache_repair (VtHubClient *client, GPtrArray *damages, GCancellable *cancellable, VtBytesFunc progress,
                     gpointer data, GError **error)
{
  for (guint i = 0; i < damages->len; i++)
    {
      const VtHubDamage *damage = damages->pdata[i];

      if (damage->name == NULL)
        g_unlink (damage->blob);
      else if (!is_done (damages, i) && !repair_snapshot (client, damages, damage, cancellable, progress, data, error))
        return FALSE;
    }
  return TRUE;
}

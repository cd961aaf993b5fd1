/* fuzz-reference.c: what parses as a reference to a model comes back as the same
 * text, and no part of it can leave the cache's folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "hub/cache.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_inside (VtHubCache *cache, const VtHubReference *reference)
{
  g_autofree char *repo = vt_hub_cache_repo_dir (cache, reference->repo);
  g_autofree char *path = g_build_filename (repo, reference->revision, reference->file, NULL);
  g_autofree char *plain = g_canonicalize_filename (path, "/");
  g_autofree char *folder = g_path_get_dirname (repo);

  if (strcmp (plain, path) != 0 || strcmp (folder, "/cache") != 0)
    g_error ("%s leads elsewhere", path);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, &error);
  g_autoptr (VtHubReference) again = NULL;
  g_autoptr (VtHubCache) cache = vt_hub_cache_new ("/cache");
  g_autofree char *shortest = NULL;

  if (reference == NULL)
    {
      if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
        g_error ("no message, or not one in UTF-8");
      return 0;
    }
  check_inside (cache, reference);
  shortest = vt_hub_reference_to_string (reference);
  again = vt_hub_reference_parse (shortest, NULL);
  if (again == NULL || strcmp (again->repo, reference->repo) != 0
      || strcmp (again->revision, reference->revision) != 0
      || g_strcmp0 (again->file, reference->file) != 0)
    g_error ("%s does not come back", text);
  return 0;
}

/* cache-tool.c: the cache's functions for test-hf-scan.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "hub/cache.h"

static gboolean
import (VtHubCache *cache, char **words, GError **error)
{
  g_autofree char *digest = vt_digest_file (words[3], VT_DIGEST_SHA256, NULL, NULL, NULL, error);
  VtHubCacheEntry entry = { words[0], words[1], "main", words[2], digest };

  return digest != NULL && vt_hub_cache_store (cache, words[0], digest, words[3], FALSE, NULL, error)
         && vt_hub_cache_link (cache, &entry, error);
}

static gboolean
resolve (VtHubCache *cache, const char *text, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, error);
  g_autofree char *path = reference != NULL ? vt_hub_cache_resolve (cache, reference, error) : NULL;

  if (path != NULL)
    g_print ("%s\n", path);
  return path != NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (VtHubCache) cache = argc >= 4 ? vt_hub_cache_new (argv[2]) : NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (argc == 7 && strcmp (argv[1], "import") == 0)
    done = import (cache, argv + 3, &error);
  else if (argc == 4 && strcmp (argv[1], "resolve") == 0)
    done = resolve (cache, argv[3], &error);
  if (!done)
    g_printerr ("%s\n", error != NULL ? error->message : "usage: import DIR REPO COMMIT NAME SOURCE, or resolve DIR REFERENCE");
  return done ? 0 : 1;
}

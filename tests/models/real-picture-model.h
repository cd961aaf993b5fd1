/* real-picture-model.h: where EfficientNet-Lite0 is, if it has been fetched.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#define NO_REAL_PICTURE_MODEL "EfficientNet-Lite0 is not in the Hub cache; “vitrine models get --starter” fetches it"

/* Its folder in the Hub's cache; (nullable), owned by the caller. */
static inline char *
real_picture_model (void)
{
  const char *cache = g_getenv ("HF_HUB_CACHE"), *home = g_getenv ("HF_HOME");
  g_autofree char *hub = cache != NULL ? g_strdup (cache)
                         : home != NULL ? g_build_filename (home, "hub", NULL)
                                        : g_build_filename (g_get_home_dir (), ".cache", "huggingface", "hub", NULL);
  g_autofree char *snapshots = g_build_filename (hub, "models--ml-illustrated--efficientnet-lite0", "snapshots", NULL);
  GDir *dir = g_dir_open (snapshots, 0, NULL);
  const char *commit = dir != NULL ? g_dir_read_name (dir) : NULL;
  char *found = commit != NULL ? g_build_filename (snapshots, commit, NULL) : NULL;

  g_clear_pointer (&dir, g_dir_close);
  return found;
}

/* real-kokoro.h: where Kokoro is, if it has been fetched.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#define NO_REAL_KOKORO "Kokoro is not in the Hub cache; “vitrine models get thewh1teagle/kokoro-onnx” fetches it"

/* The .onnx file in the Hub's cache; (nullable), owned by the caller. */
static inline char *
real_kokoro (void)
{
  const char *cache = g_getenv ("HF_HUB_CACHE"), *home = g_getenv ("HF_HOME");
  g_autofree char *hub = cache != NULL ? g_strdup (cache)
                         : home != NULL ? g_build_filename (home, "hub", NULL)
                                        : g_build_filename (g_get_home_dir (), ".cache", "huggingface", "hub", NULL);
  g_autofree char *snapshots = g_build_filename (hub, "models--thewh1teagle--kokoro-onnx", "snapshots", NULL);
  GDir *dir = g_dir_open (snapshots, 0, NULL);
  const char *commit;
  char *found = NULL;

  while (dir != NULL && found == NULL && (commit = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (snapshots, commit, "kokoro-v1.0.int8.onnx", NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        found = g_steal_pointer (&path);
    }
  g_clear_pointer (&dir, g_dir_close);
  return found;
}

/* speech.h: recordings and real models for the tests of speech recognition.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "engine/tasks/value.h"

/* A model's folder in the Hub's cache, or %NULL. @repository: “models--OWNER--NAME”. */
static inline char *
hub_model (const char *repository)
{
  const char *cache = g_getenv ("HF_HUB_CACHE"), *home = g_getenv ("HF_HOME"), *commit;
  g_autofree char *hub = cache != NULL ? g_strdup (cache)
    : home != NULL ? g_build_filename (home, "hub", NULL)
    : g_build_filename (g_get_home_dir (), ".cache", "huggingface", "hub", NULL);
  g_autofree char *snapshots = g_build_filename (hub, repository, "snapshots", NULL);
  g_autoptr(GDir) dir = g_dir_open (snapshots, 0, NULL);

  commit = dir != NULL ? g_dir_read_name (dir) : NULL;
  return commit != NULL ? g_build_filename (snapshots, commit, NULL) : NULL;
}

/* The samples of tests/data/jfk.wav: 16 bits, mono, 16 kHz. */
static inline GArray *
load_speech (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "data", "jfk.wav", NULL);
  g_autofree char *bytes = NULL;
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (float));
  gsize size, at = 36; /* the chunk with the samples comes after that of the format */

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  while (at + 8 < size && memcmp (bytes + at, "data", 4) != 0)
    at++;
  for (const char *p = bytes + at + 8; p + 2 <= bytes + size; p += 2)
    {
      float value = (float) (gint16) ((guint8) p[0] | (guint8) p[1] << 8) / 32768.0f;
      g_array_append_val (samples, value);
    }
  g_assert_cmpuint (samples->len, ==, 176000);
  return samples;
}

static inline VtValue *
audio_value (const float *samples, gsize n, guint rate)
{
  g_autoptr(GBytes) bytes = g_bytes_new (samples, n * sizeof *samples);

  return vt_value_new_audio (bytes, rate, 1);
}

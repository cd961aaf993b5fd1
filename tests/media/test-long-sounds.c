/* test-long-sounds.c: long sounds are read in little memory, too long ones are
 * refused before they are decoded.
 *
 * The files are mostly holes, so they take no room on the disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/error.h"
#include "media/gst-start.h"
#include "media/sound-read.h"

#define HEAD 44
#define SILENCE 0x80 /* of samples of 8 bits */

static char *folder;

/* A WAV file of 8 bits; bytes that nobody writes are the loudest below zero. */
static char *
make_wav (const char *name, guint rate, guint channels, guint64 n_frames)
{
  char *path = g_build_filename (folder, name, NULL);
  const guint32 size = (guint32) (n_frames * channels);
  guint8 head[HEAD] = "RIFF....WAVEfmt \x10\0\0\0\x01\0..rate....\0\0\x08\0data";
  const guint32 numbers[] = { size + HEAD - 8, rate, rate * channels, size };
  static const guint offsets[] = { 4, 24, 28, 40 };
  int fd = g_open (path, O_CREAT | O_WRONLY | O_TRUNC, 0600);

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    for (guint k = 0; k < 4; k++)
      head[offsets[i] + k] = (guint8) (numbers[i] >> (8 * k));
  head[22] = (guint8) channels, head[23] = 0;
  head[32] = (guint8) channels, head[33] = 0;
  g_assert_cmpint (write (fd, head, HEAD), ==, HEAD);
  g_assert_cmpint (ftruncate (fd, (off_t) (HEAD + n_frames * channels)), ==, 0);
  close (fd);
  return path;
}

static void
put (const char *path, guint64 at, guint8 value)
{
  int fd = g_open (path, O_WRONLY, 0);

  g_assert_cmpint (pwrite (fd, &value, 1, (off_t) (HEAD + at)), ==, 1);
  close (fd);
}

/* 30 hours would be 6.9 GB of samples: nothing of it is decoded. */
static void
test_too_long (void)
{
  g_autofree char *path = make_wav ("thirty-hours.wav", 8000, 1, G_GUINT64_CONSTANT (30) * 3600 * 8000);
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  g_assert_null (vt_sound_read (path, 16000, TRUE, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
  g_test_message ("%s (%.2f s)", error->message, (double) (g_get_monotonic_time () - begun) / 1e6);
  g_assert_nonnull (strstr (error->message, "thirty-hours.wav"));
  g_assert_nonnull (strstr (error->message, "Cut it into parts"));
}

static gint64
own_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "RssAnon:");
  return line != NULL ? g_ascii_strtoll (line + strlen ("RssAnon:"), NULL, 10) * 1024 : 0;
}

/* 92 MB of samples, the last of them not like the others. */
static void
test_on_disk (void)
{
  const guint64 n_frames = 15 * 192000;
  g_autofree char *path = make_wav ("eight.wav", 192000, 8, n_frames);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) value = NULL;
  const VtAudio *audio;
  gint64 before = own_memory ();

  put (path, 8 * 1000 + 3, SILENCE);
  put (path, 8 * n_frames - 1, SILENCE + 64);
  value = vt_sound_read (path, 0, FALSE, NULL, &error);
  g_assert_no_error (error);
  audio = vt_value_audio (value);
  g_assert_cmpuint (audio->n_frames, ==, n_frames);
  g_assert_cmpuint (audio->channels, ==, 8);
  for (gsize i = 0; i < 8 * n_frames; i++)
    {
      float wanted = i == 8 * 1000 + 3 ? 0 : i == 8 * n_frames - 1 ? 0.5f : -1;

      if (ABS (audio->samples[i] - wanted) > 0.01)
        g_error ("sample %" G_GSIZE_FORMAT " is %g instead of %g", i, (double) audio->samples[i], (double) wanted);
    }
  g_test_message ("memory grew by %.1f MB", (double) (own_memory () - before) / 1e6);
  g_assert_cmpint (own_memory () - before, <, 48 << 20);
}

static void
remove_folder (void)
{
  static const char *const files[] = { "thirty-hours.wav", "eight.wav", "cache/vitrine", "cache", "" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_remove (path);
    }
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int status;

  folder = g_dir_make_tmp ("vitrine-long-XXXXXX", NULL);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_true (vt_gst_start (NULL));
  g_test_add_func ("/long-sounds/too-long", test_too_long);
  g_test_add_func ("/long-sounds/on-disk", test_on_disk);
  status = g_test_run ();
  remove_folder ();
  return status;
}

/* test-sound-files.c: what is written comes back, in every format; what is no
 * sound is refused in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/gst-start.h"
#include "media/sound-read.h"
#include "media/sound-write.h"

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* A tone that rises and swells, another in each channel. */
static VtValue *
make_sound (guint rate, guint channels, double seconds)
{
  gsize n = (gsize) (rate * seconds);
  float *samples = g_new (float, n * channels);
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n * channels * sizeof (float));

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < channels; c++)
      {
        double t = (double) i / rate;

        samples[i * channels + c] = (float) (0.5 * sin (G_PI * t / seconds) * sin (2 * G_PI * (200 + 100 * c + 150 * t) * t));
      }
  return vt_value_new_audio (bytes, rate, channels);
}

static VtValue *
read_back (const char *path, guint rate, gboolean mono)
{
  g_autoptr (GError) error = NULL;
  VtValue *value = vt_sound_read (path, rate, mono, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (value);
  return value;
}

/* The noise of @b beside @a, in parts of its power, at the best shift of up to @slack frames. */
static double
noise (const VtAudio *a, const VtAudio *b, int slack)
{
  double best = INFINITY;

  for (int shift = -slack; shift <= slack; shift++)
    {
      double wrong = 0, power = 0;

      for (gint64 i = slack; i + slack < (gint64) MIN (a->n_frames, b->n_frames); i++)
        for (guint c = 0; c < a->channels; c++)
          {
            double x = a->samples[i * a->channels + c], y = b->samples[(i + shift) * a->channels + c];

            wrong += (x - y) * (x - y);
            power += x * x;
          }
      best = MIN (best, wrong / power);
    }
  return best;
}

static void
test_wav (void)
{
  g_autoptr (VtValue) sound = make_sound (22050, 1, 1.3);
  const VtAudio *audio = vt_value_audio (sound);
  g_autofree char *path = in_folder ("plain.wav");

  for (int floats = 0; floats < 2; floats++)
    {
      g_autoptr (GBytes) wav = vt_sound_to_wav (audio, floats, NULL);
      g_autoptr (VtValue) back = NULL;

      g_assert_true (g_file_set_contents (path, g_bytes_get_data (wav, NULL), (gssize) g_bytes_get_size (wav), NULL));
      back = read_back (path, 0, FALSE);
      g_assert_cmpuint (vt_value_audio (back)->rate, ==, 22050);
      g_assert_cmpuint (vt_value_audio (back)->channels, ==, 1);
      g_assert_cmpuint (vt_value_audio (back)->n_frames, ==, audio->n_frames);
      g_assert_cmpfloat (noise (audio, vt_value_audio (back), 0), <=, floats ? 0 : 1e-8);
    }
}

static void
test_clipping (void)
{
  static const float wild[] = { 2, -2, 1, -1, 0, 0.25f };
  const VtAudio audio = { wild, G_N_ELEMENTS (wild), 8000, 1 };
  g_autofree char *path = in_folder ("wild.wav");
  g_autoptr (VtValue) back = NULL;
  const float *samples;

  g_assert_true (vt_sound_write (&audio, path, NULL, NULL));
  back = read_back (path, 0, FALSE);
  samples = vt_value_audio (back)->samples;
  g_assert_cmpfloat (samples[0], ==, samples[2]);
  g_assert_cmpfloat (samples[1], ==, samples[3]);
  g_assert_cmpfloat_with_epsilon (samples[5], 0.25, 1e-4);
}

typedef struct
{
  const char *name;
  guint rate;
  double most; /* noise in parts of the power */
  guint slack; /* frames that a decoder may be late */
} Format;

static const Format formats[] = {
  { "a.flac", 44100, 1e-8, 0 },
  { "a.ogg", 48000, 0.02, 400 },
  { "a.opus", 48000, 0.02, 400 },
  { "a.mp3", 44100, 0.02, 1200 },
};

static void
test_format (gconstpointer data)
{
  const Format *format = data;
  g_autoptr (VtValue) sound = make_sound (44100, 2, 1.0);
  g_autoptr (VtValue) plain = NULL;
  g_autoptr (VtValue) back = NULL;
  g_autofree char *path = in_folder (format->name), *wav = in_folder ("plain2.wav");
  g_autoptr (GError) error = NULL;

  if (!vt_sound_format_is_there (vt_sound_format_for_path (path, NULL)))
    {
      g_test_skip ("the encoder is not installed");
      return;
    }
  g_assert_true (vt_sound_write (vt_value_audio (sound), path, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (vt_sound_write (vt_value_audio (sound), wav, NULL, NULL));
  back = read_back (path, 0, FALSE);
  g_assert_cmpuint (vt_value_audio (back)->rate, ==, format->rate);
  g_assert_cmpuint (vt_value_audio (back)->channels, ==, 2);
  plain = read_back (wav, format->rate, FALSE);
  g_assert_cmpfloat (noise (vt_value_audio (plain), vt_value_audio (back), (int) format->slack), <=, format->most);
}

/* Runs a pipeline of GStreamer to its end; %FALSE where parts of it are missing. */
static gboolean
make_by (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  if (pipeline == NULL || error != NULL)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 20 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
}

/* One that another program made: its sound is what the same pipeline puts into a WAV. */
static void
test_container (const char *name, const char *format, int slack)
{
  g_autofree char *path = in_folder (name), *wav = in_folder ("same.wav");
  const char *tone = "audiotestsrc num-buffers=60 samplesperbuffer=800 wave=sine freq=440 "
                     "! audio/x-raw,rate=48000,channels=1 ! audioconvert";
  g_autofree char *line = g_strdup_printf (format, tone, path);
  g_autofree char *plain = g_strdup_printf ("%s ! wavenc ! filesink location=%s", tone, wav);
  g_autoptr (VtValue) a = NULL;
  g_autoptr (VtValue) b = NULL;

  if (!make_by (line))
    {
      g_test_skip ("the encoder is not installed");
      return;
    }
  g_assert_true (make_by (plain));
  a = read_back (wav, 16000, TRUE);
  b = read_back (path, 16000, TRUE);
  g_assert_cmpfloat (noise (vt_value_audio (a), vt_value_audio (b), slack), <=, 0.02);
}

static void
test_m4a (void)
{
  test_container ("a.m4a", "%s ! voaacenc bitrate=128000 ! mp4mux ! filesink location=%s", 1000);
}

static void
test_vorbis (void)
{
  test_container ("vorbis.ogg", "%s ! vorbisenc quality=0.7 ! oggmux ! filesink location=%s", 100);
}

static void
test_film (void)
{
  test_container ("film.webm", "%s ! vorbisenc quality=0.7 ! webmmux name=mux ! filesink location=%s "
                  "videotestsrc num-buffers=20 ! video/x-raw,width=64,height=48,framerate=20/1 ! vp8enc ! mux.", 100);
}

static void
test_silent_film (void)
{
  g_autofree char *path = in_folder ("silent.webm");
  g_autofree char *line = g_strdup_printf ("videotestsrc num-buffers=10 ! video/x-raw,width=64,height=48 ! vp8enc "
                                           "! webmmux ! filesink location=%s", path);
  g_autoptr (GError) error = NULL;

  if (!make_by (line))
    {
      g_test_skip ("no VP8 encoder is installed");
      return;
    }
  g_assert_null (vt_sound_read (path, 16000, TRUE, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "no sound"));
}

/* 8 kHz mono and 192 kHz with 8 channels become what speech recognition takes. */
static void
test_odd_forms (void)
{
  static const struct { guint rate, channels; } forms[] = { { 8000, 1 }, { 192000, 8 }, { 11025, 3 }, { 44100, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (VtValue) sound = make_sound (forms[i].rate, forms[i].channels, 0.5);
      g_autoptr (VtValue) back = NULL;
      g_autofree char *path = in_folder ("odd.wav");
      const VtAudio *audio;

      g_assert_true (vt_sound_write (vt_value_audio (sound), path, NULL, NULL));
      back = read_back (path, 16000, TRUE);
      audio = vt_value_audio (back);
      g_assert_cmpuint (audio->rate, ==, 16000);
      g_assert_cmpuint (audio->channels, ==, 1);
      g_assert_cmpfloat_with_epsilon (audio->n_frames, 8000, 4);
      if (forms[i].channels == 1)
        {
          g_autoptr (VtValue) wanted = make_sound (16000, 1, 0.5);

          g_assert_cmpfloat (noise (vt_value_audio (wanted), audio, 2), <=, 1e-4);
        }
    }
}

static void
expect_error (const char *name, const char *content, gssize size, int code)
{
  g_autofree char *path = in_folder (name);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, content, size, NULL));
  g_assert_null (vt_sound_read (path, 16000, TRUE, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, VT_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_bad_files (void)
{
  g_autoptr (VtValue) sound = make_sound (16000, 1, 0.2);
  g_autoptr (GBytes) wav = vt_sound_to_wav (vt_value_audio (sound), FALSE, NULL);
  const char *bytes = g_bytes_get_data (wav, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *cut = in_folder ("cut.wav"), *gone = in_folder ("gone.wav");
  g_autoptr (VtValue) rest = NULL;

  expect_error ("empty.wav", "", 0, VT_ERROR_CORRUPT);
  expect_error ("text.wav", "This is no sound, but a letter to the editor.\n", -1, VT_ERROR_CORRUPT);
  expect_error ("noise.mp3", "\x01\x99\x00\xfe\x13\x37", 6, VT_ERROR_CORRUPT);
  expect_error ("header.wav", bytes, 20, VT_ERROR_CORRUPT);
  expect_error ("nothing.wav", bytes, 44, VT_ERROR_CORRUPT);
  /* A recording that breaks off is as good as it is long. */
  g_assert_true (g_file_set_contents (cut, bytes, 44 + 3200, NULL));
  rest = read_back (cut, 0, FALSE);
  g_assert_cmpuint (vt_value_audio (rest)->n_frames, ==, 1600);
  g_assert_null (vt_sound_read (gone, 0, FALSE, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (vt_sound_read (folder, 0, FALSE, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (vt_sound_read ("/dev/zero", 0, FALSE, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
}

/* Any byte of a file changed or taken away: a sound or a sentence, never more. */
static void
test_damaged (void)
{
  g_autoptr (VtValue) sound = make_sound (16000, 2, 1.0);
  static const char *const names[] = { "hurt.wav", "hurt.flac", "hurt.ogg" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autofree char *path = in_folder (names[n]), *content = NULL;
      gsize size;

      if (!vt_sound_write (vt_value_audio (sound), path, NULL, NULL))
        continue;
      g_assert_true (g_file_get_contents (path, &content, &size, NULL));
      /* A damaged Ogg may keep us waiting some seconds. */
      for (guint i = 0; i < (g_str_has_suffix (path, ".ogg") ? 2 : 25); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (VtValue) back = NULL;
          g_autofree char *hurt = g_memdup2 (content, size);
          gsize cut = i % 2 == 0 ? size : (gsize) g_rand_int_range (rand, 1, (int) size);

          hurt[g_rand_int_range (rand, 0, MIN ((int) size, 128))] ^= (char) g_rand_int_range (rand, 1, 256);
          g_assert_true (g_file_set_contents (path, hurt, (gssize) cut, NULL));
          back = vt_sound_read (path, 16000, TRUE, NULL, &error);
          g_assert_true ((back != NULL) == (error == NULL));
        }
    }
}

static void
test_bad_targets (void)
{
  g_autoptr (VtValue) sound = make_sound (16000, 1, 0.2);
  g_autofree char *unknown = in_folder ("a.xyz"), *nowhere = in_folder ("none/a.wav"), *lost = in_folder ("none/a.flac");
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_sound_write (vt_value_audio (sound), unknown, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, ".flac"));
  g_clear_error (&error);
  g_assert_false (vt_sound_write (vt_value_audio (sound), nowhere, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (vt_sound_write (vt_value_audio (sound), lost, NULL, &error));
  g_assert_nonnull (error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
  g_main_context_wakeup (NULL);
}

static void
test_async (void)
{
  g_autoptr (VtValue) sound = make_sound (16000, 1, 0.2);
  g_autofree char *path = in_folder ("async.wav");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (VtValue) back = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_sound_write (vt_value_audio (sound), path, NULL, NULL));
  vt_sound_read_async (path, 0, FALSE, NULL, on_read, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  back = vt_sound_read_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_value_audio (back)->n_frames, ==, 3200);
  g_cancellable_cancel (cancellable);
  vt_sound_read_async (path, 0, FALSE, cancellable, on_read, &cancelled);
  while (cancelled == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (vt_sound_read_finish (cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (name);

      g_assert_false (g_str_has_suffix (name, ".part"));
      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-sound-XXXXXX", NULL);
  g_assert_true (vt_gst_start (NULL));
  g_test_add_func ("/sound/wav", test_wav);
  g_test_add_func ("/sound/clipping", test_clipping);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strconcat ("/sound/", formats[i].name, NULL);

      g_test_add_data_func (name, &formats[i], test_format);
    }
  g_test_add_func ("/sound/m4a", test_m4a);
  g_test_add_func ("/sound/vorbis", test_vorbis);
  g_test_add_func ("/sound/film", test_film);
  g_test_add_func ("/sound/silent-film", test_silent_film);
  g_test_add_func ("/sound/odd-forms", test_odd_forms);
  g_test_add_func ("/sound/bad-files", test_bad_files);
  g_test_add_func ("/sound/damaged", test_damaged);
  g_test_add_func ("/sound/bad-targets", test_bad_targets);
  g_test_add_func ("/sound/async", test_async);
  status = g_test_run ();
  remove_folder ();
  return status;
}

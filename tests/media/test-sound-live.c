/* test-sound-live.c: what is played is what is recorded, through a real sound server.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "media/microphone.h"
#include "media/sound-devices.h"
#include "media/sound-player.h"
#include "pulse-fixture.h"

#define RATE 44100
#define LEAD 0.5 /* seconds */
#define LONG 60  /* seconds until something never comes */
#define TRIES 8

/* Until @condition holds, and at most a minute. */
#define WAIT_FOR(condition) \
  G_STMT_START { \
    for (guint turns_ = 0; turns_ < LONG * 100 && !(condition); turns_++) \
      run_for (10); \
    g_assert_true (condition); \
  } G_STMT_END

static void
run_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

static void
wait_for_state (VtMicrophone *microphone, VtMicrophoneState state, guint seconds)
{
  for (guint i = 0; i < seconds * 100 && vt_microphone_get_state (microphone) != state; i++)
    run_for (10);
  if (vt_microphone_get_problem (microphone) != NULL)
    g_test_message ("%s", vt_microphone_get_problem (microphone));
  g_assert_cmpint (vt_microphone_get_state (microphone), ==, state);
}

/* Rises from 300 to 3000 Hz: no two parts are alike, so it fits in one place only.
 * Silence before it is for servers whose monitor begins with the first sound played. */
static VtValue *
make_chirp (double silence, double seconds)
{
  gsize lead = (gsize) (RATE * silence), n = lead + (gsize) (RATE * seconds);
  float *samples = g_new0 (float, n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n * sizeof (float));

  for (gsize i = lead; i < n; i++)
    {
      double t = (double) (i - lead) / RATE;

      samples[i] = (float) (0.6 * sin (2 * G_PI * (300 + 1350 * t / seconds) * t));
    }
  return vt_value_new_audio (bytes, RATE, 1);
}

/* How well @a fits into @b from @shift on: 1 is perfect. Every third sample. */
static double
likeness (const VtAudio *a, const VtAudio *b, gsize shift)
{
  double both = 0, power_a = 0, power_b = 0;

  for (gsize i = 0; i < a->n_frames && i + shift < b->n_frames; i += 3)
    {
      double x = a->samples[i], y = b->samples[i + shift];

      both += x * y;
      power_a += x * x;
      power_b += y * y;
    }
  return power_b > 0 ? both / sqrt (power_a * power_b) : 0;
}

static double
find (const VtAudio *part, const VtAudio *whole, gsize *place)
{
  double best = 0;

  for (gsize shift = 0; shift + part->n_frames / 2 < whole->n_frames; shift++)
    {
      double like = likeness (part, whole, shift);

      if (like > best)
        {
          best = like;
          *place = shift;
        }
    }
  return best;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GPtrArray **) data = vt_sound_devices_list_finish (result, NULL);
}

static void
test_list (void)
{
  GPtrArray *devices = NULL;
  guint n_default = 0;

  vt_sound_devices_list_async (NULL, on_listed, &devices);
  WAIT_FOR (devices != NULL);
  g_assert_cmpuint (devices->len, >=, 1);
  for (guint i = 0; i < devices->len; i++)
    {
      const VtSoundDevice *device = devices->pdata[i];

      g_test_message ("%s%s", device->name, device->is_default ? " (default)" : "");
      n_default += device->is_default;
    }
  g_assert_cmpuint (n_default, ==, 1);
  g_ptr_array_unref (devices);
}

/* Plays @played into the loudspeaker and returns what the microphone heard; in
 * @before is when, on its clock, playing was asked for. */
static VtValue *
play_and_hear (VtMicrophone *microphone, VtValue *played, double *before)
{
  g_autoptr (VtSoundPlayer) player = vt_sound_player_new ();

  vt_microphone_start (microphone, NULL);
  g_assert_cmpint (vt_microphone_get_state (microphone), ==, VT_MICROPHONE_OPENING);
  wait_for_state (microphone, VT_MICROPHONE_RECORDING, LONG);
  run_for (300);
  vt_sound_player_set_sound (player, played, TRUE);
  *before = vt_microphone_get_seconds (microphone);
  vt_sound_player_play (player);
  WAIT_FOR (vt_microphone_get_level (microphone) > 0.3);
  run_for (1200);
  vt_microphone_stop (microphone);
  return vt_microphone_dup_sound (microphone);
}

/* The delay is that from asking to play to hearing it, through player, server and
 * microphone. A busy computer leaves gaps, so it is tried again. */
static void
test_loop (void)
{
  g_autoptr (VtMicrophone) microphone = vt_microphone_new ();
  g_autoptr (VtValue) chirp = make_chirp (0, 0.7);
  g_autoptr (VtValue) played = make_chirp (LEAD, 0.7);
  double like = 0, delay = 0;

  for (guint i = 0; i < TRIES && like <= 0.9; i++)
    {
      double before = 0;
      gsize place = 0;
      g_autoptr (VtValue) heard = play_and_hear (microphone, played, &before);

      g_assert_cmpint (vt_value_type (heard), ==, VT_VALUE_AUDIO);
      if (vt_value_audio (heard)->rate != RATE)
        {
          g_test_skip ("the server records at another rate than it plays");
          return;
        }
      like = find (vt_value_audio (chirp), vt_value_audio (heard), &place);
      delay = (double) place / RATE - LEAD - before;
      g_test_message ("likeness %.3f, delay %.0f ms, of it %.0f ms by the microphone's driver", like, 1000 * delay,
                      1000 * vt_microphone_get_latency (microphone));
    }
  g_assert_cmpfloat (like, >, 0.9);
  g_assert_cmpfloat (vt_microphone_get_latency (microphone), >, 0);
}

static void
test_parts (void)
{
  g_autoptr (VtMicrophone) microphone = vt_microphone_new ();
  g_autoptr (VtValue) whole = NULL;
  gsize n = 0;

  vt_microphone_start (microphone, NULL);
  wait_for_state (microphone, VT_MICROPHONE_RECORDING, LONG);
  for (guint i = 0; i < 10 * LONG && n <= RATE; i++)
    {
      g_autoptr (VtValue) part = NULL;

      run_for (100);
      part = vt_microphone_dup_from (microphone, n);
      n += vt_value_type (part) == VT_VALUE_AUDIO ? vt_value_audio (part)->n_frames : 0;
    }
  whole = vt_microphone_dup_sound (microphone);
  g_assert_cmpuint (n, >, RATE);
  g_assert_cmpuint (n, ==, vt_value_audio (whole)->n_frames);
  g_assert_true (vt_microphone_is_mute (microphone));
  vt_microphone_stop (microphone);
}

static void
on_ended (VtSoundPlayer *player, gboolean *ended)
{
  *ended = TRUE;
}

static void
test_player (void)
{
  g_autoptr (VtSoundPlayer) player = vt_sound_player_new ();
  g_autoptr (VtValue) chirp = make_chirp (0, 3);
  gboolean ended = FALSE;
  double at;

  g_signal_connect (player, "ended", G_CALLBACK (on_ended), &ended);
  vt_sound_player_set_sound (player, chirp, TRUE);
  vt_sound_player_play (player);
  g_assert_true (vt_sound_player_is_playing (player));
  WAIT_FOR (vt_sound_player_get_position (player) >= 0.3);
  vt_sound_player_pause (player);
  run_for (200);
  at = vt_sound_player_get_position (player);
  g_assert_cmpfloat (at, >=, 0.25);
  run_for (300);
  g_assert_cmpfloat_with_epsilon (vt_sound_player_get_position (player), at, 0.02);
  vt_sound_player_seek (player, 2);
  WAIT_FOR (fabs (vt_sound_player_get_position (player) - 2) < 0.1);
  vt_sound_player_set_speed (player, 2);
  vt_sound_player_play (player);
  WAIT_FOR (ended);
  g_assert_false (vt_sound_player_is_playing (player));
}

/* Speech that is still being made: the end of what is there is not the end. */
static void
test_growing (void)
{
  g_autoptr (VtSoundPlayer) player = vt_sound_player_new ();
  g_autoptr (VtValue) begin = make_chirp (0, 0.3);
  g_autoptr (VtValue) more = make_chirp (0, 0.8);
  gboolean ended = FALSE;

  g_signal_connect (player, "ended", G_CALLBACK (on_ended), &ended);
  vt_sound_player_set_sound (player, begin, FALSE);
  vt_sound_player_play (player);
  run_for (1500);
  g_assert_false (ended);
  g_assert_true (vt_sound_player_is_playing (player));
  vt_sound_player_set_sound (player, more, FALSE);
  run_for (300);
  g_assert_true (vt_sound_player_is_playing (player));
  vt_sound_player_set_whole (player);
  WAIT_FOR (ended);
}

static void
test_unknown_device (void)
{
  g_autoptr (VtMicrophone) microphone = vt_microphone_new ();

  vt_microphone_start (microphone, "Studio microphone of the BBC");
  wait_for_state (microphone, VT_MICROPHONE_FAILED, LONG);
  g_assert_nonnull (strstr (vt_microphone_get_problem (microphone), "of the BBC"));
}

/* Everything is unplugged while it records: what was recorded is kept. */
static void
test_unplugged (void)
{
  g_autoptr (VtMicrophone) microphone = vt_microphone_new ();
  g_autoptr (VtValue) heard = NULL;

  vt_microphone_start (microphone, NULL);
  wait_for_state (microphone, VT_MICROPHONE_RECORDING, LONG);
  WAIT_FOR (vt_microphone_get_seconds (microphone) > 0);
  pulse_kill ();
  wait_for_state (microphone, VT_MICROPHONE_FAILED, LONG);
  g_assert_nonnull (vt_microphone_get_problem (microphone));
  heard = vt_microphone_dup_sound (microphone);
  g_assert_cmpint (vt_value_type (heard), ==, VT_VALUE_AUDIO);
}

/* And then there is none at all. */
static void
test_none (void)
{
  g_autoptr (VtMicrophone) microphone = vt_microphone_new ();

  vt_microphone_start (microphone, NULL);
  wait_for_state (microphone, VT_MICROPHONE_FAILED, LONG);
  g_assert_nonnull (vt_microphone_get_problem (microphone));
}

int
main (int argc, char **argv)
{
  const char *problem;
  int status;

  g_test_init (&argc, &argv, NULL);
  problem = pulse_start ();
  if (problem != NULL)
    {
      g_print ("1..0 # SKIP %s\n", problem);
      pulse_stop ();
      return 77;
    }
  g_test_add_func ("/live/list", test_list);
  g_test_add_func ("/live/loop", test_loop);
  g_test_add_func ("/live/parts", test_parts);
  g_test_add_func ("/live/player", test_player);
  g_test_add_func ("/live/growing", test_growing);
  g_test_add_func ("/live/unknown-device", test_unknown_device);
  g_test_add_func ("/live/unplugged", test_unplugged);
  g_test_add_func ("/live/none", test_none);
  status = g_test_run ();
  pulse_stop ();
  return status;
}

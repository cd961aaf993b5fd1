/* Sound: the Fourier transform against its definition, the spectrograms of
 * Whisper and Kaldi against transformers' (tests/vectors/whisper.py, make-hearing.py),
 * new rates against the signals that were meant, and where somebody speaks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <complex.h>
#include <math.h>
#include <string.h>

#include "engine/dsp/fbank.h"
#include "engine/dsp/fft.h"
#include "engine/dsp/mel.h"
#include "engine/dsp/resample.h"
#include "engine/dsp/voice.h"
#include "engine/formats/weights.h"
#include "tests/models/sound-signal.h"
#include "tests/models/states.h"

static void
test_fft (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr(VtFft) fft = vt_fft_new (n);
  g_autofree float *signal = g_new (float, n);
  g_autofree VtComplex *bins = g_new (VtComplex, n / 2 + 1);
  guint32 state = n;

  for (guint i = 0; i < n; i++)
    signal[i] = signal_noise (&state);
  vt_fft_real (fft, signal, bins);
  for (guint k = 0; k <= n / 2; k++)
    {
      double complex sum = 0;

      for (guint t = 0; t < n; t++)
        sum += signal[t] * cexp (-2 * G_PI * I * k * t / n);
      g_assert_cmpfloat (cabs (sum - (bins[k].re + I * bins[k].im)), <, 1e-6 * n);
    }
}

static void
test_mel (gconstpointer data)
{
  guint n_mels = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "whisper", "mel.safetensors", NULL);
  g_autofree char *name = g_strdup_printf ("mel.%u", n_mels);
  g_autoptr(VtWeights) vectors = vt_weights_open (path, NULL);
  const VtTensorInfo *expected = vt_weights_find (vectors, name);
  g_autofree float *samples = make_signal (16000);
  g_autofree float *got = g_new (float, 3000 * n_mels);
  g_autoptr(VtLogMel) mel = vt_log_mel_new (n_mels);
  const float *values = (const float *) (const void *) expected->data;

  g_assert_cmpint (expected->ne[0], ==, n_mels);
  vt_log_mel_normalise (got, 3000 * n_mels, vt_log_mel_frames (mel, samples, 16000, 480000, 0, 3000, got));
  g_assert_cmpfloat (nmse (got, values, (gsize) (expected->ne[0] * expected->ne[1])), <, 1e-10);
}

/* Kaldi's filterbank, some of whose 128 bands are too narrow to get anything. */
static void
test_fbank (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "hearing", "fbank.safetensors", NULL);
  g_autoptr(VtWeights) vectors = vt_weights_open (path, NULL);
  const VtTensorInfo *expected = vt_weights_find (vectors, "fbank.128");
  g_autofree float *samples = make_signal (16000);
  g_autoptr(VtFbank) fbank = vt_fbank_new (128);
  g_autofree float *got = g_new (float, 98 * 128);

  g_assert_cmpuint (vt_fbank_count (16000), ==, 98);
  g_assert_cmpuint (vt_fbank_count (399), ==, 0);
  g_assert_cmpuint (vt_fbank_count (400), ==, 1);
  g_assert_cmpint (expected->ne[1], ==, 98);
  vt_fbank_frames (fbank, samples, 98, got);
  g_assert_cmpfloat (nmse (got, (const float *) (const void *) expected->data, 98 * 128), <, 1e-10);
}

/* A window in the middle is that part of the whole. */
static void
test_mel_part (void)
{
  g_autoptr(VtLogMel) mel = vt_log_mel_new (80);
  g_autofree float *samples = make_signal (16000);
  g_autofree float *whole = g_new (float, 100 * 80), *part = g_new (float, 20 * 80);

  vt_log_mel_frames (mel, samples, 16000, 16000, 0, 100, whole);
  vt_log_mel_frames (mel, samples, 16000, 16000, 80, 20, part);
  g_assert_cmpmem (whole + 80 * 80, 20 * 80 * sizeof (float), part, 20 * 80 * sizeof (float));
}

static GArray *
resample (guint from, guint channels, guint to, const float *frames, gsize n, gsize piece)
{
  g_autoptr(VtResampler) resampler = vt_resampler_new (from, channels, to);
  GArray *out = g_array_new (FALSE, FALSE, sizeof (float));

  for (gsize at = 0; at < n; at += piece)
    vt_resampler_push (resampler, frames + at * channels, MIN (piece, n - at), out);
  vt_resampler_finish (resampler, out);
  return out;
}

static float *
make_tone (guint rate, guint channels, double hz, gsize n)
{
  float *frames = g_new (float, n * channels);

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < channels; c++)
      frames[i * channels + c] = (float) (sin (2 * G_PI * hz * i / rate) * (c + 1) * 2 / (channels + 1));
  return frames;
}

static const struct
{
  guint from, channels;
  double hz;
} tones[] = {
  { 8000, 1, 3000 }, { 11025, 2, 440 }, { 16000, 2, 7000 }, { 22050, 1, 5000 }, { 44100, 2, 6900 },
  { 48000, 1, 1000 }, { 192000, 8, 6500 }, { 44101, 1, 2000 },
};

static void
test_rates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tones); i++)
    {
      gsize n = tones[i].from / 2;
      g_autofree float *frames = make_tone (tones[i].from, tones[i].channels, tones[i].hz, n);
      g_autoptr(GArray) out = resample (tones[i].from, tones[i].channels, 16000, frames, n, n);
      g_autoptr(GArray) cut = resample (tones[i].from, tones[i].channels, 16000, frames, n, 777);

      g_assert_cmpuint (out->len, ==, (n * 16000 + tones[i].from - 1) / tones[i].from);
      g_assert_cmpmem (out->data, out->len * sizeof (float), cut->data, cut->len * sizeof (float));
      for (guint t = 800; t + 800 < out->len; t++)
        g_assert_cmpfloat (fabs (g_array_index (out, float, t) - sin (2 * G_PI * tones[i].hz * t / 16000)), <, 2e-4);
    }
}

/* What the new rate cannot hold is gone instead of coming back as another tone. */
static void
test_no_alias (void)
{
  static const double hz[] = { 8100, 9500, 12000, 17000, 23000 };

  for (guint i = 0; i < G_N_ELEMENTS (hz); i++)
    {
      g_autofree float *frames = make_tone (48000, 1, hz[i], 24000);
      g_autoptr(GArray) out = resample (48000, 1, 16000, frames, 24000, 24000);

      for (guint t = 400; t + 400 < out->len; t++)
        g_assert_cmpfloat (fabs (g_array_index (out, float, t)), <, 1e-4);
    }
}

static void
test_not_numbers (void)
{
  const float frames[] = { NAN, 0.5f, INFINITY, -0.5f };
  g_autoptr(GArray) out = resample (16000, 2, 16000, frames, 2, 2);

  g_assert_cmpfloat (g_array_index (out, float, 0), ==, 0.25f);
  g_assert_cmpfloat (g_array_index (out, float, 1), ==, -0.25f);
}

static const VtVoiceConfig voice = { 16000, 1000, 100, 200 };

/* Two bursts of a swelling tone in a quiet, noisy room. */
static void
test_voice (void)
{
  g_autofree float *samples = g_new (float, 160000);
  g_autoptr(GArray) spans = NULL;
  guint32 state = 1;

  for (guint i = 0; i < 160000; i++)
    {
      gboolean speaks = (i >= 32000 && i < 48000) || (i >= 96000 && i < 120000);

      samples[i] = 0.002f * signal_noise (&state) + (speaks ? 0.3f * sinf (0.05f * (float) i) * fabsf (sinf (0.0005f * (float) i)) : 0);
    }
  spans = vt_voice_find (&voice, samples, 160000);
  g_assert_cmpuint (spans->len, ==, 2);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).start, >=, 28000);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).start, <=, 32000);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).end, >=, 47800);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).end, <=, 52000);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 1).end, <=, 124000);
}

static void
test_voice_none (void)
{
  g_autofree float *samples = g_new0 (float, 32000);
  g_autoptr(GArray) silent = vt_voice_find (&voice, samples, 32000);
  g_autoptr(GArray) empty = vt_voice_find (&voice, samples, 0);
  g_autoptr(GArray) hum = NULL;
  guint32 state = 3;

  g_assert_cmpuint (silent->len, ==, 0);
  g_assert_cmpuint (empty->len, ==, 0);
  for (guint i = 0; i < 32000; i++)
    samples[i] = 0.1f * signal_noise (&state);
  hum = vt_voice_find (&voice, samples, 32000);
  g_assert_cmpuint (hum->len, ==, 0);
}

/* A second of voice in seven minutes and a half of a hissing, or silent, room; then in seven seconds. */
static void
test_voice_rare (void)
{
  static const struct { gsize n, at, length; float hiss; } cases[] = {
    { 7200000, 5000000, 16000, 0.002f }, { 7200000, 7190000, 10000, 0.002f }, { 7200000, 100000, 16000, 0 },
    { 112000, 50000, 4000, 0.002f },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree float *samples = g_new (float, cases[i].n);
      g_autoptr (GArray) spans = NULL;
      guint32 state = 7;

      for (gsize k = 0; k < cases[i].n; k++)
        {
          gboolean speaks = k >= cases[i].at && k < cases[i].at + cases[i].length;

          samples[k] = cases[i].hiss * signal_noise (&state) + (speaks ? 0.3f * sinf (0.05f * (float) k) : 0);
        }
      spans = vt_voice_find (&voice, samples, cases[i].n);
      g_assert_cmpuint (spans->len, ==, 1);
      g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).start, <=, cases[i].at);
      g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).end, >=, cases[i].at + cases[i].length);
      g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).end - g_array_index (spans, VtVoiceSpan, 0).start, <, 32000);
    }
}

/* As loud as the noise around it: not found, but not thrown away either. */
static void
test_voice_in_noise (void)
{
  g_autofree float *samples = g_new0 (float, 32000);
  g_autoptr(GArray) spans = NULL;
  guint32 state = 3;

  for (guint i = 0; i < 32000; i++)
    samples[i] = 0.1f * signal_noise (&state) + 0.1f * sinf (0.05f * (float) i) * fabsf (sinf (0.0005f * (float) i));
  spans = vt_voice_find (&voice, samples, 32000);
  g_assert_cmpuint (spans->len, ==, 1);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).start, ==, 0);
  g_assert_cmpuint (g_array_index (spans, VtVoiceSpan, 0).end, ==, 32000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/dsp/fft/400", GUINT_TO_POINTER (400), test_fft);
  g_test_add_data_func ("/dsp/fft/2", GUINT_TO_POINTER (2), test_fft);
  g_test_add_data_func ("/dsp/fft/256", GUINT_TO_POINTER (256), test_fft);
  g_test_add_data_func ("/dsp/fft/254", GUINT_TO_POINTER (254), test_fft);
  g_test_add_data_func ("/dsp/fft/1260", GUINT_TO_POINTER (1260), test_fft);
  g_test_add_data_func ("/dsp/mel/80", GUINT_TO_POINTER (80), test_mel);
  g_test_add_data_func ("/dsp/mel/128", GUINT_TO_POINTER (128), test_mel);
  g_test_add_func ("/dsp/mel/part", test_mel_part);
  g_test_add_func ("/dsp/fbank", test_fbank);
  g_test_add_func ("/dsp/resample/rates", test_rates);
  g_test_add_func ("/dsp/resample/no-alias", test_no_alias);
  g_test_add_func ("/dsp/resample/not-numbers", test_not_numbers);
  g_test_add_func ("/dsp/voice/two", test_voice);
  g_test_add_func ("/dsp/voice/none", test_voice_none);
  g_test_add_func ("/dsp/voice/rare", test_voice_rare);
  g_test_add_func ("/dsp/voice/in-noise", test_voice_in_noise);
  return g_test_run ();
}

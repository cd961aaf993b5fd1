/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/sound-prepare.h"

#include "engine/dsp/fbank.h"
#include "engine/dsp/mel.h"

typedef struct
{
  gsize shortest;
  void (*prepare) (const VtSoundRules *rules, const float *samples, gsize n, float *out);
} Kind;

static void
prepare_kaldi (const VtSoundRules *r, const float *samples, gsize n, float *out)
{
  g_autoptr(VtFbank) fbank = vt_fbank_new (r->n_bands);
  gsize n_values = (gsize) r->n_bands * r->n_frames;

  vt_fbank_frames (fbank, samples, MIN (vt_fbank_count (n), r->n_frames), out);
  for (gsize i = 0; i < n_values; i++)
    out[i] = (float) ((out[i] - r->mean) / r->deviation);
}

static void
prepare_whisper (const VtSoundRules *r, const float *samples, gsize n, float *out)
{
  g_autoptr(VtLogMel) mel = vt_log_mel_new (r->n_bands);
  gsize length = vt_sound_rules_piece (r);
  float max = vt_log_mel_frames (mel, samples, MIN (n, length), length, 0, r->n_frames, out);

  vt_log_mel_normalise (out, (gsize) r->n_bands * r->n_frames, max);
}

static const Kind kinds[] = {
  [VT_SOUND_KALDI] = { VT_FBANK_WINDOW, prepare_kaldi },
  [VT_SOUND_WHISPER] = { 1, prepare_whisper },
};

gsize
vt_sound_shortest (const VtSoundRules *rules)
{
  return kinds[rules->kind].shortest;
}

float *
vt_sound_prepare (const VtSoundRules *rules, const float *samples, gsize n)
{
  float *out = g_new0 (float, (gsize) rules->n_bands * rules->n_frames);

  kinds[rules->kind].prepare (rules, samples, n, out);
  return out;
}

/* voice-kokoro.c: Kokoro as a voice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/kokoro-style.h"
#include "engine/models/kokoro-symbols.h"
#include "engine/models/kokoro.h"
#include "engine/models/voice.h"

typedef struct
{
  VtKokoro *kokoro;
  VtKokoroSymbols *symbols;
  VtKokoroStyle *style;
  char *folder; /* of the voices */
  double speed, noise;
} Kokoro;

static void
kokoro_free (gpointer voice)
{
  Kokoro *self = voice;

  g_clear_pointer (&self->kokoro, vt_kokoro_free);
  g_clear_pointer (&self->symbols, vt_kokoro_symbols_free);
  g_clear_pointer (&self->style, vt_kokoro_style_free);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kokoro, kokoro_free)

static gboolean
check (const char *path, guint64 *bytes, GError **error)
{
  g_autoptr (VtWeights) weights = vt_weights_open (path, error);
  VtKokoroConfig config;

  if (weights == NULL || !vt_kokoro_config_read (&config, weights, error))
    return FALSE;
  /* Weights are kept in 32 bits; a sentence of ten seconds has some eight values of the last stage's size. */
  *bytes = 0;
  for (guint i = 0; i < vt_weights_n_tensors (weights); i++)
    {
      const VtTensorInfo *t = vt_weights_tensor (weights, i);

      *bytes += 4 * (guint64) (t->ne[0] * t->ne[1] * t->ne[2] * t->ne[3]);
    }
  *bytes += 8 * 4 * 10 * (guint64) (config.channels[config.stages] * VT_KOKORO_RATE / config.hop);
  return TRUE;
}

static gboolean
load_symbols (Kokoro *self, const VtWeights *weights, GError **error)
{
  g_autofree char *path = vt_kokoro_config_path (weights);
  g_autoptr (VtJson) json = path != NULL ? vt_json_load (path, error) : NULL;

  if (path != NULL && json == NULL)
    return FALSE;
  self->symbols = vt_kokoro_symbols_new (json != NULL ? vt_json_get (vt_json_root (json), "vocab") : NULL,
                                         vt_kokoro_config (self->kokoro)->vocab);
  return TRUE;
}

static gpointer
load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr (VtWeights) weights = vt_weights_open (path, error);
  g_autoptr (Kokoro) self = g_new0 (Kokoro, 1);

  if (weights == NULL)
    return NULL;
  self->kokoro = vt_kokoro_load (device, weights, error);
  if (self->kokoro == NULL || !load_symbols (self, weights, error))
    return NULL;
  self->folder = vt_kokoro_style_folder (vt_weights_path (weights));
  return g_steal_pointer (&self);
}

static guint64
bytes (gpointer voice)
{
  return vt_kokoro_bytes (((Kokoro *) voice)->kokoro);
}

static guint
rate (gpointer voice)
{
  return VT_KOKORO_RATE;
}

static double
frame (gpointer voice)
{
  return 2.0 * (double) vt_kokoro_config_half_frame (vt_kokoro_config (((Kokoro *) voice)->kokoro)) / VT_KOKORO_RATE;
}

static gboolean
prepare (gpointer voice, const VtVoiceSettings *settings, GError **error)
{
  Kokoro *self = voice;
  VtKokoroStyle *style;

  style = vt_kokoro_style_load (self->folder, settings->speaker, 2 * (guint) vt_kokoro_config (self->kokoro)->style, error);
  if (style == NULL)
    return FALSE;
  g_clear_pointer (&self->style, vt_kokoro_style_free);
  self->style = style;
  self->speed = settings->speed / (settings->length_scale < 1e-3 ? 1 : settings->length_scale);
  self->noise = settings->noise_scale < 0 ? 1 : settings->noise_scale;
  return TRUE;
}

static const char *
espeak (gpointer voice)
{
  return ((Kokoro *) voice)->style->language;
}

/* A mark before or behind the symbols: the symbol 0. */
static void
add_mark (GArray *ids, GArray *list)
{
  VtVoicePhoneme mark = { 0, 0, ids->len, 1 };
  gint32 zero = 0;

  g_array_append_val (ids, zero);
  g_array_append_val (list, mark);
}

/* The symbols from @first on, marks included, as one sentence. */
static gboolean
say_part (Kokoro *self, const gint32 *symbols, guint n, VtRng *rng, VtVoiceSaid *said, VtVoiceSound sound, gpointer data,
          GCancellable *cancellable, GError **error)
{
  g_auto (VtKokoroSentence) s = {
    .symbols = symbols, .n = n, .style = vt_kokoro_style_row (self->style, n - 2),
    .speed = self->speed, .noise = self->noise, .rng = rng, .cancellable = cancellable,
  };
  g_autofree float *samples = NULL;
  gsize n_samples;

  samples = vt_kokoro_speak (self->kokoro, &s, &n_samples, error);
  if (samples == NULL)
    return FALSE;
  g_array_append_vals (said->frames, s.frames, n);
  sound (samples, n_samples, data);
  return TRUE;
}

static gboolean
say (gpointer voice, const char *phonemes, gboolean soon, VtRng *rng, VtVoiceSaid *said, VtVoiceSound sound, gpointer data,
     GCancellable *cancellable, GError **error)
{
  Kokoro *self = voice;
  guint most = (guint) vt_kokoro_config (self->kokoro)->positions - 2;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (const char *at = phonemes; *at != '\0';)
    {
      guint first = ids->len, listed = said->phonemes->len;

      add_mark (ids, said->phonemes);
      at = vt_kokoro_symbols_read (self->symbols, self->style->language, phonemes, at, most, ids, said->phonemes);
      if (ids->len == first + 1)
        {
          g_array_set_size (ids, first);
          g_array_set_size (said->phonemes, listed);
          continue;
        }
      add_mark (ids, said->phonemes);
      if (!say_part (self, &g_array_index (ids, gint32, first), ids->len - first, rng, said, sound, data, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

const VtVoiceClass vt_voice_kokoro = {
  .name = "Kokoro",
  .matches = vt_kokoro_config_matches,
  .check = check,
  .load = load,
  .free = kokoro_free,
  .bytes = bytes,
  .rate = rate,
  .frame = frame,
  .prepare = prepare,
  .espeak = espeak,
  .say = say,
};

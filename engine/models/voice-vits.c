/* voice-vits.c: VITS as a voice.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>

#include "engine/base/error.h"
#include "engine/models/vits.h"
#include "engine/models/voice.h"

typedef struct
{
  VtVits *vits;
  VtVitsSettings settings;
} Vits;

static gboolean
matches (const VtWeights *weights)
{
  return vt_weights_find (weights, "enc_p.emb.weight") != NULL;
}

static gboolean
check (const char *path, guint64 *bytes, GError **error)
{
  g_autoptr (VtVitsVoice) voice = NULL;
  g_autoptr (VtWeights) weights = NULL;
  VtVitsConfig config;

  weights = vt_vits_inspect (path, &config, &voice, error);
  if (weights == NULL)
    return FALSE;
  /* What plans of usual sentences keep, by what a second of the last stage needs. */
  *bytes = 4 * (guint64) config.channels[config.stages] * voice->rate * 16;
  return TRUE;
}

static gpointer
load (VtDevice *device, const char *path, GError **error)
{
  VtVits *vits = vt_vits_load (device, path, error);
  Vits *self;

  if (vits == NULL)
    return NULL;
  self = g_new0 (Vits, 1);
  self->vits = vits;
  return self;
}

static void
vits_free (gpointer voice)
{
  Vits *self = voice;

  vt_vits_free (self->vits);
  g_free (self);
}

static guint64
bytes (gpointer voice)
{
  return vt_vits_bytes (((Vits *) voice)->vits);
}

static guint
rate (gpointer voice)
{
  return vt_vits_voice (((Vits *) voice)->vits)->rate;
}

static double
frame (gpointer voice)
{
  const VtVits *vits = ((Vits *) voice)->vits;

  return (double) vt_vits_config (vits)->hop / vt_vits_voice (vits)->rate;
}

/* The names of a voice's speakers, for a message; transfer full. */
static char *
list_speakers (const VtVitsVoice *voice)
{
  GString *names = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, voice->speakers);
  while (g_hash_table_iter_next (&iter, &name, NULL) && names->len < 200)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", (const char *) name);
  return g_string_free (names, FALSE);
}

static gboolean
read_speaker (Vits *self, const char *text, GError **error)
{
  const VtVitsVoice *voice = vt_vits_voice (self->vits);
  gint64 n = vt_vits_config (self->vits)->speakers;
  g_autofree char *names = NULL;
  gpointer id;
  char *end;
  guint64 number;

  self->settings.speaker = 0;
  if (text == NULL)
    return TRUE;
  if (!g_hash_table_lookup_extended (voice->speakers, text, NULL, &id))
    {
      number = g_ascii_strtoull (text, &end, 10);
      id = GINT_TO_POINTER (*end == '\0' && number < (guint64) n ? (int) number : -1);
    }
  self->settings.speaker = (guint) GPOINTER_TO_INT (id);
  if (GPOINTER_TO_INT (id) >= 0 && GPOINTER_TO_INT (id) < n)
    return TRUE;
  names = list_speakers (voice);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The voice has no speaker “%s”; there are %d, from 0 to %d%s%s.", text,
               (int) n, (int) n - 1, names[0] != '\0' ? ": " : "", names);
  return FALSE;
}

/* A number that stands for the voice's own below @least. */
static double
or_own (double value, double least, double own)
{
  return value < least ? own : value;
}

static gboolean
prepare (gpointer voice, const VtVoiceSettings *settings, GError **error)
{
  Vits *self = voice;
  const VtVitsVoice *own = vt_vits_voice (self->vits);

  self->settings.length_scale = or_own (settings->length_scale, 1e-3, own->length_scale) / settings->speed;
  self->settings.noise_scale = or_own (settings->noise_scale, 0, own->noise_scale);
  self->settings.noise_w = or_own (settings->noise_w, 0, own->noise_w);
  return read_speaker (self, settings->speaker, error);
}

static const char *
espeak (gpointer voice)
{
  return vt_vits_voice (((Vits *) voice)->vits)->espeak;
}

static gboolean
say (gpointer voice, const char *phonemes, gboolean soon, VtRng *rng, VtVoiceSaid *said, VtVoiceSound sound, gpointer data,
     GCancellable *cancellable, GError **error)
{
  Vits *self = voice;
  g_autoptr (GArray) list = NULL;
  g_autoptr (GArray) ids = vt_vits_voice_ids (vt_vits_voice (self->vits), phonemes, &list);

  if (list->len <= 2) /* its begin and end only */
    return TRUE;
  self->settings.soon = soon;
  g_array_set_size (said->frames, ids->len);
  g_array_append_vals (said->phonemes, list->data, list->len);
  return vt_vits_speak (self->vits, (gint32 *) ids->data, ids->len, &self->settings, rng, (gint32 *) said->frames->data, sound,
                        data, cancellable, error);
}

const VtVoiceClass vt_voice_vits = {
  .name = "VITS",
  .matches = matches,
  .check = check,
  .load = load,
  .free = vits_free,
  .bytes = bytes,
  .rate = rate,
  .frame = frame,
  .prepare = prepare,
  .espeak = espeak,
  .say = say,
};

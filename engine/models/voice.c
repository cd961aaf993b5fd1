/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/voice.h"

/* The last one takes what no other knows, and says what it misses. */
static const VtVoiceClass *const kinds[] = { &vt_voice_kokoro, &vt_voice_vits };

const VtVoiceClass *
vt_voice_kind (const char *path, VtWeights **weights, GError **error)
{
  g_autoptr (VtWeights) opened = vt_weights_open (path, error);
  guint i = 0;

  if (opened == NULL)
    return NULL;
  while (i + 1 < G_N_ELEMENTS (kinds) && !kinds[i]->matches (opened))
    i++;
  if (weights != NULL)
    *weights = g_steal_pointer (&opened);
  return kinds[i];
}

VtVoice *
vt_voice_load (VtDevice *device, const char *path, GError **error)
{
  g_autofree VtVoice *self = g_new0 (VtVoice, 1);

  self->kind = vt_voice_kind (path, NULL, error);
  if (self->kind == NULL)
    return NULL;
  self->voice = self->kind->load (device, path, error);
  return self->voice != NULL ? g_steal_pointer (&self) : NULL;
}

void
vt_voice_free (VtVoice *self)
{
  self->kind->free (self->voice);
  g_free (self);
}

void
vt_voice_said_init (VtVoiceSaid *said)
{
  said->phonemes = g_array_new (FALSE, FALSE, sizeof (VtVoicePhoneme));
  said->frames = g_array_new (FALSE, TRUE, sizeof (gint32));
}

void
vt_voice_said_clear (VtVoiceSaid *said)
{
  g_clear_pointer (&said->phonemes, g_array_unref);
  g_clear_pointer (&said->frames, g_array_unref);
}

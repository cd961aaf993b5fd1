/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/growing-sound.h"

#include "engine/base/growing-bytes.h"

#define IN_MEMORY (64 << 20) /* bytes: twelve minutes at 22 kHz */

struct _VtGrowingSound
{
  guint rate;
  VtGrowingBytes *bytes;
};

VtGrowingSound *
vt_growing_sound_new (guint rate)
{
  VtGrowingSound *self = g_new0 (VtGrowingSound, 1);

  self->rate = rate;
  self->bytes = vt_growing_bytes_new (IN_MEMORY);
  return self;
}

void
vt_growing_sound_free (VtGrowingSound *self)
{
  vt_growing_bytes_free (self->bytes);
  g_free (self);
}

gboolean
vt_growing_sound_append (VtGrowingSound *self, const float *samples, gsize n, GError **error)
{
  return vt_growing_bytes_append (self->bytes, samples, n * sizeof (float), error);
}

gsize
vt_growing_sound_length (const VtGrowingSound *self)
{
  return vt_growing_bytes_length (self->bytes) / sizeof (float);
}

VtValue *
vt_growing_sound_value (VtGrowingSound *self, GError **error)
{
  g_autoptr (GBytes) bytes = vt_growing_bytes_get (self->bytes, error);

  return bytes != NULL ? vt_value_new_audio (bytes, self->rate, 1) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sound-ring.h"

#include <string.h>

struct _VtSoundRing
{
  float *samples;
  gsize size;    /* a power of two */
  gsize written; /* ever, by the writer alone */
  gsize read;    /* ever, by the reader alone */
};

VtSoundRing *
vt_sound_ring_new (gsize n)
{
  VtSoundRing *self = g_new0 (VtSoundRing, 1);

  self->size = 1;
  while (self->size < n)
    self->size *= 2;
  self->samples = g_new (float, self->size);
  return self;
}

void
vt_sound_ring_free (VtSoundRing *self)
{
  g_free (self->samples);
  g_free (self);
}

/* What the ends' counts say is seen by the other after the samples are. */
gsize
vt_sound_ring_write (VtSoundRing *self, const float *samples, gsize n)
{
  gsize at = self->written & (self->size - 1);
  gsize room = self->size - (self->written - __atomic_load_n (&self->read, __ATOMIC_ACQUIRE));
  gsize first;

  n = MIN (n, room);
  first = MIN (n, self->size - at);
  memcpy (self->samples + at, samples, first * sizeof (float));
  memcpy (self->samples, samples + first, (n - first) * sizeof (float));
  __atomic_store_n (&self->written, self->written + n, __ATOMIC_RELEASE);
  return n;
}

gsize
vt_sound_ring_read (VtSoundRing *self, float *samples, gsize n)
{
  gsize at = self->read & (self->size - 1);
  gsize there = __atomic_load_n (&self->written, __ATOMIC_ACQUIRE) - self->read;
  gsize first;

  n = MIN (n, there);
  first = MIN (n, self->size - at);
  memcpy (samples, self->samples + at, first * sizeof (float));
  memcpy (samples + first, self->samples, (n - first) * sizeof (float));
  __atomic_store_n (&self->read, self->read + n, __ATOMIC_RELEASE);
  return n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/rng.h"

#include <math.h>
#include <string.h>

#define ROUNDS 10

static void
generate (VtRng *self)
{
  guint32 k0 = self->key[0], k1 = self->key[1], *c = self->block;

  memcpy (c, self->counter, sizeof self->block);
  for (guint i = 0; i < ROUNDS; i++)
    {
      guint64 a = (guint64) c[0] * 0xd2511f53u, b = (guint64) c[2] * 0xcd9e8d57u;
      guint32 c1 = c[1], c3 = c[3];

      c[0] = (guint32) (b >> 32) ^ c1 ^ k0;
      c[1] = (guint32) b;
      c[2] = (guint32) (a >> 32) ^ c3 ^ k1;
      c[3] = (guint32) a;
      k0 += 0x9e3779b9u;
      k1 += 0xbb67ae85u;
    }
  if (++self->counter[0] == 0)
    self->counter[1]++;
  self->used = 0;
}

void
vt_rng_init (VtRng *self, guint64 seed, guint64 stream)
{
  *self = (VtRng){
    .key = { (guint32) seed, (guint32) (seed >> 32) },
    .counter = { 0, 0, (guint32) stream, (guint32) (stream >> 32) },
    .used = 4,
  };
}

guint32
vt_rng_u32 (VtRng *self)
{
  if (self->used == 4)
    generate (self);
  return self->block[self->used++];
}

double
vt_rng_uniform (VtRng *self)
{
  guint32 high = vt_rng_u32 (self) >> 5, low = vt_rng_u32 (self) >> 6;

  return ((double) high * 0x1p26 + low) * 0x1p-53;
}

double
vt_rng_normal (VtRng *self)
{
  double radius = sqrt (-2 * log (1 - vt_rng_uniform (self)));

  return radius * cos (2 * G_PI * vt_rng_uniform (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/torch-rng.h"

#include <math.h>

#define N 624
#define M 397
#define BLOCK 16 /* values that ATen makes at a time */

void
vt_torch_rng_init (VtTorchRng *self, guint64 seed)
{
  self->state[0] = (guint32) seed;
  for (guint32 i = 1; i < N; i++)
    self->state[i] = 1812433253u * (self->state[i - 1] ^ (self->state[i - 1] >> 30)) + i;
  self->used = N;
  self->has_next = FALSE;
}

static void
generate (VtTorchRng *self)
{
  guint32 *s = self->state;

  for (guint i = 0; i < N; i++)
    {
      guint32 y = (s[i] & 0x80000000u) | (s[(i + 1) % N] & 0x7fffffffu);

      s[i] = s[(i + M) % N] ^ (y >> 1) ^ ((y & 1) ? 0x9908b0dfu : 0);
    }
  self->used = 0;
}

guint32
vt_torch_rng_u32 (VtTorchRng *self)
{
  guint32 y;

  if (self->used == N)
    generate (self);
  y = self->state[self->used++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

/* [0, 1) in steps of 2^-24 */
static float
uniform_float (VtTorchRng *self)
{
  return (float) (vt_torch_rng_u32 (self) & 0xffffffu) * 0x1p-24f;
}

/* [0, 1) in steps of 2^-53 */
static double
uniform_double (VtTorchRng *self)
{
  guint64 high = vt_torch_rng_u32 (self), low = vt_torch_rng_u32 (self);

  return (double) (((high << 32) | low) & ((G_GUINT64_CONSTANT (1) << 53) - 1)) * 0x1p-53;
}

/* Tensors of fewer than sixteen numbers: pairs in double precision. */
static double
normal_double (VtTorchRng *self)
{
  double u1, u2, radius;

  if (self->has_next)
    {
      self->has_next = FALSE;
      return self->next;
    }
  u1 = uniform_double (self);
  u2 = uniform_double (self);
  radius = sqrt (-2 * log1p (-u2));
  self->next = radius * sin (2 * G_PI * u1);
  self->has_next = TRUE;
  return radius * cos (2 * G_PI * u1);
}

/* Turns sixteen uniform numbers to normal ones in place. */
static void
turn_block (float *block)
{
  for (guint i = 0; i < BLOCK / 2; i++)
    {
      float radius = sqrtf (-2 * logf (1 - block[i])), angle = (float) (2 * G_PI) * block[i + BLOCK / 2];

      block[i] = radius * cosf (angle);
      block[i + BLOCK / 2] = radius * sinf (angle);
    }
}

void
vt_torch_rng_normal (VtTorchRng *self, float *to, gsize n)
{
  if (n < BLOCK)
    {
      for (gsize i = 0; i < n; i++)
        to[i] = (float) normal_double (self);
      return;
    }
  for (gsize i = 0; i < n; i++)
    to[i] = uniform_float (self);
  for (gsize i = 0; i + BLOCK <= n; i += BLOCK)
    turn_block (to + i);
  if (n % BLOCK == 0)
    return;
  for (gsize i = n - BLOCK; i < n; i++)
    to[i] = uniform_float (self);
  turn_block (to + n - BLOCK);
}

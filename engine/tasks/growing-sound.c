/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/growing-sound.h"

#include <string.h>

#define FIRST_SECONDS 16

/* What is behind the length is written once, by the one who appends. */
typedef struct
{
  gatomicrefcount refs;
  float *samples;
} Block;

struct _VtGrowingSound
{
  guint rate;
  Block *block;
  gsize length, room;
};

static void
block_unref (gpointer data)
{
  Block *block = data;

  if (!g_atomic_ref_count_dec (&block->refs))
    return;
  g_free (block->samples);
  g_free (block);
}

static Block *
block_new (gsize room)
{
  Block *block = g_new0 (Block, 1);

  g_atomic_ref_count_init (&block->refs);
  block->samples = g_new (float, room);
  return block;
}

VtGrowingSound *
vt_growing_sound_new (guint rate)
{
  VtGrowingSound *self = g_new0 (VtGrowingSound, 1);

  self->rate = rate;
  self->room = (gsize) FIRST_SECONDS * rate;
  self->block = block_new (self->room);
  return self;
}

void
vt_growing_sound_free (VtGrowingSound *self)
{
  block_unref (self->block);
  g_free (self);
}

static void
make_room (VtGrowingSound *self, gsize n)
{
  Block *block;

  if (self->room - self->length >= n)
    return;
  self->room = MAX (2 * self->room, self->length + n);
  block = block_new (self->room);
  memcpy (block->samples, self->block->samples, self->length * sizeof (float));
  block_unref (self->block);
  self->block = block;
}

void
vt_growing_sound_append (VtGrowingSound *self, const float *samples, gsize n)
{
  make_room (self, n);
  if (samples != NULL)
    memcpy (self->block->samples + self->length, samples, n * sizeof (float));
  else
    memset (self->block->samples + self->length, 0, n * sizeof (float));
  self->length += n;
}

gsize
vt_growing_sound_length (const VtGrowingSound *self)
{
  return self->length;
}

VtValue *
vt_growing_sound_value (VtGrowingSound *self)
{
  g_autoptr (GBytes) bytes = NULL;

  g_atomic_ref_count_inc (&self->block->refs);
  bytes = g_bytes_new_with_free_func (self->block->samples, self->length * sizeof (float), block_unref, self->block);
  return vt_value_new_audio (bytes, self->rate, 1);
}

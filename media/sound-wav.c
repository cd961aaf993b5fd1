/* sound-wav.c: WAV files (RIFF, Microsoft's WAVEFORMAT with the tags 1 and 3).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/sound-write.h"

#define HEADER 44

static void
put16 (guint8 *to, guint value)
{
  to[0] = (guint8) value;
  to[1] = (guint8) (value >> 8);
}

static void
put32 (guint8 *to, guint32 value)
{
  put16 (to, value & 0xffff);
  put16 (to + 2, value >> 16);
}

static void
write_header (guint8 *to, const VtAudio *audio, gboolean floats, guint32 size)
{
  guint width = floats ? 4 : 2;

  memcpy (to, "RIFF", 4);
  put32 (to + 4, size + HEADER - 8);
  memcpy (to + 8, "WAVEfmt ", 8);
  put32 (to + 16, 16);
  put16 (to + 20, floats ? 3 : 1);
  put16 (to + 22, audio->channels);
  put32 (to + 24, audio->rate);
  put32 (to + 28, audio->rate * audio->channels * width);
  put16 (to + 32, audio->channels * width);
  put16 (to + 34, width * 8);
  memcpy (to + 36, "data", 4);
  put32 (to + 40, size);
}

static guint
to_16_bits (float sample)
{
  return (guint) (gint16) lrintf (CLAMP (sample, -1.f, 1.f) * 32767) & 0xffff;
}

GBytes *
vt_sound_to_wav (const VtAudio *audio, gboolean floats, GError **error)
{
  gsize n = audio->n_frames * audio->channels;
  gsize size = n * (floats ? 4 : 2);
  guint8 *bytes;

  if (size > G_MAXUINT32 - HEADER || audio->channels > 1024)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "The sound is longer than a WAV file can hold.");
      return NULL;
    }
  bytes = g_malloc (HEADER + size);
  write_header (bytes, audio, floats, (guint32) size);
  for (gsize i = 0; i < n && !floats; i++)
    put16 (bytes + HEADER + 2 * i, to_16_bits (audio->samples[i]));
  for (gsize i = 0; i < n && floats; i++)
    {
      guint32 bits;

      memcpy (&bits, &audio->samples[i], 4);
      put32 (bytes + HEADER + 4 * i, bits);
    }
  return g_bytes_new_take (bytes, HEADER + size);
}

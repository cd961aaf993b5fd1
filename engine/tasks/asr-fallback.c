/* asr-fallback.c: trying a window again where its text is no good.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/tasks/asr-decode.h"

/* Bytes of @text after zlib. */
static gsize
compressed_bytes (const char *text, gsize length)
{
  g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  gsize size = 2 * length + 1024, read, written;
  g_autofree char *out = g_malloc (size);

  if (g_converter_convert (G_CONVERTER (zlib), text, length, out, size, G_CONVERTER_INPUT_AT_END, &read, &written, NULL) !=
      G_CONVERTER_FINISHED)
    return length;
  return written;
}

static double
compression_ratio (const char *text)
{
  gsize length = strlen (text);

  return length > 0 ? (double) length / (double) compressed_bytes (text, length) : 0;
}

gboolean
vt_asr_is_silence (const VtAsrOptions *o, const VtAsrDecoding *d)
{
  return d->no_speech > o->no_speech_threshold && d->logprob < o->logprob_threshold;
}

static gboolean
is_good (const VtAsrOptions *o, const VtAsrDecoding *d)
{
  return vt_asr_is_silence (o, d) ||
         (d->compression_ratio <= o->compression_ratio_threshold && d->logprob >= o->logprob_threshold);
}

gboolean
vt_asr_decode (VtAsrWindow *w, VtAsrDecoding *out, GError **error)
{
  const VtAsrOptions *o = w->options;
  const VtWhisper *whisper = ((VtWhisperModel *) w->run->model)->whisper;
  double temperature = o->temperature;

  for (;;)
    {
      if (!vt_asr_decode_at (w, temperature, out, error))
        return FALSE;
      out->text = vt_asr_tokens_to_text (whisper, (const gint32 *) (const void *) out->tokens->data, out->tokens->len);
      out->compression_ratio = compression_ratio (out->text);
      temperature += o->temperature_increment;
      if (is_good (o, out) || o->temperature_increment <= 0 || temperature > 1 + 1e-6)
        return TRUE;
      vt_asr_decoding_clear (out);
    }
}

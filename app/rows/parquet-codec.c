/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/parquet-codec.h"

#include <gio/gio.h>
#include <snappy-c.h>
#include <string.h>
#include <zstd.h>

#include "engine/base/error.h"

#define RATIO_MAX 4096      /* more than this nobody's data shrinks by */
#define SMALL (4u << 20)

static gboolean
unpack_plain (const guint8 *data, gsize packed, guint8 *out, gsize size)
{
  if (packed != size)
    return FALSE;
  if (size > 0)
    memcpy (out, data, size);
  return TRUE;
}

static gboolean
unpack_snappy (const guint8 *data, gsize packed, guint8 *out, gsize size)
{
  size_t length = 0;

  if (snappy_uncompressed_length ((const char *) data, packed, &length) != SNAPPY_OK || length != size)
    return FALSE;
  return snappy_uncompress ((const char *) data, packed, (char *) out, &length) == SNAPPY_OK && length == size;
}

static gboolean
unpack_gzip (const guint8 *data, gsize packed, guint8 *out, gsize size)
{
  g_autoptr (GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  gsize in_done = 0, out_done = 0;

  while (out_done < size)
    {
      gsize r = 0, w = 0;
      GConverterResult result = g_converter_convert (G_CONVERTER (decompressor), data + in_done, packed - in_done, out + out_done,
                                                     size - out_done, G_CONVERTER_INPUT_AT_END, &r, &w, NULL);

      in_done += r;
      out_done += w;
      if (result == G_CONVERTER_ERROR || (result == G_CONVERTER_FINISHED && out_done < size) || (r == 0 && w == 0))
        return FALSE;
    }
  return TRUE;
}

static gboolean
unpack_zstd (const guint8 *data, gsize packed, guint8 *out, gsize size)
{
  return ZSTD_decompress (out, size, data, packed) == size;
}

static const struct
{
  int codec;
  gboolean (*unpack) (const guint8 *data, gsize packed, guint8 *out, gsize size);
} codecs[] = {
  { 0, unpack_plain },
  { 1, unpack_snappy },
  { 2, unpack_gzip },
  { 6, unpack_zstd },
};

guint8 *
vt_parquet_unpack (int codec, const guint8 *data, gsize packed, gsize size, GError **error)
{
  g_autofree guint8 *out = NULL;
  guint i = 0;

  while (i < G_N_ELEMENTS (codecs) && codecs[i].codec != codec)
    i++;
  if (i == G_N_ELEMENTS (codecs))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "is packed in a way (number %d) that Vitrine does not know.", codec);
      return NULL;
    }
  if (size / RATIO_MAX <= packed || size <= SMALL)
    out = g_try_malloc (MAX (size, 1));
  if (out == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "has a part of %" G_GSIZE_FORMAT " MB, which is too much.", size / 1000000);
      return NULL;
    }
  if (size == 0 || codecs[i].unpack (data, packed, out, size))
    return g_steal_pointer (&out);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "is damaged: a part of it cannot be unpacked.");
  return NULL;
}

static gboolean
read_varint (const guint8 **at, const guint8 *end, guint64 *number)
{
  *number = 0;
  for (guint shift = 0; shift < 64 && *at < end; shift += 7)
    {
      guint8 byte = *(*at)++;

      *number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* One value, @n times. */
static gboolean
read_repeated (const guint8 **at, const guint8 *end, guint bits, guint32 *numbers, gsize n)
{
  guint bytes = (bits + 7) / 8;
  guint32 value = 0;

  if ((gsize) (end - *at) < bytes)
    return FALSE;
  for (guint i = 0; i < bytes; i++)
    value |= (guint32) (*at)[i] << (8 * i);
  *at += bytes;
  for (gsize i = 0; i < n; i++)
    numbers[i] = value;
  return TRUE;
}

/* @n of the values of @groups times eight, which all take their bytes. */
static gboolean
read_packed (const guint8 **at, const guint8 *end, guint64 groups, guint bits, guint32 *numbers, gsize n)
{
  gsize bytes = MIN (groups * bits, (gsize) (end - *at));
  guint64 held = 0, mask = (G_GUINT64_CONSTANT (1) << bits) - 1;
  guint n_held = 0;
  const guint8 *from = *at, *to = *at + bytes;

  if (((guint64) n * bits + 7) / 8 > bytes)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      while (n_held < bits && from < to)
        {
          held |= (guint64) *from++ << n_held;
          n_held += 8;
        }
      numbers[i] = (guint32) (held & mask);
      held >>= bits;
      n_held -= bits;
    }
  *at += bytes;
  return TRUE;
}

gboolean
vt_parquet_read_runs (const guint8 *data, gsize size, guint bits, guint32 *numbers, gsize n, gsize *used)
{
  const guint8 *at = data, *end = data + size;
  gsize done = 0;

  if (bits > 32)
    return FALSE;
  while (done < n)
    {
      guint64 head, length;
      gsize take;
      gboolean good;

      if (!read_varint (&at, end, &head) || head >> 1 == 0 || head >> 1 > G_MAXUINT32)
        return FALSE;
      length = head & 1 ? (head >> 1) * 8 : head >> 1;
      take = (gsize) MIN (length, n - done);
      good = head & 1 ? read_packed (&at, end, head >> 1, bits, numbers + done, take)
                      : read_repeated (&at, end, bits, numbers + done, take);
      if (!good)
        return FALSE;
      done += take;
    }
  if (used != NULL)
    *used = (gsize) (at - data);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-pictures.h"

#define MAX_COLUMNS 3000
#define WIDEST 6 /* of a spectrogram, in parts of its height: thinner stripes show nothing */
#define TOKEN_ROWS 8 /* pixels */

/* From night to noon: five colours and what lies between them. */
static void
paint (float value, guint8 *pixel)
{
  static const guint8 stops[][3] = { { 8, 6, 28 }, { 72, 18, 106 }, { 168, 46, 95 }, { 238, 112, 48 }, { 252, 232, 150 } };
  float at = CLAMP (value, 0, 1) * (G_N_ELEMENTS (stops) - 1);
  guint i = MIN ((guint) at, G_N_ELEMENTS (stops) - 2);
  float mix = at - (float) i;

  for (int c = 0; c < 3; c++)
    pixel[c] = (guint8) ((float) stops[i][c] * (1 - mix) + (float) stops[i + 1][c] * mix + 0.5f);
}

VtValue *
vt_asr_spectrogram (VtAsrSound *s)
{
  guint width = (guint) CLAMP (s->n_frames, 1, MAX_COLUMNS), n = s->n_mels;
  guint rows = MAX (1, (width + WIDEST * n - 1) / (WIDEST * n)), height = rows * n;
  g_autofree float *values = g_new (float, (gsize) width * n);
  guint8 *pixels = g_new (guint8, 3 * (gsize) width * height);
  g_autoptr(GBytes) bytes = NULL;
  float max = -10;

  for (guint x = 0; x < width; x++)
    max = MAX (max, vt_log_mel_frames (s->mel, s->samples, s->n, s->n, x * s->n_frames / width, 1, values + (gsize) x * n));
  vt_log_mel_normalise (values, (gsize) width * n, max);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      paint ((values[(gsize) x * n + n - 1 - y / rows] - (max - 4) / 4) / 2, pixels + 3 * ((gsize) y * width + x));
  bytes = g_bytes_new_take (pixels, 3 * (gsize) width * height);
  return vt_value_new_image (bytes, width, height, 3);
}

VtValue *
vt_asr_map_picture (const VtAsrMap *map)
{
  guint width = map->n_frames, height = map->n_tokens * TOKEN_ROWS;
  guint8 *pixels = g_new (guint8, 3 * (gsize) width * height);
  g_autoptr(GBytes) bytes = NULL;

  /* Deviations from the mean: 3 is a lot. */
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      paint (map->weights[(gsize) (y / TOKEN_ROWS) * width + x] / 3, pixels + 3 * ((gsize) y * width + x));
  bytes = g_bytes_new_take (pixels, 3 * (gsize) width * height);
  return vt_value_new_image (bytes, width, height, 3);
}

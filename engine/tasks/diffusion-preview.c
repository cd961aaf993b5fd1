/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-preview.h"

#include <math.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/tasks/diffusion-picture.h"

#define SIDE 8        /* latents, across and down, that the matrix is fitted to */
#define MAX_LATENT 64 /* channels */
#define MOST_WHOLE (96 * 96) /* pixels of pictures that are decoded at each step */

/* Latents like those of pictures: what lies side by side is alike. */
static float *
sample_latents (guint channels)
{
  float *z = g_new (float, SIDE * SIDE * channels);
  VtRng rng;

  vt_rng_init (&rng, 1, 0);
  for (guint y = 0; y < SIDE; y += 2)
    for (guint x = 0; x < SIDE; x += 2)
      for (guint c = 0; c < channels; c++)
        {
          float value = (float) vt_rng_normal (&rng);

          for (guint k = 0; k < 4; k++)
            z[((y + k / 2) * SIDE + x + k % 2) * channels + c] = value;
        }
  return z;
}

/* The mean colour of the pixels of one latent. */
static void
mean_colour (const VtVae *vae, const float *pixels, guint x, guint y, double colour[3])
{
  gint64 f = vae->factor, width = SIDE * f;

  memset (colour, 0, 3 * sizeof *colour);
  for (gint64 i = 0; i < f * f; i++)
    for (gint64 k = 0; k < 3; k++)
      colour[k] += pixels[((y * f + i / f) * width + x * f + i % f) * vae->channels + MIN (k, vae->channels - 1)] / (double) (f * f);
}

/* Solves m x = b for three right sides by elimination; m (n, n) is symmetric and positive. */
static void
solve (double *m, double *b, guint n)
{
  for (guint c = 0; c < n; c++)
    for (guint r = 0; r < n; r++)
      {
        double f = r != c ? m[r * n + c] / m[c * n + c] : 0;

        for (guint k = 0; f != 0 && k < n; k++)
          m[r * n + k] -= f * m[c * n + k];
        for (guint k = 0; k < 3; k++)
          b[r * 3 + k] -= f * b[c * 3 + k];
      }
  for (guint r = 0; r < n; r++)
    for (guint k = 0; k < 3; k++)
      b[r * 3 + k] /= m[r * n + r];
}

/* Least squares over the latents of a small decoded sample. */
static float *
fit_matrix (const VtVae *vae, const float *z, const float *pixels)
{
  guint c = (guint) vae->latent, n = c + 1;
  g_autofree double *m = g_new0 (double, n * n), *b = g_new0 (double, n * 3);
  float *matrix = g_new (float, n * 3);

  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      double row[MAX_LATENT + 1], colour[3];

      for (guint k = 0; k < c; k++)
        row[k] = z[i * c + k];
      row[c] = 1;
      mean_colour (vae, pixels, i % SIDE, i / SIDE, colour);
      for (guint r = 0; r < n; r++)
        {
          for (guint k = 0; k < n; k++)
            m[r * n + k] += row[r] * row[k] + (r == k ? 1e-4 : 0);
          for (guint k = 0; k < 3; k++)
            b[r * 3 + k] += row[r] * colour[k];
        }
    }
  solve (m, b, n);
  for (guint i = 0; i < n * 3; i++)
    matrix[i] = (float) b[i];
  return matrix;
}

static const float *
get_matrix (VtDraw *draw)
{
  VtVae *vae = draw->d->vae;
  gsize n = SIDE * SIDE * (gsize) (vae->factor * vae->factor * vae->channels);
  g_autofree float *z = NULL, *scaled = NULL, *pixels = NULL;

  if (draw->model->preview != NULL || vae->latent > MAX_LATENT)
    return draw->model->preview;
  z = sample_latents ((guint) vae->latent);
  pixels = g_new (float, n);
  scaled = g_new (float, SIDE * SIDE * vae->latent);
  for (gint64 i = 0; i < SIDE * SIDE * vae->latent; i++)
    scaled[i] = (float) (z[i] / vae->scale + vae->shift);
  if (vt_vae_decode (vae, scaled, SIDE, SIDE, FALSE, pixels, draw->run->cancellable, NULL, NULL, NULL))
    draw->model->preview = fit_matrix (vae, z, pixels);
  return draw->model->preview;
}

static VtValue *
decode_by (VtVae *vae, VtDraw *draw, const float *scaled)
{
  gsize n = (gsize) draw->width * draw->height * draw->channels;
  guint width = draw->width * (guint) vae->factor, height = draw->height * (guint) vae->factor;
  g_autofree float *z = g_new (float, n), *pixels = g_new (float, (gsize) width * height * vae->channels);

  for (gsize i = 0; i < n; i++)
    z[i] = (float) (scaled[i] / vae->scale + vae->shift);
  if (!vt_vae_decode (vae, z, draw->width, draw->height, FALSE, pixels, draw->run->cancellable, NULL, NULL, NULL))
    return NULL;
  return vt_picture_from_floats (pixels, (guint) vae->channels, width, draw->shown_width, draw->shown_height);
}

VtValue *
vt_diffusion_preview (VtDraw *draw, const float *scaled)
{
  gsize plane = (gsize) draw->width * draw->height, c = draw->channels;
  const float *matrix;
  g_autofree float *colours = NULL;

  if (draw->d->vae == NULL)
    return vt_picture_from_floats (scaled, draw->channels, draw->width, draw->width, draw->height);
  if (draw->d->preview != NULL)
    return decode_by (draw->d->preview, draw, scaled);
  /* The whole autoencoder costs next to nothing where pictures are so small. */
  if (draw->shown_width * draw->shown_height <= MOST_WHOLE)
    return decode_by (draw->d->vae, draw, scaled);
  matrix = get_matrix (draw);
  if (matrix == NULL)
    return NULL;
  colours = g_new (float, 3 * plane);
  for (gsize i = 0; i < plane; i++)
    for (gsize k = 0; k < 3; k++)
      {
        float sum = matrix[c * 3 + k];

        for (gsize j = 0; j < c; j++)
          sum += matrix[j * 3 + k] * scaled[i * c + j];
        colours[3 * i + k] = sum;
      }
  return vt_picture_from_floats (colours, 3, draw->width, draw->width, draw->height);
}

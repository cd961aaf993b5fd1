/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/upscaler.h"

#include <string.h>

#include "engine/base/error.h"

#define BORDER 16 /* pixels of its neighbours that a piece sees */
#define LEAST_TILE 32
#define MOST_PIXELS ((guint64) 1 << 28) /* of a result */

extern const VtUpscalerClass vt_upscaler_rrdb, vt_upscaler_compact;

static const VtUpscalerClass *const classes[] = { &vt_upscaler_rrdb, &vt_upscaler_compact };

/* --- loading --- */

const VtUpscalerClass *
vt_upscaler_find (const VtWeights *weights, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i]->match (weights))
      return classes[i];
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                       "This is no model that enlarges pictures, or one of a kind that this version does not know.");
  return NULL;
}

static VtGraph *
build (VtUpscaler *self, gint64 width, gint64 height)
{
  VtGraph *g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (self->weights, g);

  self->in = vt_graph_input (g, "pixels", VT_TYPE_F32, 3 * self->fold * self->fold, width / self->fold, height / self->fold, 1);
  self->out = vt_graph_output (g, self->family->build (self, &s, self->in), "out");
  return g;
}

VtUpscaler *
vt_upscaler_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr(VtUpscaler) self = g_new0 (VtUpscaler, 1);
  g_autoptr(VtWeights) weights = vt_weights_open (path, error);
  g_autoptr(VtGraph) g = NULL;

  self->family = weights != NULL ? vt_upscaler_find (weights, error) : NULL;
  self->fold = self->spread = 1;
  if (self->family == NULL || !self->family->configure (self, weights, error))
    return NULL;
  self->weights = vt_nn_weights_new (device, weights);
  if (self->family->rename != NULL)
    vt_nn_weights_set_rename (self->weights, self->family->rename, self);
  g = build (self, LEAST_TILE, LEAST_TILE);
  if (g->error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&g->error));
  return NULL;
}

void
vt_upscaler_free (VtUpscaler *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self);
}

guint64
vt_upscaler_bytes (const VtUpscaler *self)
{
  return vt_nn_weights_bytes (self->weights) + (self->plan != NULL ? vt_plan_bytes (self->plan) : 0);
}

static gboolean
make_ready (VtUpscaler *self, gint64 width, gint64 height, GError **error)
{
  if (self->plan != NULL && self->width == width && self->height == height)
    return TRUE;
  g_clear_pointer (&self->plan, vt_plan_free);
  self->width = width;
  self->height = height;
  self->plan = vt_plan_new (vt_nn_weights_device (self->weights), build (self, width, height), error);
  return self->plan != NULL;
}

/* --- pieces --- */

/**
 * Job: one picture on its way.
 * @side_x, @side_y: of the pieces that are computed, borders included; multiples of the fold
 */
typedef struct
{
  const VtUpscaler *self;
  const float *pixels;
  guint width, height;
  guint side_x, side_y;
  float *result;
} Job;

/* Beyond the edge stands what is at the edge. */
static const float *
pixel_at (const Job *j, gint64 x, gint64 y)
{
  return j->pixels + (CLAMP (y, 0, (gint64) j->height - 1) * j->width + CLAMP (x, 0, (gint64) j->width - 1)) * 3;
}

static void
fill_in (const Job *j, gint64 left, gint64 top, float *in)
{
  gint64 f = j->self->fold, across = j->side_x / f;

  for (gint64 y = 0; y < j->side_y; y++)
    for (gint64 x = 0; x < j->side_x; x++)
      for (gint64 c = 0; c < 3; c++)
        in[(y / f * across + x / f) * 3 * f * f + c * f * f + y % f * f + x % f] = pixel_at (j, left + x, top + y)[c];
}

/* The part of the piece at @left, @top whose pixels lie between @x0, @y0 and @x1, @y1 of the result. */
static void
take_out (const Job *j, gint64 left, gint64 top, const guint part[4], const float *out)
{
  gint64 s = j->self->scale, f = j->self->spread, across = j->side_x * s / f, width = (gint64) j->width * s;

  for (gint64 y = part[1] * s; y < part[3] * s; y++)
    for (gint64 x = part[0] * s; x < part[2] * s; x++)
      for (gint64 c = 0; c < 3; c++)
        {
          gint64 u = x - left * s, v = y - top * s;
          float value = out[(v / f * across + u / f) * 3 * f * f + c * f * f + v % f * f + u % f];

          j->result[(y * width + x) * 3 + c] = value + (j->self->adds ? pixel_at (j, x / s, y / s)[c] : 0);
        }
}

/* @length pixels in steps of what a piece of @side gives without its borders. */
static guint
pieces_of (guint length, guint side)
{
  guint step = side - 2 * BORDER;

  return length <= side ? 1 : (length - 2 * BORDER + step - 1) / step;
}

/* Where piece @i begins, a multiple of @fold so that the same pixels are seen as one in
 * each, and the part of it that counts. */
static gint64
place (guint i, guint n, guint length, guint side, guint fold, guint *from, guint *to)
{
  guint step = side - 2 * BORDER;
  gint64 start = n == 1 ? 0 : MIN ((gint64) i * step, ((gint64) length - side + fold - 1) / fold * fold);

  *from = i == 0 ? 0 : i * step + BORDER;
  *to = i + 1 == n ? length : (i + 1) * step + BORDER;
  return start;
}

/* Pieces of one size that are no larger than they have to be: a second column for the last
 * few pixels would cost as much as a whole one. */
static guint
side_for (const VtUpscaler *self, guint length, guint tile)
{
  guint n = pieces_of (length, MAX (tile, LEAST_TILE + 2 * BORDER));
  guint side = n == 1 ? length : (length - 2 * BORDER + n - 1) / n + 2 * BORDER;

  return MAX ((side + self->fold - 1) / self->fold * self->fold, self->fold);
}

static gboolean
compute (VtUpscaler *self, Job *j, GCancellable *cancellable, VtUpscalerProgress progress, gpointer data, GError **error)
{
  guint across = pieces_of (j->width, j->side_x), down = pieces_of (j->height, j->side_y);
  g_autofree float *in = g_malloc (vt_tensor_bytes (self->in)), *out = g_malloc (vt_tensor_bytes (self->out));

  for (guint i = 0; i < across * down; i++)
    {
      guint part[4];
      gint64 left = place (i % across, across, j->width, j->side_x, self->fold, &part[0], &part[2]);
      gint64 top = place (i / across, down, j->height, j->side_y, self->fold, &part[1], &part[3]);

      if (progress != NULL)
        progress (i, across * down, data);
      fill_in (j, left, top, in);
      if (!vt_plan_write (self->plan, self->in, in, vt_tensor_bytes (self->in), error) || !vt_plan_run (self->plan, cancellable, error)
          || !vt_plan_read (self->plan, self->out, out, vt_tensor_bytes (self->out), error))
        return FALSE;
      take_out (j, left, top, part, out);
    }
  return TRUE;
}

float *
vt_upscaler_run (VtUpscaler *self, const float *pixels, guint width, guint height, guint tile, GCancellable *cancellable,
                 VtUpscalerProgress progress, gpointer data, GError **error)
{
  Job j = { self, pixels, width, height, side_for (self, width, tile), side_for (self, height, tile), NULL };
  g_autofree float *result = NULL;

  if ((guint64) width * height * self->scale * self->scale > MOST_PIXELS)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "The picture would get %u × %u pixels, which is too large; take a smaller one.",
                   width * self->scale, height * self->scale);
      return NULL;
    }
  if (!make_ready (self, j.side_x, j.side_y, error))
    return NULL;
  j.result = result = g_new (float, (gsize) width * height * self->scale * self->scale * 3);
  return compute (self, &j, cancellable, progress, data, error) ? g_steal_pointer (&result) : NULL;
}

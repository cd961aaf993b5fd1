/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vae.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

#define TILE 64         /* latents, across and down */
#define OVERLAP 16      /* of tiles */
#define FLAT 1e-4       /* deviation of what is one colour */

extern const VtVaeClass vt_vae_kl, vt_vae_tiny;

static const VtVaeClass *const classes[] = { &vt_vae_kl, &vt_vae_tiny };

/* A graph for one shape, then its plan. */
typedef struct
{
  gint64 width, height;
  VtGraph *g;
  VtPlan *plan;
  VtTensor *in, *spans, *out;
} Ready;

static void
ready_free (gpointer data)
{
  Ready *r = data;

  if (r->plan != NULL)
    vt_plan_free (r->plan);
  else
    g_clear_pointer (&r->g, vt_graph_free);
  g_free (r);
}

static Ready *
build (VtVae *self, gboolean encodes, gint64 width, gint64 height)
{
  Ready *r = g_new0 (Ready, 1);
  VtGraph *g = r->g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (self->weights, g);

  r->width = width;
  r->height = height;
  r->in = vt_graph_input (g, "in", VT_TYPE_F32, encodes ? self->in_channels : self->latent, width, height, 1);
  r->out = (encodes ? self->klass->encoder : self->klass->decoder) (self, &s, r->in, &r->spans);
  return r;
}

/* The decoder's weights go to the device with that; the encoder is seldom wanted. */
static gboolean
check_weights (VtVae *self, gboolean encodes, GError **error)
{
  gboolean ok;
  Ready *r;

  vt_nn_weights_set_checking (self->weights, encodes);
  r = build (self, encodes, encodes ? self->factor : 1, encodes ? self->factor : 1);
  vt_nn_weights_set_checking (self->weights, FALSE);
  ok = r->g->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&r->g->error));
  ready_free (r);
  return ok;
}

static const VtVaeClass *
class_of (const VtJsonNode *config, GError **error)
{
  const char *name = vt_json_get_string (config, "_class_name", "AutoencoderKL");

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i]->name, name) == 0)
      return classes[i];
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The picture decoder is a “%s”, which this version cannot compute.", name);
  return NULL;
}

VtVae *
vt_vae_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error)
{
  g_autoptr(VtVae) self = g_new0 (VtVae, 1);

  self->weights = vt_nn_weights_new (device, source);
  self->klass = class_of (config, error);
  if (self->klass == NULL)
    return NULL;
  if (self->klass->rename != NULL)
    vt_nn_weights_set_rename (self->weights, self->klass->rename, NULL);
  if (!self->klass->read_config (self, config, error) || !check_weights (self, FALSE, error) || !check_weights (self, TRUE, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vt_vae_forget (VtVae *self)
{
  g_clear_pointer (&self->encoder, ready_free);
  g_clear_pointer (&self->decoder, ready_free);
}

static void
make_room (gpointer *slot)
{
  Ready *r = *slot;

  if (r != NULL && vt_plan_is_large (r->plan))
    g_clear_pointer (slot, ready_free);
}

void
vt_vae_make_room (VtVae *self)
{
  make_room (&self->encoder);
  make_room (&self->decoder);
}

void
vt_vae_free (VtVae *self)
{
  vt_vae_forget (self);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self);
}

guint64
vt_vae_bytes (const VtVae *self)
{
  const Ready *encoder = self->encoder, *decoder = self->decoder;

  return vt_nn_weights_bytes (self->weights) + (encoder != NULL ? vt_plan_bytes (encoder->plan) : 0) +
         (decoder != NULL ? vt_plan_bytes (decoder->plan) : 0);
}

static Ready *
get_ready (VtVae *self, gboolean encodes, gint64 width, gint64 height, gboolean expose, GError **error)
{
  gpointer *slot = encodes ? &self->encoder : &self->decoder;
  Ready *r = *slot;
  g_autofree gint32 *spans = NULL;

  if (r != NULL && !expose && r->width == width && r->height == height)
    return r;
  g_clear_pointer (slot, ready_free);
  r = build (self, encodes, width, height);
  if (expose)
    vt_nn_probe_expose (r->g);
  r->plan = vt_plan_new (vt_nn_weights_device (self->weights), g_steal_pointer (&r->g), error);
  if (r->plan != NULL && r->spans != NULL)
    spans = vt_nn_picture_spans (r->spans->ne[1], r->spans->ne[1], 1);
  if (r->plan == NULL || (spans != NULL && !vt_plan_write (r->plan, r->spans, spans, (gsize) (2 * r->spans->ne[1]) * sizeof *spans, error)))
    g_clear_pointer (&r, ready_free);
  *slot = r;
  return r;
}

static gboolean
run (Ready *r, const float *in, float *out, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  return vt_plan_write (r->plan, r->in, in, vt_tensor_bytes (r->in), error) && vt_plan_run (r->plan, cancellable, error) &&
         vt_plan_read (r->plan, r->out, out, vt_tensor_bytes (r->out), error) &&
         (probe == NULL || vt_nn_probe_tell (r->plan, probe, data, error));
}

/* @moments (2 latent, n) as mean and deviation. */
static void
divide_moments (const VtVae *self, const float *moments, gint64 n, float *mean, float *deviation)
{
  gint64 c = self->latent;

  for (gint64 i = 0; i < n; i++)
    for (gint64 k = 0; k < c; k++)
      {
        mean[i * c + k] = moments[2 * i * c + k];
        deviation[i * c + k] = expf (0.5f * CLAMP (moments[(2 * i + 1) * c + k], -30.0f, 20.0f));
      }
}

gboolean
vt_vae_encode (VtVae *self, const float *picture, gint64 width, gint64 height, float *mean, float *deviation,
               GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  Ready *r = get_ready (self, TRUE, width, height, probe != NULL, error);
  gint64 n = width / self->factor * (height / self->factor);
  g_autofree float *moments = NULL;

  if (r == NULL)
    return FALSE;
  memset (deviation, 0, (gsize) (self->latent * n) * sizeof *deviation);
  if (!self->klass->moments)
    return run (r, picture, mean, cancellable, probe, data, error);
  moments = g_new (float, 2 * self->latent * n);
  if (!run (r, picture, moments, cancellable, probe, data, error))
    return FALSE;
  divide_moments (self, moments, n, mean, deviation);
  return TRUE;
}

/* --- decoding --- */

/* A part of @from (channels, @width, …) at @x, @y. */
static void
cut (const float *from, gint64 channels, gint64 width, gint64 x, gint64 y, gint64 w, gint64 h, float *to)
{
  for (gint64 i = 0; i < h; i++)
    memcpy (to + i * w * channels, from + ((y + i) * width + x) * channels, (gsize) (w * channels) * sizeof *to);
}

/* How much a tile counts at @i of @n pixels, which rises over @ramp ones from an edge that has a neighbour. */
static float
weight_at (gint64 i, gint64 n, gint64 ramp, gboolean before, gboolean after)
{
  float left = before ? ((float) i + 0.5f) / (float) ramp : 1, right = after ? ((float) (n - 1 - i) + 0.5f) / (float) ramp : 1;

  return MIN (MIN (left, right), 1);
}

typedef struct
{
  gint64 x, y, w, h; /* latents */
  gint64 width, height;
} Tile;

static void
blend (const VtVae *self, const Tile *t, const float *from, float *sums, float *weights)
{
  gint64 f = self->factor, c = self->channels, w = t->w * f, h = t->h * f;

  for (gint64 y = 0; y < h; y++)
    for (gint64 x = 0; x < w; x++)
      {
        float a = weight_at (x, w, OVERLAP * f, t->x > 0, t->x + t->w < t->width) *
                  weight_at (y, h, OVERLAP * f, t->y > 0, t->y + t->h < t->height);
        gint64 at = (t->y * f + y) * t->width * f + t->x * f + x;

        weights[at] += a;
        for (gint64 k = 0; k < c; k++)
          sums[at * c + k] += a * from[(y * w + x) * c + k];
      }
}

/* Where tiles begin: every TILE - OVERLAP, the last flush with the end. */
static gint64
tile_at (gint64 i, gint64 extent, gint64 tile)
{
  return MIN (i * (tile - OVERLAP), extent - tile);
}

static gboolean
decode_tiled (VtVae *self, const float *z, gint64 width, gint64 height, float *picture, GCancellable *cancellable, GError **error)
{
  gint64 w = MIN (TILE, width), h = MIN (TILE, height), pixels = width * height * self->factor * self->factor;
  gint64 across = width > w ? (width - OVERLAP + w - OVERLAP - 1) / (w - OVERLAP) : 1;
  gint64 down = height > h ? (height - OVERLAP + h - OVERLAP - 1) / (h - OVERLAP) : 1;
  g_autofree float *weights = g_new0 (float, pixels), *in = g_new (float, w * h * self->latent);
  g_autofree float *out = g_new (float, w * h * self->factor * self->factor * self->channels);
  Ready *r = get_ready (self, FALSE, w, h, FALSE, error);

  memset (picture, 0, (gsize) (pixels * self->channels) * sizeof *picture);
  for (gint64 i = 0; r != NULL && i < across * down; i++)
    {
      Tile t = { tile_at (i % across, width, w), tile_at (i / across, height, h), w, h, width, height };

      cut (z, self->latent, width, t.x, t.y, w, h, in);
      if (!run (r, in, out, cancellable, NULL, NULL, error))
        return FALSE;
      blend (self, &t, out, picture, weights);
    }
  for (gint64 i = 0; i < pixels; i++)
    for (gint64 k = 0; k < self->channels; k++)
      picture[i * self->channels + k] /= weights[i];
  return r != NULL;
}

static gboolean
check_picture (const float *picture, gsize n, GError **error)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += picture[i];
      squares += (double) picture[i] * picture[i];
    }
  if (!isfinite (squares))
    g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED,
                         "What the picture decoder gave are no numbers. Its 16-bit weights may not bear this; try a variant of the model in 32 bits.");
  else if (n > 64 && squares / (double) n - pow (sum / (double) n, 2) < FLAT * FLAT)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_FAILED, "The picture came out in one single colour, so something went wrong on the way.");
  else
    return TRUE;
  return FALSE;
}

gboolean
vt_vae_decode (VtVae *self, const float *z, gint64 width, gint64 height, gboolean tiled, float *picture,
               GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  g_autoptr(GError) full = NULL;
  Ready *r = tiled && probe == NULL ? NULL : get_ready (self, FALSE, width, height, probe != NULL, &full);
  gsize n = (gsize) (width * height * self->factor * self->factor * self->channels);

  if (r != NULL && !run (r, z, picture, cancellable, probe, data, error))
    return FALSE;
  if (r == NULL && full != NULL && !g_error_matches (full, VT_ERROR, VT_ERROR_NO_MEMORY))
    {
      g_propagate_error (error, g_steal_pointer (&full));
      return FALSE;
    }
  if (r == NULL && !decode_tiled (self, z, width, height, picture, cancellable, error))
    return FALSE;
  return check_picture (picture, n, error);
}

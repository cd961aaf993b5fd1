/* vits.c: a voice's parts, and what is done between its networks.
 *
 * The duration predictor's splines (a few hundred numbers a sentence), the
 * spreading of phonemes over frames and the noise are computed here and not by
 * operations: nothing else would use such operations, and the numbers have to
 * come to the host between two networks anyway, for the length of the second
 * one is what the first one says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/vits.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"
#include "engine/models/vits-plans.h"
#include "engine/models/vits-spline.h"

/* Lengths are rounded up to these, so that plans serve again. */
#define ROUND_IDS 32
#define ROUND_FRAMES 64
#define ROUND_WINDOW 32

/* Frames that the decoder takes at once: few for the first sound. */
#define FIRST_WINDOW 64
#define WINDOW 256

#define MAX_FRAMES 32768      /* of a sentence: some six minutes */
#define MAX_FRAMES_AN_ID 2048

struct _VtVits
{
  VtDevice *device;
  VtVitsConfig config;
  VtVitsVoice *voice;
  VtVitsWeights *weights;
  GPtrArray *plans;
  guint reach;
  float shift, factor; /* of the durations' last flow: log w = (z - shift) * factor */
};

void
vt_vits_free (VtVits *self)
{
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  g_clear_pointer (&self->weights, vt_vits_weights_free);
  g_clear_pointer (&self->voice, vt_vits_voice_free);
  g_clear_pointer (&self->device, vt_device_unref);
  g_free (self);
}

const VtVitsConfig *
vt_vits_config (const VtVits *self)
{
  return &self->config;
}

const VtVitsVoice *
vt_vits_voice (const VtVits *self)
{
  return self->voice;
}

guint64
vt_vits_bytes (const VtVits *self)
{
  return self->weights->buffer->size + vt_vits_plans_bytes (self->plans);
}

/* The number of the first channel in @name. */
static gboolean
first_number (const VtWeights *w, const char *name, float *value)
{
  const VtTensorInfo *t = vt_weights_find (w, name);

  if (t == NULL || t->type == VT_TYPE_UNKNOWN || vt_quant_class (t->type) == NULL || t->size < 2 * sizeof (guint16)
      || t->ne[0] * t->ne[1] != 2)
    return FALSE;
  vt_dequantise (t->type, t->data, value, 1);
  return TRUE;
}

/* Exporters fold exp(-logs) into a constant, or only -logs, or nothing. */
static gboolean
read_last_flow (VtVits *self, const VtWeights *w, GError **error)
{
  float log;

  if (first_number (w, "dp.flows.0.m", &self->shift))
    {
      if (first_number (w, "dp.flows.0.Mul.1", &self->factor))
        return TRUE;
      if (first_number (w, "dp.flows.0.Exp.0", &log))
        {
          self->factor = expf (log);
          return TRUE;
        }
      if (first_number (w, "dp.flows.0.logs", &log))
        {
          self->factor = expf (-log);
          return TRUE;
        }
    }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT,
                       "The voice's duration predictor has no last flow (dp.flows.0). The file is damaged or is no voice for Piper.");
  return FALSE;
}

VtWeights *
vt_vits_inspect (const char *path, VtVitsConfig *config, VtVitsVoice **voice, GError **error)
{
  g_autoptr (VtWeights) weights = vt_weights_open (path, error);

  if (weights == NULL || !vt_vits_config_read (config, weights, error))
    return NULL;
  *voice = vt_vits_voice_load (vt_weights_path (weights), error);
  if (*voice == NULL)
    return NULL;
  if (vt_vits_voice_largest_id (*voice) >= config->vocab)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                   "The description of the voice has phonemes that the voice has not: it knows %d. They do not belong together.",
                   (int) config->vocab);
      g_clear_pointer (voice, vt_vits_voice_free);
      return NULL;
    }
  return g_steal_pointer (&weights);
}

VtVits *
vt_vits_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr (VtVits) self = g_new0 (VtVits, 1);
  g_autoptr (VtWeights) source = NULL;

  self->device = vt_device_ref (device);
  self->plans = vt_vits_plans_new ();
  source = vt_vits_inspect (path, &self->config, &self->voice, error);
  if (source == NULL || !read_last_flow (self, source, error))
    return NULL;
  self->reach = vt_vits_config_reach (&self->config);
  self->weights = vt_vits_weights_new (device, source, error);
  if (self->weights == NULL || !vt_vits_plans_check (&self->config, self->weights, error))
    return NULL;
  vt_vits_weights_done (self->weights);
  return g_steal_pointer (&self);
}

/* One sentence on its way. */
typedef struct
{
  VtVits *v;
  const VtVitsSettings *settings;
  VtRng *rng;
  GCancellable *cancellable;
  const gint32 *ids;
  guint n, padded; /* ids */
  float *stats;    /* (2 inter, padded) */
  float *condition, *shape;
  float *z[2];     /* (padded) each: the durations' variable */
  guint frames;
} Sentence;

static void
sentence_clear (Sentence *s)
{
  g_free (s->stats);
  g_free (s->condition);
  g_free (s->shape);
  g_free (s->z[0]);
  g_free (s->z[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sentence, sentence_clear)

static guint
round_up (guint n, guint to)
{
  return (n + to - 1) / to * to;
}

static VtVitsPlan *
get_plan (Sentence *s, VtVitsNetwork network, guint which, guint length, GError **error)
{
  return vt_vits_plan_get (s->v->plans, &s->v->config, s->v->weights, network, which, length, error);
}

/* @n ones, then zeros. */
static gboolean
write_mask (VtVitsPlan *p, guint n, GError **error)
{
  g_autofree float *mask = g_new0 (float, p->length);

  for (guint i = 0; i < n; i++)
    mask[i] = 1;
  return vt_plan_write (p->plan, p->mask, mask, p->length * sizeof *mask, error);
}

static gboolean
write_speaker (VtVitsPlan *p, const VtVitsSettings *settings, GError **error)
{
  gint32 speaker = (gint32) settings->speaker;

  return p->speaker == NULL || vt_plan_write (p->plan, p->speaker, &speaker, sizeof speaker, error);
}

static gboolean
write_ids (Sentence *s, VtVitsPlan *p, GError **error)
{
  g_autofree gint32 *ids = g_new0 (gint32, s->padded);
  g_autofree float *keys = g_new0 (float, s->padded);

  memcpy (ids, s->ids, s->n * sizeof *ids);
  for (guint i = s->n; i < s->padded; i++)
    keys[i] = -1e9f;
  return vt_plan_write (p->plan, p->ids, ids, s->padded * sizeof *ids, error)
         && vt_plan_write (p->plan, p->keys, keys, s->padded * sizeof *keys, error) && write_mask (p, s->n, error);
}

static void
allocate (Sentence *s)
{
  const VtVitsConfig *c = &s->v->config;

  s->padded = round_up (s->n, ROUND_IDS);
  s->stats = g_new (float, 2 * c->inter * s->padded);
  s->condition = g_new (float, c->duration_hidden * s->padded);
  s->shape = g_new (float, (3 * c->bins - 1) * s->padded);
  for (guint k = 0; k < 2; k++)
    {
      s->z[k] = g_new0 (float, s->padded);
      for (guint i = 0; i < s->n && s->settings->noise_w > 0; i++)
        s->z[k][i] = (float) (vt_rng_normal (s->rng) * s->settings->noise_w);
    }
}

/* Text encoder, condition, and the first duration flow, of the half that comes
 * first after the flip. */
static gboolean
encode (Sentence *s, GError **error)
{
  const VtVitsConfig *c = &s->v->config;
  VtVitsPlan *p = get_plan (s, VT_VITS_ENCODER, 0, s->padded, error);
  gsize row = s->padded * sizeof (float);

  return p != NULL && write_ids (s, p, error) && write_speaker (p, s->settings, error)
         && vt_plan_write (p->plan, p->in, s->z[1], row, error) && vt_plan_run (p->plan, s->cancellable, error)
         && vt_plan_read (p->plan, p->stats, s->stats, row * (gsize) (2 * c->inter), error)
         && vt_plan_read (p->plan, p->condition, s->condition, row * (gsize) c->duration_hidden, error)
         && vt_plan_read (p->plan, p->out, s->shape, row * (gsize) (3 * c->bins - 1), error);
}

static gboolean
run_duration_flow (Sentence *s, guint flow, const float *half, GError **error)
{
  const VtVitsConfig *c = &s->v->config;
  VtVitsPlan *p = get_plan (s, VT_VITS_DURATION, flow, s->padded, error);
  gsize row = s->padded * sizeof (float);

  return p != NULL && write_mask (p, s->n, error) && vt_plan_write (p->plan, p->in, half, row, error)
         && vt_plan_write (p->plan, p->condition_in, s->condition, row * (gsize) c->duration_hidden, error)
         && vt_plan_run (p->plan, s->cancellable, error)
         && vt_plan_read (p->plan, p->out, s->shape, row * (gsize) (3 * c->bins - 1), error);
}

/* The flows backwards: each is told of by one half and changes the other. */
static gboolean
predict (Sentence *s, GError **error)
{
  const VtVitsConfig *c = &s->v->config;
  double scale = 1 / sqrt ((double) c->duration_hidden);

  for (guint f = 0; f < c->n_duration_flows; f++)
    {
      float *half = s->z[(f + 1) % 2], *other = s->z[f % 2];

      if (f > 0 && !run_duration_flow (s, c->duration_flows[f], half, error))
        return FALSE;
      for (guint i = 0; i < s->n; i++)
        other[i] = (float) vt_vits_spline_inverse (other[i], s->shape + i * (3 * c->bins - 1), (guint) c->bins, scale);
    }
  return TRUE;
}

/* Frames of each id, from the variable's first half behind the last flip. */
static gboolean
count_frames (Sentence *s, gint32 *frames, GError **error)
{
  const float *z = s->z[(s->v->config.n_duration_flows + 1) % 2];
  guint64 sum = 0;

  for (guint i = 0; i < s->n; i++)
    {
      double w = ceil (exp ((z[i] - s->v->shift) * s->v->factor) * s->settings->length_scale);

      frames[i] = w >= 1 ? (gint32) MIN (w, MAX_FRAMES_AN_ID) : 0;
      sum += (guint64) frames[i];
    }
  if (sum == 0)
    frames[s->n - 1] = (gint32) (sum = 1);
  s->frames = (guint) MIN (sum, MAX_FRAMES + 1);
  if (sum <= MAX_FRAMES)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_LIMIT,
                       "One sentence would take many minutes to say. Divide it, or let the voice speak faster.");
  return FALSE;
}

/* Each phoneme's means on all its frames, and noise. */
static void
spread (Sentence *s, const gint32 *frames, float *z)
{
  gint64 inter = s->v->config.inter;
  g_autofree float *deviation = g_new (float, inter);

  for (guint i = 0; i < s->n; i++)
    {
      const float *mean = s->stats + 2 * inter * i;

      for (gint64 k = 0; k < inter; k++)
        deviation[k] = expf (mean[inter + k]) * (float) s->settings->noise_scale;
      for (gint32 f = 0; f < frames[i]; f++, z += inter)
        for (gint64 k = 0; k < inter; k++)
          z[k] = mean[k] + (s->settings->noise_scale > 0 ? (float) vt_rng_normal (s->rng) * deviation[k] : 0);
    }
}

/* The latent (inter, frames), rounded up; transfer full. */
static float *
make_latent (Sentence *s, const gint32 *frames, GError **error)
{
  guint padded = round_up (s->frames, ROUND_FRAMES);
  gsize size = (gsize) s->v->config.inter * padded;
  g_autofree float *z = g_new0 (float, size);
  VtVitsPlan *p = get_plan (s, VT_VITS_FLOW, 0, padded, error);

  spread (s, frames, z);
  if (p == NULL || !write_mask (p, s->frames, error) || !write_speaker (p, s->settings, error)
      || !vt_plan_write (p->plan, p->in, z, size * sizeof *z, error) || !vt_plan_run (p->plan, s->cancellable, error)
      || !vt_plan_read (p->plan, p->out, z, size * sizeof *z, error))
    return NULL;
  return g_steal_pointer (&z);
}

/* @length frames from @begin on as samples. */
static gboolean
decode_window (Sentence *s, const float *latent, guint begin, guint length, float *samples, GError **error)
{
  const VtVitsConfig *c = &s->v->config;
  VtVitsPlan *p = get_plan (s, VT_VITS_DECODER, 0, length, error);

  return p != NULL && write_speaker (p, s->settings, error)
         && vt_plan_write (p->plan, p->in, latent + c->inter * begin, (gsize) (c->inter * length) * sizeof *latent, error)
         && vt_plan_run (p->plan, s->cancellable, error)
         && vt_plan_read (p->plan, p->out, samples, (gsize) (c->hop * length) * sizeof *samples, error);
}

/* Windows overlap by as many frames as a sample depends on, so that the pieces
 * are what the whole would be; the last one ends where the sentence does. */
static gboolean
decode (Sentence *s, const float *latent, VtVoiceSound sound, gpointer data, GError **error)
{
  gint64 hop = s->v->config.hop;
  guint reach = s->v->reach, least = 4 * reach;
  g_autofree float *samples = g_new (float, hop * MIN (MAX (WINDOW, least), s->frames));

  for (guint at = 0; at < s->frames;)
    {
      guint most = MAX (at == 0 && s->settings->soon ? FIRST_WINDOW : WINDOW, least);
      guint rest = at == 0 ? s->frames : round_up (s->frames - at + reach, ROUND_WINDOW);
      guint length = MIN (MIN (most, rest), s->frames);
      guint begin = MIN (at > reach ? at - reach : 0, s->frames - length), end = begin + length;

      if (!decode_window (s, latent, begin, length, samples, error))
        return FALSE;
      if (end < s->frames)
        end -= reach;
      sound (samples + hop * (at - begin), (gsize) hop * (end - at), data);
      at = end;
    }
  return TRUE;
}

gboolean
vt_vits_speak (VtVits *self, const gint32 *ids, guint n, const VtVitsSettings *settings, VtRng *rng, gint32 *frames,
               VtVoiceSound sound, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (Sentence) s = { self, settings, rng, cancellable, ids, n };
  g_autofree float *latent = NULL;

  allocate (&s);
  if (!encode (&s, error) || !predict (&s, error) || !count_frames (&s, frames, error))
    return FALSE;
  latent = make_latent (&s, frames, error);
  return latent != NULL && decode (&s, latent, sound, data, error);
}

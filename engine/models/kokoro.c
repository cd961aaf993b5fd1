/* kokoro.c: the networks' plans, and what is done between them.
 *
 * Instance normalisation looks at all of a sentence, so that lengths cannot be
 * rounded up nor sentences cut into windows: each has plans of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/kokoro.h"

#include <math.h>

#include "engine/base/error.h"
#include "engine/models/kokoro-graph.h"
#include "engine/models/kokoro-source.h"
#include "engine/models/kokoro-weights.h"
#include "engine/tensor/plan.h"

#define MAX_FRAMES 4800 /* of a sentence: two minutes */
#define F sizeof (float)

struct _VtKokoro
{
  VtDevice *device;
  VtKokoroConfig config;
  VtWeights *source;
  VtNnWeights *weights;
  float *merge; /* of the harmonics */
  float merge_bias;
};

void
vt_kokoro_free (VtKokoro *self)
{
  g_free (self->merge);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_clear_pointer (&self->source, vt_weights_unref);
  g_clear_pointer (&self->device, vt_device_unref);
  g_free (self);
}

const VtKokoroConfig *
vt_kokoro_config (const VtKokoro *self)
{
  return &self->config;
}

guint64
vt_kokoro_bytes (const VtKokoro *self)
{
  return vt_nn_weights_bytes (self->weights);
}

void
vt_kokoro_sentence_clear (VtKokoroSentence *s)
{
  g_clear_pointer (&s->frames, g_free);
  g_clear_pointer (&s->text, g_free);
  g_clear_pointer (&s->states, g_free);
  g_clear_pointer (&s->pitch, g_free);
  g_clear_pointer (&s->loudness, g_free);
}

gsize
vt_kokoro_columns (const VtKokoro *self, const VtKokoroSentence *s)
{
  return (gsize) (2 * s->n_frames * (vt_kokoro_config_half_frame (&self->config) / self->config.hop) + 1);
}

/* --- networks --- */

/* One network with its inputs and outputs; those that it has not are %NULL. */
typedef struct
{
  VtKokoroGraph b;
  VtTensor *style, *symbols, *positions, *which, *text, *states, *pitch, *loudness, *source;
  VtTensor *out[3];
} Network;

static void
begin (Network *net, VtKokoro *self)
{
  VtGraph *g = vt_graph_new ();

  *net = (Network) { .b = { vt_nn_scope (self->weights, g), self->source, &self->config, NULL } };
  net->b.style = net->style = vt_graph_input (g, "style", VT_TYPE_F32, self->config.style, 1, 1, 1);
}

static VtGraph *
reading (Network *net, VtKokoro *self, guint n)
{
  VtGraph *g;
  VtTensor *durations, *states;

  begin (net, self);
  g = net->b.s.g;
  net->symbols = vt_graph_input (g, "symbols", VT_TYPE_I32, n, 1, 1, 1);
  net->positions = vt_graph_input (g, "positions", VT_TYPE_I32, n, 1, 1, 1);
  states = vt_kokoro_durations (&net->b, vt_kokoro_bert (&net->b, net->symbols, net->positions), &durations);
  net->out[0] = vt_graph_output (g, states, "states");
  net->out[1] = vt_graph_output (g, durations, "durations");
  net->out[2] = vt_graph_output (g, vt_kokoro_text (&net->b, net->symbols), "text");
  return g;
}

static VtGraph *
intoning (Network *net, VtKokoro *self, guint n, guint frames)
{
  VtGraph *g;
  VtTensor *loudness;

  begin (net, self);
  g = net->b.s.g;
  net->states = vt_graph_input (g, "states", VT_TYPE_F32, self->config.dim + self->config.style, n, 1, 1);
  net->which = vt_graph_input (g, "which", VT_TYPE_I32, frames, 1, 1, 1);
  net->out[0] = vt_graph_output (g, vt_kokoro_prosody (&net->b, vt_get_rows (g, net->states, net->which), &loudness), "pitch");
  net->out[1] = vt_graph_output (g, loudness, "loudness");
  return g;
}

static VtGraph *
decoding (Network *net, VtKokoro *self, guint n, guint frames, gsize columns)
{
  VtTensor *text;
  VtGraph *g;

  begin (net, self);
  g = net->b.s.g;
  net->text = vt_graph_input (g, "text", VT_TYPE_F32, self->config.dim, n, 1, 1);
  net->which = vt_graph_input (g, "which", VT_TYPE_I32, frames, 1, 1, 1);
  net->pitch = vt_graph_input (g, "pitch", VT_TYPE_F32, 1, 2 * frames, 1, 1);
  net->loudness = vt_graph_input (g, "loudness", VT_TYPE_F32, 1, 2 * frames, 1, 1);
  net->source = vt_graph_input (g, "source", VT_TYPE_F32, self->config.n_fft + 2, (gint64) columns, 1, 1);
  text = vt_get_rows (g, net->text, net->which);
  net->out[0] = vt_graph_output (g, vt_kokoro_decoder (&net->b, text, net->pitch, net->loudness, net->source), "spectrum");
  return g;
}

/* Builds every graph once, which brings all weights to the device. */
static gboolean
check (VtKokoro *self, GError **error)
{
  const guint n = 3, frames = 2;
  VtKokoroSentence small = { .n_frames = frames };
  Network net;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (VtGraph) g = i == 0 ? reading (&net, self, n) : i == 1 ? intoning (&net, self, n, frames)
                              : decoding (&net, self, n, frames, vt_kokoro_columns (self, &small));

      if (g->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&g->error));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_merge (VtKokoro *self, GError **error)
{
  const char *module = "decoder.generator.m_source.l_linear";
  g_autofree float *bias = vt_kokoro_read (self->source, module, "bias", (gint64[]) { 1, 1, 1 }, error);

  if (bias == NULL)
    return FALSE;
  self->merge_bias = bias[0];
  self->merge = vt_kokoro_read (self->source, module, "weight", (gint64[]) { VT_KOKORO_HARMONICS, 1, 1 }, error);
  return self->merge != NULL;
}

VtKokoro *
vt_kokoro_load (VtDevice *device, VtWeights *weights, GError **error)
{
  g_autoptr (VtKokoro) self = g_new0 (VtKokoro, 1);

  if (!vt_kokoro_config_read (&self->config, weights, error))
    return NULL;
  self->device = vt_device_ref (device);
  self->source = vt_weights_ref (weights);
  self->weights = vt_nn_weights_new (device, weights);
  return read_merge (self, error) && check (self, error) ? g_steal_pointer (&self) : NULL;
}

/* --- reading --- */

static gboolean
write_style (Network *net, VtPlan *plan, const float *style, GError **error)
{
  return vt_plan_write (plan, net->style, style, (gsize) net->b.c->style * F, error);
}

/* The voice's second half is the predictor's. */
static const float *
predictor_style (const VtKokoro *self, const VtKokoroSentence *s)
{
  return s->style + self->config.style;
}

static gboolean
count_frames (VtKokoro *self, VtKokoroSentence *s, const float *durations, GError **error)
{
  guint64 sum = 0;

  s->frames = g_new (gint32, s->n);
  for (guint i = 0; i < s->n; i++)
    {
      double length = 0;

      for (gint64 k = 0; k < self->config.durations; k++)
        length += 1 / (1 + exp (-durations[self->config.durations * i + k]));
      s->frames[i] = (gint32) CLAMP (nearbyint (length / s->speed), 1, MAX_FRAMES);
      sum += (guint64) s->frames[i];
    }
  s->n_frames = (guint) MIN (sum, MAX_FRAMES + 1);
  if (sum <= MAX_FRAMES)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_LIMIT,
                       "One sentence would take many minutes to say. Divide it, or let the voice speak faster.");
  return FALSE;
}

gboolean
vt_kokoro_read_text (VtKokoro *self, VtKokoroSentence *s, GError **error)
{
  const VtKokoroConfig *c = &self->config;
  gsize states = (gsize) (c->dim + c->style) * s->n, text = (gsize) c->dim * s->n, durations = (gsize) c->durations * s->n;
  g_autofree float *lengths = g_new (float, durations);
  g_autofree gint32 *positions = g_new (gint32, s->n);
  g_autoptr (VtPlan) plan = NULL;
  Network net;

  for (guint i = 0; i < s->n; i++)
    positions[i] = (gint32) i;
  s->states = g_new (float, states);
  s->text = g_new (float, text);
  plan = vt_plan_new (self->device, reading (&net, self, s->n), error);
  return plan != NULL && write_style (&net, plan, predictor_style (self, s), error)
         && vt_plan_write (plan, net.symbols, s->symbols, s->n * sizeof (gint32), error)
         && vt_plan_write (plan, net.positions, positions, s->n * sizeof (gint32), error)
         && vt_plan_run (plan, s->cancellable, error) && vt_plan_read (plan, net.out[0], s->states, states * F, error)
         && vt_plan_read (plan, net.out[1], lengths, durations * F, error)
         && vt_plan_read (plan, net.out[2], s->text, text * F, error) && count_frames (self, s, lengths, error);
}

/* --- intoning and decoding --- */

/* Which symbol each frame belongs to; transfer full. */
static gint32 *
spread (const VtKokoroSentence *s)
{
  gint32 *which = g_new (gint32, s->n_frames), *at = which;

  for (guint i = 0; i < s->n; i++)
    for (gint32 k = 0; k < s->frames[i]; k++)
      *at++ = (gint32) i;
  return which;
}

gboolean
vt_kokoro_intone (VtKokoro *self, VtKokoroSentence *s, GError **error)
{
  gsize states = (gsize) (self->config.dim + self->config.style) * s->n, curve = 2 * (gsize) s->n_frames;
  g_autofree gint32 *which = spread (s);
  g_autoptr (VtPlan) plan = NULL;
  Network net;

  s->pitch = g_new (float, curve);
  s->loudness = g_new (float, curve);
  plan = vt_plan_new (self->device, intoning (&net, self, s->n, s->n_frames), error);
  return plan != NULL && write_style (&net, plan, predictor_style (self, s), error)
         && vt_plan_write (plan, net.states, s->states, states * F, error)
         && vt_plan_write (plan, net.which, which, s->n_frames * sizeof (gint32), error)
         && vt_plan_run (plan, s->cancellable, error) && vt_plan_read (plan, net.out[0], s->pitch, curve * F, error)
         && vt_plan_read (plan, net.out[1], s->loudness, curve * F, error);
}

float *
vt_kokoro_decode (VtKokoro *self, const VtKokoroSentence *s, const float *source, gsize columns, GError **error)
{
  gsize curve = 2 * (gsize) s->n_frames * F, size = (gsize) (self->config.n_fft + 2) * columns * F;
  g_autofree float *spectrum = g_malloc (size);
  g_autofree gint32 *which = spread (s);
  g_autoptr (VtPlan) plan = NULL;
  Network net;

  plan = vt_plan_new (self->device, decoding (&net, self, s->n, s->n_frames, columns), error);
  if (plan == NULL || !write_style (&net, plan, s->style, error)
      || !vt_plan_write (plan, net.text, s->text, (gsize) self->config.dim * s->n * F, error)
      || !vt_plan_write (plan, net.which, which, s->n_frames * sizeof (gint32), error)
      || !vt_plan_write (plan, net.pitch, s->pitch, curve, error) || !vt_plan_write (plan, net.loudness, s->loudness, curve, error)
      || !vt_plan_write (plan, net.source, source, size, error) || !vt_plan_run (plan, s->cancellable, error)
      || !vt_plan_read (plan, net.out[0], spectrum, size, error))
    return NULL;
  return g_steal_pointer (&spectrum);
}

float *
vt_kokoro_speak (VtKokoro *self, VtKokoroSentence *s, gsize *n_samples, GError **error)
{
  g_autofree float *wave = NULL, *source = NULL, *spectrum = NULL;
  gsize columns;

  if (!vt_kokoro_read_text (self, s, error) || !vt_kokoro_intone (self, s, error))
    return NULL;
  columns = vt_kokoro_columns (self, s);
  *n_samples = (columns - 1) * (gsize) self->config.hop;
  wave = vt_kokoro_source (&self->config, s->pitch, 2 * s->n_frames, self->merge, self->merge_bias, s->noise, s->rng);
  source = vt_kokoro_spectrum (&self->config, wave, *n_samples);
  spectrum = vt_kokoro_decode (self, s, source, columns, error);
  return spectrum != NULL ? vt_kokoro_sound (&self->config, spectrum, columns) : NULL;
}

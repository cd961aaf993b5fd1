/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-pieces.h"

#include <math.h>
#include <string.h>

#include "engine/formats/quants.h"

/* Which of PyTorch's gates, input, forget, cell and output, are ONNX's, input, output, forget and cell. */
static const guint gates[4] = { 0, 3, 1, 2 };
static const char *const ways[2] = { "", "_reverse" };

/* A part, its piece that tells the shape, the one beside it, and how they become one. */
typedef struct
{
  const char *part, *first, *second;
  float *(*read) (const VtWeights *weights, const char *name, const gint64 ne[3]);
} Pieces;

static const VtTensorInfo *
lookup (const VtWeights *weights, const char *name, const char *piece, const char *way)
{
  g_autofree char *full = g_strconcat (name, ".", piece, way, NULL);

  return vt_weights_find (weights, full);
}

/* The @n numbers of a piece; %NULL where it is missing or has not so many. */
static float *
read_piece (const VtWeights *weights, const char *name, const char *piece, const char *way, gint64 n)
{
  const VtTensorInfo *t = lookup (weights, name, piece, way);
  float *values;

  if (t == NULL || t->type == VT_TYPE_UNKNOWN || vt_quant_class (t->type) == NULL || t->ne[0] * t->ne[1] * t->ne[2] * t->ne[3] != n)
    return NULL;
  values = g_new (float, n);
  vt_dequantise (t->type, t->data, values, n);
  return values;
}

/* --- weight normalisation: each kernel is its direction with its length --- */

static void
set_length (float *values, gint64 n, float length)
{
  double squares = 0;

  for (gint64 i = 0; i < n; i++)
    squares += (double) values[i] * values[i];
  for (gint64 i = 0; i < n; i++)
    values[i] = (float) (values[i] * (length / sqrt (squares)));
}

static float *
read_weight (const VtWeights *weights, const char *name, const gint64 ne[3])
{
  g_autofree float *lengths = read_piece (weights, name, "weight_g", "", ne[2]);
  const VtTensorInfo *t = lookup (weights, name, "weight_v", "");
  float *values;

  if (lengths == NULL || t->ne[0] != ne[0] || t->ne[1] != ne[1] || t->ne[2] != ne[2])
    return NULL;
  values = read_piece (weights, name, "weight_v", "", ne[0] * ne[1] * ne[2]);
  for (gint64 i = 0; i < ne[2] && values != NULL; i++)
    set_length (values + i * ne[0] * ne[1], ne[0] * ne[1], lengths[i]);
  return values;
}

/* --- LSTMs --- */

/* Puts four gates of @n numbers in ONNX's order. */
static void
copy_gates (float *to, const float *from, gint64 n)
{
  for (guint i = 0; i < 4; i++)
    memcpy (to + i * n, from + gates[i] * n, (gsize) n * sizeof *to);
}

/* Both ways of one piece: (in, 4 H, 2) */
static float *
read_ways (const VtWeights *weights, const char *name, const char *piece, const gint64 ne[3])
{
  gint64 n = ne[0] * ne[1];
  g_autofree float *one = read_piece (weights, name, piece, ways[0], n), *back = read_piece (weights, name, piece, ways[1], n);
  float *to;

  if (one == NULL || back == NULL)
    return NULL;
  to = g_new (float, 2 * n);
  copy_gates (to, one, n / 4);
  copy_gates (to + n, back, n / 4);
  return to;
}

static float *
read_inputs (const VtWeights *weights, const char *name, const gint64 ne[3])
{
  return read_ways (weights, name, "weight_ih_l0", ne);
}

static float *
read_states (const VtWeights *weights, const char *name, const gint64 ne[3])
{
  return read_ways (weights, name, "weight_hh_l0", ne);
}

/* Of each way the inputs' bias, then the states': (8 H, 2) */
static float *
read_biases (const VtWeights *weights, const char *name, const gint64 ne[3])
{
  static const char *const pieces[2] = { "bias_ih_l0", "bias_hh_l0" };
  gint64 n = ne[0] / 2;
  g_autofree float *to = g_new (float, 4 * n);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree float *from = read_piece (weights, name, pieces[i % 2], ways[i / 2], n);

      if (from == NULL)
        return NULL;
      copy_gates (to + i * n, from, n / 4);
    }
  return g_steal_pointer (&to);
}

/* --- all --- */

static const Pieces all[] = {
  { "weight", "weight_v", "weight_g", read_weight },
  { "W", "weight_ih_l0", "weight_ih_l0_reverse", read_inputs },
  { "R", "weight_hh_l0", "weight_hh_l0_reverse", read_states },
  { "B", "bias_ih_l0", "bias_hh_l0", read_biases },
};

static const Pieces *
find (const VtWeights *weights, const char *name, const char *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (strcmp (all[i].part, part) == 0)
      return lookup (weights, name, all[i].first, "") != NULL && lookup (weights, name, all[i].second, "") != NULL ? &all[i] : NULL;
  return NULL;
}

const VtTensorInfo *
vt_kokoro_pieces_info (const VtWeights *weights, const char *name, const char *part)
{
  const Pieces *pieces = find (weights, name, part);

  return pieces != NULL ? lookup (weights, name, pieces->first, "") : NULL;
}

float *
vt_kokoro_pieces_read (const VtWeights *weights, const char *name, const char *part, const gint64 ne[3])
{
  const Pieces *pieces = find (weights, name, part);

  return pieces != NULL ? pieces->read (weights, name, ne) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/lora.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"

#define TEXT_MODEL "text_model."

struct _VtLora
{
  VtWeights *weights;
  double scale;
};

/* The two thin matrices for one weight: down (in, rank), up (rank, out). */
typedef struct
{
  const VtTensorInfo *down, *up;
  double alpha; /* the rank where the file says nothing */
} Pair;

VtLora *
vt_lora_open (const char *path, double scale, GError **error)
{
  VtWeights *weights = vt_weights_open (path, error);
  VtLora *self;

  if (weights == NULL)
    return NULL;
  self = g_new0 (VtLora, 1);
  self->weights = weights;
  self->scale = scale;
  return self;
}

void
vt_lora_free (VtLora *self)
{
  vt_weights_unref (self->weights);
  g_free (self);
}

static const VtTensorInfo *
find (const VtLora *lora, const char *base, const char *suffix)
{
  g_autofree char *name = g_strconcat (base, suffix, NULL);

  return vt_weights_find (lora->weights, name);
}

static float *
to_floats (const VtTensorInfo *w)
{
  gint64 rows = w->ne[1] * w->ne[2] * w->ne[3];
  gsize row_bytes = vt_type_row_bytes (w->type, w->ne[0]);
  float *values = g_new (float, MAX (w->ne[0] * rows, 1));

  for (gint64 i = 0; i < rows; i++)
    vt_dequantise (w->type, w->data + (gsize) i * row_bytes, values + i * w->ne[0], w->ne[0]);
  return values;
}

static gboolean
is_float (const VtTensorInfo *w)
{
  return w->type == VT_TYPE_F32 || w->type == VT_TYPE_F16 || w->type == VT_TYPE_BF16;
}

/* The pair under @base, whichever way its halves are called. */
static gboolean
find_named (const VtLora *lora, const char *base, Pair *pair)
{
  static const char *const halves[][2] = {
    { ".lora_A.weight", ".lora_B.weight" }, { ".lora_down.weight", ".lora_up.weight" },
    { ".lora.down.weight", ".lora.up.weight" }, { ".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight" },
  };
  const VtTensorInfo *alpha = find (lora, base, ".alpha");

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      pair->down = find (lora, base, halves[i][0]);
      pair->up = find (lora, base, halves[i][1]);
      if (pair->down == NULL || pair->up == NULL || !is_float (pair->down) || !is_float (pair->up))
        continue;
      pair->alpha = (double) pair->up->ne[pair->up->n_dims == 4 ? 2 : 0];
      if (alpha != NULL && is_float (alpha) && alpha->size > 0)
        {
          g_autofree float *value = to_floats (alpha);

          pair->alpha = value[0];
        }
      return TRUE;
    }
  return FALSE;
}

/* The name of kohya's scripts: all dots are underscores. */
static gboolean
find_kohya (const VtLora *lora, const char *prefix, const char *base, Pair *pair)
{
  g_autofree char *name = prefix != NULL ? g_strconcat (prefix, base, NULL) : NULL;

  return name != NULL && find_named (lora, g_strdelimit (name, ".", '_'), pair);
}

static gboolean
find_pair (const VtLora *lora, const VtLoraPart *part, const char *weight, Pair *pair)
{
  g_autofree char *base = NULL, *longer = NULL, *full = NULL, *long_full = NULL;

  if (!g_str_has_suffix (weight, ".weight"))
    return FALSE;
  base = g_strndup (weight, strlen (weight) - strlen (".weight"));
  /* Files of transformers 5 leave out what additions still have. */
  longer = g_str_has_prefix (base, TEXT_MODEL) ? g_strdup (base) : g_strconcat (TEXT_MODEL, base, NULL);
  full = g_strconcat (part->diffusers, base, NULL);
  long_full = g_strconcat (part->diffusers, longer, NULL);
  return find_named (lora, full, pair) || find_named (lora, long_full, pair) || find_kohya (lora, part->kohya, base, pair)
         || find_kohya (lora, part->kohya, longer, pair) || find_kohya (lora, part->kohya_alone, longer, pair);
}

static gint64
rank_of (const Pair *pair)
{
  return pair->up->n_dims == 4 ? pair->up->ne[2] : pair->up->ne[0];
}

/* Whether the product has @in inputs and @out outputs. */
static gboolean
fits (const Pair *pair, gint64 in, gint64 out)
{
  gint64 rank = rank_of (pair);
  gint64 n_down = pair->down->ne[0] * pair->down->ne[1] * pair->down->ne[2] * pair->down->ne[3];
  gint64 n_up = pair->up->ne[0] * pair->up->ne[1] * pair->up->ne[2] * pair->up->ne[3];

  return rank > 0 && n_down == in * rank && n_up == rank * out;
}

static void
add_product (const Pair *pair, double scale, float *values, gint64 in, gint64 out)
{
  gint64 rank = rank_of (pair);
  g_autofree float *down = to_floats (pair->down), *up = to_floats (pair->up);
  float factor = (float) (scale * pair->alpha / (double) rank);

  for (gint64 o = 0; o < out; o++)
    for (gint64 r = 0; r < rank; r++)
      {
        float f = factor * up[o * rank + r];

        for (gint64 i = 0; i < in; i++)
          values[o * in + i] += f * down[r * in + i];
      }
}

gboolean
vt_lora_delta (const char *name, float *values, gint64 ne0, gint64 ne1, gpointer data)
{
  const VtLoraPart *part = data;
  gboolean any = FALSE;

  for (guint i = 0; part->loras != NULL && i < part->loras->len; i++)
    {
      const VtLora *lora = g_ptr_array_index (part->loras, i);
      Pair pair;

      if (!find_pair (lora, part, name, &pair))
        continue;
      any = TRUE;
      if (values != NULL && fits (&pair, ne0, ne1))
        add_product (&pair, lora->scale, values, ne0, ne1);
    }
  return any;
}

int
vt_lora_check (const VtLora *lora, const VtLoraPart *part, VtWeights *source, GError **error)
{
  int n = 0;

  for (guint i = 0; i < vt_weights_n_tensors (source); i++)
    {
      const VtTensorInfo *w = vt_weights_tensor (source, i);
      gint64 out = w->n_dims == 4 ? w->ne[3] : w->ne[1], in = w->ne[0] * w->ne[1] * w->ne[2] * w->ne[3] / MAX (out, 1);
      g_autofree char *name = NULL;
      Pair pair;

      if (!find_pair (lora, part, w->name, &pair))
        continue;
      n++;
      if (fits (&pair, in, out))
        continue;
      name = g_path_get_basename (vt_weights_path (lora->weights));
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                   "The LoRA “%s” was made for another base model: its part for “%s” has not the shape of this model's weight.", name, w->name);
      return -1;
    }
  return n;
}

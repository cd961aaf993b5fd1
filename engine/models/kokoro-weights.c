/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-weights.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"
#include "engine/models/kokoro-pieces.h"

#define LARGEST (G_GUINT64_CONSTANT (1) << 31) /* numbers of a tensor */

/* How parts are found behind a module's name: the tensor, its zero where it is
 * quantised, and whether its two inner dimensions are exchanged. */
static const struct
{
  const char *part;
  const char *suffix;
  const char *zero;
  gboolean turned;
} places[] = {
  { "weight", ".weight", ".Gather_quant_DequantizeLinear.2", FALSE },
  { "weight", ".Conv_quant.1", ".Conv_quant.3", FALSE },
  { "weight", ".MatMul_quant.1", ".MatMul_quant.3", TRUE },
  { "weight", ".Gemm_MatMul_quant.1", ".Gemm_MatMul_quant.3", TRUE },
  { "weight", ".MatMul.1", NULL, TRUE },
  { "W", ".W", NULL, FALSE },
  { "W", ".LSTM_quant.1", NULL, TRUE },
  { "R", ".R", NULL, FALSE },
  { "R", ".LSTM_quant.2", NULL, TRUE },
  { "B", ".B", NULL, FALSE },
  { "B", ".LSTM_quant.3", NULL, FALSE },
};

/* What a tensor of the file is used as. */
typedef struct
{
  const VtTensorInfo *info, *scale, *zero;
  gboolean turned;
} Found;

/* What an exporter to ONNX may have called @module, by @attempt from 0; %NULL after the last. */
static char *
rename_exported (const char *module, guint attempt)
{
  const char *last = strrchr (module, '.'), *list;

  if (attempt == 0)
    return g_strconcat (g_str_has_prefix (module, "decoder.") ? "decoder." : "encoder.", module, NULL);
  if (attempt == 1)
    return g_str_has_prefix (module, "predictor.") ? g_strconcat ("encoder.", module + strlen ("predictor."), NULL) : g_strdup (module);
  /* The members of a list are called by the list's name again: "asr_res.asr_res.0", "cnn.1.cnn.1.0". */
  if (attempt == 2 && last != NULL)
    {
      g_autofree char *outer = g_strndup (module, (gsize) (last - module));

      list = strrchr (outer, '.');
      if (list != NULL && g_ascii_isdigit (list[1]) && list > outer)
        while (list > outer && list[-1] != '.')
          list--;
      else if (list != NULL)
        list++;
      return g_strconcat (g_str_has_prefix (module, "decoder.") ? "decoder." : "encoder.", outer, ".", list != NULL ? list : outer,
                          last, NULL);
    }
  return NULL;
}

/* In PyTorch's own file "bert.encoder" is "bert.module.encoder", since networks are wrapped for training. */
static char *
rename_pytorch (const char *module)
{
  int first = (int) strcspn (module, ".");

  return g_strdup_printf ("%.*s.module%s", first, module, module + first);
}

/* What the file may call @module, by @attempt from 0; %NULL after the last. */
static char *
rename (const char *module, guint attempt)
{
  return attempt == 0 ? rename_pytorch (module) : attempt == 1 ? g_strdup (module) : rename_exported (module, attempt - 2);
}

static const VtTensorInfo *
lookup (const VtWeights *weights, const char *name, const char *suffix)
{
  g_autofree char *full = g_strconcat (name, suffix, NULL);

  return vt_weights_find (weights, full);
}

/* What stands beside "NAME_quantized" as "NAME@suffix". */
static const VtTensorInfo *
find_beside (const VtWeights *weights, const VtTensorInfo *info, const char *suffix)
{
  g_autofree char *base = NULL;

  if (!g_str_has_suffix (info->name, "_quantized"))
    return NULL;
  base = g_strndup (info->name, strlen (info->name) - strlen ("_quantized"));
  return lookup (weights, base, suffix);
}

static gboolean
find_at (const VtWeights *weights, const char *name, const char *part, Found *found)
{
  g_autofree char *plain = g_strconcat (".", part, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (strcmp (places[i].part, part) == 0 && (found->info = lookup (weights, name, places[i].suffix)) != NULL)
      {
        found->scale = find_beside (weights, found->info, "_scale");
        found->zero = places[i].zero != NULL ? lookup (weights, name, places[i].zero) : NULL;
        if (found->zero == NULL)
          found->zero = find_beside (weights, found->info, "_zero_point");
        found->turned = places[i].turned;
        return TRUE;
      }
  found->info = lookup (weights, name, plain);
  return found->info != NULL;
}

static gboolean
find (const VtWeights *weights, const char *module, const char *part, Found *found)
{
  char *name;

  memset (found, 0, sizeof *found);
  for (guint attempt = 0; (name = rename (module, attempt)) != NULL; attempt++)
    {
      g_autofree char *owned = name;

      if (find_at (weights, owned, part, found))
        return TRUE;
    }
  return FALSE;
}

/* What the file calls the module whose @part it holds in pieces; %NULL where it does not. Transfer full. */
static char *
find_pieces (const VtWeights *weights, const char *module, const char *part)
{
  char *name;

  for (guint attempt = 0; (name = rename (module, attempt)) != NULL; attempt++)
    {
      if (vt_kokoro_pieces_info (weights, name, part) != NULL)
        return name;
      g_free (name);
    }
  return NULL;
}

const VtTensorInfo *
vt_kokoro_info (const VtWeights *weights, const char *module, const char *part)
{
  g_autofree char *name = NULL;
  Found found;

  if (find (weights, module, part, &found))
    return found.info;
  name = find_pieces (weights, module, part);
  return name != NULL ? vt_kokoro_pieces_info (weights, name, part) : NULL;
}

gboolean
vt_kokoro_has (const VtWeights *weights, const char *module, const char *part)
{
  return vt_kokoro_info (weights, module, part) != NULL;
}

static gint64
count (const VtTensorInfo *t)
{
  return t->ne[0] * t->ne[1] * t->ne[2] * t->ne[3];
}

static gboolean
is_bytes (const VtTensorInfo *t)
{
  return t->type == VT_TYPE_I8 || strcmp (t->type_name, "uint8") == 0;
}

static float
byte_at (const VtTensorInfo *t, gint64 i)
{
  return t->type == VT_TYPE_I8 ? (float) ((const gint8 *) t->data)[i] : (float) t->data[i];
}

/* Which of @n scales goes with number @i: one for all, one a column, one a matrix, or both. */
static gint64
scale_index (const VtTensorInfo *t, gint64 n, gint64 i)
{
  gint64 matrix = i / (t->ne[0] * t->ne[1]);

  if (n == 1)
    return 0;
  if (n == t->ne[2])
    return matrix;
  return matrix * (n / t->ne[2]) + i % t->ne[0];
}

static gboolean
fits_scales (const VtTensorInfo *t, const VtTensorInfo *s)
{
  gint64 n = count (s);

  return n == 1 || n == t->ne[2] || n == t->ne[0] * t->ne[2];
}

/* Of what is no type of ours only the name was checked. */
static gboolean
is_whole (const VtTensorInfo *t)
{
  guint64 n = 1;

  for (guint i = 0; i < VT_WEIGHTS_MAX_DIMS; i++)
    if (t->ne[i] <= 0 || !g_uint64_checked_mul (&n, n, (guint64) t->ne[i]) || n > LARGEST)
      return FALSE;
  return !is_bytes (t) || t->size == n;
}

static float *
dequantise (const Found *f, const char **what)
{
  const VtTensorInfo *t = f->info, *s = f->scale, *z = f->zero;
  gint64 n = count (t);
  float *values;

  *what = "are quantised in a way that is not known here";
  if (s == NULL || s->type != VT_TYPE_F32 || !is_whole (s) || !fits_scales (t, s)
      || (z != NULL && (!is_bytes (z) || !is_whole (z) || !fits_scales (t, z))))
    return NULL;
  values = g_new (float, n);
  for (gint64 i = 0; i < n; i++)
    {
      float zero = z != NULL ? byte_at (z, scale_index (t, count (z), i)) : 0;

      values[i] = (byte_at (t, i) - zero) * ((const float *) s->data)[scale_index (t, count (s), i)];
    }
  return values;
}

static float *
to_floats (const Found *f, const char **what)
{
  const VtTensorInfo *t = f->info;
  float *values;

  if (is_bytes (t))
    return dequantise (f, what);
  *what = "are of an odd type";
  if (t->type == VT_TYPE_UNKNOWN || vt_quant_class (t->type) == NULL)
    return NULL;
  values = g_new (float, count (t));
  vt_dequantise (t->type, t->data, values, count (t));
  return values;
}

/* Exchanges the two inner dimensions of @t. */
static float *
turn (const VtTensorInfo *t, float *from)
{
  gint64 rows = t->ne[1], columns = t->ne[0];
  float *to = g_new (float, count (t));

  for (gint64 m = 0; m < t->ne[2]; m++)
    for (gint64 r = 0; r < rows; r++)
      for (gint64 c = 0; c < columns; c++)
        to[m * rows * columns + c * rows + r] = from[m * rows * columns + r * columns + c];
  g_free (from);
  return to;
}

static gboolean
has_shape (const Found *f, const gint64 ne[3])
{
  const gint64 *is = f->info->ne;

  if (!is_whole (f->info))
    return FALSE;
  if (ne[1] == 1 && ne[2] == 1)
    return count (f->info) == ne[0];
  return is[f->turned ? 1 : 0] == ne[0] && is[f->turned ? 0 : 1] == ne[1] && is[2] == ne[2] && is[3] == 1;
}

float *
vt_kokoro_read (const VtWeights *weights, const char *module, const char *part, const gint64 ne[3], GError **error)
{
  const char *what = "are missing";
  g_autofree char *name = NULL;
  float *values = NULL;
  Found found;

  if (find (weights, module, part, &found))
    {
      what = "have an odd shape";
      if (has_shape (&found, ne))
        values = to_floats (&found, &what);
    }
  else if ((name = find_pieces (weights, module, part)) != NULL)
    {
      what = "have an odd shape";
      values = vt_kokoro_pieces_read (weights, name, part, ne);
    }
  if (values == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                 "The voice's weights “%s.%s” %s. The file is damaged or is no Kokoro model.", module, part, what);
  return values != NULL && found.turned ? turn (found.info, values) : values;
}

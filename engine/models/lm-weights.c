/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/lm-weights.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"

typedef struct
{
  VtDevice *device;
  VtWeights *source;
  const VtLmConfig *config;
  VtLmWeights *out;
  VtBuffer **imported; /* by file, borrowed from out->buffers */
} Loader;

static gint64
extent (const VtLmConfig *c, VtLmDim dim)
{
  switch (dim)
    {
    case VT_LM_DIM_EMBD: return c->n_embd;
    case VT_LM_DIM_VOCAB: return c->n_vocab;
    case VT_LM_DIM_CTX: return c->n_ctx_train;
    case VT_LM_DIM_Q: return c->n_head * c->head_dim;
    case VT_LM_DIM_KV: return c->n_kv_head * c->head_dim;
    case VT_LM_DIM_QKV: return (c->n_head + 2 * c->n_kv_head) * c->head_dim;
    case VT_LM_DIM_HEAD: return c->head_dim;
    case VT_LM_DIM_FF: return c->n_ff;
    case VT_LM_DIM_ROPE: return c->rope.n_dims / 2;
    case VT_LM_DIM_ONE:
    default: return 1;
    }
}

const VtTensorInfo *
vt_lm_find_weight (VtWeights *source, const VtLmWeightSpec *spec, int layer, char **name)
{
  /* What stands before the name in some files. */
  static const char *const prefixes[] = { "", "model.", "transformer.", "language_model.", "language_model.model.",
                                          "model.language_model.", "model.text_model.", "text_model." };
  gboolean gguf = vt_model_is_gguf (source);
  const char *pattern = gguf ? spec->gguf : spec->hf;
  g_autofree char *number = g_strdup_printf ("%d", layer);
  g_auto(GStrv) parts = NULL;

  *name = NULL;
  if (pattern == NULL)
    return NULL;
  parts = g_strsplit (pattern, "%d", 2);
  *name = g_strjoinv (number, parts);
  for (guint i = 0; i < (gguf ? 1 : G_N_ELEMENTS (prefixes)); i++)
    {
      g_autofree char *full = g_strconcat (prefixes[i], *name, NULL);
      const VtTensorInfo *w = vt_weights_find (source, full);

      if (w != NULL)
        return w;
    }
  return NULL;
}

static gboolean
check_weight (const Loader *l, const VtLmWeightSpec *spec, const VtTensorInfo *w, GError **error)
{
  gint64 ne0 = extent (l->config, spec->ne0);
  gint64 ne1 = extent (l->config, spec->ne1);
  gboolean turned = (spec->flags & VT_LM_TRANSPOSED) && !vt_model_is_gguf (l->source);
  gboolean vector = spec->ne1 == VT_LM_DIM_ONE;

  if (w->type == VT_TYPE_UNKNOWN || w->type == VT_TYPE_F64 || (w->type >= VT_TYPE_I8 && w->type <= VT_TYPE_I64))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The weight “%s” is of the type %s, which this version cannot compute with.", w->name, w->type_name);
      return FALSE;
    }
  if (turned)
    {
      gint64 swap = ne0;
      ne0 = ne1;
      ne1 = swap;
    }
  if (w->ne[0] == ne0 && w->ne[1] == ne1 && w->ne[2] == 1 && w->ne[3] == 1 && !(turned && vector))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The weight “%s” is %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT ", but the model's configuration says %" G_GINT64_FORMAT
               " × %" G_GINT64_FORMAT ". The file is damaged or belongs to another model.",
               w->name, w->ne[0], w->ne[1], ne0, ne1);
  return FALSE;
}

/* The device's buffer over the whole mapped file that holds @w. */
static VtBuffer *
import_file (Loader *l, const VtTensorInfo *w, GError **error)
{
  VtMapping *file = vt_weights_file (l->source, w->file);
  VtBuffer **buffer = &l->imported[w->file];

  if (*buffer == NULL)
    {
      *buffer = vt_buffer_import (l->device, file->data, file->size, error);
      if (*buffer != NULL)
        g_ptr_array_add (l->out->buffers, *buffer);
    }
  return *buffer;
}

static VtTensor *
new_tensor (const char *name, VtType type, gint64 ne0, gint64 ne1)
{
  VtTensor *t = g_new0 (VtTensor, 1);

  t->role = VT_ROLE_BOUND;
  t->type = type;
  t->ne[0] = ne0;
  t->ne[1] = ne1;
  t->ne[2] = t->ne[3] = 1;
  vt_tensor_set_dense (t);
  g_strlcpy (t->name, name, sizeof t->name);
  return t;
}

/* A weight of our own making: @values (ne0, ne1), copied to the device. */
static VtTensor *
make_tensor (Loader *l, const char *name, const float *values, gint64 ne0, gint64 ne1, GError **error)
{
  g_autofree VtTensor *t = new_tensor (name, VT_TYPE_F32, ne0, ne1);
  gsize bytes = vt_tensor_bytes (t);

  t->buffer = vt_buffer_new (l->device, bytes, VT_MEMORY_DEVICE, error);
  if (t->buffer == NULL)
    return NULL;
  g_ptr_array_add (l->out->buffers, t->buffer);
  return vt_buffer_write (t->buffer, 0, values, bytes, error) ? g_steal_pointer (&t) : NULL;
}

static float *
to_floats (const VtTensorInfo *w)
{
  gint64 rows = w->ne[1];
  gsize row_bytes = vt_type_row_bytes (w->type, w->ne[0]);
  float *values = g_new (float, w->ne[0] * rows);

  for (gint64 i = 0; i < rows; i++)
    vt_dequantise (w->type, w->data + i * row_bytes, values + i * w->ne[0], w->ne[0]);
  return values;
}

/* Stored (in, out): a copy (out rows of in). */
static VtTensor *
transpose (Loader *l, const VtTensorInfo *w, GError **error)
{
  g_autofree float *from = to_floats (w);
  gint64 n = w->ne[1], m = w->ne[0]; /* n inputs, m outputs */
  g_autofree float *to = g_new (float, n * m);

  for (gint64 i = 0; i < n; i++)
    for (gint64 j = 0; j < m; j++)
      to[j * n + i] = from[i * m + j];
  return make_tensor (l, w->name, to, n, m, error);
}

static VtTensor *
bind_weight (Loader *l, const VtLmWeightSpec *spec, const VtTensorInfo *w, GError **error)
{
  g_autofree VtTensor *t = NULL;

  if ((spec->flags & VT_LM_TRANSPOSED) && !vt_model_is_gguf (l->source))
    return transpose (l, w, error);
  if (spec->ne1 == VT_LM_DIM_ONE && w->type != VT_TYPE_F32)
    {
      g_autofree float *values = to_floats (w);
      return make_tensor (l, w->name, values, w->ne[0], 1, error);
    }
  t = new_tensor (w->name, w->type, w->ne[0], w->ne[1]);
  t->buffer = import_file (l, w, error);
  if (t->buffer == NULL)
    return NULL;
  t->offset = (gsize) (w->data - vt_weights_file (l->source, w->file)->data);
  return g_steal_pointer (&t);
}

static gboolean
load_weight (Loader *l, const VtLmWeightSpec *spec, int layer, VtTensor **slot, GError **error)
{
  g_autofree char *name = NULL;
  const VtTensorInfo *w = vt_lm_find_weight (l->source, spec, layer, &name);

  if (w == NULL && ((spec->flags & VT_LM_OPTIONAL) || name == NULL))
    return TRUE;
  if (w == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                   "The model has no weight “%s”. The file is incomplete; fetch it again.", name);
      return FALSE;
    }
  if (!check_weight (l, spec, w, error))
    return FALSE;
  *slot = bind_weight (l, spec, w, error);
  return *slot != NULL;
}

static gboolean
load_spec (Loader *l, const VtLmWeightSpec *spec, GError **error)
{
  if (spec->flags & VT_LM_GLOBAL)
    return load_weight (l, spec, 0, &l->out->global[spec->id], error);
  for (gint64 i = 0; i < l->config->n_layer; i++)
    if (!load_weight (l, spec, (int) i, &l->out->layers[i][spec->id], error))
      return FALSE;
  return TRUE;
}

/* Factors that come from the configuration instead of a file. */
static gboolean
load_rope_factors (Loader *l, GError **error)
{
  VtTensor **slot = &l->out->global[VT_LM_ROPE_FACTORS];

  if (l->config->rope_factors == NULL || *slot != NULL)
    return TRUE;
  *slot = make_tensor (l, "rope_factors", l->config->rope_factors, l->config->rope.n_dims / 2, 1, error);
  return *slot != NULL;
}

VtLmWeights *
vt_lm_weights_load (VtDevice *device, VtWeights *source, const VtLmWeightSpec *specs,
                    const VtLmConfig *config, GError **error)
{
  g_autoptr(VtLmWeights) out = g_new0 (VtLmWeights, 1);
  g_autofree VtBuffer **imported = g_new0 (VtBuffer *, vt_weights_n_files (source));
  Loader l = { device, source, config, out, imported };

  out->n_layers = config->n_layer;
  out->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_buffer_free);
  out->layers = g_malloc0 (sizeof *out->layers * (gsize) config->n_layer);
  for (const VtLmWeightSpec *s = specs; s->gguf != NULL || s->hf != NULL; s++)
    if (!load_spec (&l, s, error))
      return NULL;
  return load_rope_factors (&l, error) ? g_steal_pointer (&out) : NULL;
}

void
vt_lm_weights_free (VtLmWeights *weights)
{
  for (guint i = 0; i < VT_LM_N_GLOBAL; i++)
    g_free (weights->global[i]);
  for (gint64 l = 0; l < weights->n_layers; l++)
    for (guint i = 0; i < VT_LM_N_LAYER; i++)
      g_free (weights->layers[l][i]);
  g_free (weights->layers);
  g_ptr_array_unref (weights->buffers);
  g_free (weights);
}

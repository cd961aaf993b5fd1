/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper-weights.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/base/half.h"
#include "engine/formats/quants.h"
#include "engine/models/whisper-names.h"

#define KERNEL 3 /* of both convolutions */
#define MAX_PARTS 3
#define ALIGN 256

typedef struct
{
  VtDevice *device;
  VtWeights *source;
  const VtWhisperConfig *config;
  VtWhisperWeights *out;
  /* the part that is being loaded */
  const VtWhisperPartSpec *spec;
  gboolean decoder;
  gint64 layer;
} Loader;

/* A matrix or vector in the files, its parts one under the other. */
typedef struct
{
  const VtTensorInfo *parts[MAX_PARTS];
  const VtTensorInfo *scales[MAX_PARTS]; /* of 8 bits, or %NULL */
  guint n;
  gint64 ne0, ne1; /* on the device */
} Source;

static gint64
extent (const Loader *l, VtWhisperDim dim)
{
  const VtWhisperConfig *c = l->config;
  gint64 state = l->decoder ? c->n_text_state : c->n_audio_state;

  switch (dim)
    {
    case VT_WHISPER_DIM_STATE2: return 2 * state;
    case VT_WHISPER_DIM_STATE3: return 3 * state;
    case VT_WHISPER_DIM_FF: return l->decoder ? c->n_text_ff : c->n_audio_ff;
    case VT_WHISPER_DIM_AUDIO_STATE: return c->n_audio_state;
    case VT_WHISPER_DIM_MELS: return c->n_mels;
    case VT_WHISPER_DIM_CTX: return l->decoder ? c->n_text_ctx : c->n_audio_ctx;
    case VT_WHISPER_DIM_VOCAB: return c->n_vocab;
    case VT_WHISPER_DIM_STATE:
    default: return state;
    }
}

static gboolean
refuse (const VtTensorInfo *w, const char *what, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The weight “%s” %s. The file is damaged or belongs to another model.", w->name, what);
  return FALSE;
}

static gboolean
check_type (const VtTensorInfo *w, const VtTensorInfo *scale, gint64 rows, GError **error)
{
  if (w->type == VT_TYPE_I8 && scale != NULL && scale->type == VT_TYPE_F32 && scale->ne[0] == rows &&
      scale->size == (gsize) rows * sizeof (float))
    return TRUE;
  if (w->type != VT_TYPE_UNKNOWN && w->type != VT_TYPE_F64 && !(w->type >= VT_TYPE_I8 && w->type <= VT_TYPE_I64))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The weight “%s” is of the type %s, which this version cannot compute with.", w->name, w->type_name);
  return FALSE;
}

/* Rows of a part: @of of them in all parts together. */
static gboolean
check_part (const Loader *l, const Source *s, guint i, GError **error)
{
  const VtTensorInfo *w = s->parts[i];
  gint64 rows = s->ne1 / s->n, elements = w->ne[0] * w->ne[1] * w->ne[2] * w->ne[3];
  gboolean fits;

  if (l->spec->kind == VT_WHISPER_CONV && s->ne1 > 1)
    fits = w->ne[0] == KERNEL && w->ne[1] == s->ne0 / KERNEL && w->ne[2] == rows && w->ne[3] == 1;
  else if (s->ne1 == 1)
    fits = elements == s->ne0 / s->n && (w->ne[0] == elements || w->ne[1] == elements);
  else
    fits = w->ne[0] == s->ne0 && w->ne[1] == rows && w->ne[2] == 1 && w->ne[3] == 1;
  return (fits || refuse (w, "has another shape than the model's other weights say", error)) &&
         check_type (w, s->scales[i], rows, error);
}

/* Fills @s with the weights or biases of the part; a bias that is not there
 * stays %NULL and counts as zeros, as that of keys. */
static gboolean
find_source (const Loader *l, Source *s, guint ending, GError **error)
{
  for (s->n = 0; s->n < MAX_PARTS; s->n++)
    {
      g_autofree char *name = vt_whisper_part_name (l->spec, l->config->style, l->decoder, l->layer, s->n, ending);
      g_autofree char *scale = vt_whisper_part_name (l->spec, l->config->style, l->decoder, l->layer, s->n, 2);

      if (name == NULL)
        break;
      s->parts[s->n] = vt_whisper_find_name (l->source, name);
      s->scales[s->n] = scale != NULL && ending == 0 ? vt_whisper_find_name (l->source, scale) : NULL;
      if (s->parts[s->n] != NULL || ending == 1)
        continue;
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                   "The model has no weight “%s”. The file is incomplete; fetch it again.", name);
      return FALSE;
    }
  for (guint i = 0; i < s->n; i++)
    if (s->parts[i] != NULL && !check_part (l, s, i, error))
      return FALSE;
  return TRUE;
}

/* Row @row of @w, @n elements, as floats, from whatever address. */
static void
read_row (const VtTensorInfo *w, const VtTensorInfo *scales, gint64 row, gint64 n, float *to)
{
  gsize bytes = vt_type_row_bytes (w->type, n);
  g_autofree guint8 *aligned = g_malloc (bytes);
  float scale = 1;

  memcpy (aligned, w->data + bytes * (gsize) row, bytes);
  vt_dequantise (w->type, aligned, to, n);
  if (w->type != VT_TYPE_I8)
    return;
  memcpy (&scale, scales->data + (gsize) row * sizeof scale, sizeof scale);
  for (gint64 i = 0; i < n; i++)
    to[i] /= scale;
}

/* 8 bits with one scale for the row as blocks with one each: the same numbers. */
static void
pack_row (const VtTensorInfo *w, const VtTensorInfo *scales, gint64 row, gint64 n, guint8 *to)
{
  const gint8 *q = (const gint8 *) w->data + row * n;
  float scale;
  guint16 half;

  memcpy (&scale, scales->data + (gsize) row * sizeof scale, sizeof scale);
  half = vt_f32_to_f16 (1 / scale);
  for (gint64 i = 0; i < n; i += 32, to += 34)
    {
      memcpy (to, &half, 2);
      memcpy (to + 2, q + i, 32);
    }
}

/* The type that the parts have on the device. */
static VtType
device_type (const Loader *l, const Source *s)
{
  VtType type = s->parts[0]->type;

  for (guint i = 1; i < s->n; i++)
    if (s->parts[i]->type != type)
      return VT_TYPE_F32;
  if (l->spec->kind == VT_WHISPER_CONV)
    return type == VT_TYPE_F16 ? type : VT_TYPE_F32;
  if (type == VT_TYPE_I8)
    return s->ne0 % 32 == 0 ? VT_TYPE_Q8_0 : VT_TYPE_F32;
  return type;
}

/* One part's rows to @to. */
static void
convert_part (const Source *s, guint i, VtType type, guint8 *to)
{
  const VtTensorInfo *w = s->parts[i];
  gint64 rows = s->ne1 / s->n;
  gsize row_bytes = vt_type_row_bytes (type, s->ne0);

  if (w->type == type)
    {
      memcpy (to, w->data, row_bytes * (gsize) rows);
      return;
    }
  for (gint64 r = 0; r < rows; r++)
    if (type == VT_TYPE_Q8_0)
      pack_row (w, s->scales[i], r, s->ne0, to + row_bytes * (gsize) r);
    else
      read_row (w, s->scales[i], r, s->ne0, (float *) (void *) (to + row_bytes * (gsize) r));
}

/* (kernel, in, out) -> (kernel * in, out), the kernel's places outermost in a row. */
static void
convert_convolution (const Source *s, VtType type, guint8 *to)
{
  gint64 in = s->ne0 / KERNEL;
  g_autofree float *row = g_new (float, s->ne0), *turned = g_new (float, s->ne0);
  gsize row_bytes = vt_type_row_bytes (type, s->ne0);

  for (gint64 r = 0; r < s->ne1; r++)
    {
      read_row (s->parts[0], s->scales[0], r, s->ne0, row);
      for (gint64 c = 0; c < in; c++)
        for (gint64 k = 0; k < KERNEL; k++)
          turned[k * in + c] = row[c * KERNEL + k];
      vt_quantise (type, turned, to + row_bytes * (gsize) r, s->ne0);
    }
}

static VtTensor *
new_tensor (VtType type, gint64 ne0, gint64 ne1)
{
  VtTensor *t = g_new0 (VtTensor, 1);

  t->role = VT_ROLE_BOUND;
  t->type = type;
  t->ne[0] = ne0;
  t->ne[1] = ne1;
  t->ne[2] = t->ne[3] = 1;
  vt_tensor_set_dense (t);
  return t;
}

/* @bytes as a tensor of its own on the device. */
static VtTensor *
upload (Loader *l, VtType type, gint64 ne0, gint64 ne1, const guint8 *bytes, GError **error)
{
  g_autofree VtTensor *t = new_tensor (type, ne0, ne1);

  t->buffer = vt_buffer_new (l->device, vt_tensor_bytes (t), VT_MEMORY_DEVICE, error);
  if (t->buffer == NULL)
    return NULL;
  g_ptr_array_add (l->out->buffers, t->buffer);
  return vt_buffer_write (t->buffer, 0, bytes, vt_tensor_bytes (t), error) ? g_steal_pointer (&t) : NULL;
}

static VtTensor *
load_matrix (Loader *l, gint64 ne0, gint64 ne1, gboolean plain, GError **error)
{
  Source s = { .ne0 = ne0, .ne1 = ne1 };
  g_autofree guint8 *bytes = NULL;
  gsize part;
  VtType type;

  if (!find_source (l, &s, 0, error))
    return NULL;
  type = plain ? VT_TYPE_F32 : device_type (l, &s);
  part = vt_type_row_bytes (type, ne0) * (gsize) (ne1 / s.n);
  bytes = g_malloc (part * s.n);
  if (l->spec->kind == VT_WHISPER_CONV)
    convert_convolution (&s, type, bytes);
  else
    for (guint i = 0; i < s.n; i++)
      convert_part (&s, i, type, bytes + part * i);
  return upload (l, type, ne0, ne1, bytes, error);
}

/* A bias, or with @ending 0 the weight of a norm: floats. */
static VtTensor *
load_vector (Loader *l, gint64 n, guint ending, GError **error)
{
  Source s = { .ne0 = n, .ne1 = 1 };
  g_autofree float *values = g_new0 (float, n);

  if (!find_source (l, &s, ending, error))
    return NULL;
  for (guint i = 0; i < s.n; i++)
    if (s.parts[i] != NULL)
      read_row (s.parts[i], NULL, 0, n / s.n, values + n / s.n * i);
  return upload (l, VT_TYPE_F32, n, 1, (const guint8 *) values, error);
}

static gboolean
load_part (Loader *l, VtWhisperPair *pair, GError **error)
{
  const VtWhisperPartSpec *spec = l->spec;
  gint64 in = extent (l, spec->in), out = extent (l, spec->out);
  /* Positions are added, not multiplied with. */
  gboolean plain = spec->kind == VT_WHISPER_TABLE && spec->out == VT_WHISPER_DIM_CTX;

  if (spec->kind == VT_WHISPER_NORM)
    pair->weight = load_vector (l, in, 0, error);
  else
    pair->weight = load_matrix (l, spec->kind == VT_WHISPER_CONV ? KERNEL * in : in, out, plain, error);
  if (pair->weight == NULL || spec->kind == VT_WHISPER_TABLE)
    return pair->weight != NULL;
  pair->bias = load_vector (l, spec->kind == VT_WHISPER_NORM ? in : out, 1, error);
  return pair->bias != NULL;
}

static gboolean
load_layers (Loader *l, gboolean decoder, GError **error)
{
  gint64 n = decoder ? l->out->n_decoder : l->out->n_encoder;
  VtWhisperPair (*layers)[VT_WHISPER_N_LAYER] = decoder ? l->out->decoder : l->out->encoder;

  l->decoder = decoder;
  for (l->layer = 0; l->layer < n; l->layer++)
    for (guint part = 0; part < (decoder ? VT_WHISPER_N_LAYER : VT_WHISPER_N_ENCODER_LAYER); part++)
      {
        l->spec = &vt_whisper_layer_parts[part];
        if (!load_part (l, &layers[l->layer][part], error))
          return FALSE;
      }
  return TRUE;
}

VtWhisperWeights *
vt_whisper_weights_load (VtDevice *device, VtWeights *source, const VtWhisperConfig *config, GError **error)
{
  g_autoptr(VtWhisperWeights) out = g_new0 (VtWhisperWeights, 1);
  Loader l = { device, source, config, out, NULL, FALSE, -1 };

  out->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_buffer_free);
  out->n_encoder = config->n_audio_layer;
  out->n_decoder = config->n_text_layer;
  out->encoder = g_malloc0 (sizeof *out->encoder * (gsize) MAX (out->n_encoder, 1));
  out->decoder = g_malloc0 (sizeof *out->decoder * (gsize) MAX (out->n_decoder, 1));
  for (guint part = 0; part < VT_WHISPER_N_GLOBAL; part++)
    {
      l.spec = &vt_whisper_global_parts[part];
      l.decoder = vt_whisper_global_is_decoder (part);
      if (!load_part (&l, &out->global[part], error))
        return NULL;
    }
  return load_layers (&l, FALSE, error) && load_layers (&l, TRUE, error) ? g_steal_pointer (&out) : NULL;
}

static void
free_pairs (VtWhisperPair *pairs, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_free (pairs[i].weight);
      g_free (pairs[i].bias);
    }
}

void
vt_whisper_weights_free (VtWhisperWeights *weights)
{
  free_pairs (weights->global, VT_WHISPER_N_GLOBAL);
  free_pairs (&weights->encoder[0][0], (gsize) weights->n_encoder * VT_WHISPER_N_LAYER);
  free_pairs (&weights->decoder[0][0], (gsize) weights->n_decoder * VT_WHISPER_N_LAYER);
  g_free (weights->encoder);
  g_free (weights->decoder);
  g_ptr_array_unref (weights->buffers);
  g_free (weights);
}

const VtTensorInfo *
vt_whisper_find_global (VtWeights *source, VtWhisperStyle style, VtWhisperGlobalPart part)
{
  g_autofree char *name = vt_whisper_part_name (&vt_whisper_global_parts[part], style,
                                                vt_whisper_global_is_decoder (part), -1, 0, 0);

  return vt_whisper_find_name (source, name);
}

const VtTensorInfo *
vt_whisper_find_layer (VtWeights *source, VtWhisperStyle style, gboolean decoder, gint64 layer, VtWhisperLayerPart part)
{
  g_autofree char *name = vt_whisper_part_name (&vt_whisper_layer_parts[part], style, decoder, layer, 0, 0);

  return vt_whisper_find_name (source, name);
}

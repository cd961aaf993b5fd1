/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vits-weights.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/quants.h"

#define ALIGN 256

VtVitsWeights *
vt_vits_weights_new (VtDevice *device, VtWeights *source, GError **error)
{
  g_autoptr (VtVitsWeights) self = g_new0 (VtVitsWeights, 1);
  guint64 bytes = ALIGN;

  self->device = vt_device_ref (device);
  self->source = vt_weights_ref (source);
  self->tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < vt_weights_n_tensors (source); i++)
    {
      const VtTensorInfo *w = vt_weights_tensor (source, i);

      if (w->type != VT_TYPE_UNKNOWN)
        bytes += (guint64) (w->ne[0] * w->ne[1] * w->ne[2] * w->ne[3]) * sizeof (float) + ALIGN;
    }
  self->buffer = vt_buffer_new (device, (gsize) bytes, VT_MEMORY_DEVICE, error);
  return self->buffer != NULL ? g_steal_pointer (&self) : NULL;
}

void
vt_vits_weights_free (VtVitsWeights *self)
{
  g_clear_pointer (&self->buffer, vt_buffer_free);
  g_clear_pointer (&self->tensors, g_hash_table_unref);
  g_clear_pointer (&self->source, vt_weights_unref);
  g_clear_pointer (&self->device, vt_device_unref);
  g_clear_error (&self->error);
  g_free (self);
}

void
vt_vits_weights_done (VtVitsWeights *self)
{
  g_clear_pointer (&self->source, vt_weights_unref);
}

/* Notes what is wrong with @name and returns a tensor that can be built upon. */
static VtTensor *
refuse (VtVitsWeights *self, VtGraph *g, const char *name, const char *what)
{
  if (self->error == NULL)
    g_set_error (&self->error, VT_ERROR, VT_ERROR_CORRUPT,
                 "The voice's weights “%s” %s. The file is damaged or is no voice for Piper.", name, what);
  return vt_graph_refuse (g, "weights", "“%s”", name);
}

/* The elements of @name as floats, if it has exactly these extents (innermost first). */
static float *
read_floats (VtVitsWeights *self, const char *name, gint64 ne0, gint64 ne1, gint64 ne2, const char **what)
{
  const VtTensorInfo *w = self->source != NULL ? vt_weights_find (self->source, name) : NULL;
  float *values;

  *what = "are missing";
  if (w == NULL)
    return NULL;
  *what = "are of an odd type";
  if (w->type == VT_TYPE_UNKNOWN || vt_quant_class (w->type) == NULL)
    return NULL;
  *what = "have an odd shape";
  if (w->ne[0] != ne0 || w->ne[1] != ne1 || w->ne[2] != ne2 || w->ne[3] != 1)
    return NULL;
  values = g_new (float, ne0 * ne1 * ne2);
  vt_dequantise (w->type, w->data, values, ne0 * ne1 * ne2);
  return values;
}

static VtTensor *
place (VtVitsWeights *self, VtGraph *g, const char *key, const float *values, const gint64 ne[4])
{
  VtTensor *t = g_new0 (VtTensor, 1);

  t->type = VT_TYPE_F32;
  t->role = VT_ROLE_BOUND;
  memcpy (t->ne, ne, sizeof t->ne);
  vt_tensor_set_dense (t);
  g_strlcpy (t->name, key, sizeof t->name);
  t->buffer = self->buffer;
  t->offset = self->used;
  g_hash_table_insert (self->tensors, g_strdup (key), t);
  if (self->used + vt_tensor_bytes (t) > self->buffer->size)
    return refuse (self, g, key, "are used in two ways");
  self->used += (vt_tensor_bytes (t) + ALIGN - 1) / ALIGN * ALIGN;
  if (!vt_buffer_write (self->buffer, t->offset, values, vt_tensor_bytes (t), self->error == NULL ? &self->error : NULL))
    return vt_graph_refuse (g, "weights", "“%s”", key);
  return vt_graph_bound (g, t);
}

static VtTensor *
known (VtVitsWeights *self, VtGraph *g, const char *key)
{
  const VtTensor *t = g_hash_table_lookup (self->tensors, key);

  return t != NULL ? vt_graph_bound (g, t) : NULL;
}

/* Turns round @n groups of @size floats each. */
static void
flip (float *values, gint64 n, gint64 size)
{
  for (gint64 a = 0, b = n - 1; a < b; a++, b--)
    for (gint64 i = 0; i < size; i++)
      {
        float swap = values[a * size + i];

        values[a * size + i] = values[b * size + i];
        values[b * size + i] = swap;
      }
}

static void
change (float *values, const VtVitsConv *conv, gint64 inner)
{
  gint64 n = conv->cout * inner * conv->kernel;

  for (gint64 o = 0; o < conv->cout && conv->flip_in; o++)
    flip (values + o * inner * conv->kernel, inner, conv->kernel);
  if (conv->flip_out)
    flip (values, conv->cout, inner * conv->kernel);
  for (gint64 i = 0; i < n && conv->scale > 0; i++)
    values[i] *= conv->scale;
}

VtTensor *
vt_vits_conv_weight (VtVitsWeights *self, VtGraph *g, const char *stem, const VtVitsConv *conv)
{
  g_autofree char *name = g_strconcat (stem, ".weight", NULL);
  gint64 inner = conv->cin / MAX (conv->groups, 1);
  gboolean up = conv->stride > 0, linear = !up && conv->kernel == 1 && inner == conv->cin;
  const gint64 shape[4] = { inner, linear ? conv->cout : conv->kernel, 1, linear ? 1 : conv->cout };
  const gint32 stride[2] = { conv->stride, 1 };
  const char *what;
  g_autofree float *from = NULL, *to = NULL;
  VtTensor *t = known (self, g, name);

  if (t != NULL)
    return t;
  from = read_floats (self, name, conv->kernel, up ? conv->cout : inner, up ? conv->cin : conv->cout, &what);
  if (from == NULL)
    return refuse (self, g, name, what);
  change (from, conv, inner);
  to = g_new (float, inner * conv->kernel * conv->cout);
  if (up)
    vt_conv_transpose_weights (from, to, sizeof *to, conv->cin, conv->cout, 1, conv->kernel, stride);
  else
    vt_conv_weights (from, to, sizeof *to, conv->cout, inner, 1, conv->kernel);
  return place (self, g, name, to, shape);
}

VtTensor *
vt_vits_conv_bias (VtVitsWeights *self, VtGraph *g, const char *stem, const VtVitsConv *conv)
{
  g_autofree char *name = g_strconcat (stem, ".bias", NULL);
  const gint64 shape[4] = { conv->cout, 1, 1, 1 };
  const char *what;
  g_autofree float *values = NULL;
  VtTensor *t = known (self, g, name);

  if (t != NULL)
    return t;
  if (self->source == NULL || vt_weights_find (self->source, name) == NULL)
    return NULL;
  values = read_floats (self, name, conv->cout, 1, 1, &what);
  if (values == NULL)
    return refuse (self, g, name, what);
  if (conv->flip_out)
    flip (values, conv->cout, 1);
  return place (self, g, name, values, shape);
}

VtTensor *
vt_vits_table (VtVitsWeights *self, VtGraph *g, const char *name, gint64 ne0, gint64 ne1, float scale)
{
  const gint64 shape[4] = { ne0, ne1, 1, 1 };
  const char *what;
  g_autofree float *values = NULL;
  VtTensor *t = known (self, g, name);

  if (t != NULL)
    return t;
  values = read_floats (self, name, ne0, ne1, 1, &what);
  if (values == NULL)
    return refuse (self, g, name, what);
  for (gint64 i = 0; i < ne0 * ne1; i++)
    values[i] *= scale;
  return place (self, g, name, values, shape);
}

VtTensor *
vt_vits_table_turned (VtVitsWeights *self, VtGraph *g, const char *name, gint64 ne0, gint64 ne1)
{
  const gint64 shape[4] = { ne0, ne1, 1, 1 };
  const char *what;
  g_autofree float *from = NULL, *to = NULL;
  VtTensor *t = known (self, g, name);

  if (t != NULL)
    return t;
  from = read_floats (self, name, ne1, ne0, 1, &what);
  if (from == NULL)
    return refuse (self, g, name, what);
  to = g_new (float, ne0 * ne1);
  for (gint64 i = 0; i < ne1; i++)
    for (gint64 k = 0; k < ne0; k++)
      to[i * ne0 + k] = from[k * ne1 + i];
  return place (self, g, name, to, shape);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/scope.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/base/half.h"
#include "engine/formats/quants.h"

#define FIRST_CHUNK ((gsize) 1 << 20)
#define LAST_CHUNK ((gsize) 64 << 20)
#define ALIGN 256 /* of weights in a chunk: what the strictest device asks of storage */

/* What a weight is used as; with its shape, what the file is checked against. */
typedef enum
{
  MATRIX,
  VECTOR,
  KERNEL,
} Form;

struct _VtNnWeights
{
  VtDevice *device;
  VtWeights *source;
  VtNnRename rename;
  gpointer rename_data;
  VtNnDelta delta;
  gpointer delta_data;
  GHashTable *bound;   /* (element-type utf8 VtTensor) */
  GHashTable *changed; /* (element-type utf8 utf8): names that carry a delta */
  GHashTable *places;  /* (element-type utf8 VtTensor): where changed weights were put, to be used again */
  gboolean checking;
  const char *name;    /* of the weight that is being bound with a delta */
  VtBuffer **imported; /* by file */
  GPtrArray *chunks;   /* (element-type VtBuffer): weights of our own making */
  GArray *used;        /* (element-type gsize): of each chunk */
};

VtNnWeights *
vt_nn_weights_new (VtDevice *device, VtWeights *source)
{
  VtNnWeights *self = g_new0 (VtNnWeights, 1);

  self->device = vt_device_ref (device);
  self->source = vt_weights_ref (source);
  self->bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->imported = g_new0 (VtBuffer *, vt_weights_n_files (source));
  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_buffer_free);
  self->used = g_array_new (FALSE, FALSE, sizeof (gsize));
  return self;
}

void
vt_nn_weights_free (VtNnWeights *self)
{
  g_hash_table_unref (self->bound);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->places);
  for (guint i = 0; i < vt_weights_n_files (self->source); i++)
    g_clear_pointer (&self->imported[i], vt_buffer_free);
  g_free (self->imported);
  g_ptr_array_unref (self->chunks);
  g_array_unref (self->used);
  vt_weights_unref (self->source);
  vt_device_unref (self->device);
  g_free (self);
}

void
vt_nn_weights_set_rename (VtNnWeights *self, VtNnRename rename, gpointer data)
{
  self->rename = rename;
  self->rename_data = data;
}

void
vt_nn_weights_set_checking (VtNnWeights *self, gboolean checking)
{
  self->checking = checking;
}

void
vt_nn_weights_set_delta (VtNnWeights *self, VtNnDelta delta, gpointer data)
{
  GHashTableIter iter;
  gpointer name;

  /* What carries the old delta, and what the new one changes, is bound anew. */
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (self->changed, name) || (delta != NULL && delta (name, NULL, 0, 0, data)))
      g_hash_table_iter_remove (&iter);
  g_hash_table_remove_all (self->changed);
  self->delta = delta;
  self->delta_data = data;
}

guint64
vt_nn_weights_bytes (const VtNnWeights *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->chunks->len; i++)
    bytes += ((VtBuffer *) g_ptr_array_index (self->chunks, i))->size;
  for (guint i = 0; i < vt_weights_n_files (self->source); i++)
    bytes += self->imported[i] != NULL ? self->imported[i]->size : 0;
  return bytes;
}

VtDevice *
vt_nn_weights_device (VtNnWeights *self)
{
  return self->device;
}

static const VtTensorInfo *
find (VtNnWeights *self, const char *name)
{
  const VtTensorInfo *w = vt_weights_find (self->source, name);

  for (guint attempt = 0; w == NULL && self->rename != NULL; attempt++)
    {
      g_autofree char *other = self->rename (name, attempt, self->rename_data);

      if (other == NULL)
        return NULL;
      w = vt_weights_find (self->source, other);
    }
  return w;
}

gboolean
vt_nn_weights_has (VtNnWeights *self, const char *name)
{
  return find (self, name) != NULL;
}

/* --- checks --- */

static gboolean
is_usable (const VtTensorInfo *w, GError **error)
{
  if (w->type != VT_TYPE_UNKNOWN && w->type != VT_TYPE_F64 && !(w->type >= VT_TYPE_I8 && w->type <= VT_TYPE_I64))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The weight “%s” is of the type %s, which this version cannot compute with.", w->name, w->type_name);
  return FALSE;
}

/* A matrix may be stored as a convolution: kernels of 1 x 1 stand before or behind its extents. */
static gboolean
has_shape (const VtTensorInfo *w, Form form, const gint64 ne[4])
{
  if (form == KERNEL && w->ne[0] == ne[1] && w->ne[1] == ne[2] && w->ne[2] == ne[0] && w->ne[3] == ne[3])
    return TRUE;
  if (form == KERNEL) /* of a line: (kw, in, out) in the file */
    return ne[2] == 1 && w->ne[0] == ne[1] && w->ne[1] == ne[0] && w->ne[2] == ne[3] && w->ne[3] == 1;
  if (w->ne[0] == ne[0] && w->ne[1] == ne[1] && w->ne[2] == 1 && w->ne[3] == 1)
    return TRUE;
  return form == MATRIX && w->ne[0] == 1 && w->ne[1] == 1 && w->ne[2] == ne[0] && w->ne[3] == ne[1];
}

static gboolean
check (const VtTensorInfo *w, Form form, const gint64 ne[4], GError **error)
{
  if (!is_usable (w, error))
    return FALSE;
  if (has_shape (w, form, ne))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The weight “%s” is %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT
               ", which does not fit the model's configuration (%" G_GINT64_FORMAT " × %" G_GINT64_FORMAT " × %" G_GINT64_FORMAT
               " × %" G_GINT64_FORMAT "). The file is damaged or belongs to another model.",
               w->name, w->ne[0], w->ne[1], w->ne[2], w->ne[3], ne[0], ne[1], ne[2], ne[3]);
  return FALSE;
}

/* --- binding --- */

/* A chunk with room for @bytes, perhaps a new one; its number, or -1. */
static int
find_chunk (VtNnWeights *self, gsize bytes, GError **error)
{
  gsize size = FIRST_CHUNK, none = 0;
  VtBuffer *chunk;

  for (guint i = 0; i < self->chunks->len; i++)
    {
      chunk = g_ptr_array_index (self->chunks, i);
      if (chunk->size - g_array_index (self->used, gsize, i) >= bytes)
        return (int) i;
      size = MIN (2 * chunk->size, LAST_CHUNK);
    }
  chunk = vt_buffer_new (self->device, MAX (size, bytes), VT_MEMORY_DEVICE, error);
  if (chunk == NULL)
    return -1;
  g_ptr_array_add (self->chunks, chunk);
  g_array_append_val (self->used, none);
  return (int) self->chunks->len - 1;
}

/* Room for @bytes in the chunks; sets @t's place. */
static gboolean
reserve (VtNnWeights *self, VtTensor *t, gsize bytes, GError **error)
{
  int i = find_chunk (self, bytes, error);
  gsize *used;

  if (i < 0)
    return FALSE;
  used = &g_array_index (self->used, gsize, i);
  t->buffer = g_ptr_array_index (self->chunks, (guint) i);
  t->offset = *used;
  *used = MIN ((*used + bytes + ALIGN - 1) / ALIGN * ALIGN, t->buffer->size);
  return TRUE;
}

/* A changed weight goes where it was the last time, or the chunks would grow with each change. */
static gboolean
reserve_again (VtNnWeights *self, VtTensor *t, gsize bytes, GError **error)
{
  const VtTensor *place = g_hash_table_lookup (self->places, self->name);

  if (place != NULL && vt_tensor_bytes (place) == bytes)
    {
      t->buffer = place->buffer;
      t->offset = place->offset;
      return TRUE;
    }
  if (!reserve (self, t, bytes, error))
    return FALSE;
  g_hash_table_replace (self->places, g_strdup (self->name), g_memdup2 (t, sizeof *t));
  return TRUE;
}

static gboolean
find_room (VtNnWeights *self, VtTensor *t, GError **error)
{
  gsize bytes = vt_tensor_bytes (t);

  return self->name != NULL ? reserve_again (self, t, bytes, error) : reserve (self, t, bytes, error);
}

static gboolean
store (VtNnWeights *self, VtTensor *t, const void *data, GError **error)
{
  return find_room (self, t, error) && vt_buffer_write (t->buffer, t->offset, data, vt_tensor_bytes (t), error);
}

/* What of the file was copied need not stay in memory as well. */
static void
forget (VtNnWeights *self, const VtTensorInfo *w)
{
  VtMapping *file = vt_weights_file (self->source, w->file);

  if (w->data >= file->data && w->data + w->size <= file->data + file->size)
    vt_mapping_forget (file, (gsize) (w->data - file->data), w->size);
}

static float *
to_floats (const VtTensorInfo *w)
{
  gint64 rows = w->ne[1] * w->ne[2] * w->ne[3];
  gsize row_bytes = vt_type_row_bytes (w->type, w->ne[0]);
  float *values = g_new (float, w->ne[0] * rows);

  for (gint64 i = 0; i < rows; i++)
    vt_dequantise (w->type, w->data + (gsize) i * row_bytes, values + i * w->ne[0], w->ne[0]);
  return values;
}

static gboolean
bind_floats (VtNnWeights *self, VtTensor *t, const VtTensorInfo *w, GError **error)
{
  g_autofree float *values = to_floats (w);

  t->type = VT_TYPE_F32;
  vt_tensor_set_dense (t);
  return store (self, t, values, error);
}

/* Inputs innermost instead of the window. Weights that are not 16 or 32 bit floats become F32. */
static gboolean
bind_kernel (VtNnWeights *self, VtTensor *t, const VtTensorInfo *w, float *values, GError **error)
{
  gboolean plain = values == NULL && (w->type == VT_TYPE_F32 || w->type == VT_TYPE_F16 || w->type == VT_TYPE_BF16);
  g_autofree float *own = NULL;
  g_autofree guint8 *turned = NULL;
  guint8 *to;

  if (!plain && values == NULL)
    values = own = to_floats (w);
  t->type = plain ? w->type : VT_TYPE_F32;
  vt_tensor_set_dense (t);
  if (!find_room (self, t, error))
    return FALSE;
  to = t->buffer->data != NULL ? t->buffer->data + t->offset : (turned = g_malloc (vt_tensor_bytes (t)));
  vt_conv_weights (plain ? (const void *) w->data : values, to, vt_type_info (t->type)->bytes,
                   t->ne[3], t->ne[0], t->ne[2], t->ne[1]);
  forget (self, w);
  return turned == NULL || vt_buffer_write (t->buffer, t->offset, turned, vt_tensor_bytes (t), error);
}

/* Whether kernels read @w well where it lies in the mapped file. */
static gboolean
lies_well (const VtNnWeights *self, const VtTensorInfo *w)
{
  const VtMapping *file = vt_weights_file (self->source, w->file);
  const VtTypeInfo *type = vt_type_info (w->type);
  gsize align = self->device->weight_align, element = type->block > 1 ? sizeof (guint16) : type->bytes;

  return align > 0 && w->data >= file->data && w->data + w->size <= file->data + file->size &&
         (gsize) (w->data - file->data) % MAX (align, element) == 0;
}

static gboolean
bind_copy (VtNnWeights *self, VtTensor *t, const VtTensorInfo *w, GError **error)
{
  gboolean ok = store (self, t, w->data, error);

  forget (self, w);
  return ok;
}

/* In place in the mapped file, if it lies there as the device wants it. */
static gboolean
bind_in_place (VtNnWeights *self, VtTensor *t, const VtTensorInfo *w, GError **error)
{
  VtMapping *file = vt_weights_file (self->source, w->file);
  VtBuffer **buffer = &self->imported[w->file];

  t->type = w->type;
  vt_tensor_set_dense (t);
  if (!lies_well (self, w))
    return bind_copy (self, t, w, error);
  if (*buffer == NULL)
    *buffer = vt_buffer_import (self->device, file->data, file->size, error);
  t->buffer = *buffer;
  t->offset = (gsize) (w->data - file->data);
  return *buffer != NULL;
}

/* The weight with the delta added, in as many bits as a float of the file has. */
static gboolean
bind_changed (VtNnWeights *self, VtTensor *t, const VtTensorInfo *w, Form form, GError **error)
{
  g_autofree float *values = to_floats (w);
  gint64 out = form == KERNEL ? t->ne[3] : t->ne[1], n = vt_tensor_elements (t);
  g_autofree guint16 *halves = NULL;

  self->delta (self->name, values, n / out, out, self->delta_data);
  g_hash_table_add (self->changed, g_strdup (self->name));
  if (form == KERNEL)
    return bind_kernel (self, t, w, values, error);
  if (w->type != VT_TYPE_F16 && w->type != VT_TYPE_BF16)
    {
      t->type = VT_TYPE_F32;
      vt_tensor_set_dense (t);
      return store (self, t, values, error);
    }
  t->type = VT_TYPE_F16;
  vt_tensor_set_dense (t);
  halves = g_new (guint16, n);
  for (gint64 i = 0; i < n; i++)
    halves[i] = vt_f32_to_f16 (values[i]);
  return store (self, t, halves, error);
}

static VtTensor *
bind (VtNnWeights *self, const char *name, const VtTensorInfo *w, Form form, const gint64 ne[4], GError **error)
{
  g_autofree VtTensor *t = g_new0 (VtTensor, 1);
  gboolean ok;

  t->role = VT_ROLE_BOUND;
  memcpy (t->ne, ne, sizeof t->ne);
  if (form != VECTOR && self->delta != NULL && self->delta (name, NULL, 0, 0, self->delta_data))
    {
      self->name = name;
      ok = bind_changed (self, t, w, form, error);
      self->name = NULL;
    }
  else if (form == KERNEL)
    ok = bind_kernel (self, t, w, NULL, error);
  else if (form == VECTOR && w->type != VT_TYPE_F32)
    ok = bind_floats (self, t, w, error);
  else
    ok = bind_in_place (self, t, w, error);
  return ok ? g_steal_pointer (&t) : NULL;
}

static const VtTensorInfo *
require (VtNnWeights *self, const char *name, GError **error)
{
  const VtTensorInfo *w = find (self, name);

  if (w == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                 "The model has no weight “%s”. The file is incomplete, or the model is of another kind than its configuration says.", name);
  return w;
}

/* %NULL without an error where weights are only checked. */
static VtTensor *
lookup (VtNnWeights *self, const char *name, Form form, const gint64 ne[4], GError **error)
{
  VtTensor *t = g_hash_table_lookup (self->bound, name);
  const VtTensorInfo *w;

  if (t != NULL)
    return t;
  w = require (self, name, error);
  if (w == NULL)
    return NULL;
  if (!check (w, form, ne, error) || self->checking)
    return NULL;
  t = bind (self, name, w, form, ne, error);
  if (t != NULL)
    g_hash_table_insert (self->bound, g_strdup (name), t);
  return t;
}

/* --- scopes --- */

VtNnScope
vt_nn_scope (VtNnWeights *weights, VtGraph *g)
{
  return (VtNnScope) { weights, g, "" };
}

VtNnScope
vt_nn_child (const VtNnScope *s, const char *format, ...)
{
  VtNnScope child = *s;
  gsize length = strlen (s->prefix);
  va_list args;

  va_start (args, format);
  g_vsnprintf (child.prefix + length, sizeof child.prefix - length, format, args);
  va_end (args);
  g_strlcat (child.prefix, ".", sizeof child.prefix);
  return child;
}

VtTensor *
vt_nn_name (const VtNnScope *s, VtTensor *x)
{
  return vt_graph_name (x, "%.*s", (int) MAX (strlen (s->prefix), 1) - 1, s->prefix);
}

gboolean
vt_nn_has (const VtNnScope *s, const char *name)
{
  return vt_nn_find (s, name) != NULL;
}

const VtTensorInfo *
vt_nn_find (const VtNnScope *s, const char *name)
{
  g_autofree char *full = g_strconcat (s->prefix, name, NULL);

  return find (s->weights, full);
}

/* @t in the graph; where there is none, @error (which is taken, and may be %NULL) and something to build on. */
static VtTensor *
in_graph (const VtNnScope *s, const VtTensor *t, const gint64 ne[4], GError *error)
{
  if (t != NULL)
    return vt_graph_bound (s->g, t);
  if (s->g->error == NULL && error != NULL)
    s->g->error = g_steal_pointer (&error);
  g_clear_error (&error);
  return vt_graph_input (s->g, "", VT_TYPE_F32, ne[0], ne[1], ne[2], ne[3]);
}

static VtTensor *
weight (const VtNnScope *s, const char *name, Form form, const gint64 ne[4])
{
  g_autofree char *full = g_strconcat (s->prefix, name, NULL);
  GError *error = NULL;
  const VtTensor *t = s->g->error == NULL ? lookup (s->weights, full, form, ne, &error) : NULL;

  return in_graph (s, t, ne, error);
}

float *
vt_nn_read (const VtNnScope *s, const char *name, gint64 n)
{
  g_autofree char *full = g_strconcat (s->prefix, name, NULL);
  const VtTensorInfo *w;

  if (s->g->error != NULL)
    return NULL;
  w = require (s->weights, full, &s->g->error);
  if (w == NULL || !is_usable (w, &s->g->error))
    return NULL;
  if (w->ne[0] * w->ne[1] * w->ne[2] * w->ne[3] == n)
    return to_floats (w);
  g_set_error (&s->g->error, VT_ERROR, VT_ERROR_CORRUPT,
               "The weight “%s” does not have the %" G_GINT64_FORMAT " numbers that the model needs. The file is damaged or belongs to another model.",
               w->name, n);
  return NULL;
}

/* Makes and stores; %NULL with an error here or in the graph. */
static VtTensor *
make_weight (const VtNnScope *s, const char *name, const gint64 ne[4], VtNnMake make, gpointer data, GError **error)
{
  g_autofree VtTensor *t = g_new0 (VtTensor, 1);
  g_autofree float *values = make (data);

  t->role = VT_ROLE_BOUND;
  t->type = VT_TYPE_F32;
  memcpy (t->ne, ne, sizeof t->ne);
  vt_tensor_set_dense (t);
  if (values == NULL || !store (s->weights, t, values, error))
    return NULL;
  g_hash_table_insert (s->weights->bound, g_strdup (name), t);
  return g_steal_pointer (&t);
}

VtTensor *
vt_nn_made (const VtNnScope *s, const char *name, const gint64 ne[4], VtNnMake make, gpointer data)
{
  g_autofree char *full = g_strconcat (s->prefix, name, NULL);
  GError *error = NULL;
  const VtTensor *t = s->g->error == NULL ? g_hash_table_lookup (s->weights->bound, full) : NULL;

  if (t == NULL && s->g->error == NULL)
    t = make_weight (s, full, ne, make, data, &error);
  return in_graph (s, t, ne, error);
}

VtTensor *
vt_nn_matrix (const VtNnScope *s, const char *name, gint64 in, gint64 out)
{
  return weight (s, name, MATRIX, (gint64[]) { in, out, 1, 1 });
}

VtTensor *
vt_nn_vector (const VtNnScope *s, const char *name, gint64 n)
{
  return weight (s, name, VECTOR, (gint64[]) { n, 1, 1, 1 });
}

VtTensor *
vt_nn_table (const VtNnScope *s, const char *name, gint64 in, gint64 out)
{
  return weight (s, name, VECTOR, (gint64[]) { in, out, 1, 1 });
}

VtTensor *
vt_nn_kernel (const VtNnScope *s, const char *name, gint64 in, gint64 kw, gint64 kh, gint64 out)
{
  return weight (s, name, KERNEL, (gint64[]) { in, kw, kh, out });
}

static VtTensor *
bias_of (const VtNnScope *s, const char *name, gint64 n, VtNnBias bias)
{
  g_autofree char *full = g_strconcat (name, ".bias", NULL);

  if (bias == VT_NN_NO_BIAS || (bias == VT_NN_MAYBE_BIAS && !vt_nn_has (s, full)))
    return NULL;
  return vt_nn_vector (s, full, n);
}

VtTensor *
vt_nn_linear (const VtNnScope *s, const char *name, VtTensor *x, gint64 out, VtNnBias bias, VtTensor *residual)
{
  g_autofree char *full = g_strconcat (name, ".weight", NULL);

  return vt_linear (s->g, vt_nn_matrix (s, full, x->ne[0], out), x, bias_of (s, name, out, bias), residual);
}

VtTensor *
vt_nn_conv (const VtNnScope *s, const char *name, VtTensor *x, gint64 out, gint64 kernel, VtNnBias bias,
            const VtConv *conv, VtTensor *residual)
{
  g_autofree char *full = g_strconcat (name, ".weight", NULL);
  gint32 pad = (gint32) (kernel / 2);
  VtConv same = { .pad = { pad, pad, pad, pad } };

  if (kernel == 1 && conv == NULL)
    return vt_nn_linear (s, name, x, out, bias, residual);
  return vt_conv_2d (s->g, vt_nn_kernel (s, full, x->ne[0], kernel, kernel, out), x, bias_of (s, name, out, bias), residual,
                     conv != NULL ? conv : &same);
}

VtTensor *
vt_nn_norm (const VtNnScope *s, const char *name, VtTensor *x, float eps)
{
  g_autofree char *full = g_strconcat (name, ".weight", NULL);

  return vt_norm (s->g, x, vt_nn_vector (s, full, x->ne[0]), bias_of (s, name, x->ne[0], VT_NN_BIAS), eps);
}

VtTensor *
vt_nn_group_norm (const VtNnScope *s, const char *name, VtTensor *x, int groups, float eps, gboolean silu)
{
  g_autofree char *full = g_strconcat (name, ".weight", NULL);

  return vt_group_norm (s->g, x, vt_nn_vector (s, full, x->ne[0]), bias_of (s, name, x->ne[0], VT_NN_BIAS), groups, eps, silu);
}

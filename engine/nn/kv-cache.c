/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/kv-cache.h"

#define ALIGN 256

static gsize
matrix_bytes (VtType type, gint64 dim, guint n_slots, guint n_ctx)
{
  gsize bytes = vt_type_row_bytes (type, dim) * n_slots * n_ctx;

  return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

guint64
vt_kv_cache_bytes (VtType type, guint n_layers, gint64 dim, guint n_slots, guint n_ctx)
{
  return 2 * n_layers * (guint64) matrix_bytes (type, dim, n_slots, n_ctx);
}

static void
bind_matrix (VtKvCache *cache, VtTensor *t, gsize offset)
{
  t->role = VT_ROLE_BOUND;
  t->type = cache->type;
  t->ne[0] = cache->dim;
  t->ne[1] = (gint64) cache->n_slots * cache->n_ctx;
  t->ne[2] = t->ne[3] = 1;
  vt_tensor_set_dense (t);
  t->buffer = cache->buffer;
  t->offset = offset;
}

VtKvCache *
vt_kv_cache_new (VtDevice *device, VtType type, guint n_layers, gint64 dim,
                 guint n_slots, guint n_ctx, GError **error)
{
  VtKvCache *cache = g_new0 (VtKvCache, 1);
  gsize bytes = matrix_bytes (type, dim, n_slots, n_ctx);

  cache->buffer = vt_buffer_new (device, MAX (2 * n_layers * bytes, 1), VT_MEMORY_DEVICE, error);
  if (cache->buffer == NULL)
    {
      g_free (cache);
      return NULL;
    }
  cache->type = type;
  cache->n_layers = n_layers;
  cache->n_slots = n_slots;
  cache->n_ctx = n_ctx;
  cache->dim = dim;
  cache->keys = g_new0 (VtTensor, n_layers);
  cache->values = g_new0 (VtTensor, n_layers);
  for (guint i = 0; i < n_layers; i++)
    {
      bind_matrix (cache, &cache->keys[i], (2 * i) * bytes);
      bind_matrix (cache, &cache->values[i], (2 * i + 1) * bytes);
    }
  return cache;
}

void
vt_kv_cache_free (VtKvCache *cache)
{
  vt_buffer_free (cache->buffer);
  g_free (cache->keys);
  g_free (cache->values);
  g_free (cache);
}

static gboolean
copy_rows (VtTensor *to, gint64 to_row, VtTensor *from, gint64 from_row, guint n, GError **error)
{
  gsize row = (gsize) to->nb[1];

  return vt_buffer_copy (to->buffer, to->offset + row * to_row,
                         from->buffer, from->offset + row * from_row, row * n, error);
}

gboolean
vt_kv_cache_copy (VtKvCache *cache, guint to, VtKvCache *source, guint from, guint n, GError **error)
{
  gint64 to_row = (gint64) to * cache->n_ctx;
  gint64 from_row = (gint64) from * source->n_ctx;

  for (guint i = 0; i < cache->n_layers && n > 0; i++)
    if (!copy_rows (&cache->keys[i], to_row, &source->keys[i], from_row, n, error) ||
        !copy_rows (&cache->values[i], to_row, &source->values[i], from_row, n, error))
      return FALSE;
  return TRUE;
}

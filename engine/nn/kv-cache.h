/* kv-cache.h: the keys and values of the tokens that a decoder has read.
 *
 * One device buffer holds, for each layer, two matrices (dim, slots * context):
 * row slot * context + position. A slot is one sequence (a chat, a prompt of a
 * batch, a beam). Nothing marks rows as used: attention looks only at the rows
 * that its spans name, so forgetting is free.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/device.h"
#include "engine/tensor/graph.h"

G_BEGIN_DECLS

/**
 * VtKvCache:
 * @dim: elements of one row: kv heads times head size
 * @keys, @values: (array length=n_layers): tensors (dim, slots * context) bound
 *   to the buffer, for vt_graph_bound()
 */
typedef struct
{
  VtBuffer *buffer;
  VtType type;
  guint n_layers;
  guint n_slots;
  guint n_ctx;
  gint64 dim;
  VtTensor *keys;
  VtTensor *values;
} VtKvCache;

/* @type is VT_TYPE_F16, or VT_TYPE_F32 where exactness counts more than memory.
 * VT_ERROR_NO_MEMORY with figures where it does not fit. */
VtKvCache *vt_kv_cache_new (VtDevice *device, VtType type, guint n_layers, gint64 dim,
                            guint n_slots, guint n_ctx, GError **error);
void vt_kv_cache_free (VtKvCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtKvCache, vt_kv_cache_free)

/* Copies the first @n positions of slot @from of @source (which may be @cache
 * itself) to slot @to. Both have the same type, layers and dim. */
gboolean vt_kv_cache_copy (VtKvCache *cache, guint to, VtKvCache *source, guint from, guint n, GError **error);

/* Bytes that such a cache takes. */
guint64 vt_kv_cache_bytes (VtType type, guint n_layers, gint64 dim, guint n_slots, guint n_ctx);

G_END_DECLS

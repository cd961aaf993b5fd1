/* fusion-heads.c: what happens to queries, keys and values between their products and
 * attention: norms of heads, if any, rotary positions, and the caches' new rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/fusions.h"
#include "engine/ops/op-rope-vk.h"

#include <string.h>

extern const VtVkShader vt_spv_heads[];

#define SOFT_HEAD 512 /* numbers of a head at most on lavapipe: all are held at once */
#define SOFT_WORKGROUPS 256
#define MAX_TOKENS 65535

/**
 * Heads: the members by their part.
 * @q, @k, @v: what the products gave: (D, heads, n), (D, kv heads, n) and (kv heads * D, n)
 * @q_norm, @k_norm: %NULL for none
 * @turned, @turned_k: the two ropes
 * @keys, @values: the two set_rows
 */
typedef struct
{
  const VtTensor *q, *k, *v;
  const VtTensor *q_norm, *k_norm;
  const VtTensor *turned, *turned_k;
  const VtTensor *keys, *values;
} Heads;

enum { NORMED_Q, NORMED_TURNED_Q, NORMED_K, NORMED_TURNED_K, NORMED_KEYS, NORMED_VALUES };
enum { PLAIN_TURNED_Q, PLAIN_TURNED_K, PLAIN_KEYS, PLAIN_VALUES };

static Heads
normed_heads (VtTensor *const *nodes)
{
  return (Heads) {
    nodes[NORMED_Q]->src[0], nodes[NORMED_K]->src[0], nodes[NORMED_VALUES]->src[1], nodes[NORMED_Q], nodes[NORMED_K],
    nodes[NORMED_TURNED_Q], nodes[NORMED_TURNED_K], nodes[NORMED_KEYS], nodes[NORMED_VALUES],
  };
}

static Heads
plain_heads (VtTensor *const *nodes)
{
  return (Heads) {
    nodes[PLAIN_TURNED_Q]->src[0], nodes[PLAIN_TURNED_K]->src[0], nodes[PLAIN_VALUES]->src[1], NULL, NULL,
    nodes[PLAIN_TURNED_Q], nodes[PLAIN_TURNED_K], nodes[PLAIN_KEYS], nodes[PLAIN_VALUES],
  };
}

/* Whether the heads of a token follow each other. */
static gboolean
has_dense_heads (const VtTensor *t)
{
  return t->ne[3] == 1 && (t->ne[1] == 1 || t->nb[1] == t->ne[0] * 4);
}

/* Whether @t was there before the heads: then nothing that stays inside is wanted of it. */
static gboolean
is_outside (const Heads *h, const VtTensor *t)
{
  const VtTensor *root = vt_tensor_root (t);

  return root != h->q_norm && root != h->k_norm && root != h->turned && root != h->turned_k;
}

static gboolean
caches_fit (const Heads *h)
{
  const VtTensor *keys = h->keys->src[0], *values = h->values->src[0], *written = h->keys->src[1];

  return vt_tensor_root (written) == h->turned_k && vt_tensor_is_dense (written) &&
         vt_tensor_elements (written) == vt_tensor_elements (h->turned_k) && h->keys->src[2] == h->values->src[2] &&
         keys->type == values->type && keys->ne[1] == values->ne[1] && keys->nb[1] == values->nb[1] &&
         h->v->ne[0] == h->k->ne[0] * h->k->ne[1];
}

static gboolean
fits (const Heads *h)
{
  return h->turned->src[1] == h->turned_k->src[1] && h->turned->src[2] == h->turned_k->src[2] &&
         memcmp (h->turned->params, h->turned_k->params, sizeof (VtRope)) == 0 && h->q->ne[0] == h->k->ne[0] &&
         has_dense_heads (h->q) && has_dense_heads (h->k) && h->q->ne[2] <= MAX_TOKENS && caches_fit (h) &&
         is_outside (h, h->q) && is_outside (h, h->k) && is_outside (h, h->v);
}

static gboolean
plain_fits (VtTensor *const *nodes)
{
  Heads h = plain_heads (nodes);

  return fits (&h);
}

static gboolean
normed_fits (VtTensor *const *nodes)
{
  Heads h = normed_heads (nodes);

  return h.turned->src[0] == h.q_norm && h.turned_k->src[0] == h.k_norm && h.q_norm->src[1] != NULL && h.k_norm->src[1] != NULL &&
         memcmp (h.q_norm->params, h.k_norm->params, sizeof (VtNormParams)) == 0 && fits (&h);
}

static gboolean
soft_fits (const Heads *h)
{
  const VtRope *rope = vt_tensor_params (h->turned, VtRope);
  gint64 d = h->q->ne[0], kv = h->k->ne[1], n = h->q->ne[2];

  return d % 16 == 0 && d <= SOFT_HEAD && rope->n_dims == d && !rope->interleaved && h->turned->src[2] == NULL &&
         h->q->ne[1] + 2 * kv <= SOFT_WORKGROUPS &&
         (n == 1 || (h->q->nb[2] == h->q->ne[1] * d * 4 && h->k->nb[2] == kv * d * 4 && h->v->nb[1] == kv * d * 4)) &&
         vt_tensor_is_dense (h->keys->src[0]) && vt_tensor_is_dense (h->values->src[0]);
}

static gboolean
vk_fits (const Heads *h, const VtVkRecorder *recorder)
{
  return vt_vk_recorder_is_gpu (recorder) || (vt_vk_is_soft (recorder) && soft_fits (h));
}

static gboolean
plain_vk_fits (VtTensor *const *nodes, const VtVkRecorder *recorder)
{
  Heads h = plain_heads (nodes);

  return vk_fits (&h, recorder);
}

static gboolean
normed_vk_fits (VtTensor *const *nodes, const VtVkRecorder *recorder)
{
  Heads h = normed_heads (nodes);

  return vk_fits (&h, recorder);
}

/* The push constants of op-heads.comp; @last are strides, or digits on lavapipe. */
typedef struct
{
  guint64 q, k, v, turned, keys, values;
  guint64 q_norm, k_norm, positions, factors, turns, rows;
  guint32 cache_rows;
  float eps, weight_shift, magnitude;
  guint32 last[4];
} Push;

static gboolean
fill (Push *push, const Heads *h, VtVkRecorder *recorder, GError **error)
{
  const VtRope *rope = vt_tensor_params (h->turned, VtRope);
  const VtTensor *cache = h->keys->src[0];
  guint32 nb_q[3], nb_k[3], nb_v[3], nb_cache[3];

  *push = (Push) {
    h->q->address, h->k->address, h->v->address, h->turned->address, cache->address, h->values->src[0]->address,
    .positions = h->turned->src[1]->address, .factors = vt_vk_address (h->turned->src[2]),
    .turns = vt_rope_vk_turns (rope, recorder, error), .rows = h->keys->src[2]->address,
    .cache_rows = (guint32) cache->ne[1], .magnitude = rope->attn_factor, .last = { 0, 1, 2, 3 },
  };
  if (push->turns == 0 || !vt_vk_strides (h->q, nb_q, error) || !vt_vk_strides (h->k, nb_k, error) ||
      !vt_vk_strides (h->v, nb_v, error) || !vt_vk_strides (cache, nb_cache, error))
    return FALSE;
  if (vt_vk_recorder_is_gpu (recorder))
    memcpy (push->last, (guint32[]) { nb_q[1], nb_k[1], nb_v[0], nb_cache[0] }, sizeof push->last);
  if (h->q_norm != NULL)
    {
      push->q_norm = h->q_norm->src[1]->address;
      push->k_norm = h->k_norm->src[1]->address;
      push->eps = vt_tensor_params (h->q_norm, VtNormParams)->eps;
      push->weight_shift = vt_tensor_params (h->q_norm, VtNormParams)->weight_shift;
    }
  return TRUE;
}

static gboolean
record (const Heads *h, VtVkRecorder *recorder, GError **error)
{
  const VtRope *rope = vt_tensor_params (h->turned, VtRope);
  gboolean gpu = vt_vk_recorder_is_gpu (recorder);
  g_autofree char *variant = g_strconcat (gpu ? "" : "soft-", vt_type_info (h->keys->type)->name, NULL);
  guint32 heads = (guint32) h->q->ne[1], kv_heads = (guint32) h->k->ne[1];
  Push push;

  if (!fill (&push, h, recorder, error))
    return FALSE;
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_heads, variant),
    .spec = { gpu ? 64 : 8, (guint32) h->q->ne[0], heads, kv_heads, (guint32) rope->n_dims, rope->interleaved != 0,
              h->q_norm != NULL }, .n_spec = 7,
    .push = &push, .push_bytes = sizeof push, .groups = { heads + 2 * kv_heads, (guint32) h->q->ne[2], 1 },
    .work = 64 * (guint64) (h->q->ne[0] * h->q->ne[2]) * (heads + 2 * kv_heads) }, error);
}

static gboolean
plain_record (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  Heads h = plain_heads (nodes);

  return record (&h, recorder, error);
}

static gboolean
normed_record (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  Heads h = normed_heads (nodes);

  return record (&h, recorder, error);
}

const VtFusion vt_fusion_normed_heads = {
  .name = "normed_heads",
  .ops = { &vt_op_rms_norm, &vt_op_rope, &vt_op_rms_norm, &vt_op_rope, &vt_op_set_rows, &vt_op_set_rows },
  .kept = 1 << NORMED_Q | 1 << NORMED_K | 1 << NORMED_TURNED_K,
  .fits = normed_fits, .vk_fits = normed_vk_fits, .vk_record = normed_record,
};

const VtFusion vt_fusion_heads = {
  .name = "heads", .ops = { &vt_op_rope, &vt_op_rope, &vt_op_set_rows, &vt_op_set_rows }, .kept = 1 << PLAIN_TURNED_K,
  .fits = plain_fits, .vk_fits = plain_vk_fits, .vk_record = plain_record,
};

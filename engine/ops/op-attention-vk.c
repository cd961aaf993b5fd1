/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-attention-vk.h"

extern const VtVkShader vt_spv_attention[], vt_spv_attention_block[], vt_spv_attention_join[];

#define LANES 64
#define ENOUGH_GROUPS 256 /* workgroups that keep a GPU busy: with fewer heads and tokens, rows are parted */
#define PART_ROWS 32      /* a part has as many rows at least, of those that the cache has room for */
#define MOST_PARTS 32
#define BLOCK_TOKENS 32  /* of op-attention-block.comp */
#define BLOCK_OWN 64     /* numbers of a value that its lanes take at once */
#define BLOCK_VALUE 512  /* numbers of a value at most */
#define BLOCK_CHUNK 40   /* numbers of a query and key at a time at most */
#define BLOCK_GROUPS 100 /* workgroups at least: a GPU with fewer is idle */

typedef struct
{
  guint64 q, k, v, spans, y;
  guint32 dv, heads, group;
  guint32 nb_q[2], nb_k[2], nb_v[2];
  guint32 rows, tokens; /* op-attention.comp needs no tokens */
  float scale, softcap;
} Push;

static gboolean
strides2 (const VtTensor *t, guint32 nb[2], GError **error)
{
  guint32 all[3];

  if (!vt_vk_strides (t, all, error))
    return FALSE;
  nb[0] = all[0];
  nb[1] = all[1];
  return TRUE;
}

static gboolean
fill (Push *push, const VtTensor *node, gint64 sequence, guint64 spans, GError **error)
{
  const VtAttentionParams *params = vt_tensor_params (node, VtAttentionParams);
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];

  *push = (Push) {
    vt_attention_place (q, sequence), vt_attention_place (k, sequence), vt_attention_place (v, sequence),
    spans + (guint64) (sequence * q->ne[2] * 8), vt_attention_place (node, sequence),
    (guint32) v->ne[0], (guint32) q->ne[1], (guint32) (q->ne[1] / k->ne[1]),
    .rows = (guint32) k->ne[2], .tokens = (guint32) q->ne[2], .scale = params->scale, .softcap = params->softcap,
  };
  return strides2 (q, push->nb_q, error) && strides2 (k, push->nb_k, error) && strides2 (v, push->nb_v, error);
}

/* Whether four keys lie so that one load can take them. */
static gboolean
has_quads (const VtTensor *k, const Push *push)
{
  guint32 bytes = 4 * (guint32) k->nb[0];

  return k->ne[0] % 4 == 0 && push->k % bytes == 0 && push->nb_k[0] % bytes == 0 && push->nb_k[1] % bytes == 0;
}

static gboolean
places_fit (guint64 address, const guint32 nb[2], guint32 bytes)
{
  return address % bytes == 0 && nb[0] % bytes == 0 && nb[1] % bytes == 0;
}

static gboolean
block_fits (const VtTensor *node, const VtVkRecorder *recorder, const Push *push)
{
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];
  gint64 blocks = (q->ne[2] + BLOCK_TOKENS - 1) / BLOCK_TOKENS;

  return vt_vk_recorder_is_gpu (recorder) && q->ne[2] >= BLOCK_TOKENS && blocks * q->ne[1] >= BLOCK_GROUPS &&
         k->ne[2] > 0 && q->ne[0] % 4 == 0 && v->ne[0] % 4 == 0 && v->ne[0] <= BLOCK_VALUE &&
         places_fit (push->q, push->nb_q, 16) && places_fit (push->k, push->nb_k, 4 * (guint32) k->nb[0]) &&
         places_fit (push->v, push->nb_v, 4 * (guint32) v->nb[0]);
}

/* The largest part of @d numbers, four at a time, that parts it evenly. */
static guint32
chunk_of (guint32 d)
{
  guint32 chunk = BLOCK_CHUNK;

  while (d % chunk != 0)
    chunk -= 4;
  return chunk;
}

static gboolean
record_blocks (const VtTensor *node, VtVkRecorder *recorder, const Push *push, GError **error)
{
  const VtTensor *q = node->src[0], *k = node->src[1];
  guint32 d = (guint32) q->ne[0];

  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_block, vt_type_info (k->type)->name),
    .spec = { d, chunk_of (d), (push->dv + BLOCK_OWN - 1) / BLOCK_OWN }, .n_spec = 3,
    .push = push, .push_bytes = sizeof *push,
    .groups = { (guint32) q->ne[1], (push->tokens + BLOCK_TOKENS - 1) / BLOCK_TOKENS, 1 },
    .work = (guint64) (q->ne[1] * q->ne[2] * k->ne[2]) * (guint64) (q->ne[0] + node->ne[0]) }, error);
}

static guint
parts_of (const VtTensor *node)
{
  gint64 groups = node->ne[1] * node->ne[2];

  return (guint) CLAMP (MIN (ENOUGH_GROUPS / groups, node->src[1]->ne[2] / PART_ROWS), 1, MOST_PARTS);
}

static gboolean
record_parts (const VtTensor *node, VtVkRecorder *recorder, const Push *push, guint parts, GError **error)
{
  const VtTensor *q = node->src[0], *k = node->src[1];

  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention, vt_type_info (k->type)->name),
    .spec = { LANES, (push->dv + LANES - 1) / LANES, (guint32) q->ne[0], parts, has_quads (k, push) }, .n_spec = 5,
    .push = push, .push_bytes = sizeof *push,
    .groups = { (guint32) q->ne[1], (guint32) q->ne[2], parts },
    .work = (guint64) (q->ne[1] * q->ne[2] * k->ne[2]) * (guint64) (q->ne[0] + node->ne[0]) }, error);
}

static gboolean
record_join (const VtTensor *node, VtVkRecorder *recorder, gint64 sequence, guint64 scratch, guint parts, GError **error)
{
  guint64 n = (guint64) (node->ne[0] * node->ne[1] * node->ne[2]);
  struct
  {
    guint64 parts, y;
    guint32 dv, n;
  } push = { scratch, vt_attention_place (node, sequence), (guint32) node->ne[0], (guint32) n };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_join, "plain"), .spec = { parts }, .n_spec = 1,
    .push = &push, .push_bytes = sizeof push }, n, 64, error);
}

/* The spans of all tokens; where they are left out, ones of all rows. */
static guint64
spans_of (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  gint64 tokens = node->ne[2] * node->ne[3];
  g_autofree gint32 *all = NULL;

  if (node->src[3] != NULL)
    return node->src[3]->address;
  all = g_new0 (gint32, 2 * tokens);
  for (gint64 i = 0; i < tokens; i++)
    all[2 * i + 1] = (gint32) node->src[1]->ne[2];
  return vt_vk_recorder_constants (recorder, all, (gsize) tokens * 8, error);
}

static gboolean
record_sequence (const VtTensor *node, VtVkRecorder *recorder, gint64 sequence, guint64 spans, GError **error)
{
  guint parts = parts_of (node);
  Push push;

  if (vt_attention_soft_fits (node, recorder))
    return vt_attention_soft_record (node, recorder, sequence, spans, error);
  if (!fill (&push, node, sequence, spans, error))
    return FALSE;
  if (block_fits (node, recorder, &push))
    return record_blocks (node, recorder, &push, error);
  if (parts == 1)
    return record_parts (node, recorder, &push, 1, error);
  push.y = vt_vk_recorder_scratch (recorder, (gsize) (node->ne[1] * node->ne[2]) * parts * (push.dv + 2) * 4, error);
  return push.y != 0 && record_parts (node, recorder, &push, parts, error) &&
         record_join (node, recorder, sequence, push.y, parts, error);
}

gboolean
vt_attention_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  guint64 spans = spans_of (node, recorder, error);

  if (spans == 0)
    return FALSE;
  for (gint64 i = 0; i < node->ne[3]; i++)
    if (!record_sequence (node, recorder, i, spans, error))
      return FALSE;
  return TRUE;
}

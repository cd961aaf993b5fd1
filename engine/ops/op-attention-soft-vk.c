/* op-attention-soft-vk.c: attention on lavapipe, in the five steps of
 * vk-attention-soft.glsl, for a block of tokens after the other. How many rows
 * of a cache are in use is known only when the plan runs: the device counts
 * them itself and takes its numbers of workgroups from there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-attention-vk.h"

extern const VtVkShader vt_spv_attention_counts[], vt_spv_attention_scores[], vt_spv_attention_softmax[],
  vt_spv_attention_values[], vt_spv_attention_merge[], vt_spv_attention_keys[], vt_spv_attention_wide[];

#define LANES 8
#define TILE_ROWS 64
#define TILE_VECTORS 640
#define BLOCK_TOKENS 128
#define KEY_DIMS 32    /* of op-attention-keys.comp */
#define WIDE_TOKENS 16 /* from which on the keys are turned */
#define SCRATCH_BYTES (64u << 20)
#define COUNTS_BYTES 256
#define COUNTS_VALUES 12 /* where the workgroups of the values are */

/**
 * Job: a block of tokens.
 * @stride: rows rounded up to whole tiles
 * @rows_a_group, @cols_a_group: of the scores
 * @turned: where the turned keys are, or 0: only many tokens are worth that
 */
typedef struct
{
  const VtTensor *node;
  gint64 sequence;
  guint first, tokens;
  guint group, kv_heads, cols, rows, stride;
  guint rows_a_group, cols_a_group, vectors;
  guint32 nb_q[3], nb_k[3], nb_v[3];
  guint64 turned, counts, scores, totals, parts, all_spans, spans;
} Job;

gboolean
vt_attention_soft_fits (const VtTensor *node, const VtVkRecorder *recorder)
{
  const VtTensor *q = node->src[0], *k = node->src[1];

  return vt_vk_is_soft (recorder) && q->ne[0] % LANES == 0 && node->ne[0] % LANES == 0 &&
         q->ne[0] <= TILE_VECTORS && k->ne[2] > 0 && k->ne[1] <= 64 &&
         (k->ne[2] + TILE_ROWS - 1) / TILE_ROWS * k->ne[1] < 65536;
}

static gboolean
record_counts (const Job *job, VtVkRecorder *recorder, GError **error)
{
  guint y = (job->cols + job->cols_a_group - 1) / job->cols_a_group;
  struct
  {
    guint64 spans, counts;
    guint32 tokens, rows, rows_a_group, score_columns, value_columns, parts;
  } push = {
    job->spans, job->counts, job->tokens, job->rows, job->rows_a_group, y, y,
    (guint32) job->node->ne[0] / (job->vectors * LANES),
  };

  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_counts, "plain"), .spec = { job->group, job->kv_heads }, .n_spec = 2,
    .push = &push, .push_bytes = sizeof push, .work = job->tokens }, error);
}

static gboolean
record_scores (const Job *job, VtVkRecorder *recorder, GError **error)
{
  const VtAttentionParams *params = vt_tensor_params (job->node, VtAttentionParams);
  const VtTensor *q = job->node->src[0], *k = job->node->src[1];
  struct
  {
    guint64 q, k, scores;
    guint32 nb_q[2], nb_k[2];
    guint32 cols, rows, stride;
    float scale, softcap;
    guint32 digit[16];
  } push = {
    vt_attention_place (q, job->sequence) + (guint64) job->first * job->nb_q[1],
    vt_attention_place (k, job->sequence), job->scores,
    { job->nb_q[0], job->nb_q[1] }, { job->nb_k[0], job->nb_k[1] },
    job->cols, job->rows, job->stride, params->scale, params->softcap, VT_VK_DIGITS,
  };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_scores, vt_type_info (k->type)->name),
    .spec = { job->group, job->kv_heads, (guint32) q->ne[0], job->rows_a_group, job->cols_a_group }, .n_spec = 5,
    .push = &push, .push_bytes = sizeof push, .indirect = job->counts,
    .work = (guint64) job->cols * job->kv_heads * job->rows * (guint64) q->ne[0] }, error);
}

static gboolean
record_keys (const Job *job, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *k = job->node->src[1];
  struct
  {
    guint64 k, turned;
    guint32 nb_k[2];
    guint32 d, rows, stride;
    guint32 digit[16];
  } push = {
    vt_attention_place (k, job->sequence), job->turned, { job->nb_k[0], job->nb_k[1] },
    (guint32) k->ne[0], job->rows, job->stride, VT_VK_DIGITS,
  };

  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_keys, vt_type_info (k->type)->name), .push = &push, .push_bytes = sizeof push,
    .groups = { job->stride / LANES, job->kv_heads, (push.d + KEY_DIMS - 1) / KEY_DIMS },
    .work = (guint64) job->stride * job->kv_heads * push.d * 16 }, error);
}

static gboolean
record_wide (const Job *job, VtVkRecorder *recorder, GError **error)
{
  const VtAttentionParams *params = vt_tensor_params (job->node, VtAttentionParams);
  const VtTensor *q = job->node->src[0];
  struct
  {
    guint64 q, turned, scores;
    guint32 nb_q[2];
    guint32 cols, stride;
    float scale, softcap;
    guint32 digit[16];
  } push = {
    vt_attention_place (q, job->sequence) + (guint64) job->first * job->nb_q[1], job->turned, job->scores,
    { job->nb_q[0], job->nb_q[1] }, job->cols, job->stride, params->scale, params->softcap, VT_VK_DIGITS,
  };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_wide, "plain"),
    .spec = { job->group, job->kv_heads, (guint32) q->ne[0], job->rows_a_group / LANES, job->cols_a_group }, .n_spec = 5,
    .push = &push, .push_bytes = sizeof push, .indirect = job->counts,
    .work = (guint64) job->cols * job->kv_heads * job->rows * (guint64) q->ne[0] }, error);
}

static gboolean
record_softmax (const Job *job, VtVkRecorder *recorder, GError **error)
{
  struct
  {
    guint64 scores, totals, spans, counts;
    guint32 cols, rows, stride;
  } push = { job->scores, job->totals, job->spans, job->counts, job->cols, job->rows, job->stride };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_softmax, "plain"), .spec = { job->group, job->kv_heads }, .n_spec = 2,
    .push = &push, .push_bytes = sizeof push }, job->cols * job->kv_heads, 1, error);
}

static gboolean
record_values (const Job *job, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *v = job->node->src[2];
  struct
  {
    guint64 v, weights, parts;
    guint32 nb_v[2];
    guint32 cols, rows, stride, dv;
    guint32 digit[16];
  } push = {
    vt_attention_place (v, job->sequence), job->scores, job->parts, { job->nb_v[0], job->nb_v[1] },
    job->cols, job->rows, job->stride, (guint32) v->ne[0], VT_VK_DIGITS,
  };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_values, vt_type_info (v->type)->name),
    .spec = { job->group, job->kv_heads, job->vectors, job->cols_a_group }, .n_spec = 4,
    .push = &push, .push_bytes = sizeof push, .indirect = job->counts + COUNTS_VALUES,
    .work = (guint64) job->cols * job->kv_heads * job->rows * (guint64) v->ne[0] }, error);
}

static gboolean
record_merge (const Job *job, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *node = job->node;
  guint64 n = (guint64) job->tokens * (guint64) (node->ne[0] * node->ne[1]);
  struct
  {
    guint64 parts, totals, counts, y;
    guint32 cols, dv, n;
  } push = {
    job->parts, job->totals, job->counts,
    vt_attention_place (node, job->sequence) + (guint64) job->first * (guint64) node->nb[2],
    job->cols, (guint32) node->ne[0], (guint32) n,
  };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_attention_merge, "plain"), .spec = { job->group, job->kv_heads }, .n_spec = 2,
    .push = &push, .push_bytes = sizeof push }, n, LANES, error);
}

static guint64
turned_bytes (const Job *job)
{
  return (guint64) job->kv_heads * (guint64) job->node->src[0]->ne[0] * job->stride * 4;
}

/* Bytes of the parts of a block's scratch. */
static void
block_bytes (const Job *job, guint64 tokens, guint64 *totals, guint64 *scores, guint64 *parts)
{
  guint64 columns = tokens * job->group * job->kv_heads;

  *totals = (columns * 4 + 255) / 256 * 256;
  *scores = columns * job->stride * 4;
  *parts = columns * (job->stride / TILE_ROWS) * (guint64) job->node->ne[0] * 4;
}

/* Lays the scratch out for blocks of @tokens: turned keys, counts, sums of weights, scores, parts. */
static gboolean
take_scratch (Job *job, guint tokens, gboolean turn, VtVkRecorder *recorder, GError **error)
{
  guint64 turned = turn ? turned_bytes (job) : 0, totals, scores, parts, address;

  block_bytes (job, tokens, &totals, &scores, &parts);
  address = vt_vk_recorder_scratch (recorder, turned + COUNTS_BYTES + totals + scores + parts, error);
  job->turned = turn ? address : 0;
  job->counts = address + turned;
  job->totals = job->counts + COUNTS_BYTES;
  job->scores = job->totals + totals;
  job->parts = job->scores + scores;
  return address != 0;
}

/* How many scores a workgroup makes. */
static void
choose_group (Job *job)
{
  guint d = (guint) job->node->src[0]->ne[0];

  job->cols_a_group = job->cols >= 4 ? 4 : job->cols >= 2 ? 2 : 1;
  if (job->turned != 0)
    {
      job->rows_a_group = LANES;
      while (job->rows_a_group < TILE_ROWS && 2 * job->rows_a_group / LANES * job->cols_a_group * d <= TILE_VECTORS)
        job->rows_a_group *= 2;
      return;
    }
  job->rows_a_group = LANES / job->cols_a_group;
  while (job->rows_a_group * job->cols_a_group * d > TILE_VECTORS * LANES)
    job->rows_a_group /= 2;
}

static gboolean
record_block (Job *job, VtVkRecorder *recorder, GError **error)
{
  job->cols = job->tokens * job->group;
  job->spans = job->all_spans + job->first * 8;
  choose_group (job);
  return record_counts (job, recorder, error) &&
         (job->turned != 0 ? record_wide : record_scores) (job, recorder, error) && record_softmax (job, recorder, error) &&
         record_values (job, recorder, error) && record_merge (job, recorder, error);
}

gboolean
vt_attention_soft_record (const VtTensor *node, VtVkRecorder *recorder, gint64 sequence, guint64 spans, GError **error)
{
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];
  guint n = (guint) q->ne[2], rows = (guint) k->ne[2], stride = (rows + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
  guint64 token_bytes = (guint64) q->ne[1] * stride * 4 * (1 + (guint64) v->ne[0] / TILE_ROWS);
  guint block = (guint) CLAMP (SCRATCH_BYTES / token_bytes, 1, BLOCK_TOKENS);
  Job job = {
    .node = node, .sequence = sequence, .all_spans = spans + (guint64) (sequence * q->ne[2] * 8),
    .group = (guint) (q->ne[1] / k->ne[1]), .kv_heads = (guint) k->ne[1],
    .rows = rows, .stride = stride, .vectors = v->ne[0] % (2 * LANES) == 0 ? 2 : 1,
  };
  gboolean turn;

  if (!vt_vk_strides (q, job.nb_q, error) || !vt_vk_strides (k, job.nb_k, error) ||
      !vt_vk_strides (v, job.nb_v, error))
    return FALSE;
  turn = n >= WIDE_TOKENS && rows <= 8 * n && q->ne[0] * 4 <= TILE_VECTORS && turned_bytes (&job) <= SCRATCH_BYTES;
  if (!take_scratch (&job, MIN (block, n), turn, recorder, error) || (turn && !record_keys (&job, recorder, error)))
    return FALSE;
  for (job.first = 0; job.first < n; job.first += block)
    {
      job.tokens = MIN (block, n - job.first);
      if (job.first > 0)
        vt_vk_recorder_barrier (recorder);
      if (!record_block (&job, recorder, error))
        return FALSE;
    }
  return TRUE;
}

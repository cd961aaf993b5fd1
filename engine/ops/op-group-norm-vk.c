/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_group_norm[], vt_spv_group_norm_soft[];

/* The push constants of op-group-norm.comp. */
typedef struct
{
  guint64 x, weight, bias, moments, y;
  guint32 channels, width, height, n;
  guint32 nb[3];
  guint32 groups;
  float eps;
} Push;

#define LANES 8
#define GPU_GROUPS 1024  /* workgroups that keep a GPU busy */
#define GPU_NUMBERS 1024 /* of one at least */
#define GPU_PARTS 64     /* of a group at most */
#define SOFT_PIXELS 64 /* of op-group-norm-soft.comp */

static gboolean
soft_fits (const VtTensor *x, const VtVkRecorder *recorder)
{
  return vt_vk_is_soft (recorder) && x->ne[0] % LANES == 0 && (x->ne[2] == 1 || x->nb[2] == x->nb[1] * x->ne[1]) &&
         x->ne[1] * x->ne[2] > 0 && x->ne[1] * x->ne[2] / SOFT_PIXELS < 65535 && x->nb[1] <= G_MAXUINT32;
}

static gboolean
record_factors (const VtTensor *node, VtVkRecorder *recorder, guint64 moments, guint64 factors, GError **error)
{
  const VtGroupNormParams *p = vt_tensor_params (node, VtGroupNormParams);
  struct
  {
    guint64 moments, factors, weight, bias;
    guint32 channels, pixels, groups;
    float eps;
  } push = {
    moments, factors, vt_vk_address (node->src[1]), vt_vk_address (node->src[2]),
    (guint32) node->ne[0], (guint32) (node->ne[1] * node->ne[2]), (guint32) p->groups, p->eps,
  };

  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_group_norm_soft, "factors"), .push = &push, .push_bytes = sizeof push,
    .groups = { push.groups, 1, 1 }, .work = 16 * (guint64) (push.channels * (push.pixels / SOFT_PIXELS + 1)) }, error);
}

static gboolean
record_picture (const VtTensor *node, VtVkRecorder *recorder, gint64 picture, GError **error)
{
  const VtTensor *x = node->src[0];
  guint64 pixels = (guint64) (x->ne[1] * x->ne[2]), chunks = (pixels + SOFT_PIXELS - 1) / SOFT_PIXELS;
  struct
  {
    guint64 x, y, moments, factors;
    guint32 channels, pixels, nb_x;
    guint32 digit[16];
  } push = {
    x->address + (guint64) (picture * x->nb[3]), node->address + (guint64) (picture * node->nb[3]), 0, 0,
    (guint32) x->ne[0], (guint32) pixels, (guint32) x->nb[1], VT_VK_DIGITS,
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_group_norm_soft, "moments"), .push = &push, .push_bytes = sizeof push,
    .groups = { push.channels / LANES, (guint32) chunks, 1 }, .work = 16 * pixels * push.channels,
  };

  push.factors = vt_vk_recorder_scratch (recorder, (gsize) (chunks + 1) * push.channels * 8, error);
  push.moments = push.factors + push.channels * 8;
  if (push.factors == 0 || !vt_vk_recorder_dispatch (recorder, &d, error) ||
      !record_factors (node, recorder, push.moments, push.factors, error))
    return FALSE;
  d.shader = vt_vk_shader (vt_spv_group_norm_soft, vt_tensor_params (node, VtGroupNormParams)->silu ? "apply_silu" : "apply");
  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch (recorder, &d, error);
}

static gboolean
record_soft (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  for (gint64 picture = 0; picture < node->ne[3]; picture++)
    if (!record_picture (node, recorder, picture, error))
      return FALSE;
  return TRUE;
}

/* Workgroups for a group: so many that a GPU is busy, and each has enough to do. */
static guint32
parts_of (const VtTensor *node, const VtVkRecorder *recorder, guint64 sets)
{
  guint64 numbers = (guint64) vt_tensor_elements (node) / MAX (sets, 1);

  if (!vt_vk_recorder_is_gpu (recorder))
    return 1;
  return (guint32) CLAMP (MIN (GPU_GROUPS / MAX (sets, 1), numbers / GPU_NUMBERS), 1, GPU_PARTS);
}

static gboolean
record_moments (const VtTensor *node, VtVkRecorder *recorder, const Push *push, guint64 sets, GError **error)
{
  gboolean gpu = vt_vk_recorder_is_gpu (recorder);
  guint32 parts = parts_of (node, recorder, sets), own = push->channels / push->groups;
  Push part = *push;
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_group_norm, "moments"), .spec = { gpu ? 256 : 8, parts, own }, .n_spec = 3,
    .push = &part, .push_bytes = sizeof part, .work = 32 * (guint64) vt_tensor_elements (node),
  };

  part.n = (guint32) (sets * parts);
  part.y = push->moments + sets * 8;
  if (!vt_vk_recorder_dispatch_items (recorder, &d, part.n, 1, error))
    return FALSE;
  if (parts == 1)
    return TRUE;
  d.shader = vt_vk_shader (vt_spv_group_norm, "join");
  d.spec[0] = GPU_PARTS;
  part.n = (guint32) sets;
  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch_items (recorder, &d, sets, 1, error);
}

static gboolean
record_plain (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtGroupNormParams *p = vt_tensor_params (node, VtGroupNormParams);
  const VtTensor *x = node->src[0];
  guint64 n = (guint64) vt_tensor_elements (x), sets = (guint64) (p->groups * x->ne[3]);
  Push push = {
    x->address, vt_vk_address (node->src[1]), vt_vk_address (node->src[2]), 0, node->address,
    (guint32) x->ne[0], (guint32) x->ne[1], (guint32) x->ne[2], (guint32) n,
    .groups = (guint32) p->groups, .eps = p->eps,
  };
  VtVkDispatch apply = {
    .shader = vt_vk_shader (vt_spv_group_norm, p->silu ? "apply_silu" : "apply"),
    .spec = { 64, 1, push.channels / push.groups }, .n_spec = 3, .push = &push, .push_bytes = sizeof push,
  };

  push.moments = vt_vk_recorder_scratch (recorder, (gsize) sets * (1 + parts_of (node, recorder, sets)) * 8, error);
  if (push.moments == 0 || !vt_vk_strides (x, push.nb, error) || !record_moments (node, recorder, &push, sets, error))
    return FALSE;
  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch_items (recorder, &apply, n, 64, error);
}

gboolean
vt_group_norm_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  if (soft_fits (node->src[0], recorder))
    return record_soft (node, recorder, error);
  return record_plain (node, recorder, error);
}

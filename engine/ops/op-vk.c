/* op-vk.c: the Vulkan sides of operations that differ in their kernel alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-vk.h"

#include "engine/base/error.h"

gboolean
vt_vk_strides (const VtTensor *t, guint32 nb[3], GError **error)
{
  for (int i = 1; i < VT_MAX_DIMS; i++)
    {
      nb[i - 1] = t->ne[i] > 1 ? (guint32) t->nb[i] : 0;
      if (t->ne[i] > 1 && t->nb[i] > G_MAXUINT32)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                       "A tensor of this model is too large for the graphics device's kernels (%s).",
                       t->name[0] != '\0' ? t->name : t->op != NULL ? t->op->name : "without a name");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
record_binary_plain (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders,
                     gint32 function, GError **error)
{
  const VtTensor *a = node->src[0], *b = node->src[1];
  struct
  {
    guint64 a, b, y;
    guint32 ne0, ne1, ne2, n;
    guint32 nb_a[3], nb_b0, nb_b[3];
  } push = {
    a->address, b->address, node->address,
    (guint32) node->ne[0], (guint32) node->ne[1], (guint32) node->ne[2], (guint32) vt_tensor_elements (node),
    .nb_b0 = b->ne[0] > 1 ? 4 : 0,
  };
  VtVkDispatch d = { .shader = vt_vk_shader (shaders, "plain"), .push = &push, .push_bytes = sizeof push,
                     .spec = { (guint32) function }, .n_spec = 1 };

  return vt_vk_strides (a, push.nb_a, error) && vt_vk_strides (b, push.nb_b, error) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_elements (node), 64, error);
}

/* Numbers in a workgroup of vk-binary-soft.glsl, and in one dispatch. */
#define SOFT_GROUP 256
#define SOFT_MOST (65535 * SOFT_GROUP)

static gboolean
record_binary_soft (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders,
                    gint32 function, GError **error)
{
  struct
  {
    guint64 a, b, y;
    guint32 n;
    guint32 digit[16];
  } push = { node->src[0]->address, node->src[1]->address, node->address, .digit = VT_VK_DIGITS };
  gint64 n = vt_tensor_elements (node);

  for (gint64 done = 0; done < n; done += SOFT_MOST)
    {
      push.n = (guint32) MIN (n - done, SOFT_MOST);
      if (!vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
            .shader = vt_vk_shader (shaders, "soft"), .spec = { (guint32) function }, .n_spec = 1,
            .push = &push, .push_bytes = sizeof push, .groups = { (push.n + SOFT_GROUP - 1) / SOFT_GROUP, 1, 1 },
            .work = 16 * (guint64) push.n }, error))
        return FALSE;
      push.a += (guint64) push.n * 4;
      push.b += (guint64) push.n * 4;
      push.y += (guint64) push.n * 4;
    }
  return TRUE;
}

gboolean
vt_vk_record_binary (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders,
                     gint32 function, GError **error)
{
  const VtTensor *a = node->src[0], *b = node->src[1];

  if (vt_vk_is_soft (recorder) && vt_tensor_same_shape (a, b) && vt_tensor_is_dense (a) && vt_tensor_is_dense (b) &&
      vt_tensor_elements (a) % 8 == 0)
    return record_binary_soft (node, recorder, shaders, function, error);
  return record_binary_plain (node, recorder, shaders, function, error);
}

static gboolean
record_map_soft (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader,
                 gint32 function, float a, float b, GError **error)
{
  struct
  {
    guint64 a, y;
    guint32 n;
    float p, q;
    guint32 digit[16];
  } push = { node->src[0]->address, node->address, 0, a, b, VT_VK_DIGITS };
  gint64 n = vt_tensor_elements (node);

  for (gint64 done = 0; done < n; done += SOFT_MOST)
    {
      push.n = (guint32) MIN (n - done, SOFT_MOST);
      if (!vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
            .shader = shader, .spec = { (guint32) function }, .n_spec = 1,
            .push = &push, .push_bytes = sizeof push, .groups = { (push.n + SOFT_GROUP - 1) / SOFT_GROUP, 1, 1 },
            .work = 16 * (guint64) push.n }, error))
        return FALSE;
      push.a += (guint64) push.n * vt_type_info (node->src[0]->type)->bytes;
      push.y += (guint64) push.n * vt_type_info (node->type)->bytes;
    }
  return TRUE;
}

gboolean
vt_vk_record_map (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader, const VtVkShader *soft,
                  gint32 function, float a, float b, GError **error)
{
  struct
  {
    guint64 a, y;
    guint32 ne0, ne1, ne2, n;
    guint32 nb_a[3];
    float p, q;
  } push = {
    node->src[0]->address, node->address,
    (guint32) node->ne[0], (guint32) node->ne[1], (guint32) node->ne[2], (guint32) vt_tensor_elements (node),
    .p = a, .q = b,
  };
  VtVkDispatch d = { .shader = shader, .push = &push, .push_bytes = sizeof push,
                     .spec = { (guint32) function }, .n_spec = 1 };

  if (vt_vk_is_soft (recorder) && vt_tensor_is_dense (node->src[0]) && vt_tensor_elements (node) % 8 == 0)
    return record_map_soft (node, recorder, soft, function, a, b, error);
  return vt_vk_strides (node->src[0], push.nb_a, error) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_elements (node), 64, error);
}

static gboolean
record_normalise_plain (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders, GError **error)
{
  const VtNormParams *params = vt_tensor_params (node, VtNormParams);
  const VtTensor *x = node->src[0];
  struct
  {
    guint64 x, weight, bias, y;
    guint32 ne0, ne1, ne2, n;
    guint32 nb[3];
    float eps, weight_shift;
  } push = {
    x->address, vt_vk_address (node->src[1]), vt_vk_address (node->src[2]), node->address,
    (guint32) x->ne[0], (guint32) x->ne[1], (guint32) x->ne[2], (guint32) vt_tensor_rows (x),
    .eps = params->eps, .weight_shift = params->weight_shift,
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (shaders, "plain"), .push = &push, .push_bytes = sizeof push,
    .spec = { vt_vk_recorder_is_gpu (recorder) ? 128 : 8 }, .n_spec = 1,
    .work = 64 * (guint64) vt_tensor_elements (x),
  };

  return vt_vk_strides (x, push.nb, error) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_rows (x), 1, error);
}

#define SOFT_ROW 4096 /* numbers in a row of vk-normalise-soft.glsl at most */
#define SOFT_ROWS 65535

/* Whether the rows of @t follow each other with one stride through all dimensions. */
static gboolean
has_one_stride (const VtTensor *t)
{
  return (t->ne[2] == 1 || t->nb[2] == t->nb[1] * t->ne[1]) && (t->ne[3] == 1 || t->nb[3] == t->nb[2] * t->ne[2]);
}

static gboolean
record_normalise_soft (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders, GError **error)
{
  const VtNormParams *params = vt_tensor_params (node, VtNormParams);
  const VtTensor *x = node->src[0], *weight = node->src[1], *bias = node->src[2];
  struct
  {
    guint64 x, weight, bias, y;
    guint32 nb_x;
    float eps, weight_shift;
    guint32 digit[16];
  } push = {
    x->address, vt_vk_address (weight), vt_vk_address (bias), node->address,
    (guint32) x->nb[1], params->eps, params->weight_shift, VT_VK_DIGITS,
  };

  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (shaders, "soft"), .spec = { (guint32) x->ne[0], weight != NULL, bias != NULL }, .n_spec = 3,
    .push = &push, .push_bytes = sizeof push, .groups = { (guint32) vt_tensor_rows (x), 1, 1 },
    .work = 16 * (guint64) vt_tensor_elements (x) }, error);
}

gboolean
vt_vk_record_normalise (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders, GError **error)
{
  const VtTensor *x = node->src[0];

  if (vt_vk_is_soft (recorder) && x->ne[0] % 8 == 0 && x->ne[0] <= SOFT_ROW && vt_tensor_rows (x) <= SOFT_ROWS &&
      has_one_stride (x) && x->nb[1] <= G_MAXUINT32)
    return record_normalise_soft (node, recorder, shaders, error);
  return record_normalise_plain (node, recorder, shaders, error);
}

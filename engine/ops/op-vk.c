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

gboolean
vt_vk_record_binary (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader,
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
  VtVkDispatch d = { .shader = shader, .push = &push, .push_bytes = sizeof push,
                     .spec = { (guint32) function }, .n_spec = 1 };

  return vt_vk_strides (a, push.nb_a, error) && vt_vk_strides (b, push.nb_b, error) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_elements (node), 64, error);
}

gboolean
vt_vk_record_map (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader,
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

  return vt_vk_strides (node->src[0], push.nb_a, error) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_elements (node), 64, error);
}

gboolean
vt_vk_record_normalise (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader, GError **error)
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
    .shader = shader, .push = &push, .push_bytes = sizeof push,
    .spec = { vt_vk_recorder_is_gpu (recorder) ? 128 : 8 }, .n_spec = 1,
    .work = (guint64) vt_tensor_elements (x),
  };

  return vt_vk_strides (x, push.nb, error) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_rows (x), 1, error);
}

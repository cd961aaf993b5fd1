/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-vk.h"

extern const VtVkShader vt_spv_conv[];

#define PLAIN_COST 16 /* of the slow kernel, in multiplications: it decides where to cut */

/* The push constants of op-conv.comp. */
typedef struct
{
  guint64 w, x, y, bias, residual;
  gint32 width, height, across, down, in[2];
  guint32 channels, group_rows, m, n;
  guint32 nb_w, nb_x[3], nb_r[3];
  guint32 y1, y2, y3;
  gint32 taps_down;
} Push;

static void
fill (Push *push, const VtTensor *node, const VtConvPass *pass)
{
  const VtTensor *w = node->src[0], *x = node->src[1], *residual = node->src[3];
  guint64 place = (guint64) (pass->out[0] * node->nb[1] + pass->out[1] * node->nb[2]);

  push->w = w->address + vt_type_row_bytes (w->type, pass->first_tap * w->ne[0]);
  push->x = x->address;
  push->y = node->address + place;
  push->bias = vt_vk_address (node->src[2]);
  push->residual = vt_vk_address (residual);
  push->width = (gint32) x->ne[1];
  push->height = (gint32) x->ne[2];
  push->across = (gint32) pass->count[0];
  push->down = (gint32) pass->count[1];
  push->in[0] = (gint32) pass->in[0];
  push->in[1] = (gint32) pass->in[1];
  push->channels = (guint32) w->ne[0];
  push->group_rows = (guint32) (w->ne[3] / pass->groups);
  push->m = (guint32) w->ne[3];
  push->n = (guint32) (pass->count[0] * pass->count[1] * node->ne[3] * w->ne[3]);
  push->nb_w = (guint32) w->nb[3];
  push->y1 = (guint32) (node->nb[1] * pass->out_step[0]);
  push->y2 = (guint32) (node->nb[2] * pass->out_step[1]);
  push->y3 = (guint32) node->nb[3];
  push->taps_down = (gint32) pass->taps[1];
}

static gboolean
record_plain (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *w = node->src[0], *residual = node->src[3];
  Push push = { 0 };
  guint32 ignored[3];

  fill (&push, node, pass);
  return vt_vk_strides (w, ignored, error) && vt_vk_strides (node, ignored, error) &&
         vt_vk_strides (node->src[1], push.nb_x, error) &&
         (residual == NULL || vt_vk_strides (residual, push.nb_r, error)) &&
         vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
           .shader = vt_vk_shader (vt_spv_conv, vt_type_info (w->type)->name),
           .spec = { (guint32) pass->taps[0], (guint32) pass->tap_step[0], (guint32) pass->tap_step[1],
                     (guint32) pass->in_step[0], (guint32) pass->in_step[1] }, .n_spec = 5,
           .push = &push, .push_bytes = sizeof push,
           .work = (guint64) push.n * (guint64) (pass->taps[0] * pass->taps[1] * w->ne[0]) * PLAIN_COST }, push.n, 64, error);
}

static gboolean
record_pass (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, GError **error)
{
  if (vt_conv_soft_fits (node, pass, recorder))
    return vt_conv_soft_record (node, pass, recorder, error);
  if (vt_conv_gpu_fits (node, pass, recorder))
    return vt_conv_gpu_record (node, pass, recorder, error);
  return record_plain (node, pass, recorder, error);
}

gboolean
vt_conv_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  for (gint64 i = 0; i < vt_conv_passes (node); i++)
    {
      VtConvPass pass = vt_conv_pass (node, i);

      if (pass.count[0] * pass.count[1] > 0 && !record_pass (node, &pass, recorder, error))
        return FALSE;
    }
  return TRUE;
}

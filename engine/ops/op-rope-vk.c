/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-rope-vk.h"

#include <math.h>

#include "engine/ops/rope-frequency.h"

extern const VtVkShader vt_spv_rope[];

typedef struct
{
  guint64 x, pos, factors, turns, y;
  guint32 ne0, ne1, n_dims, n;
  guint32 nb_x[2];
  guint32 interleaved;
  float magnitude;
} Push;

guint64
vt_rope_vk_turns (const VtRope *rope, VtVkRecorder *recorder, GError **error)
{
  gint32 pairs = rope->n_dims / 2;
  g_autofree double *frequency = g_new (double, pairs);
  g_autofree guint64 *turns = g_new (guint64, pairs);

  vt_rope_frequencies (rope, NULL, frequency);
  for (gint32 i = 0; i < pairs; i++)
    {
      double part = frequency[i] / (2 * G_PI);

      turns[i] = (guint64) ((part - floor (part)) * 0x1p32 * 0x1p32);
    }
  return vt_vk_recorder_constants (recorder, turns, (gsize) pairs * 8, error);
}

gboolean
vt_rope_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtRope *rope = vt_tensor_params (node, VtRope);
  const VtTensor *x = node->src[0];
  guint64 n = (guint64) (vt_tensor_rows (x) * ((x->ne[0] + 1) / 2));
  guint64 turns = vt_rope_vk_turns (rope, recorder, error);
  guint32 nb[3];
  Push push = {
    x->address, node->src[1]->address, vt_vk_address (node->src[2]), turns, node->address,
    (guint32) x->ne[0], (guint32) x->ne[1], (guint32) rope->n_dims, (guint32) n,
    .interleaved = (guint32) rope->interleaved, .magnitude = rope->attn_factor,
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_rope, "plain"), .push = &push, .push_bytes = sizeof push, .work = 8 * n,
  };

  if (turns == 0 || !vt_vk_strides (x, nb, error))
    return FALSE;
  push.nb_x[0] = nb[0];
  push.nb_x[1] = nb[1];
  return vt_vk_recorder_dispatch_items (recorder, &d, n, 64, error);
}

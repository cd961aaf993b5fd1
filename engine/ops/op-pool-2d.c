/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_pool_2d = {
  .name = "pool_2d", .writes = -1,
  .cpu = vt_pool_2d_cpu, .vk_record = vt_pool_2d_vk,
};

/* Fills in what 0 stands for; whether every window meets the picture. */
static gboolean
complete (const VtTensor *x, VtPool *p, gint64 ne[4])
{
  gboolean fits = TRUE;

  for (int i = 0; i < 2; i++)
    {
      gint64 n = x->ne[1 + i];

      p->kernel[i] = p->kernel[i] == 0 ? (gint32) n : p->kernel[i];
      p->stride[i] = p->stride[i] == 0 ? p->kernel[i] : p->stride[i];
      fits &= n > 0 && p->kernel[i] > 0 && p->stride[i] > 0 && p->pad[2 * i] >= 0 && p->pad[2 * i + 1] >= 0 &&
              p->pad[2 * i] < p->kernel[i] && p->pad[2 * i + 1] < p->kernel[i] &&
              n + p->pad[2 * i] + p->pad[2 * i + 1] >= p->kernel[i];
      ne[1 + i] = fits ? (n + p->pad[2 * i] + p->pad[2 * i + 1] - p->kernel[i]) / p->stride[i] + 1 : 1;
    }
  return fits;
}

VtTensor *
vt_pool_2d (VtGraph *g, VtTensor *x, const VtPool *pool)
{
  gint64 ne[4] = { x->ne[0], 1, 1, x->ne[3] };
  VtPool params = *pool;

  if (!vt_is_f32_rows (x) || !complete (x, &params, ne))
    return vt_op_refuse (g, &vt_op_pool_2d, x, NULL, NULL);
  return vt_graph_op (g, &vt_op_pool_2d, VT_TYPE_F32, ne, &params, sizeof params, 1, x);
}

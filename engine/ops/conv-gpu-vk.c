/* conv-gpu-vk.c: convolutions on real GPUs: some windows are gathered in scratch,
 * then multiplied in tiles as any other matrix.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/conv-vk.h"
#include "engine/ops/op-mul-mat-vk.h"

extern const VtVkShader vt_spv_conv_gather[];

#define SCRATCH_BYTES (64u << 20)
#define MOST_WINDOWS (1 << 20) /* in one product */
#define LEAST_ROWS 8 /* tiles of fewer results a window would be empty */

static gint64
window_numbers (const VtTensor *node, const VtConvPass *pass)
{
  return pass->taps[0] * pass->taps[1] * node->src[0]->ne[0];
}

/* Whether the lines of the residual, if there is one, follow each other. */
static gboolean
residual_fits (const VtTensor *residual)
{
  return residual == NULL || residual->ne[2] == 1 || residual->nb[2] == residual->nb[1] * residual->ne[1];
}

gboolean
vt_conv_gpu_fits (const VtTensor *node, const VtConvPass *pass, const VtVkRecorder *recorder)
{
  gint64 k = window_numbers (node, pass);

  return vt_vk_recorder_is_gpu (recorder) && pass->groups == 1 && pass->out_step[0] == 1 && pass->out_step[1] == 1 &&
         k > 0 && k % 4 == 0 && node->ne[0] >= LEAST_ROWS && k * pass->count[0] * 4 <= SCRATCH_BYTES &&
         pass->count[0] <= MOST_WINDOWS &&
         residual_fits (node->src[3]);
}

/* Gathers @lines lines of windows from line @first of picture @picture on. */
static gboolean
record_windows (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, gint64 picture, gint64 first,
                gint64 lines, guint64 to, GError **error)
{
  const VtTensor *x = node->src[1];
  gint64 k = window_numbers (node, pass);
  guint32 nb[3];
  struct
  {
    guint64 x, to;
    gint32 width, height, in[2];
    guint32 across, channels, k, n;
    guint32 nb[2];
  } push = {
    x->address + (guint64) (picture * x->nb[3]), to, (gint32) x->ne[1], (gint32) x->ne[2],
    { (gint32) pass->in[0], (gint32) (pass->in[1] + first * pass->in_step[1]) },
    (guint32) pass->count[0], (guint32) x->ne[0], (guint32) k, (guint32) (k * pass->count[0] * lines),
  };

  if (!vt_vk_strides (x, nb, error))
    return FALSE;
  push.nb[0] = nb[0];
  push.nb[1] = nb[1];
  return vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_conv_gather, "plain"),
    .spec = { (guint32) pass->taps[0], (guint32) pass->tap_step[0], (guint32) pass->tap_step[1],
              (guint32) pass->in_step[0], (guint32) pass->in_step[1] }, .n_spec = 5,
    .push = &push, .push_bytes = sizeof push }, push.n, 64, error);
}

static gboolean
record_product (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, gint64 picture, gint64 line,
                gint64 lines, guint64 windows, GError **error)
{
  const VtTensor *w = node->src[0], *residual = node->src[3];
  gint64 k = window_numbers (node, pass), n = lines * pass->count[0];
  VtMulMatPush push = {
    w->address, windows, node->address + (guint64) (picture * node->nb[3] + line * node->nb[2]),
    vt_vk_address (node->src[2]),
    residual != NULL ? residual->address + (guint64) (picture * residual->nb[3] + line * residual->nb[2]) : 0,
    (guint32) k, (guint32) node->ne[0], (guint32) n, 1, (guint32) n, 1, 1,
    { (guint32) w->nb[3] }, { (guint32) (k * 4) }, { residual != NULL ? (guint32) residual->nb[1] : 0 },
  };

  vt_vk_recorder_barrier (recorder);
  return vt_mul_mat_tiled_record (recorder, w->type, &push, error);
}

gboolean
vt_conv_gpu_record (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, GError **error)
{
  gint64 line_bytes = window_numbers (node, pass) * pass->count[0] * 4;
  gint64 step = CLAMP (MIN (SCRATCH_BYTES / line_bytes, MOST_WINDOWS / pass->count[0]), 1, pass->count[1]);

  for (gint64 picture = 0; picture < node->ne[3]; picture++)
    for (gint64 line = 0; line < pass->count[1]; line += step)
      {
        gint64 lines = MIN (step, pass->count[1] - line);
        guint64 windows = vt_vk_recorder_scratch (recorder, (gsize) (lines * line_bytes), error);

        if (windows == 0 || !record_windows (node, pass, recorder, picture, line, lines, windows, error) ||
            !record_product (node, pass, recorder, picture, line, lines, windows, error))
          return FALSE;
      }
  return TRUE;
}

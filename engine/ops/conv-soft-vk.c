/* conv-soft-vk.c: convolutions on lavapipe: some windows are gathered in scratch,
 * as straight code, then multiplied as any other matrix.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/conv-vk.h"
#include "engine/ops/op-mul-mat-vk.h"

extern const VtVkShader vt_spv_conv_windows[];

#define LANES 8
#define SCRATCH_BYTES (48u << 20)
#define VECTORS 256 /* of eight numbers that a shader of op-conv-windows.comp copies at most */

/* The push constants of op-conv-windows.comp. */
typedef struct
{
  guint64 x, to;
  gint32 width, height, in[2];
  guint32 nb[3];
  guint32 nb_window, nb_line; /* from window to window, from line to line of windows */
  guint32 digit[16];
} Push;

/* Channels that one dispatch copies of each tap, a divisor of all of them; 0 where there is none. */
static gint64
channels_at_once (gint64 channels, gint64 taps)
{
  for (gint64 parts = 1; parts <= channels / LANES; parts++)
    if (channels % (parts * LANES) == 0 && channels / parts / LANES * taps <= VECTORS)
      return channels / parts;
  return 0;
}

gboolean
vt_conv_soft_fits (const VtTensor *node, const VtConvPass *pass, const VtVkRecorder *recorder)
{
  const VtTensor *w = node->src[0];
  gint64 taps = pass->taps[0] * pass->taps[1], k = taps * w->ne[0];

  return vt_vk_is_soft (recorder) && taps > 0 && channels_at_once (w->ne[0], taps) > 0 &&
         k * pass->count[0] * 4 <= SCRATCH_BYTES && pass->count[0] < 65536 && pass->count[1] < 65536 &&
         vt_mul_mat_soft_fits (w->type, k, pass->count[0]) && vt_mul_mat_soft_fits (w->type, k, 1);
}

/* Gathers @lines lines of windows from line @first of picture @picture on, for the channels of @group. */
static gboolean
record_windows (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, gint64 group, gint64 picture,
                gint64 first, gint64 lines, guint64 to, GError **error)
{
  const VtTensor *x = node->src[1];
  gint64 channels = node->src[0]->ne[0], taps = pass->taps[0] * pass->taps[1], own = channels_at_once (channels, taps);
  Push push = {
    x->address + (guint64) (picture * x->nb[3] + group * channels * 4), to,
    (gint32) x->ne[1], (gint32) x->ne[2], { (gint32) pass->in[0], (gint32) (pass->in[1] + first * pass->in_step[1]) },
    .nb_window = (guint32) (taps * channels * 4), .nb_line = (guint32) (taps * channels * 4 * pass->count[0]),
    .digit = VT_VK_DIGITS,
  };

  if (!vt_vk_strides (x, push.nb, error))
    return FALSE;
  for (gint64 c = 0; c < channels; c += own)
    {
      if (!vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
            .shader = vt_vk_shader (vt_spv_conv_windows, "plain"),
            .spec = { (guint32) pass->taps[0], (guint32) pass->taps[1], (guint32) pass->tap_step[0], (guint32) pass->tap_step[1],
                      (guint32) pass->in_step[0], (guint32) pass->in_step[1], (guint32) own, (guint32) channels }, .n_spec = 8,
            .push = &push, .push_bytes = sizeof push, .groups = { (guint32) pass->count[0], (guint32) lines, 1 },
            .work = (guint64) (pass->count[0] * lines * taps * own) * 4 }, error))
        return FALSE;
      push.x += (guint64) own * 4;
      push.to += (guint64) own * 4;
    }
  return TRUE;
}

/* The product of the windows gathered at @windows, whose results lie one stride apart. */
static gboolean
record_product (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, gint64 group, gint64 picture,
                gint64 line, gint64 lines, guint64 windows, GError **error)
{
  const VtTensor *w = node->src[0], *bias = node->src[2], *residual = node->src[3];
  gint64 m = w->ne[3] / pass->groups, k = pass->taps[0] * pass->taps[1] * w->ne[0];
  gint64 i1 = pass->out[0], i2 = pass->out[1] + line * pass->out_step[1];
  VtMulMatSoft product = {
    w->type, k, (guint32) m, (guint32) (lines * pass->count[0]),
    w->address + (guint64) (group * m * w->nb[3]) + vt_type_row_bytes (w->type, pass->first_tap * w->ne[0]), windows,
    node->address + (guint64) (i1 * node->nb[1] + i2 * node->nb[2] + picture * node->nb[3] + group * m * 4),
    bias != NULL ? bias->address + (guint64) (group * m * 4) : 0,
    residual != NULL ? residual->address + (guint64) (i1 * residual->nb[1] + i2 * residual->nb[2] + picture * residual->nb[3] + group * m * 4) : 0,
    (guint32) w->nb[3], (guint32) (k * 4), (guint32) (node->nb[1] * pass->out_step[0]),
    residual != NULL ? (guint32) (residual->nb[1] * pass->out_step[0]) : 0,
  };

  vt_vk_recorder_barrier (recorder);
  return vt_mul_mat_soft_record (recorder, &product, error);
}

/* How many lines of windows go through at once: one where the results' lines do not follow each other. */
static gint64
lines_at_once (const VtTensor *node, const VtConvPass *pass)
{
  const VtTensor *residual = node->src[3];
  gint64 bytes = pass->taps[0] * pass->taps[1] * node->src[0]->ne[0] * pass->count[0] * 4;
  gboolean one = pass->out_step[0] != 1 || pass->out_step[1] != 1 ||
                 (residual != NULL && residual->nb[2] != residual->nb[1] * residual->ne[1]);

  return one ? 1 : CLAMP (SCRATCH_BYTES / bytes, 1, pass->count[1]);
}

gboolean
vt_conv_soft_record (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, GError **error)
{
  gint64 k = pass->taps[0] * pass->taps[1] * node->src[0]->ne[0], step = lines_at_once (node, pass);

  for (gint64 picture = 0; picture < node->ne[3]; picture++)
    for (gint64 group = 0; group < pass->groups; group++)
      for (gint64 line = 0; line < pass->count[1]; line += step)
        {
          gint64 lines = MIN (step, pass->count[1] - line);
          guint64 windows = vt_vk_recorder_scratch (recorder, (gsize) (lines * pass->count[0] * k) * 4, error);

          if (windows == 0 || !record_windows (node, pass, recorder, group, picture, line, lines, windows, error) ||
              !record_product (node, pass, recorder, group, picture, line, lines, windows, error))
            return FALSE;
        }
  return TRUE;
}

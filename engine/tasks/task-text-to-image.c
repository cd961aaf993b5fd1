/* task-text-to-image.c: draws a picture from words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/diffusion-draw.h"
#include "engine/tasks/diffusion-params.h"

static const VtPort inputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("What to draw") },
  { NULL }
};

static const VtParam params[] = { VT_DIFFUSION_PARAMS, { NULL } };

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  g_auto(VtDraw) draw = { 0 };
  guint width, height, factor;

  if (!vt_draw_init (&draw, task_run, error))
    return FALSE;
  factor = (guint) vt_diffusion_factor (draw.d);
  width = (guint) draw.d->unet->sample_width * factor;
  height = (guint) draw.d->unet->sample_height * factor;
  if (!vt_draw_read_size (&draw, &width, &height, error) || !vt_draw_read_words (&draw, error))
    return FALSE;
  vt_draw_set_size (&draw, width, height);
  vt_draw_start_from_noise (&draw);
  return vt_draw_run (&draw, error) && vt_draw_give (&draw, vt_draw_finish (&draw, error), error);
}

const VtTaskClass vt_task_text_to_image = {
  .name = "text-to-image",
  .title = N_("Draw from words"),
  .description = N_("Draws a picture of what a text says"),
  .inputs = inputs,
  .outputs = vt_draw_outputs,
  .glass = vt_draw_glass,
  .params = params,
  .model = &vt_model_kind_diffusion,
  .run = run,
  .to_json = vt_draw_to_json,
};

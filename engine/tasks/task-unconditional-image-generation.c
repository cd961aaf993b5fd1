/* task-unconditional-image-generation.c: draws pictures of the kind that a model
 * was trained on, without being told anything.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/diffusion-draw.h"
#include "engine/tasks/diffusion-params.h"

static const VtPort inputs[] = { { NULL } };

static const VtPort outputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "steps", VT_VALUE_LIST, FALSE, 0, N_("Steps"), .shown_by = "filmstrip" },
  { NULL }
};

static const VtParam params[] = { VT_PARAM_INFERENCE_STEPS, VT_PARAM_SCHEDULER, VT_PARAM_ETA, VT_PARAM_IMAGES_PER_PROMPT,
                                  VT_PARAM_VAE_TILING, VT_PARAM_SEED, { NULL } };

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  g_auto(VtDraw) draw = { 0 };

  if (!vt_draw_init (&draw, task_run, error))
    return FALSE;
  vt_draw_set_size (&draw, (guint) draw.d->unet->sample_width, (guint) draw.d->unet->sample_height);
  vt_draw_start_from_noise (&draw);
  return vt_draw_run (&draw, error) && vt_draw_give (&draw, vt_draw_finish (&draw, error), error);
}

const VtTaskClass vt_task_unconditional_image_generation = {
  .name = "unconditional-image-generation",
  .title = N_("From noise to picture"),
  .description = N_("Draws a picture of the kind that the model was trained on"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_unconditional,
  .run = run,
  .to_json = vt_draw_to_json,
};

/* task-image-to-image.c: paints over a picture by words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/diffusion-draw.h"
#include "engine/tasks/diffusion-params.h"
#include "engine/tasks/diffusion-picture.h"

static const VtPort inputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("What it should become") },
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture or sketch") },
  { NULL }
};

static const VtParam params[] = { VT_PARAM_STRENGTH (0.8), VT_DIFFUSION_PARAMS, { NULL } };

/* The picture in the size to work in, and its latents drowned in noise. */
static gboolean
start (VtDraw *draw, const guint8 *rgb, double strength, GError **error)
{
  guint factor = (guint) vt_diffusion_factor (draw->d);
  g_autofree float *pixels = vt_picture_to_floats (rgb, draw->shown_width, draw->shown_height, draw->width * factor, draw->height * factor);
  g_autofree float *latents = vt_draw_encode (draw, pixels, error), *noise = g_new (float, draw->n_numbers);

  if (latents == NULL)
    return FALSE;
  vt_draw_noise (draw, noise, draw->channels, draw->n);
  vt_draw_start_from (draw, latents, noise, strength);
  return TRUE;
}

static GPtrArray *
paint (VtDraw *draw, const VtImage *image, GError **error)
{
  double strength = vt_task_run_number (draw->run, "strength");
  guint width = image->width, height = image->height;
  g_autofree guint8 *rgb = NULL;

  if (!vt_draw_read_picture_size (draw, &width, &height, error) || !vt_draw_read_words (draw, error))
    return NULL;
  vt_draw_set_size (draw, width, height);
  rgb = vt_picture_rgb (image, width, height);
  return start (draw, rgb, strength, error) && vt_draw_run (draw, error) ? vt_draw_finish (draw, error) : NULL;
}

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  g_auto(VtDraw) draw = { 0 };
  VtValue *image = vt_task_run_input (task_run, "image");

  if (vt_value_type (image) != VT_VALUE_IMAGE)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Give one picture at a time.");
      return FALSE;
    }
  if (!vt_draw_init (&draw, task_run, error))
    return FALSE;
  if (vt_task_run_number (task_run, "strength") == 0)
    return vt_draw_give_back (&draw, image);
  return vt_draw_give (&draw, paint (&draw, vt_value_image (image), error), error);
}

const VtTaskClass vt_task_image_to_image = {
  .name = "image-to-image",
  .title = N_("Paint over a picture"),
  .description = N_("Makes a new picture of a given one by what a text says"),
  .inputs = inputs,
  .outputs = vt_draw_outputs,
  .glass = vt_draw_glass,
  .params = params,
  .model = &vt_model_kind_diffusion,
  .run = run,
  .to_json = vt_draw_to_json,
};

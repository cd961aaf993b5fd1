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

static const VtPort outputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { "steps", VT_VALUE_LIST, FALSE, 0, N_("Steps") },
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

/* At strength 0 nothing is painted over: the given picture comes back. */
static GPtrArray *
paint (VtDraw *draw, const VtImage *image, GError **error)
{
  double strength = vt_task_run_number (draw->run, "strength");
  guint width = image->width, height = image->height;
  g_autofree guint8 *rgb = NULL;
  GPtrArray *pictures;

  if (strength == 0)
    {
      pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
      g_ptr_array_add (pictures, vt_value_ref (vt_task_run_input (draw->run, "image")));
      return pictures;
    }
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
  g_autoptr(GPtrArray) pictures = NULL;
  VtValue *image = vt_task_run_input (task_run, "image");

  if (vt_value_type (image) != VT_VALUE_IMAGE)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Give one picture at a time.");
      return FALSE;
    }
  if (!vt_draw_init (&draw, task_run, error))
    return FALSE;
  pictures = paint (&draw, vt_value_image (image), error);
  if (pictures == NULL)
    return FALSE;
  vt_draw_give (&draw, pictures);
  return TRUE;
}

const VtTaskClass vt_task_image_to_image = {
  .name = "image-to-image",
  .title = N_("Paint over a picture"),
  .description = N_("Makes a new picture of a given one by what a text says"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_diffusion,
  .run = run,
  .to_json = vt_draw_to_json,
};

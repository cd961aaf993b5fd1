/* task-upscaling.c: makes a picture larger and adds what is likely to have been there.
 *
 * What is see-through has no such network; it is enlarged as usual.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/base/error.h"
#include "engine/image/resize.h"
#include "engine/tasks/diffusion-draw.h"
#include "engine/tasks/diffusion-picture.h"
#include "engine/tasks/model-kind-upscaler.h"
#include "engine/tasks/picture-prepare.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { NULL }
};

static const VtPort outputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Larger picture") },
  { NULL }
};

static const VtParam params[] = {
  { .name = "tile_size", .type = VT_PARAM_INTEGER, .minimum = 64, .maximum = 2048, .step = 32, .number = 256,
    .title = N_("Size of pieces"), .advanced = TRUE,
    .help = N_("Larger pictures are computed in pieces of so many pixels across and down. Smaller ones need less memory.") },
  { NULL }
};

static void
tell (guint done, guint all, gpointer data)
{
  VtTaskRun *run = data;

  run->progress (run, (double) done / all, N_("Enlarging"));
}

static guint8
to_byte (float value)
{
  return (guint8) rintf (CLAMP (value, 0, 1) * 255);
}

/* @large (3, width, height) with the see-through of @image, where it has any. */
static VtValue *
finish (const VtImage *image, const float *large, guint width, guint height)
{
  gsize n = (gsize) width * height;
  gboolean has_alpha = image->channels == 4;
  guint channels = has_alpha ? 4 : 3;
  guint8 *to = g_malloc (n * channels);
  g_autofree guint8 *alpha = has_alpha ? vt_image_resize (image->pixels, image->width, image->height, 4, width, height, VT_RESIZE_BICUBIC) : NULL;

  for (gsize i = 0; i < n; i++)
    {
      for (guint k = 0; k < 3; k++)
        to[i * channels + k] = to_byte (large[3 * i + k]);
      if (has_alpha)
        to[4 * i + 3] = alpha[4 * i + 3];
    }
  return vt_picture_take (to, width, height, channels);
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtUpscaler *upscaler = run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL, *large = NULL;

  if (image == NULL)
    return FALSE;
  pixels = g_new (float, (gsize) image->width * image->height * 3);
  for (gsize i = 0; i < (gsize) image->width * image->height; i++)
    for (gsize k = 0; k < 3; k++)
      pixels[3 * i + k] = image->pixels[i * image->channels + (image->channels >= 3 ? k : 0)] / 255.0f;
  large = vt_upscaler_run (upscaler, pixels, image->width, image->height, (guint) vt_task_run_number (run, "tile_size"),
                           run->cancellable, tell, run, error);
  if (large == NULL)
    return FALSE;
  g_hash_table_replace (run->outputs, g_strdup ("image"),
                        finish (image, large, image->width * upscaler->scale, image->height * upscaler->scale));
  return TRUE;
}

const VtTaskClass vt_task_upscaling = {
  .name = "upscaling",
  .title = N_("Enlarge a picture"),
  .description = N_("Makes a picture several times larger and adds fine detail"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_upscaler,
  .run = run_task,
  .to_json = vt_draw_to_json,
};

/* task-depth-estimation.c: says how far away what a picture shows is, as a picture:
 * white is near.
 *
 * As transformers' pipeline: in the size of the given picture (bicubic), stretched
 * over all greys.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/models/grid-positions.h"
#include "engine/tasks/diffusion-draw.h"
#include "engine/tasks/diffusion-picture.h"
#include "engine/tasks/model-kind-vision.h"
#include "engine/tasks/picture-prepare.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { NULL }
};

static const VtPort outputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture of the depth, white is near") },
  { NULL }
};

static const VtParam params[] = { { NULL } };

/* A picture all of one depth is grey in the middle. */
static VtValue *
to_greys (const float *depth, guint width, guint height)
{
  gsize n = (gsize) width * height;
  guint8 *greys = g_malloc (n);
  float least = depth[0], most = depth[0];

  for (gsize i = 1; i < n; i++)
    {
      least = MIN (least, depth[i]);
      most = MAX (most, depth[i]);
    }
  for (gsize i = 0; i < n; i++)
    greys[i] = most > least ? (guint8) ((depth[i] - least) / (most - least) * 255) : 127;
  return vt_picture_take (greys, width, height, 1);
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtVision *vision = run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL, *small = NULL, *depth = NULL;
  float *out[VT_VISION_MAX_OUT];
  guint width, height;

  if (image == NULL)
    return FALSE;
  pixels = vt_picture_prepare (&vision->rules, image, &width, &height);
  if (!vt_vision_run (vision, pixels, width, height, out, run->cancellable, NULL, NULL, error))
    return FALSE;
  small = out[0];
  depth = g_new (float, (gsize) image->width * image->height);
  vt_grid_positions (small, 1, vision->pass.out[0]->ne[1], vision->pass.out[0]->ne[2], depth, image->width, image->height);
  g_hash_table_replace (run->outputs, g_strdup ("image"), to_greys (depth, image->width, image->height));
  return TRUE;
}

const VtTaskClass vt_task_depth_estimation = {
  .name = "depth-estimation",
  .title = N_("See how far away"),
  .description = N_("Says how far away what a picture shows is"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_depth,
  .run = run_task,
  .to_json = vt_draw_to_json,
};

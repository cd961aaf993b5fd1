/* task-image-classification.c: says what is in a picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/tasks/labels-result.h"
#include "engine/tasks/model-kind-vision.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/task-run.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { NULL }
};

static const VtPort outputs[] = {
  { "labels", VT_VALUE_LABELS, TRUE, 0, N_("What it may be") },
  { NULL }
};

static const VtParam params[] = {
  { "top_k", VT_PARAM_INTEGER, 1, 1000, 1, 5, NULL, NULL, N_("How many answers"), N_("How many of the most likely names to give"), FALSE },
  { NULL }
};

static gboolean
run (VtTaskRun *task_run, GError **error)
{
  VtVision *vision = task_run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (task_run, "image"), error);
  g_autofree float *pixels = NULL, *scores = NULL;
  float *out[VT_VISION_MAX_OUT];
  guint width, height;
  gint64 start = g_get_monotonic_time (), prepared;

  if (image == NULL)
    return FALSE;
  pixels = vt_picture_prepare (&vision->rules, image, &width, &height);
  prepared = g_get_monotonic_time ();
  if (!vt_vision_run (vision, pixels, width, height, out, task_run->cancellable, NULL, NULL, error))
    return FALSE;
  task_run->stat (task_run, "prepare_s", (double) (prepared - start) / G_USEC_PER_SEC);
  task_run->stat (task_run, "network_s", (double) (g_get_monotonic_time () - prepared) / G_USEC_PER_SEC);
  scores = out[0];
  vt_labels_softmax (scores, vision->n_labels);
  g_hash_table_replace (task_run->outputs, g_strdup ("labels"),
                        vt_labels_best ((const char *const *) vision->labels, scores, vision->n_labels,
                                        (guint) vt_task_run_number (task_run, "top_k")));
  return TRUE;
}

const VtTaskClass vt_task_image_classification = {
  .name = "image-classification",
  .title = N_("Name what is in a picture"),
  .description = N_("Says what a picture shows, with how sure it is"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_classifier,
  .run = run,
  .to_json = vt_labels_to_json,
};

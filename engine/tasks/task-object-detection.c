/* task-object-detection.c: finds things in a picture and says where they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/labels-result.h"
#include "engine/tasks/model-kind-vision.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/task-run.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { NULL }
};

static const VtPort outputs[] = {
  { "boxes", VT_VALUE_JSON, FALSE, 0, N_("What was found, and where") },
  { "annotated", VT_VALUE_LIST, TRUE, 0, N_("The picture with what was found"), .shown_by = "annotatedimage" },
  { NULL }
};

static const VtParam params[] = {
  { "threshold", VT_PARAM_NUMBER, 0, 1, 0.05, 0.5, NULL, NULL, N_("How sure at least"), N_("What the model is less sure of is left out"), FALSE },
  { NULL }
};

typedef struct
{
  guint label;
  float score;
  const float *box; /* middle x, y, width, height */
} Found;

static gint
compare (gconstpointer a, gconstpointer b)
{
  const Found *i = a, *k = b;

  return i->score > k->score ? -1 : i->score < k->score;
}

/* The best label of each box but “nothing”, where it is sure enough; best first. */
static GArray *
choose (float *logits, const float *boxes, guint n_labels, guint n, double threshold)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Found));

  for (guint i = 0; i < n; i++)
    {
      float *scores = logits + i * (n_labels + 1);
      Found f = { 0, 0, boxes + 4 * i };

      vt_labels_softmax (scores, n_labels + 1);
      for (guint k = 0; k < n_labels; k++)
        if (scores[k] > f.score)
          {
            f.label = k;
            f.score = scores[k];
          }
      if (f.score > threshold)
        g_array_append_val (all, f);
    }
  g_array_sort (all, compare);
  return all;
}

static void
write_side (VtJsonWriter *json, const char *name, double middle, double extent, double side)
{
  vt_json_write_key (json, name);
  vt_json_write_int (json, (gint64) CLAMP ((middle + extent / 2) * side, 0, side));
}

static void
write_found (VtJsonWriter *json, const Found *f, const char *label, const VtImage *image)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "label");
  vt_json_write_string (json, label, -1);
  vt_json_write_key (json, "score");
  vt_json_write_double (json, f->score);
  vt_json_write_key (json, "box");
  vt_json_write_begin (json, '{');
  write_side (json, "xmin", f->box[0], -f->box[2], image->width);
  write_side (json, "ymin", f->box[1], -f->box[3], image->height);
  write_side (json, "xmax", f->box[0], f->box[2], image->width);
  write_side (json, "ymax", f->box[1], f->box[3], image->height);
  vt_json_write_end (json, '}');
  vt_json_write_end (json, '}');
}

static char *
describe (GArray *all, char **labels, const VtImage *image)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < all->len; i++)
    {
      const Found *f = &g_array_index (all, Found, i);

      write_found (&json, f, labels[f->label], image);
    }
  vt_json_write_end (&json, ']');
  return g_string_free (json.text, FALSE);
}

static void
give (VtTaskRun *run, const char *json)
{
  g_autoptr(VtValue) boxes = vt_value_new_json (json);
  VtValue *both[] = { vt_task_run_input (run, "image"), boxes };

  g_hash_table_replace (run->outputs, g_strdup ("boxes"), vt_value_ref (boxes));
  g_hash_table_replace (run->outputs, g_strdup ("annotated"), vt_value_new_list (both, 2));
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtVision *vision = run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL, *logits = NULL, *boxes = NULL;
  g_autoptr(GArray) all = NULL;
  g_autofree char *json = NULL;
  float *out[VT_VISION_MAX_OUT];
  guint width, height;

  if (image == NULL)
    return FALSE;
  pixels = vt_picture_prepare (&vision->rules, image, &width, &height);
  if (!vt_vision_run (vision, pixels, width, height, out, run->cancellable, NULL, NULL, error))
    return FALSE;
  logits = out[0];
  boxes = out[1];
  all = choose (logits, boxes, vision->n_labels, (guint) vision->pass.out[1]->ne[1], vt_task_run_number (run, "threshold"));
  json = describe (all, vision->labels, image);
  give (run, json);
  return TRUE;
}

static char *
to_json (GHashTable *given, GHashTable *made)
{
  return g_strdup (vt_value_text (g_hash_table_lookup (made, "boxes")));
}

const VtTaskClass vt_task_object_detection = {
  .name = "object-detection",
  .title = N_("Find things in a picture"),
  .description = N_("Says what is in a picture, and where"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_detector,
  .run = run_task,
  .to_json = to_json,
};

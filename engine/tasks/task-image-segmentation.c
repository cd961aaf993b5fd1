/* task-image-segmentation.c: says of each place of a picture what it belongs to.
 *
 * As transformers' pipeline does for semantic segmentation: the scores are brought
 * to the size of the picture (bilinear), and the highest counts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/diffusion-picture.h"
#include "engine/tasks/model-kind-vision.h"
#include "engine/tasks/picture-prepare.h"
#include "engine/tasks/task-run.h"

static const VtPort inputs[] = {
  { "image", VT_VALUE_IMAGE, TRUE, 0, N_("Picture") },
  { NULL }
};

static const VtPort outputs[] = {
  { "masks", VT_VALUE_LIST, FALSE, 0, N_("Masks, one a part"), .shown_by = "gallery" },
  { "segments", VT_VALUE_JSON, FALSE, 0, N_("What the parts are") },
  { "annotated", VT_VALUE_LIST, TRUE, 0, N_("The picture with its parts"), .shown_by = "annotatedimage" },
  { NULL }
};

static const VtParam params[] = { { NULL } };

/* Scores of places (labels, width, height). */
typedef struct
{
  const float *scores;
  gint64 labels, width, height;
} Grid;

/* Where @i of @n pixels lies among @length places: the first of two, and how much the second counts. */
static gint64
between (guint i, guint n, gint64 length, float *second)
{
  double at = MAX (((double) i + 0.5) * (double) length / n - 0.5, 0);
  gint64 first = MIN ((gint64) at, length - 1);

  *second = (float) (at - (double) first);
  return first;
}

static guint
best_at (const Grid *g, gint64 x, gint64 y, float across, float down)
{
  gint64 right = MIN (x + 1, g->width - 1), below = MIN (y + 1, g->height - 1);
  const float *a = g->scores + (y * g->width + x) * g->labels, *b = g->scores + (y * g->width + right) * g->labels;
  const float *c = g->scores + (below * g->width + x) * g->labels, *d = g->scores + (below * g->width + right) * g->labels;
  float most = -INFINITY;
  guint best = 0;

  for (gint64 k = 0; k < g->labels; k++)
    {
      float score = (1 - down) * ((1 - across) * a[k] + across * b[k]) + down * ((1 - across) * c[k] + across * d[k]);

      if (score > most)
        {
          most = score;
          best = (guint) k;
        }
    }
  return best;
}

/* The label of each pixel, and how many have each. */
static guint16 *
decide (const Grid *g, guint width, guint height, guint *counts)
{
  guint16 *labels = g_new (guint16, (gsize) width * height);

  for (guint y = 0; y < height; y++)
    {
      float down, across;
      gint64 v = between (y, height, g->height, &down);

      for (guint x = 0; x < width; x++)
        {
          gint64 u = between (x, width, g->width, &across);
          guint best = best_at (g, u, v, across, down);

          labels[(gsize) y * width + x] = (guint16) best;
          counts[best]++;
        }
    }
  return labels;
}

static VtValue *
make_mask (const guint16 *labels, guint label, guint width, guint height)
{
  gsize n = (gsize) width * height;
  guint8 *mask = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    mask[i] = labels[i] == label ? 255 : 0;
  return vt_picture_take (mask, width, height, 1);
}

static void
write_segment (VtJsonWriter *json, const char *label, double share)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "label");
  vt_json_write_string (json, label, -1);
  vt_json_write_key (json, "score");
  vt_json_write_null (json); /* such models say of no part how sure they are */
  vt_json_write_key (json, "share");
  vt_json_write_double (json, round (share * 1e4) / 1e4);
  vt_json_write_end (json, '}');
}

static void
give (VtTaskRun *run, const VtVision *vision, const guint16 *labels, const guint *counts, const VtImage *image)
{
  g_autoptr(GPtrArray) masks = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  g_autoptr(VtValue) segments = NULL, all = NULL;
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < vision->n_labels; i++)
    if (counts[i] > 0)
      {
        g_ptr_array_add (masks, make_mask (labels, i, image->width, image->height));
        write_segment (&json, vision->labels[i], counts[i] / ((double) image->width * image->height));
      }
  vt_json_write_end (&json, ']');
  segments = vt_value_new_json (json.text->str);
  all = vt_value_new_list ((VtValue *const *) masks->pdata, masks->len);
  g_hash_table_replace (run->outputs, g_strdup ("masks"), vt_value_ref (all));
  g_hash_table_replace (run->outputs, g_strdup ("segments"), vt_value_ref (segments));
  g_hash_table_replace (run->outputs, g_strdup ("annotated"),
                        vt_value_new_list ((VtValue *[]) { vt_task_run_input (run, "image"), segments, all }, 3));
  g_string_free (json.text, TRUE);
}

static gboolean
run_task (VtTaskRun *run, GError **error)
{
  VtVision *vision = run->model;
  const VtImage *image = vt_picture_input (vt_task_run_input (run, "image"), error);
  g_autofree float *pixels = NULL, *scores = NULL;
  g_autofree guint *counts = g_new0 (guint, vision->n_labels);
  g_autofree guint16 *labels = NULL;
  float *out[VT_VISION_MAX_OUT];
  guint width, height;
  Grid grid;

  if (image == NULL)
    return FALSE;
  pixels = vt_picture_prepare (&vision->rules, image, &width, &height);
  if (!vt_vision_run (vision, pixels, width, height, out, run->cancellable, NULL, NULL, error))
    return FALSE;
  scores = out[0];
  grid = (Grid) { scores, vision->n_labels, vision->pass.out[0]->ne[1], vision->pass.out[0]->ne[2] };
  labels = decide (&grid, image->width, image->height, counts);
  give (run, vision, labels, counts, image);
  return TRUE;
}

static char *
to_json (GHashTable *given, GHashTable *made)
{
  return g_strdup (vt_value_text (g_hash_table_lookup (made, "segments")));
}

const VtTaskClass vt_task_image_segmentation = {
  .name = "image-segmentation",
  .title = N_("Divide a picture into its parts"),
  .description = N_("Says of each place of a picture what it belongs to"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_segmenter,
  .run = run_task,
  .to_json = to_json,
  .pictures = { "masks", "mask" },
};

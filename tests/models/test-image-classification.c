/* EfficientNet-Lite0 names twenty pictures as PyTorch does (make-seeing.py pictures),
 * and pictures that nobody expects are no trouble.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "media/picture.h"
#include "tests/models/real-picture-model.h"

#define SCORE_DIFFERENCE 0.005 /* JPEG decoders and resizing differ by a step of a byte */

typedef struct
{
  VtEngine *engine;
  char *model;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->engine = vt_engine_new ();
  f->model = real_picture_model ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->engine);
  g_free (f->model);
}

static GHashTable *
classify (Fixture *f, VtValue *picture, const char *device, double top)
{
  g_autoptr(VtJob) job = vt_job_new (f->engine, vt_task_find ("image-classification", NULL), f->model, device);
  g_autoptr(VtValue) top_k = vt_value_new_number (top);
  g_autoptr(GError) error = NULL;
  GHashTable *outputs;

  vt_job_set_input (job, "image", picture, &error);
  g_assert_no_error (error);
  vt_job_set_parameter (job, "top_k", top_k, &error);
  g_assert_no_error (error);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return outputs;
}

static VtValue *
read_picture (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "data", "pictures", name, NULL);
  g_autoptr(GError) error = NULL;
  VtValue *picture = vt_picture_read (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return picture;
}

static void
check_picture (Fixture *f, const char *name, const VtJsonNode *expected, const char *device)
{
  g_autoptr(VtValue) picture = read_picture (name);
  g_autoptr(GHashTable) outputs = classify (f, picture, device, 5);
  VtJsonIter iter = VT_JSON_ITER (expected);
  guint n, i = 0;
  const VtLabel *labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);

  g_assert_cmpuint (n, ==, 5);
  while (vt_json_iter_next (&iter))
    {
      double score;

      g_assert_true (vt_json_read_double (iter.value, &score));
      g_test_message ("%s: %s %.5f, PyTorch says %s %.5f", name, labels[i].label, labels[i].score, iter.key, score);
      g_assert_cmpstr (labels[i].label, ==, iter.key);
      g_assert_cmpfloat (fabs (labels[i].score - score), <, SCORE_DIFFERENCE);
      i++;
    }
}

static VtJson *
load_expected (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", "pictures.json", NULL);
  g_autoptr(GError) error = NULL;
  VtJson *json = vt_json_load (path, &error);

  g_assert_no_error (error);
  return json;
}

static void
test_pictures (Fixture *f, gconstpointer data)
{
  g_autoptr(VtJson) json = load_expected ();
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (json));
  guint n = 0;

  if (f->model == NULL)
    {
      g_test_skip (NO_REAL_PICTURE_MODEL);
      return;
    }
  for (; vt_json_iter_next (&iter); n++)
    check_picture (f, iter.key, iter.value, "cpu");
  g_assert_cmpuint (n, ==, 20);
}

/* Of any size and kind a picture gets names whose shares make one. */
static void
test_odd_pictures (Fixture *f, gconstpointer data)
{
  static const struct { guint width, height, channels; } sizes[] = {
    { 1, 1, 3 }, { 1, 4000, 1 }, { 3000, 2, 4 }, { 224, 224, 4 }, { 223, 257, 1 },
  };

  if (f->model == NULL)
    {
      g_test_skip (NO_REAL_PICTURE_MODEL);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize bytes = (gsize) sizes[i].width * sizes[i].height * sizes[i].channels;
      g_autoptr(GBytes) pixels = g_bytes_new_take (g_malloc0 (bytes), bytes);
      g_autoptr(VtValue) picture = vt_value_new_image (pixels, sizes[i].width, sizes[i].height, sizes[i].channels);
      g_autoptr(GHashTable) outputs = classify (f, picture, "cpu", 1000);
      guint n;
      const VtLabel *labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);
      double sum = 0;

      g_assert_cmpuint (n, ==, 1000);
      for (guint k = 0; k < n; k++)
        {
          g_assert_true (k == 0 || labels[k].score <= labels[k - 1].score);
          sum += labels[k].score;
        }
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
    }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/image-classification/pictures", test_pictures);
  add ("/image-classification/odd-pictures", test_odd_pictures);
  return g_test_run ();
}

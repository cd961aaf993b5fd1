/* object-detection as a job: boxes lie in the picture, best first, and only what
 * is sure enough is told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/api/job.h"
#include "engine/formats/json.h"

#define WIDTH 90
#define HEIGHT 70
#define FOUND 5 /* detection tokens of the tiny model */

static GHashTable *
detect (double threshold)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", "yolos", NULL);
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("object-detection", NULL), folder, "cpu");
  g_autoptr(GBytes) pixels = g_bytes_new_take (memset (g_malloc (WIDTH * HEIGHT * 3), 90, WIDTH * HEIGHT * 3), WIDTH * HEIGHT * 3);
  g_autoptr(VtValue) picture = vt_value_new_image (pixels, WIDTH, HEIGHT, 3);
  g_autoptr(VtValue) sure = vt_value_new_number (threshold);
  g_autoptr(GError) error = NULL;
  GHashTable *outputs;

  vt_job_set_input (job, "image", picture, &error);
  g_assert_no_error (error);
  vt_job_set_parameter (job, "threshold", sure, &error);
  g_assert_no_error (error);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return outputs;
}

static VtJson *
boxes_of (GHashTable *outputs)
{
  const char *text = vt_value_text (g_hash_table_lookup (outputs, "boxes"));
  g_autoptr(GError) error = NULL;
  VtJson *json = vt_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return json;
}

static void
assert_box (const VtJsonNode *box)
{
  gint64 xmin = vt_json_get_int (box, "xmin", -1), xmax = vt_json_get_int (box, "xmax", -1);
  gint64 ymin = vt_json_get_int (box, "ymin", -1), ymax = vt_json_get_int (box, "ymax", -1);

  g_assert_cmpint (xmin, >=, 0);
  g_assert_cmpint (xmin, <=, xmax);
  g_assert_cmpint (xmax, <=, WIDTH);
  g_assert_cmpint (ymin, >=, 0);
  g_assert_cmpint (ymin, <=, ymax);
  g_assert_cmpint (ymax, <=, HEIGHT);
}

static void
test_all (void)
{
  g_autoptr(GHashTable) outputs = detect (0);
  g_autoptr(VtJson) json = boxes_of (outputs);
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (json));
  double last = 1;
  guint n = 0;

  for (; vt_json_iter_next (&iter); n++)
    {
      double score = vt_json_get_double (iter.value, "score", -1);

      g_assert_cmpfloat (score, >, 0);
      g_assert_cmpfloat (score, <=, last);
      g_assert_true (g_str_has_prefix (vt_json_get_string (iter.value, "label", ""), "LABEL_"));
      assert_box (vt_json_get (iter.value, "box"));
      last = score;
    }
  g_assert_cmpuint (n, ==, FOUND);
}

static void
test_none (void)
{
  g_autoptr(GHashTable) outputs = detect (1);
  g_autoptr(VtJson) json = boxes_of (outputs);

  g_assert_cmpuint (vt_json_length (vt_json_root (json)), ==, 0);
}

/* What the component annotatedimage takes: the picture, then the boxes. */
static void
test_annotated (void)
{
  g_autoptr(GHashTable) outputs = detect (0);
  guint n;
  VtValue *const *parts = vt_value_list (g_hash_table_lookup (outputs, "annotated"), &n);

  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (vt_value_image (parts[0])->width, ==, WIDTH);
  g_assert_true (vt_value_equal (parts[1], g_hash_table_lookup (outputs, "boxes")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/object-detection/all", test_all);
  g_test_add_func ("/object-detection/none", test_none);
  g_test_add_func ("/object-detection/annotated", test_annotated);
  return g_test_run ();
}

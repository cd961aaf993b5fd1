/* depth-estimation and image-segmentation as jobs: what transformers' pipelines
 * make of the same picture (tests/vectors/make-seeing.py planes).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "engine/api/job.h"
#include "engine/formats/json.h"
#include "engine/formats/weights.h"

#define WIDTH 70
#define HEIGHT 50
#define PIXELS (WIDTH * HEIGHT)

static char *
path_of (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "seeing", name, NULL);
}

static VtValue *
make_picture (void)
{
  guint8 *pixels = g_malloc (PIXELS * 3);
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, PIXELS * 3);

  for (guint i = 0; i < PIXELS * 3; i++)
    {
      guint x = i / 3 % WIDTH, y = i / 3 / WIDTH;

      pixels[i] = (guint8) ((x * 5 + y * 3 + i % 3 * 70 + (x / 9 + y / 7) % 2 * 90) % 256);
    }
  return vt_value_new_image (bytes, WIDTH, HEIGHT, 3);
}

static GHashTable *
run (const char *task, const char *model)
{
  g_autofree char *folder = path_of (model);
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find (task, NULL), folder, "cpu");
  g_autoptr(VtValue) picture = make_picture ();
  g_autoptr(GError) error = NULL;
  GHashTable *outputs;

  vt_job_set_input (job, "image", picture, &error);
  g_assert_no_error (error);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return outputs;
}

static const gint8 *
expected (VtWeights **planes, const char *name)
{
  g_autofree char *path = path_of ("planes.safetensors");
  g_autoptr(GError) error = NULL;
  const VtTensorInfo *t;

  *planes = vt_weights_open (path, &error);
  g_assert_no_error (error);
  t = vt_weights_find (*planes, name);
  g_assert_nonnull (t);
  g_assert_cmpuint (t->size, ==, PIXELS);
  return (const gint8 *) t->data;
}

static void
test_depth (void)
{
  g_autoptr(GHashTable) outputs = run ("depth-estimation", "depth-anything");
  const VtImage *image = vt_value_image (g_hash_table_lookup (outputs, "image"));
  g_autoptr(VtWeights) planes = NULL;
  const gint8 *greys = expected (&planes, "depth");
  double sum = 0;

  g_assert_cmpuint (image->width, ==, WIDTH);
  g_assert_cmpuint (image->height, ==, HEIGHT);
  g_assert_cmpuint (image->channels, ==, 1);
  for (guint i = 0; i < PIXELS; i++)
    sum += abs ((int) image->pixels[i] - (greys[i] + 128));
  g_test_message ("mean difference %.3f of 255", sum / PIXELS);
  g_assert_cmpfloat (sum / PIXELS, <=, 1.0);
}

static gint
label_of (VtJson *json, guint i)
{
  static const char *const names[] = { "sky", "tree", "house", "road" };
  const char *label = vt_json_get_string (vt_json_at (vt_json_root (json), i), "label", "");

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    if (strcmp (names[k], label) == 0)
      return (gint) k;
  return -1;
}

/* Each pixel is in one mask, and nearly all in that of transformers. */
static void
test_segments (void)
{
  g_autoptr(GHashTable) outputs = run ("image-segmentation", "segformer");
  const char *text = vt_value_text (g_hash_table_lookup (outputs, "segments"));
  g_autoptr(VtJson) json = vt_json_parse (text, strlen (text), NULL);
  guint n, seen[PIXELS] = { 0 }, same = 0;
  VtValue *const *masks = vt_value_list (g_hash_table_lookup (outputs, "masks"), &n);
  g_autoptr(VtWeights) planes = NULL;
  const gint8 *labels = expected (&planes, "labels");
  double shares = 0;

  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (vt_json_length (vt_json_root (json)), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const VtImage *mask = vt_value_image (masks[i]);

      for (guint k = 0; k < PIXELS; k++)
        if (mask->pixels[k] != 0)
          {
            seen[k]++;
            same += labels[k] == label_of (json, i);
          }
      shares += vt_json_get_double (vt_json_at (vt_json_root (json), i), "share", 0);
    }
  for (guint k = 0; k < PIXELS; k++)
    g_assert_cmpuint (seen[k], ==, 1);
  g_test_message ("%u of %d pixels as transformers has them", same, PIXELS);
  g_assert_cmpuint (same, >=, PIXELS * 99 / 100);
  g_assert_cmpfloat_with_epsilon (shares, 1, 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/planes/depth", test_depth);
  g_test_add_func ("/planes/segments", test_segments);
  return g_test_run ();
}

/* The detector that finds things on the first start: in four drawings of its space it finds what
 * is there, where it is, and nothing else (one thing of all may have a second box, as its card says);
 * and a picture with nothing in it has no boxes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/api/job.h"
#include "engine/formats/json.h"
#include "engine/tasks/task.h"
#include "media/picture.h"

#define MOST 4

/* In pixels. */
typedef struct
{
  const char *label;
  double left, top, right, bottom;
} Thing;

typedef struct
{
  const char *picture;
  Thing things[MOST + 1];
} Case;

static const Case cases[] = {
  { "meadow.png", { { "sun", 191, 22, 269, 102 }, { "tree", 32, 29, 131, 149 }, { "cow", 151, 134, 260, 243 }, { "rabbit", 44, 181, 140, 277 } } },
  { "birthday.png", { { "balloon", 22, 11, 92, 109 }, { "balloon", 175, 16, 245, 114 }, { "cake", 82, 128, 208, 254 } } },
  { "space.png", { { "rocket", 18, 30, 144, 154 }, { "moon", 190, 20, 270, 96 }, { "UFO", 167, 130, 270, 216 }, { "alien", 80, 184, 166, 271 } } },
  { "street.png", { { "bus", 5, 24, 120, 115 }, { "bicycle", 169, 46, 273, 124 }, { "dog", 36, 158, 139, 255 }, { "house", 154, 163, 275, 280 } } },
};

static VtJson *
find (VtEngine *engine, VtValue *image)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "models", "tiny-find", NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("object-detection", NULL), folder, "cpu");
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = NULL;
  const char *text;
  VtJson *json;

  g_assert_true (vt_job_set_input (job, "image", image, &error));
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  text = vt_value_text (g_hash_table_lookup (outputs, "boxes"));
  g_test_message ("%s", text);
  json = vt_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  return json;
}

/* Intersection over union. */
static double
overlap (const Thing *a, const Thing *b)
{
  double width = MIN (a->right, b->right) - MAX (a->left, b->left), height = MIN (a->bottom, b->bottom) - MAX (a->top, b->top);
  double both = MAX (width, 0) * MAX (height, 0);

  return both / ((a->right - a->left) * (a->bottom - a->top) + (b->right - b->left) * (b->bottom - b->top) - both);
}

static Thing
read_thing (const VtJsonNode *node)
{
  const VtJsonNode *box = vt_json_get (node, "box");

  return (Thing) { vt_json_get_string (node, "label", ""), vt_json_get_double (box, "xmin", -1), vt_json_get_double (box, "ymin", -1),
                   vt_json_get_double (box, "xmax", -1), vt_json_get_double (box, "ymax", -1) };
}

/* How many boxes say @thing where it is. */
static guint
count (VtJson *found, const Thing *thing)
{
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (found));
  guint n = 0;

  while (vt_json_iter_next (&iter))
    {
      Thing said = read_thing (iter.value);

      n += g_str_equal (said.label, thing->label) && overlap (&said, thing) >= 0.6;
    }
  return n;
}

static void
test_space (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  guint twice = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "find-things", "assets", cases[i].picture, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(VtValue) image = vt_picture_read (path, NULL, NULL, &error);
      g_autoptr(VtJson) found = NULL;
      guint boxes = 0;

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].picture);
      found = find (engine, image);
      for (guint n = 0; n < MOST && cases[i].things[n].label != NULL; n++)
        {
          guint times = count (found, &cases[i].things[n]);

          g_assert_cmpuint (times, >=, 1);
          twice += times - 1;
          boxes += times;
        }
      g_assert_cmpuint (vt_json_length (vt_json_root (found)), ==, boxes);
    }
  g_assert_cmpuint (twice, <=, 1);
}

static void
test_nothing (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  gsize n = 200 * 150 * 3;
  g_autoptr(GBytes) white = g_bytes_new_take (memset (g_malloc (n), 255, n), n);
  g_autoptr(VtValue) image = vt_value_new_image (white, 200, 150, 3);
  g_autoptr(VtJson) found = find (engine, image);

  g_assert_cmpuint (vt_json_length (vt_json_root (found)), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiny-find/space", test_space);
  g_test_add_func ("/tiny-find/nothing", test_nothing);
  return g_test_run ();
}

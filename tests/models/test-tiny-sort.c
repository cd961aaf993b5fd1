/* The CLIP that sorts on the first start: it puts the drawings of its space into the right one of
 * several boxes, whatever kind of name these have, and what it says of names makes 100 % together.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/api/job.h"
#include "engine/tasks/task.h"
#include "media/picture.h"

typedef struct
{
  const char *picture;
  const char *names;
  const char *right;
} Case;

static const Case cases[] = {
  { "blue-bus.png", "an animal, a vehicle, something to eat or drink", "a vehicle" },
  { "blue-bus.png", "red, yellow, green, blue", "blue" },
  { "blue-bus.png", "a bus, a car, a bicycle, a boat", "a bus" },
  { "blue-bus.png", "in the desert, in the snow, at night", "in the snow" },
  { "giraffe-at-night.png", "in the desert, in the snow, at night", "at night" },
  { "giraffe-at-night.png", "a plant, an animal, a tool, a building", "an animal" },
  { "three-strawberries.png", "one thing, two things, three things", "three things" },
  { "three-strawberries.png", "a vegetable, a fruit, a flower", "a fruit" },
  { "pink-dress.png", "something to eat, something to wear, something to read", "something to wear" },
  { "purple-tulip.png", "an animal, a plant, a vehicle", "a plant" },
};

static GHashTable *
sort (VtEngine *engine, const char *picture, const char *names)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "models", "tiny-sort", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "sort-pictures", "assets", picture, NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("zero-shot-image-classification", NULL), folder, "cpu");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtValue) image = vt_picture_read (path, NULL, NULL, &error);
  g_autoptr(VtValue) text = vt_value_new_text (names);
  GHashTable *outputs;

  g_assert_no_error (error);
  g_assert_true (vt_job_set_input (job, "image", image, &error));
  g_assert_true (vt_job_set_input (job, "labels", text, &error));
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return outputs;
}

static void
test_space (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) outputs = sort (engine, cases[i].picture, cases[i].names);
      guint n;
      const VtLabel *labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);
      double sum = 0;

      for (guint k = 0; k < n; k++)
        {
          g_test_message ("%s: %s %.3f", cases[i].picture, labels[k].label, labels[k].score);
          sum += labels[k].score;
        }
      g_assert_cmpstr (labels[0].label, ==, cases[i].right);
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
    }
}

/* It says nothing of a photograph that is to be believed, but it sorts it all the same; and a name that
 * stands there twice gets half of what it would get alone. */
static void
test_photograph (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(GHashTable) outputs = sort (engine, "espresso.jpg", "a dog\na dog\nqwxz brm");
  guint n;
  const VtLabel *labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);
  double dogs[2] = { -1, -1 };

  g_assert_cmpuint (n, ==, 3);
  for (guint k = 0, seen = 0; k < n; k++)
    if (g_str_equal (labels[k].label, "a dog"))
      dogs[seen++] = labels[k].score;
  g_assert_cmpfloat (dogs[0], >=, 0);
  g_assert_cmpfloat_with_epsilon (dogs[0], dogs[1], 1e-5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiny-sort/space", test_space);
  g_test_add_func ("/tiny-sort/photograph", test_photograph);
  return g_test_run ();
}

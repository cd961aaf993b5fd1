/* The model that draws on the first start: colours and places of what it draws are those
 * that the words say, in three languages.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/api/job.h"
#include "engine/tasks/task.h"

typedef struct
{
  const char *words;
  guint centre, corner; /* of red, green and blue, the strongest; 3: all alike */
} Case;

static const Case cases[] = {
  { "a red apple", 0, 3 },
  { "ein blaues Herz", 2, 3 },
  { "un árbol verde", 1, 3 },
  { "a red heart on blue", 0, 2 },
};

static VtValue *
draw (VtEngine *engine, const char *words)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "models", "tiny-draw", NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("text-to-image", NULL), folder, "cpu");
  g_autoptr(VtValue) text = vt_value_new_text (words), steps = vt_value_new_number (16), guidance = vt_value_new_number (4);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = NULL;

  vt_job_set_seed (job, 1);
  g_assert_true (vt_job_set_input (job, "text", text, &error) && vt_job_set_parameter (job, "num_inference_steps", steps, &error) &&
                 vt_job_set_parameter (job, "guidance_scale", guidance, &error));
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return vt_value_ref (g_hash_table_lookup (outputs, "image"));
}

/* Means over a square of six pixels at (@x, @y), and which is the strongest by far. */
static guint
strongest (const VtImage *image, guint x, guint y)
{
  guint sums[3] = { 0 }, most = 0, least = 0;

  for (guint i = 0; i < 36; i++)
    for (guint k = 0; k < 3; k++)
      sums[k] += image->pixels[((y + i / 6) * image->width + x + i % 6) * 3 + k];
  for (guint k = 1; k < 3; k++)
    {
      most = sums[k] > sums[most] ? k : most;
      least = sums[k] < sums[least] ? k : least;
    }
  return sums[most] - sums[least] > 36 * 50 ? most : 3;
}

static void
test_words (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(VtValue) value = draw (engine, cases[i].words);
      const VtImage *image = vt_value_image (value);

      g_test_message ("%s", cases[i].words);
      g_assert_cmpuint (image->width, ==, 48);
      g_assert_cmpuint (strongest (image, 21, 21), ==, cases[i].centre);
      g_assert_cmpuint (strongest (image, 0, 0), ==, cases[i].corner);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiny-draw/words", test_words);
  return g_test_run ();
}

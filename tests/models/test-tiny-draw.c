/* The model that draws on the first start: colours and places of what it draws are those
 * that the words say, in three languages.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/api/job.h"
#include "engine/tasks/task.h"

#define SPOT 10 /* pixels along a side */
#define NONE 3  /* red, green and blue alike */

/* A place in parts of the sides, and which of red, green and blue is the strongest there. */
typedef struct
{
  double x, y;
  guint strongest;
} Spot;

typedef struct
{
  const char *words;
  Spot spots[2];
} Case;

static const Case cases[] = {
  { "a red apple", { { 0.5, 0.55, 0 }, { 0.06, 0.06, NONE } } },
  { "ein blaues Herz", { { 0.5, 0.5, 2 }, { 0.06, 0.06, NONE } } },
  { "un árbol verde", { { 0.5, 0.4, 1 }, { 0.06, 0.06, NONE } } },
  { "a red heart on blue", { { 0.5, 0.5, 0 }, { 0.06, 0.06, 2 } } },
  { "a red apple to the left of a blue heart", { { 0.27, 0.52, 0 }, { 0.73, 0.5, 2 } } },
  { "ein grüner Frosch über einem roten Apfel", { { 0.5, 0.27, 1 }, { 0.5, 0.75, 0 } } },
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

/* Of the sums over a square in the middle of which @spot is, the one that is the strongest by far. */
static guint
strongest (const VtImage *image, const Spot *spot)
{
  guint sums[3] = { 0 }, most = 0, least = 0;
  guint x = (guint) (spot->x * image->width) - SPOT / 2, y = (guint) (spot->y * image->height) - SPOT / 2;

  for (guint i = 0; i < SPOT * SPOT; i++)
    for (guint k = 0; k < 3; k++)
      sums[k] += image->pixels[((y + i / SPOT) * image->width + x + i % SPOT) * 3 + k];
  for (guint k = 1; k < 3; k++)
    {
      most = sums[k] > sums[most] ? k : most;
      least = sums[k] < sums[least] ? k : least;
    }
  return sums[most] - sums[least] > SPOT * SPOT * 50 ? most : NONE;
}

static void
test_words (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(VtValue) value = draw (engine, cases[i].words);
      const VtImage *image = vt_value_image (value);

      g_assert_cmpuint (image->width, ==, 96);
      for (guint k = 0; k < G_N_ELEMENTS (cases[i].spots); k++)
        {
          guint found = strongest (image, &cases[i].spots[k]);

          g_test_message ("%s: %u instead of %u", cases[i].words, found, cases[i].spots[k].strongest);
          g_assert_cmpuint (found, ==, cases[i].spots[k].strongest);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiny-draw/words", test_words);
  return g_test_run ();
}

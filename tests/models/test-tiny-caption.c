/* The captioner that describes on the first start: it names the things, colours and places of
 * the pictures of its space, tells what else it considered, and says something of a picture
 * that is no drawing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/api/job.h"
#include "engine/tasks/task.h"
#include "media/picture.h"

#define CHOICES 5

typedef struct
{
  const char *picture;
  const char *const words[5];
} Case;

static const Case cases[] = {
  { "cat-and-balloon.png", { "cat", "blue", "grass" } },
  { "three-apples.png", { "three red apples", "yellow" } },
  { "green-elephant.png", { "green elephant", "desert" } },
};

typedef struct
{
  guint n;
  GString *chosen;
} Told;

static void
on_token (VtJob *job, const VtTokenTrace *trace, gpointer data)
{
  Told *told = data;
  double sum = 0;

  g_assert_cmpuint (trace->index, ==, told->n++);
  g_assert_cmpuint (trace->n_choices, ==, CHOICES);
  g_assert_cmpint (trace->chosen.id, ==, trace->choices[0].id);
  for (guint i = 0; i < trace->n_choices; i++)
    {
      g_assert_true (i == 0 || trace->choices[i].probability <= trace->choices[i - 1].probability);
      sum += trace->choices[i].probability;
    }
  g_assert_cmpfloat (sum, >, 0);
  g_assert_cmpfloat (sum, <, 1.0001);
  g_string_append (told->chosen, trace->chosen.text);
}

static char *
describe (VtEngine *engine, const char *picture, Told *told)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "models", "tiny-caption", NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("image-to-text", NULL), folder, "cpu");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtValue) image = vt_picture_read (picture, NULL, NULL, &error);
  g_autoptr(GHashTable) outputs = NULL;

  g_assert_no_error (error);
  g_assert_true (vt_job_set_input (job, "image", image, &error));
  vt_job_set_trace (job, CHOICES);
  g_signal_connect (job, "token", G_CALLBACK (on_token), told);
  outputs = vt_job_run (job, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (vt_value_text (g_hash_table_lookup (outputs, "text")));
}

static void
test_space (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "describe-this-picture", "assets",
                                                cases[i].picture, NULL);
      Told told = { 0, g_string_new (NULL) };
      g_autofree char *text = describe (engine, path, &told);

      g_test_message ("%s: %s", cases[i].picture, text);
      for (guint k = 0; cases[i].words[k] != NULL; k++)
        g_assert_nonnull (strstr (text, cases[i].words[k]));
      g_assert_true (g_str_has_prefix (told.chosen->str, text));
      g_string_free (told.chosen, TRUE);
    }
}

/* It has seen no photograph; it answers with words all the same, and stops. */
static void
test_photograph (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "what-is-it", "assets", "espresso.jpg", NULL);
  Told told = { 0, g_string_new (NULL) };
  g_autofree char *text = describe (engine, path, &told);

  g_test_message ("%s", text);
  g_assert_cmpuint (strlen (text), >, 3);
  g_assert_cmpuint (told.n, <, 24);
  g_string_free (told.chosen, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiny-caption/space", test_space);
  g_test_add_func ("/tiny-caption/photograph", test_photograph);
  return g_test_run ();
}

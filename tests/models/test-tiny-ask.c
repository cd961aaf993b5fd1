/* The model that answers questions about drawings on the first start: what it says of the
 * pictures of its space, how sure it is, and that it stops where it knows nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/api/job.h"
#include "engine/tasks/task.h"
#include "media/picture.h"

#define CHOICES 5
#define MOST 20 /* words that the task lets it write */

typedef struct
{
  const char *picture, *question, *answer;
} Case;

/* Also in other words, in capitals, and without the mark. */
static const Case cases[] = {
  { "car-and-tree.png", "what color is the car?", "blue" },
  { "car-and-tree.png", "What is on the right?", "tree" },
  { "car-and-tree.png", "is the car red", "no" },
  { "car-and-tree.png", "is there a tree in the picture?", "yes" },
  { "car-and-tree.png", "do you see a dog?", "no" },
  { "owl-above-house.png", "what is below the owl?", "house" },
  { "owl-above-house.png", "is it night?", "yes" },
  { "three-apples.png", "how many apples are there?", "3" },
  { "three-apples.png", "what colour is the background?", "yellow" },
  { "purple-rabbit.png", "what is this?", "rabbit" },
  { "purple-rabbit.png", "is it an animal?", "yes" },
  { "purple-rabbit.png", "where is it?", "in the snow" },
};

static VtValue *
open_picture (const char *space, const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", space, "assets", name, NULL);
  g_autoptr(GError) error = NULL;
  VtValue *image = vt_picture_read (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return image;
}

static void
on_token (VtJob *job, const VtTokenTrace *trace, gpointer data)
{
  guint *told = data;

  g_assert_cmpuint (trace->index, ==, *told);
  g_assert_cmpuint (trace->n_choices, ==, CHOICES);
  g_assert_cmpint (trace->chosen.id, ==, trace->choices[0].id);
  *told += 1;
}

static VtJob *
new_job (VtEngine *engine, VtValue *image, const char *question)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "models", "tiny-ask", NULL);
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("visual-question-answering", NULL), folder, "cpu");
  g_autoptr(VtValue) text = vt_value_new_text (question);
  g_autoptr(GError) error = NULL;

  g_assert_true (vt_job_set_input (job, "image", image, &error));
  g_assert_true (vt_job_set_input (job, "question", text, &error));
  vt_job_set_trace (job, CHOICES);
  return g_steal_pointer (&job);
}

/* The answer; @score, how probable it was. */
static char *
answer_of (VtJob *job, double *score)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) outputs = vt_job_run (job, NULL, &error);
  const VtLabel *labels;
  guint n;

  g_assert_no_error (error);
  labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);
  g_assert_cmpuint (n, ==, 1);
  *score = labels[0].score;
  return g_strdup (labels[0].label);
}

static char *
ask (VtEngine *engine, VtValue *image, const char *question, guint *told, double *score)
{
  g_autoptr(VtJob) job = new_job (engine, image, question);

  g_signal_connect (job, "token", G_CALLBACK (on_token), told);
  return answer_of (job, score);
}

static void
test_space (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(VtValue) image = open_picture ("ask-the-picture", cases[i].picture);
      guint told = 0;
      double score;
      g_autofree char *answer = ask (engine, image, cases[i].question, &told, &score);

      g_test_message ("%s: %s %s, %.2f", cases[i].picture, cases[i].question, answer, score);
      g_assert_cmpstr (answer, ==, cases[i].answer);
      g_assert_cmpfloat (score, >, 0.3);
      g_assert_cmpfloat (score, <=, 1);
      g_assert_cmpuint (told, >=, 2); /* the end is told too */
    }
}

/* The same question about another picture: it does look. */
static void
test_looks (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtValue) day = open_picture ("ask-the-picture", "car-and-tree.png");
  g_autoptr(VtValue) night = open_picture ("ask-the-picture", "owl-above-house.png");
  guint told = 0;
  double score;
  g_autofree char *one = ask (engine, day, "is it night?", &told, &score), *other = NULL;

  told = 0;
  other = ask (engine, night, "is it night?", &told, &score);
  g_assert_cmpstr (one, ==, "no");
  g_assert_cmpstr (other, ==, "yes");
}

typedef struct
{
  guint n;
  gint32 second; /* what else the first word could have been */
  guint first_index;
} Heard;

static void
on_heard (VtJob *job, const VtTokenTrace *trace, gpointer data)
{
  Heard *heard = data;

  if (heard->n++ > 0)
    return;
  heard->second = trace->choices[1].id;
  heard->first_index = trace->index;
}

static char *
ask_from (VtEngine *engine, VtValue *image, const char *prefix, Heard *heard, double *score)
{
  g_autoptr(VtJob) job = new_job (engine, image, "what color is the car?");
  g_autoptr(VtValue) given = vt_value_new_json (prefix);
  g_autoptr(GError) error = NULL;

  g_assert_true (vt_job_set_parameter (job, "prefix_ids", given, &error));
  g_signal_connect (job, "token", G_CALLBACK (on_heard), heard);
  return answer_of (job, score);
}

/* As when a person chooses another word in the glass: the answer begins with it, and is as improbable. */
static void
test_given (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtValue) image = open_picture ("ask-the-picture", "car-and-tree.png");
  Heard heard = { 0 }, again = { 0 };
  double score, other;
  g_autofree char *plain = ask_from (engine, image, "[]", &heard, &score), *prefix = NULL, *chosen = NULL;

  g_assert_cmpstr (plain, ==, "blue");
  g_assert_cmpuint (heard.first_index, ==, 0);
  prefix = g_strdup_printf ("[%d, -1, 99999999]", heard.second); /* what it has no word for is left out */
  chosen = ask_from (engine, image, prefix, &again, &other);
  g_test_message ("%s, %.2f; %s, %.4f", plain, score, chosen, other);
  g_assert_cmpstr (chosen, !=, plain);
  g_assert_cmpuint (again.first_index, ==, 1);
  g_assert_cmpfloat (other, <, score);
}

/* It has seen no photograph, and knows few words; it answers all the same, and stops. */
static void
test_unknown (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtValue) photograph = open_picture ("ask-the-picture", "espresso.jpg");
  guint told = 0;
  double score;
  g_autofree char *answer = ask (engine, photograph, "Why would anybody drink that so early?", &told, &score);

  g_test_message ("%s, %.2f", answer, score);
  g_assert_cmpuint (strlen (answer), >, 0);
  g_assert_cmpuint (told, <, MOST);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiny-ask/space", test_space);
  g_test_add_func ("/tiny-ask/looks", test_looks);
  g_test_add_func ("/tiny-ask/given", test_given);
  g_test_add_func ("/tiny-ask/unknown", test_unknown);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/formats/json.h"
#include "engine/sampling/beams.h"

#define VOCAB 13

/* A model whose next token depends on the last one alone: rows of the table. */
typedef struct
{
  float table[VOCAB][VOCAB];
} Chain;

static double
number_at (const VtJsonNode *array, guint index)
{
  double value = NAN;

  g_assert_true (vt_json_read_double (vt_json_at (array, index), &value));
  return value;
}

static void
read_chain (const VtJsonNode *table, Chain *chain)
{
  VtJsonIter rows = VT_JSON_ITER (table);

  for (guint i = 0; vt_json_iter_next (&rows); i++)
    for (guint j = 0; j < VOCAB; j++)
      chain->table[i][j] = (float) number_at (rows.value, j);
}

static VtBeams *
new_beams (const VtJsonNode *node)
{
  const char *early = vt_json_get_string (node, "early_stopping", "");
  const VtJsonNode *eos = vt_json_get (node, "eos");
  gint32 ids[2];
  VtBeamConfig config = {
    .n_beams = (guint) vt_json_get_int (node, "beams", 0),
    .length_penalty = vt_json_get_double (node, "length_penalty", 0),
    .early_stopping = strcmp (early, "true") == 0    ? VT_BEAM_STOP_EARLY
                      : strcmp (early, "never") == 0 ? VT_BEAM_STOP_NEVER
                                                     : VT_BEAM_STOP_HEURISTIC,
    .max_new_tokens = (guint) vt_json_get_int (node, "steps", 0),
    .eos = ids,
    .n_eos = vt_json_length (eos),
  };

  for (guint i = 0; i < config.n_eos; i++)
    ids[i] = (gint32) number_at (eos, i);
  return vt_beams_new (&config);
}

static void
run_search (VtBeams *beams, guint n_beams, const Chain *chain)
{
  float logits[4][VOCAB];
  gint32 tokens[4] = { 0 };
  guint parents[4];

  do
    for (guint b = 0; b < n_beams; b++)
      memcpy (logits[b], chain->table[tokens[b]], sizeof logits[b]);
  while (vt_beams_step (beams, logits[0], VOCAB, tokens, parents));
}

static void
check_case (const VtJsonNode *node, const Chain *chain)
{
  g_autoptr (VtBeams) beams = new_beams (node);
  VtJsonIter expected = VT_JSON_ITER (vt_json_get (node, "best"));

  run_search (beams, (guint) vt_json_get_int (node, "beams", 0), chain);
  g_assert_cmpuint (vt_beams_finish (beams), ==, vt_json_length (expected.container));
  for (guint i = 0; vt_json_iter_next (&expected); i++)
    {
      const VtHypothesis *hypothesis = vt_beams_hypothesis (beams, i);
      const VtJsonNode *ids = vt_json_get (expected.value, "ids");

      g_assert_cmpfloat_with_epsilon (hypothesis->score, vt_json_get_double (expected.value, "score", 0), 1e-4);
      g_assert_cmpuint (hypothesis->n, ==, vt_json_length (ids));
      for (guint k = 0; k < hypothesis->n; k++)
        g_assert_cmpint (hypothesis->ids[k], ==, (gint32) number_at (ids, k));
    }
}

static void
test_against_transformers (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "beams.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) json = vt_json_load (path, &error);
  VtJsonIter iter;
  Chain chain;

  g_assert_no_error (error);
  read_chain (vt_json_get (vt_json_root (json), "table"), &chain);
  iter = (VtJsonIter) VT_JSON_ITER (vt_json_get (vt_json_root (json), "cases"));
  g_assert_cmpuint (vt_json_length (iter.container), ==, 72);
  while (vt_json_iter_next (&iter))
    check_case (iter.value, &chain);
}

/* One beam without an end token is greedy search. */
static void
test_one_beam (void)
{
  g_autoptr (VtBeams) beams = vt_beams_new (&(VtBeamConfig){ .n_beams = 1, .max_new_tokens = 2 });
  const float first[] = { 0, 2, 1 }, second[] = { 5, 2, 1 };
  gint32 token;
  guint parent;

  g_assert_true (vt_beams_step (beams, first, 3, &token, &parent));
  g_assert_cmpint (token, ==, 1);
  g_assert_false (vt_beams_step (beams, second, 3, &token, &parent));
  g_assert_cmpuint (vt_beams_finish (beams), ==, 1);
  g_assert_cmpuint (vt_beams_hypothesis (beams, 0)->n, ==, 2);
  g_assert_cmpint (vt_beams_hypothesis (beams, 0)->ids[1], ==, 0);
}

static void
test_nothing_possible (void)
{
  g_autoptr (VtBeams) beams = vt_beams_new (&(VtBeamConfig){ .n_beams = 2, .max_new_tokens = 9 });
  const float none[] = { -INFINITY, -INFINITY, -INFINITY, -INFINITY };
  gint32 tokens[2];
  guint parents[2];

  g_assert_false (vt_beams_step (beams, none, 2, tokens, parents));
  g_assert_cmpuint (vt_beams_finish (beams), ==, 1);
  g_assert_cmpuint (vt_beams_hypothesis (beams, 0)->n, ==, 0);
}

/* Fewer possible tokens than beams: the beams that are left out do not win. */
static void
test_few_choices (void)
{
  g_autoptr (VtBeams) beams = vt_beams_new (&(VtBeamConfig){ .n_beams = 3, .max_new_tokens = 1 });
  const float only[] = { 0, -INFINITY, 0, -INFINITY, 0, -INFINITY };
  gint32 tokens[3];
  guint parents[3];

  vt_beams_step (beams, only, 2, tokens, parents);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (tokens[i], ==, 0);
  vt_beams_finish (beams);
  g_assert_cmpfloat (vt_beams_hypothesis (beams, 0)->score, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/beams/against-transformers", test_against_transformers);
  g_test_add_func ("/beams/one-beam", test_one_beam);
  g_test_add_func ("/beams/nothing-possible", test_nothing_possible);
  g_test_add_func ("/beams/few-choices", test_few_choices);
  return g_test_run ();
}

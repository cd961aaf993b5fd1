/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/rng.h"
#include "engine/formats/json.h"
#include "engine/sampling/sampler.h"


static void
set (VtSampler *sampler, const char *name, double value)
{
  g_autoptr (GError) error = NULL;

  vt_sampler_set (sampler, name, value, &error);
  g_assert_no_error (error);
}

static float *
read_row (const VtJsonNode *node)
{
  float *row = g_new (float, vt_json_length (node));
  VtJsonIter iter = VT_JSON_ITER (node);

  for (guint i = 0; vt_json_iter_next (&iter); i++)
    {
      double value;

      g_assert_true (vt_json_read_double (iter.value, &value));
      row[i] = (float) value;
    }
  return row;
}

static VtSampler *
sampler_of_case (guint n_vocab, const VtJsonNode *params, const VtJsonNode *history)
{
  VtSampler *sampler = vt_sampler_new (n_vocab);
  VtJsonIter iter = VT_JSON_ITER (params), past = VT_JSON_ITER (history);

  set (sampler, "top_k", 0);
  while (vt_json_iter_next (&iter))
    set (sampler, iter.key, vt_json_get_double (params, iter.key, -1));
  while (vt_json_iter_next (&past))
    {
      gint64 token;

      g_assert_true (vt_json_read_int (past.value, &token));
      vt_sampler_accept (sampler, (gint32) token, FALSE);
    }
  return sampler;
}

static double
probability_of (GArray *kept, gint64 id)
{
  for (guint i = 0; i < kept->len; i++)
    if (g_array_index (kept, VtCandidate, i).id == id)
      return exp (g_array_index (kept, VtCandidate, i).logit);
  return -1;
}

/* Every token that transformers keeps, with its probability, and no other one;
 * except that tokens of next to no probability may be missing. */
static void
check_kept (GArray *kept, const VtJsonNode *expected)
{
  VtJsonIter iter = VT_JSON_ITER (expected);
  guint found = 0;

  while (vt_json_iter_next (&iter))
    {
      gint64 id;
      double probability, ours;

      g_assert_true (vt_json_read_int (vt_json_at (iter.value, 0), &id));
      g_assert_true (vt_json_read_double (vt_json_at (iter.value, 1), &probability));
      ours = probability_of (kept, id);
      found += ours >= 0;
      if (ours >= 0 || probability > 1e-8)
        g_assert_cmpfloat_with_epsilon (ours, probability, 1e-6);
    }
  g_assert_cmpuint (found, ==, kept->len);
}

static void
test_against_transformers (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "sampling.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) json = vt_json_load (path, &error);
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (VtCandidate));
  const VtJsonNode *root, *rows;
  VtJsonIter iter;

  g_assert_no_error (error);
  root = vt_json_root (json);
  rows = vt_json_get (root, "rows");
  iter = (VtJsonIter) VT_JSON_ITER (vt_json_get (root, "cases"));
  g_assert_cmpuint (vt_json_length (iter.container), ==, 67);
  while (vt_json_iter_next (&iter))
    {
      const VtJsonNode *row_node = vt_json_at (rows, (guint) vt_json_get_int (iter.value, "row", 0));
      g_autofree float *row = read_row (row_node);
      g_autoptr (VtSampler) sampler = sampler_of_case (
          vt_json_length (row_node), vt_json_get (iter.value, "params"), vt_json_get (root, "history"));

      vt_sampler_distribution (sampler, row, kept);
      check_kept (kept, vt_json_get (iter.value, "kept"));
    }
}

static void
test_greedy (void)
{
  g_autoptr (VtSampler) sampler = vt_sampler_new (5);
  float row[] = { 1, 4, 4, NAN, -INFINITY };

  set (sampler, "do_sample", 0);
  g_assert_cmpint (vt_sampler_choose (sampler, row), ==, 1);
  set (sampler, "do_sample", 1);
  set (sampler, "temperature", 0);
  g_assert_cmpint (vt_sampler_choose (sampler, row), ==, 1);
}

static void
test_penalties (void)
{
  g_autoptr (VtSampler) sampler = vt_sampler_new (4);
  float row[] = { 1, 1, 1, 1 };

  set (sampler, "do_sample", 0);
  set (sampler, "frequency_penalty", 0.25);
  set (sampler, "presence_penalty", 0.5);
  vt_sampler_accept (sampler, 0, FALSE);
  vt_sampler_accept (sampler, 1, TRUE);
  vt_sampler_accept (sampler, 2, TRUE);
  vt_sampler_accept (sampler, 2, TRUE);
  vt_sampler_accept (sampler, 99, TRUE); /* not of this vocabulary: ignored */
  vt_sampler_choose (sampler, row);
  g_assert_cmpfloat (row[0], ==, 1);
  g_assert_cmpfloat (row[1], ==, 0.25);
  g_assert_cmpfloat (row[2], ==, 0);
  g_assert_cmpfloat (row[3], ==, 1);
  vt_sampler_reset (sampler);
  vt_sampler_choose (sampler, row);
  g_assert_cmpfloat (row[1], ==, 0.25);
}

/* 20,000 draws from three tokens: within five deviations of their shares. */
static void
test_draw (void)
{
  static const double share[] = { 0.7, 0.2, 0.1 };
  g_autoptr (VtSampler) sampler = vt_sampler_new (3);
  guint counts[3] = { 0 };

  vt_sampler_seed (sampler, 42, 0);
  for (guint i = 0; i < 20000; i++)
    {
      float row[] = { logf (0.7f), logf (0.2f), logf (0.1f) };

      counts[vt_sampler_choose (sampler, row)]++;
    }
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (fabs (counts[i] - 20000 * share[i]), <,
                       5 * sqrt (20000 * share[i] * (1 - share[i])));
}

static void
choose_many (VtSampler *sampler, gint32 *out)
{
  for (guint i = 0; i < 50; i++)
    {
      float row[64] = { 0 };

      out[i] = vt_sampler_choose (sampler, row);
    }
}

static void
test_seed (void)
{
  g_autoptr (VtSampler) sampler = vt_sampler_new (64);
  gint32 first[50], again[50], stream[50];

  vt_sampler_seed (sampler, 1, 0);
  choose_many (sampler, first);
  vt_sampler_seed (sampler, 1, 0);
  choose_many (sampler, again);
  vt_sampler_seed (sampler, 1, 1);
  choose_many (sampler, stream);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  g_assert_true (memcmp (first, stream, sizeof first) != 0);
}

static void
test_impossible_rows (void)
{
  g_autoptr (VtSampler) sampler = vt_sampler_new (100);
  float row[100];

  for (guint i = 0; i < 100; i++)
    row[i] = -INFINITY;
  g_assert_cmpint (vt_sampler_choose (sampler, row), ==, 0);
  row[77] = -5;
  g_assert_cmpint (vt_sampler_choose (sampler, row), ==, 77);
  for (guint i = 0; i < 100; i++)
    row[i] = NAN;
  g_assert_cmpint (vt_sampler_choose (sampler, row), ==, 0);
  row[50] = INFINITY;
  set (sampler, "top_k", 0);
  g_assert_cmpint (vt_sampler_choose (sampler, row), ==, 50);
}

static void
test_refused (void)
{
  g_autoptr (VtSampler) sampler = vt_sampler_new (3);
  g_autoptr (GError) range = NULL, name = NULL, nan = NULL;

  g_assert_false (vt_sampler_set (sampler, "top_p", 1.5, &range));
  g_assert_error (range, VT_ERROR, VT_ERROR_INVALID);
  g_assert_false (vt_sampler_set (sampler, "top_q", 0.5, &name));
  g_assert_error (name, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_false (vt_sampler_set (sampler, "temperature", NAN, &nan));
  g_assert_error (nan, VT_ERROR, VT_ERROR_INVALID);
}

static float *
large_row (guint n)
{
  float *row = g_new (float, n);
  VtRng rng;

  vt_rng_init (&rng, 9, 0);
  for (guint i = 0; i < n; i++)
    row[i] = (float) vt_rng_normal (&rng) * 3;
  return row;
}

static void
test_top_probabilities (void)
{
  enum { N = 50001, K = 10 };
  g_autofree float *row = large_row (N);
  gint32 ids[K];
  float probabilities[K];
  double total = 0;

  for (guint i = 0; i < N; i++)
    total += exp (row[i]);
  g_assert_cmpfloat_with_epsilon (vt_logits_log_sum_exp (row, N), log (total), 1e-6);
  g_assert_cmpuint (vt_logits_top_probabilities (row, N, K, ids, probabilities), ==, K);
  g_assert_cmpint (ids[0], ==, vt_logits_argmax (row, N));
  for (guint k = 0; k < K; k++)
    {
      guint larger = 0;

      for (guint i = 0; i < N; i++)
        larger += row[i] > row[ids[k]];
      g_assert_cmpuint (larger, ==, k);
      g_assert_cmpfloat_with_epsilon (probabilities[k], exp (row[ids[k]]) / total, 1e-7);
    }
}

static double
milliseconds (VtSampler *sampler, const float *row, guint n)
{
  g_autofree float *copy = g_memdup2 (row, n * sizeof *row);
  double best = INFINITY;

  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();

      vt_sampler_choose (sampler, copy);
      best = MIN (best, (g_get_monotonic_time () - start) / 1e3);
    }
  return best;
}

/* Said, not judged: machines differ. Judged is only that it is not a sort. */
static void
test_speed (void)
{
  static const struct { const char *name; double value; } params[]
      = { { "top_k", 50 }, { "top_p", 0.95 }, { "min_p", 0.05 }, { "typical_p", 0.9 }, { "temperature", 0.8 } };
  enum { N = 262144 };
  g_autofree float *row = large_row (N);

  for (guint i = 0; i < G_N_ELEMENTS (params); i++)
    {
      g_autoptr (VtSampler) sampler = vt_sampler_new (N);
      double ms;

      set (sampler, "top_k", 0);
      set (sampler, params[i].name, params[i].value);
      ms = milliseconds (sampler, row, N);
      g_test_message ("%s over %d logits: %.3f ms", params[i].name, N, ms);
      g_assert_cmpfloat (ms, <, 500);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sampler/against-transformers", test_against_transformers);
  g_test_add_func ("/sampler/greedy", test_greedy);
  g_test_add_func ("/sampler/penalties", test_penalties);
  g_test_add_func ("/sampler/draw", test_draw);
  g_test_add_func ("/sampler/seed", test_seed);
  g_test_add_func ("/sampler/impossible-rows", test_impossible_rows);
  g_test_add_func ("/sampler/refused", test_refused);
  g_test_add_func ("/sampler/top-probabilities", test_top_probabilities);
  g_test_add_func ("/sampler/speed", test_speed);
  return g_test_run ();
}

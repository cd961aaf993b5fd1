/* test-plan.c: a plan that reuses memory computes what one computes that does not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/cpu/device-cpu.h"
#include "engine/ops/ops.h"
#include "engine/tensor/plan.h"

#define SIZE 32
#define NODES 60
#define MIB (1 << 20)

/* A random operation on random earlier values, all of them (@size, 3). */
static VtTensor *
random_node (VtGraph *g, GRand *rand, GPtrArray *values, gint64 size)
{
  VtTensor *a = g_ptr_array_index (values, g_rand_int_range (rand, 0, (gint32) values->len));
  VtTensor *b = g_ptr_array_index (values, g_rand_int_range (rand, 0, (gint32) values->len));
  VtTensor *half = vt_view_columns (g, a, size / 4, size / 2);

  switch (g_rand_int_range (rand, 0, 9))
    {
    case 0: return vt_add (g, a, b);
    case 1: return vt_mul (g, a, b);
    case 2: return vt_scale (g, a, -0.5f, 0.25f);
    case 3: return vt_unary (g, a, VT_UNARY_TANH);
    case 4: return vt_glu (g, a, b, VT_UNARY_SILU);
    case 5: return vt_rms_norm (g, a, NULL, 1e-6f, 0);
    case 6: return vt_norm (g, vt_reshape (g, a, size, 3, 1, 1), NULL, NULL, 1e-6f);
    case 7: return vt_mul (g, a, vt_view (g, half, 1, 3, 1, 1, (gsize) half->nb[1], (gsize) half->nb[2], (gsize) half->nb[3], 8));
    default: return vt_cast (g, vt_cast (g, a, VT_TYPE_F16), VT_TYPE_F32);
    }
}

/* @keep: every value is an output, so that none shares its place. */
static VtPlan *
random_plan (VtDevice *device, guint32 seed, gint64 size, gboolean keep, VtTensor **last)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr(GPtrArray) values = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  VtGraph *g = vt_graph_new ();
  VtPlan *plan;

  for (int i = 0; i < 3; i++)
    g_ptr_array_add (values, vt_graph_input (g, "input", VT_TYPE_F32, size, 3, 1, 1));
  for (int i = 0; i < NODES; i++)
    {
      *last = random_node (g, rand, values, size);
      g_ptr_array_add (values, *last);
      if (values->len > 6) /* the old die, so that places become free */
        g_ptr_array_remove_index (values, 0);
    }
  vt_graph_output (g, *last, "last");
  for (guint i = 0; keep && i < g->nodes->len; i++)
    if (((VtTensor *) g_ptr_array_index (g->nodes, i))->op != NULL)
      vt_graph_output (g, g_ptr_array_index (g->nodes, i), "kept");
  plan = vt_plan_new (device, g, &error);
  g_assert_no_error (error);
  return plan;
}

static float *
run_random (VtDevice *device, guint32 seed, gint64 size, gboolean keep, gsize *bytes)
{
  VtTensor *last;
  g_autoptr(VtPlan) plan = random_plan (device, seed, size, keep, &last);
  gsize n = 3 * (gsize) size;
  g_autofree float *values = g_new (float, n);

  for (guint i = 0; i < 3; i++)
    {
      for (guint k = 0; k < n; k++)
        values[k] = (float) ((k * 7 + i * 13 + seed) % 23) / 10 - 1;
      g_assert_true (vt_plan_write (plan, g_ptr_array_index (plan->graph->nodes, i), values, n * sizeof *values, NULL));
    }
  for (int again = 0; again < 2; again++)
    g_assert_true (vt_plan_run (plan, NULL, NULL));
  g_assert_true (vt_plan_read (plan, last, values, n * sizeof *values, NULL));
  *bytes = vt_plan_bytes (plan);
  return g_steal_pointer (&values);
}

static void
check_reuse (guint32 seeds, gint64 size)
{
  g_autoptr(VtDevice) device = vt_cpu_device_new (3, NULL);

  for (guint32 seed = 0; seed < seeds; seed++)
    {
      gsize shared_bytes, apart_bytes;
      g_autofree float *shared = run_random (device, seed, size, FALSE, &shared_bytes);
      g_autofree float *apart = run_random (device, seed, size, TRUE, &apart_bytes);

      g_assert_cmpmem (shared, 3 * (gsize) size * sizeof (float), apart, 3 * (gsize) size * sizeof (float));
      g_assert_cmpuint (shared_bytes, <, apart_bytes / 2);
    }
}

static void
test_reuse (void)
{
  check_reuse (60, SIZE);
}

/* So large that places are sought by size as well. */
static void
test_reuse_large (void)
{
  check_reuse (12, 32768);
}

/* The first @mib MiB of @x, computed, and one number of that. */
static VtTensor *
value_of (VtGraph *g, VtTensor *x, int mib, VtTensor **number)
{
  VtTensor *v = vt_scale (g, vt_view_columns (g, x, 0, mib * MIB / 4), 2, 0);

  *number = vt_scale (g, vt_view_columns (g, v, 0, 1), 1, 0);
  return v;
}

/* 4 MiB leave a hole in which 5 do not fit, while 1 lies before it: by size they do. */
static void
test_large_first (void)
{
  g_autoptr(VtDevice) device = vt_cpu_device_new (1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtPlan) plan = NULL;
  VtGraph *g = vt_graph_new ();
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, 5 * MIB / 4, 1, 1, 1), *a, *b, *c, *kept = value_of (g, x, 1, &a);

  value_of (g, x, 4, &b);
  value_of (g, x, 5, &c);
  vt_graph_output (g, vt_add (g, vt_add (g, b, c), vt_scale (g, vt_view_columns (g, kept, 1, 1), 1, 0)), "sum");
  plan = vt_plan_new (device, g, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->memory[VT_MEMORY_DEVICE]->size, <=, 6 * MIB + 4096);
}

/* What a builder refuses comes out of vt_plan_new() as a sentence. */
static void
test_refused (void)
{
  g_autoptr(VtDevice) device = vt_cpu_device_new (1, NULL);
  g_autoptr(GError) error = NULL;
  VtGraph *g = vt_graph_new ();
  VtTensor *a = vt_graph_input (g, "a", VT_TYPE_F32, 4, 2, 1, 1);

  vt_mul_mat (g, vt_graph_input (g, "w", VT_TYPE_F32, 5, 2, 1, 1), a);
  g_assert_null (vt_plan_new (device, g, &error));
  g_assert_nonnull (strstr (error->message, "mul_mat"));
  g_assert_nonnull (strstr (error->message, "F32 (5, 2)"));
}

/* How many steps a sum of norms has, of which @shown, if any, is an output. */
static guint
steps_of_sum (gboolean fuse, const char *shown)
{
  VtGraph *g = vt_graph_new ();
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, SIZE, 3, 1, 1), *y = vt_graph_input (g, "y", VT_TYPE_F32, SIZE, 3, 1, 1);
  VtTensor *weight = vt_graph_input (g, "weight", VT_TYPE_F32, SIZE, 1, 1, 1);
  VtTensor *inner = vt_graph_name (vt_rms_norm (g, y, weight, 1e-6f, 0), "inner");
  VtTensor *sum = vt_graph_name (vt_add (g, inner, x), "sum");
  g_autoptr(GArray) steps = NULL;

  vt_graph_output (g, vt_rms_norm (g, sum, weight, 1e-6f, 0), "outer");
  if (shown != NULL)
    vt_graph_output (g, vt_graph_find (g, shown), shown);
  g_assert_no_error (g->error);
  steps = vt_steps_new (g, fuse);
  vt_graph_free (g);
  return steps->len;
}

/* How many steps two products of one column have, the second one's matrix being the first one's result, or not. */
static guint
steps_of_products (gboolean of_each_other)
{
  VtGraph *g = vt_graph_new ();
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, SIZE, 1, 1, 1);
  VtTensor *w = vt_graph_input (g, "w", VT_TYPE_F32, SIZE, SIZE, 1, 1), *first = vt_mul_mat (g, w, x);
  g_autoptr(GArray) steps = NULL;

  vt_mul_mat (g, of_each_other ? first : w, x);
  g_assert_no_error (g->error);
  steps = vt_steps_new (g, TRUE);
  vt_graph_free (g);
  return steps->len;
}

/* How many steps the heads of one token have, whose values are their own keys before these turn, or not. */
static guint
steps_of_heads (gboolean of_each_other)
{
  VtGraph *g = vt_graph_new ();
  VtRope rope = { SIZE, FALSE, 10000, 1, 0, 1, 32, 1, 4096 };
  VtTensor *ids = vt_graph_input (g, "ids", VT_TYPE_I32, 1, 1, 1, 1), *weight = vt_graph_input (g, "weight", VT_TYPE_F32, SIZE, 1, 1, 1);
  VtTensor *x = vt_graph_input (g, "x", VT_TYPE_F32, SIZE, 1, 1, 1), *cache = vt_graph_input (g, "cache", VT_TYPE_F16, SIZE, 9, 1, 1);
  VtTensor *k;
  g_autoptr(GArray) steps = NULL;

  vt_rope (g, vt_rms_norm (g, x, weight, 1e-6f, 0), ids, NULL, &rope);
  k = vt_rms_norm (g, x, weight, 1e-6f, 0);
  vt_set_rows (g, cache, vt_reshape (g, vt_rope (g, k, ids, NULL, &rope), SIZE, 1, 1, 1), ids);
  vt_set_rows (g, cache, of_each_other ? k : x, ids);
  g_assert_no_error (g->error);
  steps = vt_steps_new (g, TRUE);
  vt_graph_free (g);
  return steps->len;
}

/* Operations are done at once only where nobody wants what would stay inside, the others among them included. */
static void
test_steps (void)
{
  g_assert_cmpuint (steps_of_products (FALSE), ==, 1);
  g_assert_cmpuint (steps_of_products (TRUE), ==, 2);
  g_assert_cmpuint (steps_of_heads (FALSE), ==, 1);
  g_assert_cmpuint (steps_of_heads (TRUE), ==, 6);
  g_assert_cmpuint (steps_of_sum (FALSE, NULL), ==, 3);
  g_assert_cmpuint (steps_of_sum (TRUE, NULL), ==, 1);
  g_assert_cmpuint (steps_of_sum (TRUE, "sum"), ==, 1);
  g_assert_cmpuint (steps_of_sum (TRUE, "inner"), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/reuse", test_reuse);
  g_test_add_func ("/plan/reuse-large", test_reuse_large);
  g_test_add_func ("/plan/large-first", test_large_first);
  g_test_add_func ("/plan/refused", test_refused);
  g_test_add_func ("/plan/steps", test_steps);
  return g_test_run ();
}

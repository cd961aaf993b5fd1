/* test-kernels.c: the quantised products of every level that this processor
 * runs, against double precision on the same 8-bit columns.
 *
 * test-ops allows what the 8 bits cost; here nothing is lost but float rounding.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/cpu/kernels.h"
#include "engine/formats/quants.h"

#define ROWS 7

static const VtType types[] = { VT_TYPE_Q4_0, VT_TYPE_Q4_1, VT_TYPE_Q5_0, VT_TYPE_Q5_1, VT_TYPE_Q8_0, VT_TYPE_IQ4_NL,
                                VT_TYPE_Q2_K, VT_TYPE_Q3_K, VT_TYPE_Q4_K, VT_TYPE_Q5_K, VT_TYPE_Q6_K };

static const char *const levels[] = { "c", "avx2", "avx512", "amx" };

static double
exact (const float *w, const VtQ8 *x, gint64 k)
{
  double sum = 0;

  for (gint64 i = 0; i < k; i++)
    sum += (double) w[i] * x->q[i] * x->d[i / 32];
  return sum;
}

static void
check (const VtCpuKernels *kernels, VtType type, gint64 k)
{
  gsize stride = vt_type_row_bytes (type, k);
  g_autofree guint8 *w = g_malloc (stride * ROWS), *memory = g_malloc (vt_q8_bytes (k));
  g_autofree float *x = g_new (float, k), *row = g_new (float, k);
  VtQ8 column = vt_q8_at (memory, k);
  double error = 0, power = 0;
  float y[ROWS];

  for (gint64 r = 0; r < ROWS; r++)
    {
      for (gint64 i = 0; i < k; i++)
        {
          row[i] = (float) g_test_rand_double_range (-1, 1);
          x[i] = (float) g_test_rand_double_range (-1, 3);
        }
      vt_quantise (type, row, w + (gsize) r * stride, k);
    }
  kernels->quantise (x, k, &column);
  kernels->matvec[type] (w, stride, ROWS, &column, k, y);
  for (gint64 r = 0; r < ROWS; r++)
    {
      double expect;

      vt_dequantise (type, w + (gsize) r * stride, row, k);
      expect = exact (row, &column, k);
      error += (y[r] - expect) * (y[r] - expect);
      power += expect * expect;
    }
  if (error > 1e-10 * power)
    {
      g_test_message ("%s %s %d: error %g", kernels->name, vt_type_info (type)->name, (int) k, error / power);
      g_test_fail ();
    }
}

static void
test_matvec (gconstpointer level)
{
  const VtCpuKernels *kernels = vt_cpu_kernels_named (level);

  if (kernels == NULL)
    {
      g_test_skip ("this processor does not have it");
      return;
    }
  for (gsize t = 0; t < G_N_ELEMENTS (types); t++)
    for (gint64 blocks = 1; blocks <= 9; blocks++)
      check (kernels, types[t], blocks * vt_type_info (types[t])->block);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autofree char *path = g_strconcat ("/kernels/matvec/", levels[i], NULL);

      g_test_add_data_func (path, levels[i], test_matvec);
    }
  return g_test_run ();
}

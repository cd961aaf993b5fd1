/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/formats/quants.h"

static const VtType all_types[] = {
  VT_TYPE_F32,  VT_TYPE_F16,  VT_TYPE_BF16, VT_TYPE_Q8_0, VT_TYPE_Q4_0, VT_TYPE_Q4_1, VT_TYPE_Q5_0,
  VT_TYPE_Q5_1, VT_TYPE_Q2_K, VT_TYPE_Q3_K, VT_TYPE_Q4_K, VT_TYPE_Q5_K, VT_TYPE_Q6_K, VT_TYPE_IQ4_NL,
};

/* The hash of tests/vectors/quants.py over our values. */
static void
check_record (VtType type, const guint8 *blocks, gint64 n, const guint8 *expected)
{
  g_autofree float *values = g_new (float, n);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  vt_dequantise (type, blocks, values, n);
  g_checksum_update (sum, (const guchar *) values, (gssize) n * 4);
  g_checksum_get_digest (sum, digest, &length);
  if (memcmp (digest, expected, sizeof digest) != 0)
    g_error ("%s differs from ggml", vt_type_info (type)->name);
}

static void
test_against_ggml (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "quants.bin", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0, at = 0;
  guint records = 0;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  while (at < size)
    {
      guint32 head[2];
      const VtTypeInfo *info;

      memcpy (head, data + at, 8);
      info = vt_type_info ((VtType) head[0]);
      check_record ((VtType) head[0], (guint8 *) data + at + 8, (gint64) head[1] * info->block,
                    (guint8 *) data + at + 8 + head[1] * info->bytes);
      at += 8 + head[1] * info->bytes + 32;
      records++;
    }
  g_assert_cmpuint (records, ==, 13);
}

/* Something like a row of weights. */
static void
fill (float *x, gint64 n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (gint64 i = 0; i < n; i++)
    x[i] = (float) (g_rand_double_range (random, -1, 1) * g_rand_double_range (random, 0, 1)
                    * (i / 64 % 3 + 0.1));
}

static double
round_trip_error (VtType type, const float *x, float *y, gint64 n)
{
  g_autofree guint8 *row = g_malloc (vt_type_row_bytes (type, n));
  double error = 0, power = 0;

  vt_quantise (type, x, row, n);
  vt_dequantise (type, row, y, n);
  for (gint64 i = 0; i < n; i++)
    {
      error += (x[i] - y[i]) * (x[i] - y[i]);
      power += x[i] * x[i];
    }
  return sqrt (error / power);
}

/* Relative error in root mean square that each number of bits can reach. */
static void
test_round_trip (void)
{
  static const double limit[VT_TYPE_COUNT] = {
    [VT_TYPE_F32] = 0,       [VT_TYPE_F16] = 3e-4,    [VT_TYPE_BF16] = 2e-3,  [VT_TYPE_Q8_0] = 0.008,
    [VT_TYPE_Q4_0] = 0.12,   [VT_TYPE_Q4_1] = 0.10,   [VT_TYPE_Q5_0] = 0.06,  [VT_TYPE_Q5_1] = 0.05,
    [VT_TYPE_Q2_K] = 0.45,   [VT_TYPE_Q3_K] = 0.22,   [VT_TYPE_Q4_K] = 0.10,  [VT_TYPE_Q5_K] = 0.05,
    [VT_TYPE_Q6_K] = 0.027,  [VT_TYPE_IQ4_NL] = 0.12,
  };
  float x[1024], y[1024];

  fill (x, 1024);
  for (guint i = 0; i < G_N_ELEMENTS (all_types); i++)
    {
      double error = round_trip_error (all_types[i], x, y, 1024);

      g_test_message ("%s: %.5f", vt_type_info (all_types[i])->name, error);
      g_assert_cmpfloat (error, <=, limit[all_types[i]]);
    }
}

static void
test_zeros (void)
{
  static const float zeros[256];
  float y[256];

  for (guint i = 0; i < G_N_ELEMENTS (all_types); i++)
    {
      g_autofree guint8 *row = g_malloc (vt_type_row_bytes (all_types[i], 256));

      vt_quantise (all_types[i], zeros, row, 256);
      vt_dequantise (all_types[i], row, y, 256);
      for (guint k = 0; k < 256; k++)
        g_assert_cmpfloat (y[k], ==, 0);
    }
}

static void
test_classes (void)
{
  for (guint type = 0; type < VT_TYPE_COUNT + 5; type++)
    g_assert_cmpint (vt_quant_class ((VtType) type) != NULL, ==,
                     vt_type_info ((VtType) type)->name != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quants/against-ggml", test_against_ggml);
  g_test_add_func ("/quants/round-trip", test_round_trip);
  g_test_add_func ("/quants/zeros", test_zeros);
  g_test_add_func ("/quants/classes", test_classes);
  return g_test_run ();
}

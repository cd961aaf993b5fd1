/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine/base/half.h"
#include "engine/base/rng.h"
#include "engine/base/type.h"

/* Every one of the 65536 halves must survive the trip through f32. */
static void
test_half_round_trip (void)
{
  for (guint i = 0; i < 65536; i++)
    {
      float f = vt_f16_to_f32 ((guint16) i);

      if (isnan (f))
        g_assert_true (isnan (vt_f16_to_f32 (vt_f32_to_f16 (f))));
      else
        g_assert_cmpuint (vt_f32_to_f16 (f), ==, i);
    }
  g_assert_cmpfloat (vt_f16_to_f32 (0x3c01), ==, 1.0009765625f);
}

static void
test_bf16 (void)
{
  g_assert_cmpuint (vt_f32_to_bf16 (1.0f), ==, 0x3f80);
  g_assert_cmpuint (vt_f32_to_bf16 (1.00390625f), ==, 0x3f80);  /* a tie goes to even */
  g_assert_cmpuint (vt_f32_to_bf16 (1.01171875f), ==, 0x3f82);
  g_assert_true (isnan (vt_bf16_to_f32 (vt_f32_to_bf16 (NAN))));
}

static void
test_type_info (void)
{
  g_assert_cmpstr (vt_type_info (VT_TYPE_Q4_K)->name, ==, "Q4_K");
  g_assert_cmpuint (vt_type_row_bytes (VT_TYPE_Q6_K, 512), ==, 420);
  g_assert_null (vt_type_info ((VtType) 4)->name);
  g_assert_null (vt_type_info ((VtType) 4000)->name);
  g_assert_true (vt_type_is_quantised (VT_TYPE_Q8_0));
  g_assert_false (vt_type_is_quantised (VT_TYPE_BF16));
}

/* The known answers of Random123 for counter and key 0. */
static void
test_rng (void)
{
  VtRng rng;
  double sum = 0, squares = 0;

  vt_rng_init (&rng, 0, 0);
  g_assert_cmphex (vt_rng_u32 (&rng), ==, 0x6627e8d5);
  g_assert_cmphex (vt_rng_u32 (&rng), ==, 0xe169c58d);
  g_assert_cmphex (vt_rng_u32 (&rng), ==, 0xbc57ac4c);
  g_assert_cmphex (vt_rng_u32 (&rng), ==, 0x9b00dbd8);
  for (guint i = 0; i < 10000; i++)
    {
      double x = vt_rng_normal (&rng);

      sum += x;
      squares += x * x;
    }
  g_assert_cmpfloat_with_epsilon (sum / 10000, 0, 0.05);
  g_assert_cmpfloat_with_epsilon (squares / 10000, 1, 0.07);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/half", test_half_round_trip);
  g_test_add_func ("/base/bf16", test_bf16);
  g_test_add_func ("/base/type", test_type_info);
  g_test_add_func ("/base/rng", test_rng);
  return g_test_run ();
}

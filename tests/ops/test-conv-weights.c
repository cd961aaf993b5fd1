/* test-conv-weights.c: PyTorch's order of weights against ours: numbers that say where they were.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/ops.h"

enum { OUT = 3, IN = 2, HEIGHT = 2, WIDTH = 5 };

static void
fill (gint32 *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    numbers[i] = (gint32) i;
}

static void
test_conv (void)
{
  gint32 from[OUT][IN][HEIGHT][WIDTH], to[OUT][HEIGHT][WIDTH][IN];

  fill (&from[0][0][0][0], OUT * IN * HEIGHT * WIDTH);
  vt_conv_weights (from, to, sizeof (gint32), OUT, IN, HEIGHT, WIDTH);
  for (int o = 0; o < OUT; o++)
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++)
        for (int c = 0; c < IN; c++)
          g_assert_cmpint (to[o][y][x][c], ==, from[o][c][y][x]);
}

/* A stride of two across: taps 4, 2, 0, then 3, 1, row by row within each; none down. */
static void
test_transpose (void)
{
  static const int even[] = { 4, 2, 0 }, odd[] = { 3, 1 };
  gint32 from[IN][OUT][HEIGHT][WIDTH], to[OUT][HEIGHT * WIDTH][IN];
  const gint32 stride[2] = { 2, 1 };

  fill (&from[0][0][0][0], OUT * IN * HEIGHT * WIDTH);
  vt_conv_transpose_weights (from, to, sizeof (gint32), IN, OUT, HEIGHT, WIDTH, stride);
  for (int o = 0; o < OUT; o++)
    for (int c = 0; c < IN; c++)
      for (int y = 0; y < HEIGHT; y++)
        {
          for (int i = 0; i < 3; i++)
            g_assert_cmpint (to[o][y * 3 + i][c], ==, from[c][o][HEIGHT - 1 - y][even[i]]);
          for (int i = 0; i < 2; i++)
            g_assert_cmpint (to[o][HEIGHT * 3 + y * 2 + i][c], ==, from[c][o][HEIGHT - 1 - y][odd[i]]);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ops/conv-weights/conv", test_conv);
  g_test_add_func ("/ops/conv-weights/transpose", test_transpose);
  return g_test_run ();
}

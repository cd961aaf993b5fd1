/* test-sound-ring.c: everything written comes out once, in order, while two threads are at it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "media/sound-ring.h"

#define ALL 2000000

static gpointer
write_all (gpointer ring)
{
  float part[257];
  gsize at = 0;

  while (at < ALL)
    {
      gsize n = MIN (1 + at % 257, ALL - at);

      for (gsize i = 0; i < n; i++)
        part[i] = (float) (at + i);
      at += vt_sound_ring_write (ring, part, n);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (VtSoundRing) ring = vt_sound_ring_new (1000);
  GThread *writer = g_thread_new ("writer", write_all, ring);
  float part[300];
  gsize at = 0;

  while (at < ALL)
    {
      gsize n = vt_sound_ring_read (ring, part, 1 + at % 300);

      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (part[i], ==, (float) (at + i));
      at += n;
    }
  g_thread_join (writer);
  g_assert_cmpuint (vt_sound_ring_read (ring, part, 1), ==, 0);
}

static void
test_full (void)
{
  g_autoptr (VtSoundRing) ring = vt_sound_ring_new (10);
  float part[100] = { 0 };

  g_assert_cmpuint (vt_sound_ring_write (ring, part, 100), ==, 16);
  g_assert_cmpuint (vt_sound_ring_write (ring, part, 1), ==, 0);
  g_assert_cmpuint (vt_sound_ring_read (ring, part, 7), ==, 7);
  g_assert_cmpuint (vt_sound_ring_write (ring, part, 100), ==, 7);
  g_assert_cmpuint (vt_sound_ring_read (ring, part, 100), ==, 16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ring/full", test_full);
  g_test_add_func ("/ring/threads", test_threads);
  return g_test_run ();
}

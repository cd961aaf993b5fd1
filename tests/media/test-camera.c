/* test-camera.c: pictures of GStreamer's test source, and what is said where there is no camera.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "media/camera.h"

static void
wait_for (VtCamera *camera, VtCameraState state)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;

  while (vt_camera_get_state (camera) != state && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  g_assert_cmpint (vt_camera_get_state (camera), ==, state);
}

/* Red bars at an odd width: no row is shifted. */
static void
test_pictures (void)
{
  g_autoptr (VtCamera) camera = vt_camera_new ();
  const VtImage *image;

  g_setenv ("VITRINE_CAMERA", "videotestsrc is-live=true pattern=red ! video/x-raw,width=37,height=21", TRUE);
  vt_camera_start (camera);
  wait_for (camera, VT_CAMERA_RUNNING);
  image = vt_value_image (vt_camera_get_picture (camera));
  g_assert_cmpuint (image->width, ==, 37);
  g_assert_cmpuint (image->height, ==, 21);
  for (guint i = 0; i < 37 * 21; i++)
    {
      g_assert_cmpuint (image->pixels[3 * i], >, 240);
      g_assert_cmpuint (image->pixels[3 * i + 1], <, 20);
    }
  vt_camera_stop (camera);
  g_assert_cmpint (vt_camera_get_state (camera), ==, VT_CAMERA_IDLE);
  g_assert_nonnull (vt_camera_get_picture (camera));
  vt_camera_start (camera);
  wait_for (camera, VT_CAMERA_RUNNING);
}

static void
expect_problem (const char *source)
{
  g_autoptr (VtCamera) camera = vt_camera_new ();

  g_setenv ("VITRINE_CAMERA", source, TRUE);
  vt_camera_start (camera);
  wait_for (camera, VT_CAMERA_FAILED);
  g_test_message ("%s", vt_camera_get_problem (camera));
  g_assert_nonnull (vt_camera_get_problem (camera));
}

static void
test_problems (void)
{
  expect_problem ("v4l2src device=/dev/nowhere");
  expect_problem ("videotestsrc num-buffers=3");
  expect_problem ("no-such-element");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera/pictures", test_pictures);
  g_test_add_func ("/camera/problems", test_problems);
  return g_test_run ();
}

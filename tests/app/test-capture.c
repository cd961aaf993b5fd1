/* test-capture.c: the look at microphone and camera before a show, with a sound server
 * and a picture source of the test's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "../media/pulse-fixture.h"
#include "app/preflight-capture.h"
#include "engine/base/error.h"

static VtCaptureNeed
need (const char *component, VtCapture capture)
{
  g_autofree char *json = g_strdup_printf ("{\"version\": 1, \"components\": [{\"id\": \"x\", %s}]}", component);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (json, strlen (json), NULL, &error);

  g_assert_no_error (error);
  return vt_space_needs_capture (space, capture);
}

static void
test_needs (void)
{
  g_assert_cmpint (need ("\"type\": \"audio\"", VT_CAPTURE_MICROPHONE), ==, VT_CAPTURE_OFFERED);
  g_assert_cmpint (need ("\"type\": \"audio\", \"sources\": [\"microphone\"]", VT_CAPTURE_MICROPHONE), ==, VT_CAPTURE_ONLY);
  g_assert_cmpint (need ("\"type\": \"audio\", \"sources\": [\"upload\"]", VT_CAPTURE_MICROPHONE), ==, VT_CAPTURE_NOT_USED);
  g_assert_cmpint (need ("\"type\": \"audio\", \"interactive\": false", VT_CAPTURE_MICROPHONE), ==, VT_CAPTURE_NOT_USED);
  g_assert_cmpint (need ("\"type\": \"audio\"", VT_CAPTURE_CAMERA), ==, VT_CAPTURE_NOT_USED);
  g_assert_cmpint (need ("\"type\": \"image\"", VT_CAPTURE_CAMERA), ==, VT_CAPTURE_OFFERED);
  g_assert_cmpint (need ("\"type\": \"textbox\"", VT_CAPTURE_CAMERA), ==, VT_CAPTURE_NOT_USED);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  GError **told = data;
  GError *error = NULL;

  g_assert_null (*told);
  if (!vt_capture_try_finish (result, &error))
    *told = error;
  else
    *told = g_error_new_literal (VT_ERROR, VT_ERROR_FAILED, "good");
}

/* What came of it: "good", or the sentence; transfer full. */
static char *
try (VtCapture capture)
{
  g_autoptr (GError) told = NULL;

  vt_capture_try_async (capture, NULL, on_tried, &told);
  while (told == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_strdup (told->message);
}

static void
test_camera (void)
{
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;

  g_setenv ("VITRINE_CAMERA", "videotestsrc", TRUE);
  good = try (VT_CAPTURE_CAMERA);
  g_assert_cmpstr (good, ==, "good");
  g_setenv ("VITRINE_CAMERA", "no-such-element", TRUE);
  bad = try (VT_CAPTURE_CAMERA);
  g_assert_cmpstr (bad, !=, "good");
  g_assert_true (g_str_has_suffix (bad, "."));
}

/* Its microphone hears a loudspeaker that is silent; and then there is none. */
static void
test_microphone (void)
{
  const char *problem = pulse_start ();
  g_autofree char *silent = NULL;
  g_autofree char *none = NULL;

  if (problem != NULL)
    {
      g_test_skip (problem);
      return;
    }
  silent = try (VT_CAPTURE_MICROPHONE);
  g_assert_true (strstr (silent, "silence") != NULL || strstr (silent, "ten seconds") != NULL); /* on a very busy machine */
  pulse_kill ();
  none = try (VT_CAPTURE_MICROPHONE);
  g_assert_cmpstr (none, !=, "good");
  g_assert_null (strstr (none, "silence"));
  pulse_stop ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/capture/needs", test_needs);
  g_test_add_func ("/capture/camera", test_camera);
  g_test_add_func ("/capture/microphone", test_microphone);
  return g_test_run ();
}

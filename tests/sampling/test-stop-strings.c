/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/stop-strings.h"

static const char *const stops[] = { "\n\n", "</s>", "", "END", NULL };

/* Fed one byte at a time: what has been shown after each byte, joined by |. */
static void
check_stream (const char *text, const char *shown, const char *found)
{
  g_autoptr (VtStopStrings) matcher = vt_stop_strings_new (stops);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) all = g_string_new (NULL);

  for (const char *c = text; *c != 0; c++)
    {
      const char piece[] = { *c, 0 };
      gsize before = out->len;

      vt_stop_strings_push (matcher, piece, out);
      g_string_append_printf (all, "%s|", out->str + before);
    }
  if (vt_stop_strings_found (matcher) == NULL)
    vt_stop_strings_finish (matcher, out);
  g_assert_cmpstr (all->str, ==, shown);
  g_assert_cmpstr (vt_stop_strings_found (matcher), ==, found);
}

static void
test_stream (void)
{
  check_stream ("ab", "a|b|", NULL);
  check_stream ("a\n\nb", "a||||", "\n\n");
  check_stream ("a\nb", "a||\nb|", NULL);
  check_stream ("x</s", "x||||", NULL);
  check_stream ("x<</s>y", "x||<|||||", "</s>");
  check_stream ("EENDz", "|E||||", "END");
}

static void
test_whole_pieces (void)
{
  g_autoptr (VtStopStrings) matcher = vt_stop_strings_new (stops);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_false (vt_stop_strings_push (matcher, "one EN", out));
  g_assert_cmpstr (out->str, ==, "one ");
  g_assert_false (vt_stop_strings_push (matcher, "TIRE </", out));
  g_assert_cmpstr (out->str, ==, "one ENTIRE ");
  g_assert_true (vt_stop_strings_push (matcher, "s> END", out));
  g_assert_cmpstr (out->str, ==, "one ENTIRE ");
  g_assert_cmpstr (vt_stop_strings_found (matcher), ==, "</s>");
  g_assert_true (vt_stop_strings_push (matcher, "more", out));
  g_assert_cmpstr (out->str, ==, "one ENTIRE ");
}

static void
test_finish (void)
{
  g_autoptr (VtStopStrings) matcher = vt_stop_strings_new (stops);
  g_autoptr (GString) out = g_string_new (NULL);

  vt_stop_strings_push (matcher, "the EN", out);
  vt_stop_strings_finish (matcher, out);
  g_assert_cmpstr (out->str, ==, "the EN");
  g_assert_null (vt_stop_strings_found (matcher));
}

static void
test_nothing_to_find (void)
{
  const char *const none[] = { NULL };
  g_autoptr (VtStopStrings) matcher = vt_stop_strings_new (none);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_false (vt_stop_strings_push (matcher, "anything\n\n", out));
  g_assert_cmpstr (out->str, ==, "anything\n\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stop-strings/stream", test_stream);
  g_test_add_func ("/stop-strings/whole-pieces", test_whole_pieces);
  g_test_add_func ("/stop-strings/finish", test_finish);
  g_test_add_func ("/stop-strings/nothing-to-find", test_nothing_to_find);
  return g_test_run ();
}

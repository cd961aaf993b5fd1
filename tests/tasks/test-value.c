/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/trace.h"
#include "engine/tasks/value.h"

static void
assert_reads (VtValue *value, const char *expected)
{
  g_autofree char *text = vt_value_to_text (value);

  g_assert_cmpstr (text, ==, expected);
  vt_value_unref (value);
}

static void
test_to_text (void)
{
  VtLabel labels[] = { { "positive", 0.912 }, { "negative", 0.088 } };
  VtMessage messages[] = { { "user", "Hello" }, { "assistant", "Good day" } };
  g_autoptr (VtValue) half = vt_value_new_number (0.5);
  g_autoptr (VtValue) word = vt_value_new_text ("word");

  assert_reads (vt_value_new_none (), "");
  assert_reads (vt_value_new_text ("Grüße"), "Grüße");
  assert_reads (vt_value_new_number (0.7), "0.7");
  assert_reads (vt_value_new_number (1.0 / 3), "0.3333333333333333");
  assert_reads (vt_value_new_number (-64), "-64");
  assert_reads (vt_value_new_boolean (2), "yes");
  assert_reads (vt_value_new_labels (labels, 2), "positive 91%\nnegative 9%");
  assert_reads (vt_value_new_chat (messages, 2), "user: Hello\nassistant: Good day");
  assert_reads (vt_value_new_list ((VtValue *[]) { half, word }, 2), "0.5\nword");
  assert_reads (vt_value_new_list (NULL, 0), "");
}

static void
test_copies (void)
{
  char text[] = "before";
  g_autoptr (VtValue) value = vt_value_new_text (text);
  g_autoptr (VtValue) wrong = vt_value_new_text ("a\xff" "b");

  text[0] = 'B';
  g_assert_cmpstr (vt_value_text (value), ==, "before");
  g_assert_cmpstr (vt_value_text (wrong), ==, "a\xef\xbf\xbd" "b");
}

static void
test_equal (void)
{
  VtLabel one = { "cat", 0.5 }, two = { "cat", 0.25 };
  g_autoptr (VtValue) a = vt_value_new_labels (&one, 1);
  g_autoptr (VtValue) b = vt_value_new_labels (&one, 1);
  g_autoptr (VtValue) c = vt_value_new_labels (&two, 1);
  g_autoptr (VtValue) none = vt_value_new_labels (NULL, 0);
  g_autoptr (VtValue) text = vt_value_new_text ("1");
  g_autoptr (VtValue) json = vt_value_new_json ("1");
  g_autoptr (VtValue) list = vt_value_new_list ((VtValue *[]) { a, text }, 2);
  g_autoptr (VtValue) same = vt_value_new_list ((VtValue *[]) { b, text }, 2);
  g_autoptr (VtValue) other = vt_value_new_list ((VtValue *[]) { c, text }, 2);

  g_assert_true (vt_value_equal (a, b));
  g_assert_false (vt_value_equal (a, c));
  g_assert_false (vt_value_equal (a, none));
  g_assert_false (vt_value_equal (text, json));
  g_assert_true (vt_value_equal (list, same));
  g_assert_false (vt_value_equal (list, other));
}

static void
test_fits (void)
{
  g_assert_true (vt_value_type_fits (VT_VALUE_NUMBER, VT_VALUE_TEXT));
  g_assert_true (vt_value_type_fits (VT_VALUE_JSON, VT_VALUE_TEXT));
  g_assert_true (vt_value_type_fits (VT_VALUE_LABELS, VT_VALUE_JSON));
  g_assert_false (vt_value_type_fits (VT_VALUE_TEXT, VT_VALUE_NUMBER));
  g_assert_false (vt_value_type_fits (VT_VALUE_LABELS, VT_VALUE_TEXT));
  g_assert_false (vt_value_type_fits (VT_VALUE_NONE, VT_VALUE_JSON));
  g_assert_true (vt_value_type_fits (VT_VALUE_FILE, VT_VALUE_AUDIO));
  g_assert_true (vt_value_type_fits (VT_VALUE_IMAGE, VT_VALUE_FILE));
  g_assert_false (vt_value_type_fits (VT_VALUE_AUDIO, VT_VALUE_IMAGE));
  g_assert_false (vt_value_type_fits (VT_VALUE_TEXT, VT_VALUE_FILE));
  g_assert_false (vt_value_type_fits (VT_VALUE_IMAGE, VT_VALUE_JSON));
  for (VtValueType type = VT_VALUE_NONE; type <= VT_VALUE_IMAGE; type++)
    g_assert_true (vt_value_type_fits (type, type));
}

static void
test_media (void)
{
  static const float samples[] = { 0, 0.5f, -0.5f, 1 };
  static const guint8 pixels[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (GBytes) sound = g_bytes_new_static (samples, sizeof samples);
  g_autoptr (GBytes) picture = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (VtValue) audio = vt_value_new_audio (sound, 2, 2);
  g_autoptr (VtValue) mono = vt_value_new_audio (sound, 2, 1);
  g_autoptr (VtValue) image = vt_value_new_image (picture, 2, 1, 3);
  g_autoptr (VtValue) tall = vt_value_new_image (picture, 1, 2, 3);
  g_autofree char *length = vt_value_to_text (audio);

  g_assert_cmpuint (vt_value_audio (audio)->n_frames, ==, 2);
  g_assert_true (vt_value_audio (audio)->samples == samples);
  g_assert_true (vt_value_image (image)->pixels == pixels);
  g_assert_cmpstr (length, ==, "1.0 s");
  g_assert_false (vt_value_equal (audio, mono));
  g_assert_false (vt_value_equal (image, tall));
  g_assert_true (vt_value_equal (image, image));
}

static void
test_trace (void)
{
  g_autoptr (VtTokenTrace) trace = vt_token_trace_new (2);
  g_autoptr (VtTokenTrace) copy = NULL;

  trace->index = 3;
  trace->chosen = (VtTokenChoice) { 7, g_strdup (" blue"), 0.5 };
  trace->choices[1] = (VtTokenChoice) { 9, g_strdup (" red"), 0.25 };
  copy = vt_token_trace_copy (trace);
  g_assert_cmpuint (copy->index, ==, 3);
  g_assert_cmpstr (copy->chosen.text, ==, " blue");
  g_assert_true (copy->chosen.text != trace->chosen.text);
  g_assert_null (copy->choices[0].text);
  g_assert_cmpint (copy->choices[1].id, ==, 9);
  g_assert_cmpstr (copy->choices[1].text, ==, " red");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/to-text", test_to_text);
  g_test_add_func ("/value/copies", test_copies);
  g_test_add_func ("/value/equal", test_equal);
  g_test_add_func ("/value/fits", test_fits);
  g_test_add_func ("/value/media", test_media);
  g_test_add_func ("/value/trace", test_trace);
  return g_test_run ();
}

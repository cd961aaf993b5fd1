/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/formats/json.h"

static VtJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  VtJson *json = vt_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return json;
}

static void
test_values (void)
{
  g_autoptr (VtJson) json = parse ("  {\"a\": [1, -2.5, true, null, \"x\"], \"b\": {\"c\": {}}, \"\": 7} ");
  const VtJsonNode *root = vt_json_root (json), *a = vt_json_get (root, "a");
  gboolean yes = FALSE;
  double number;

  g_assert_cmpint (vt_json_type (root), ==, VT_JSON_OBJECT);
  g_assert_cmpuint (vt_json_length (root), ==, 3);
  g_assert_cmpuint (vt_json_length (a), ==, 5);
  g_assert_true (vt_json_read_double (vt_json_at (a, 1), &number));
  g_assert_cmpfloat (number, ==, -2.5);
  g_assert_true (vt_json_read_boolean (vt_json_at (a, 2), &yes) && yes);
  g_assert_cmpint (vt_json_type (vt_json_at (a, 3)), ==, VT_JSON_NULL);
  g_assert_cmpstr (vt_json_string (vt_json_at (a, 4), NULL), ==, "x");
  g_assert_null (vt_json_at (a, 5));
  g_assert_cmpint (vt_json_get_int (root, "", 0), ==, 7);
  g_assert_cmpuint (vt_json_length (vt_json_get (vt_json_get (root, "b"), "c")), ==, 0);
  g_assert_null (vt_json_get (vt_json_get (root, "nothing"), "there"));
  g_assert_cmpint (vt_json_get_int (root, "a", -3), ==, -3);
}

static void
test_iterate (void)
{
  g_autoptr (VtJson) json = parse ("[{\"k\":[0]},[[],[1]],5]");
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (json)), none = VT_JSON_ITER (NULL);
  VtJsonIter inner;

  g_assert_true (vt_json_iter_next (&iter));
  inner = (VtJsonIter) VT_JSON_ITER (iter.value);
  g_assert_true (vt_json_iter_next (&inner));
  g_assert_cmpstr (inner.key, ==, "k");
  g_assert_cmpuint (inner.key_length, ==, 1);
  g_assert_false (vt_json_iter_next (&inner));
  g_assert_true (vt_json_iter_next (&iter) && vt_json_length (iter.value) == 2);
  g_assert_true (vt_json_iter_next (&iter) && vt_json_type (iter.value) == VT_JSON_NUMBER);
  g_assert_true (iter.value == vt_json_at (vt_json_root (json), 2));
  g_assert_false (vt_json_iter_next (&iter));
  g_assert_false (vt_json_iter_next (&iter));
  g_assert_false (vt_json_iter_next (&none));
}

static void
test_strings (void)
{
  g_autoptr (VtJson) json = parse ("[\"\\u00e9\\ud83d\\ude00\\n\\/\\\\\", \"a\\u0000b\", \"\xe2\x82\xac\xf0\x9f\x98\x80\"]");
  gsize length;

  g_assert_cmpstr (vt_json_string (vt_json_at (vt_json_root (json), 0), NULL), ==, "é😀\n/\\");
  g_assert_cmpmem (vt_json_string (vt_json_at (vt_json_root (json), 1), &length), length, "a\0b", 3);
  g_assert_cmpstr (vt_json_string (vt_json_at (vt_json_root (json), 2), NULL), ==, "€😀");
}

static void
check_number (const char *text, double expected, gboolean integral)
{
  g_autoptr (VtJson) json = parse (text);
  double value = NAN;
  gint64 integer;

  g_assert_true (vt_json_read_double (vt_json_root (json), &value));
  g_assert_cmpfloat (value, ==, expected);
  g_assert_cmpint (signbit (value) != 0, ==, signbit (expected) != 0);
  g_assert_cmpint (vt_json_read_int (vt_json_root (json), &integer), ==, integral);
}

static void
test_numbers (void)
{
  g_autoptr (VtJson) big = parse ("-9223372036854775808");
  gint64 integer;

  check_number ("0", 0, TRUE);
  check_number ("-0", -0.0, TRUE);
  check_number ("-0.0", -0.0, TRUE);
  check_number ("1e3", 1000, TRUE);
  check_number ("0.1", 0.1, FALSE);
  check_number ("-12.678761", -12.678761, FALSE);
  check_number ("0.30000000000000004", 0.30000000000000004, FALSE);
  check_number ("123456789.123456", 123456789.123456, FALSE);
  check_number ("9223372036854775808", 0x1p63, FALSE);
  check_number ("5e-324", 5e-324, FALSE);
  check_number ("1.7976931348623157e308", 1.7976931348623157e308, FALSE);
  g_assert_true (vt_json_read_int (vt_json_root (big), &integer));
  g_assert_cmpint (integer, ==, G_MININT64);
}

static void
test_large_object (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (VtJson) json = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "%s\"key %u\":[%u]", i > 0 ? "," : "", i, i);
  g_string_append (text, "}");
  json = parse (text->str);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *key = g_strdup_printf ("key %u", i);
      gint64 value = -1;

      g_assert_true (vt_json_read_int (vt_json_at (vt_json_get (vt_json_root (json), key), 0), &value));
      g_assert_cmpint (value, ==, i);
    }
  g_assert_null (vt_json_get (vt_json_root (json), "key 5000"));
}

static void
check_bad (const char *text, gssize size, int code, const char *where)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_json_parse (text, size < 0 ? strlen (text) : (gsize) size, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, where) == NULL)
    g_error ("“%s” does not name %s", error->message, where);
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
    "[1 2]", "nul", "truex", "01", "-", "1.", ".5", "1e", "+1", "0x10", "NaN", "Infinity", "1e999",
    "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
    "\"\n\"", "\"\x80\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"",
    "[]]", "{}{}", "1 //x", "{\"a\":1,\"a\":2}", "[1}", "{\"a\":1]", "\xef\xbb\xbf{}", "'a'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    check_bad (bad[i], -1, VT_ERROR_CORRUPT, "line 1, column");
  check_bad ("{\n \"é\": 1,\n \"ü\": x}", -1, VT_ERROR_CORRUPT, "line 3, column 7");
  check_bad ("\"\\\0\"", 4, VT_ERROR_CORRUPT, "line 1, column 3");
}

static void
test_duplicates_in_large_object (void)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "\"%u\":0,", i);
  g_string_append (text, "\"42\":1}");
  check_bad (text->str, -1, VT_ERROR_CORRUPT, "“42” stands twice");
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (VT_JSON_MAX_DEPTH + 1, '[');
  g_autofree char *full = g_strconcat (deep + 1, "1", NULL);

  check_bad (deep, -1, VT_ERROR_LIMIT, "nested");
  check_bad (full, -1, VT_ERROR_CORRUPT, "a comma or “]”");
}

static void
test_write_round_trip (void)
{
  const char *text = "{\"a\":[1,-2.5,true,null,\"x\\\"\\u0001é\"],\"b\":{\"c\":{}},\"z\\u0000\":0.1,"
                     "\"n\":[1e+300,9007199254740993,5e-324]}";
  g_autoptr (VtJson) json = parse (text);
  g_autoptr (GString) out = g_string_new (NULL);
  VtJsonWriter writer = { .text = out };

  vt_json_write_node (&writer, vt_json_root (json));
  g_assert_cmpstr (out->str, ==, "{\"a\":[1,-2.5,true,null,\"x\\\"\\u0001é\"],\"b\":{\"c\":{}},"
                                 "\"z\\u0000\":0.1,\"n\":[1e+300,9007199254740993,4.94066e-324]}");
}

static void
test_writer (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  VtJsonWriter w = { .text = out };

  vt_json_write_begin (&w, '[');
  vt_json_write_string (&w, "a\xff\tb", -1);
  vt_json_write_float (&w, 0.1f);
  vt_json_write_double (&w, 1.0 / 3);
  vt_json_write_double (&w, NAN);
  vt_json_write_begin (&w, '{');
  vt_json_write_key (&w, "k");
  vt_json_write_boolean (&w, FALSE);
  vt_json_write_key (&w, "l");
  vt_json_write_null (&w);
  vt_json_write_end (&w, '}');
  vt_json_write_end (&w, ']');
  g_assert_cmpstr (out->str, ==, "[\"a\xef\xbf\xbd\\tb\",0.1,0.3333333333333333,null,{\"k\":false,\"l\":null}]");
}

static void
test_load_errors (void)
{
  g_autoptr (GError) missing = NULL, folder = NULL;

  g_assert_null (vt_json_load ("/nowhere/config.json", &missing));
  g_assert_error (missing, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (missing->message, "/nowhere/config.json"));
  g_assert_null (vt_json_load (g_get_tmp_dir (), &folder));
  g_assert_error (folder, VT_ERROR, VT_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/iterate", test_iterate);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/numbers", test_numbers);
  g_test_add_func ("/json/large-object", test_large_object);
  g_test_add_func ("/json/refused", test_refused);
  g_test_add_func ("/json/duplicates", test_duplicates_in_large_object);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/write-round-trip", test_write_round_trip);
  g_test_add_func ("/json/writer", test_writer);
  g_test_add_func ("/json/load-errors", test_load_errors);
  return g_test_run ();
}

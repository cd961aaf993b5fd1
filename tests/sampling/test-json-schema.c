/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/sampling/json-schema.h"
#include "engine/sampling/matcher.h"

static VtMatcher *
matcher_of (const char *schema)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtGrammar) grammar = vt_grammar_from_json_schema (schema, -1, &error);

  g_assert_no_error (error);
  return vt_matcher_new (grammar);
}

static gboolean
fits (VtMatcher *matcher, const char *text)
{
  guint32 set = vt_matcher_start (matcher);

  for (; *text != 0; text++)
    set = vt_matcher_step (matcher, set, (guint8) *text);
  return vt_matcher_accepts (matcher, set);
}

/* Texts with + before those that fit and - before the others. */
static void
check (const char *schema, const char *const *texts)
{
  g_autoptr (VtMatcher) matcher = matcher_of (schema);

  for (; *texts != NULL; texts++)
    if (fits (matcher, *texts + 1) != (**texts == '+'))
      g_error ("%s: %s is not %c", schema, *texts + 1, **texts);
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
test_any (void)
{
  check ("{}", TEXTS ("+1", "+\"x\"", "+[1, {\"a\":null}]", "+-0.5e3", "+true", "-", "-tru", "-[1,]", "-01",
                      "-\"\\ud800\"", "+\"\\ud83d\\ude00\"", "-\"\n\""));
  check ("true", TEXTS ("+{}", "+{ \"a\" : 1 , \"b\" : [ ] }"));
  check ("{\"type\":\"object\"}", TEXTS ("+{}", "+{\"x\":[1]}", "-[]"));
}

static void
test_scalars (void)
{
  check ("{\"type\":\"boolean\"}", TEXTS ("+true", "+false", "-null"));
  check ("{\"type\":[\"integer\",\"null\"]}", TEXTS ("+null", "+-12", "-1.5", "-true"));
  check ("{\"type\":\"number\",\"minimum\":0}", TEXTS ("+1.5", "+0", "--1", "+1e9"));
  check ("{\"enum\":[\"red\",1,null,[1,2],\"a\\\"b\"]}",
         TEXTS ("+\"red\"", "+1", "+null", "+[1,2]", "+\"a\\\"b\"", "-\"re\"", "-2"));
  check ("{\"const\":{\"a\":1}}", TEXTS ("+{\"a\":1}", "-{\"a\":2}"));
  check ("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}", TEXTS ("+\"x\"", "+3", "-null"));
}

static void
test_strings (void)
{
  check ("{\"type\":\"string\",\"minLength\":2,\"maxLength\":3}",
         TEXTS ("-\"a\"", "+\"ab\"", "+\"é😀x\"", "-\"abcd\"", "+\"\\n\\u00e9\""));
  check ("{\"type\":\"string\",\"format\":\"date\"}", TEXTS ("+\"2026-11-23\"", "-\"2026-13-23\"", "-\"x\""));
  check ("{\"type\":\"string\",\"format\":\"date-time\"}", TEXTS ("+\"2026-11-23T11:15:00Z\"", "+\"2026-11-23T11:15:00.5+01:00\"", "-\"2026-11-23\""));
  check ("{\"type\":\"string\",\"format\":\"uuid\"}", TEXTS ("+\"123e4567-e89b-12d3-a456-426614174000\"", "-\"123\""));
  check ("{\"type\":\"string\",\"format\":\"colour\"}", TEXTS ("+\"blue\""));
}

static void
test_patterns (void)
{
  check ("{\"pattern\":\"^[A-Z]{2}-\\\\d+$\"}", TEXTS ("+\"AB-12\"", "-\"Ab-12\"", "-\"AB-\"", "-\"xAB-1\""));
  check ("{\"pattern\":\"^(ab){2}c{1,}d{0,1}$\"}", TEXTS ("+\"ababc\"", "+\"ababccd\"", "-\"abc\"", "-\"abab\""));
  check ("{\"pattern\":\"cat|dog\"}", TEXTS ("+\"cat\"", "+\"my dog!\"", "-\"cow\""));
  check ("{\"pattern\":\"^(?:a|b)*?c?\\\\.$\"}", TEXTS ("+\"abac.\"", "+\".\"", "-\"ad.\"", "-\"ab\""));
  check ("{\"pattern\":\"^[^0-9]\\\\w\\\\W.$\"}", TEXTS ("+\"xy-z\"", "-\"1y-z\"", "-\"xyzz\""));
  check ("{\"pattern\":\"^é[à-ü]+$\"}", TEXTS ("+\"éèö\"", "-\"éa\""));
}

/* Every bound against every number around it. */
static void
check_bounds (int low, int high)
{
  g_autofree char *schema = g_strdup_printf ("{\"type\":\"integer\",\"minimum\":%d,\"maximum\":%d}", low, high);
  g_autoptr (VtMatcher) matcher = matcher_of (schema);

  for (int i = -1250; i <= 1250; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      if (fits (matcher, text) != (i >= low && i <= high))
        g_error ("%s: %d", schema, i);
    }
  g_assert_false (fits (matcher, "-0"));
  g_assert_false (fits (matcher, "007"));
}

static void
test_bounds (void)
{
  static const int bounds[] = { -1203, -1000, -999, -100, -99, -17, -10, -9, -1, 0, 1, 5, 9, 10, 11, 42, 99, 100, 105, 199, 999, 1000, 1234 };

  for (guint a = 0; a < G_N_ELEMENTS (bounds); a++)
    for (guint b = a; b < G_N_ELEMENTS (bounds); b++)
      check_bounds (bounds[a], bounds[b]);
  check ("{\"type\":\"integer\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":3}", TEXTS ("-0", "+1", "+2", "-3"));
  check ("{\"type\":\"integer\",\"minimum\":5}", TEXTS ("-4", "+5", "+999999999999999", "--5"));
}

static void
test_objects (void)
{
  check ("{\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"string\"},\"c\":{}},\"required\":[\"b\"]}",
         TEXTS ("+{\"b\":\"x\"}", "+{\"a\":1, \"b\":\"x\"}", "+{\"a\":1,\"b\":\"x\",\"c\":null}", "+{\"b\":\"\",\"c\":[]}",
                "-{}", "-{\"a\":1}", "-{\"b\":\"x\",\"a\":1}", "-{\"b\":1}", "-{\"b\":\"x\",\"d\":1}", "-{,\"b\":\"x\"}"));
  check ("{\"properties\":{\"a\":{},\"b\":{}}}", TEXTS ("+{}", "+{\"a\":1}", "+{\"b\":1}", "+{\"a\":1,\"b\":2}", "-{\"c\":1}"));
  check ("{\"properties\":{\"a\":{}},\"additionalProperties\":{\"type\":\"integer\"}}",
         TEXTS ("+{}", "+{\"x\":1}", "+{\"a\":\"s\",\"x\":1,\"y\":2}", "-{\"x\":\"s\"}"));
  check ("{\"type\":\"object\",\"additionalProperties\":false}", TEXTS ("+{}", "-{\"a\":1}"));
  check ("{\"required\":[\"k\"]}", TEXTS ("+{\"k\":1}", "-{}"));
  check ("{\"allOf\":[{\"$ref\":\"#/$defs/x\"},{\"properties\":{\"b\":{\"const\":2}},\"required\":[\"b\"]}],"
         "\"$defs\":{\"x\":{\"properties\":{\"a\":{\"const\":1}},\"required\":[\"a\"]}}}",
         TEXTS ("+{\"a\":1,\"b\":2}", "-{\"a\":1}", "-{\"b\":2}"));
  check ("{\"properties\":{\"a\\\"\\\\é\":{\"const\":1}},\"required\":[\"a\\\"\\\\é\"]}", TEXTS ("+{\"a\\\"\\\\é\":1}"));
}

static void
test_arrays (void)
{
  check ("{\"items\":{\"type\":\"integer\"}}", TEXTS ("+[]", "+[1]", "+[ 1, 2 ]", "-[\"x\"]", "-[1 2]"));
  check ("{\"type\":\"array\",\"minItems\":2,\"maxItems\":3}", TEXTS ("-[1]", "+[1,2]", "+[1,2,3]", "-[1,2,3,4]"));
  check ("{\"type\":\"array\",\"maxItems\":0}", TEXTS ("+[]", "-[1]"));
  check ("{\"prefixItems\":[{\"const\":1},{\"const\":2}],\"items\":false}", TEXTS ("+[1,2]", "-[1]", "-[1,2,3]"));
  check ("{\"prefixItems\":[{\"const\":1}],\"items\":{\"const\":5},\"maxItems\":3}", TEXTS ("+[1]", "+[1,5,5]", "-[1,5,5,5]", "-[5]"));
  check ("{\"items\":[{\"const\":1}],\"additionalItems\":false}", TEXTS ("+[1]", "-[1,1]"));
}

static void
test_references (void)
{
  check ("{\"type\":\"object\",\"properties\":{\"v\":{\"type\":\"integer\"},\"next\":{\"$ref\":\"#\"}},\"required\":[\"v\"]}",
         TEXTS ("+{\"v\":1}", "+{\"v\":1,\"next\":{\"v\":2,\"next\":{\"v\":3}}}", "-{\"next\":{\"v\":1}}"));
  check ("{\"$ref\":\"#/definitions/a~1b\",\"definitions\":{\"a/b\":{\"items\":{\"$ref\":\"#/definitions/a~1b\"}}}}",
         TEXTS ("+[]", "+[[],[[]]]", "-[1]"));
}

static void
check_refused (const char *schema, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_grammar_from_json_schema (schema, -1, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_refused (void)
{
  check_refused ("{", VT_ERROR_CORRUPT, "line 1");
  check_refused ("[]", VT_ERROR_INVALID, "must be an object");
  check_refused ("false", VT_ERROR_INVALID, "must be an object");
  check_refused ("{\"type\":\"text\"}", VT_ERROR_INVALID, "no type “text”");
  check_refused ("{\"not\":{}}", VT_ERROR_UNSUPPORTED, "“not”");
  check_refused ("{\"items\":{\"multipleOf\":3}}", VT_ERROR_UNSUPPORTED, "“multipleOf”");
  check_refused ("{\"$ref\":\"#/nowhere\"}", VT_ERROR_INVALID, "#/nowhere");
  check_refused ("{\"$ref\":\"http://x/y\"}", VT_ERROR_INVALID, "not in it");
  check_refused ("{\"$ref\":\"#\"}", VT_ERROR_INVALID, "circle");
  check_refused ("{\"anyOf\":[{\"$ref\":\"#\"}]}", VT_ERROR_INVALID, "begins with itself");
  check_refused ("{\"type\":\"array\",\"minItems\":3,\"maxItems\":2}", VT_ERROR_INVALID, "longer and shorter");
  check_refused ("{\"type\":\"integer\",\"minimum\":3,\"maximum\":2}", VT_ERROR_INVALID, "Nothing can fit");
  check_refused ("{\"type\":\"number\",\"maximum\":2}", VT_ERROR_UNSUPPORTED, "bounds a number");
  check_refused ("{\"pattern\":\"(?=x)\"}", VT_ERROR_UNSUPPORTED, "looks ahead");
  check_refused ("{\"pattern\":\"[!-~]\"}", VT_ERROR_UNSUPPORTED, "must escape");
  check_refused ("{\"pattern\":\"(a\"}", VT_ERROR_UNSUPPORTED, "does not end");
  check_refused ("{\"pattern\":\"a{2,4,}\"}", VT_ERROR_UNSUPPORTED, "repetition does not end");
  check_refused ("{\"pattern\":\"a{}\"}", VT_ERROR_UNSUPPORTED, "no number");
  check_refused ("{\"pattern\":\"a{3,2}\"}", VT_ERROR_UNSUPPORTED, "below its minimum");
  check_refused ("{\"pattern\":\"a)\"}", VT_ERROR_UNSUPPORTED, "no opening");
  check_refused ("{\"minLength\":-1}", VT_ERROR_INVALID, "minLength");
}

/* Writes bytes at random among those that are allowed, preferring to end. */
static char *
write_at_random (VtMatcher *matcher, GRand *random)
{
  GString *text = g_string_new (NULL);
  guint32 set = vt_matcher_start (matcher);

  while (!vt_matcher_accepts (matcher, set) || (text->len < 200 && g_rand_int_range (random, 0, 3) > 0))
    {
      guint8 options[256];
      int n = 0;

      /* A closing character is preferred in a long text, so that it ends. */
      for (guint byte = 0; byte < 256; byte++)
        if (vt_matcher_step (matcher, set, (guint8) byte) != VT_MATCHER_DEAD)
          for (int k = text->len > 150 && strchr ("\"]}", (int) byte) != NULL && byte > 0 ? 200 : 1; k > 0 && n < 256; k--)
            options[n++] = (guint8) byte;
      if (n == 0)
        break;
      g_string_append_c (text, (char) options[g_rand_int_range (random, 0, n)]);
      set = vt_matcher_step (matcher, set, (guint8) text->str[text->len - 1]);
      g_assert_cmpuint (text->len, <, 20000);
    }
  return g_string_free (text, FALSE);
}

/* Whatever is written by the grammar is JSON, in the eyes of our strict reader. */
static void
test_always_json (void)
{
  static const char *const schemas[] = {
    "{\"items\":{\"type\":[\"string\",\"null\"]},\"maxItems\":4}",
    "{\"properties\":{\"name\":{\"type\":\"string\"},\"n\":{\"type\":\"integer\",\"minimum\":-20,\"maximum\":345},"
    "\"tags\":{\"items\":{\"enum\":[\"a\",\"b\"]},\"minItems\":1,\"maxItems\":3}},\"required\":[\"name\",\"tags\"]}",
    "{\"type\":\"number\"}",
    "{\"pattern\":\"[^a]\\\\W.\"}",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (8);

  for (guint i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      g_autoptr (VtMatcher) matcher = matcher_of (schemas[i]);

      for (guint k = 0; k < 50; k++)
        {
          g_autofree char *text = write_at_random (matcher, random);
          g_autoptr (GError) error = NULL;
          g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), &error);

          g_assert_no_error (error);
          g_assert_nonnull (json);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-schema/any", test_any);
  g_test_add_func ("/json-schema/scalars", test_scalars);
  g_test_add_func ("/json-schema/strings", test_strings);
  g_test_add_func ("/json-schema/patterns", test_patterns);
  g_test_add_func ("/json-schema/bounds", test_bounds);
  g_test_add_func ("/json-schema/objects", test_objects);
  g_test_add_func ("/json-schema/arrays", test_arrays);
  g_test_add_func ("/json-schema/references", test_references);
  g_test_add_func ("/json-schema/refused", test_refused);
  g_test_add_func ("/json-schema/always-json", test_always_json);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "engine/tasks/param.h"

static const char *const colours[] = { "red", "green", NULL };
static const VtParam params[] = {
  { "temperature", VT_PARAM_NUMBER, 0, 2, 0.1, 0.7 },
  { "max_new_tokens", VT_PARAM_INTEGER, 1, 8192, 1, 64 },
  { "do_sample", VT_PARAM_BOOLEAN, .number = 1 },
  { "colour", VT_PARAM_CHOICE, .choices = colours, .text = "green" },
  { "name", VT_PARAM_TEXT },
  { "stop", VT_PARAM_TEXTS },
  { "grammar", VT_PARAM_JSON },
  { NULL },
};

static const struct
{
  const char *name, *given;
  VtValueType type;
  const char *got;   /* as text; NULL for an error */
  const char *error; /* a part of the message */
} cases[] = {
  { "temperature", " 0.5 ", VT_VALUE_NUMBER, "0.5", NULL },
  { "temperature", "2", VT_VALUE_NUMBER, "2", NULL },
  { "temperature", "2.01", 0, NULL, "“temperature” takes a number from 0 to 2, not “2.01”" },
  { "temperature", "warm", 0, NULL, "not “warm”" },
  { "temperature", "", 0, NULL, "takes a number" },
  { "temperature", "nan", 0, NULL, "takes a number" },
  { "max_new_tokens", "12", VT_VALUE_NUMBER, "12", NULL },
  { "max_new_tokens", "12.5", 0, NULL, "a whole number from 1 to 8192" },
  { "do_sample", "False", VT_VALUE_BOOLEAN, "no", NULL },
  { "do_sample", "1", VT_VALUE_BOOLEAN, "yes", NULL },
  { "do_sample", "perhaps", 0, NULL, "true or false" },
  { "colour", "red", VT_VALUE_TEXT, "red", NULL },
  { "colour", "blue", 0, NULL, "one of: red, green" },
  { "name", "Ada", VT_VALUE_TEXT, "Ada", NULL },
  { "stop", "END", VT_VALUE_JSON, "[\"END\"]", NULL },
  { "stop", "[\"a\", \"b\"]", VT_VALUE_JSON, "[\"a\", \"b\"]", NULL },
  { "stop", "[1]", VT_VALUE_JSON, "[\"[1]\"]", NULL },
  { "grammar", "{\"type\": \"object\"}", VT_VALUE_JSON, "{\"type\": \"object\"}", NULL },
  { "grammar", "{", 0, NULL, "takes JSON" },
};

static void
test_accept (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VtValue) given = vt_value_new_text (cases[i].given);
      g_autoptr (GError) error = NULL;
      g_autoptr (VtValue) got = vt_param_accept (vt_param_find (params, cases[i].name), given, &error);
      g_autofree char *text = got != NULL ? vt_value_to_text (got) : NULL;

      g_test_message ("%s=%s: %s", cases[i].name, cases[i].given, error ? error->message : text);
      g_assert_cmpstr (text, ==, cases[i].got);
      if (got != NULL)
        g_assert_cmpint (vt_value_type (got), ==, cases[i].type);
      else
        {
          g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, cases[i].error));
        }
    }
}

/* Values of other types than text, as widgets give them. */
static void
test_accept_types (void)
{
  g_autoptr (VtValue) chat = vt_value_new_chat (NULL, 0);
  g_autoptr (VtValue) number = vt_value_new_number (3);
  g_autoptr (VtValue) none = vt_value_new_none ();
  g_autoptr (VtValue) got = NULL;

  for (const VtParam *param = params; param->type != VT_PARAM_JSON; param++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_param_accept (param, chat, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
    }
  got = vt_param_accept (vt_param_find (params, "name"), number, NULL);
  g_assert_cmpstr (vt_value_text (got), ==, "3");
  vt_value_unref (got);
  got = vt_param_accept (vt_param_find (params, "temperature"), none, NULL);
  g_assert_cmpfloat (vt_value_number (got), ==, 0.7);
}

static void
test_default (void)
{
  static const struct { const char *name; VtValueType type; const char *text; } defaults[] = {
    { "temperature", VT_VALUE_NUMBER, "0.7" }, { "max_new_tokens", VT_VALUE_NUMBER, "64" },
    { "do_sample", VT_VALUE_BOOLEAN, "yes" },  { "colour", VT_VALUE_TEXT, "green" },
    { "name", VT_VALUE_NONE, "" },             { "stop", VT_VALUE_NONE, "" },
    { "grammar", VT_VALUE_NONE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      g_autoptr (VtValue) value = vt_param_default (vt_param_find (params, defaults[i].name));
      g_autofree char *text = vt_value_to_text (value);

      g_assert_cmpint (vt_value_type (value), ==, defaults[i].type);
      g_assert_cmpstr (text, ==, defaults[i].text);
    }
  g_assert_null (vt_param_find (params, "temp"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/param/accept", test_accept);
  g_test_add_func ("/param/accept-types", test_accept_types);
  g_test_add_func ("/param/default", test_default);
  return g_test_run ();
}

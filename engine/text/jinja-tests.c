/* jinja-tests.c: the list of tests: `is defined`, `is string` …
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/jinja.h"

typedef VtJinjaValue Value;
typedef VtJinjaRun Run;
typedef VtJinjaArgs Args;

#define DEFINE_TEST(name, condition)                          \
  static Value test_##name (Run *run, Value self, const Args *args) \
  {                                                           \
    return vt_jinja_boolean (condition);                      \
  }

static gboolean
has_order (Value a, const Args *args, int low, int high)
{
  int order = vt_jinja_compare (a, vt_jinja_arg (args, 0, NULL));

  return order >= low && order <= high;
}

static gboolean
is_in (Value self, const Args *args)
{
  Value in = vt_jinja_arg (args, 0, NULL);

  if (in.type == VT_JINJA_STRING)
    return self.type == VT_JINJA_STRING && strstr (in.text, self.text) != NULL;
  if (in.type == VT_JINJA_DICT)
    return vt_jinja_lookup (in, self) != NULL;
  for (guint i = 0; in.type == VT_JINJA_LIST && i < in.list->n; i++)
    if (vt_jinja_equal (in.list->items[i], self))
      return TRUE;
  return FALSE;
}

static gboolean
is_divisible (Value self, const Args *args)
{
  Value by = vt_jinja_arg (args, 0, NULL);

  return self.type == VT_JINJA_INTEGER && by.type == VT_JINJA_INTEGER && by.integer != 0 && by.integer != -1
         && self.integer % by.integer == 0;
}

DEFINE_TEST (defined, self.type != VT_JINJA_UNDEFINED)
DEFINE_TEST (undefined, self.type == VT_JINJA_UNDEFINED)
DEFINE_TEST (none, self.type == VT_JINJA_NONE)
DEFINE_TEST (string, self.type == VT_JINJA_STRING)
DEFINE_TEST (mapping, self.type == VT_JINJA_DICT)
DEFINE_TEST (iterable, vt_jinja_length (self) >= 0)
DEFINE_TEST (number, self.type == VT_JINJA_INTEGER || self.type == VT_JINJA_FLOAT || self.type == VT_JINJA_BOOLEAN)
DEFINE_TEST (integer, self.type == VT_JINJA_INTEGER)
DEFINE_TEST (float, self.type == VT_JINJA_FLOAT)
DEFINE_TEST (boolean, self.type == VT_JINJA_BOOLEAN)
DEFINE_TEST (true, self.type == VT_JINJA_BOOLEAN && self.integer)
DEFINE_TEST (false, self.type == VT_JINJA_BOOLEAN && !self.integer)
DEFINE_TEST (callable, self.type == VT_JINJA_FUNCTION)
DEFINE_TEST (equal, vt_jinja_equal (self, vt_jinja_arg (args, 0, NULL)))
DEFINE_TEST (unequal, !vt_jinja_equal (self, vt_jinja_arg (args, 0, NULL)))
DEFINE_TEST (less, has_order (self, args, -1, -1))
DEFINE_TEST (less_or_equal, has_order (self, args, -1, 0))
DEFINE_TEST (greater, has_order (self, args, 1, 1))
DEFINE_TEST (greater_or_equal, has_order (self, args, 0, 1))
DEFINE_TEST (in, is_in (self, args))
DEFINE_TEST (odd, self.integer % 2 != 0)
DEFINE_TEST (even, self.integer % 2 == 0)
DEFINE_TEST (divisible, is_divisible (self, args))

static const VtJinjaBuiltin tests[] = {
  { "!=", test_unequal },          { "<", test_less },           { "<=", test_less_or_equal },
  { "==", test_equal },            { ">", test_greater },        { ">=", test_greater_or_equal },
  { "boolean", test_boolean },     { "callable", test_callable }, { "defined", test_defined },
  { "divisibleby", test_divisible }, { "eq", test_equal },       { "equalto", test_equal },
  { "even", test_even },           { "false", test_false },      { "float", test_float },
  { "ge", test_greater_or_equal }, { "greaterthan", test_greater }, { "gt", test_greater },
  { "in", test_in },               { "integer", test_integer },  { "iterable", test_iterable },
  { "le", test_less_or_equal },    { "lessthan", test_less },    { "lt", test_less },
  { "mapping", test_mapping },     { "ne", test_unequal },       { "none", test_none },
  { "number", test_number },       { "odd", test_odd },          { "sameas", test_equal },
  { "sequence", test_iterable },   { "string", test_string },    { "true", test_true },
  { "undefined", test_undefined },
};

const VtJinjaBuiltin *
vt_jinja_find_test (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    if (strcmp (tests[i].name, name) == 0)
      return &tests[i];
  return NULL;
}

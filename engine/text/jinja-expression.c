/* jinja-expression.c: what expressions are worth.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja.h"

static const VtJinjaValue undefined = { .type = VT_JINJA_UNDEFINED };

VtJinjaValue
vt_jinja_fail (VtJinjaRun *run, int code, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (run->error != NULL)
    return undefined;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (&run->error, VT_ERROR, code, text);
  return undefined;
}

gboolean
vt_jinja_step (VtJinjaRun *run)
{
  if (--run->steps < 0 || vt_arena_is_spent (run->arena))
    vt_jinja_fail (run, VT_ERROR_LIMIT, "The chat template goes on for too long.");
  return run->error == NULL;
}

VtJinjaValue
vt_jinja_eval (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue value = undefined;

  if (node == NULL || !vt_jinja_step (run))
    return undefined;
  if (++run->depth > VT_JINJA_MAX_RUN_DEPTH)
    vt_jinja_fail (run, VT_ERROR_LIMIT, "The chat template nests too deeply.");
  else
    {
      run->line = node->line;
      value = node->func (run, node);
    }
  run->depth--;
  return run->error == NULL ? value : undefined;
}

/* An operation that these values do not have. */
static VtJinjaValue
mismatch (VtJinjaRun *run, const char *what)
{
  return vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: %s.", run->line, what);
}

VtJinjaValue
vt_jinja_eval_constant (VtJinjaRun *run, const VtJinjaNode *node)
{
  return node->value;
}

static VtJinjaValue
name_value (const char *name)
{
  return (VtJinjaValue) { .type = VT_JINJA_STRING, .text = name, .length = strlen (name) };
}

VtJinjaValue
vt_jinja_eval_name (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue name = name_value (node->name);
  const VtJinjaBuiltin *function;

  for (VtJinjaScope *scope = run->scope; scope != NULL; scope = scope->parent)
    {
      VtJinjaValue *value = vt_jinja_lookup (scope->names, name);

      if (value != NULL)
        return *value;
    }
  function = vt_jinja_find_function (node->name);
  return function != NULL ? (VtJinjaValue) { .type = VT_JINJA_FUNCTION, .length = 1, .function = function } : undefined;
}

VtJinjaValue
vt_jinja_eval_list (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue list = vt_jinja_list (run->arena);

  for (const VtJinjaNode *item = node->a; item != NULL && run->error == NULL; item = item->next)
    vt_jinja_append (run->arena, list, vt_jinja_eval (run, item));
  return list;
}

VtJinjaValue
vt_jinja_eval_dict (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue dict = vt_jinja_dict (run->arena);

  for (const VtJinjaNode *key = node->a; key != NULL && run->error == NULL; key = key->next->next)
    vt_jinja_set (run->arena, dict, vt_jinja_eval (run, key), vt_jinja_eval (run, key->next));
  return dict;
}

/* Attribute of undefined: Jinja's error too. */
static VtJinjaValue
of_undefined (VtJinjaRun *run, const char *what)
{
  g_autofree char *text = g_strdup_printf ("“%s” is asked of something that is not there", what);

  return mismatch (run, text);
}

VtJinjaValue
vt_jinja_eval_attribute (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue of = vt_jinja_eval (run, node->a), *member;

  if (of.type == VT_JINJA_UNDEFINED)
    return of_undefined (run, node->name);
  if (of.type != VT_JINJA_DICT)
    return undefined;
  member = vt_jinja_lookup (of, name_value (node->name));
  return member != NULL ? *member : undefined;
}

/* Where character @index of a text begins. */
static const char *
character_at (VtJinjaValue text, gint64 index)
{
  return g_utf8_offset_to_pointer (text.text, index);
}

VtJinjaValue
vt_jinja_get_item (VtJinjaRun *run, VtJinjaValue of, VtJinjaValue key)
{
  gint64 n = vt_jinja_length (of), index = key.integer;
  VtJinjaValue *member;

  if (of.type == VT_JINJA_UNDEFINED)
    return of_undefined (run, key.type == VT_JINJA_STRING ? key.text : "an item");
  if (of.type == VT_JINJA_DICT)
    {
      member = vt_jinja_lookup (of, key);
      return member != NULL ? *member : undefined;
    }
  if (n < 0 || (key.type != VT_JINJA_INTEGER && key.type != VT_JINJA_BOOLEAN))
    return undefined;
  index += index < 0 ? n : 0;
  if (index < 0 || index >= n)
    return undefined;
  if (of.type == VT_JINJA_LIST)
    return of.list->items[index];
  return vt_jinja_string (run->arena, character_at (of, index),
                          character_at (of, index + 1) - character_at (of, index));
}

VtJinjaValue
vt_jinja_eval_item (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue of = vt_jinja_eval (run, node->a), key = vt_jinja_eval (run, node->b);

  return run->error != NULL ? undefined : vt_jinja_get_item (run, of, key);
}

/* A bound of a slice as Python counts it. */
static gint64
slice_bound (VtJinjaValue value, gint64 fallback, gint64 n, gboolean backwards)
{
  gint64 bound = value.integer;

  if (value.type != VT_JINJA_INTEGER)
    return fallback;
  if (bound < 0)
    bound += n;
  return CLAMP (bound, backwards ? -1 : 0, backwards ? n - 1 : n);
}

static VtJinjaValue
slice (VtJinjaRun *run, VtJinjaValue of, gint64 from, gint64 to, gint64 step)
{
  GString *text = of.type == VT_JINJA_STRING ? g_string_new (NULL) : NULL;
  VtJinjaValue list = vt_jinja_list (run->arena);

  if (text != NULL && step == 1)
    {
      if (from < to)
        g_string_append_len (text, character_at (of, from), character_at (of, to) - character_at (of, from));
      return vt_jinja_take_string (run->arena, text);
    }
  for (gint64 i = from; (step > 0 ? i < to : i > to) && vt_jinja_step (run); i += step)
    if (text != NULL)
      g_string_append_unichar (text, g_utf8_get_char (character_at (of, i)));
    else
      vt_jinja_append (run->arena, list, of.list->items[i]);
  return text != NULL ? vt_jinja_take_string (run->arena, text) : list;
}

VtJinjaValue
vt_jinja_eval_slice (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue of = vt_jinja_eval (run, node->a), from = vt_jinja_eval (run, node->b);
  VtJinjaValue to = vt_jinja_eval (run, node->c), by = vt_jinja_eval (run, node->data);
  gint64 step = by.type == VT_JINJA_INTEGER ? by.integer : 1, n = vt_jinja_length (of);

  if (run->error != NULL)
    return undefined;
  if ((of.type != VT_JINJA_LIST && of.type != VT_JINJA_STRING) || step == 0)
    return mismatch (run, "a slice of something that has no order");
  step = CLAMP (step, -n - 1, n + 1);
  return slice (run, of, slice_bound (from, step > 0 ? 0 : n - 1, n, step < 0),
                slice_bound (to, step > 0 ? n : -1, n, step < 0), step);
}

static void
eval_arguments (VtJinjaRun *run, const VtJinjaNode *first, VtJinjaValue *list, VtJinjaArgs *args)
{
  *list = vt_jinja_list (run->arena);
  *args = (VtJinjaArgs) { .named = vt_jinja_dict (run->arena) };
  for (const VtJinjaNode *argument = first; argument != NULL && run->error == NULL; argument = argument->next)
    {
      VtJinjaValue value = vt_jinja_eval (run, argument->a);

      if (argument->name != NULL)
        vt_jinja_put (run->arena, args->named, argument->name, value);
      else
        vt_jinja_append (run->arena, *list, value);
    }
  args->values = list->list->items;
  args->n = list->list->n;
}

VtJinjaValue
vt_jinja_arg (const VtJinjaArgs *args, guint index, const char *name)
{
  VtJinjaValue *named = name != NULL ? vt_jinja_lookup (args->named, name_value (name)) : NULL;

  if (index < args->n)
    return args->values[index];
  return named != NULL ? *named : undefined;
}

/* `text.strip()`: %FALSE where the callee is no method of a value. */
static gboolean
call_method (VtJinjaRun *run, const VtJinjaNode *node, VtJinjaValue *result)
{
  VtJinjaValue list, self;
  const VtJinjaBuiltin *method;
  VtJinjaArgs args;

  if (node->a == NULL || node->a->func != vt_jinja_eval_attribute)
    return FALSE;
  self = vt_jinja_eval (run, node->a->a);
  method = vt_jinja_find_method (self.type, node->a->name);
  if (method == NULL || run->error != NULL)
    return run->error != NULL;
  eval_arguments (run, node->b, &list, &args);
  *result = run->error == NULL ? method->call (run, self, &args) : undefined;
  return TRUE;
}

VtJinjaValue
vt_jinja_eval_call (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue list, callee, result = undefined;
  VtJinjaArgs args;

  if (call_method (run, node, &result))
    return result;
  callee = vt_jinja_eval (run, node->a);
  if (run->error != NULL)
    return undefined;
  if (callee.type != VT_JINJA_FUNCTION)
    {
      g_autofree char *what = g_strdup_printf ("“%s” cannot be called", node->a->name != NULL ? node->a->name : "a value");

      return mismatch (run, what);
    }
  eval_arguments (run, node->b, &list, &args);
  if (run->error != NULL)
    return undefined;
  if (callee.length == 1)
    return ((const VtJinjaBuiltin *) callee.function)->call (run, undefined, &args);
  return vt_jinja_call_macro (run, callee.function, &args);
}

/* Filters and tests: data is the built-in, a what it is applied to (or, in
 * blocks, the node's own value), b the arguments. */
static VtJinjaValue
apply (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue self = node->a != NULL ? vt_jinja_eval (run, node->a) : node->value, list;
  VtJinjaArgs args;

  eval_arguments (run, node->b, &list, &args);
  return run->error == NULL ? ((const VtJinjaBuiltin *) node->data)->call (run, self, &args) : undefined;
}

VtJinjaValue
vt_jinja_eval_filter (VtJinjaRun *run, const VtJinjaNode *node)
{
  return apply (run, node);
}

VtJinjaValue
vt_jinja_eval_test (VtJinjaRun *run, const VtJinjaNode *node)
{
  return apply (run, node);
}

VtJinjaValue
vt_jinja_eval_not (VtJinjaRun *run, const VtJinjaNode *node)
{
  return vt_jinja_boolean (!vt_jinja_is_true (vt_jinja_eval (run, node->a)));
}

VtJinjaValue
vt_jinja_eval_and (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a);

  return vt_jinja_is_true (a) ? vt_jinja_eval (run, node->b) : a;
}

VtJinjaValue
vt_jinja_eval_or (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a);

  return vt_jinja_is_true (a) ? a : vt_jinja_eval (run, node->b);
}

VtJinjaValue
vt_jinja_eval_choice (VtJinjaRun *run, const VtJinjaNode *node)
{
  return vt_jinja_eval (run, vt_jinja_is_true (vt_jinja_eval (run, node->a)) ? node->b : node->c);
}

VtJinjaValue
vt_jinja_eval_concat (VtJinjaRun *run, const VtJinjaNode *node)
{
  GString *text = g_string_new (NULL);

  vt_jinja_print (text, vt_jinja_eval (run, node->a));
  vt_jinja_print (text, vt_jinja_eval (run, node->b));
  return vt_jinja_take_string (run->arena, text);
}

static gboolean
is_number (VtJinjaValue value)
{
  return value.type == VT_JINJA_INTEGER || value.type == VT_JINJA_FLOAT || value.type == VT_JINJA_BOOLEAN;
}

static double
as_double (VtJinjaValue value)
{
  return value.type == VT_JINJA_FLOAT ? value.number : (double) value.integer;
}

/* Python's division and remainder: towards minus infinity. */
static VtJinjaValue
divide_integers (VtJinjaRun *run, gint64 a, gint64 b, gboolean remainder)
{
  gint64 q, r;

  if (b == 0)
    return mismatch (run, "a division by zero");
  if (b == -1)
    return remainder ? vt_jinja_integer (0) : a == G_MININT64 ? mismatch (run, "a number that is too large")
                                                              : vt_jinja_integer (-a);
  q = a / b;
  r = a % b;
  if (r != 0 && (r < 0) != (b < 0))
    {
      q--;
      r += b;
    }
  return vt_jinja_integer (remainder ? r : q);
}

static VtJinjaValue
calculate_integers (VtJinjaRun *run, const char *operator, gint64 a, gint64 b)
{
  gint64 result = 1;
  gboolean overflow = FALSE;

  switch (operator[0] == '*' && operator[1] == '*' ? '^' : operator[0])
    {
    case '+':
      overflow = __builtin_add_overflow (a, b, &result);
      break;
    case '-':
      overflow = __builtin_sub_overflow (a, b, &result);
      break;
    case '*':
      overflow = __builtin_mul_overflow (a, b, &result);
      break;
    case '^':
      for (gint64 i = 0; i < MIN (b, 64) && !overflow; i++)
        overflow = __builtin_mul_overflow (result, a, &result);
      overflow |= b > 64 && a != 0 && a != 1;
      break;
    default:
      return divide_integers (run, a, b, operator[0] == '%');
    }
  return overflow ? mismatch (run, "a number that is too large") : vt_jinja_integer (result);
}

static VtJinjaValue
calculate (VtJinjaRun *run, const char *operator, VtJinjaValue a, VtJinjaValue b)
{
  double x = as_double (a), y = as_double (b);
  gboolean divide = strcmp (operator, "/") == 0, power = strcmp (operator, "**") == 0;

  if (a.type != VT_JINJA_FLOAT && b.type != VT_JINJA_FLOAT && !divide && !(power && b.integer < 0))
    return calculate_integers (run, operator, a.integer, b.integer);
  if (y == 0 && (operator[0] == '/' || operator[0] == '%'))
    return mismatch (run, "a division by zero");
  if (power)
    return vt_jinja_float (pow (x, y));
  switch (operator[0])
    {
    case '+':
      return vt_jinja_float (x + y);
    case '-':
      return vt_jinja_float (x - y);
    case '*':
      return vt_jinja_float (x * y);
    case '%':
      return vt_jinja_float (x - y * floor (x / y));
    default:
      return vt_jinja_float (divide ? x / y : floor (x / y));
    }
}

static VtJinjaValue
add_lists (VtJinjaRun *run, VtJinjaValue a, VtJinjaValue b)
{
  VtJinjaValue list = vt_jinja_list (run->arena);

  for (guint i = 0; i < a.list->n; i++)
    vt_jinja_append (run->arena, list, a.list->items[i]);
  for (guint i = 0; i < b.list->n; i++)
    vt_jinja_append (run->arena, list, b.list->items[i]);
  return list;
}

VtJinjaValue
vt_jinja_eval_add (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a), b = vt_jinja_eval (run, node->b);
  gboolean plus = node->name[0] == '+';

  if (run->error != NULL)
    return undefined;
  if (is_number (a) && is_number (b))
    return calculate (run, node->name, a, b);
  if (plus && a.type == VT_JINJA_LIST && b.type == VT_JINJA_LIST)
    return add_lists (run, a, b);
  if (plus && a.type == VT_JINJA_STRING && b.type == VT_JINJA_STRING)
    {
      GString *text = g_string_new_len (a.text, a.length);

      g_string_append_len (text, b.text, b.length);
      return vt_jinja_take_string (run->arena, text);
    }
  return mismatch (run, plus ? "it adds values that do not fit together" : "it subtracts what is no number");
}

VtJinjaValue
vt_jinja_eval_arithmetic (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a), b = vt_jinja_eval (run, node->b);

  if (run->error != NULL)
    return undefined;
  if (is_number (a) && is_number (b))
    return calculate (run, node->name, a, b);
  if (a.type == VT_JINJA_STRING && b.type == VT_JINJA_INTEGER && strcmp (node->name, "*") == 0)
    {
      GString *text = g_string_new (NULL);

      for (gint64 i = 0; i < b.integer && vt_jinja_step (run) && text->len < 1 << 24; i++)
        g_string_append_len (text, a.text, a.length);
      return vt_jinja_take_string (run->arena, text);
    }
  return mismatch (run, "it calculates with what is no number");
}

VtJinjaValue
vt_jinja_eval_negate (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a);

  if (run->error != NULL)
    return undefined;
  return is_number (a) ? calculate (run, "-", vt_jinja_integer (0), a) : mismatch (run, "it negates what is no number");
}

VtJinjaValue
vt_jinja_eval_equality (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a), b = vt_jinja_eval (run, node->b);

  return vt_jinja_boolean (vt_jinja_equal (a, b) == (node->name[0] == '='));
}

VtJinjaValue
vt_jinja_eval_order (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue a = vt_jinja_eval (run, node->a), b = vt_jinja_eval (run, node->b);
  int order = run->error == NULL ? vt_jinja_compare (a, b) : 0;

  if (order == 2)
    return mismatch (run, "it compares values that have no order");
  return vt_jinja_boolean ((order < 0 && node->name[0] == '<') || (order > 0 && node->name[0] == '>')
                           || (order == 0 && node->name[1] == '='));
}

static gboolean
contains (VtJinjaRun *run, VtJinjaValue in, VtJinjaValue what)
{
  if (in.type == VT_JINJA_STRING)
    return what.type == VT_JINJA_STRING && g_strstr_len (in.text, in.length, what.text) != NULL;
  if (in.type == VT_JINJA_DICT)
    return vt_jinja_lookup (in, what) != NULL;
  for (guint i = 0; in.type == VT_JINJA_LIST && i < in.list->n && vt_jinja_step (run); i++)
    if (vt_jinja_equal (in.list->items[i], what))
      return TRUE;
  return FALSE;
}

VtJinjaValue
vt_jinja_eval_in (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue what = vt_jinja_eval (run, node->a), in = vt_jinja_eval (run, node->b);

  if (in.type != VT_JINJA_UNDEFINED && vt_jinja_length (in) < 0)
    return mismatch (run, "it looks for something in what can hold nothing");
  return vt_jinja_boolean (contains (run, in, what));
}

VtJinjaValue
vt_jinja_items (VtJinjaRun *run, VtJinjaValue of)
{
  VtJinjaValue list = vt_jinja_list (run->arena);

  if (of.type == VT_JINJA_LIST)
    return of;
  for (guint i = 0; of.type == VT_JINJA_DICT && i < of.dict->n; i++)
    vt_jinja_append (run->arena, list, of.dict->keys[i]);
  if (of.type == VT_JINJA_STRING)
    for (const char *p = of.text; p < of.text + of.length && vt_jinja_step (run); p = g_utf8_next_char (p))
      vt_jinja_append (run->arena, list, vt_jinja_string (run->arena, p, g_utf8_next_char (p) - p));
  if (vt_jinja_length (of) < 0)
    mismatch (run, "it loops over what is no list");
  return list;
}

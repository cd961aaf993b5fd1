/* jinja-filters.c: the lists of filters and tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja.h"
#include "engine/text/unicode.h"

static const VtJinjaValue undefined = { .type = VT_JINJA_UNDEFINED };

typedef VtJinjaValue Value;
typedef VtJinjaRun Run;
typedef VtJinjaArgs Args;

static Value
text_of (Run *run, Value value)
{
  GString *text = g_string_new (NULL);

  vt_jinja_print (text, value);
  return vt_jinja_take_string (run->arena, text);
}

/* Filters that are methods of texts too. */
static Value
as_method (Run *run, const char *method, Value self, const Args *args)
{
  return vt_jinja_find_method (VT_JINJA_STRING, method)->call (run, text_of (run, self), args);
}

static Value
filter_trim (Run *run, Value self, const Args *args)
{
  return as_method (run, "strip", self, args);
}

static Value
filter_upper (Run *run, Value self, const Args *args)
{
  return as_method (run, "upper", self, args);
}

static Value
filter_lower (Run *run, Value self, const Args *args)
{
  return as_method (run, "lower", self, args);
}

static Value
filter_title (Run *run, Value self, const Args *args)
{
  return as_method (run, "title", self, args);
}

static Value
filter_capitalize (Run *run, Value self, const Args *args)
{
  return as_method (run, "capitalize", self, args);
}

static Value
filter_replace (Run *run, Value self, const Args *args)
{
  return as_method (run, "replace", self, args);
}

static Value
filter_tojson (Run *run, Value self, const Args *args)
{
  Value indent = vt_jinja_arg (args, 2, "indent"), ascii = vt_jinja_arg (args, 0, "ensure_ascii");
  GString *text;

  /* transformers' own order is (ensure_ascii, indent), Jinja's (indent). */
  if (indent.type != VT_JINJA_INTEGER)
    indent = vt_jinja_arg (args, 1, NULL);
  if (self.type == VT_JINJA_UNDEFINED)
    return vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it writes as JSON what is not there.",
                          run->line);
  text = g_string_new (NULL);
  vt_jinja_dump (text, self, indent.type == VT_JINJA_INTEGER ? CLAMP (indent.integer, 0, 16) : -1,
                 vt_jinja_is_true (vt_jinja_arg (args, 3, "sort_keys")), vt_jinja_is_true (ascii));
  return vt_jinja_take_string (run->arena, text);
}

static Value
filter_length (Run *run, Value self, const Args *args)
{
  gint64 n = vt_jinja_length (self);

  if (n < 0)
    return vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it wants the length of a single value.",
                          run->line);
  return vt_jinja_integer (n);
}

/* What `attribute=` names in an item, through dots. */
static Value
attribute_of (Run *run, Value item, Value attribute)
{
  g_auto (GStrv) parts = NULL;

  if (attribute.type != VT_JINJA_STRING)
    return attribute.type == VT_JINJA_UNDEFINED ? item : vt_jinja_get_item (run, item, attribute);
  parts = g_strsplit (attribute.text, ".", 8);
  for (guint i = 0; parts[i] != NULL && item.type != VT_JINJA_UNDEFINED; i++)
    item = vt_jinja_get_item (run, item, vt_jinja_string (run->arena, parts[i], -1));
  return item;
}

static Value
filter_join (Run *run, Value self, const Args *args)
{
  Value items = vt_jinja_items (run, self), between = vt_jinja_arg (args, 0, "d");
  Value attribute = vt_jinja_arg (args, 1, "attribute");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items.list->n && vt_jinja_step (run); i++)
    {
      if (i > 0)
        vt_jinja_print (text, between);
      vt_jinja_print (text, attribute_of (run, items.list->items[i], attribute));
    }
  return vt_jinja_take_string (run->arena, text);
}

static Value
filter_default (Run *run, Value self, const Args *args)
{
  gboolean falsy = vt_jinja_is_true (vt_jinja_arg (args, 1, "boolean"));
  Value fallback = vt_jinja_arg (args, 0, "default_value");

  if (self.type != VT_JINJA_UNDEFINED && !(falsy && !vt_jinja_is_true (self)))
    return self;
  return fallback.type == VT_JINJA_UNDEFINED ? vt_jinja_string (run->arena, "", 0) : fallback;
}

static Value
filter_list (Run *run, Value self, const Args *args)
{
  Value items = vt_jinja_items (run, self), copy = vt_jinja_list (run->arena);

  for (guint i = 0; i < items.list->n; i++)
    vt_jinja_append (run->arena, copy, items.list->items[i]);
  return copy;
}

static Value
filter_string (Run *run, Value self, const Args *args)
{
  return text_of (run, self);
}

static Value
filter_int (Run *run, Value self, const Args *args)
{
  Value fallback = vt_jinja_arg (args, 0, "default");
  gint64 whole;
  double number;
  char *end;

  if (self.type == VT_JINJA_INTEGER || self.type == VT_JINJA_BOOLEAN)
    return vt_jinja_integer (self.integer);
  if (self.type == VT_JINJA_STRING)
    {
      whole = g_ascii_strtoll (self.text, &end, 10);
      if (end > self.text && *end == 0)
        return vt_jinja_integer (whole);
    }
  number = self.type == VT_JINJA_STRING ? g_ascii_strtod (self.text, &end) : self.type == VT_JINJA_FLOAT ? self.number : NAN;
  if (isfinite (number) && fabs (number) < 9e18 && (self.type == VT_JINJA_FLOAT || (end > self.text && *end == 0)))
    return vt_jinja_integer ((gint64) number);
  return fallback.type == VT_JINJA_UNDEFINED ? vt_jinja_integer (0) : fallback;
}

static Value
filter_float (Run *run, Value self, const Args *args)
{
  Value fallback = vt_jinja_arg (args, 0, "default");
  double number;
  char *end;

  if (self.type == VT_JINJA_FLOAT)
    return self;
  if (self.type == VT_JINJA_INTEGER || self.type == VT_JINJA_BOOLEAN)
    return vt_jinja_float (self.integer);
  number = self.type == VT_JINJA_STRING ? g_ascii_strtod (self.text, &end) : 0;
  if (self.type == VT_JINJA_STRING && end > self.text && *end == 0)
    return vt_jinja_float (number);
  return fallback.type == VT_JINJA_UNDEFINED ? vt_jinja_float (0) : fallback;
}

static Value
filter_abs (Run *run, Value self, const Args *args)
{
  if (self.type == VT_JINJA_FLOAT)
    return vt_jinja_float (fabs (self.number));
  return vt_jinja_integer (self.integer < 0 && self.integer > G_MININT64 ? -self.integer : self.integer);
}

static Value
filter_round (Run *run, Value self, const Args *args)
{
  Value digits = vt_jinja_arg (args, 0, "precision");
  double scale = pow (10, digits.type == VT_JINJA_INTEGER ? CLAMP (digits.integer, -20, 20) : 0);
  double number = self.type == VT_JINJA_FLOAT ? self.number : (double) self.integer;

  return vt_jinja_float (nearbyint (number * scale) / scale);
}

static Value
filter_items (Run *run, Value self, const Args *args)
{
  if (self.type == VT_JINJA_UNDEFINED)
    return vt_jinja_list (run->arena);
  if (self.type != VT_JINJA_DICT)
    return vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it wants the members of what has none.",
                          run->line);
  return vt_jinja_find_method (VT_JINJA_DICT, "items")->call (run, self, args);
}

static Value
end_item (Run *run, Value self, gboolean last)
{
  Value items = vt_jinja_items (run, self);

  return items.list->n > 0 ? items.list->items[last ? items.list->n - 1 : 0] : undefined;
}

static Value
filter_first (Run *run, Value self, const Args *args)
{
  return end_item (run, self, FALSE);
}

static Value
filter_last (Run *run, Value self, const Args *args)
{
  return end_item (run, self, TRUE);
}

static Value
filter_reverse (Run *run, Value self, const Args *args)
{
  Value items = vt_jinja_items (run, self), list = vt_jinja_list (run->arena), none = { 0 };
  Args empty = { .named = vt_jinja_dict (run->arena), .values = &none };

  for (guint i = items.list->n; i-- > 0;)
    vt_jinja_append (run->arena, list, items.list->items[i]);
  return self.type == VT_JINJA_STRING ? filter_join (run, list, &empty) : list;
}

static Value
filter_unique (Run *run, Value self, const Args *args)
{
  Value items = vt_jinja_items (run, self), list = vt_jinja_list (run->arena), seen = vt_jinja_dict (run->arena);

  for (guint i = 0; i < items.list->n && vt_jinja_step (run); i++)
    if (vt_jinja_lookup (seen, items.list->items[i]) == NULL)
      {
        run->steps -= seen.dict->n;
        vt_jinja_set (run->arena, seen, items.list->items[i], undefined);
        vt_jinja_append (run->arena, list, items.list->items[i]);
      }
  return list;
}

/* What sorting goes by. */
typedef struct
{
  Run *run;
  Value attribute;
  gboolean reverse, case_sensitive;
} Order;

static int
by_order (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  Args none = { .named = vt_jinja_dict (order->run->arena) };
  Value x = attribute_of (order->run, *(const Value *) a, order->attribute);
  Value y = attribute_of (order->run, *(const Value *) b, order->attribute);
  int result;

  if (!order->case_sensitive && x.type == VT_JINJA_STRING && y.type == VT_JINJA_STRING)
    {
      x = filter_lower (order->run, x, &none);
      y = filter_lower (order->run, y, &none);
    }
  result = vt_jinja_compare (x, y);
  if (result == 2)
    vt_jinja_fail (order->run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it sorts values that have no order.",
                   order->run->line);
  return order->reverse ? -result : result;
}

static Value
filter_sort (Run *run, Value self, const Args *args)
{
  Value list = filter_list (run, self, args);
  Order order = { run, vt_jinja_arg (args, 2, "attribute"), vt_jinja_is_true (vt_jinja_arg (args, 0, "reverse")),
                  vt_jinja_is_true (vt_jinja_arg (args, 1, "case_sensitive")) };

  if (run->error == NULL && list.list->n > 1)
    g_qsort_with_data (list.list->items, list.list->n, sizeof (Value), by_order, &order);
  return list;
}

static Value
filter_dictsort (Run *run, Value self, const Args *args)
{
  Value list = filter_items (run, self, args);
  Order order = { run, vt_jinja_integer (0), FALSE, FALSE };

  if (run->error == NULL && list.list->n > 1)
    g_qsort_with_data (list.list->items, list.list->n, sizeof (Value), by_order, &order);
  return list;
}

/* The least (@sign -1) or greatest (1) item. */
static Value
extreme (Run *run, Value self, int sign)
{
  Value items = vt_jinja_items (run, self), best = items.list->n > 0 ? items.list->items[0] : undefined;

  for (guint i = 1; i < items.list->n; i++)
    if (vt_jinja_compare (items.list->items[i], best) == sign)
      best = items.list->items[i];
  return best;
}

static Value
filter_min (Run *run, Value self, const Args *args)
{
  return extreme (run, self, -1);
}

static Value
filter_max (Run *run, Value self, const Args *args)
{
  return extreme (run, self, 1);
}

static Value
filter_sum (Run *run, Value self, const Args *args)
{
  Value items = vt_jinja_items (run, self);
  gboolean whole = TRUE;
  double sum = 0;

  for (guint i = 0; i < items.list->n; i++)
    {
      Value item = attribute_of (run, items.list->items[i], vt_jinja_arg (args, 0, "attribute"));

      whole &= item.type == VT_JINJA_INTEGER;
      sum += item.type == VT_JINJA_FLOAT ? item.number : (double) item.integer;
    }
  return whole && fabs (sum) < 9e15 ? vt_jinja_integer ((gint64) sum) : vt_jinja_float (sum);
}

static Value
filter_indent (Run *run, Value self, const Args *args)
{
  Value width = vt_jinja_arg (args, 0, "width"), text = text_of (run, self);
  gboolean first = vt_jinja_is_true (vt_jinja_arg (args, 1, "first"));
  gboolean blank = vt_jinja_is_true (vt_jinja_arg (args, 2, "blank"));
  g_autofree char *pad = width.type == VT_JINJA_STRING
                             ? g_strdup (width.text)
                             : g_strnfill (width.type == VT_JINJA_INTEGER ? CLAMP (width.integer, 0, 64) : 4, ' ');
  g_auto (GStrv) lines = g_strsplit (text.text, "\n", -1);
  GString *to = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL && vt_jinja_step (run); i++)
    {
      if (i > 0)
        g_string_append_c (to, '\n');
      if (i > 0 ? blank || *lines[i] != 0 : first)
        g_string_append (to, pad);
      g_string_append (to, lines[i]);
    }
  return vt_jinja_take_string (run->arena, to);
}

static Value
filter_escape (Run *run, Value self, const Args *args)
{
  static const struct
  {
    char c;
    const char *by;
  } all[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&#34;" }, { '\'', "&#39;" } };
  Value text = text_of (run, self);
  GString *to = g_string_new (NULL);

  for (guint i = 0; i < text.length; i++)
    {
      guint k = 0;

      while (k < G_N_ELEMENTS (all) && all[k].c != text.text[i])
        k++;
      if (k < G_N_ELEMENTS (all))
        g_string_append (to, all[k].by);
      else
        g_string_append_c (to, text.text[i]);
    }
  return vt_jinja_take_string (run->arena, to);
}

static Value
filter_safe (Run *run, Value self, const Args *args)
{
  return self;
}

/* The arguments from @skip on. */
static Args
rest (const Args *args, guint skip)
{
  return (Args) { args->n > skip ? args->values + skip : NULL, args->n > skip ? args->n - skip : 0, args->named };
}

static Value
filter_map (Run *run, Value self, const Args *args)
{
  Value items = vt_jinja_items (run, self), list = vt_jinja_list (run->arena), by = vt_jinja_arg (args, 0, NULL);
  Value attribute = vt_jinja_arg (args, G_MAXUINT, "attribute"), fallback = vt_jinja_arg (args, G_MAXUINT, "default");
  const VtJinjaBuiltin *filter = by.type == VT_JINJA_STRING ? vt_jinja_find_filter (by.text) : NULL;
  Args others = rest (args, 1);

  if (filter == NULL && attribute.type == VT_JINJA_UNDEFINED)
    return vt_jinja_fail (run, VT_ERROR_UNSUPPORTED, "The chat template fails in line %u: it maps by an unknown filter.",
                          run->line);
  for (guint i = 0; i < items.list->n && vt_jinja_step (run); i++)
    {
      Value item = items.list->items[i];

      item = filter != NULL ? filter->call (run, item, &others) : attribute_of (run, item, attribute);
      vt_jinja_append (run->arena, list, item.type == VT_JINJA_UNDEFINED ? fallback : item);
    }
  return list;
}

/* select, reject and the same by an attribute. */
static Value
choose (Run *run, Value self, const Args *args, gboolean by_attribute, gboolean wanted)
{
  Value items = vt_jinja_items (run, self), list = vt_jinja_list (run->arena);
  Value attribute = by_attribute ? vt_jinja_arg (args, 0, NULL) : undefined, name = vt_jinja_arg (args, by_attribute, NULL);
  const VtJinjaBuiltin *test = name.type == VT_JINJA_STRING ? vt_jinja_find_test (name.text) : NULL;
  Args others = rest (args, by_attribute + 1);

  if (test == NULL && name.type != VT_JINJA_UNDEFINED)
    return vt_jinja_fail (run, VT_ERROR_UNSUPPORTED, "The chat template fails in line %u: it selects by an unknown test.",
                          run->line);
  for (guint i = 0; i < items.list->n && vt_jinja_step (run); i++)
    {
      Value item = attribute_of (run, items.list->items[i], attribute);

      if (vt_jinja_is_true (test != NULL ? test->call (run, item, &others) : item) == wanted)
        vt_jinja_append (run->arena, list, items.list->items[i]);
    }
  return list;
}

static Value
filter_select (Run *run, Value self, const Args *args)
{
  return choose (run, self, args, FALSE, TRUE);
}

static Value
filter_reject (Run *run, Value self, const Args *args)
{
  return choose (run, self, args, FALSE, FALSE);
}

static Value
filter_selectattr (Run *run, Value self, const Args *args)
{
  return choose (run, self, args, TRUE, TRUE);
}

static Value
filter_rejectattr (Run *run, Value self, const Args *args)
{
  return choose (run, self, args, TRUE, FALSE);
}

static const VtJinjaBuiltin filters[] = {
  { "abs", filter_abs },         { "capitalize", filter_capitalize }, { "count", filter_length },
  { "d", filter_default },       { "default", filter_default },       { "dictsort", filter_dictsort },
  { "e", filter_escape },        { "escape", filter_escape },         { "first", filter_first },
  { "float", filter_float },     { "indent", filter_indent },         { "int", filter_int },
  { "items", filter_items },     { "join", filter_join },             { "last", filter_last },
  { "length", filter_length },   { "list", filter_list },             { "lower", filter_lower },
  { "map", filter_map },         { "max", filter_max },               { "min", filter_min },
  { "reject", filter_reject },   { "rejectattr", filter_rejectattr }, { "replace", filter_replace },
  { "reverse", filter_reverse }, { "round", filter_round },           { "safe", filter_safe },
  { "select", filter_select },   { "selectattr", filter_selectattr }, { "sort", filter_sort },
  { "string", filter_string },   { "sum", filter_sum },               { "title", filter_title },
  { "tojson", filter_tojson },   { "trim", filter_trim },             { "unique", filter_unique },
  { "upper", filter_upper },
};

const VtJinjaBuiltin *
vt_jinja_find_filter (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (strcmp (filters[i].name, name) == 0)
      return &filters[i];
  return NULL;
}

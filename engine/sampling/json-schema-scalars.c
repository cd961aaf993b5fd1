/* json-schema-scalars.c: strings and numbers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/sampling/json-schema-private.h"

#define MAX_COUNT 100000
/* Integers without bounds of their own. */
#define MAX_DIGITS 15
#define LARGEST 999999999999999

void
vt_schema_literal (const char *text, gsize length, GString *out)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\x%02x", c);
      else
        g_string_append_c (out, (char) c);
    }
  g_string_append_c (out, '"');
}

void
vt_schema_repeat (gint64 min, gint64 max, GString *out)
{
  g_string_append_printf (out, "{%" G_GINT64_FORMAT ",", min);
  if (max >= 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, max);
  g_string_append_c (out, '}');
}

gboolean
vt_schema_count (const VtJsonNode *schema, const char *key, gint64 fallback, gint64 *count,
                 GError **error)
{
  const VtJsonNode *node = vt_json_get (schema, key);

  *count = fallback;
  if (node == NULL || (vt_json_read_int (node, count) && *count >= 0 && *count <= MAX_COUNT))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The schema is wrong: %s must be a number from 0 to %d.",
               key, MAX_COUNT);
  return FALSE;
}

static gboolean
nothing_fits (GError **error, const char *what)
{
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
               "Nothing can fit the schema: of %s the minimum is above the maximum.", what);
  return FALSE;
}

static const char *
format_expression (const char *format)
{
  static const struct { const char *name, *expression; } formats[] = {
#define DATE "digit{4} \"-\" (\"0\" [1-9] | \"1\" [0-2]) \"-\" (\"0\" [1-9] | [12] digit | \"3\" [01])"
#define TIME "([01] digit | \"2\" [0-3]) \":\" [0-5] digit \":\" [0-5] digit (\".\" digit{1,9})? " \
             "(\"Z\" | [+-] ([01] digit | \"2\" [0-3]) \":\" [0-5] digit)"
    { "date", DATE },
    { "time", TIME },
    { "date-time", DATE " \"T\" " TIME },
    { "uuid", "hex{8} \"-\" hex{4} \"-\" hex{4} \"-\" hex{4} \"-\" hex{12}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats) && format != NULL; i++)
    if (strcmp (formats[i].name, format) == 0)
      return formats[i].expression;
  return NULL; /* other formats are annotations */
}

static gboolean
string_inside (const VtJsonNode *schema, GString *out, GError **error)
{
  const char *pattern = vt_json_get_string (schema, "pattern", NULL);
  const char *format = format_expression (vt_json_get_string (schema, "format", NULL));
  gint64 min, max;

  if (!vt_schema_count (schema, "minLength", 0, &min, error)
      || !vt_schema_count (schema, "maxLength", -1, &max, error))
    return FALSE;
  if (pattern != NULL && (min > 0 || max >= 0))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           "A schema with pattern together with minLength or maxLength cannot be used; "
                           "write the length into the pattern.");
      return FALSE;
    }
  if (max >= 0 && min > max)
    return nothing_fits (error, "the length");
  if (pattern != NULL)
    return vt_schema_pattern (pattern, out, error);
  if (format != NULL)
    {
      g_string_append (out, format);
      return TRUE;
    }
  g_string_append (out, "char");
  vt_schema_repeat (min, max, out);
  return TRUE;
}

gboolean
vt_schema_string (const VtJsonNode *schema, GString *out, GError **error)
{
  g_string_append (out, "\"\\\"\" ");
  if (!string_inside (schema, out, error))
    return FALSE;
  g_string_append (out, " \"\\\"\"");
  return TRUE;
}

static void
append_digits (guint n, GString *out)
{
  if (n > 0)
    g_string_append_printf (out, " digit{%u}", n);
}

static gboolean
all_are (const char *digits, char c)
{
  return digits[strspn (digits, (char[]){ c, 0 })] == 0;
}

/* The numbers between two of equally many digits, both included. Bounds the
 * recursion by their length. */
static void
append_between (const char *low, const char *high, GString *out)
{
  guint rest = (guint) strlen (low) - 1;
  g_autofree char *nines = g_strnfill (rest, '9'), *zeros = g_strnfill (rest, '0');
  char first = low[0], last = high[0];

  if (rest == 0 || (all_are (low + 1, '0') && all_are (high + 1, '9')))
    {
      g_string_append_printf (out, "[%c-%c]", first, last);
      append_digits (rest, out);
      return;
    }
  if (first == last)
    {
      g_string_append_printf (out, "\"%c\" (", first);
      append_between (low + 1, high + 1, out);
      g_string_append_c (out, ')');
      return;
    }
  if (!all_are (low + 1, '0'))
    {
      g_string_append_printf (out, "\"%c\" (", first++);
      append_between (low + 1, nines, out);
      g_string_append (out, ") | ");
    }
  if (!all_are (high + 1, '9'))
    {
      g_string_append_printf (out, "\"%c\" (", last--);
      append_between (zeros, high + 1, out);
      g_string_append (out, first <= last ? ") | " : ")");
    }
  if (first <= last)
    {
      g_string_append_printf (out, "[%c-%c]", first, last);
      append_digits (rest, out);
    }
}

/* The numbers from @low to @high, neither below 0. */
static void
append_naturals (gint64 low, gint64 high, GString *out)
{
  for (gint64 power = 10;; power *= 10)
    {
      gint64 end = MIN (high, power - 1);

      if (low < power)
        {
          g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, low);
          g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, end);

          append_between (from, to, out);
          if (end == high)
            return;
          g_string_append (out, " | ");
          low = power;
        }
    }
}

static gboolean
read_bound (const VtJsonNode *schema, const char *key, gint64 *bound, gboolean *found, GError **error)
{
  const VtJsonNode *node = vt_json_get (schema, key);

  *found = node != NULL;
  if (node == NULL || (vt_json_read_int (node, bound) && *bound >= -LARGEST && *bound <= LARGEST))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "A schema whose %s is not an integer of at most %d digits cannot be used.", key, MAX_DIGITS);
  return FALSE;
}

static gboolean
read_bounds (const VtJsonNode *schema, gint64 *low, gint64 *high, gboolean *any, GError **error)
{
  gint64 over = 0, under = 0;
  gboolean has_low, has_high, has_over, has_under;

  if (!read_bound (schema, "minimum", low, &has_low, error)
      || !read_bound (schema, "maximum", high, &has_high, error)
      || !read_bound (schema, "exclusiveMinimum", &over, &has_over, error)
      || !read_bound (schema, "exclusiveMaximum", &under, &has_under, error))
    return FALSE;
  if (has_over)
    *low = MAX (*low, over + 1);
  if (has_under)
    *high = MIN (*high, under - 1);
  *any = has_low || has_high || has_over || has_under;
  return TRUE;
}

gboolean
vt_schema_integer (const VtJsonNode *schema, GString *out, GError **error)
{
  gint64 low = -LARGEST, high = LARGEST;
  gboolean any;

  if (!read_bounds (schema, &low, &high, &any, error))
    return FALSE;
  if (low > high)
    return nothing_fits (error, "a number");
  if (!any)
    {
      g_string_append_printf (out, "\"-\"? (\"0\" | [1-9] digit{0,%d})", MAX_DIGITS - 1);
      return TRUE;
    }
  if (low < 0)
    {
      g_string_append (out, "\"-\" (");
      append_naturals (high < 0 ? -high : 1, -low, out);
      g_string_append (out, high < 0 ? ")" : ") | ");
    }
  if (high >= 0)
    append_naturals (MAX (low, 0), high, out);
  return TRUE;
}

/* Of bounds only "not below zero" can be told from the first characters. */
gboolean
vt_schema_number (const VtJsonNode *schema, GString *out, GError **error)
{
  gint64 low = -LARGEST, high = LARGEST;
  gboolean any;

  if (!read_bounds (schema, &low, &high, &any, error))
    return FALSE;
  if (any && (low != 0 || high != LARGEST || vt_json_get (schema, "minimum") == NULL))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           "A schema that bounds a number otherwise than by a minimum of 0 cannot be used; "
                           "integers may have any bounds.");
      return FALSE;
    }
  g_string_append (out, any ? "positive" : "\"-\"? positive");
  return TRUE;
}

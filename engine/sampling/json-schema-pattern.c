/* json-schema-pattern.c: regular expressions as JSON Schema uses them.
 *
 * Known: characters, . [ ] [^ ] \d \w \s \D \W \S and escaped characters,
 * ( ) (?: ), |, * + ? {m} {m,} {m,n}, ^ at the beginning and $ at the end.
 * Without these two anything may stand before or after. Characters that JSON
 * writes as escapes (quotes, backslashes, control characters) cannot occur.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/sampling/json-schema-private.h"

#define MAX_DEPTH 50
#define MAX_COUNT 10000

typedef struct
{
  const char *at;
  guint depth;
  GString *out;
  const char *pattern;
  GError **error;
} Parser;

static gboolean parse_choice (Parser *p);

static gboolean
fail (Parser *p, const char *what)
{
  g_set_error (p->error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The pattern “%.*s” of the schema cannot be used: %s.",
               vt_text_head (p->pattern, 200), p->pattern, what);
  return FALSE;
}

/* The characters of \d, \w, \s as the inside of a class; %NULL for others. */
static const char *
class_of_escape (char c)
{
  switch (g_ascii_tolower (c))
    {
    case 'd': return "0-9";
    case 'w': return "A-Za-z0-9_";
    case 's': return " \\u00a0";
    default: return NULL;
    }
}

static gboolean
append_char (Parser *p, gunichar c)
{
  if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
    return fail (p, "it contains a character that JSON must escape");
  if (strchr ("[]^-", (int) c) != NULL && c < 0x80)
    g_string_append_c (p->out, '\\');
  g_string_append_unichar (p->out, c);
  return TRUE;
}

/* A character, escaped or not, for the inside of a GBNF class. */
static gboolean
parse_char (Parser *p, gunichar *c)
{
  if (*p->at == '\\')
    {
      p->at++;
      if (*p->at == 0 || g_ascii_isalnum (*p->at))
        return fail (p, "it has an escape that is not known");
    }
  if (*p->at == 0)
    return fail (p, "it ends too early");
  *c = g_utf8_get_char (p->at);
  p->at = g_utf8_next_char (p->at);
  return append_char (p, *c);
}

static gboolean
parse_class_item (Parser *p, gboolean negated)
{
  gunichar low, high;

  if (*p->at == '\\' && class_of_escape (p->at[1]) != NULL)
    {
      if (g_ascii_isupper (p->at[1]))
        return fail (p, "it has a negated class inside a class");
      g_string_append (p->out, class_of_escape (p->at[1]));
      p->at += 2;
      return TRUE;
    }
  if (!parse_char (p, &low))
    return FALSE;
  if (*p->at != '-' || p->at[1] == ']' || p->at[1] == 0)
    return TRUE;
  p->at++;
  g_string_append_c (p->out, '-');
  if (!parse_char (p, &high))
    return FALSE;
  if (high < low)
    return fail (p, "a range of characters ends before it begins");
  if (!negated && ((low < '"' && high > '"') || (low < '\\' && high > '\\') || (low < 0x7f && high > 0x7f)))
    return fail (p, "a range contains characters that JSON must escape");
  return TRUE;
}

static gboolean
parse_class (Parser *p)
{
  gboolean negated;

  p->at++;
  negated = *p->at == '^';
  p->at += negated;
  g_string_append (p->out, negated ? "[^\"\\\\\\x00-\\x1f\\x7f" : "[");
  do
    {
      if (*p->at == 0)
        return fail (p, "a character class does not end");
      if (!parse_class_item (p, negated))
        return FALSE;
    }
  while (*p->at != ']');
  p->at++;
  g_string_append_c (p->out, ']');
  return TRUE;
}

static gboolean
parse_group (Parser *p)
{
  if (++p->depth > MAX_DEPTH)
    return fail (p, "its groups are nested too deep");
  p->at++;
  if (strncmp (p->at, "?:", 2) == 0)
    p->at += 2;
  else if (*p->at == '?')
    return fail (p, "it looks ahead or behind");
  g_string_append_c (p->out, '(');
  if (!parse_choice (p))
    return FALSE;
  if (*p->at != ')')
    return fail (p, "a group does not end");
  p->at++;
  p->depth--;
  g_string_append_c (p->out, ')');
  return TRUE;
}

static gboolean
parse_item (Parser *p)
{
  gboolean done;
  gunichar c;

  if (*p->at == '(')
    return parse_group (p);
  if (*p->at == '[')
    return parse_class (p);
  if (*p->at == '.')
    {
      p->at++;
      g_string_append (p->out, "[^\"\\\\\\x00-\\x1f\\x7f]");
      return TRUE;
    }
  if (*p->at == '\\' && class_of_escape (p->at[1]) != NULL)
    {
      g_string_append_printf (p->out, "[%s%s]", g_ascii_isupper (p->at[1]) ? "^\"\\\\\\x00-\\x1f\\x7f" : "",
                              class_of_escape (p->at[1]));
      p->at += 2;
      return TRUE;
    }
  if (strchr ("*+?{^$)", *p->at) != NULL)
    return fail (p, "an operator stands where it means nothing");
  g_string_append_c (p->out, '[');
  done = parse_char (p, &c);
  g_string_append_c (p->out, ']');
  return done;
}

static gboolean
parse_count (Parser *p, gint64 *count)
{
  if (!g_ascii_isdigit (*p->at))
    return fail (p, "a repetition has no number");
  for (*count = 0; g_ascii_isdigit (*p->at); p->at++)
    {
      *count = *count * 10 + (*p->at - '0');
      if (*count > MAX_COUNT)
        return fail (p, "a repetition is too long");
    }
  return TRUE;
}

/* {m}, {m,} or {m,n} */
static gboolean
parse_counts (Parser *p)
{
  gint64 min, max;

  p->at++;
  if (!parse_count (p, &min))
    return FALSE;
  max = min;
  if (*p->at == ',')
    {
      p->at++;
      max = -1;
      if (*p->at != '}' && !parse_count (p, &max))
        return FALSE;
    }
  if (*p->at != '}')
    return fail (p, "a repetition does not end");
  p->at++;
  if (max >= 0 && max < min)
    return fail (p, "the maximum of a repetition is below its minimum");
  vt_schema_repeat (min, max, p->out);
  return TRUE;
}

static gboolean
parse_repeat (Parser *p)
{
  gboolean repeated = *p->at != 0 && strchr ("*+?{", *p->at) != NULL;

  if (*p->at == '{')
    {
      if (!parse_counts (p))
        return FALSE;
    }
  else if (repeated)
    g_string_append_c (p->out, *p->at++);
  if (repeated && *p->at == '?') /* how greedy it is makes no difference here */
    p->at++;
  g_string_append_c (p->out, ' ');
  return TRUE;
}

static gboolean
at_end (const Parser *p)
{
  return *p->at == 0 || *p->at == '|' || *p->at == ')' || (p->at[0] == '$' && p->at[1] == 0);
}

static gboolean
parse_choice (Parser *p)
{
  for (;;)
    {
      g_string_append (p->out, "\"\" ");
      while (!at_end (p))
        if (!parse_item (p) || !parse_repeat (p))
          return FALSE;
      if (*p->at != '|')
        return TRUE;
      p->at++;
      g_string_append (p->out, "| ");
    }
}

gboolean
vt_schema_pattern (const char *pattern, GString *out, GError **error)
{
  Parser p = { .at = pattern, .out = out, .pattern = pattern, .error = error };

  if (*p.at == '^')
    p.at++;
  else
    g_string_append (out, "char* ");
  g_string_append_c (out, '(');
  if (!parse_choice (&p))
    return FALSE;
  g_string_append_c (out, ')');
  if (*p.at == 0)
    g_string_append (out, " char*");
  else if (*p.at != '$')
    return fail (&p, "a closing parenthesis has no opening one");
  return TRUE;
}

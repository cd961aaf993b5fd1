/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/jinja-lex.h"

#include <string.h>

#include "engine/base/error.h"

typedef struct
{
  VtArena *arena;
  const char *start, *at;
  guint line;
  GArray *tokens;
  GError **error;
} Lexer;

static gboolean
fail (Lexer *self, const char *what)
{
  g_set_error (self->error, VT_ERROR, VT_ERROR_CORRUPT, "The chat template has a mistake in line %u: %s.", self->line,
               what);
  return FALSE;
}

static const char *
keep (Lexer *self, const char *text, gsize length)
{
  return vt_jinja_string (self->arena, text, length).text;
}

static void
put (Lexer *self, VtJinjaTokenType type, const char *text, VtJinjaValue value)
{
  VtJinjaToken token = { type, self->line, text, value };

  g_array_append_val (self->tokens, token);
}

static void
put_plain (Lexer *self, VtJinjaTokenType type, const char *text)
{
  put (self, type, text, (VtJinjaValue) { 0 });
}

static void
advance (Lexer *self, gsize n)
{
  for (; n > 0; n--, self->at++)
    self->line += *self->at == '\n';
}

/* The character for a backslash and what follows it. */
static void
put_escape (GString *to, const char **at)
{
  static const char from[] = "nrtbf0", by[] = "\n\r\t\b\f";
  const char *p = *at + 1, *found = *p != 0 ? strchr (from, *p) : NULL;
  guint digits = *p == 'x' ? 2 : *p == 'u' ? 4 : *p == 'U' ? 8 : 0, n = 0;
  gunichar c = 0;

  while (n < digits && g_ascii_isxdigit (p[1 + n]))
    c = c << 4 | g_ascii_xdigit_value (p[1 + n++]);
  if (digits > 0 && n == digits && g_unichar_validate (c))
    {
      g_string_append_unichar (to, c);
      p += n;
    }
  else if (found != NULL)
    g_string_append_c (to, by[found - from]);
  else if (*p == '\\' || *p == '\'' || *p == '"')
    g_string_append_c (to, *p);
  else if (*p != '\n')
    g_string_append_printf (to, "\\%c", *p);
  *at = p + 1;
}

static gboolean
lex_string (Lexer *self)
{
  char mark = *self->at;
  const char *p = self->at + 1;
  GString *text = g_string_new (NULL);

  while (*p != 0 && *p != mark)
    if (*p == '\\' && p[1] != 0 && (guchar) p[1] < 0x80)
      put_escape (text, &p);
    else
      g_string_append_c (text, *p++);
  if (*p == 0)
    {
      g_string_free (text, TRUE);
      return fail (self, "a string does not end");
    }
  put (self, VT_JINJA_CONSTANT, "", vt_jinja_take_string (self->arena, text));
  advance (self, p + 1 - self->at);
  return TRUE;
}

static gboolean
lex_number (Lexer *self)
{
  gsize n = strspn (self->at, "0123456789_");
  gboolean fraction = self->at[n] == '.' && g_ascii_isdigit (self->at[n + 1]);
  g_autoptr (GString) digits = NULL;
  VtJinjaValue value;

  if (fraction)
    n += 1 + strspn (self->at + n + 1, "0123456789_");
  if (self->at[n] == 'e' || self->at[n] == 'E')
    {
      gsize sign = self->at[n + 1] == '-' || self->at[n + 1] == '+', more = strspn (self->at + n + 1 + sign, "0123456789");

      fraction |= more > 0;
      n += more > 0 ? 1 + sign + more : 0;
    }
  digits = g_string_new_len (self->at, n);
  g_string_replace (digits, "_", "", 0);
  value = fraction ? vt_jinja_float (g_ascii_strtod (digits->str, NULL))
                   : vt_jinja_integer (g_ascii_strtoll (digits->str, NULL, 10));
  put (self, VT_JINJA_CONSTANT, "", value);
  advance (self, n);
  return TRUE;
}

static gboolean
lex_operator (Lexer *self)
{
  static const char *const operators[] = {
    "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}",
    ",", ".", ":", "|",
  };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (self->at, operators[i]))
      {
        put_plain (self, VT_JINJA_OPERATOR, operators[i]);
        advance (self, strlen (operators[i]));
        return TRUE;
      }
  return fail (self, "a character that has no meaning in a tag");
}

static gboolean
lex_token (Lexer *self)
{
  gsize n = 0;

  if (*self->at == '"' || *self->at == '\'')
    return lex_string (self);
  if (g_ascii_isdigit (*self->at))
    return lex_number (self);
  while (g_ascii_isalnum (self->at[n]) || self->at[n] == '_')
    n++;
  if (n == 0)
    return lex_operator (self);
  put_plain (self, VT_JINJA_NAME, keep (self, self->at, n));
  advance (self, n);
  return TRUE;
}

static void
skip_space (Lexer *self)
{
  while (*self->at != 0 && strchr (" \t\n\r\f\v", *self->at) != NULL)
    advance (self, 1);
}

/* After the end of a tag: with a minus all white space goes, after a block or
 * comment the first line's end. */
static void
after_tag (Lexer *self, char sign, gboolean print)
{
  if (sign == '-')
    skip_space (self);
  else if (!print && sign != '+' && *self->at == '\n')
    advance (self, 1);
}

/* The inside of a tag and its end. Brackets matter: `{{ {'a': {}} }}`. */
static gboolean
lex_tag (Lexer *self, gboolean print)
{
  const char *end = print ? "}}" : "%}";
  int depth = 0;

  for (;;)
    {
      char sign;

      skip_space (self);
      if (*self->at == 0)
        return fail (self, "a tag does not end");
      sign = *self->at == '-' || *self->at == '+' ? *self->at : 0;
      if (depth == 0 && g_str_has_prefix (self->at + (sign != 0), end))
        {
          put_plain (self, VT_JINJA_CLOSE, end);
          advance (self, 2 + (sign != 0));
          after_tag (self, sign, print);
          return TRUE;
        }
      depth += (*self->at == '{' || *self->at == '[' || *self->at == '(');
      depth -= (*self->at == '}' || *self->at == ']' || *self->at == ')');
      if (!lex_token (self))
        return FALSE;
    }
}

/* What stays of the text from @from to a tag: without trailing white space
 * where the tag has a minus, without the blanks that indent a block. */
static void
put_text (Lexer *self, const char *from, gboolean print)
{
  char sign = *self->at != 0 ? self->at[2] : 0;
  gsize n = self->at - from;

  if (sign == '-' && *self->at != 0)
    while (n > 0 && strchr (" \t\n\r\f\v", from[n - 1]) != NULL)
      n--;
  else if (*self->at != 0 && !print && sign != '+')
    {
      gsize k = n;

      while (k > 0 && (from[k - 1] == ' ' || from[k - 1] == '\t'))
        k--;
      if (k > 0 ? from[k - 1] == '\n' : from == self->start || from[-1] == '\n')
        n = k;
    }
  if (n > 0)
    put (self, VT_JINJA_TEXT, "", vt_jinja_string (self->arena, from, n));
}

static gboolean
lex_comment (Lexer *self)
{
  const char *end = strstr (self->at + 2, "#}");

  if (end == NULL)
    return fail (self, "a comment does not end");
  advance (self, end + 2 - self->at);
  after_tag (self, end[-1], FALSE);
  return TRUE;
}

/* `{% raw %}` to `{% endraw %}`; %TRUE if there was one. */
static gboolean
lex_raw (Lexer *self)
{
  static const char begin[] = "{% raw %}", end[] = "{% endraw %}";
  const char *stop = g_str_has_prefix (self->at, begin) ? strstr (self->at, end) : NULL;

  if (stop == NULL)
    return FALSE;
  put (self, VT_JINJA_TEXT, "", vt_jinja_string (self->arena, self->at + strlen (begin), stop - self->at - strlen (begin)));
  advance (self, stop + strlen (end) - self->at);
  return TRUE;
}

static gboolean
lex_all (Lexer *self)
{
  while (*self->at != 0)
    {
      const char *from = self->at;
      gboolean print;

      while (*self->at != 0 && (self->at[0] != '{' || self->at[1] == 0 || strchr ("{%#", self->at[1]) == NULL))
        advance (self, 1);
      print = *self->at != 0 && self->at[1] == '{';
      put_text (self, from, print);
      if (*self->at == 0)
        break;
      if (self->at[1] == '#')
        {
          if (!lex_comment (self))
            return FALSE;
          continue;
        }
      if (lex_raw (self))
        continue;
      put_plain (self, print ? VT_JINJA_OPEN_PRINT : VT_JINJA_OPEN_BLOCK, "");
      advance (self, 2);
      if (*self->at == '-' || *self->at == '+')
        advance (self, 1);
      if (!lex_tag (self, print))
        return FALSE;
    }
  put_plain (self, VT_JINJA_END, "");
  return TRUE;
}

GArray *
vt_jinja_lex (VtArena *arena, const char *source, GError **error)
{
  g_autoptr (GString) text = g_string_new (source);
  Lexer self = { .arena = arena, .line = 1, .error = error };

  g_string_replace (text, "\r\n", "\n", 0);
  if (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  self.start = self.at = text->str;
  self.tokens = g_array_new (FALSE, FALSE, sizeof (VtJinjaToken));
  if (lex_all (&self))
    return self.tokens;
  g_array_unref (self.tokens);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/regex.h"

#include <string.h>

#include "engine/base/error.h"

struct _VtRegex
{
  GRegex *regex;
};

#define SPACE "\\t-\\r \\x85\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define WORD "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\xb2\\xb3\\xb9\\xbc-\\xbe\\x{24b6}-\\x{24e9}\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}\\x{1f170}-\\x{1f189}"

/* PCRE2 counts U+180E among \s and leaves marks out of \w. */
static const struct
{
  char letter;
  gboolean inside; /* may stand in a class too */
  const char *class;
} classes[] = {
  { 's', TRUE, SPACE }, { 'w', TRUE, WORD }, { 'd', TRUE, "\\p{Nd}" },
  { 'S', FALSE, "^" SPACE }, { 'W', FALSE, "^" WORD },
};

/* Writes the class escape @letter; %FALSE where it is none that differs. */
static gboolean
put_class (GString *to, char letter, gboolean in_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i].letter == letter && (classes[i].inside || !in_class))
      {
        g_string_append_printf (to, in_class ? "%s" : "[%s]", classes[i].class);
        return TRUE;
      }
  return FALSE;
}

/* Whether a bracket inside a class opens `[:alpha:]`. */
static gboolean
is_posix (const char *p)
{
  return p[0] == '[' && p[1] == ':' && strstr (p, ":]") != NULL;
}

/* What a bracket does to the depth of classes. Oniguruma takes a class inside
 * a class as a part of it, PCRE2 as characters: there the inner brackets go. */
static void
put_bracket (GString *to, const char *p, guint *depth)
{
  if (*p == '[')
    (*depth)++;
  if (*depth == 1)
    g_string_append_c (to, *p);
  if (*p == ']')
    (*depth)--;
}

static char *
translate (const char *pattern)
{
  GString *to = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = pattern; *p != 0; p++)
    {
      gboolean first = p > pattern && (p[-1] == '[' || (p[-1] == '^' && p - 1 > pattern && p[-2] == '['));

      if (*p == '\\' && p[1] != 0)
        {
          p++;
          if (!put_class (to, *p, depth > 0))
            g_string_append_printf (to, "\\%c", *p);
        }
      else if (depth > 0 && is_posix (p))
        {
          const char *end = strstr (p, ":]") + 2;

          g_string_append_len (to, p, end - p);
          p = end - 1;
        }
      else if (*p == '[' || (*p == ']' && depth > 0 && !first))
        put_bracket (to, p, &depth);
      else
        g_string_append_c (to, *p);
    }
  return g_string_free (to, FALSE);
}

VtRegex *
vt_regex_new (const char *pattern, GError **error)
{
  g_autofree char *translated = translate (pattern);
  g_autoptr (GError) local = NULL;
  g_autoptr (GRegex) regex = g_regex_new (translated, G_REGEX_OPTIMIZE, 0, &local);
  VtRegex *self;

  if (regex == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                   "The tokenizer's regular expression “%s” cannot be used: %s.", pattern, local->message);
      return NULL;
    }
  /* The first match finishes what the compiler left; do it while nobody shares it. */
  g_regex_match (regex, "a", 0, NULL);
  self = g_new0 (VtRegex, 1);
  self->regex = g_steal_pointer (&regex);
  return self;
}

void
vt_regex_free (VtRegex *self)
{
  if (self == NULL)
    return;
  g_regex_unref (self->regex);
  g_free (self);
}

void
vt_regex_find_all (const VtRegex *self, const char *text, gsize length, GArray *found)
{
  g_autoptr (GMatchInfo) match = NULL;
  gint start, end;

  if (length > G_MAXINT)
    return;
  g_regex_match_full (self->regex, text, length, 0, 0, &match, NULL);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    if (g_match_info_fetch_pos (match, 0, &start, &end))
      {
        VtSpan span = { start, end };

        g_array_append_val (found, span);
      }
}

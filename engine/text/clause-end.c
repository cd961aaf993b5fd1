/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/clause-end.h"

/* What each mark in the world's scripts counts as. Those of East Asia end
 * clauses and sentences without a mark of their own in the phonemes. */
static const struct
{
  const char *characters;
  char mark;
  gboolean sentence;
} kinds[] = {
  { ".۔܁܄።᙮᠃᠉⳹⳾⸳⸼︒﹒｡", '.', TRUE },
  { "?\u037e؟܉፧᥅⁇❓❔⳺⳻︖﹖", '?', TRUE },
  { "!܃߹᥄‼❕❗❢❣︕﹗", '!', TRUE },
  { ",՝،܂߸༔፣᠂᠈⸲⸴⹁︐︑﹐﹑､", ',', FALSE },
  { ":܆܇፥፦᠄⦂︓﹕", ':', FALSE },
  { ";\u0387؛܈፤–—⁏⸵⸺⸻︔﹔︱︲", ';', FALSE },
  { "։܀।॥෴།༎჻፨。！．？", '\0', TRUE },
  { "¡¿᠁…⋮⋯⋰⋱︙、，：；", '\0', FALSE },
};

#define ELLIPSIS (G_N_ELEMENTS (kinds) - 1)

/* Index into kinds, or -1. */
static int
kind_of (gunichar c)
{
  char utf8[7] = { 0 };

  g_unichar_to_utf8 (c, utf8);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (const char *at = kinds[i].characters; *at != '\0'; at = g_utf8_next_char (at))
      if (g_utf8_get_char (at) == c)
        return (int) i;
  return -1;
}

/* The first of the marks that stand together before @end decides: "?!" asks. */
static int
kind_of_run (const char *begin, const char *end, const char **start)
{
  const char *at = end;

  while (at > begin)
    {
      const char *before = g_utf8_find_prev_char (begin, at);

      if (before == NULL || kind_of (g_utf8_get_char (before)) < 0)
        break;
      at = before;
    }
  *start = at;
  if (end - at >= 3 && at[0] == '.' && at[1] == '.' && at[2] == '.')
    return ELLIPSIS;
  return kind_of (g_utf8_get_char (at));
}

static VtClauseEnd
ended_by (int kind, gsize length)
{
  return (VtClauseEnd) { kinds[kind].mark, kinds[kind].sentence, length };
}

VtClauseEnd
vt_clause_end (const char *clause, gsize length, gboolean last)
{
  const char *end = clause + length, *start;
  guint lines = 0;
  VtClauseEnd found = { '\0', last, length };

  if (!last && length > 0)
    end = g_utf8_find_prev_char (clause, end);
  for (const char *at = end; at != NULL && at > clause;)
    {
      const char *before = g_utf8_find_prev_char (clause, at);
      gunichar c = before != NULL ? g_utf8_get_char (before) : 'a';

      lines += c == '\n';
      /* Behind a blank line begins another paragraph, whatever stood before it. */
      if (lines >= 2)
        return (VtClauseEnd) { '\0', TRUE, (gsize) (end - clause) };
      if (g_unichar_isalnum (c))
        break;
      if (kind_of (c) >= 0)
        {
          found = ended_by (kind_of_run (clause, at, &start), last ? length : (gsize) (end - clause));
          found.sentence |= last;
          break;
        }
      at = before;
    }
  return found;
}

gboolean
vt_sentence_may_end (const char *text, const char *at)
{
  const char *blank = at > text ? g_utf8_find_prev_char (text, at) : NULL;
  const char *mark = blank != NULL && blank > text ? g_utf8_find_prev_char (text, blank) : NULL;
  int kind;

  if (mark == NULL || !g_unichar_isspace (g_utf8_get_char (blank)))
    return FALSE;
  kind = kind_of (g_utf8_get_char (mark));
  return kind >= 0 && kinds[kind].sentence;
}

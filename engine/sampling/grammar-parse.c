/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "engine/sampling/grammar-private.h"

#define MAX_DEPTH 100
#define MAX_REPEAT 100000
#define MAX_TEXT (4 << 20)
/* Bounds what the checks of the compiler take, which is quadratic at worst. */
#define MAX_RULES 5000
/* Bounds its recursion: repetitions of repetitions. */
#define MAX_REPEATS_IN_A_ROW 8

typedef struct
{
  const char *text, *at, *end;
  VtGrammarTree *tree;
  guint depth;
  GError **error;
} Parser;

static gboolean parse_choice (Parser *p, guint32 *node);

static gboolean G_GNUC_PRINTF (2, 3)
fail (Parser *p, const char *format, ...)
{
  g_autofree char *what = NULL;
  guint line = 1;
  va_list args;

  for (const char *c = p->text; c < p->at; c++)
    line += *c == '\n';
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (p->error, VT_ERROR, VT_ERROR_INVALID, "The grammar is wrong in line %u: %s.", line, what);
  return FALSE;
}

static char
peek (const Parser *p)
{
  return p->at < p->end ? *p->at : 0;
}

/* Blanks and comments; line ends too, inside parentheses and where a rule
 * cannot end. */
static void
skip_blanks (Parser *p, gboolean lines)
{
  while (p->at < p->end)
    if (*p->at == '#')
      while (p->at < p->end && *p->at != '\n')
        p->at++;
    else if (*p->at == ' ' || *p->at == '\t' || (lines && (*p->at == '\n' || *p->at == '\r')))
      p->at++;
    else
      return;
}

static guint32
add_node (Parser *p, VtGrammarNode node)
{
  g_array_append_val (p->tree->nodes, node);
  return p->tree->nodes->len - 1;
}

/* A node over @list (guint32), or the only one in it. */
static guint32
add_list (Parser *p, VtNodeKind kind, const GArray *list)
{
  guint32 first = p->tree->children->len;

  if (list->len == 1)
    return g_array_index (list, guint32, 0);
  g_array_append_vals (p->tree->children, list->data, list->len);
  return add_node (p, (VtGrammarNode){ .kind = kind, .first = first, .count = list->len });
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

static gsize
name_length (const Parser *p)
{
  gsize n = 0;

  while (p->at + n < p->end && is_name (p->at[n]))
    n++;
  return n;
}

static gboolean
read_hex (Parser *p, guint digits, gunichar *c)
{
  *c = 0;
  for (guint i = 0; i < digits; i++, p->at++)
    {
      int digit = g_ascii_xdigit_value (peek (p));

      if (digit < 0)
        return fail (p, "an escape needs %u hexadecimal digits", digits);
      *c = *c << 4 | (gunichar) digit;
    }
  return *c <= 0x10ffff || fail (p, "there is no such character");
}

/* One character of a string or class, escaped or not. */
static gboolean
read_char (Parser *p, gunichar *c)
{
  static const char from[] = "nrt\\\"[]-^", to[] = "\n\r\t\\\"[]-^";
  const char *found;

  if (peek (p) != '\\')
    {
      *c = g_utf8_get_char_validated (p->at, p->end - p->at);
      if (*c > 0x10ffff)
        return fail (p, "a byte that is not UTF-8");
      p->at = g_utf8_next_char (p->at);
      return TRUE;
    }
  p->at++;
  switch (peek (p))
    {
    case 'x': p->at++; return read_hex (p, 2, c);
    case 'u': p->at++; return read_hex (p, 4, c);
    case 'U': p->at++; return read_hex (p, 8, c);
    default: break;
    }
  found = peek (p) != 0 ? strchr (from, peek (p)) : NULL;
  if (found == NULL)
    return fail (p, "an escape that is not known");
  *c = (guchar) to[found - from];
  p->at++;
  return TRUE;
}

static gboolean
parse_string (Parser *p, guint32 *node)
{
  guint32 first = p->tree->bytes->len;

  p->at++;
  while (peek (p) != '"')
    {
      char utf8[6];
      gunichar c;

      if (p->at == p->end || *p->at == '\n')
        return fail (p, "a string does not end");
      if (!read_char (p, &c))
        return FALSE;
      g_byte_array_append (p->tree->bytes, (guint8 *) utf8, (guint) g_unichar_to_utf8 (c, utf8));
    }
  p->at++;
  *node = add_node (p, (VtGrammarNode){ .kind = VT_NODE_BYTES, .first = first,
                                        .count = p->tree->bytes->len - first });
  return TRUE;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const VtCharRange *x = a, *y = b;

  return x->low < y->low ? -1 : x->low > y->low;
}

/* Adds the class of @ranges, or of all other characters, without overlaps. */
static guint32
add_class (Parser *p, GArray *ranges, gboolean other)
{
  guint32 first = p->tree->ranges->len;
  gunichar from = 0; /* nothing below this is left to decide */

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      VtCharRange range = g_array_index (ranges, VtCharRange, i);
      VtCharRange gap = { from, range.low - 1 };

      if (other && range.low > from)
        g_array_append_val (p->tree->ranges, gap);
      range.low = MAX (range.low, from);
      if (!other && range.low <= range.high)
        g_array_append_val (p->tree->ranges, range);
      from = MAX (from, range.high + 1);
    }
  if (other && from <= 0x10ffff)
    {
      VtCharRange rest = { from, 0x10ffff };

      g_array_append_val (p->tree->ranges, rest);
    }
  return add_node (p, (VtGrammarNode){ .kind = VT_NODE_CLASS, .first = first,
                                       .count = p->tree->ranges->len - first });
}

static gboolean
parse_class (Parser *p, guint32 *node)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (VtCharRange));
  gboolean other;

  p->at++;
  other = peek (p) == '^';
  p->at += other;
  while (peek (p) != ']')
    {
      VtCharRange range;

      if (p->at == p->end || *p->at == '\n')
        return fail (p, "a character class does not end");
      if (!read_char (p, &range.low))
        return FALSE;
      range.high = range.low;
      if (peek (p) == '-' && p->at + 1 < p->end && p->at[1] != ']')
        {
          p->at++;
          if (!read_char (p, &range.high))
            return FALSE;
        }
      if (range.high < range.low)
        return fail (p, "a range of characters that ends before it begins");
      g_array_append_val (ranges, range);
    }
  p->at++;
  *node = add_class (p, ranges, other);
  return TRUE;
}

static gboolean
parse_group (Parser *p, guint32 *node)
{
  if (++p->depth > MAX_DEPTH)
    return fail (p, "groups are nested more than %d deep", MAX_DEPTH);
  p->at++;
  if (!parse_choice (p, node))
    return FALSE;
  if (peek (p) != ')')
    return fail (p, "a closing parenthesis was expected");
  p->at++;
  p->depth--;
  return TRUE;
}

static gboolean
read_count (Parser *p, guint *count)
{
  if (!g_ascii_isdigit (peek (p)))
    return fail (p, "a number of repetitions was expected");
  for (*count = 0; g_ascii_isdigit (peek (p)); p->at++)
    {
      *count = *count * 10 + (guint) (*p->at - '0');
      if (*count > MAX_REPEAT)
        return fail (p, "more than %d repetitions", MAX_REPEAT);
    }
  skip_blanks (p, FALSE);
  return TRUE;
}

/* What stands between { and }. */
static gboolean
read_counts (Parser *p, guint *min, guint *max)
{
  p->at++;
  skip_blanks (p, FALSE);
  if (!read_count (p, min))
    return FALSE;
  *max = *min;
  if (peek (p) == ',')
    {
      p->at++;
      skip_blanks (p, FALSE);
      *max = VT_NO_MAXIMUM;
      if (peek (p) != '}' && !read_count (p, max))
        return FALSE;
    }
  if (peek (p) != '}')
    return fail (p, "a closing brace was expected");
  p->at++;
  return *max >= *min || fail (p, "a repetition whose maximum is below its minimum");
}

/* Any number of * + ? {…} after an item. */
static gboolean
parse_repeats (Parser *p, guint32 *node)
{
  for (guint n = 0; n <= MAX_REPEATS_IN_A_ROW; n++)
    {
      VtGrammarNode repeat = { .kind = VT_NODE_REPEAT, .first = *node, .max = VT_NO_MAXIMUM };

      skip_blanks (p, p->depth > 0);
      if (peek (p) == '{')
        {
          if (!read_counts (p, &repeat.min, &repeat.max))
            return FALSE;
        }
      else if (peek (p) == '*' || peek (p) == '+' || peek (p) == '?')
        {
          repeat.min = *p->at == '+';
          repeat.max = *p->at == '?' ? 1 : VT_NO_MAXIMUM;
          p->at++;
        }
      else
        return TRUE;
      *node = add_node (p, repeat);
    }
  return fail (p, "more than %d repetitions in a row", MAX_REPEATS_IN_A_ROW);
}

/* An item, if there is one. */
static gboolean
parse_item (Parser *p, guint32 *node, gboolean *found)
{
  gsize n = name_length (p);

  *found = TRUE;
  if (n > 0)
    {
      *node = add_node (p, (VtGrammarNode){ .kind = VT_NODE_RULE,
                                            .first = vt_grammar_tree_rule (p->tree, p->at, n) });
      p->at += n;
      return TRUE;
    }
  switch (peek (p))
    {
    case '"':
      return parse_string (p, node);
    case '[':
      return parse_class (p, node);
    case '(':
      return parse_group (p, node);
    case '.':
      {
        g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (VtCharRange));

        p->at++;
        *node = add_class (p, none, TRUE);
        return TRUE;
      }
    default:
      *found = FALSE;
      return TRUE;
    }
}

static gboolean
parse_sequence (Parser *p, guint32 *node)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (;;)
    {
      guint32 item;
      gboolean found;

      skip_blanks (p, p->depth > 0);
      if (!parse_item (p, &item, &found))
        return FALSE;
      if (!found)
        break;
      if (!parse_repeats (p, &item))
        return FALSE;
      g_array_append_val (items, item);
    }
  *node = add_list (p, VT_NODE_SEQUENCE, items);
  return TRUE;
}

static gboolean
parse_choice (Parser *p, guint32 *node)
{
  g_autoptr (GArray) options = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (;;)
    {
      guint32 option;

      skip_blanks (p, TRUE);
      if (!parse_sequence (p, &option))
        return FALSE;
      g_array_append_val (options, option);
      if (peek (p) != '|')
        break;
      p->at++;
    }
  *node = add_list (p, VT_NODE_CHOICE, options);
  return TRUE;
}

static gboolean
parse_rule (Parser *p)
{
  gsize n = name_length (p);
  guint32 rule, body;

  if (n == 0)
    return fail (p, "the name of a rule was expected");
  rule = vt_grammar_tree_rule (p->tree, p->at, n);
  if (g_array_index (p->tree->bodies, guint32, rule) != G_MAXUINT32)
    return fail (p, "the rule “%.*s” is defined twice", (int) MIN (n, 100), p->at);
  p->at += n;
  skip_blanks (p, FALSE);
  if (p->end - p->at < 3 || memcmp (p->at, "::=", 3) != 0)
    return fail (p, "“::=” was expected");
  p->at += 3;
  if (!parse_choice (p, &body))
    return FALSE;
  g_array_index (p->tree->bodies, guint32, rule) = body;
  skip_blanks (p, FALSE);
  if (p->at < p->end && *p->at != '\n' && *p->at != '\r')
    return fail (p, "something that does not belong into a rule");
  return TRUE;
}

static gboolean
check_defined (Parser *p)
{
  const GArray *bodies = p->tree->bodies;

  if (bodies->len > MAX_RULES)
    return fail (p, "more than %d rules", MAX_RULES);
  for (guint i = 0; i < bodies->len; i++)
    if (g_array_index (bodies, guint32, i) == G_MAXUINT32)
      return fail (p, "the rule “%.100s” is not defined",
                   (const char *) g_ptr_array_index (p->tree->names, i));
  return TRUE;
}

static gboolean
parse_rules (Parser *p)
{
  if (p->end - p->at > MAX_TEXT)
    return fail (p, "it is longer than can be read");
  vt_grammar_tree_rule (p->tree, "root", 4); /* number 0 */
  for (skip_blanks (p, TRUE); p->at < p->end; skip_blanks (p, TRUE))
    if (!parse_rule (p))
      return FALSE;
  return check_defined (p);
}

guint32
vt_grammar_tree_rule (VtGrammarTree *self, const char *name, gsize length)
{
  char *copy = g_strndup (name, length);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, copy));
  guint32 undefined = G_MAXUINT32;

  if (number > 0)
    {
      g_free (copy);
      return number - 1;
    }
  g_ptr_array_add (self->names, copy);
  g_array_append_val (self->bodies, undefined);
  g_hash_table_insert (self->by_name, copy, GUINT_TO_POINTER (self->names->len));
  return self->names->len - 1;
}

VtGrammarTree *
vt_grammar_tree_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (VtGrammarTree) tree = g_new0 (VtGrammarTree, 1);
  Parser p = { .text = text, .at = text, .end = text + length, .tree = tree, .error = error };

  tree->nodes = g_array_new (FALSE, FALSE, sizeof (VtGrammarNode));
  tree->bytes = g_byte_array_new ();
  tree->ranges = g_array_new (FALSE, FALSE, sizeof (VtCharRange));
  tree->children = g_array_new (FALSE, FALSE, sizeof (guint32));
  tree->bodies = g_array_new (FALSE, FALSE, sizeof (guint32));
  tree->names = g_ptr_array_new_with_free_func (g_free);
  tree->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return parse_rules (&p) ? g_steal_pointer (&tree) : NULL;
}

void
vt_grammar_tree_free (VtGrammarTree *self)
{
  g_array_unref (self->nodes);
  g_byte_array_unref (self->bytes);
  g_array_unref (self->ranges);
  g_array_unref (self->children);
  g_array_unref (self->bodies);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->names);
  g_free (self);
}

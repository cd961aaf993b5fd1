/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/sampling/constraint.h"
#include "engine/sampling/matcher.h"

/* 'y': the whole text is right; 'p': it is the beginning of one; 'n': neither. */
static char
judge (VtMatcher *matcher, const char *text, gsize length)
{
  guint32 set = vt_matcher_start (matcher);

  for (gsize i = 0; i < length; i++)
    set = vt_matcher_step (matcher, set, (guint8) text[i]);
  if (vt_matcher_accepts (matcher, set))
    return 'y';
  return vt_matcher_is_final (matcher, set) ? 'n' : 'p';
}

/* Texts with the judgement before each: "yabc". */
static void
check (const char *grammar, const char *const *texts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtGrammar) parsed = vt_grammar_parse (grammar, -1, &error);
  g_autoptr (VtMatcher) matcher = NULL;

  g_assert_no_error (error);
  matcher = vt_matcher_new (parsed);
  for (; *texts != NULL; texts++)
    if (judge (matcher, *texts + 1, strlen (*texts + 1)) != **texts)
      g_error ("“%s” of %s is not %c", *texts + 1, grammar, **texts);
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
test_operators (void)
{
  check ("root ::= \"yes\" | \"no\"", TEXTS ("yyes", "yno", "pye", "p", "nyesno", "nx"));
  check ("root ::= \"a\"*", TEXTS ("y", "yaaaa", "nab"));
  check ("root ::= \"a\"+", TEXTS ("p", "ya", "yaaaa", "nb"));
  check ("root ::= \"a\"? \"b\"", TEXTS ("yb", "yab", "pa", "naab"));
  check ("root ::= \"a\"{3}", TEXTS ("paa", "yaaa", "naaaa"));
  check ("root ::= \"ab\"{1,2}", TEXTS ("p", "yab", "paba", "yabab", "nababab"));
  check ("root ::= \"a\"{2,}", TEXTS ("pa", "yaa", "yaaaaaaa"));
  check ("root ::= (\"a\" | \"b\" \"c\")* \"d\"", TEXTS ("yd", "yabcad", "pb", "nbd"));
  check ("root ::= (\"a\"* \"b\"?)* \"c\"", TEXTS ("yc", "yaabbac"));
  check ("root ::= \"\" | \"x\"", TEXTS ("y", "yx", "nxx"));
  check ("root ::= | \"x\"", TEXTS ("y", "yx"));
}

static void
test_classes (void)
{
  check ("root ::= [a-cx]", TEXTS ("ya", "yc", "yx", "nd", "nab"));
  check ("root ::= [^\"\\\\\\n]+", TEXTS ("yabc", "yé", "n\"", "n\\", "n\n"));
  check ("root ::= [\\x41-\\u00e9]", TEXTS ("yA", "yé", "n@", "nê"));
  check ("root ::= [à-ö一-龥😀-😎]", TEXTS ("yé", "y中", "y😃", "p\xf0\x9f\x98", "na", "n😏"));
  check ("root ::= .", TEXTS ("ya", "yé", "y😃", "y\n", "nab", "n\xff", "n\xed\xa0", "n\xc0"));
  check ("root ::= [-a]", TEXTS ("y-", "ya", "nb"));
  check ("root ::= [a-]", TEXTS ("y-", "ya", "nb"));
  check ("root ::= [\\]\\[]", TEXTS ("y]", "y["));
  check ("root ::= [^]", TEXTS ("ya", "y😃"));
}

static void
test_rules (void)
{
  check ("# a comment\nroot ::= a b # another\n\na ::= \"1\"\nb ::= (\n  \"2\" |\n  \"3\"\n)\n",
         TEXTS ("y12", "y13", "p1", "n2"));
  check ("root ::= \"(\" root \")\" | \"x\"", TEXTS ("yx", "y(((x)))", "p(((x))", "n(x))"));
  check ("root ::= a\r\na ::= \"x\" a | \"y\"", TEXTS ("yxxxxy", "pxx", "nyx"));
  check ("root ::= e (\"+\" e)*\ne ::= [0-9]+ | \"(\" root \")\"",
         TEXTS ("y1+(2+34)+5", "p1+(", "n1+)", "n1++"));
  check ("root ::=\n  \"a\" |\n  \"b\"", TEXTS ("ya", "yb"));
}

/* Every character against the decoder of GLib: the automaton knows exactly the
 * valid ones. */
static void
test_every_character (void)
{
  g_autoptr (VtGrammar) grammar = vt_grammar_parse ("root ::= [^a-z]", -1, NULL);
  g_autoptr (VtMatcher) matcher = vt_matcher_new (grammar);

  for (gunichar c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 7)
    {
      char utf8[6];
      int n = g_unichar_to_utf8 (c, utf8);
      gboolean allowed = !(c >= 'a' && c <= 'z') && !(c >= 0xd800 && c <= 0xdfff);

      if ((judge (matcher, utf8, (gsize) n) == 'y') != allowed)
        g_error ("U+%04X", c);
    }
}

static void
check_refused (const char *grammar, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_grammar_parse (grammar, -1, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_refused (void)
{
  check_refused ("", VT_ERROR_INVALID, "“root” is not defined");
  check_refused ("root ::= a", VT_ERROR_INVALID, "“a” is not defined");
  check_refused ("root ::= \"x\"\nroot ::= \"y\"", VT_ERROR_INVALID, "line 2: the rule “root” is defined twice");
  check_refused ("root = \"x\"", VT_ERROR_INVALID, "::=");
  check_refused ("root ::= \"x", VT_ERROR_INVALID, "does not end");
  check_refused ("root ::= [x", VT_ERROR_INVALID, "does not end");
  check_refused ("root ::= (\"x\"", VT_ERROR_INVALID, "parenthesis");
  check_refused ("root ::= \"x\")", VT_ERROR_INVALID, "does not belong");
  check_refused ("root ::= [z-a]", VT_ERROR_INVALID, "ends before");
  check_refused ("root ::= \"\\q\"", VT_ERROR_INVALID, "escape");
  check_refused ("root ::= \"\\u12\"", VT_ERROR_INVALID, "4 hexadecimal");
  check_refused ("root ::= \"\\U00110000\"", VT_ERROR_INVALID, "no such character");
  check_refused ("root ::= \"x\"{2,1}", VT_ERROR_INVALID, "below its minimum");
  check_refused ("root ::= \"x\"{", VT_ERROR_INVALID, "number of repetitions");
  check_refused ("root ::= \"x\"{999999}", VT_ERROR_INVALID, "repetitions");
  check_refused ("root ::= \"x\"{9999}{9999}", VT_ERROR_LIMIT, "too large");
  check_refused ("root ::= \"\"{99999}{99999}{99999}", VT_ERROR_LIMIT, "too large");
  check_refused ("root ::= \"\xff\"", VT_ERROR_INVALID, "UTF-8");
}

static void
test_left_recursion (void)
{
  check_refused ("root ::= root \"x\" | \"y\"", VT_ERROR_INVALID, "begins with itself");
  check_refused ("root ::= a\na ::= b \"x\"\nb ::= \"\" a", VT_ERROR_INVALID, "begins with itself");
  check_refused ("root ::= e root \"x\"\ne ::= \"y\"?", VT_ERROR_INVALID, "begins with itself");
}

/* A vocabulary of some awkward tokens, end token last. */
static const char *const vocabulary[] = {
  "a", "b", "ab", "abc", "\"", "\"a", "[", "]", "[\"", "\"]", ",", "1", "12", "-1", "", "\xc3", "\xa9",
  "\xc3\xa9", "é\"", " ", "aa", "aaa", "]]", "\",\"", "[1,2]", "<end>",
};
#define N_VOCAB G_N_ELEMENTS (vocabulary)
#define END ((gint32) N_VOCAB - 1)

static const guint8 *
token_bytes (gconstpointer data, gint32 id, gsize *length)
{
  *length = id == END ? 0 : strlen (vocabulary[id]);
  return (const guint8 *) vocabulary[id];
}

static const char array_grammar[]
    = "root ::= \"[\" (item (\",\" item)*)? \"]\"\nitem ::= \"-\"? [0-9]+ | root | \"\\\"\" [a-zé]* \"\\\"\"";

/* Writes at random and compares what is allowed with what the matcher says of
 * the whole text so far and each token. */
static void
walk_at_random (VtConstraint *constraint, VtMatcher *matcher, GRand *random)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint step = 0; step < 40; step++)
    {
      float logits[N_VOCAB] = { 0 };
      guint allowed[N_VOCAB], n = 0;
      gboolean any = vt_constraint_mask (constraint, logits);

      for (gint32 id = 0; id < END; id++)
        {
          gsize before = text->len;
          gboolean right;

          g_string_append (text, vocabulary[id]);
          right = vocabulary[id][0] != 0 && judge (matcher, text->str, text->len) != 'n';
          g_string_truncate (text, before);
          g_assert_cmpint (logits[id] == 0, ==, right);
          if (right)
            allowed[n++] = (guint) id;
        }
      g_assert_cmpint (logits[END] == 0, ==, judge (matcher, text->str, text->len) == 'y');
      g_assert_cmpint (any, ==, n > 0 || logits[END] == 0);
      if (n == 0)
        break;
      n = allowed[g_rand_int_range (random, 0, (gint32) n)];
      g_assert_true (vt_constraint_accept (constraint, (gint32) n));
      g_string_append (text, vocabulary[n]);
    }
}

static void
test_constraint (void)
{
  g_autoptr (VtGrammar) grammar = vt_grammar_parse (array_grammar, -1, NULL);
  g_autoptr (VtTokenTrie) trie = vt_token_trie_new (N_VOCAB, token_bytes, NULL);
  g_autoptr (VtConstraint) constraint = vt_constraint_new (grammar, trie, &(gint32){ END }, 1);
  g_autoptr (VtMatcher) matcher = vt_matcher_new (grammar);
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < 200; i++)
    {
      vt_constraint_reset (constraint);
      walk_at_random (constraint, matcher, random);
    }
}

static void
test_end (void)
{
  g_autoptr (VtGrammar) grammar = vt_grammar_parse ("root ::= \"a\" \"b\"?", -1, NULL);
  g_autoptr (VtTokenTrie) trie = vt_token_trie_new (N_VOCAB, token_bytes, NULL);
  g_autoptr (VtConstraint) constraint = vt_constraint_new (grammar, trie, (gint32[]){ END, 9999 }, 2);
  float logits[N_VOCAB] = { 0 };

  g_assert_false (vt_constraint_accept (constraint, END));
  g_assert_false (vt_constraint_accept (constraint, 1));
  g_assert_false (vt_constraint_accept (constraint, -1));
  g_assert_true (vt_constraint_accept (constraint, 0));
  g_assert_true (vt_constraint_is_complete (constraint));
  g_assert_false (vt_constraint_is_finished (constraint));
  g_assert_true (vt_constraint_accept (constraint, 1));
  g_assert_true (vt_constraint_is_finished (constraint));
  g_assert_true (vt_constraint_mask (constraint, logits));
  g_assert_cmpfloat (logits[END], ==, 0);
  g_assert_cmpfloat (logits[0], ==, -INFINITY);
  g_assert_true (vt_constraint_accept (constraint, END));
  g_assert_false (vt_constraint_accept (constraint, END));
  g_assert_false (vt_constraint_accept (constraint, 0));
}

/* Ambiguous without end: must stay small, whatever it answers. */
static void
test_ambiguous (void)
{
  g_autoptr (VtGrammar) grammar
      = vt_grammar_parse ("root ::= a*\na ::= b b | b\nb ::= \"x\" | \"x\" root \"y\" | \"x\" root", -1, NULL);
  g_autoptr (VtMatcher) matcher = vt_matcher_new (grammar);
  guint32 set = vt_matcher_start (matcher);

  for (guint i = 0; i < 300 && set != VT_MATCHER_DEAD; i++)
    set = vt_matcher_step (matcher, set, i % 3 == 2 ? 'y' : 'x');
}

static void
test_trim (void)
{
  g_autoptr (VtGrammar) grammar = vt_grammar_parse ("root ::= \"a\"{30000} \"b\"", -1, NULL);
  g_autoptr (VtMatcher) matcher = vt_matcher_new (grammar);
  guint32 set = vt_matcher_start (matcher);
  guint trims = 0;

  for (guint i = 0; i < 30000; i++)
    {
      set = vt_matcher_step (matcher, set, 'a');
      trims += vt_matcher_trim (matcher, &set);
    }
  g_assert_cmpuint (trims, ==, 1);
  g_assert_cmpuint (vt_matcher_step (matcher, set, 'a'), ==, VT_MATCHER_DEAD);
  g_assert_true (vt_matcher_accepts (matcher, vt_matcher_step (matcher, set, 'b')));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grammar/operators", test_operators);
  g_test_add_func ("/grammar/classes", test_classes);
  g_test_add_func ("/grammar/rules", test_rules);
  g_test_add_func ("/grammar/every-character", test_every_character);
  g_test_add_func ("/grammar/refused", test_refused);
  g_test_add_func ("/grammar/left-recursion", test_left_recursion);
  g_test_add_func ("/grammar/constraint", test_constraint);
  g_test_add_func ("/grammar/end", test_end);
  g_test_add_func ("/grammar/ambiguous", test_ambiguous);
  g_test_add_func ("/grammar/trim", test_trim);
  return g_test_run ();
}

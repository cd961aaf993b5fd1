/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/error.h"
#include "engine/text/clause-end.h"
#include "engine/text/phonemes.h"

#include <string.h>

/* The sentences of @text, a line each. */
static char *
read_all (const char *voice, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtPhonemizer) phonemizer = vt_phonemizer_new (voice, text, &error);
  GString *lines = g_string_new (NULL);
  VtPhonemeSentence *sentence;

  g_assert_no_error (error);
  while ((sentence = vt_phonemizer_next (phonemizer)) != NULL)
    {
      g_assert_true (g_utf8_validate (sentence->phonemes, -1, NULL));
      g_assert_true (g_utf8_validate (sentence->text, -1, NULL));
      g_string_append_printf (lines, "%s\n", sentence->phonemes);
      vt_phoneme_sentence_free (sentence);
    }
  g_assert_cmpfloat (vt_phonemizer_progress (phonemizer), ==, 1);
  return g_string_free (lines, FALSE);
}

static void
check (const char *voice, const char *text, const char *expected)
{
  g_autofree char *lines = read_all (voice, text);

  g_assert_cmpstr (lines, ==, expected);
}

/* What Piper 1.8 gives for the same texts, where its espeak-ng speaks as this one does. */
static void
test_sentences (void)
{
  check ("en-us", "Hello, world. This is a test! Is it? Yes; or no: maybe",
         "həlˈoʊ, wˈɜːld.\nðɪs ɪz ɐ tˈɛst!\nɪz ɪt?\njˈɛs; ɔːɹ nˈoʊ: mˈeɪbiː\n");
  check ("en-us", "Wait... what? no.Yes", "wˈeɪtwˌʌt?\nnˈoʊ dˈɑːt jˈɛs\n");
  check ("en-us", "Hi there!?  OK", "hˈaɪ ðˈɛɹ!\nˌoʊkˈeɪ\n");
  check ("en-us", "It's \"quoted.\" Go.) Then", "ɪts kwˈoʊɾᵻd.\nɡˈoʊ.\nðˈɛn\n");
  check ("en-us", "go.\n\nThen", "ɡˈoʊ\nðˈɛn\n");
  check ("en-us", "¿go? ¡Then!", "ɡˈoʊ?\nðˈɛn!\n");
  check ("en-us", "now – or — then…", "nˈaʊ; ɔːɹ; ðˈɛn\n");
  check ("en-us", "1,000 and 2.5", "wˈʌn θˈaʊzənd ænd tˈuː pɔɪnt fˈaɪv\n");
}

/* Accents stand apart; marks for another language are gone. */
static void
test_languages (void)
{
  g_autofree char *french = read_all ("fr", "Un bon vin blanc."), *german = read_all ("de", "Das ist ein Computer, ich mag Jazz.");

  g_assert_nonnull (strstr (french, "\xcc\x83"));
  g_assert_null (strstr (french, "õ"));
  g_assert_null (strchr (german, '('));
  g_assert_true (g_str_has_prefix (german, "das"));
}

static void
test_letters (void)
{
  check (NULL, "  Crème brûlée. ", "Cre\xcc\x80me bru\xcc\x82le\xcc\x81" "e.\n");
}

static void
test_brackets (void)
{
  check ("en-us", "I say [[hˈaɪ]] now. Go.", "aɪ sˈeɪ hˈaɪ nˈaʊ.\nɡˈoʊ.\n");
  check ("en-us", "[[hˈaɪ]]", "hˈaɪ\n");
  check ("en-us", "go [[then", "ɡˌoʊ ðˈɛn\n");
}

static void
check_refused (const char *voice, const char *text, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_phonemizer_new (voice, text, &error));
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_refused (void)
{
  check_refused ("en-us", "これは日本語です。", VT_ERROR_UNSUPPORTED, "これは");
  check_refused ("en-us", "Привет, мир", VT_ERROR_UNSUPPORTED, "not written in these letters");
  check_refused ("ru", "你好", VT_ERROR_UNSUPPORTED, "你好");
  check_refused ("xx-nowhere", "hello", VT_ERROR_NOT_FOUND, "xx-nowhere");
}

static void
test_foreign_words (void)
{
  g_autofree char *mixed = read_all ("en-us", "The word мир means peace."), *latin = read_all ("ru", "Linux");

  g_assert_cmpuint (strlen (mixed), >, 20);
  g_assert_cmpuint (strlen (latin), >, 2);
}

/* Nothing to say, or only what has a name. */
static void
test_nothing (void)
{
  g_autofree char *emoji = read_all ("en-us", "😀😀");

  check ("en-us", "", "");
  check ("en-us", " \n\n , … ", "");
  check (NULL, "...", "");
  g_assert_cmpuint (strlen (emoji), >, 2);
}

static guint
count_lines (const char *lines)
{
  guint n = 0;

  for (; *lines != '\0'; lines++)
    n += *lines == '\n';
  return n;
}

static char *
repeat (const char *text, guint n)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

/* 100,000 characters: of sentences, of words without an end, of one word, of emoji. */
static void
test_long (void)
{
  static const char *const parts[] = { "The lamp is on the quiet bridge. ", "winter river stone ", "a", "😀", "ab\n", ".", "[[" };
  g_autofree char *one = read_all ("en-us", parts[0]);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      guint n = 100000 / (guint) g_utf8_strlen (parts[i], -1);
      g_autofree char *text = repeat (parts[i], n);
      g_autofree char *lines = read_all ("en-us", text);
      g_auto (GStrv) each = g_strsplit (lines, "\n", -1);

      for (char **line = each; *line != NULL; line++)
        g_assert_cmpuint (strlen (*line), <=, 600);
      if (i == 0)
        {
          g_assert_cmpuint (count_lines (lines), ==, n);
          for (guint k = 0; k < n; k++)
            g_assert_cmpstr (each[k], ==, g_strstrip (one));
        }
    }
}

static gpointer
read_often (gpointer expected)
{
  for (guint i = 0; i < 30; i++)
    check ("en-us", "Hello, world. Is it? Yes.", expected);
  return NULL;
}

/* One library state, several threads: nobody gets another's letters. */
static void
test_threads (void)
{
  g_autofree char *expected = read_all ("en-us", "Hello, world. Is it? Yes.");
  g_autofree char *german = read_all ("de", "Hallo, Welt. Ja?");
  GThread *thread = g_thread_new ("reader", read_often, expected);

  for (guint i = 0; i < 30; i++)
    check ("de", "Hallo, Welt. Ja?", german);
  g_thread_join (thread);
}

static void
test_clause_end (void)
{
  VtClauseEnd end = vt_clause_end ("日本語。テ", strlen ("日本語。テ"), FALSE);

  g_assert_true (end.sentence && end.mark == '\0');
  end = vt_clause_end ("x", 1, FALSE);
  g_assert_true (!end.sentence && end.mark == '\0');
  end = vt_clause_end ("", 0, TRUE);
  g_assert_true (end.sentence && end.mark == '\0');
  end = vt_clause_end ("go,", 3, TRUE);
  g_assert_true (end.sentence && end.mark == ',');
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/phonemes/sentences", test_sentences);
  g_test_add_func ("/phonemes/languages", test_languages);
  g_test_add_func ("/phonemes/letters", test_letters);
  g_test_add_func ("/phonemes/brackets", test_brackets);
  g_test_add_func ("/phonemes/refused", test_refused);
  g_test_add_func ("/phonemes/foreign-words", test_foreign_words);
  g_test_add_func ("/phonemes/nothing", test_nothing);
  g_test_add_func ("/phonemes/long", test_long);
  g_test_add_func ("/phonemes/threads", test_threads);
  g_test_add_func ("/phonemes/clause-end", test_clause_end);
  return g_test_run ();
}

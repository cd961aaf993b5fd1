/* The parts of speech recognition that need no model: what may be written
 * next, how a window is cut, subtitles, the path of words through time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/tasks/asr-result.h"
#include "engine/tasks/asr-rules.h"
#include "engine/tasks/asr-words.h"

/* Words 0 to 9 (“ a”, “ b” …), the end 10, the start 11, no times 12, times from 13 on. */
#define END 10
#define TIMES 13
#define N_VOCAB 113
#define T(seconds) (TIMES + (gint32) ((seconds) / 0.02 + 0.5))

static VtWhisperTokens
make_tokens (void)
{
  VtWhisperTokens t = { .end = END, .start = 11, .no_timestamps = 12, .timestamps = TIMES, .no_speech = VT_NO_TOKEN };

  t.suppress = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (gint32)), (gint32[]) { 9 }, 1);
  t.suppress_begin = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (gint32)), (gint32[]) { 0, END }, 2);
  return t;
}

/* Whether all of [from, to) are allowed, or none, after @written. */
static void
check (gboolean with_times, const gint32 *written, guint n, gint32 from, gint32 to, gboolean allowed)
{
  VtWhisperTokens t = make_tokens ();
  float logits[N_VOCAB] = { 0 };

  /* Words are so likely that times are never preferred. */
  for (gint32 i = 0; i < TIMES; i++)
    logits[i] = 20;
  vt_asr_rules_apply (&t, with_times, written, n, logits, N_VOCAB);
  for (gint32 i = from; i < to; i++)
    g_assert_cmpint (isfinite (logits[i]), ==, allowed);
  vt_whisper_tokens_clear (&t);
}

static void
test_rules (void)
{
  const gint32 word[] = { T (0), 3 }, closed[] = { T (0), 3, T (0.5) }, opened[] = { T (0), 3, T (0.5), T (0.5) };

  check (FALSE, NULL, 0, 1, 9, TRUE);
  check (FALSE, NULL, 0, 9, N_VOCAB, FALSE);
  check (FALSE, NULL, 0, 0, 1, FALSE);
  check (FALSE, word + 1, 1, 0, 9, TRUE);
  check (FALSE, word + 1, 1, END, END + 1, TRUE);

  /* A text with times begins with one, within the first second. */
  check (TRUE, NULL, 0, 0, TIMES, FALSE);
  check (TRUE, NULL, 0, TIMES, TIMES + 51, TRUE);
  check (TRUE, NULL, 0, TIMES + 51, N_VOCAB, FALSE);
  /* After it words; then a later time; then the same again, a later one or the end. */
  check (TRUE, word, 1, 0, 9, TRUE);
  check (TRUE, word, 1, TIMES, N_VOCAB, FALSE);
  check (TRUE, word, 2, TIMES, TIMES + 1, FALSE);
  check (TRUE, word, 2, TIMES + 1, N_VOCAB, TRUE);
  check (TRUE, closed, 3, 0, END, FALSE);
  check (TRUE, closed, 3, END, END + 1, TRUE);
  check (TRUE, closed, 3, TIMES, T (0.5), FALSE);
  check (TRUE, closed, 3, T (0.5), N_VOCAB, TRUE);
  check (TRUE, opened, 4, 0, 9, TRUE);
  check (TRUE, opened, 4, TIMES, N_VOCAB, FALSE);
}

/* Where all times together are likelier than the likeliest word, it is a time. */
static void
test_prefer_time (void)
{
  VtWhisperTokens t = make_tokens ();
  const gint32 written[] = { T (0), 3 };
  float logits[N_VOCAB] = { 0 };

  logits[4] = 3;
  vt_asr_rules_apply (&t, TRUE, written, 2, logits, N_VOCAB);
  for (gint32 i = 0; i < TIMES; i++)
    g_assert_false (isfinite (logits[i]));
  vt_whisper_tokens_clear (&t);
}

static VtWhisper *
make_whisper (void)
{
  VtWhisper *w = g_new0 (VtWhisper, 1);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (char c = 'a'; c < 'a' + END; c++)
    g_ptr_array_add (texts, g_strdup_printf ("Ġ%c", c));
  w->tokens = make_tokens ();
  w->tokenizer = vt_whisper_tokenizer_new ((char **) texts->pdata, texts->len, N_VOCAB, NULL);
  g_assert_nonnull (w->tokenizer);
  g_ptr_array_unref (texts);
  return w;
}

static void
free_whisper (VtWhisper *w)
{
  vt_tokenizer_unref (w->tokenizer);
  vt_whisper_tokens_clear (&w->tokens);
  g_free (w);
}

/* The segments as JSON, and how far the window is done. */
static void
check_cut (const gint32 *tokens, guint n, const char *expected, double done)
{
  VtWhisper *w = make_whisper ();
  g_autoptr(GArray) chunks = vt_asr_chunks_new ();
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  double got = vt_asr_cut_segments (w, tokens, n, 10, 2, chunks, ends);
  g_autofree char *json = vt_asr_chunks_to_json (chunks);

  g_assert_cmpstr (json, ==, expected);
  g_assert_cmpfloat_with_epsilon (got, done, 1e-9);
  free_whisper (w);
}

static void
test_cut (void)
{
  const gint32 two[] = { T (0), 0, T (0.6), T (0.6), 1, 2, T (1.2) };
  const gint32 open[] = { T (0), 0, T (0.6), T (0.7), 1, 2 };
  const gint32 one[] = { T (0.1), 0, T (1.5) };
  const gint32 words[] = { 0, 1 };
  const gint32 stuck[] = { T (0), T (0), 1 };

  /* A time alone at the end: the rest of the window is silent. */
  check_cut (two, 7, "[{\"text\":\" a\",\"timestamp\":[10,10.6]},{\"text\":\" b c\",\"timestamp\":[10.6,11.2]}]", 2);
  /* A segment that is not whole is heard again. */
  check_cut (open, 6, "[{\"text\":\" a\",\"timestamp\":[10,10.6]}]", 0.6);
  check_cut (one, 3, "[{\"text\":\" a\",\"timestamp\":[10.1,11.5]}]", 2);
  check_cut (words, 2, "[{\"text\":\" a b\",\"timestamp\":[10,12]}]", 2);
  check_cut (words, 0, "[]", 2);
  check_cut (stuck, 3, "[{\"text\":\"\",\"timestamp\":[10,10]}]", 2);
}

static void
test_subtitles (void)
{
  g_autoptr(GArray) chunks = vt_asr_chunks_new ();
  g_autofree char *srt = NULL, *vtt = NULL, *text = NULL;

  vt_asr_chunks_add (chunks, 0, 1.5, " One & two");
  vt_asr_chunks_add (chunks, 3661.25, 3662, " --> three\nlines");
  srt = vt_asr_chunks_to_srt (chunks);
  vtt = vt_asr_chunks_to_vtt (chunks);
  text = vt_asr_chunks_to_text (chunks);
  g_assert_cmpstr (srt, ==, "1\n00:00:00,000 --> 00:00:01,500\nOne & two\n\n"
                            "2\n01:01:01,250 --> 01:01:02,000\n--> three lines\n\n");
  g_assert_cmpstr (vtt, ==, "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nOne &amp; two\n\n"
                            "01:01:01.250 --> 01:01:02.000\n--&gt; three lines\n\n");
  g_assert_cmpstr (text, ==, " One & two --> three\nlines");
}

/* Three words, the second long: the path follows what is cheap. */
static void
test_warp (void)
{
  const float cost[3][6] = { { 0, 1, 1, 1, 1, 1 }, { 1, 0, 0, 0, 1, 1 }, { 1, 1, 1, 1, 0, 0 } };
  guint columns[3];

  vt_asr_warp (&cost[0][0], 3, 6, columns);
  g_assert_cmpuint (columns[0], ==, 0);
  g_assert_cmpuint (columns[1], ==, 1);
  g_assert_cmpuint (columns[2], ==, 4);
  /* Fewer moments than words. */
  vt_asr_warp (&cost[0][0], 3, 1, columns);
  g_assert_cmpuint (columns[2], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/asr/rules", test_rules);
  g_test_add_func ("/asr/prefer-time", test_prefer_time);
  g_test_add_func ("/asr/cut", test_cut);
  g_test_add_func ("/asr/subtitles", test_subtitles);
  g_test_add_func ("/asr/warp", test_warp);
  return g_test_run ();
}

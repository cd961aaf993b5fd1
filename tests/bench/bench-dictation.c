/* bench-dictation: how far dictation is behind who speaks.
 *
 *     bench-dictation MODEL SOUND [clock|processor] [DEVICE]
 *
 * Plays the sound to VtDictation by the clock, 20 ms at a time, as a microphone
 * would; before, the same model writes the whole down with the times of its
 * words. Of each word it tells how long after its end it first stands in the text,
 * partial or final, and since when it stays there; then lines of JSON.
 *
 * With "processor" the time that other programs take does not count: while the
 * model is at work the clock goes by the processor time of the process, so that its
 * threads stand one behind the other, as on an idle machine of one core.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/api/dictation.h"
#include "engine/api/job.h"
#include "engine/formats/json.h"
#include "media/sound-read.h"

#define RATE 16000
#define BLOCK_MS 20
#define TAIL 3 /* seconds of silence behind the sound */

typedef struct
{
  char *text; /* letters only */
  double end;
  double first, settled; /* when it first stood there, and since when it stands; below 0: not yet */
} Word;

typedef struct
{
  GMainLoop *loop;
  VtDictation *dictation;
  const float *samples;
  gsize n, pushed;
  gboolean by_processor, busy;
  double time, wall, used; /* on our clock; and then on the others */
  GArray *words;
  GString *final;
  GHashTable *outputs;
} Bench;

/* The words of @text, letters and digits in lower case. */
static GPtrArray *
split (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) word = g_string_new (NULL);

  for (const char *at = text;; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (word, g_unichar_tolower (c));
      else if (word->len > 0 && c != '\'')
        {
          g_ptr_array_add (words, g_strdup (word->str));
          g_string_truncate (word, 0);
        }
      if (c == 0)
        return words;
    }
}

static void
word_clear (gpointer data)
{
  g_free (((Word *) data)->text);
}

static void
on_written (GObject *job, GAsyncResult *result, gpointer data)
{
  Bench *b = data;
  g_autoptr (GError) error = NULL;

  b->outputs = vt_job_run_finish (VT_JOB (job), result, &error);
  if (b->outputs == NULL)
    g_error ("%s", error->message);
  g_main_loop_quit (b->loop);
}

/* What the model itself writes, with times. */
static void
find_words (Bench *b, VtEngine *engine, const char *model, const char *device, VtValue *sound)
{
  g_autoptr (VtJob) job = vt_job_new (engine, vt_task_find ("automatic-speech-recognition", NULL), model, device);
  g_autoptr (VtValue) word = vt_value_new_text ("word");
  g_autoptr (VtJson) json = NULL;
  const char *chunks;

  vt_job_set_input (job, "audio", sound, NULL);
  vt_job_set_parameter (job, "return_timestamps", word, NULL);
  vt_job_run_async (job, NULL, on_written, b);
  g_main_loop_run (b->loop);
  chunks = vt_value_text (g_hash_table_lookup (b->outputs, "chunks"));
  json = vt_json_parse (chunks, strlen (chunks), NULL);
  for (VtJsonIter iter = VT_JSON_ITER (vt_json_root (json)); vt_json_iter_next (&iter);)
    {
      g_autoptr (GPtrArray) parts = split (vt_json_get_string (iter.value, "text", ""));
      Word w = { .first = -1, .settled = -1 };

      vt_json_read_double (vt_json_at (vt_json_get (iter.value, "timestamp"), 1), &w.end);
      for (guint i = 0; i < parts->len; i++)
        {
          w.text = g_strdup (parts->pdata[i]);
          g_array_append_val (b->words, w);
        }
    }
}

static double
processor (void)
{
  struct rusage u;

  getrusage (RUSAGE_SELF, &u);
  return (double) (u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double) (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* Moves our clock on. */
static double
now (Bench *b)
{
  double wall = (double) g_get_monotonic_time () / G_USEC_PER_SEC, used = processor ();

  b->time += b->by_processor && b->busy ? used - b->used : wall - b->wall;
  b->wall = wall;
  b->used = used;
  b->busy = b->dictation != NULL && vt_dictation_is_busy (b->dictation);
  return b->time;
}

/* Marks with TRUE the words of which a longest common sequence with @got consists. */
static gboolean *
common (const GArray *words, const GPtrArray *got)
{
  guint n = words->len, m = got->len, i = 0, k = 0;
  g_autofree guint *longest = g_new0 (guint, (n + 1) * (m + 1)); /* of what is left */
  gboolean *marked = g_new0 (gboolean, n);

#define AT(i, k) longest[(i) * (m + 1) + (k)]
#define SAME(i, k) (strcmp (g_array_index (words, Word, i).text, got->pdata[k]) == 0)
  for (guint a = n; a-- > 0;)
    for (guint b = m; b-- > 0;)
      AT (a, b) = SAME (a, b) ? AT (a + 1, b + 1) + 1 : MAX (AT (a + 1, b), AT (a, b + 1));
  while (i < n && k < m)
    if (SAME (i, k))
      marked[i++] = k++ < m;
    else if (AT (i + 1, k) >= AT (i, k + 1))
      i++;
    else
      k++;
#undef AT
#undef SAME
  return marked;
}

/* Notes which words stand in the text; one that goes away again has not settled. */
static void
look (Bench *b, const char *partial)
{
  g_autofree char *text = g_strconcat (b->final->str, " ", partial, NULL);
  g_autoptr (GPtrArray) got = split (text);
  g_autofree gboolean *there = common (b->words, got);
  double time = now (b);

  for (guint i = 0; i < b->words->len; i++)
    {
      Word *w = &g_array_index (b->words, Word, i);

      if (there[i] && w->first < 0)
        w->first = time;
      if (!there[i])
        w->settled = -1;
      else if (w->settled < 0)
        w->settled = time;
    }
}

static void
on_partial (VtDictation *dictation, const char *text, Bench *b)
{
  if (g_getenv ("BENCH_TELL") != NULL)
    g_print ("%6.2f  %s\n", now (b), text);
  if (text[0] != '\0')
    look (b, text);
}

static void
on_segment (VtDictation *dictation, const char *text, double start, double end, Bench *b)
{
  if (g_getenv ("BENCH_TELL") != NULL)
    g_print ("%6.2f [%s] %.2f to %.2f\n", now (b), text, start, end);
  g_string_append (b->final, text);
  look (b, "");
}

static void
on_failed (VtDictation *dictation, GError *error)
{
  g_error ("%s", error->message);
}

static gboolean
speak (gpointer data)
{
  static const float silence[RATE * BLOCK_MS / 1000];
  Bench *b = data;
  gsize due = (gsize) (now (b) * RATE);

  if (due > b->n + TAIL * RATE)
    {
      vt_dictation_finish (b->dictation);
      return G_SOURCE_REMOVE;
    }
  while (b->pushed < due)
    {
      gsize n = MIN (G_N_ELEMENTS (silence), due - b->pushed);

      if (b->pushed < b->n)
        n = MIN (n, b->n - b->pushed);
      vt_dictation_push (b->dictation, b->pushed < b->n ? b->samples + b->pushed : silence, n, RATE, 1);
      b->pushed += n;
    }
  now (b);
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* One line of figures over the delays of all words. */
static void
tell_delays (GArray *delays, const char *what)
{
  double sum = 0;

  if (delays->len == 0)
    return;
  g_array_sort (delays, compare);
  for (guint i = 0; i < delays->len; i++)
    sum += g_array_index (delays, double, i);
  g_print ("{\"what\": \"%s\", \"words\": %u, \"mean_s\": %.3f, \"median_s\": %.3f, \"p90_s\": %.3f, \"max_s\": %.3f}\n", what, delays->len,
           sum / delays->len, g_array_index (delays, double, delays->len / 2), g_array_index (delays, double, delays->len * 9 / 10),
           g_array_index (delays, double, delays->len - 1));
}

static void
report (Bench *b, double worked)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (double)), settled = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < b->words->len; i++)
    {
      const Word *w = &g_array_index (b->words, Word, i);
      double delays[2] = { w->first - w->end, w->settled - w->end };

      g_print ("%-16s ends at %6.2f, stands at %6.2f (%+.2f), stays from %6.2f (%+.2f)\n", w->text, w->end, w->first, delays[0], w->settled,
               delays[1]);
      if (w->first >= 0)
        g_array_append_val (first, delays[0]);
      if (w->settled >= 0)
        g_array_append_val (settled, delays[1]);
    }
  tell_delays (first, "first stands");
  tell_delays (settled, "stays");
  g_print ("{\"all_words\": %u, \"processor\": %.2f}\n", b->words->len, worked / now (b));
}

int
main (int argc, char **argv)
{
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) sound = NULL;
  const char *device = argc > 4 ? argv[4] : "cpu";
  Bench b = { .loop = g_main_loop_new (NULL, FALSE), .words = g_array_new (FALSE, FALSE, sizeof (Word)), .final = g_string_new (NULL),
              .by_processor = argc > 3 && strcmp (argv[3], "processor") == 0 };
  double before;

  setlocale (LC_ALL, "C.UTF-8");
  if (argc < 3)
    g_error ("usage: bench-dictation MODEL SOUND [clock|processor] [DEVICE]");
  g_array_set_clear_func (b.words, word_clear);
  sound = vt_sound_read (argv[2], RATE, TRUE, NULL, &error);
  if (sound == NULL)
    g_error ("%s", error->message);
  b.samples = vt_value_audio (sound)->samples;
  b.n = vt_value_audio (sound)->n_frames;
  find_words (&b, engine, argv[1], device, sound);
  b.dictation = vt_dictation_new (engine, argv[1], device);
  g_signal_connect (b.dictation, "partial", G_CALLBACK (on_partial), &b);
  g_signal_connect (b.dictation, "segment", G_CALLBACK (on_segment), &b);
  g_signal_connect (b.dictation, "failed", G_CALLBACK (on_failed), &b);
  g_signal_connect_swapped (b.dictation, "finished", G_CALLBACK (g_main_loop_quit), b.loop);
  before = processor ();
  b.wall = (double) g_get_monotonic_time () / G_USEC_PER_SEC;
  b.used = before;
  g_timeout_add (BLOCK_MS, speak, &b);
  g_main_loop_run (b.loop);
  report (&b, processor () - before);
  g_object_unref (b.dictation);
  g_hash_table_unref (b.outputs);
  g_array_unref (b.words);
  g_string_free (b.final, TRUE);
  g_main_loop_unref (b.loop);
  return 0;
}

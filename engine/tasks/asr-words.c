/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-words.h"

#include <math.h>
#include <string.h>

#include "engine/models/whisper-languages.h"

#define FRAME 0.02
#define SMOOTH 7 /* frames of the median filter */

void
vt_asr_map_clear (VtAsrMap *map)
{
  g_clear_pointer (&map->weights, g_free);
}

/* --- the map --- */

static void
softmax (float *values, guint n)
{
  float max = -INFINITY, sum = 0;

  for (guint i = 0; i < n; i++)
    max = MAX (max, values[i]);
  for (guint i = 0; i < n; i++)
    sum += values[i] = expf (values[i] - max);
  for (guint i = 0; i < n; i++)
    values[i] /= sum;
}

/* Each moment's weights over the tokens to mean 0 and deviation 1. */
static void
even_out (float *weights, guint n_frames, guint n_tokens)
{
  for (guint f = 0; f < n_frames; f++)
    {
      double sum = 0, squares = 0, mean, deviation;

      for (guint t = 0; t < n_tokens; t++)
        {
          double w = weights[(gsize) t * n_frames + f];

          sum += w;
          squares += w * w;
        }
      mean = sum / n_tokens;
      deviation = sqrt (MAX (squares / n_tokens - mean * mean, 1e-20));
      for (guint t = 0; t < n_tokens; t++)
        weights[(gsize) t * n_frames + f] = (float) ((weights[(gsize) t * n_frames + f] - mean) / deviation);
    }
}

static float
median_of (const float *row, guint n, gint64 at)
{
  float window[SMOOTH];

  /* Mirrored at both ends. */
  for (gint64 i = 0; i < SMOOTH; i++)
    {
      gint64 place = at + i - SMOOTH / 2, k = i;
      float value;

      place = place < 0 ? -place : place >= n ? 2 * (gint64) n - 2 - place : place;
      value = row[CLAMP (place, 0, (gint64) n - 1)];
      for (; k > 0 && window[k - 1] > value; k--)
        window[k] = window[k - 1];
      window[k] = value;
    }
  return window[SMOOTH / 2];
}

/* The heads' weights (n_frames, n_tokens, n_heads), smoothed, to their mean. */
static void
average (const float *heads, guint n_heads, VtAsrMap *map)
{
  for (guint h = 0; h < n_heads; h++)
    for (guint t = 0; t < map->n_tokens; t++)
      {
        const float *row = heads + ((gsize) h * map->n_tokens + t) * map->n_frames;

        for (guint f = 0; f < map->n_frames; f++)
          map->weights[(gsize) t * map->n_frames + f] += median_of (row, map->n_frames, f) / (float) n_heads;
      }
}

/* From scores (n_ctx, tokens, heads) to the map, which knows its extents. */
static void
make_map (const float *scores, guint n_ctx, guint n_heads, VtAsrMap *map)
{
  g_autofree float *heads = g_new (float, (gsize) n_heads * map->n_tokens * map->n_frames);

  for (gsize row = 0; row < (gsize) n_heads * map->n_tokens; row++)
    {
      memcpy (heads + row * map->n_frames, scores + row * n_ctx, map->n_frames * sizeof (float));
      softmax (heads + row * map->n_frames, map->n_frames);
    }
  for (guint h = 0; h < n_heads; h++)
    even_out (heads + (gsize) h * map->n_tokens * map->n_frames, map->n_frames, map->n_tokens);
  map->weights = g_new0 (float, (gsize) map->n_tokens * map->n_frames);
  average (heads, n_heads, map);
}

/* --- the path --- */

/* Fills the sums row by row and notes where each came from: 0 both, 1 the row above, 2 the column before. */
static guint8 *
sum_costs (const float *cost, guint n_rows, guint n_columns)
{
  g_autofree float *above = g_new (float, n_columns + 1), *sums = g_new (float, n_columns + 1);
  guint8 *from = g_new (guint8, (gsize) n_rows * n_columns);

  for (guint c = 0; c <= n_columns; c++)
    above[c] = c == 0 ? 0 : INFINITY;
  for (guint r = 0; r < n_rows; r++)
    {
      sums[0] = INFINITY;
      for (guint c = 0; c < n_columns; c++)
        {
          float both = above[c], up = above[c + 1], left = sums[c];
          guint8 way = both < up && both < left ? 0 : up < both && up < left ? 1 : 2;

          from[(gsize) r * n_columns + c] = way;
          sums[c + 1] = cost[(gsize) r * n_columns + c] + (way == 0 ? both : way == 1 ? up : left);
        }
      memcpy (above, sums, (n_columns + 1) * sizeof *sums);
    }
  return from;
}

void
vt_asr_warp (const float *cost, guint n_rows, guint n_columns, guint *columns)
{
  g_autofree guint8 *from = sum_costs (cost, n_rows, n_columns);
  guint r = n_rows, c = n_columns;

  while (r > 0 && c > 0)
    {
      guint8 way = from[(gsize) (r - 1) * n_columns + c - 1];

      columns[r - 1] = c - 1;
      r -= way != 2;
      c -= way != 1;
    }
  while (r > 0)
    columns[--r] = 0;
}

/* --- words --- */

/* Languages that are written without blanks. */
static gboolean
has_blanks (const VtWhisperTokens *t, gint32 language)
{
  static const char *const without[] = { "zh", "ja", "th", "lo", "my", "yue", NULL };

  for (guint i = 0; i < VT_WHISPER_N_LANGUAGES; i++)
    if (t->multilingual && t->languages[i] == language && language != VT_NO_TOKEN)
      return !g_strv_contains (without, vt_whisper_languages[i].code);
  return TRUE;
}

static gboolean
is_punctuation (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_ispunct (g_utf8_get_char (p)) && *p != ' ')
      return FALSE;
  return text[0] != '\0';
}

/* Whether tokens [first, end) end within a character. */
static gboolean
is_cut (const char *text)
{
  return strstr (text, "\357\277\275") != NULL;
}

typedef struct
{
  const VtWhisper *whisper;
  const gint32 *tokens;
  guint n;
  gboolean blanks;
  const guint *columns; /* (n + 1): where each token begins, and where the last ends */
  double offset;
  GArray *words;
} Splitter;

static gboolean
begins_word (const Splitter *s, guint at)
{
  g_autofree char *text = vt_asr_tokens_to_text (s->whisper, s->tokens + at, 1);

  if (s->blanks)
    return text[0] == ' ' && !is_punctuation (text + 1);
  return !is_punctuation (text);
}

/* One past the last token of the word that begins at @first. */
static guint
word_end (const Splitter *s, guint first)
{
  guint end = first + 1;

  for (; end < s->n; end++)
    {
      g_autofree char *text = vt_asr_tokens_to_text (s->whisper, s->tokens + first, end - first);

      /* A sign that opens (a quote after a blank) stays with what it opens. */
      if (!is_cut (text) && begins_word (s, end) && !(s->blanks && is_punctuation (text)))
        break;
    }
  return end;
}

static void
split_words (Splitter *s)
{
  for (guint first = 0, end; first < s->n; first = end)
    {
      g_autofree char *text = NULL;

      end = word_end (s, first);
      text = vt_asr_tokens_to_text (s->whisper, s->tokens + first, end - first);
      vt_asr_chunks_add (s->words, s->offset + s->columns[first] * FRAME, s->offset + s->columns[end] * FRAME, text);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static gboolean
ends_sentence (const char *text)
{
  static const char *const signs[] = { ".", "!", "?", "。", "！", "？" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_suffix (text, signs[i]))
      return TRUE;
  return FALSE;
}

/* A pause beside a sentence's end is taken for part of the word there: nobody
 * speaks a word for more than twice the usual time. */
static void
shorten (GArray *words, guint from)
{
  g_autoptr(GArray) lengths = g_array_new (FALSE, FALSE, sizeof (double));
  double most;

  for (guint i = from; i < words->len; i++)
    {
      const VtAsrChunk *word = &g_array_index (words, VtAsrChunk, i);
      double length = word->end - word->start;

      if (length > 0)
        g_array_append_val (lengths, length);
    }
  if (lengths->len == 0)
    return;
  g_array_sort (lengths, compare);
  most = 2 * MIN (g_array_index (lengths, double, lengths->len / 2), 0.7);
  for (guint i = from; i < words->len; i++)
    {
      VtAsrChunk *word = &g_array_index (words, VtAsrChunk, i);
      gboolean after = i == from || ends_sentence (g_array_index (words, VtAsrChunk, i - 1).text);

      if (word->end - word->start <= most)
        continue;
      if (ends_sentence (word->text))
        word->end = word->start + most;
      else if (after)
        word->start = word->end - most;
    }
}

/* --- all of it --- */

/* Start, language, task, no times, the words, the end; returns where the words begin. */
static guint
make_prompt (VtAsrWindow *w, const gint32 *tokens, guint n, GArray *out)
{
  const VtWhisper *whisper = ((VtWhisperModel *) w->run->model)->whisper;
  const VtWhisperTokens *t = &whisper->tokens;
  guint begin;

  g_array_append_val (out, t->start);
  if (t->multilingual && w->language != VT_NO_TOKEN)
    {
      gint32 task = w->options->translate ? t->translate : t->transcribe;

      g_array_append_val (out, w->language);
      g_array_append_val (out, task);
    }
  g_array_append_val (out, t->no_timestamps);
  begin = out->len;
  for (guint i = 0; i < n && out->len + 1 < whisper->config.n_text_ctx; i++)
    if (tokens[i] < t->end)
      g_array_append_val (out, tokens[i]);
  g_array_append_val (out, t->end);
  return begin;
}

/* The map of all of @prompt's tokens. */
static gboolean
attend (VtAsrWindow *w, const GArray *prompt, double length, VtAsrMap *map, GError **error)
{
  VtWhisperModel *model = w->run->model;
  const VtWhisperConfig *c = &model->whisper->config;
  guint window = vt_whisper_session_get_window (model->session);
  gsize size = (gsize) window * prompt->len * c->alignment_heads->len;
  g_autofree float *scores = g_new (float, size);

  map->n_tokens = prompt->len;
  map->n_frames = (guint) CLAMP (length / FRAME, 1, window);
  if (!vt_whisper_session_attend (model->session, (const gint32 *) (const void *) prompt->data, prompt->len,
                                  c->alignment_heads, scores, w->run->cancellable, error))
    return FALSE;
  make_map (scores, window, c->alignment_heads->len, map);
  return TRUE;
}

/* From the whole prompt's rows to those that tell of its words. */
static void
keep_words (VtAsrMap *map, guint begin, guint n)
{
  memmove (map->weights, map->weights + (gsize) begin * map->n_frames, (gsize) n * map->n_frames * sizeof (float));
  map->n_tokens = n;
}

/* Where each of @n words' tokens begins; entry n is where the end begins. A
 * token looks at the sound of the one that will follow it, so the row of the
 * one before tells. */
static guint *
find_columns (const VtAsrMap *map, guint begin, guint n)
{
  const float *weights = map->weights + (gsize) (begin - 1) * map->n_frames;
  gsize size = (gsize) (n + 1) * map->n_frames;
  g_autofree float *cost = g_new (float, size);
  guint *columns = g_new (guint, n + 1);

  for (gsize i = 0; i < size; i++)
    cost[i] = -weights[i];
  vt_asr_warp (cost, n + 1, map->n_frames, columns);
  return columns;
}

gboolean
vt_asr_find_words (VtAsrWindow *w, const gint32 *tokens, guint n, double offset, double length, GArray *words,
                   VtAsrMap *map, GError **error)
{
  const VtWhisper *whisper = ((VtWhisperModel *) w->run->model)->whisper;
  g_autoptr(GArray) prompt = g_array_new (FALSE, FALSE, sizeof (gint32));
  guint begin = make_prompt (w, tokens, n, prompt), n_words = prompt->len - begin - 1, before = words->len;
  g_autofree guint *columns = NULL;
  Splitter s;

  if (n_words == 0)
    return TRUE;
  if (!attend (w, prompt, length, map, error))
    return FALSE;
  columns = find_columns (map, begin, n_words);
  s = (Splitter) { whisper, &g_array_index (prompt, gint32, begin), n_words, has_blanks (&whisper->tokens, w->language),
                   columns, offset, words };
  split_words (&s);
  shorten (words, before);
  keep_words (map, begin - 1, n_words);
  return TRUE;
}

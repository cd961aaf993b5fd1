/* model-unigram.c: SentencePiece's Unigram: the most likely way to cut a text
 * into tokens (Kudo 2018, arXiv 1804.10959), by Viterbi's algorithm.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/models.h"
#include "engine/text/trie.h"

#define UNKNOWN_PENALTY 10.0

typedef struct
{
  VtTrie *trie;
  double *scores;
  double unknown_score;
  gint32 unk;
  gint32 bytes[256];
  gboolean byte_fallback;
} Unigram;

/* The best way to reach a place in the text. */
typedef struct
{
  double score;
  gsize from;
  gint32 id; /* -2: not reached */
} Best;

static void
unigram_free (gpointer data)
{
  Unigram *self = data;

  vt_trie_free (self->trie);
  g_free (self->scores);
  g_free (self);
}

static Unigram *
unigram_new (const VtVocab *vocab, gsize n)
{
  Unigram *self = g_new0 (Unigram, 1);

  self->trie = vt_trie_new ();
  self->scores = g_new0 (double, MAX (n, 1));
  return self;
}

/* To be called when the vocabulary is complete. */
static void
finish (Unigram *self, const VtVocab *vocab)
{
  double least = 0;

  for (guint i = 0; i < vt_vocab_size (vocab); i++)
    {
      gsize length;
      const char *text = vt_vocab_text (vocab, i, &length);

      if (text != NULL && length > 0)
        vt_trie_add (self->trie, text, length, i);
      least = i == 0 ? self->scores[i] : MIN (least, self->scores[i]);
    }
  self->unknown_score = least - UNKNOWN_PENALTY;
  vt_vocab_find_bytes (vocab, self->bytes);
  for (guint i = 0; i < 256; i++)
    self->byte_fallback = self->byte_fallback && self->bytes[i] >= 0;
}

gpointer
vt_model_unigram_new_mapped (const VtVocab *vocab, const VtMeta *scores, gint32 unk, GError **error)
{
  guint n = vt_vocab_size (vocab);
  Unigram *self;

  if (scores == NULL || scores->length < n)
    return vt_stage_damaged (error, "it has fewer scores than tokens");
  self = unigram_new (vocab, n);
  self->unk = unk;
  for (guint i = 0; i < n; i++)
    vt_meta_read_double_at (scores, i, &self->scores[i]);
  self->byte_fallback = TRUE;
  finish (self, vocab);
  return self;
}

/* One `["token", score]`. */
static gboolean
load_token (Unigram *self, VtVocab *vocab, guint32 id, const VtJsonNode *node)
{
  gsize length;
  const char *text = vt_json_string (vt_json_at (node, 0), &length);

  return text != NULL && vt_json_read_double (vt_json_at (node, 1), &self->scores[id])
         && vt_vocab_add (vocab, id, text, length);
}

static gpointer
unigram_load (const VtJsonNode *node, VtVocab *vocab, GError **error)
{
  const VtJsonNode *list = vt_json_get (node, "vocab");
  Unigram *self = unigram_new (vocab, vt_json_length (list));
  VtJsonIter iter = VT_JSON_ITER (list);

  self->unk = CLAMP (vt_json_get_int (node, "unk_id", -1), -1, VT_VOCAB_MAX);
  self->byte_fallback = vt_json_get_boolean (node, "byte_fallback", FALSE);
  for (guint32 id = 0; vt_json_iter_next (&iter); id++)
    if (!load_token (self, vocab, id, iter.value))
      {
        unigram_free (self);
        return vt_stage_damaged (error, "entry %u of its vocabulary is not a text with a score", id);
      }
  finish (self, vocab);
  return self;
}

static void
reach (Best *best, double score, gsize from, gint32 id)
{
  if (best->id == -2 || score > best->score)
    *best = (Best) { score, from, id };
}

/* For every place in the piece how it is best reached. */
static void
forward (const Unigram *self, const char *text, gsize length, Best *best)
{
  gsize n;

  for (gsize i = 1; i <= length; i++)
    best[i].id = -2;
  best[0] = (Best) { 0, 0, -1 };
  for (gsize at = 0; at < length; at += n)
    {
      gint32 node = VT_TRIE_ROOT;
      gboolean single = FALSE;

      n = MIN (vt_char_bytes (text[at]), length - at);
      for (gsize i = at; i < length && (node = vt_trie_step (self->trie, node, text[i])) >= 0; i++)
        {
          gint32 id = vt_trie_value (self->trie, node);

          if (id < 0)
            continue;
          reach (&best[i + 1], best[at].score + self->scores[id], at, id);
          single |= i + 1 == at + n;
        }
      if (!single)
        reach (&best[at + n], best[at].score + self->unknown_score, at, -1);
    }
}

static void
put_unknown (const Unigram *self, const VtAligned *buffer, VtSpan span, VtOutput *output)
{
  for (gsize at = span.start; self->byte_fallback && at < span.end; at++)
    vt_output_add (output, self->bytes[(guint8) buffer->bytes->str[at]], buffer, span.start, span.end);
  if (!self->byte_fallback && self->unk >= 0)
    vt_output_add (output, self->unk, buffer, span.start, span.end);
}

/* Writes the best way, which is chained backwards; neighbours that are
 * unknown become one. */
static void
backward (const Unigram *self, const VtAligned *buffer, VtSpan piece, const Best *best, GArray *ends, VtOutput *output)
{
  gsize start = piece.start;

  g_array_set_size (ends, 0);
  for (gsize at = piece.end - piece.start; at > 0; at = best[at].from)
    {
      gboolean joins = best[at].id < 0 && ends->len > 0
                       && best[g_array_index (ends, gsize, ends->len - 1)].id < 0;

      if (!joins)
        g_array_append_val (ends, at);
    }
  for (guint i = ends->len; i-- > 0;)
    {
      gsize end = g_array_index (ends, gsize, i);

      if (best[end].id >= 0)
        vt_output_add (output, best[end].id, buffer, start, piece.start + end);
      else
        put_unknown (self, buffer, (VtSpan) { start, piece.start + end }, output);
      start = piece.start + end;
    }
}

static void
unigram_run (gconstpointer data, const VtVocab *vocab, const VtPieces *pieces, VtOutput *output)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize most = 0;
  g_autofree Best *best = NULL;

  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan piece = g_array_index (pieces->pieces, VtSpan, i);

      most = MAX (most, piece.end - piece.start);
    }
  best = g_new (Best, most + 1);
  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan piece = g_array_index (pieces->pieces, VtSpan, i);

      forward (data, pieces->buffer.bytes->str + piece.start, piece.end - piece.start, best);
      backward (data, &pieces->buffer, piece, best, ends, output);
    }
}

static gint32
unigram_unk (gconstpointer data)
{
  return ((const Unigram *) data)->unk;
}

const VtModelClass vt_model_unigram = {
  .stage = { "Unigram", NULL, unigram_free },
  .load = unigram_load,
  .run = unigram_run,
  .unk = unigram_unk,
};

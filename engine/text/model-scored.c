/* model-scored.c: SentencePiece's BPE as GGUF files of Llama 2, Gemma and
 * others describe it (Kudo & Richardson 2018, arXiv 1808.06226).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/merge.h"
#include "engine/text/models.h"

typedef struct
{
  const VtVocab *vocab;
  guint32 *ranks; /* of each token: 0 for the highest score */
  gint32 bytes[256];
  gint32 unk;
} Scored;

typedef struct
{
  const Scored *model;
  const char *text;
} Word;

/* A number that grows as @score falls. */
static guint32
rank_of (double score)
{
  float value = score;
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits & 0x80000000u ? bits : 0x7fffffffu - bits;
}

gpointer
vt_model_scored_new (const VtVocab *vocab, const VtMeta *scores, gint32 unk, GError **error)
{
  guint n = vt_vocab_size (vocab);
  Scored *self;

  if (scores == NULL || scores->length < n)
    return vt_stage_damaged (error, "it has fewer scores than tokens");
  self = g_new0 (Scored, 1);
  self->vocab = vocab;
  self->unk = unk;
  self->ranks = g_new (guint32, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      double score = 0;

      vt_meta_read_double_at (scores, i, &score);
      self->ranks[i] = rank_of (score);
    }
  vt_vocab_find_bytes (vocab, self->bytes);
  return self;
}

static void
scored_free (gpointer data)
{
  Scored *self = data;

  g_free (self->ranks);
  g_free (self);
}

static gboolean
can_merge (gconstpointer data, const VtSymbol *left, const VtSymbol *right, VtMerge *merge)
{
  const Word *word = data;

  merge->id = vt_vocab_find (word->model->vocab, word->text + left->start, left->length + right->length);
  if (merge->id < 0)
    return FALSE;
  merge->rank = word->model->ranks[merge->id];
  return TRUE;
}

static void
put_symbol (const Scored *self, const VtSymbol *symbol, const VtAligned *buffer, VtOutput *output)
{
  gsize start = symbol->start;

  if (symbol->id >= 0)
    {
      vt_output_add (output, symbol->id, buffer, start, start + symbol->length);
      return;
    }
  for (gsize i = start; i < start + symbol->length; i++)
    {
      gint32 id = self->bytes[(guint8) buffer->bytes->str[i]];

      if (id < 0)
        id = self->unk;
      if (id >= 0)
        vt_output_add (output, id, buffer, i, i + 1);
    }
}

static void
scored_run_piece (const Scored *self, const VtAligned *buffer, VtSpan piece, VtMerger *merger, VtOutput *output)
{
  Word word = { self, buffer->bytes->str };

  vt_merger_reset (merger);
  for (gsize at = piece.start; at < piece.end;)
    {
      gsize n = MIN (vt_char_bytes (word.text[at]), piece.end - at);

      vt_merger_add (merger, at, n, vt_vocab_find (self->vocab, word.text + at, n));
      at += n;
    }
  vt_merger_run (merger, can_merge, &word);
  for (guint i = 0; i < merger->symbols->len; i++)
    if (g_array_index (merger->symbols, VtSymbol, i).length > 0)
      put_symbol (self, &g_array_index (merger->symbols, VtSymbol, i), buffer, output);
}

static void
scored_run (gconstpointer data, const VtVocab *vocab, const VtPieces *pieces, VtOutput *output)
{
  VtMerger merger;

  vt_merger_init (&merger);
  for (guint i = 0; i < pieces->pieces->len; i++)
    scored_run_piece (data, &pieces->buffer, g_array_index (pieces->pieces, VtSpan, i), &merger, output);
  vt_merger_clear (&merger);
}

static gint32
scored_unk (gconstpointer data)
{
  return ((const Scored *) data)->unk;
}

const VtModelClass vt_model_scored = {
  .stage = { "Scored", NULL, scored_free },
  .run = scored_run,
  .unk = scored_unk,
};

/* model-wordpiece.c: WordPiece (the longest token first, Schuster & Nakajima
 * 2012, as in BERT) and WordLevel (words that are tokens).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/models.h"
#include "engine/text/trie.h"

typedef struct
{
  const VtVocab *vocab;
  VtTrie *trie;          /* NULL for WordLevel */
  char *first, *further; /* what the vocabulary writes before the parts of a word */
  gint64 max_chars;
  gint32 unk;
} Words;

static void
words_free (gpointer data)
{
  Words *self = data;

  vt_trie_free (self->trie);
  g_free (self->first);
  g_free (self->further);
  g_free (self);
}

static Words *
words_load (const VtJsonNode *node, VtVocab *vocab, GError **error)
{
  const char *unk = vt_json_get_string (node, "unk_token", "[UNK]");
  Words *self;

  if (!vt_model_load_vocab (vocab, vt_json_get (node, "vocab"), error))
    return NULL;
  self = g_new0 (Words, 1);
  self->vocab = vocab;
  self->unk = vt_vocab_find (vocab, unk, strlen (unk));
  return self;
}

static void
index_vocab (Words *self)
{
  self->trie = vt_trie_new ();
  for (guint i = 0; i < vt_vocab_size (self->vocab); i++)
    {
      gsize length;
      const char *text = vt_vocab_text (self->vocab, i, &length);

      if (text != NULL && length > 0)
        vt_trie_add (self->trie, text, length, i);
    }
}

static gpointer
wordpiece_load (const VtJsonNode *node, VtVocab *vocab, GError **error)
{
  Words *self = words_load (node, vocab, error);

  if (self == NULL)
    return NULL;
  self->first = g_strdup ("");
  self->further = g_strdup (vt_json_get_string (node, "continuing_subword_prefix", "##"));
  self->max_chars = vt_json_get_int (node, "max_input_chars_per_word", 100);
  index_vocab (self);
  return self;
}

gpointer
vt_model_wordpiece_new_mapped (const VtVocab *vocab, gint32 unk)
{
  Words *self = g_new0 (Words, 1);

  self->vocab = vocab;
  self->unk = unk;
  self->first = g_strdup ("▁");
  self->further = g_strdup ("");
  self->max_chars = 100;
  index_vocab (self);
  return self;
}

static gint32
walk (const VtTrie *trie, gint32 node, const char *text)
{
  for (; node >= 0 && *text != 0; text++)
    node = vt_trie_step (trie, node, *text);
  return node;
}

/* The longest token at @at; sets where it ends. */
static gint32
longest (const Words *self, const char *text, gsize at, gsize end, gboolean first, gsize *stop)
{
  gint32 node = walk (self->trie, VT_TRIE_ROOT, first ? self->first : self->further), found = -1;

  for (; at < end && node >= 0; at++)
    {
      node = vt_trie_step (self->trie, node, text[at]);
      if (node >= 0 && vt_trie_value (self->trie, node) >= 0)
        {
          found = vt_trie_value (self->trie, node);
          *stop = at + 1;
        }
    }
  return found;
}

static void
put_unk (const Words *self, const VtAligned *buffer, VtSpan word, VtOutput *output)
{
  if (self->unk >= 0)
    vt_output_add (output, self->unk, buffer, word.start, word.end);
}

/* A word with a part that is no token is unknown as a whole. */
static void
run_word (const Words *self, const VtAligned *buffer, VtSpan word, VtOutput *output)
{
  const char *text = buffer->bytes->str;
  guint before = output->ids->len;
  gsize stop = word.start;

  if (g_utf8_strlen (text + word.start, word.end - word.start) > self->max_chars)
    {
      put_unk (self, buffer, word, output);
      return;
    }
  for (gsize at = word.start; at < word.end; at = stop)
    {
      gint32 id = longest (self, text, at, word.end, at == word.start, &stop);

      if (id >= 0)
        {
          vt_output_add (output, id, buffer, at, stop);
          continue;
        }
      g_array_set_size (output->ids, before);
      if (output->spans != NULL)
        g_array_set_size (output->spans, before);
      put_unk (self, buffer, word, output);
      return;
    }
}

static void
wordpiece_run (gconstpointer data, const VtVocab *vocab, const VtPieces *pieces, VtOutput *output)
{
  for (guint i = 0; i < pieces->pieces->len; i++)
    run_word (data, &pieces->buffer, g_array_index (pieces->pieces, VtSpan, i), output);
}

static gpointer
wordlevel_load (const VtJsonNode *node, VtVocab *vocab, GError **error)
{
  return words_load (node, vocab, error);
}

static void
wordlevel_run (gconstpointer data, const VtVocab *vocab, const VtPieces *pieces, VtOutput *output)
{
  const Words *self = data;

  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan word = g_array_index (pieces->pieces, VtSpan, i);
      gint32 id = vt_vocab_find (vocab, pieces->buffer.bytes->str + word.start, word.end - word.start);

      if (id >= 0)
        vt_output_add (output, id, &pieces->buffer, word.start, word.end);
      else
        put_unk (self, &pieces->buffer, word, output);
    }
}

static gint32
words_unk (gconstpointer data)
{
  return ((const Words *) data)->unk;
}

const VtModelClass vt_model_wordpiece = {
  .stage = { "WordPiece", NULL, words_free },
  .load = wordpiece_load,
  .run = wordpiece_run,
  .unk = words_unk,
};

const VtModelClass vt_model_wordlevel = {
  .stage = { "WordLevel", NULL, words_free },
  .load = wordlevel_load,
  .run = wordlevel_run,
  .unk = words_unk,
};

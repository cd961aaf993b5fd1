/* model-bpe.c: byte-pair encoding by a list of merges, as `tokenizers` has it
 * (GPT-2, Llama 3, Qwen; with byte fallback also Llama 2 and Gemma).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/formats/hash.h"
#include "engine/text/merge-table.h"
#include "engine/text/merge.h"
#include "engine/text/models.h"

typedef struct
{
  const VtVocab *vocab;
  VtMergeTable *merges;
  gint32 unk;
  gint32 bytes[256]; /* all -1 without byte fallback */
  gint32 chars[0x250]; /* tokens of the most common characters */
  gboolean fuse_unk, byte_fallback, ignore_merges;
  char *prefix, *suffix; /* of what continues a word, of what ends one; may be NULL */
} Bpe;

/* A word that was seen before: its tokens are repeated. */
typedef struct
{
  guint64 hash;
  VtSpan word;
  guint first, n;
} Seen;

#define N_SEEN 8192
#define MAX_SEEN_WORD 64

typedef struct
{
  const Bpe *model;
  const VtAligned *buffer;
  VtOutput *output;
  VtMerger merger;
  Seen *seen; /* NULL for short texts */
  gssize unk_start, unk_end; /* pending unknown characters; start -1 for none */
} Run;

static void
bpe_free (gpointer data)
{
  Bpe *self = data;

  vt_merge_table_free (self->merges);
  g_free (self->prefix);
  g_free (self->suffix);
  g_free (self);
}

static void
index_chars (Bpe *self)
{
  for (gunichar c = 0; c < G_N_ELEMENTS (self->chars); c++)
    {
      char utf8[6];
      gint n = g_unichar_to_utf8 (c, utf8);

      self->chars[c] = vt_vocab_find (self->vocab, utf8, n);
    }
}

/* Adds the merge of two texts; %FALSE where a part is no token. */
static gboolean
add_merge (Bpe *self, guint32 rank, const char *left, gsize n_left, const char *right, gsize n_right)
{
  gsize skip = self->prefix != NULL ? strlen (self->prefix) : 0;
  gint32 a = vt_vocab_find (self->vocab, left, n_left), b = vt_vocab_find (self->vocab, right, n_right), id;
  char small[256];
  char *both;

  if (a < 0 || b < 0)
    return FALSE;
  skip = skip <= n_right ? skip : 0;
  both = n_left + n_right <= sizeof small ? small : g_malloc (n_left + n_right);
  memcpy (both, left, n_left);
  memcpy (both + n_left, right + skip, n_right - skip);
  id = vt_vocab_find (self->vocab, both, n_left + n_right - skip);
  if (both != small)
    g_free (both);
  if (id >= 0)
    vt_merge_table_add (self->merges, a, b, rank, id);
  return id >= 0;
}

/* Adds a merge written as `left right`. */
static gboolean
add_merge_line (Bpe *self, guint32 rank, const char *line, gsize length)
{
  const char *blank = length > 1 ? memchr (line + 1, ' ', length - 1) : NULL;

  return blank != NULL && blank + 1 < line + length
         && add_merge (self, rank, line, blank - line, blank + 1, line + length - blank - 1);
}

static gboolean
add_merge_node (Bpe *self, guint32 rank, const VtJsonNode *node)
{
  gsize n_left, n_right, n_line;
  const char *line = vt_json_string (node, &n_line), *left, *right;

  if (line != NULL)
    return add_merge_line (self, rank, line, n_line);
  left = vt_json_string (vt_json_at (node, 0), &n_left);
  right = vt_json_string (vt_json_at (node, 1), &n_right);
  return left != NULL && right != NULL && add_merge (self, rank, left, n_left, right, n_right);
}

static Bpe *
bpe_new (const VtVocab *vocab, gsize n_merges)
{
  Bpe *self = g_new0 (Bpe, 1);

  self->vocab = vocab;
  self->merges = vt_merge_table_new (n_merges);
  self->unk = VT_NO_TOKEN;
  memset (self->bytes, -1, sizeof self->bytes);
  index_chars (self);
  return self;
}

gpointer
vt_model_bpe_new_mapped (const VtVocab *vocab, const VtMeta *merges, gboolean ignore_merges, gboolean byte_fallback,
                         GError **error)
{
  Bpe *self;

  if (merges == NULL || merges->element != VT_META_STRING || merges->length > VT_VOCAB_MAX)
    return vt_stage_damaged (error, "it has no list of merges");
  self = bpe_new (vocab, merges->length);
  self->ignore_merges = ignore_merges;
  self->byte_fallback = byte_fallback;
  if (byte_fallback)
    vt_vocab_find_bytes (vocab, self->bytes);
  for (gsize i = 0; i < merges->length; i++)
    {
      gsize length;
      const char *line = vt_meta_string_at (merges, i, &length);

      if (line != NULL)
        add_merge_line (self, i, line, length);
    }
  return self;
}

static gboolean
load_merges (Bpe *self, const VtJsonNode *node, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  for (guint32 rank = 0; vt_json_iter_next (&iter); rank++)
    if (!add_merge_node (self, rank, iter.value))
      return vt_stage_damaged (error, "merge %u of its list is not one of two tokens into a token", rank) != NULL;
  return TRUE;
}

static gpointer
bpe_load (const VtJsonNode *node, VtVocab *vocab, GError **error)
{
  const VtJsonNode *merges = vt_json_get (node, "merges");
  gsize n_unk;
  const char *unk = vt_json_string (vt_json_get (node, "unk_token"), &n_unk);
  Bpe *self;

  if (!vt_model_load_vocab (vocab, vt_json_get (node, "vocab"), error))
    return NULL;
  self = bpe_new (vocab, vt_json_length (merges));
  self->prefix = g_strdup (vt_json_get_string (node, "continuing_subword_prefix", NULL));
  self->suffix = g_strdup (vt_json_get_string (node, "end_of_word_suffix", NULL));
  self->fuse_unk = vt_json_get_boolean (node, "fuse_unk", FALSE);
  self->byte_fallback = vt_json_get_boolean (node, "byte_fallback", FALSE);
  self->ignore_merges = vt_json_get_boolean (node, "ignore_merges", FALSE);
  if (self->byte_fallback)
    vt_vocab_find_bytes (vocab, self->bytes);
  if (unk != NULL)
    self->unk = vt_vocab_find (vocab, unk, n_unk);
  if (load_merges (self, merges, error))
    return self;
  bpe_free (self);
  return NULL;
}

static gboolean
can_merge (gconstpointer data, const VtSymbol *left, const VtSymbol *right, VtMerge *merge)
{
  const Bpe *self = data;

  return vt_merge_table_find (self->merges, left->id, right->id, &merge->rank, &merge->id);
}

/* The token of one character, with what the model writes around it. */
static gint32
find_char (const Bpe *self, const char *text, gsize length, gboolean first, gboolean last)
{
  const char *prefix = !first && self->prefix != NULL ? self->prefix : "";
  const char *suffix = last && self->suffix != NULL ? self->suffix : "";

  if (*prefix != 0 || *suffix != 0)
    {
      g_autofree char *whole = g_strdup_printf ("%s%.*s%s", prefix, (int) length, text, suffix);

      return vt_vocab_find (self->vocab, whole, strlen (whole));
    }
  if (length <= 2)
    {
      gunichar c = length == 1 ? (guint8) *text : (guint8) (text[0] & 0x1f) << 6 | (text[1] & 0x3f);

      if (c < G_N_ELEMENTS (self->chars))
        return self->chars[c];
    }
  return vt_vocab_find (self->vocab, text, length);
}

static void
flush_unk (Run *run)
{
  if (run->unk_start >= 0)
    vt_merger_add (&run->merger, run->unk_start, run->unk_end - run->unk_start, run->model->unk);
  run->unk_start = -1;
}

static gboolean
add_bytes (Run *run, gsize at, gsize length)
{
  const char *text = run->buffer->bytes->str + at;

  if (!run->model->byte_fallback)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (run->model->bytes[(guint8) text[i]] < 0)
      return FALSE;
  for (gsize i = 0; i < length; i++)
    vt_merger_add (&run->merger, at + i, 1, run->model->bytes[(guint8) text[i]]);
  return TRUE;
}

static void
add_unknown (Run *run, gsize at, gsize length)
{
  if (run->model->unk < 0)
    return;
  if (run->unk_start >= 0 && !run->model->fuse_unk)
    flush_unk (run);
  if (run->unk_start < 0)
    run->unk_start = at;
  run->unk_end = at + length;
}

static void
add_symbols (Run *run, VtSpan word)
{
  const char *text = run->buffer->bytes->str;

  for (gsize at = word.start; at < word.end;)
    {
      gsize n = MIN (vt_char_bytes (text[at]), word.end - at);
      gint32 id = find_char (run->model, text + at, n, at == word.start, at + n == word.end);

      if (id >= 0)
        {
          flush_unk (run);
          vt_merger_add (&run->merger, at, n, id);
        }
      else if (!add_bytes (run, at, n))
        add_unknown (run, at, n);
      at += n;
    }
  flush_unk (run);
}

static void
run_word (Run *run, VtSpan word)
{
  const char *text = run->buffer->bytes->str + word.start;
  gint32 whole = run->model->ignore_merges ? vt_vocab_find (run->model->vocab, text, word.end - word.start) : -1;

  if (whole >= 0)
    {
      vt_output_add (run->output, whole, run->buffer, word.start, word.end);
      return;
    }
  vt_merger_reset (&run->merger);
  add_symbols (run, word);
  vt_merger_run (&run->merger, can_merge, run->model);
  for (guint i = 0; i < run->merger.symbols->len; i++)
    {
      const VtSymbol *symbol = &g_array_index (run->merger.symbols, VtSymbol, i);

      if (symbol->length > 0)
        vt_output_add (run->output, symbol->id, run->buffer, symbol->start, symbol->start + symbol->length);
    }
}

static gboolean
same_word (const Run *run, const Seen *seen, guint64 hash, VtSpan word)
{
  const char *text = run->buffer->bytes->str;
  gsize length = word.end - word.start;

  return seen->n > 0 && seen->hash == hash && seen->word.end - seen->word.start == length
         && memcmp (text + seen->word.start, text + word.start, length) == 0;
}

/* Runs a word, or repeats the tokens it had before. */
static void
run_word_again (Run *run, VtSpan word)
{
  guint64 hash = vt_hash_bytes (0, run->buffer->bytes->str + word.start, word.end - word.start);
  Seen *seen = &run->seen[hash % N_SEEN];
  guint first = run->output->ids->len;

  if (same_word (run, seen, hash, word))
    {
      guint n = seen->n;

      g_array_set_size (run->output->ids, first + n);
      memcpy (&g_array_index (run->output->ids, gint32, first),
              &g_array_index (run->output->ids, gint32, seen->first), n * sizeof (gint32));
      return;
    }
  run_word (run, word);
  *seen = (Seen) { hash, word, first, run->output->ids->len - first };
}

static void
bpe_run (gconstpointer data, const VtVocab *vocab, const VtPieces *pieces, VtOutput *output)
{
  Run run = { .model = data, .buffer = &pieces->buffer, .output = output, .unk_start = -1 };

  vt_merger_init (&run.merger);
  if (pieces->pieces->len > 256 && output->spans == NULL)
    run.seen = g_new0 (Seen, N_SEEN);
  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan word = g_array_index (pieces->pieces, VtSpan, i);

      if (run.seen != NULL && word.end - word.start <= MAX_SEEN_WORD)
        run_word_again (&run, word);
      else
        run_word (&run, word);
    }
  g_free (run.seen);
  vt_merger_clear (&run.merger);
}

static gint32
bpe_unk (gconstpointer data)
{
  return ((const Bpe *) data)->unk;
}

const VtModelClass vt_model_bpe = {
  .stage = { "BPE", NULL, bpe_free },
  .load = bpe_load,
  .run = bpe_run,
  .unk = bpe_unk,
};

/* pretokenizers.c: the list of pre-tokenizers, and those that only cut.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/pretokenizers.h"
#include "engine/text/split.h"
#include "engine/text/unicode.h"

/* Appends every character that @is, one by one. */
static void
find_chars (gboolean (*is) (gunichar), const char *text, gsize length, GArray *found)
{
  for (gsize at = 0; at < length;)
    {
      VtSpan span = { at, at + vt_char_bytes (text[at]) };

      if (is (g_utf8_get_char (text + at)))
        g_array_append_val (found, span);
      at = span.end;
    }
}

static void
find_space (gconstpointer data, const char *text, gsize length, GArray *found)
{
  find_chars (vt_is_space, text, length, found);
}

static void
find_punctuation (gconstpointer data, const char *text, gsize length, GArray *found)
{
  find_chars (vt_is_punctuation, text, length, found);
}

static void
find_number (gconstpointer data, const char *text, gsize length, GArray *found)
{
  find_chars (vt_is_number, text, length, found);
}

static void
whitespace_split (gconstpointer data, VtPieces *pieces)
{
  vt_split (pieces, find_space, NULL, VT_SPLIT_REMOVED, FALSE);
}

static const VtPreTokenizerClass whitespace_split_class = {
  .stage = { "WhitespaceSplit", NULL, NULL }, .apply = whitespace_split,
};

static void
bert (gconstpointer data, VtPieces *pieces)
{
  vt_split (pieces, find_space, NULL, VT_SPLIT_REMOVED, FALSE);
  vt_split (pieces, find_punctuation, NULL, VT_SPLIT_ISOLATED, FALSE);
}

static const VtPreTokenizerClass bert_class = {
  .stage = { "BertPreTokenizer", NULL, NULL }, .apply = bert,
};

/* `\w+|[^\w\s]+`: runs of word characters and runs of all else but blanks. */
static void
find_words (gconstpointer data, const char *text, gsize length, GArray *found)
{
  int kind = 0;

  for (gsize at = 0; at < length;)
    {
      gunichar c = g_utf8_get_char (text + at);
      int now = vt_is_space (c) ? 0 : vt_is_word (c) ? 1 : 2;
      gsize next = at + vt_char_bytes (text[at]);
      VtSpan span = { at, next };

      if (now != 0 && now == kind)
        g_array_index (found, VtSpan, found->len - 1).end = next;
      else if (now != 0)
        g_array_append_val (found, span);
      kind = now;
      at = next;
    }
}

/* Neighbouring words must stay apart, so what is between them is removed. */
static void
whitespace (gconstpointer data, VtPieces *pieces)
{
  vt_split (pieces, find_words, NULL, VT_SPLIT_REMOVED, TRUE);
}

static const VtPreTokenizerClass whitespace_class = {
  .stage = { "Whitespace", NULL, NULL }, .apply = whitespace,
};

static gpointer
load_behavior (const VtJsonNode *node, GError **error)
{
  VtSplitBehavior behavior = VT_SPLIT_ISOLATED;

  if (vt_json_get (node, "behavior") != NULL && !vt_split_behavior_load (&behavior, node, error))
    return NULL;
  return g_memdup2 (&behavior, sizeof behavior);
}

static void
punctuation (gconstpointer data, VtPieces *pieces)
{
  vt_split (pieces, find_punctuation, NULL, *(const VtSplitBehavior *) data, FALSE);
}

static const VtPreTokenizerClass punctuation_class = {
  .stage = { "Punctuation", load_behavior, g_free }, .apply = punctuation,
};

static gpointer
load_digits (const VtJsonNode *node, GError **error)
{
  gboolean individual = vt_json_get_boolean (node, "individual_digits", FALSE);
  VtSplitBehavior behavior = individual ? VT_SPLIT_ISOLATED : VT_SPLIT_CONTIGUOUS;

  return g_memdup2 (&behavior, sizeof behavior);
}

static void
digits (gconstpointer data, VtPieces *pieces)
{
  vt_split (pieces, find_number, NULL, *(const VtSplitBehavior *) data, FALSE);
}

static const VtPreTokenizerClass digits_class = {
  .stage = { "Digits", load_digits, g_free }, .apply = digits,
};

typedef struct
{
  VtPattern pattern;
  VtSplitBehavior behavior;
  gboolean invert;
} Split;

static void
split_free (gpointer data)
{
  Split *self = data;

  vt_pattern_clear (&self->pattern);
  g_free (self);
}

static gpointer
split_load (const VtJsonNode *node, GError **error)
{
  Split *self = g_new0 (Split, 1);

  self->invert = vt_json_get_boolean (node, "invert", FALSE);
  if (vt_split_behavior_load (&self->behavior, node, error)
      && vt_pattern_load (&self->pattern, vt_json_get (node, "pattern"), error))
    return self;
  split_free (self);
  return NULL;
}

static void
split_apply (gconstpointer data, VtPieces *pieces)
{
  const Split *self = data;

  vt_split (pieces, vt_pattern_find, &self->pattern, self->behavior, self->invert);
}

static const VtPreTokenizerClass split_class = {
  .stage = { "Split", split_load, split_free }, .apply = split_apply,
};

static gpointer
load_delimiter (const VtJsonNode *node, GError **error)
{
  VtPattern pattern;

  return vt_pattern_load (&pattern, vt_json_get (node, "delimiter"), error)
             ? g_memdup2 (&pattern, sizeof pattern) : NULL;
}

static void
free_delimiter (gpointer data)
{
  vt_pattern_clear (data);
  g_free (data);
}

static void
delimiter (gconstpointer data, VtPieces *pieces)
{
  vt_split (pieces, vt_pattern_find, data, VT_SPLIT_REMOVED, FALSE);
}

static const VtPreTokenizerClass delimiter_class = {
  .stage = { "CharDelimiterSplit", load_delimiter, free_delimiter }, .apply = delimiter,
};

static gpointer
sequence_load (const VtJsonNode *node, GError **error)
{
  return vt_stage_load_list (vt_json_get (node, "pretokenizers"), vt_pre_tokenizer_load, error);
}

static void
sequence_free (gpointer data)
{
  g_array_unref (data);
}

static void
sequence_apply (gconstpointer data, VtPieces *pieces)
{
  const GArray *list = data;

  for (guint i = 0; i < list->len; i++)
    vt_pre_tokenizer_apply (&g_array_index (list, VtStage, i), pieces);
}

static const VtPreTokenizerClass sequence_class = {
  .stage = { "Sequence", sequence_load, sequence_free }, .apply = sequence_apply,
};

static const VtStageClass *const classes[] = {
  &vt_pre_tokenizer_byte_level.stage,
  &vt_pre_tokenizer_metaspace.stage,
  &bert_class.stage,
  &delimiter_class.stage,
  &digits_class.stage,
  &punctuation_class.stage,
  &sequence_class.stage,
  &split_class.stage,
  &whitespace_class.stage,
  &whitespace_split_class.stage,
  NULL,
};

gboolean
vt_pre_tokenizer_load (VtStage *self, const VtJsonNode *node, GError **error)
{
  return vt_stage_load (self, node, classes, "pre-tokenizer", error);
}

void
vt_pre_tokenizer_apply (const VtStage *self, VtPieces *pieces)
{
  if (self->klass != NULL)
    ((const VtPreTokenizerClass *) self->klass)->apply (self->data, pieces);
}

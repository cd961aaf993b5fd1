/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/added.h"

#include "engine/text/trie.h"
#include "engine/text/unicode.h"

struct _VtAddedTokens
{
  GArray *tokens;    /* of VtAddedToken, by id once sealed */
  VtTrie *tries[2];  /* of indices: in the user's text, in normalized text; NULL: none */
  GHashTable *contents; /* content to index + 1 */
};

static void
clear_token (gpointer token)
{
  g_free (((VtAddedToken *) token)->content);
}

VtAddedTokens *
vt_added_tokens_new (void)
{
  VtAddedTokens *self = g_new0 (VtAddedTokens, 1);

  self->tokens = g_array_new (FALSE, FALSE, sizeof (VtAddedToken));
  g_array_set_clear_func (self->tokens, clear_token);
  self->contents = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
vt_added_tokens_free (VtAddedTokens *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->contents);
  g_array_unref (self->tokens);
  vt_trie_free (self->tries[0]);
  vt_trie_free (self->tries[1]);
  g_free (self);
}

void
vt_added_tokens_add (VtAddedTokens *self, const VtAddedToken *token)
{
  VtAddedToken copy = *token;

  copy.content = g_strdup (token->content);
  g_array_append_val (self->tokens, copy);
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  gint32 x = ((const VtAddedToken *) a)->id, y = ((const VtAddedToken *) b)->id;

  return (x > y) - (x < y);
}

static void
add_to_trie (VtAddedTokens *self, guint index, const VtStage *normalizer)
{
  const VtAddedToken *token = &g_array_index (self->tokens, VtAddedToken, index);
  VtTrie **trie = &self->tries[token->normalized];
  VtAligned buffer;

  if (*token->content == 0)
    return;
  if (*trie == NULL)
    *trie = vt_trie_new ();
  vt_aligned_init (&buffer, FALSE);
  vt_aligned_append_source (&buffer, token->content, strlen (token->content), 0);
  if (token->normalized)
    vt_normalizer_apply (normalizer, &buffer);
  if (buffer.bytes->len > 0)
    vt_trie_add (*trie, buffer.bytes->str, buffer.bytes->len, index);
  vt_aligned_clear (&buffer);
}

void
vt_added_tokens_seal (VtAddedTokens *self, const VtStage *normalizer)
{
  g_array_sort (self->tokens, by_id);
  for (guint i = 0; i < self->tokens->len; i++)
    {
      add_to_trie (self, i, normalizer);
      g_hash_table_insert (self->contents, g_array_index (self->tokens, VtAddedToken, i).content,
                           GUINT_TO_POINTER (i + 1));
    }
}

guint
vt_added_tokens_length (const VtAddedTokens *self)
{
  return self->tokens->len;
}

const VtAddedToken *
vt_added_tokens_at (const VtAddedTokens *self, guint index)
{
  return &g_array_index (self->tokens, VtAddedToken, index);
}

const VtAddedToken *
vt_added_tokens_by_id (const VtAddedTokens *self, gint32 id)
{
  VtAddedToken key = { .id = id };
  guint at;

  return g_array_binary_search (self->tokens, &key, by_id, &at) ? vt_added_tokens_at (self, at) : NULL;
}

const VtAddedToken *
vt_added_tokens_by_content (const VtAddedTokens *self, const char *content)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (self->contents, content));

  return at > 0 ? vt_added_tokens_at (self, at - 1) : NULL;
}

static gboolean
inside_word (const char *text, gsize length, VtSpan span)
{
  const char *before = span.start > 0 ? g_utf8_find_prev_char (text, text + span.start) : NULL;

  return (before != NULL && vt_is_word (g_utf8_get_char (before)))
         || (span.end < length && vt_is_word (g_utf8_get_char (text + span.end)));
}

/* Takes the white space around a token along, but nothing before @from. */
static VtSpan
strip (const VtAddedToken *token, const char *text, gsize length, gsize from, VtSpan span)
{
  while (token->lstrip && span.start > from)
    {
      const char *before = g_utf8_find_prev_char (text + from, text + span.start);

      if (before == NULL || !vt_is_space (g_utf8_get_char (before)))
        break;
      span.start = before - text;
    }
  while (token->rstrip && span.end < length && vt_is_space (g_utf8_get_char (text + span.end)))
    span.end += vt_char_bytes (text[span.end]);
  return span;
}

static void
add_cut (GArray *cuts, gint32 id, VtSpan span)
{
  VtCut cut = { id, span };

  if (id >= 0 || span.start < span.end)
    g_array_append_val (cuts, cut);
}

GArray *
vt_added_tokens_cut (const VtAddedTokens *self, gboolean normalized, gboolean special, const char *text, gsize length)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (VtCut));
  const VtTrie *trie = self->tries[normalized];
  gsize from = 0, n;

  for (gsize at = 0; trie != NULL && at < length; at += n)
    {
      gint32 index = vt_trie_longest (trie, text + at, length - at, &n);
      const VtAddedToken *token = index >= 0 ? vt_added_tokens_at (self, index) : NULL;
      VtSpan span = { at, at + n };

      if (token == NULL)
        n = 1;
      if (token == NULL || (token->special && !special) || (token->single_word && inside_word (text, length, span)))
        continue;
      span = strip (token, text, length, from, span);
      add_cut (cuts, -1, (VtSpan) { from, span.start });
      add_cut (cuts, token->id, span);
      from = span.end;
      n = MAX (n, from - at);
    }
  add_cut (cuts, -1, (VtSpan) { from, length });
  return cuts;
}

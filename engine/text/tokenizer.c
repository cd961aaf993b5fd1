/* tokenizer.c: the object and what can be asked of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/tokenizer-private.h"

VtTokenizer *
vt_tokenizer_alloc (void)
{
  VtTokenizer *self = g_new0 (VtTokenizer, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->added = vt_added_tokens_new ();
  for (guint i = 0; i < VT_N_ROLES; i++)
    self->roles[i] = VT_NO_TOKEN;
  return self;
}

VtTokenizer *
vt_tokenizer_ref (VtTokenizer *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vt_tokenizer_unref (VtTokenizer *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  vt_stage_clear (&self->normalizer);
  vt_stage_clear (&self->pre_tokenizer);
  vt_stage_clear (&self->model);
  vt_stage_clear (&self->post);
  vt_stage_clear (&self->decoder);
  vt_added_tokens_free (self->added);
  vt_vocab_free (self->vocab);
  g_clear_pointer (&self->weights, vt_weights_unref);
  g_clear_pointer (&self->token_bytes, g_bytes_unref);
  g_free (self->token_ends);
  g_free (self->flags);
  g_free (self->chat_template);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Tokens that end a turn or a text, whatever the file says about them. */
static const char *const eog_texts[] = {
  "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|eom_id|>", "<EOT>", "_<EOT>",
  "<|end_of_text|>", "<end_of_utterance>", "<｜end▁of▁sentence｜>", "<|return|>", "<|call|>",
};

void
vt_tokenizer_mark_eog (VtTokenizer *self, gint64 id)
{
  if (id >= 0 && id < self->n_vocab)
    self->flags[id] |= VT_TOKEN_EOG;
}

void
vt_tokenizer_finish (VtTokenizer *self)
{
  guint n_added = vt_added_tokens_length (self->added);

  vt_added_tokens_seal (self->added, &self->normalizer);
  self->n_vocab = vt_vocab_size (self->vocab);
  if (n_added > 0)
    self->n_vocab = MAX (self->n_vocab, vt_added_tokens_at (self->added, n_added - 1)->id + 1);
  self->flags = g_malloc0 (MAX (self->n_vocab, 1));
  for (guint i = 0; i < n_added; i++)
    if (vt_added_tokens_at (self->added, i)->special)
      self->flags[vt_added_tokens_at (self->added, i)->id] |= VT_TOKEN_SPECIAL;
  for (guint i = 0; i < G_N_ELEMENTS (eog_texts); i++)
    {
      gint32 id = vt_tokenizer_find (self, eog_texts[i]);

      if (vt_tokenizer_is_special (self, id))
        vt_tokenizer_mark_eog (self, id);
    }
  vt_tokenizer_mark_eog (self, self->roles[VT_ROLE_EOS]);
}

char *
vt_tokenizer_token_text (const VtTokenizer *self, gint32 id)
{
  const VtAddedToken *added = vt_added_tokens_by_id (self->added, id);
  gsize length = 0;
  const char *text = id >= 0 ? vt_vocab_text (self->vocab, id, &length) : NULL;

  if (added != NULL)
    return g_strdup (added->content);
  return text != NULL ? g_utf8_make_valid (text, length) : NULL;
}

gint32
vt_tokenizer_find (const VtTokenizer *self, const char *text)
{
  const VtAddedToken *added = vt_added_tokens_by_content (self->added, text);

  return added != NULL ? added->id : vt_vocab_find (self->vocab, text, strlen (text));
}

guint
vt_tokenizer_get_n_vocab (const VtTokenizer *self)
{
  return self->n_vocab;
}

gint32
vt_tokenizer_get_bos (const VtTokenizer *self)
{
  return self->roles[VT_ROLE_BOS];
}

gint32
vt_tokenizer_get_eos (const VtTokenizer *self)
{
  return self->roles[VT_ROLE_EOS];
}

gint32
vt_tokenizer_get_unk (const VtTokenizer *self)
{
  return self->roles[VT_ROLE_UNK];
}

gint32
vt_tokenizer_get_pad (const VtTokenizer *self)
{
  return self->roles[VT_ROLE_PAD];
}

gint32
vt_tokenizer_get_mask (const VtTokenizer *self)
{
  return self->roles[VT_ROLE_MASK];
}

gboolean
vt_tokenizer_adds_bos (const VtTokenizer *self)
{
  return self->adds_bos;
}

gboolean
vt_tokenizer_adds_eos (const VtTokenizer *self)
{
  return self->adds_eos;
}

void
vt_tokenizer_find_adds (VtTokenizer *self)
{
  VtEncoding *around = vt_tokenizer_encode_pair (self, "", NULL, VT_ENCODE_ADD_SPECIAL);

  for (guint i = 0; i < around->ids->len; i++)
    {
      gint32 id = g_array_index (around->ids, gint32, i);

      self->adds_bos |= id == self->roles[VT_ROLE_BOS] && i == 0;
      self->adds_eos |= id == self->roles[VT_ROLE_EOS] && (i > 0 || !self->adds_bos);
    }
  vt_encoding_free (around);
}

static gboolean
has_flag (const VtTokenizer *self, gint32 id, guint8 flag)
{
  return id >= 0 && (guint) id < self->n_vocab && (self->flags[id] & flag) != 0;
}

gboolean
vt_tokenizer_is_special (const VtTokenizer *self, gint32 id)
{
  return has_flag (self, id, VT_TOKEN_SPECIAL);
}

gboolean
vt_tokenizer_is_eog (const VtTokenizer *self, gint32 id)
{
  return has_flag (self, id, VT_TOKEN_EOG);
}

const char *
vt_tokenizer_get_chat_template (const VtTokenizer *self)
{
  return self->chat_template;
}

/* tokenizer-decode.c: ids to text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/tokenizer-private.h"
#include "engine/text/utf8.h"

static void
put_text (VtTexts *texts, const char *text, gsize length)
{
  vt_utf8_append (texts->bytes, (const guint8 *) text, length, TRUE);
  g_array_append_val (texts->ends, texts->bytes->len);
}

static void
put_id (const VtTokenizer *self, VtTexts *texts, gint32 id)
{
  const VtAddedToken *added = vt_added_tokens_by_id (self->added, id);
  gsize length = 0;
  const char *text = id >= 0 ? vt_vocab_text (self->vocab, id, &length) : NULL;

  if (added != NULL)
    put_text (texts, added->content, strlen (added->content));
  else if (text != NULL)
    put_text (texts, text, length);
}

/* Without a decoder tokens are words. */
static void
join_words (VtTexts *texts)
{
  for (guint i = texts->ends->len; i-- > 1;)
    g_string_insert_c (texts->bytes, g_array_index (texts->ends, gsize, i - 1), ' ');
}

GString *
vt_tokenizer_decode_raw (const VtTokenizer *self, const char *first, const gint32 *ids, gsize n_ids,
                         gboolean skip_special, gboolean raw)
{
  VtTexts texts = { g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (gsize)) };

  if (first != NULL)
    put_text (&texts, first, strlen (first));
  for (gsize i = 0; i < n_ids; i++)
    if (!skip_special || !vt_tokenizer_is_special (self, ids[i]))
      put_id (self, &texts, ids[i]);
  if (self->decoder.klass != NULL)
    vt_decoder_apply (&self->decoder, &texts, raw);
  else
    join_words (&texts);
  g_array_unref (texts.ends);
  return texts.bytes;
}

char *
vt_tokenizer_decode (const VtTokenizer *self, const gint32 *ids, gsize n_ids, gboolean skip_special)
{
  GString *bytes = vt_tokenizer_decode_raw (self, NULL, ids, n_ids, skip_special, FALSE);
  GString *text;

  if (vt_utf8_valid (bytes->str, bytes->len))
    return g_string_free (bytes, FALSE);
  text = g_string_sized_new (bytes->len);
  vt_utf8_append (text, (const guint8 *) bytes->str, bytes->len, TRUE);
  g_string_free (bytes, TRUE);
  return g_string_free (text, FALSE);
}

static void
make_token_bytes (VtTokenizer *self)
{
  GString *all = g_string_new (NULL);

  self->token_ends = g_new (gsize, MAX (self->n_vocab, 1));
  for (guint i = 0; i < self->n_vocab; i++)
    {
      gint32 id = i;
      GString *bytes = vt_tokenizer_decode_raw (self, "x", &id, 1, FALSE, TRUE);

      if (bytes->len > 1)
        g_string_append_len (all, bytes->str + 1, bytes->len - 1);
      self->token_ends[i] = all->len;
      g_string_free (bytes, TRUE);
    }
  self->token_bytes = g_string_free_to_bytes (all);
}

const guint8 *
vt_tokenizer_token_bytes (const VtTokenizer *self, gint32 id, gsize *length)
{
  VtTokenizer *mutable = (VtTokenizer *) self; /* a table that everybody sees the same */
  const guint8 *bytes;
  gsize start;

  g_mutex_lock (&mutable->lock);
  if (self->token_bytes == NULL)
    make_token_bytes (mutable);
  g_mutex_unlock (&mutable->lock);
  *length = 0;
  bytes = g_bytes_get_data (self->token_bytes, NULL);
  if (id < 0 || (guint) id >= self->n_vocab)
    return bytes;
  start = id > 0 ? self->token_ends[id - 1] : 0;
  *length = self->token_ends[id] - start;
  return bytes + start;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/stream-decoder.h"

#include "engine/text/tokenizer-private.h"
#include "engine/text/utf8.h"

struct _VtStreamDecoder
{
  VtTokenizer *tokenizer;
  gboolean skip_special;
  gint32 last;    /* the token before, VT_NO_TOKEN at the start */
  GString *held;  /* bytes that are no character yet */
  GString *text;  /* what the last call gave */
};

static gboolean
is_skipped (const VtStreamDecoder *self, gint32 id)
{
  return self->skip_special && vt_tokenizer_is_special (self->tokenizer, id);
}

VtStreamDecoder *
vt_stream_decoder_new (VtTokenizer *tokenizer, const gint32 *context, gsize n_context, gboolean skip_special)
{
  VtStreamDecoder *self = g_new0 (VtStreamDecoder, 1);

  self->tokenizer = vt_tokenizer_ref (tokenizer);
  self->skip_special = skip_special;
  self->last = VT_NO_TOKEN;
  self->held = g_string_new (NULL);
  self->text = g_string_new (NULL);
  for (gsize i = n_context; i-- > 0 && self->last == VT_NO_TOKEN;)
    if (!is_skipped (self, context[i]))
      self->last = context[i];
  return self;
}

void
vt_stream_decoder_free (VtStreamDecoder *self)
{
  if (self == NULL)
    return;
  vt_tokenizer_unref (self->tokenizer);
  g_string_free (self->held, TRUE);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/* What @id adds after the token before it: the difference that it makes. */
static void
hold_bytes (VtStreamDecoder *self, gint32 id)
{
  gint32 both[2] = { self->last, id };
  gboolean first = self->last == VT_NO_TOKEN;
  GString *after = vt_tokenizer_decode_raw (self->tokenizer, NULL, both + first, 2 - first, FALSE, TRUE);
  gsize known = 0;

  if (!first)
    {
      GString *before = vt_tokenizer_decode_raw (self->tokenizer, NULL, both, 1, FALSE, TRUE);

      known = MIN (before->len, after->len);
      g_string_free (before, TRUE);
    }
  g_string_append_len (self->held, after->str + known, after->len - known);
  g_string_free (after, TRUE);
  self->last = id;
}

static const char *
give (VtStreamDecoder *self, gboolean final)
{
  gsize used;

  g_string_truncate (self->text, 0);
  used = vt_utf8_append (self->text, (const guint8 *) self->held->str, self->held->len, final);
  g_string_erase (self->held, 0, used);
  return self->text->str;
}

const char *
vt_stream_decoder_push (VtStreamDecoder *self, gint32 id)
{
  if (!is_skipped (self, id))
    hold_bytes (self, id);
  return give (self, FALSE);
}

const char *
vt_stream_decoder_finish (VtStreamDecoder *self)
{
  return give (self, TRUE);
}

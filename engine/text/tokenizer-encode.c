/* tokenizer-encode.c: text to ids.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/tokenizer-private.h"
#include "engine/text/utf8.h"

/* What one text needs on its way. */
typedef struct
{
  const VtTokenizer *tokenizer;
  VtOutput output;
  gboolean special; /* look for special tokens */
} Encoder;

/* Normalized text without added tokens: words, then tokens. */
static void
encode_words (Encoder *self, const VtAligned *from, VtSpan span, gboolean at_start)
{
  const VtTokenizer *tokenizer = self->tokenizer;
  const VtModelClass *model = (const VtModelClass *) tokenizer->model.klass;
  VtPieces pieces = { .at_start = at_start, .pieces = g_array_new (FALSE, FALSE, sizeof (VtSpan)) };
  VtSpan all = { 0, span.end - span.start };

  vt_aligned_init (&pieces.buffer, from->origins != NULL);
  vt_aligned_copy (&pieces.buffer, from, span.start, span.end);
  g_array_append_val (pieces.pieces, all);
  vt_pre_tokenizer_apply (&tokenizer->pre_tokenizer, &pieces);
  model->run (tokenizer->model.data, tokenizer->vocab, &pieces, &self->output);
  g_array_unref (pieces.pieces);
  vt_aligned_clear (&pieces.buffer);
}

/* User's text without the added tokens that are looked for there. */
static void
encode_between (Encoder *self, const char *text, VtSpan span)
{
  g_autoptr (GArray) cuts = NULL;
  VtAligned buffer;

  vt_aligned_init (&buffer, self->output.spans != NULL);
  vt_aligned_append_source (&buffer, text + span.start, span.end - span.start, span.start);
  vt_normalizer_apply (&self->tokenizer->normalizer, &buffer);
  cuts = vt_added_tokens_cut (self->tokenizer->added, TRUE, self->special, buffer.bytes->str, buffer.bytes->len);
  for (guint i = 0; i < cuts->len; i++)
    {
      const VtCut *cut = &g_array_index (cuts, VtCut, i);

      if (cut->id >= 0)
        vt_output_add (&self->output, cut->id, &buffer, cut->span.start, cut->span.end);
      else
        encode_words (self, &buffer, cut->span, span.start == 0 && cut->span.start == 0);
    }
  vt_aligned_clear (&buffer);
}

static void
put_found (Encoder *self, const VtCut *cut)
{
  g_array_append_val (self->output.ids, cut->id);
  if (self->output.spans != NULL)
    g_array_append_val (self->output.spans, cut->span);
}

static void
encode_valid (Encoder *self, const char *text, gsize length)
{
  g_autoptr (GArray) cuts = vt_added_tokens_cut (self->tokenizer->added, FALSE, self->special, text, length);

  for (guint i = 0; i < cuts->len; i++)
    {
      const VtCut *cut = &g_array_index (cuts, VtCut, i);

      if (cut->id >= 0)
        put_found (self, cut);
      else
        encode_between (self, text, cut->span);
    }
}

static VtOutput
encode_text (const VtTokenizer *tokenizer, const char *text, gsize length, VtEncodeFlags flags, gboolean spans)
{
  Encoder self = { .tokenizer = tokenizer, .special = (flags & VT_ENCODE_PARSE_SPECIAL) != 0 };
  GString *mended;

  self.output.ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  self.output.spans = spans ? g_array_new (FALSE, FALSE, sizeof (VtSpan)) : NULL;
  if (vt_utf8_valid (text, length))
    {
      encode_valid (&self, text, length);
      return self.output;
    }
  mended = g_string_sized_new (length + 16);
  vt_utf8_append (mended, (const guint8 *) text, length, TRUE);
  encode_valid (&self, mended->str, mended->len);
  g_string_free (mended, TRUE);
  return self.output;
}

static void
clear_output (VtOutput *output)
{
  g_array_unref (output->ids);
  g_clear_pointer (&output->spans, g_array_unref);
}

static VtEncoding *
encoding_new (void)
{
  VtEncoding *self = g_new0 (VtEncoding, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->type_ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->parts = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->spans = g_array_new (FALSE, FALSE, sizeof (VtSpan));
  return self;
}

void
vt_encoding_free (VtEncoding *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ids);
  g_array_unref (self->type_ids);
  g_array_unref (self->parts);
  g_array_unref (self->spans);
  g_free (self);
}

static VtEncoding *
put_together (const VtTokenizer *self, const VtOutput *a, const VtOutput *b, VtEncodeFlags flags)
{
  static const VtStage none = { 0 };
  VtEncoding *result = encoding_new ();

  vt_post_apply (flags & VT_ENCODE_ADD_SPECIAL ? &self->post : &none, a, b, result);
  return result;
}

VtEncoding *
vt_tokenizer_encode_pair (const VtTokenizer *self, const char *text, const char *pair, VtEncodeFlags flags)
{
  VtOutput a = encode_text (self, text, strlen (text), flags, TRUE), b = { NULL, NULL };
  VtEncoding *result;

  if (pair != NULL)
    b = encode_text (self, pair, strlen (pair), flags, TRUE);
  result = put_together (self, &a, pair != NULL ? &b : NULL, flags);
  clear_output (&a);
  if (pair != NULL)
    clear_output (&b);
  return result;
}

GArray *
vt_tokenizer_encode (const VtTokenizer *self, const char *text, gssize length, VtEncodeFlags flags)
{
  VtOutput output = encode_text (self, text, length < 0 ? strlen (text) : (gsize) length, flags, FALSE);
  VtEncoding *whole;
  GArray *ids;

  if ((flags & VT_ENCODE_ADD_SPECIAL) == 0)
    return output.ids;
  whole = put_together (self, &output, NULL, flags);
  clear_output (&output);
  ids = g_array_ref (whole->ids);
  vt_encoding_free (whole);
  return ids;
}

/* fuzz-tokenizer.c: any tokenizer.json loads or fails in words, and what loads
 * encodes, decodes and streams a text of everything.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/stream-decoder.h"
#include "engine/text/tokenizer.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static const char text[] = "Hello, wörld's 123\n  <s>日本 e\xcc\x81 👍🏽\xff\xe2\x82 [MASK] ▁the ﬁ";

static void
use (VtTokenizer *tokenizer)
{
  VtEncodeFlags all = VT_ENCODE_ADD_SPECIAL | VT_ENCODE_PARSE_SPECIAL;
  g_autoptr (GArray) ids = vt_tokenizer_encode (tokenizer, text, sizeof text, all);
  g_autoptr (VtEncoding) pair = vt_tokenizer_encode_pair (tokenizer, text, "b", all);
  g_autofree char *back = vt_tokenizer_decode (tokenizer, (const gint32 *) ids->data, ids->len, FALSE);
  g_autoptr (VtStreamDecoder) stream = vt_stream_decoder_new (tokenizer, NULL, 0, FALSE);

  for (guint i = 0; i < pair->spans->len; i++)
    if (g_array_index (pair->spans, VtSpan, i).end > sizeof text + 16)
      g_error ("a token lies outside the text");
  for (guint i = 0; i < ids->len; i++)
    if (!g_utf8_validate (vt_stream_decoder_push (stream, g_array_index (ids, gint32, i)), -1, NULL))
      g_error ("half a character");
  if (!g_utf8_validate (back, -1, NULL))
    g_error ("decoded text is not UTF-8");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtTokenizer) tokenizer = vt_tokenizer_new_from_json ((const char *) data, size, &error);

  if (tokenizer != NULL)
    use (tokenizer);
  else if (error == NULL || !g_utf8_validate (error->message, -1, NULL))
    g_error ("no message, or not one in UTF-8");
  return 0;
}

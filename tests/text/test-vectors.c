/* test-vectors.c: token for token what `tokenizers` gives, for every kind.
 *
 * tests/vectors/text-tokenizers.py made the files in data/; its --show prints
 * what a line should have given.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/formats/json.h"
#include "engine/text/stream-decoder.h"
#include "engine/text/tokenizer.h"
#include "tests/text/gz.h"

/* With @loose the spans of `tokenizers` are not ours: after a normalizer that
 * merges or splits characters it points at the base character alone, we at all
 * that became the token. */
static const struct
{
  const char *name;
  gboolean loose;
} kinds[] = {
  { "added" },
  { "bert-cased" },
  { "bert-uncased", TRUE },
  { "bloom" },
  { "charbpe" },
  { "clip", TRUE },
  { "deepseek" },
  { "falcon" },
  { "gemma" },
  { "gpt2" },
  { "gpt4o" },
  { "llama2" },
  { "llama3" },
  { "mistral" },
  { "prefixbpe", TRUE },
  { "qwen2", TRUE },
  { "roberta" },
  { "split-contiguous" },
  { "split-isolated" },
  { "split-merged-with-next" },
  { "split-merged-with-previous" },
  { "split-removed" },
  { "starcoder" },
  { "t5", TRUE },
  { "unigram-bytes", TRUE },
  { "wordlevel", TRUE },
  { "xlmr", TRUE },
};

/* What is stored for a line. */
typedef struct
{
  guint32 ids, ids_special, spans, decoded;
} Expected;

static VtTokenizer *
load (const char *kind)
{
  g_autofree char *name = g_strconcat (kind, ".json", NULL);
  g_autofree char *text = read_gz_text (name);
  g_autoptr (GBytes) map = read_gz ("charsmap");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (map, NULL), g_bytes_get_size (map));
  g_autoptr (GString) json = g_string_new (text);
  g_autoptr (GError) error = NULL;
  VtTokenizer *tokenizer;

  g_string_replace (json, "@charsmap@", base64, 0);
  tokenizer = vt_tokenizer_new_from_json (json->str, json->len, &error);
  g_assert_no_error (error);
  return tokenizer;
}

static guint32
fnv (gconstpointer data, gsize size)
{
  guint32 hash = 0x811c9dc5u;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ ((const guint8 *) data)[i]) * 0x01000193u;
  return hash;
}

static guint32
hash_ids (const GArray *ids)
{
  return fnv (ids->data, ids->len * sizeof (gint32));
}

static GArray *
flatten (const GArray *spans)
{
  GArray *flat = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < spans->len; i++)
    {
      gint32 both[2] = { g_array_index (spans, VtSpan, i).start, g_array_index (spans, VtSpan, i).end };

      g_array_append_vals (flat, both, 2);
    }
  return flat;
}

static char *
write_ids (const GArray *ids)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ids->len && i < 80; i++)
    g_string_append_printf (text, " %d", g_array_index (ids, gint32, i));
  return g_string_free (text, FALSE);
}

static void
complain (const char *kind, guint line, const char *what, const GArray *ids)
{
  g_autofree char *text = write_ids (ids);

  g_test_message ("%s line %u: other %s:%s", kind, line, what, text);
}

static guint
check_ids (const VtTokenizer *tokenizer, const char *kind, guint line, const char *text, gsize length,
           const Expected *expected)
{
  g_autoptr (GArray) plain = vt_tokenizer_encode (tokenizer, text, length, VT_ENCODE_PARSE_SPECIAL);
  g_autoptr (GArray) whole = vt_tokenizer_encode (tokenizer, text, length,
                                                  VT_ENCODE_PARSE_SPECIAL | VT_ENCODE_ADD_SPECIAL);
  g_autofree char *decoded = vt_tokenizer_decode (tokenizer, (const gint32 *) whole->data, whole->len, TRUE);
  guint wrong = 0;

  if (hash_ids (plain) != expected->ids && ++wrong)
    complain (kind, line, "ids", plain);
  if (hash_ids (whole) != expected->ids_special && ++wrong)
    complain (kind, line, "ids with special tokens", whole);
  /* A decoded NUL ends our text, so such lines say nothing. */
  if (memchr (text, 0, length) == NULL && fnv (decoded, strlen (decoded)) != expected->decoded && ++wrong)
    complain (kind, line, decoded, whole);
  return wrong;
}

static gboolean
in_order (const GArray *spans, gsize length)
{
  gsize before = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      VtSpan span = g_array_index (spans, VtSpan, i);

      if (span.start > span.end || span.end > length || span.end < before)
        return FALSE;
      before = span.end;
    }
  return TRUE;
}

/* Spans do not change what is found, and are those of `tokenizers`. */
static guint
check_spans (const VtTokenizer *tokenizer, guint kind, guint line, const char *text, gsize length,
             const Expected *expected)
{
  g_autoptr (VtEncoding) encoding = NULL;
  g_autoptr (GArray) spans = NULL;
  guint wrong = 0;

  if (memchr (text, 0, length) != NULL)
    return 0;
  encoding = vt_tokenizer_encode_pair (tokenizer, text, NULL, VT_ENCODE_PARSE_SPECIAL);
  spans = flatten (encoding->spans);
  if (hash_ids (encoding->ids) != expected->ids && ++wrong)
    complain (kinds[kind].name, line, "ids with spans", encoding->ids);
  if ((kinds[kind].loose ? !in_order (encoding->spans, length) : hash_ids (spans) != expected->spans) && ++wrong)
    complain (kinds[kind].name, line, "spans", spans);
  return wrong;
}

/* What a stream decoder gives, token by token, is the whole. */
static guint
check_stream (VtTokenizer *tokenizer, guint kind, guint line, const char *text, gsize length)
{
  g_autoptr (GArray) ids = vt_tokenizer_encode (tokenizer, text, length, VT_ENCODE_PARSE_SPECIAL);
  g_autoptr (VtStreamDecoder) stream = vt_stream_decoder_new (tokenizer, NULL, 0, TRUE);
  g_autoptr (GString) given = g_string_new (NULL);
  g_autofree char *whole = vt_tokenizer_decode (tokenizer, (const gint32 *) ids->data, ids->len, TRUE);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *part = vt_stream_decoder_push (stream, g_array_index (ids, gint32, i));

      g_assert_true (g_utf8_validate (part, -1, NULL));
      g_string_append (given, part);
    }
  g_string_append (given, vt_stream_decoder_finish (stream));
  if (memchr (text, 0, length) != NULL || strstr (whole, "\xef\xbf\xbd") != NULL || strcmp (whole, given->str) == 0)
    return 0;
  complain (kinds[kind].name, line, given->str, ids);
  return 1;
}

static guint
check_kind (guint kind, const VtJsonNode *lines)
{
  g_autoptr (VtTokenizer) tokenizer = load (kinds[kind].name);
  g_autofree char *name = g_strconcat (kinds[kind].name, ".expected", NULL);
  g_autoptr (GBytes) bytes = read_gz (name);
  gsize size;
  const Expected *expected = g_bytes_get_data (bytes, &size);
  guint wrong = 0, n = vt_json_length (lines);

  g_assert_cmpuint (size, ==, n * sizeof *expected);
  g_assert_cmpuint (n, >=, 1000);
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      const char *text = vt_json_string (vt_json_at (lines, i), &length);

      wrong += check_ids (tokenizer, kinds[kind].name, i, text, length, &expected[i]);
      wrong += check_spans (tokenizer, kind, i, text, length, &expected[i]);
      wrong += check_stream (tokenizer, kind, i, text, length);
    }
  return wrong;
}

static void
test_kind (gconstpointer kind)
{
  g_autofree char *text = read_gz_text ("lines.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) lines = vt_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (check_kind (GPOINTER_TO_UINT (kind), vt_json_root (lines)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/text/vectors/", kinds[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_kind);
    }
  return g_test_run ();
}

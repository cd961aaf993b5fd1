/* whisper-vocabulary.c: a tokenizer out of a list of token texts.
 *
 * Byte-pair merges are numbered like the tokens that they make. Merging a
 * token's characters by all merges that come before its own leaves the two
 * parts that its own merge joins.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/models/whisper-languages.h"
#include "engine/models/whisper-tokens.h"
#include "engine/text/byte-chars.h"

#define N_BYTES 256 /* the first tokens are single bytes, which nothing merges into */
#define MAX_TOKEN 512
#define N_TIMES 1501

/* Number of the token text[0 … length - 1], or -1. */
static gint64
rank_of (GHashTable *ranks, const char *text, gsize length)
{
  char key[MAX_TOKEN + 1];
  gpointer value;

  memcpy (key, text, length);
  key[length] = '\0';
  return g_hash_table_lookup_extended (ranks, key, NULL, &value) ? (gint64) GPOINTER_TO_UINT (value) : -1;
}

/* Where the characters of @text begin; the last entry is its end. Returns how many there are. */
static guint
find_characters (const char *text, guint *starts)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    starts[n++] = (guint) (p - text);
  starts[n] = (guint) strlen (text);
  return n;
}

/* The length of the first of the two parts that token @id was merged from; 0 where it was not. */
static guint
find_merge (GHashTable *ranks, const char *text, guint id)
{
  guint starts[MAX_TOKEN + 1];
  guint n = strlen (text) <= MAX_TOKEN ? find_characters (text, starts) : 0;

  while (n > 2)
    {
      gint64 best = id;
      guint at = 0;

      for (guint i = 0; i + 1 < n; i++)
        {
          gint64 rank = rank_of (ranks, text + starts[i], starts[i + 2] - starts[i]);

          if (rank >= 0 && rank < best)
            {
              best = rank;
              at = i + 1;
            }
        }
      if (at == 0)
        return 0;
      memmove (starts + at, starts + at + 1, (n - at) * sizeof *starts);
      n--;
    }
  return n == 2 ? starts[1] : 0;
}

static void
write_merges (VtJsonWriter *json, GHashTable *ranks, char **texts, gsize n)
{
  vt_json_write_key (json, "merges");
  vt_json_write_begin (json, '[');
  for (gsize i = N_BYTES; i < n; i++)
    {
      guint first = find_merge (ranks, texts[i], (guint) i);

      if (first == 0)
        continue;
      vt_json_write_begin (json, '[');
      vt_json_write_string (json, texts[i], first);
      vt_json_write_string (json, texts[i] + first, -1);
      vt_json_write_end (json, ']');
    }
  vt_json_write_end (json, ']');
}

static gboolean
is_special (const char *text)
{
  return g_str_has_prefix (text, "<|") && g_str_has_suffix (text, "|>");
}

static void
write_model (VtJsonWriter *json, char **texts, gsize n)
{
  g_autoptr(GHashTable) ranks = g_hash_table_new (g_str_hash, g_str_equal);

  vt_json_write_key (json, "model");
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "type");
  vt_json_write_string (json, "BPE", -1);
  vt_json_write_key (json, "vocab");
  vt_json_write_begin (json, '{');
  for (gsize i = 0; i < n; i++)
    if (!is_special (texts[i]) && g_hash_table_insert (ranks, texts[i], GUINT_TO_POINTER (i)))
      {
        vt_json_write_key (json, texts[i]);
        vt_json_write_int (json, (gint64) i);
      }
  vt_json_write_end (json, '}');
  write_merges (json, ranks, texts, n);
  vt_json_write_end (json, '}');
}

static void
write_added (VtJsonWriter *json, gint64 id, const char *text)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "id");
  vt_json_write_int (json, id);
  vt_json_write_key (json, "content");
  vt_json_write_string (json, text, -1);
  vt_json_write_key (json, "special");
  vt_json_write_boolean (json, TRUE);
  vt_json_write_end (json, '}');
}

/* Names for the tokens from @id on, which are not words, as OpenAI numbers them. */
static void
write_numbered (VtJsonWriter *json, gint64 id, gint64 n_vocab)
{
  static const char *const words[] = { "<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>",
                                       "<|nospeech|>", "<|notimestamps|>" };
  gint64 n_languages = n_vocab - id - 2 - (gint64) G_N_ELEMENTS (words) - N_TIMES;

  write_added (json, id++, "<|endoftext|>");
  write_added (json, id++, "<|startoftranscript|>");
  for (gint64 i = 0; i < MIN (n_languages, VT_WHISPER_N_LANGUAGES); i++)
    {
      g_autofree char *text = g_strdup_printf ("<|%s|>", vt_whisper_languages[i].code);
      write_added (json, id++, text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    write_added (json, id++, words[i]);
}

VtTokenizer *
vt_whisper_tokenizer_new (char **texts, gsize n_texts, gint64 n_vocab, GError **error)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autofree char *text = NULL;
  gboolean named = FALSE;

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "added_tokens");
  vt_json_write_begin (&json, '[');
  for (gsize i = 0; i < n_texts; i++)
    if (is_special (texts[i]))
      {
        named = TRUE;
        write_added (&json, (gint64) i, texts[i]);
      }
  if (!named)
    write_numbered (&json, (gint64) n_texts, n_vocab);
  vt_json_write_end (&json, ']');
  for (guint i = 0; i < 2; i++)
    {
      vt_json_write_key (&json, i == 0 ? "pre_tokenizer" : "decoder");
      vt_json_write_begin (&json, '{');
      vt_json_write_key (&json, "type");
      vt_json_write_string (&json, "ByteLevel", -1);
      vt_json_write_key (&json, "add_prefix_space");
      vt_json_write_boolean (&json, FALSE);
      vt_json_write_end (&json, '}');
    }
  write_model (&json, texts, n_texts);
  vt_json_write_end (&json, '}');
  text = g_string_free (json.text, FALSE);
  return vt_tokenizer_new_from_json (text, strlen (text), error);
}

/* --- where the lists come from --- */

/* Bytes as byte-level vocabularies write them. */
static char *
bytes_to_text (const guint8 *bytes, gsize n)
{
  GString *text = g_string_sized_new (n);

  for (gsize i = 0; i < n; i++)
    g_string_append_unichar (text, vt_byte_to_char (bytes[i]));
  return g_string_free (text, FALSE);
}

/* whisper.cpp's: the words are bytes; the first entry that is not a word ends them. */
static GPtrArray *
read_ggml (VtWeights *weights)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  const VtMeta *meta = vt_weights_meta (weights, "whisper.tokens");
  gsize size = meta != NULL ? meta->size : 0;

  for (gsize at = 0; at + 4 <= size;)
    {
      guint32 length;

      memcpy (&length, meta->data + at, 4);
      length = GUINT32_FROM_LE (length);
      if (length > MIN (size - at - 4, MAX_TOKEN))
        break;
      g_ptr_array_add (texts, bytes_to_text (meta->data + at + 4, length));
      at += 4 + length;
    }
  /* Older files have it, newer ones leave it to be numbered. */
  if (texts->len > 0 && strcmp (g_ptr_array_index (texts, texts->len - 1), "<|endoftext|>") == 0)
    g_ptr_array_set_size (texts, (gint) texts->len - 1);
  return texts;
}

static GPtrArray *
read_json_list (const char *path, GError **error)
{
  g_autoptr(VtJson) json = vt_json_load (path, error);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);

  while (vt_json_iter_next (&iter))
    g_ptr_array_add (texts, g_strdup (vt_json_string (iter.value, NULL) != NULL ? vt_json_string (iter.value, NULL) : ""));
  if (json == NULL)
    g_clear_pointer (&texts, g_ptr_array_unref);
  return texts;
}

/* A token in each line. */
static GPtrArray *
read_lines (const char *path, GError **error)
{
  g_autofree char *content = NULL;
  GPtrArray *texts;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, error))
    return NULL;
  texts = g_ptr_array_new_with_free_func (g_free);
  for (char *line = content, *end; line < content + size; line = end + 1)
    {
      end = strchr (line, '\n');
      end = end != NULL ? end : content + size;
      g_ptr_array_add (texts, g_utf8_make_valid (line, end - line));
    }
  return texts;
}

static GPtrArray *
read_texts (VtWeights *weights, const VtWhisperConfig *config, GError **error)
{
  g_autofree char *json = g_build_filename (vt_weights_folder (weights), "vocabulary.json", NULL);
  g_autofree char *lines = g_build_filename (vt_weights_folder (weights), "vocabulary.txt", NULL);

  if (config->style == VT_WHISPER_OPENAI)
    return read_ggml (weights);
  if (g_file_test (json, G_FILE_TEST_EXISTS))
    return read_json_list (json, error);
  if (g_file_test (lines, G_FILE_TEST_EXISTS))
    return read_lines (lines, error);
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
               "The folder “%s” has no vocabulary: a tokenizer.json or vocabulary.txt was looked for.",
               vt_weights_folder (weights));
  return NULL;
}

VtTokenizer *
vt_whisper_tokenizer_load (VtWeights *weights, const VtWhisperConfig *config, GError **error)
{
  g_autofree char *path = g_build_filename (vt_weights_folder (weights), "tokenizer.json", NULL);
  g_autoptr(GPtrArray) texts = NULL;

  if (config->style != VT_WHISPER_OPENAI && g_file_test (path, G_FILE_TEST_EXISTS))
    return vt_tokenizer_new_from_folder (vt_weights_folder (weights), error);
  texts = read_texts (weights, config, error);
  if (texts == NULL)
    return NULL;
  return vt_whisper_tokenizer_new ((char **) texts->pdata, texts->len, config->n_vocab, error);
}

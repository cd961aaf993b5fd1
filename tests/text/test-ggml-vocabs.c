/* test-ggml-vocabs.c: the ids that llama.cpp expects of its test vocabularies.
 *
 * tests/text/get-ggml-vocabs.py fetches them; what is not there is skipped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/tokenizer.h"

static char *
cache_path (const char *name, const char *suffix)
{
  g_autofree char *file = g_strdup_printf ("ggml-vocab-%s.gguf%s", name, suffix);

  return g_build_filename (g_get_user_cache_dir (), "vitrine", "tests", "ggml-vocabs", file, NULL);
}

static VtTokenizer *
load (const char *name)
{
  g_autofree char *path = cache_path (name, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = vt_weights_open (path, &error);
  VtTokenizer *tokenizer;

  g_assert_no_error (error);
  tokenizer = vt_tokenizer_new_from_weights (weights, &error);
  g_assert_no_error (error);
  return tokenizer;
}

static char *
write_ids (const GArray *ids)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, " %d", g_array_index (ids, gint32, i));
  return g_string_free (text, FALSE);
}

static guint
compare (const VtTokenizer *tokenizer, char **texts, char **expected)
{
  guint wrong = 0;

  for (guint i = 0; expected[i] != NULL && texts[i] != NULL; i++)
    {
      g_autoptr (GArray) ids = vt_tokenizer_encode (tokenizer, texts[i], -1, 0);
      g_autofree char *line = write_ids (ids);

      if (strcmp (g_strstrip (line), g_strstrip (expected[i])) == 0)
        continue;
      g_test_message ("“%s” gave “%s” instead of “%s”", texts[i], line, expected[i]);
      wrong++;
    }
  return wrong;
}

static void
test_vocab (gconstpointer name)
{
  g_autofree char *in_path = cache_path (name, ".inp"), *out_path = cache_path (name, ".out");
  g_autofree char *in = NULL, *out = NULL;
  g_autoptr (VtTokenizer) tokenizer = NULL;
  g_auto (GStrv) texts = NULL, expected = NULL;

  if (!g_file_get_contents (in_path, &in, NULL, NULL) || !g_file_get_contents (out_path, &out, NULL, NULL))
    {
      g_test_skip ("not fetched; run tests/text/get-ggml-vocabs.py");
      return;
    }
  texts = g_strsplit (in, "\n__ggml_vocab_test__\n", -1);
  expected = g_strsplit (out, "\n", -1);
  g_assert_cmpuint (g_strv_length (texts), >, 10);
  tokenizer = load (name);
  g_assert_cmpuint (compare (tokenizer, texts, expected), ==, 0);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = {
    "bert-bge", "command-r", "deepseek-coder", "deepseek-llm", "falcon", "gemma-4", "gpt-2", "llama-bpe", "llama-spm", "mpt",
    "phi-3", "qwen2", "qwen35", "refact", "starcoder",
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/text/ggml-vocabs/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_vocab);
    }
  return g_test_run ();
}

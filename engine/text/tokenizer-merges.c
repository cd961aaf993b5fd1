/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/tokenizer-merges.h"

#include "engine/formats/json-write.h"

/* What transformers' converter writes for CLIPTokenizer, but for the vocabulary. */
static const char clip_parts[] =
    "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"},"
    " {\"type\": \"Replace\", \"pattern\": {\"Regex\": \"\\\\s+\"}, \"content\": \" \"}, {\"type\": \"Lowercase\"}]},"
    " \"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Split\", \"pattern\": {\"Regex\":"
    " \"'s|'t|'re|'ve|'m|'ll|'d|[\\\\p{L}]+|[\\\\p{N}]|[^\\\\s\\\\p{L}\\\\p{N}]+\"}, \"behavior\": \"Removed\", \"invert\": true},"
    " {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true}]},"
    " \"decoder\": {\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true},";

static const char byte_parts[] =
    "\"normalizer\": null, \"pre_tokenizer\": {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": true},"
    " \"post_processor\": null, \"decoder\": {\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true},";

static void
write_added (VtJsonWriter *w, const VtJsonNode *vocab, const char *content)
{
  gint64 id = vt_json_get_int (vocab, content, -1);

  if (id < 0)
    return;
  vt_json_write_begin (w, '{');
  vt_json_write_key (w, "id");
  vt_json_write_int (w, id);
  vt_json_write_key (w, "content");
  vt_json_write_string (w, content, -1);
  vt_json_write_key (w, "special");
  vt_json_write_boolean (w, TRUE);
  vt_json_write_end (w, '}');
}

/* The special tokens that a file beside them names. */
static void
collect_specials (const char *folder, const char *name, GPtrArray *specials)
{
  static const char *const keys[] = { "bos_token", "eos_token", "unk_token", "pad_token" };
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(VtJson) json = g_file_test (path, G_FILE_TEST_EXISTS) ? vt_json_load (path, NULL) : NULL;

  for (guint i = 0; json != NULL && i < G_N_ELEMENTS (keys); i++)
    {
      const VtJsonNode *node = vt_json_get (vt_json_root (json), keys[i]);
      const char *text = vt_json_get_string (node, "content", vt_json_string (node, NULL));

      if (text != NULL && !g_ptr_array_find_with_equal_func (specials, text, g_str_equal, NULL))
        g_ptr_array_add (specials, g_strdup (text));
    }
}

/* "a b" on each line, after a line with the version. */
static void
write_merges (VtJsonWriter *w, const char *merges)
{
  g_auto(GStrv) lines = g_strsplit (merges, "\n", -1);

  vt_json_write_begin (w, '[');
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchomp (lines[i]);

      if (line[0] != '\0' && !(i == 0 && g_str_has_prefix (line, "#version")))
        vt_json_write_string (w, line, -1);
    }
  vt_json_write_end (w, ']');
}

static void
write_model (VtJsonWriter *w, const VtJsonNode *vocab, const char *merges, gboolean clip)
{
  vt_json_write_key (w, "model");
  vt_json_write_begin (w, '{');
  vt_json_write_key (w, "type");
  vt_json_write_string (w, "BPE", -1);
  if (clip)
    {
      vt_json_write_key (w, "end_of_word_suffix");
      vt_json_write_string (w, "</w>", -1);
      vt_json_write_key (w, "unk_token");
      vt_json_write_string (w, "<|endoftext|>", -1);
    }
  vt_json_write_key (w, "vocab");
  vt_json_write_node (w, vocab);
  vt_json_write_key (w, "merges");
  write_merges (w, merges);
  vt_json_write_end (w, '}');
}

/* Begin and end around each text. */
static void
append_clip_processor (GString *json, const VtJsonNode *vocab)
{
  g_string_append_printf (json,
                          "\"post_processor\": {\"type\": \"RobertaProcessing\", \"sep\": [\"<|endoftext|>\", %" G_GINT64_FORMAT
                          "], \"cls\": [\"<|startoftext|>\", %" G_GINT64_FORMAT "], \"trim_offsets\": false, \"add_prefix_space\": false},",
                          vt_json_get_int (vocab, "<|endoftext|>", 0), vt_json_get_int (vocab, "<|startoftext|>", 0));
}

static char *
compose (const VtJsonNode *vocab, const char *merges, const GPtrArray *specials)
{
  VtJsonWriter w = { .text = g_string_new (NULL) };
  gboolean clip = vt_json_get (vocab, "<|startoftext|>") != NULL && vt_json_get (vocab, "a</w>") != NULL;
  GString *json = g_string_new ("{");

  g_string_append (json, clip ? clip_parts : byte_parts);
  if (clip)
    append_clip_processor (json, vocab);
  vt_json_write_begin (&w, '{');
  vt_json_write_key (&w, "added_tokens");
  vt_json_write_begin (&w, '[');
  for (guint i = 0; i < specials->len; i++)
    write_added (&w, vocab, g_ptr_array_index (specials, i));
  vt_json_write_end (&w, ']');
  write_model (&w, vocab, merges, clip);
  vt_json_write_end (&w, '}');
  /* What was written is an object of its own; its members go behind the others. */
  g_string_append (json, w.text->str + 1);
  g_string_free (w.text, TRUE);
  return g_string_free (json, FALSE);
}

char *
vt_tokenizer_merges_to_json (const char *folder, GError **error)
{
  g_autofree char *vocab_path = g_build_filename (folder, "vocab.json", NULL);
  g_autofree char *merges_path = g_build_filename (folder, "merges.txt", NULL);
  g_autofree char *merges = NULL;
  g_autoptr(GPtrArray) specials = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(VtJson) vocab = NULL;

  if (!g_file_test (vocab_path, G_FILE_TEST_EXISTS) || !g_file_get_contents (merges_path, &merges, NULL, NULL))
    return NULL;
  vocab = vt_json_load (vocab_path, error);
  if (vocab == NULL)
    return NULL;
  g_ptr_array_add (specials, g_strdup ("<|startoftext|>"));
  g_ptr_array_add (specials, g_strdup ("<|endoftext|>"));
  collect_specials (folder, "special_tokens_map.json", specials);
  collect_specials (folder, "tokenizer_config.json", specials);
  return compose (vt_json_root (vocab), merges, specials);
}

/* tokenizer-gguf.c: tokenizers from the metadata of GGUF files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/text/gguf-kinds.h"

/* tokenizer.ggml.token_type */
enum
{
  TYPE_UNKNOWN = 2,
  TYPE_CONTROL = 3,
  TYPE_USER = 4,
};

void
vt_gguf_load_stage (VtStage *stage, gboolean (*load) (VtStage *, const VtJsonNode *, GError **), const char *text)
{
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (GError) error = NULL;

  if (!load (stage, json != NULL ? vt_json_root (json) : NULL, &error))
    g_error ("%s", error->message);
}

static gboolean
load_llama (VtTokenizer *self, GError **error)
{
  gboolean prefix = vt_weights_meta_boolean (self->weights, "tokenizer.ggml.add_space_prefix", TRUE);

  self->model.data = vt_model_scored_new (self->vocab, vt_weights_meta (self->weights, "tokenizer.ggml.scores"),
                                          self->roles[VT_ROLE_UNK], error);
  if (self->model.data == NULL)
    return FALSE;
  self->model.klass = &vt_model_scored.stage;
  vt_gguf_load_stage (&self->normalizer, vt_normalizer_load,
                      prefix ? "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"▁\"},"
                               "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}]}"
                             : "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}");
  vt_gguf_load_stage (&self->decoder, vt_decoder_load,
                      prefix ? "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":"
                               "\"▁\"},\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
                               "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}"
                             : "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":"
                               "\"▁\"},\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}]}");
  return TRUE;
}

static char *
write_cuts (const VtGgufPre *pre)
{
  GString *text = g_string_new ("{\"type\":\"Sequence\",\"pretokenizers\":[");

  for (guint i = 0; i < G_N_ELEMENTS (pre->regexes) && pre->regexes[i] != NULL; i++)
    {
      g_string_append (text, "{\"type\":\"Split\",\"behavior\":\"Isolated\",\"pattern\":{\"Regex\":");
      vt_json_append_string (text, pre->regexes[i], -1);
      g_string_append (text, "}},");
    }
  g_string_append (text, "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":false}]}");
  return g_string_free (text, FALSE);
}

static gboolean
load_gpt2 (VtTokenizer *self, GError **error)
{
  g_autofree char *name = vt_weights_dup_meta_string (self->weights, "tokenizer.ggml.pre");
  const VtGgufPre *pre = vt_gguf_pre_find (name != NULL ? name : "default");
  g_autofree char *cuts = NULL;

  if (pre == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "The tokenizer cuts words as “%s” does, which this version does not know.", name);
      return FALSE;
    }
  self->model.data = vt_model_bpe_new_mapped (self->vocab, vt_weights_meta (self->weights, "tokenizer.ggml.merges"),
                                              pre->ignore_merges, FALSE, error);
  if (self->model.data == NULL)
    return FALSE;
  self->model.klass = &vt_model_bpe.stage;
  self->adds_bos = pre->adds_bos;
  cuts = write_cuts (pre);
  vt_gguf_load_stage (&self->pre_tokenizer, vt_pre_tokenizer_load, cuts);
  vt_gguf_load_stage (&self->decoder, vt_decoder_load, "{\"type\":\"ByteLevel\"}");
  return TRUE;
}

/* SentencePiece's text with merges instead of scores. */
static gboolean
load_gemma4 (VtTokenizer *self, GError **error)
{
  self->model.data = vt_model_bpe_new_mapped (self->vocab, vt_weights_meta (self->weights, "tokenizer.ggml.merges"),
                                              FALSE, TRUE, error);
  if (self->model.data == NULL)
    return FALSE;
  self->model.klass = &vt_model_bpe.stage;
  vt_gguf_load_stage (&self->normalizer, vt_normalizer_load,
                      "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}");
  vt_gguf_load_stage (&self->pre_tokenizer, vt_pre_tokenizer_load,
                      "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\n+\"},\"behavior\":\"Isolated\"}");
  vt_gguf_load_stage (&self->decoder, vt_decoder_load,
                      "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":"
                      "\"▁\"},\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}]}");
  return TRUE;
}

static gboolean
load_bert (VtTokenizer *self, GError **error)
{
  self->model.data = vt_model_wordpiece_new_mapped (self->vocab, self->roles[VT_ROLE_UNK]);
  self->model.klass = &vt_model_wordpiece.stage;
  vt_gguf_load_stage (&self->normalizer, vt_normalizer_load, "{\"type\":\"BertNormalizer\"}");
  vt_gguf_load_stage (&self->pre_tokenizer, vt_pre_tokenizer_load, "{\"type\":\"BertPreTokenizer\"}");
  vt_gguf_load_stage (&self->decoder, vt_decoder_load, "{\"type\":\"Metaspace\",\"prepend_scheme\":\"always\"}");
  return TRUE;
}

/* SentencePiece's normalizer: the file's table, then no blank at the ends and
 * never two. */
static char *
write_t5_normalizer (VtTokenizer *self)
{
  const VtMeta *map = vt_weights_meta (self->weights, "tokenizer.ggml.precompiled_charsmap");
  GString *text = g_string_new ("{\"type\":\"Sequence\",\"normalizers\":[");

  if (map != NULL && map->type == VT_META_ARRAY && vt_meta_type_size (map->element) == 1)
    {
      g_autofree char *base64 = g_base64_encode (map->data, map->length);

      g_string_append_printf (text, "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"%s\"},", base64);
    }
  if (vt_weights_meta_boolean (self->weights, "tokenizer.ggml.remove_extra_whitespaces", FALSE))
    g_string_append (text, "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true},"
                           "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\" \"},");
  g_string_append (text, "{\"type\":\"Sequence\",\"normalizers\":[]}]}");
  return g_string_free (text, FALSE);
}

static gboolean
load_t5 (VtTokenizer *self, GError **error)
{
  g_autofree char *normalizer = write_t5_normalizer (self);
  g_autoptr (VtJson) json = vt_json_parse (normalizer, strlen (normalizer), error);
  gboolean prefix = vt_weights_meta_boolean (self->weights, "tokenizer.ggml.add_space_prefix", TRUE);

  if (json == NULL || !vt_normalizer_load (&self->normalizer, vt_json_root (json), error))
    return FALSE;
  self->model.data = vt_model_unigram_new_mapped (self->vocab, vt_weights_meta (self->weights, "tokenizer.ggml.scores"),
                                                  self->roles[VT_ROLE_UNK], error);
  if (self->model.data == NULL)
    return FALSE;
  self->model.klass = &vt_model_unigram.stage;
  vt_gguf_load_stage (&self->pre_tokenizer, vt_pre_tokenizer_load,
                      prefix ? "{\"type\":\"Metaspace\",\"prepend_scheme\":\"always\"}"
                             : "{\"type\":\"Metaspace\",\"prepend_scheme\":\"never\"}");
  vt_gguf_load_stage (&self->decoder, vt_decoder_load,
                      prefix ? "{\"type\":\"Metaspace\",\"prepend_scheme\":\"always\"}"
                             : "{\"type\":\"Metaspace\",\"prepend_scheme\":\"never\"}");
  return TRUE;
}

static const VtGgufKind kinds[] = {
  { "llama", TRUE, FALSE, load_llama },
  { "gpt2", FALSE, FALSE, load_gpt2 },
  { "gemma4", TRUE, FALSE, load_gemma4 },
  { "bert", TRUE, TRUE, load_bert },
  { "t5", FALSE, TRUE, load_t5 },
};

static void
load_roles (VtTokenizer *self)
{
  static const struct
  {
    const char *key;
    VtRole role;
  } keys[] = {
    { "tokenizer.ggml.bos_token_id", VT_ROLE_BOS },       { "tokenizer.ggml.eos_token_id", VT_ROLE_EOS },
    { "tokenizer.ggml.unknown_token_id", VT_ROLE_UNK },   { "tokenizer.ggml.padding_token_id", VT_ROLE_PAD },
    { "tokenizer.ggml.mask_token_id", VT_ROLE_MASK },     { "tokenizer.ggml.seperator_token_id", VT_ROLE_SEP },
    { "tokenizer.ggml.separator_token_id", VT_ROLE_SEP }, { "tokenizer.ggml.cls_token_id", VT_ROLE_CLS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gint64 id = vt_weights_meta_int (self->weights, keys[i].key, -1);

      if (id >= 0 && id < vt_vocab_size (self->vocab))
        self->roles[keys[i].role] = id;
    }
}

/* What the files leave out because it has always been so. */
static void
default_roles (VtTokenizer *self, const VtGgufKind *kind)
{
  static const struct
  {
    const char *kind, *text;
    VtRole role;
  } defaults[] = {
    { "llama", "<s>", VT_ROLE_BOS },   { "llama", "</s>", VT_ROLE_EOS },  { "llama", "<unk>", VT_ROLE_UNK },
    { "bert", "[CLS]", VT_ROLE_CLS },  { "bert", "[SEP]", VT_ROLE_SEP },  { "bert", "[UNK]", VT_ROLE_UNK },
    { "bert", "[MASK]", VT_ROLE_MASK }, { "bert", "[PAD]", VT_ROLE_PAD }, { "t5", "</s>", VT_ROLE_EOS },
    { "t5", "<unk>", VT_ROLE_UNK },    { "gpt2", "<|endoftext|>", VT_ROLE_BOS },
    { "gpt2", "<|endoftext|>", VT_ROLE_EOS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (strcmp (defaults[i].kind, kind->name) == 0 && self->roles[defaults[i].role] == VT_NO_TOKEN)
      self->roles[defaults[i].role] = vt_vocab_find (self->vocab, defaults[i].text, strlen (defaults[i].text));
  if (self->roles[VT_ROLE_CLS] == VT_NO_TOKEN)
    self->roles[VT_ROLE_CLS] = self->roles[VT_ROLE_BOS];
  if (self->roles[VT_ROLE_SEP] == VT_NO_TOKEN)
    self->roles[VT_ROLE_SEP] = self->roles[VT_ROLE_EOS];
}

/* Phi-3's special tokens take the white space after them along, all but these;
 * only the model's name tells. */
static gboolean
takes_space (VtTokenizer *self, const char *text)
{
  static const char *const but[] = { "<unk>", "<s>", "<|endoftext|>", NULL };
  g_autofree char *name = vt_weights_dup_meta_string (self->weights, "general.name");
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return lower != NULL && (strstr (lower, "phi-3") != NULL || strstr (lower, "phi3") != NULL)
         && !g_strv_contains (but, text);
}

/* Files of Gemma 3 have the marks around pictures as user tokens; in its
 * tokenizer.json they are special, and a text that shows them is of no use. */
static gboolean
is_picture_mark (const char *content)
{
  return strcmp (content, "<start_of_image>") == 0 || strcmp (content, "<end_of_image>") == 0;
}

static void
load_added (VtTokenizer *self)
{
  const VtMeta *types = vt_weights_meta (self->weights, "tokenizer.ggml.token_type");
  gint64 type;

  for (guint i = 0; i < vt_vocab_size (self->vocab) && vt_meta_read_int_at (types, i, &type); i++)
    {
      VtAddedToken token = { .id = i };
      g_autofree char *content = NULL;
      gsize length;
      const char *text = vt_vocab_text (self->vocab, i, &length);

      if (type < TYPE_UNKNOWN || type > TYPE_USER || length == 0)
        continue;
      token.content = content = g_utf8_make_valid (text, length);
      token.special = type != TYPE_USER || is_picture_mark (content);
      token.rstrip = token.special && takes_space (self, content);
      vt_added_tokens_add (self->added, &token);
    }
}

static void
append_item (GString *text, const char *kind, const char *id, int type)
{
  g_string_append_printf (text, "%s{\"%s\":{\"id\":\"%s\",\"type_id\":%d}}", text->str[text->len - 1] == '[' ? "" : ",",
                          kind, id, type);
}

/* BOS A EOS, and for pairs BOS A EOS B EOS with types as BERT has them. */
static void
load_post (VtTokenizer *self)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"TemplateProcessing\"");

  for (int pair = 0; pair < 2; pair++)
    {
      g_string_append (text, pair ? "],\"pair\":[" : ",\"single\":[");
      if (self->adds_bos)
        append_item (text, "SpecialToken", "bos", 0);
      append_item (text, "Sequence", "A", 0);
      if (self->adds_eos)
        append_item (text, "SpecialToken", "eos", 0);
      if (pair)
        append_item (text, "Sequence", "B", 1);
      if (pair && self->adds_eos)
        append_item (text, "SpecialToken", "eos", 1);
    }
  g_string_append_printf (text, "],\"special_tokens\":{\"bos\":{\"ids\":[%d]},\"eos\":{\"ids\":[%d]}}}",
                          MAX (self->roles[VT_ROLE_CLS], 0), MAX (self->roles[VT_ROLE_SEP], 0));
  vt_gguf_load_stage (&self->post, vt_post_load, text->str);
}

static const VtGgufKind *
find_kind (VtWeights *weights, GError **error)
{
  g_autofree char *name = vt_weights_dup_meta_string (weights, "tokenizer.ggml.model");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i].name) == 0)
      return &kinds[i];
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The model's tokenizer is of the kind “%s”, which this version does not know.",
               name != NULL ? name : "(none)");
  return NULL;
}

static gboolean
load_parts (VtTokenizer *self, const VtGgufKind *kind, GError **error)
{
  const VtMeta *tokens = vt_weights_meta (self->weights, "tokenizer.ggml.tokens");

  if (tokens == NULL || tokens->type != VT_META_ARRAY || tokens->element != VT_META_STRING)
    return vt_stage_damaged (error, "the file has no list of tokens") != NULL;
  self->vocab = vt_vocab_new_mapped (tokens->data, tokens->size, tokens->length, error);
  if (self->vocab == NULL)
    return FALSE;
  load_roles (self);
  default_roles (self, kind);
  load_added (self);
  self->adds_bos = kind->adds_bos;
  if (!kind->load (self, error))
    return FALSE;
  self->adds_bos = vt_weights_meta_boolean (self->weights, "tokenizer.ggml.add_bos_token", self->adds_bos);
  self->adds_eos = vt_weights_meta_boolean (self->weights, "tokenizer.ggml.add_eos_token", kind->adds_eos);
  self->adds_bos = self->adds_bos && self->roles[VT_ROLE_CLS] != VT_NO_TOKEN;
  self->adds_eos = self->adds_eos && self->roles[VT_ROLE_SEP] != VT_NO_TOKEN;
  load_post (self);
  return TRUE;
}

static void
load_eog (VtTokenizer *self)
{
  static const char *const keys[] = { "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    vt_tokenizer_mark_eog (self, vt_weights_meta_int (self->weights, keys[i], -1));
}

VtTokenizer *
vt_tokenizer_new_from_weights (VtWeights *weights, GError **error)
{
  g_autoptr (VtTokenizer) self = NULL;
  const VtGgufKind *kind;

  if (vt_weights_meta (weights, "tokenizer.ggml.model") == NULL)
    return vt_tokenizer_new_from_folder (vt_weights_folder (weights), error);
  kind = find_kind (weights, error);
  if (kind == NULL)
    return NULL;
  self = vt_tokenizer_alloc ();
  self->weights = vt_weights_ref (weights);
  if (!load_parts (self, kind, error))
    return NULL;
  vt_tokenizer_finish (self);
  load_eog (self);
  self->chat_template = vt_weights_dup_meta_string (weights, "tokenizer.chat_template");
  return g_steal_pointer (&self);
}

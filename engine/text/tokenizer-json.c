/* tokenizer-json.c: tokenizers from a tokenizer.json.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/text/tokenizer-private.h"

static gboolean
load_added (VtTokenizer *self, const VtJsonNode *node, GError **error)
{
  gint64 id = -1;
  VtAddedToken token = {
    .content = (char *) vt_json_get_string (node, "content", NULL),
    .special = vt_json_get_boolean (node, "special", FALSE),
    .normalized = vt_json_get_boolean (node, "normalized", TRUE),
    .single_word = vt_json_get_boolean (node, "single_word", FALSE),
    .lstrip = vt_json_get_boolean (node, "lstrip", FALSE),
    .rstrip = vt_json_get_boolean (node, "rstrip", FALSE),
  };

  if (token.content == NULL || !vt_json_read_int (vt_json_get (node, "id"), &id) || id < 0 || id >= VT_VOCAB_MAX)
    return vt_stage_damaged (error, "an added token has no text or no id in range") != NULL;
  token.id = id;
  vt_added_tokens_add (self->added, &token);
  return TRUE;
}

gboolean
vt_tokenizer_load_json (VtTokenizer *self, const VtJsonNode *root, GError **error)
{
  const VtJsonNode *model = vt_json_get (root, "model");
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (root, "added_tokens"));
  const VtModelClass *klass;

  self->vocab = vt_vocab_new (vt_json_length (vt_json_get (model, "vocab")));
  if (!vt_model_load (&self->model, model, self->vocab, error)
      || !vt_normalizer_load (&self->normalizer, vt_json_get (root, "normalizer"), error)
      || !vt_pre_tokenizer_load (&self->pre_tokenizer, vt_json_get (root, "pre_tokenizer"), error)
      || !vt_post_load (&self->post, vt_json_get (root, "post_processor"), error)
      || !vt_decoder_load (&self->decoder, vt_json_get (root, "decoder"), error))
    return FALSE;
  while (vt_json_iter_next (&iter))
    if (!load_added (self, iter.value, error))
      return FALSE;
  klass = (const VtModelClass *) self->model.klass;
  self->roles[VT_ROLE_UNK] = klass->unk (self->model.data);
  return TRUE;
}

/* A tokenizer.json does not say which of its tokens is BOS: go by the names. */
static void
guess_roles (VtTokenizer *self)
{
  static const struct
  {
    VtRole role;
    const char *text;
  } names[] = {
    { VT_ROLE_BOS, "<s>" },     { VT_ROLE_BOS, "<bos>" },  { VT_ROLE_BOS, "<|begin_of_text|>" },
    { VT_ROLE_BOS, "[CLS]" },   { VT_ROLE_BOS, "<|endoftext|>" },
    { VT_ROLE_EOS, "</s>" },    { VT_ROLE_EOS, "<eos>" },  { VT_ROLE_EOS, "<|end_of_text|>" },
    { VT_ROLE_EOS, "[SEP]" },   { VT_ROLE_EOS, "<|endoftext|>" },
    { VT_ROLE_PAD, "<pad>" },   { VT_ROLE_PAD, "[PAD]" },  { VT_ROLE_MASK, "<mask>" }, { VT_ROLE_MASK, "[MASK]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (self->roles[names[i].role] == VT_NO_TOKEN)
      {
        const VtAddedToken *token = vt_added_tokens_by_content (self->added, names[i].text);

        if (token != NULL)
          self->roles[names[i].role] = token->id;
      }
}

static VtTokenizer *
new_from_json (VtJson *json, GError **error)
{
  g_autoptr (VtTokenizer) self = vt_tokenizer_alloc ();

  if (!vt_tokenizer_load_json (self, vt_json_root (json), error))
    return NULL;
  vt_tokenizer_finish (self);
  guess_roles (self);
  vt_tokenizer_mark_eog (self, self->roles[VT_ROLE_EOS]);
  vt_tokenizer_find_adds (self);
  return g_steal_pointer (&self);
}

VtTokenizer *
vt_tokenizer_new_from_json (const char *text, gsize size, GError **error)
{
  g_autoptr (VtJson) json = vt_json_parse (text, size, error);

  return json != NULL ? new_from_json (json, error) : NULL;
}

VtTokenizer *
vt_tokenizer_new_from_json_file (const char *path, GError **error)
{
  g_autoptr (VtJson) json = vt_json_load (path, error);
  VtTokenizer *self = json != NULL ? new_from_json (json, error) : NULL;

  if (self == NULL && json != NULL)
    g_prefix_error (error, "“%s”: ", path);
  return self;
}

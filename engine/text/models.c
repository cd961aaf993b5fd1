/* models.c: the list of models.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/text/models.h"

#include <string.h>

#include "engine/base/error.h"

static const VtModelClass *const classes[] = {
  &vt_model_bpe,
  &vt_model_unigram,
  &vt_model_wordlevel,
  &vt_model_wordpiece,
};

/* Files from before models had a type are told by what they hold. */
static const char *
guess_type (const VtJsonNode *node)
{
  if (vt_json_get (node, "merges") != NULL)
    return "BPE";
  if (vt_json_type (vt_json_get (node, "vocab")) == VT_JSON_ARRAY)
    return "Unigram";
  return vt_json_get (node, "continuing_subword_prefix") != NULL ? "WordPiece" : "WordLevel";
}

gboolean
vt_model_load (VtStage *self, const VtJsonNode *node, VtVocab *vocab, GError **error)
{
  const char *type = vt_json_get_string (node, "type", NULL);

  *self = (VtStage) { 0 };
  if (vt_json_type (node) != VT_JSON_OBJECT)
    return vt_stage_damaged (error, "it has no model") != NULL;
  if (type == NULL)
    type = guess_type (node);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i]->stage.type, type) == 0)
      {
        self->data = classes[i]->load (node, vocab, error);
        self->klass = self->data != NULL ? &classes[i]->stage : NULL;
        return self->data != NULL;
      }
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The tokenizer's model is of type “%s”, which this version does not know.", type);
  return FALSE;
}

gboolean
vt_model_load_vocab (VtVocab *vocab, const VtJsonNode *node, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (node);

  if (vt_json_type (node) != VT_JSON_OBJECT)
    return vt_stage_damaged (error, "it has no vocabulary") != NULL;
  while (vt_json_iter_next (&iter))
    {
      gint64 id;

      if (!vt_json_read_int (iter.value, &id) || id < 0 || id >= VT_VOCAB_MAX
          || !vt_vocab_add (vocab, id, iter.key, iter.key_length))
        return vt_stage_damaged (error, "the id of token “%s” is not a number in range", iter.key) != NULL;
    }
  return TRUE;
}

/* captioner.c:
 *
 * VisionEncoderDecoder: ViT's states, all of them, perhaps brought to the
 * decoder's width by enc_to_dec_proj; GPT-2 begins with decoder_start_token_id.
 *
 * BLIP: a vision transformer with q, k and v in one matrix; BERT begins with its
 * own bos_token_id, ends with sep_token_id. With a text encoder the decoder
 * looks at the question's states, which have looked at the picture's.
 *
 * Sources: transformers' modeling_vision_encoder_decoder.py, modeling_blip.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/captioner.h"

#include <string.h>

#include "engine/base/error.h"

#define MAX_QUESTION 128 /* tokens */

/* --- VisionEncoderDecoder --- */

static gboolean
ved_match (const VtJsonNode *config)
{
  const char *encoder = vt_json_get_string (vt_json_get (config, "encoder"), "model_type", "");

  return strcmp (vt_json_get_string (config, "model_type", ""), "vision-encoder-decoder") == 0 &&
         (strcmp (encoder, "vit") == 0 || strcmp (encoder, "deit") == 0) &&
         strcmp (vt_json_get_string (vt_json_get (config, "decoder"), "model_type", ""), "gpt2") == 0;
}

static gboolean
never_answers (VtWeights *weights)
{
  return FALSE;
}

static gint64
token_of (const VtJsonNode *config, const VtJsonNode *decoder, const char *key, gint64 fallback)
{
  return vt_json_get_int (config, key, vt_json_get_int (decoder, key, fallback));
}

static gboolean
ved_configure (VtCaptioner *self, const VtJsonNode *config, GError **error)
{
  const VtJsonNode *decoder = vt_json_get (config, "decoder");

  if (!vt_nn_vit_read (&self->vit, vt_json_get (config, "encoder"), error))
    return FALSE;
  self->vit.names = &vt_nn_vit_names;
  self->rules = (VtPictureRules) {
    .filter = VT_PICTURE_BILINEAR, .scale = 1.0f / 255, .mean = { 0.5f, 0.5f, 0.5f }, .deviation = { 0.5f, 0.5f, 0.5f },
  };
  self->start = (gint32) token_of (config, decoder, "decoder_start_token_id", vt_json_get_int (decoder, "bos_token_id", 50256));
  self->end = (gint32) token_of (config, decoder, "eos_token_id", 50256);
  self->decoder = vt_word_decoder_new (&vt_word_style_gpt2, self->weights, "decoder", "transformer", decoder, error);
  return self->decoder != NULL;
}

static VtTensor *
ved_see (VtCaptioner *self, const VtNnScope *root, VtTensor *pixels)
{
  VtNnScope s = vt_nn_child (root, "encoder"), e = vt_nn_child (&s, "embeddings");
  gint64 n = self->vit.n_embd;
  VtTensor *x = vt_nn_vit_patches (&e, &self->vit, "patch_embeddings.projection", pixels, VT_NN_BIAS);

  if (vt_nn_has (&e, "distillation_token"))
    x = vt_concat (root->g, vt_nn_vector (&e, "distillation_token", n), x, 1);
  x = vt_concat (root->g, vt_nn_vector (&e, "cls_token", n), x, 1);
  x = vt_add (root->g, x, vt_nn_table (&e, "position_embeddings", n, x->ne[1]));
  for (gint64 i = 0; i < self->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&s, "encoder.layer.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &self->vit, x, NULL);
    }
  x = vt_graph_name (vt_nn_norm (&s, "layernorm", x, self->vit.eps), "encoder.layernorm");
  return vt_nn_has (root, "enc_to_dec_proj.weight") ? vt_nn_linear (root, "enc_to_dec_proj", x, self->decoder->n_embd, VT_NN_BIAS, NULL) : x;
}

/* --- BLIP --- */

static gboolean
blip_match (const VtJsonNode *config)
{
  return strcmp (vt_json_get_string (config, "model_type", ""), "blip") == 0;
}

static gboolean
blip_answers (VtWeights *weights)
{
  return vt_weights_find (weights, "text_encoder.embeddings.word_embeddings.weight") != NULL;
}

static gboolean
blip_configure (VtCaptioner *self, const VtJsonNode *config, GError **error)
{
  const VtJsonNode *text = vt_json_get (config, "text_config"), *vision = vt_json_get (config, "vision_config");

  if (!vt_nn_vit_read (&self->vit, vision, error))
    return FALSE;
  self->vit.names = &vt_nn_blip_names;
  if (vt_json_get (vision, "layer_norm_eps") == NULL)
    self->vit.eps = 1e-5f;
  if (vt_json_get (vision, "image_size") == NULL)
    self->vit.side = 384;
  self->rules = (VtPictureRules) {
    .filter = VT_PICTURE_BICUBIC, .scale = 1.0f / 255,
    .mean = { 0.48145466f, 0.4578275f, 0.40821073f }, .deviation = { 0.26862954f, 0.26130258f, 0.27577711f },
  };
  self->start = (gint32) vt_json_get_int (text, "bos_token_id", 30522);
  self->end = (gint32) vt_json_get_int (text, "sep_token_id", 102);
  self->decoder = vt_word_decoder_new (&vt_word_style_bert, self->weights, "text_decoder", "bert", text, error);
  if (self->decoder != NULL && vt_nn_weights_has (self->weights, "text_encoder.embeddings.word_embeddings.weight"))
    self->question = vt_word_decoder_new (&vt_word_style_bert, self->weights, "text_encoder", "", text, error);
  return self->decoder != NULL;
}

static VtTensor *
blip_see (VtCaptioner *self, const VtNnScope *root, VtTensor *pixels)
{
  VtNnScope s = vt_nn_child (root, "vision_model"), e = vt_nn_child (&s, "embeddings");
  gint64 n = self->vit.n_embd;
  VtTensor *x = vt_nn_vit_patches (&e, &self->vit, "patch_embedding", pixels, VT_NN_BIAS);

  x = vt_concat (root->g, vt_nn_vector (&e, "class_embedding", n), x, 1);
  x = vt_add (root->g, x, vt_nn_table (&e, "position_embedding", n, x->ne[1]));
  for (gint64 i = 0; i < self->vit.n_layer; i++)
    {
      VtNnScope layer = vt_nn_child (&s, "encoder.layers.%d", (int) i);

      x = vt_nn_vit_layer (&layer, &self->vit, x, NULL);
    }
  return vt_graph_name (vt_nn_norm (&s, "post_layernorm", x, self->vit.eps), "vision_model.post_layernorm");
}

/* --- both --- */

static const VtCaptionerClass families[] = {
  { "ViT and GPT-2", ved_match, never_answers, ved_configure, ved_see },
  { "BLIP", blip_match, blip_answers, blip_configure, blip_see },
};

const VtCaptionerClass *
vt_captioner_find (const char *path, VtWeights **weights, VtJson **config, gboolean *answers, GError **error)
{
  g_autofree char *file = g_build_filename (path, "config.json", NULL);
  g_autoptr(VtJson) json = g_file_test (file, G_FILE_TEST_EXISTS) ? vt_json_load (file, NULL) : NULL;

  for (guint i = 0; json != NULL && i < G_N_ELEMENTS (families); i++)
    if (families[i].match (vt_json_root (json)))
      {
        *weights = vt_weights_open (path, error);
        if (*weights == NULL)
          return NULL;
        *answers = families[i].answers (*weights);
        *config = g_steal_pointer (&json);
        return &families[i];
      }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                       "This is no model that describes pictures, or one of a kind that this version does not know.");
  return NULL;
}

static VtPlan *
make_plan (VtCaptioner *self, gboolean probed, GError **error)
{
  VtGraph *g = vt_graph_new ();
  VtNnScope root = vt_nn_scope (self->weights, g);

  self->pixels = vt_graph_input (g, "pixels", VT_TYPE_F32, 3, self->vit.side, self->vit.side, 1);
  self->states = self->family->see (self, &root, self->pixels);
  self->states->output = TRUE;
  if (probed)
    vt_nn_probe_expose (g);
  return vt_plan_new (vt_nn_weights_device (self->weights), g, error);
}

/* Also checks all weights, by looking at nothing. */
static gboolean
make_ready (VtCaptioner *self, GError **error)
{
  gsize n = (gsize) (3 * self->vit.side * self->vit.side);
  g_autofree float *black = g_new0 (float, n);

  self->plan = make_plan (self, FALSE, error);
  return self->plan != NULL && vt_captioner_look (self, black, self->question != NULL ? "?" : NULL, NULL, NULL, NULL, error);
}

static gboolean
load (VtCaptioner *self, const char *path, const VtJsonNode *config, GError **error)
{
  if (!self->family->configure (self, config, error) || !vt_picture_rules_read_folder (&self->rules, path, error))
    return FALSE;
  self->rules.width = self->rules.height = (guint) self->vit.side;
  self->rules.crop_width = self->rules.crop_height = 0;
  self->tokenizer = vt_tokenizer_new_from_folder (path, error);
  return self->tokenizer != NULL && make_ready (self, error);
}

VtCaptioner *
vt_captioner_load (VtDevice *device, const char *path, gboolean answers, GError **error)
{
  g_autoptr(VtCaptioner) self = g_new0 (VtCaptioner, 1);
  g_autoptr(VtWeights) weights = NULL;
  g_autoptr(VtJson) config = NULL;
  gboolean can_answer;

  self->family = vt_captioner_find (path, &weights, &config, &can_answer, error);
  if (self->family == NULL)
    return NULL;
  if (can_answer != answers)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           can_answer ? "The model answers questions about pictures; use it for the task visual-question-answering."
                                      : "The model describes pictures, but takes no questions; use it for the task image-to-text.");
      return NULL;
    }
  self->weights = vt_nn_weights_new (device, weights);
  return load (self, path, vt_json_root (config), error) ? g_steal_pointer (&self) : NULL;
}

void
vt_captioner_free (VtCaptioner *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  g_clear_pointer (&self->decoder, vt_word_decoder_free);
  g_clear_pointer (&self->question, vt_word_decoder_free);
  g_clear_pointer (&self->tokenizer, vt_tokenizer_unref);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self);
}

guint64
vt_captioner_bytes (const VtCaptioner *self)
{
  return vt_nn_weights_bytes (self->weights) + vt_plan_bytes (self->plan) + vt_word_decoder_bytes (self->decoder);
}

/* --- looking --- */

static float *
see (VtCaptioner *self, const float *pixels, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  g_autofree float *states = NULL;
  gboolean ok;

  if (probe != NULL)
    {
      VtPlan *probed = make_plan (self, TRUE, error);

      if (probed == NULL)
        return NULL;
      vt_plan_free (self->plan);
      self->plan = probed;
    }
  states = g_malloc (vt_tensor_bytes (self->states));
  ok = vt_plan_write (self->plan, self->pixels, pixels, (gsize) (3 * self->vit.side * self->vit.side) * sizeof *pixels, error) &&
       vt_plan_run (self->plan, cancellable, error) &&
       vt_plan_read (self->plan, self->states, states, vt_tensor_bytes (self->states), error) &&
       (probe == NULL || vt_nn_probe_tell (self->plan, probe, data, error));
  return ok ? g_steal_pointer (&states) : NULL;
}

/* The states of the question, which has looked at the picture's. */
static gboolean
ask (VtCaptioner *self, const float *states, const char *question, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  g_autoptr(GArray) ids = vt_tokenizer_encode (self->tokenizer, question, -1, VT_ENCODE_ADD_SPECIAL);
  g_autofree float *asked = NULL;

  if (ids->len == 0)
    g_array_append_val (ids, self->end);
  if (ids->len > MAX_QUESTION)
    g_array_remove_range (ids, MAX_QUESTION - 1, ids->len - MAX_QUESTION);
  asked = g_new (float, ids->len * (gsize) self->question->n_embd);
  return vt_word_decoder_read (self->question, (const gint32 *) (void *) ids->data, ids->len, states, self->states->ne[0],
                               self->states->ne[1], asked, cancellable, probe, data, error) &&
         vt_word_decoder_look (self->decoder, asked, self->question->n_embd, ids->len, cancellable, error);
}

gboolean
vt_captioner_look (VtCaptioner *self, const float *pixels, const char *question, GCancellable *cancellable, VtNnProbe probe,
                   gpointer data, GError **error)
{
  g_autofree float *states = see (self, pixels, cancellable, probe, data, error);

  if (states == NULL)
    return FALSE;
  if (self->question != NULL)
    return ask (self, states, question, cancellable, probe, data, error);
  return vt_word_decoder_look (self->decoder, states, self->states->ne[0], self->states->ne[1], cancellable, error);
}

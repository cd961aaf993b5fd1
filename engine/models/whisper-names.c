/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper-names.h"

#define LINEAR(hf, ct2, openai, in, out) \
  { VT_WHISPER_LINEAR, { hf, ct2, openai }, VT_WHISPER_DIM_##in, VT_WHISPER_DIM_##out }
#define NORM(hf, ct2, openai) { VT_WHISPER_NORM, { hf, ct2, openai }, VT_WHISPER_DIM_STATE, 0 }
#define CONV(hf, ct2, openai, in) { VT_WHISPER_CONV, { hf, ct2, openai }, VT_WHISPER_DIM_##in, VT_WHISPER_DIM_STATE }
#define TABLE(hf, ct2, openai, rows) \
  { VT_WHISPER_TABLE, { hf, ct2, openai }, VT_WHISPER_DIM_STATE, VT_WHISPER_DIM_##rows }

const VtWhisperPartSpec vt_whisper_layer_parts[VT_WHISPER_N_LAYER] = {
  [VT_WHISPER_ATTN_NORM] = NORM ("self_attn_layer_norm", "self_attention/layer_norm", "attn_ln"),
  [VT_WHISPER_QKV] = LINEAR ("self_attn.q_proj self_attn.k_proj self_attn.v_proj", "self_attention/linear_0",
                             "attn.query attn.key attn.value", STATE, STATE3),
  [VT_WHISPER_O] = LINEAR ("self_attn.out_proj", "self_attention/linear_1", "attn.out", STATE, STATE),
  [VT_WHISPER_MLP_NORM] = NORM ("final_layer_norm", "ffn/layer_norm", "mlp_ln"),
  [VT_WHISPER_UP] = LINEAR ("fc1", "ffn/linear_0", "mlp.0", STATE, FF),
  [VT_WHISPER_DOWN] = LINEAR ("fc2", "ffn/linear_1", "mlp.2", FF, STATE),
  [VT_WHISPER_CROSS_NORM] = NORM ("encoder_attn_layer_norm", "attention/layer_norm", "cross_attn_ln"),
  [VT_WHISPER_CROSS_Q] = LINEAR ("encoder_attn.q_proj", "attention/linear_0", "cross_attn.query", STATE, STATE),
  [VT_WHISPER_CROSS_KV] = LINEAR ("encoder_attn.k_proj encoder_attn.v_proj", "attention/linear_1",
                                  "cross_attn.key cross_attn.value", AUDIO_STATE, STATE2),
  [VT_WHISPER_CROSS_O] = LINEAR ("encoder_attn.out_proj", "attention/linear_2", "cross_attn.out", STATE, STATE),
};

const VtWhisperPartSpec vt_whisper_global_parts[VT_WHISPER_N_GLOBAL] = {
  [VT_WHISPER_CONV1] = CONV ("conv1", "conv1", "conv1", MELS),
  [VT_WHISPER_CONV2] = CONV ("conv2", "conv2", "conv2", STATE),
  [VT_WHISPER_AUDIO_POSITIONS] = TABLE ("embed_positions.weight", "position_encodings/encodings", "positional_embedding", CTX),
  [VT_WHISPER_AUDIO_NORM] = NORM ("layer_norm", "layer_norm", "ln_post"),
  [VT_WHISPER_TOKENS] = TABLE ("embed_tokens.weight", "embeddings/weight", "token_embedding.weight", VOCAB),
  [VT_WHISPER_TEXT_POSITIONS] = TABLE ("embed_positions.weight", "position_encodings/encodings", "positional_embedding", CTX),
  [VT_WHISPER_TEXT_NORM] = NORM ("layer_norm", "layer_norm", "ln"),
};

/* By style: before a layer's name, its number standing between the two. */
static const char *const layer_words[VT_WHISPER_STYLES][2] = {
  { "layers.", "." }, { "layer_", "/" }, { "blocks.", "." },
};

static const char *
ending_of (VtWhisperPartKind kind, VtWhisperStyle style, guint ending)
{
  static const char *const usual[] = { ".weight", ".bias" };
  static const char *const ctranslate2[] = { "/weight", "/bias", "/weight_scale" };
  static const char *const norm[] = { "/gamma", "/beta" };

  if (style != VT_WHISPER_CTRANSLATE2)
    return kind == VT_WHISPER_TABLE ? (ending == 0 ? "" : NULL) : ending < 2 ? usual[ending] : NULL;
  if (kind == VT_WHISPER_NORM)
    return ending < 2 ? norm[ending] : NULL;
  if (kind == VT_WHISPER_TABLE)
    return ending == 0 ? "" : ending == 2 ? "_scale" : NULL;
  return ctranslate2[ending];
}

char *
vt_whisper_part_name (const VtWhisperPartSpec *spec, VtWhisperStyle style, gboolean decoder, gint64 layer, guint index,
                      guint ending)
{
  g_auto(GStrv) names = g_strsplit (spec->names[style], " ", 0);
  const char *half = decoder ? "decoder" : "encoder", *divider = style == VT_WHISPER_CTRANSLATE2 ? "/" : ".";
  const char *end = ending_of (spec->kind, style, ending);

  if (index >= g_strv_length (names) || end == NULL)
    return NULL;
  if (layer < 0)
    return g_strconcat (half, divider, names[index], end, NULL);
  return g_strdup_printf ("%s%s%s%" G_GINT64_FORMAT "%s%s%s", half, divider, layer_words[style][0], layer,
                          layer_words[style][1], names[index], end);
}

const VtTensorInfo *
vt_whisper_find_name (VtWeights *source, const char *name)
{
  g_autofree char *full = g_strconcat ("model.", name, NULL);
  const VtTensorInfo *info = vt_weights_find (source, full);

  return info != NULL ? info : vt_weights_find (source, name);
}

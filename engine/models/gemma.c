/* gemma.c: Gemma 2 and 3: norms before and after each block, layers that slide
 * and layers that see everything in turn, GELU, scaled embeddings.
 *
 *     x = x + rms_norm (attention (rms_norm (x)))
 *     x = x + rms_norm (mlp (rms_norm (x)))
 *
 * Traps: transformers stores norm weights less one, GGUF stores them whole.
 * Gemma 2 caps scores and logits by tanh; Gemma 3 norms each head of q and k
 * instead and turns sliding layers by another base (10,000) than the others.
 * The 27B models scale scores by embd / heads, the others by the head size.
 *
 * Source: transformers' modeling_gemma2.py, modeling_gemma3.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/models/lm.h"

static const VtLmWeightSpec weights[] = {
  { VT_LM_TOKEN_EMBD, VT_LM_GLOBAL, "token_embd.weight", "embed_tokens.weight", VT_LM_DIM_EMBD, VT_LM_DIM_VOCAB },
  { VT_LM_OUTPUT_NORM, VT_LM_GLOBAL, "output_norm.weight", "norm.weight", VT_LM_DIM_EMBD },
  { VT_LM_OUTPUT, VT_LM_GLOBAL | VT_LM_OPTIONAL, "output.weight", "lm_head.weight", VT_LM_DIM_EMBD, VT_LM_DIM_VOCAB },
  { VT_LM_ATTN_NORM, 0, "blk.%d.attn_norm.weight", "layers.%d.input_layernorm.weight", VT_LM_DIM_EMBD },
  { VT_LM_Q, 0, "blk.%d.attn_q.weight", "layers.%d.self_attn.q_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_Q },
  { VT_LM_K, 0, "blk.%d.attn_k.weight", "layers.%d.self_attn.k_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_KV },
  { VT_LM_V, 0, "blk.%d.attn_v.weight", "layers.%d.self_attn.v_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_KV },
  { VT_LM_O, 0, "blk.%d.attn_output.weight", "layers.%d.self_attn.o_proj.weight", VT_LM_DIM_Q, VT_LM_DIM_EMBD },
  { VT_LM_Q_NORM, VT_LM_OPTIONAL, "blk.%d.attn_q_norm.weight", "layers.%d.self_attn.q_norm.weight", VT_LM_DIM_HEAD },
  { VT_LM_K_NORM, VT_LM_OPTIONAL, "blk.%d.attn_k_norm.weight", "layers.%d.self_attn.k_norm.weight", VT_LM_DIM_HEAD },
  { VT_LM_ATTN_POST_NORM, 0, "blk.%d.post_attention_norm.weight", "layers.%d.post_attention_layernorm.weight", VT_LM_DIM_EMBD },
  { VT_LM_FFN_NORM, 0, "blk.%d.ffn_norm.weight", "layers.%d.pre_feedforward_layernorm.weight", VT_LM_DIM_EMBD },
  { VT_LM_GATE, 0, "blk.%d.ffn_gate.weight", "layers.%d.mlp.gate_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_FF },
  { VT_LM_UP, 0, "blk.%d.ffn_up.weight", "layers.%d.mlp.up_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_FF },
  { VT_LM_DOWN, 0, "blk.%d.ffn_down.weight", "layers.%d.mlp.down_proj.weight", VT_LM_DIM_FF, VT_LM_DIM_EMBD },
  { VT_LM_FFN_POST_NORM, 0, "blk.%d.post_ffw_norm.weight", "layers.%d.post_feedforward_layernorm.weight", VT_LM_DIM_EMBD },
  VT_LM_SPEC_END
};

#define N_LAYERS_GEMMA2_27B 46
#define N_LAYERS_GEMMA3_27B 62

static gboolean
is_27b (const VtLmConfig *c, gboolean gemma2)
{
  return c->n_layer == (gemma2 ? N_LAYERS_GEMMA2_27B : N_LAYERS_GEMMA3_27B);
}

/* The base that sliding layers of Gemma 3 turn by. */
static double
local_base (const VtModelConfig *source)
{
  const VtJsonNode *parameters = vt_model_config_node (source, "rope_parameters");
  double base = vt_json_get_double (vt_json_get (parameters, "sliding_attention"), "rope_theta", 10000);

  return vt_model_config_double (source, "rope.freq_base_swa", "rope_local_base_freq", base);
}

static gboolean
read_config (VtLmConfig *c, const VtModelConfig *source, GError **error)
{
  gboolean gemma2 = strcmp (source->architecture, "gemma2") == 0;
  double per_head = is_27b (c, gemma2) ? (double) c->n_embd / c->n_head : (double) c->head_dim;

  if (!vt_lm_config_read_rope (c, source, error))
    return FALSE;
  c->activation = VT_UNARY_GELU_TANH;
  c->embd_scale = sqrtf ((float) c->n_embd);
  c->norm_shift = source->json != NULL ? 1 : 0;
  c->q_scale = (float) (1 / sqrt (vt_model_config_double (source, NULL, "query_pre_attn_scalar", per_head)));
  c->attn_softcap = (float) vt_model_config_double (source, "attn_logit_softcapping", "attn_logit_softcapping", gemma2 ? 50 : 0);
  c->final_softcap = (float) vt_model_config_double (source, "final_logit_softcapping", "final_logit_softcapping", gemma2 ? 30 : 0);
  c->rope_local = c->rope;
  if (!gemma2)
    {
      c->rope_local.base = (float) local_base (source);
      c->rope_local.freq_scale = 1;
    }
  vt_lm_config_read_sliding (c, source, gemma2 ? 2 : 6);
  return TRUE;
}

static VtTensor *
forward (const VtLmGraph *b)
{
  const VtLmConfig *c = &b->lm->config;
  VtGraph *g = b->g;
  VtTensor *x = vt_get_rows (g, vt_lm_global (b, VT_LM_TOKEN_EMBD), b->tokens); /* (embd, n) */
  VtTensor *y;

  x = vt_graph_name (vt_scale (g, x, c->embd_scale, 0), "embd");
  for (gint64 i = 0; i < c->n_layer; i++)
    {
      y = vt_rms_norm (g, x, vt_lm_layer (b, i, VT_LM_ATTN_NORM), c->norm_eps, c->norm_shift);
      y = vt_lm_attention (b, i, y, NULL);
      y = vt_rms_norm (g, y, vt_lm_layer (b, i, VT_LM_ATTN_POST_NORM), c->norm_eps, c->norm_shift);
      x = vt_graph_name (vt_add (g, y, x), "blk.%d.attn", (int) i);
      y = vt_rms_norm (g, x, vt_lm_layer (b, i, VT_LM_FFN_NORM), c->norm_eps, c->norm_shift);
      y = vt_lm_mlp (b, i, y, NULL);
      y = vt_rms_norm (g, y, vt_lm_layer (b, i, VT_LM_FFN_POST_NORM), c->norm_eps, c->norm_shift);
      x = vt_graph_name (vt_add (g, y, x), "blk.%d.out", (int) i);
    }
  x = vt_lm_pick_outputs (b, x);
  x = vt_rms_norm (g, x, vt_lm_global (b, VT_LM_OUTPUT_NORM), c->norm_eps, c->norm_shift);
  return vt_lm_logits (b, vt_graph_name (x, "norm"));
}

const VtLmClass vt_lm_gemma = {
  .name = "Gemma",
  .architectures = (const char *const[]) { "gemma2", "gemma3", "gemma3_text", NULL },
  .weights = weights,
  .read_config = read_config,
  .forward = forward,
};

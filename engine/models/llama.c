/* llama.c: Llama 2 and 3, Mistral, Qwen 2, 2.5 and 3, SmolLM: pre-norm, RMS
 * norms, rotary positions, gated SiLU.
 *
 *     x = x + attention (rms_norm (x))
 *     x = x + mlp (rms_norm (x))
 *
 * Traps: GGUF's "llama" has its query and key rows reordered for interleaved
 * rotary pairs, transformers' weights and all other architectures have halves.
 * Qwen 2 has biases on q, k and v; Qwen 3 has norms on each head of q and k.
 *
 * Source: transformers' modeling_llama.py, modeling_qwen2.py, modeling_qwen3.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/models/lm.h"

static const VtLmWeightSpec weights[] = {
  { VT_LM_TOKEN_EMBD, VT_LM_GLOBAL, "token_embd.weight", "embed_tokens.weight", VT_LM_DIM_EMBD, VT_LM_DIM_VOCAB },
  { VT_LM_OUTPUT_NORM, VT_LM_GLOBAL, "output_norm.weight", "norm.weight", VT_LM_DIM_EMBD },
  { VT_LM_OUTPUT, VT_LM_GLOBAL | VT_LM_OPTIONAL, "output.weight", "lm_head.weight", VT_LM_DIM_EMBD, VT_LM_DIM_VOCAB },
  { VT_LM_ROPE_FACTORS, VT_LM_GLOBAL | VT_LM_OPTIONAL, "rope_freqs.weight", NULL, VT_LM_DIM_ROPE },
  { VT_LM_ATTN_NORM, 0, "blk.%d.attn_norm.weight", "layers.%d.input_layernorm.weight", VT_LM_DIM_EMBD },
  { VT_LM_Q, 0, "blk.%d.attn_q.weight", "layers.%d.self_attn.q_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_Q },
  { VT_LM_K, 0, "blk.%d.attn_k.weight", "layers.%d.self_attn.k_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_KV },
  { VT_LM_V, 0, "blk.%d.attn_v.weight", "layers.%d.self_attn.v_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_KV },
  { VT_LM_O, 0, "blk.%d.attn_output.weight", "layers.%d.self_attn.o_proj.weight", VT_LM_DIM_Q, VT_LM_DIM_EMBD },
  { VT_LM_Q_BIAS, VT_LM_OPTIONAL, "blk.%d.attn_q.bias", "layers.%d.self_attn.q_proj.bias", VT_LM_DIM_Q },
  { VT_LM_K_BIAS, VT_LM_OPTIONAL, "blk.%d.attn_k.bias", "layers.%d.self_attn.k_proj.bias", VT_LM_DIM_KV },
  { VT_LM_V_BIAS, VT_LM_OPTIONAL, "blk.%d.attn_v.bias", "layers.%d.self_attn.v_proj.bias", VT_LM_DIM_KV },
  { VT_LM_O_BIAS, VT_LM_OPTIONAL, "blk.%d.attn_output.bias", "layers.%d.self_attn.o_proj.bias", VT_LM_DIM_EMBD },
  { VT_LM_Q_NORM, VT_LM_OPTIONAL, "blk.%d.attn_q_norm.weight", "layers.%d.self_attn.q_norm.weight", VT_LM_DIM_HEAD },
  { VT_LM_K_NORM, VT_LM_OPTIONAL, "blk.%d.attn_k_norm.weight", "layers.%d.self_attn.k_norm.weight", VT_LM_DIM_HEAD },
  { VT_LM_FFN_NORM, 0, "blk.%d.ffn_norm.weight", "layers.%d.post_attention_layernorm.weight", VT_LM_DIM_EMBD },
  { VT_LM_GATE, 0, "blk.%d.ffn_gate.weight", "layers.%d.mlp.gate_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_FF },
  { VT_LM_UP, 0, "blk.%d.ffn_up.weight", "layers.%d.mlp.up_proj.weight", VT_LM_DIM_EMBD, VT_LM_DIM_FF },
  { VT_LM_DOWN, 0, "blk.%d.ffn_down.weight", "layers.%d.mlp.down_proj.weight", VT_LM_DIM_FF, VT_LM_DIM_EMBD },
  { VT_LM_GATE_BIAS, VT_LM_OPTIONAL, "blk.%d.ffn_gate.bias", "layers.%d.mlp.gate_proj.bias", VT_LM_DIM_FF },
  { VT_LM_UP_BIAS, VT_LM_OPTIONAL, "blk.%d.ffn_up.bias", "layers.%d.mlp.up_proj.bias", VT_LM_DIM_FF },
  { VT_LM_DOWN_BIAS, VT_LM_OPTIONAL, "blk.%d.ffn_down.bias", "layers.%d.mlp.down_proj.bias", VT_LM_DIM_EMBD },
  VT_LM_SPEC_END
};

static gboolean
read_config (VtLmConfig *c, const VtModelConfig *source, GError **error)
{
  gboolean slides = vt_model_config_boolean (source, NULL, "use_sliding_window", TRUE);

  c->activation = VT_UNARY_SILU;
  if (!vt_lm_config_read_rope (c, source, error))
    return FALSE;
  c->rope.interleaved = source->json == NULL && strcmp (source->architecture, "llama") == 0;
  c->rope_local = c->rope;
  /* Mistral 7B v0.1 slides in every layer. */
  if (slides && strcmp (source->architecture, "mistral") == 0)
    vt_lm_config_read_sliding (c, source, 0);
  return TRUE;
}

static VtTensor *
forward (const VtLmGraph *b)
{
  const VtLmConfig *c = &b->lm->config;
  VtGraph *g = b->g;
  VtTensor *x = vt_lm_embed (b);
  VtTensor *y;

  vt_graph_name (x, "embd");
  for (gint64 i = 0; i < c->n_layer; i++)
    {
      y = vt_rms_norm (g, x, vt_lm_layer (b, i, VT_LM_ATTN_NORM), c->norm_eps, 0);
      x = vt_lm_attention (b, i, y, x);
      vt_graph_name (x, "blk.%d.attn", (int) i);
      y = vt_rms_norm (g, x, vt_lm_layer (b, i, VT_LM_FFN_NORM), c->norm_eps, 0);
      x = vt_lm_mlp (b, i, y, x);
      vt_graph_name (x, "blk.%d.out", (int) i);
    }
  x = vt_lm_pick_outputs (b, x);
  x = vt_rms_norm (g, x, vt_lm_global (b, VT_LM_OUTPUT_NORM), c->norm_eps, 0);
  return vt_lm_logits (b, vt_graph_name (x, "norm"));
}

const VtLmClass vt_lm_llama = {
  .name = "Llama",
  .architectures = (const char *const[]) { "llama", "mistral", "qwen2", "qwen3", "smollm", NULL },
  .weights = weights,
  .takes_given = TRUE,
  .read_config = read_config,
  .forward = forward,
};

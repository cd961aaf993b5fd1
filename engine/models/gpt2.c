/* gpt2.c: GPT-2: learned positions, layer norms with biases, one matrix for
 * q, k and v, GELU by tanh, the output tied to the embeddings.
 *
 *     x = x + attention (norm (x))
 *     x = x + mlp (norm (x))
 *
 * Trap: transformers' Conv1D stores its matrices as (in, out).
 *
 * Source: transformers' modeling_gpt2.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/lm.h"

#define T VT_LM_TRANSPOSED

static const VtLmWeightSpec weights[] = {
  { VT_LM_TOKEN_EMBD, VT_LM_GLOBAL, "token_embd.weight", "wte.weight", VT_LM_DIM_EMBD, VT_LM_DIM_VOCAB },
  { VT_LM_POSITION_EMBD, VT_LM_GLOBAL, "position_embd.weight", "wpe.weight", VT_LM_DIM_EMBD, VT_LM_DIM_CTX },
  { VT_LM_OUTPUT_NORM, VT_LM_GLOBAL, "output_norm.weight", "ln_f.weight", VT_LM_DIM_EMBD },
  { VT_LM_OUTPUT_NORM_BIAS, VT_LM_GLOBAL, "output_norm.bias", "ln_f.bias", VT_LM_DIM_EMBD },
  { VT_LM_OUTPUT, VT_LM_GLOBAL | VT_LM_OPTIONAL, "output.weight", "lm_head.weight", VT_LM_DIM_EMBD, VT_LM_DIM_VOCAB },
  { VT_LM_ATTN_NORM, 0, "blk.%d.attn_norm.weight", "h.%d.ln_1.weight", VT_LM_DIM_EMBD },
  { VT_LM_ATTN_NORM_BIAS, 0, "blk.%d.attn_norm.bias", "h.%d.ln_1.bias", VT_LM_DIM_EMBD },
  { VT_LM_QKV, T, "blk.%d.attn_qkv.weight", "h.%d.attn.c_attn.weight", VT_LM_DIM_EMBD, VT_LM_DIM_QKV },
  { VT_LM_QKV_BIAS, 0, "blk.%d.attn_qkv.bias", "h.%d.attn.c_attn.bias", VT_LM_DIM_QKV },
  { VT_LM_O, T, "blk.%d.attn_output.weight", "h.%d.attn.c_proj.weight", VT_LM_DIM_Q, VT_LM_DIM_EMBD },
  { VT_LM_O_BIAS, 0, "blk.%d.attn_output.bias", "h.%d.attn.c_proj.bias", VT_LM_DIM_EMBD },
  { VT_LM_FFN_NORM, 0, "blk.%d.ffn_norm.weight", "h.%d.ln_2.weight", VT_LM_DIM_EMBD },
  { VT_LM_FFN_NORM_BIAS, 0, "blk.%d.ffn_norm.bias", "h.%d.ln_2.bias", VT_LM_DIM_EMBD },
  { VT_LM_UP, T, "blk.%d.ffn_up.weight", "h.%d.mlp.c_fc.weight", VT_LM_DIM_EMBD, VT_LM_DIM_FF },
  { VT_LM_UP_BIAS, 0, "blk.%d.ffn_up.bias", "h.%d.mlp.c_fc.bias", VT_LM_DIM_FF },
  { VT_LM_DOWN, T, "blk.%d.ffn_down.weight", "h.%d.mlp.c_proj.weight", VT_LM_DIM_FF, VT_LM_DIM_EMBD },
  { VT_LM_DOWN_BIAS, 0, "blk.%d.ffn_down.bias", "h.%d.mlp.c_proj.bias", VT_LM_DIM_EMBD },
  VT_LM_SPEC_END
};

static gboolean
read_config (VtLmConfig *c, const VtModelConfig *source, GError **error)
{
  c->activation = VT_UNARY_GELU_TANH;
  c->rope.n_dims = 0; /* no rotation */
  c->rope_local = c->rope;
  return TRUE;
}

static VtTensor *
norm (const VtLmGraph *b, VtTensor *x, gint64 layer, VtLmWeightId weight)
{
  /* Every bias follows its weight in the enumeration. */
  return vt_norm (b->g, x, vt_lm_layer (b, layer, weight), vt_lm_layer (b, layer, weight + 1),
                  b->lm->config.norm_eps);
}

static VtTensor *
forward (const VtLmGraph *b)
{
  const VtLmConfig *c = &b->lm->config;
  VtGraph *g = b->g;
  VtTensor *x = vt_get_rows (g, vt_lm_global (b, VT_LM_TOKEN_EMBD), b->tokens); /* (embd, n) */

  x = vt_add (g, x, vt_get_rows (g, vt_lm_global (b, VT_LM_POSITION_EMBD), b->positions));
  vt_graph_name (x, "embd");
  for (gint64 i = 0; i < c->n_layer; i++)
    {
      x = vt_lm_attention (b, i, norm (b, x, i, VT_LM_ATTN_NORM), x);
      vt_graph_name (x, "blk.%d.attn", (int) i);
      x = vt_lm_mlp (b, i, norm (b, x, i, VT_LM_FFN_NORM), x);
      vt_graph_name (x, "blk.%d.out", (int) i);
    }
  x = vt_lm_pick_outputs (b, x);
  x = vt_norm (g, x, vt_lm_global (b, VT_LM_OUTPUT_NORM), vt_lm_global (b, VT_LM_OUTPUT_NORM_BIAS), c->norm_eps);
  return vt_lm_logits (b, vt_graph_name (x, "norm"));
}

const VtLmClass vt_lm_gpt2 = {
  .name = "GPT-2",
  .architectures = (const char *const[]) { "gpt2", NULL },
  .weights = weights,
  .read_config = read_config,
  .forward = forward,
};

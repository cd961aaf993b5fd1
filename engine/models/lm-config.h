/* lm-config.h: what the decoder-only language models differ in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/model-config.h"
#include "engine/ops/ops.h"

G_BEGIN_DECLS

#define VT_LM_MAX_LAYERS 512

/**
 * VtLmConfig: numbers as transformers' configurations name them, shortened.
 * @q_scale: what scores are multiplied with
 * @window: how far back sliding layers look, 0 for no sliding layers
 * @sliding: (array length=n_layer): which layers slide
 * @rope_local: the rotation of sliding layers (Gemma 3), equal to @rope elsewhere
 * @rope_factors: (array length=rope.n_dims / 2) (nullable): Llama 3's divisors
 * @norm_shift: added to RMS norm weights
 * @embd_scale: the token embeddings are multiplied with it
 */
typedef struct
{
  gint64 n_layer, n_embd, n_head, n_kv_head, head_dim, n_ff, n_vocab, n_ctx_train;
  float norm_eps;
  float norm_shift;
  float embd_scale;
  float q_scale;
  float attn_softcap;
  float final_softcap;
  VtUnary activation;
  VtRope rope;
  VtRope rope_local;
  float *rope_factors;
  gint64 window;
  gboolean sliding[VT_LM_MAX_LAYERS];
} VtLmConfig;

/* Reads what all families share, with defaults where a family has one;
 * VT_ERROR_CORRUPT names the key that is missing or absurd. */
gboolean vt_lm_config_read (VtLmConfig *c, const VtModelConfig *source, GError **error);

/* Reads theta and the scaling of "rope_scaling" (linear, llama3, yarn). */
gboolean vt_lm_config_read_rope (VtLmConfig *c, const VtModelConfig *source, GError **error);

/* Reads "layer_types", "sliding_window" and "sliding_window_pattern": of every
 * @pattern layers the last looks at everything, unless the source says otherwise. */
void vt_lm_config_read_sliding (VtLmConfig *c, const VtModelConfig *source, gint64 pattern);

void vt_lm_config_clear (VtLmConfig *c);

G_END_DECLS

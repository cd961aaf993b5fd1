/* lm-weights.h: the weights of decoder-only language models: which there are,
 * what they are called in either kind of file and what shape they must have.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/lm-config.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

typedef enum
{
  VT_LM_TOKEN_EMBD,
  VT_LM_POSITION_EMBD,
  VT_LM_OUTPUT_NORM,
  VT_LM_OUTPUT_NORM_BIAS,
  VT_LM_OUTPUT,
  VT_LM_ROPE_FACTORS,
  VT_LM_N_GLOBAL,

  VT_LM_ATTN_NORM = 0,
  VT_LM_ATTN_NORM_BIAS,
  VT_LM_Q,
  VT_LM_K,
  VT_LM_V,
  VT_LM_QKV,
  VT_LM_O,
  VT_LM_Q_BIAS,
  VT_LM_K_BIAS,
  VT_LM_V_BIAS,
  VT_LM_QKV_BIAS,
  VT_LM_O_BIAS,
  VT_LM_Q_NORM,
  VT_LM_K_NORM,
  VT_LM_ATTN_POST_NORM,
  VT_LM_FFN_NORM,
  VT_LM_FFN_NORM_BIAS,
  VT_LM_GATE,
  VT_LM_UP,
  VT_LM_DOWN,
  VT_LM_GATE_BIAS,
  VT_LM_UP_BIAS,
  VT_LM_DOWN_BIAS,
  VT_LM_FFN_POST_NORM,
  VT_LM_N_LAYER,
} VtLmWeightId;

/* Extents in terms of the configuration. */
typedef enum
{
  VT_LM_DIM_ONE,
  VT_LM_DIM_EMBD,
  VT_LM_DIM_VOCAB,
  VT_LM_DIM_CTX,
  VT_LM_DIM_Q,     /* heads * head_dim */
  VT_LM_DIM_KV,    /* kv heads * head_dim */
  VT_LM_DIM_QKV,   /* both and again kv */
  VT_LM_DIM_HEAD,  /* head_dim */
  VT_LM_DIM_FF,
  VT_LM_DIM_ROPE,  /* rope.n_dims / 2 */
} VtLmDim;

typedef enum
{
  VT_LM_OPTIONAL = 1 << 0,
  VT_LM_TRANSPOSED = 1 << 1, /* in safetensors the other way round (GPT-2's Conv1D) */
  VT_LM_GLOBAL = 1 << 2,     /* once, not per layer */
} VtLmWeightFlags;

/**
 * VtLmWeightSpec:
 * @gguf, @hf: names, %d standing for the layer; @hf after "model." or
 *   "transformer.", which files may leave out. %NULL where a kind of file has it not
 */
typedef struct
{
  VtLmWeightId id;
  VtLmWeightFlags flags;
  const char *gguf;
  const char *hf;
  VtLmDim ne0, ne1;
} VtLmWeightSpec;

#define VT_LM_SPEC_END { .gguf = NULL, .hf = NULL }

/**
 * VtLmWeights: all weights of one model on one device.
 * @buffers: (element-type VtBuffer): the imported files and converted weights
 * @global, @layers: (nullable elements): each weight, bound to its buffer
 */
typedef struct
{
  GPtrArray *buffers;
  gint64 n_layers;
  VtTensor *global[VT_LM_N_GLOBAL];
  VtTensor *(*layers)[VT_LM_N_LAYER];
} VtLmWeights;

/* The weight of @spec in @source, whatever stands before its name there, or
 * %NULL. @name (transfer full) gets what it is called; %NULL where this kind of
 * file has it not. */
const VtTensorInfo *vt_lm_find_weight (VtWeights *source, const VtLmWeightSpec *spec, int layer, char **name);

/* Finds every weight of @specs in @source, checks its type and shape and binds
 * it to @device: in place where the device can read the mapped file, else by a
 * copy. @source must outlive the result. Errors name the weight and what its
 * shape should be (VT_ERROR_CORRUPT), or VT_ERROR_NO_MEMORY. */
VtLmWeights *vt_lm_weights_load (VtDevice *device, VtWeights *source, const VtLmWeightSpec *specs,
                                 const VtLmConfig *config, GError **error);
void vt_lm_weights_free (VtLmWeights *weights);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtLmWeights, vt_lm_weights_free)

G_END_DECLS

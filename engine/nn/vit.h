/* vit.h: the parts of vision transformers, which CLIP's text encoder has too.
 *
 *     x = x + attention (norm (x))
 *     x = x + mlp (norm (x))
 *
 * Sources: Dosovitskiy et al. 2020; transformers' modeling_vit.py, modeling_clip.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

/**
 * VtNnVitNames: what the parts of a layer are called.
 * @qkv: of one matrix for all three, then @q, @k and @v are %NULL
 * @scale1, @scale2: (nullable): numbers that what is added is multiplied by (DINOv2)
 */
typedef struct
{
  const char *norm1, *q, *k, *v, *qkv, *out, *scale1;
  const char *norm2, *fc1, *fc2, *scale2;
} VtNnVitNames;

extern const VtNnVitNames vt_nn_vit_names, vt_nn_clip_names, vt_nn_blip_names;

/**
 * VtNnVit: what the layers of one network share.
 */
typedef struct
{
  const VtNnVitNames *names;
  gint64 n_layer, n_embd, n_head, n_ff;
  gint64 patch, side; /* pixels of a patch, and of the picture that the positions are for */
  float eps;
  VtUnary activation;
} VtNnVit;

/* The names that transformers has for functions: "gelu", "quick_gelu", "gelu_new", "relu", "silu".
 * VT_ERROR_UNSUPPORTED for others. */
gboolean vt_nn_read_activation (VtUnary *activation, const char *name, GError **error);

/* Reads hidden_size, num_hidden_layers and so on; what is missing is ViT-Base's.
 * VT_ERROR_CORRUPT where they make no sense. */
gboolean vt_nn_vit_read (VtNnVit *v, const VtJsonNode *config, GError **error);

/* VT_ERROR_CORRUPT where the sizes of layers make no sense. */
gboolean vt_nn_vit_check (const VtNnVit *v, GError **error);

/* Layer @s: @x (n_embd, n) -> the same. @spans (2, n) may be %NULL: all look at all. */
VtTensor *vt_nn_vit_layer (const VtNnScope *s, const VtNnVit *v, VtTensor *x, VtTensor *spans);

/* @pixels (3, W, H) cut into patches: (n_embd, W / patch * H / patch), by the convolution @name. */
VtTensor *vt_nn_vit_patches (const VtNnScope *s, const VtNnVit *v, const char *name, VtTensor *pixels, VtNnBias bias);

G_END_DECLS

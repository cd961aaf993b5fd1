/* lora.h: small additions to the weights of a model (Hu et al. 2021): for a
 * matrix W a product of two thin ones, W + scale * alpha / rank * up * down.
 *
 * Read are safetensors with the names of diffusers ("unet.….lora_A.weight",
 * "….lora.down.weight") and of kohya ("lora_unet_….lora_down.weight").
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/scope.h"

G_BEGIN_DECLS

typedef struct _VtLora VtLora;

/* The file at @path, to count @scale times. Errors as vt_weights_open(). */
VtLora *vt_lora_open (const char *path, double scale, GError **error);
void vt_lora_free (VtLora *self);

/**
 * VtLoraPart: one network that additions may be for; the data of vt_lora_delta().
 * @loras: (element-type VtLora): all that are used
 * @diffusers, @kohya: what their names begin with: "unet.", "lora_unet_"
 * @kohya_alone: (nullable): the same in files for models with one text encoder only
 */
typedef struct
{
  GPtrArray *loras;
  const char *diffusers, *kohya, *kohya_alone;
} VtLoraPart;

/* A #VtNnDelta. */
gboolean vt_lora_delta (const char *name, float *values, gint64 ne0, gint64 ne1, gpointer part);

/* How many weights of @source @lora changes; -1 and VT_ERROR_INVALID where one is
 * of another shape, as of another base model. */
int vt_lora_check (const VtLora *lora, const VtLoraPart *part, VtWeights *source, GError **error);

G_END_DECLS

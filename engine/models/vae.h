/* vae.h: autoencoders: between pictures and the small latents that Stable
 * Diffusion works on. A family is one const #VtVaeClass, named in vae.c's list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/nn/picture-blocks.h"
#include "engine/nn/probe.h"

G_BEGIN_DECLS

#define VT_VAE_MAX_BLOCKS 8

typedef struct _VtVae VtVae;

/**
 * VtVaeClass:
 * @name: as "_class_name" has it
 * @moments: whether the encoder gives mean and logarithm of the variance, and not latents
 * @read_config: fills all but the weights
 * @rename: (nullable): other names of weights
 * @encoder, @decoder: the networks; they set @spans where they look at all positions
 *   (vt_nn_picture_spans())
 */
typedef struct
{
  const char *name;
  gboolean moments;
  gboolean (*read_config) (VtVae *self, const VtJsonNode *config, GError **error);
  VtNnRename rename;
  VtTensor *(*encoder) (const VtVae *self, const VtNnScope *root, VtTensor *x, VtTensor **spans);
  VtTensor *(*decoder) (const VtVae *self, const VtNnScope *root, VtTensor *x, VtTensor **spans);
} VtVaeClass;

/**
 * VtVae:
 * @n_blocks, @widths: of the levels going up or down
 * @layers, @groups, @quant_conv, @post_quant_conv, @attention: AutoencoderKL's
 * @encoder_widths, @depths, @encoder_depths: AutoencoderTiny's
 * @factor: pixels per latent, across and down
 * @latent: channels of a latent; @channels: of a picture
 * @scale, @shift: latents as the U-Net knows them are (z - shift) * scale
 */
struct _VtVae
{
  const VtVaeClass *klass;
  guint n_blocks, layers;
  gint64 widths[VT_VAE_MAX_BLOCKS], encoder_widths[VT_VAE_MAX_BLOCKS];
  gint64 depths[VT_VAE_MAX_BLOCKS], encoder_depths[VT_VAE_MAX_BLOCKS];
  gint64 in_channels, channels, latent;
  int groups;
  double scale, shift;
  gint64 factor;
  gboolean quant_conv, post_quant_conv, attention;
  VtNnWeights *weights;
  gpointer encoder, decoder; /* the plans of the last shapes */
};

/* Reads @config and checks all weights of @source; takes neither. */
VtVae *vt_vae_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error);
void vt_vae_free (VtVae *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVae, vt_vae_free)

/* Forgets the plans, to save memory. */
void vt_vae_forget (VtVae *self);

/* Lets go of plans that take much memory, for other networks have their turn. */
void vt_vae_make_room (VtVae *self);
guint64 vt_vae_bytes (const VtVae *self);

/**
 * vt_vae_encode:
 * @picture: (in_channels, @width, @height), -1 … 1; extents are multiples of the factor
 * @mean, @deviation: (latent, width / factor, height / factor), of what the latents
 *   are distributed as; neither scaled nor shifted. A family without moments gives
 *   the latents, and no deviation
 */
gboolean vt_vae_encode (VtVae *self, const float *picture, gint64 width, gint64 height, float *mean, float *deviation,
                        GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error);

/**
 * vt_vae_decode:
 * @z: (latent, @width, @height), scaled and shifted back
 * @picture: (channels, width factor, height factor), about -1 … 1
 *
 * What does not fit into memory at once is decoded in tiles whose edges are
 * blended. Errors: VT_ERROR_NO_MEMORY; VT_ERROR_FAILED where what comes out are
 * no numbers or nothing but one colour, which is never a picture.
 */
gboolean vt_vae_decode (VtVae *self, const float *z, gint64 width, gint64 height, gboolean tiled, float *picture,
                        GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS

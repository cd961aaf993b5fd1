/* unet.h: the networks that take noise out of pictures: their families' class,
 * and one that is loaded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/nn/probe.h"
#include "engine/nn/unet.h"

G_BEGIN_DECLS

typedef struct _VtUnetClass VtUnetClass;

/**
 * VtUnet:
 * @time_channels: sines and cosines of the time; @time_embed: the width of its embedding
 * @flip: cosines first; @freq_shift: of the highest frequency
 * @words: the width of encoded words, 0 where none are looked at
 * @guidance: the width of the guidance's embedding (LCM), 0 for none
 * @added, @added_time: SDXL: the width of what is added to the time, and of one
 *   number's sines and cosines in it; 0 for none
 * @center: the picture is taken as 2 x - 1
 * @sample_size: what it was trained on
 */
typedef struct
{
  const VtUnetClass *klass;
  VtNnUnet body;
  gint64 time_channels, time_embed;
  gboolean flip, center;
  double freq_shift;
  gint64 words, guidance, added, added_time;
  gint64 sample_width, sample_height;
  VtNnWeights *weights;
  gpointer ready; /* the plan of the last shape */
} VtUnet;

/**
 * VtUnetClass: one family, named in unet.c's list.
 * @name: as "_class_name" has it
 * @read_config: fills all but the weights from a config.json
 */
struct _VtUnetClass
{
  const char *name;
  gboolean (*read_config) (VtUnet *u, const VtJsonNode *config, GError **error);
};

/* Reads @config and checks all weights of @source; takes neither. */
VtUnet *vt_unet_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error);
void vt_unet_free (VtUnet *u);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtUnet, vt_unet_free)

/**
 * VtUnetCall:
 * @width, @height, @n: of @sample (in_channels, width, height, n)
 * @time: the same for all
 * @words: (words, n_words * n): encoded words
 * @guidance_scale: for models with a guidance embedding
 * @pooled: (added - 6 added_time, n), @ids: (6, n): SDXL's
 * @looks: (nullable): takes which share of their attention the places of the picture give to each
 *   word, (n_words, …, n) in the size of vt_unet_looks_size(): the mean over heads and layers. Costs
 *   a plan of its own and a few hundredths of the time.
 */
typedef struct
{
  gint64 width, height, n;
  const float *sample;
  double time;
  const float *words;
  gint64 n_words;
  double guidance_scale;
  const float *pooled;
  const float *ids;
  float *looks;
} VtUnetCall;

#define VT_UNET_ADDED_IDS 6

/* @out: (out_channels, width, height, n). Keeps the plan for the next call of
 * the same shape. Errors: VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE, cancelled. */
gboolean vt_unet_run (VtUnet *u, const VtUnetCall *call, float *out, GCancellable *cancellable, VtNnProbe probe,
                      gpointer data, GError **error);

/* The size of a call's looks, for pictures of @width x @height; %FALSE where the model looks at no words. */
gboolean vt_unet_looks_size (const VtUnet *u, gint64 *width, gint64 *height);

/* Forgets the plan: after the weights changed, or to save memory. */
void vt_unet_forget (VtUnet *u);

/* Lets go of a plan that takes much memory, for other networks have their turn. */
void vt_unet_make_room (VtUnet *u);

/* Bytes that weights and plan take. */
guint64 vt_unet_bytes (const VtUnet *u);

/*< for families >*/

/* Reads what both families share: blocks, norms, time. */
gboolean vt_unet_read_config (VtUnet *u, const VtJsonNode *config, GError **error);

/* Number @i of "key": [ … ], or of "key": number; @fallback where it is missing. */
gint64 vt_unet_config_at (const VtJsonNode *config, const char *key, guint i, gint64 fallback);

/* VT_ERROR_UNSUPPORTED if @key is there and neither null nor @value as JSON text. */
gboolean vt_unet_config_only (const VtJsonNode *config, const char *key, const char *value, GError **error);

/* SiLU of sines and cosines: fills @to (n). */
void vt_unet_sines (double time, float *to, gint64 n, gboolean flip, double freq_shift);

G_END_DECLS

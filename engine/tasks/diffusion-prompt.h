/* diffusion-prompt.h: a prompt as what a diffusion model looks at.
 *
 * `(word:1.3)` makes a part count more, `(word:0.7)` less; a backslash before a
 * bracket takes it as it is. Prompts longer than the text encoder's positions
 * are encoded in pieces that the picture model sees side by side.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/diffusion.h"

G_BEGIN_DECLS

/**
 * VtPromptToken:
 * @weight: 1 where none was given
 * @embedding: (nullable): instead of the token's own
 */
typedef struct
{
  gint32 id;
  float weight;
  const float *embedding;
} VtPromptToken;

/* (element-type VtPromptToken) (transfer full): @text without begin and end, for encoder @which. */
GArray *vt_diffusion_prompt_tokens (const VtDiffusion *d, guint which, const char *text);

/* How many pieces @text needs, at least 1. */
guint vt_diffusion_prompt_pieces (const VtDiffusion *d, const char *text);

/**
 * VtDiffusionWords:
 * @words: (width, n): the hidden states of all pieces
 * @pooled: (nullable): XL's; (projection)
 */
typedef struct
{
  float *words;
  gsize n, width;
  float *pooled;
  gsize n_pooled;
} VtDiffusionWords;

void vt_diffusion_words_clear (VtDiffusionWords *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtDiffusionWords, vt_diffusion_words_clear)

/**
 * vt_diffusion_prompt_encode:
 * @text: (nullable): %NULL for zeros
 * @pieces: at least what vt_diffusion_prompt_pieces() says
 * @skip: how many of the last layers are left out
 *
 * Errors: VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE.
 */
gboolean vt_diffusion_prompt_encode (VtDiffusion *d, const char *text, guint pieces, guint skip, VtDiffusionWords *words, GError **error);

G_END_DECLS

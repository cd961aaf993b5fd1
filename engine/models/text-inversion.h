/* text-inversion.h: words that were taught to a model afterwards (textual
 * inversion, Gal et al. 2022): embeddings of one or several tokens under a name.
 *
 * Read are diffusers' learned_embeds files, whose one tensor has the word as its
 * name, and those of other programs (“emb_params”, “*”, XL's “clip_l” and
 * “clip_g”), where the file's name is the word; as safetensors or PyTorch's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_TEXT_INVERSION_ENCODERS 2

/**
 * VtTextInversion:
 * @word: as prompts have it
 * @vectors, @n: for each text encoder, (its width, n); 0 where the file has none for it
 */
typedef struct
{
  char *word;
  float *vectors[VT_TEXT_INVERSION_ENCODERS];
  guint n[VT_TEXT_INVERSION_ENCODERS];
} VtTextInversion;

/**
 * vt_text_inversion_open:
 * @file: "PATH", or "PATH:WORD" for another word than the file's own
 * @widths: (array length=n_encoders): of the model's text encoders
 *
 * Errors: as vt_weights_open(); VT_ERROR_INVALID where it was made for another model.
 */
VtTextInversion *vt_text_inversion_open (const char *file, const gint64 *widths, guint n_encoders, GError **error);
void vt_text_inversion_free (VtTextInversion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTextInversion, vt_text_inversion_free)

G_END_DECLS

/* kokoro-style.h: the voices of a Kokoro model: numbers by which it is told who speaks.
 *
 * A voice is a file NAME.bin, bare floats, or NAME.pt, a tensor of PyTorch, in the
 * folder "voices" beside the model or the folder above it: rows of 2 * style floats,
 * the first for one symbol, the next for two, and so on, since short sentences are
 * spoken differently from long ones.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtKokoroStyle: one voice, or several mixed by weight.
 * @language: espeak-ng's name of what the voice speaks
 */
typedef struct
{
  const char *language;
  /*< private >*/
  float *rows;
  guint n_rows;
  guint width;
} VtKokoroStyle;

/**
 * vt_kokoro_style_load:
 * @folder: (nullable): where the voices are
 * @names: (nullable): "af_heart", or several with their weights, "af_heart:0.7,bm_george:0.3";
 *   %NULL for the first there is
 * @width: numbers of a row
 *
 * Mixed voices speak the first one's language.
 *
 * Returns: VT_ERROR_NOT_FOUND, VT_ERROR_INVALID for a list that is none, VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED
 *   where none of them speaks a language that espeak-ng can read to it
 */
VtKokoroStyle *vt_kokoro_style_load (const char *folder, const char *names, guint width, GError **error);
void vt_kokoro_style_free (VtKokoroStyle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtKokoroStyle, vt_kokoro_style_free)

/* The row (width) for a sentence of @symbols symbols. */
const float *vt_kokoro_style_row (const VtKokoroStyle *self, guint symbols);

/* The names of the voices in @folder, in order (element-type utf8). */
GPtrArray *vt_kokoro_style_list (const char *folder);

/* The folder for the model at @path; %NULL where there is none. Transfer full. */
char *vt_kokoro_style_folder (const char *path);

G_END_DECLS

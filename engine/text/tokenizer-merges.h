/* tokenizer-merges.h: tokenizers of byte pairs in the older two files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_tokenizer_merges_to_json:
 * @folder: a folder with vocab.json and merges.txt, as the repositories of CLIP,
 *   Stable Diffusion and GPT-2 have it
 *
 * CLIP where tokens end words with `</w>`:
 * lower case, words and signs apart; else GPT-2's bytes.
 *
 * Returns: (transfer full) (nullable): the same as the text of a tokenizer.json;
 *   %NULL without an error where the files are not there
 */
char *vt_tokenizer_merges_to_json (const char *folder, GError **error);

G_END_DECLS

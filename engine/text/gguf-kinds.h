/* gguf-kinds.h: the kinds of tokenizer that GGUF files name in
 * tokenizer.ggml.model, and the cuts that they name in tokenizer.ggml.pre.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/tokenizer-private.h"

G_BEGIN_DECLS

/**
 * VtGgufKind:
 * @name: in tokenizer.ggml.model
 * @adds_bos: where the file does not say
 * @adds_eos: likewise
 * @load: makes model, normalizer, pre-tokenizer and decoder; the vocabulary,
 *   the added tokens and the roles are there
 */
typedef struct
{
  const char *name;
  gboolean adds_bos, adds_eos;
  gboolean (*load) (VtTokenizer *self, GError **error);
} VtGgufKind;

/**
 * VtGgufPre:
 * @names: of the cut, %NULL-terminated
 * @regexes: applied one after the other, each to what the one before left whole
 * @ignore_merges: a word that is a token needs no merging
 * @adds_bos: where the file does not say
 */
typedef struct
{
  const char *names[24];
  const char *regexes[6];
  gboolean ignore_merges, adds_bos;
} VtGgufPre;

/* (nullable) */
const VtGgufPre *vt_gguf_pre_find (const char *name);

/* Makes a stage from its JSON text, which is ours. */
void vt_gguf_load_stage (VtStage *stage, gboolean (*load) (VtStage *, const VtJsonNode *, GError **),
                         const char *text);

G_END_DECLS

/* added.h: tokens that are cut out of a text before anything else sees it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/stage.h"

G_BEGIN_DECLS

/**
 * VtAddedToken:
 * @id: its id
 * @content: what it looks like in a text
 * @special: a control token: only found where special tokens are asked for
 * @normalized: looked for in the normalized text instead of the user's
 * @single_word: not inside a word
 * @lstrip: takes the white space before it along
 * @rstrip: takes the white space after it along
 */
typedef struct
{
  gint32 id;
  char *content;
  gboolean special, normalized, single_word, lstrip, rstrip;
} VtAddedToken;

typedef struct _VtAddedTokens VtAddedTokens;

VtAddedTokens *vt_added_tokens_new (void);

void vt_added_tokens_free (VtAddedTokens *self);

/* Adds a token; @token->content is copied. Empty ones are never found. */
void vt_added_tokens_add (VtAddedTokens *self, const VtAddedToken *token);

/* To be called once, when all are there. */
void vt_added_tokens_seal (VtAddedTokens *self, const VtStage *normalizer);

guint vt_added_tokens_length (const VtAddedTokens *self);

/* In order of ids. */
const VtAddedToken *vt_added_tokens_at (const VtAddedTokens *self, guint index);

/* (nullable): the token with that id. */
const VtAddedToken *vt_added_tokens_by_id (const VtAddedTokens *self, gint32 id);

/* (nullable): the token with that content. */
const VtAddedToken *vt_added_tokens_by_content (const VtAddedTokens *self, const char *content);

/**
 * VtCut:
 * @id: a token, or -1 for text between tokens
 * @span: which bytes
 */
typedef struct
{
  gint32 id;
  VtSpan span;
} VtCut;

/**
 * vt_added_tokens_cut:
 * @normalized: look for the tokens that are to be found in normalized text, or
 *   for the others
 * @special: look for control tokens too
 *
 * Leftmost first, longest first.
 *
 * Returns: (transfer full) (element-type VtCut): all of the text in order
 */
GArray *vt_added_tokens_cut (const VtAddedTokens *self, gboolean normalized, gboolean special,
                             const char *text, gsize length);

G_END_DECLS

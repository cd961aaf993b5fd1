/* split.h: cutting pieces where something was found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/regex.h"
#include "engine/text/stage.h"

G_BEGIN_DECLS

/* What becomes of the found parts, in the words of tokenizer.json. */
typedef enum
{
  VT_SPLIT_REMOVED,
  VT_SPLIT_ISOLATED,
  VT_SPLIT_MERGED_WITH_PREVIOUS,
  VT_SPLIT_MERGED_WITH_NEXT,
  VT_SPLIT_CONTIGUOUS,
} VtSplitBehavior;

/* Reads `"behavior": "MergedWithNext"`; %FALSE with VT_ERROR_CORRUPT. */
gboolean vt_split_behavior_load (VtSplitBehavior *behavior, const VtJsonNode *node, GError **error);

/* Appends to @found which parts of @text to cut at, in order. */
typedef void (*VtFindFunc) (gconstpointer data, const char *text, gsize length, GArray *found);

/* Cuts all pieces; @invert: what was not found is what was meant. */
void vt_split (VtPieces *pieces, VtFindFunc find, gconstpointer data, VtSplitBehavior behavior, gboolean invert);

/**
 * VtPattern:
 *
 * A string or a regular expression: `{"String": " "}`, `{"Regex": "\\s+"}`.
 */
typedef struct
{
  char *string;
  VtRegex *regex;
} VtPattern;

gboolean vt_pattern_load (VtPattern *self, const VtJsonNode *node, GError **error);

void vt_pattern_clear (VtPattern *self);

/* A VtFindFunc for a VtPattern. */
void vt_pattern_find (gconstpointer pattern, const char *text, gsize length, GArray *found);

/* The stage "Replace", of a normalizer or a decoder: what is found becomes @content. */
typedef struct
{
  VtPattern pattern;
  char *content;
} VtReplace;

/* A VtReplace; %NULL with VT_ERROR_CORRUPT. */
gpointer vt_replace_load (const VtJsonNode *node, GError **error);

void vt_replace_free (gpointer replace);

G_END_DECLS

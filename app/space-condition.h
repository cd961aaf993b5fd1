/* space-condition.h: when a step of a space runs: its member `"if"`.
 *
 *     "if": "$spoken"                     there is something, or it is ticked
 *     "if": ["not", "$spoken"]            the contrary
 *     "if": ["$kind", "is", "poem"]       is, is not, contains: as texts
 *     "if": ["$score", ">=", 0.5]         <, <=, >, >=: as numbers
 *
 * Of label scores the best one counts: its name as a text, its score as a number.
 * A comparison with something that is not there is never true, but "is not" is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-wire.h"

G_BEGIN_DECLS

/**
 * VtSpaceCondition:
 * @left: what is looked at
 * @word: (nullable): "is", "<" and so on; %NULL for whether @left is there
 * @right: (nullable): what it is compared with
 * @negated: whether the contrary is meant
 */
typedef struct
{
  VtSpaceWire *left;
  const char *word;
  VtSpaceWire *right;
  gboolean negated;
} VtSpaceCondition;

/* @path: `events[0].steps[1].if`, for messages. Returns %NULL with VT_ERROR_CORRUPT. */
VtSpaceCondition *vt_space_condition_new (const VtJsonNode *node, const char *path, GError **error);
void vt_space_condition_free (VtSpaceCondition *self);

/* The words that compare, %NULL-terminated. */
extern const char *const vt_space_condition_words[];

gboolean vt_space_condition_holds (const VtSpaceCondition *self, VtSpaceWireLookup lookup, gpointer data);

G_END_DECLS

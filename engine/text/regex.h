/* regex.h: the regular expressions of tokenizers.
 *
 * They are written for Oniguruma. GRegex (PCRE2) runs them after the few
 * classes that mean something else there have been written out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

typedef struct _VtRegex VtRegex;

/**
 * vt_regex_new:
 *
 * Returns: (transfer full): the compiled expression, safe for several threads;
 *   %NULL with %VT_ERROR_CORRUPT
 */
VtRegex *vt_regex_new (const char *pattern, GError **error);

void vt_regex_free (VtRegex *self);

/**
 * vt_regex_find_all:
 * @text: valid UTF-8
 * @found: (element-type VtSpan): the matches are appended here, in order;
 *   where matching takes too long they end early
 */
void vt_regex_find_all (const VtRegex *self, const char *text, gsize length, GArray *found);

G_END_DECLS

/* jinja-lex.h: a template cut into text and tokens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/jinja-value.h"

G_BEGIN_DECLS

typedef enum
{
  VT_JINJA_END,        /* of the template */
  VT_JINJA_TEXT,       /* outside of tags */
  VT_JINJA_OPEN_PRINT, /* {{ */
  VT_JINJA_OPEN_BLOCK, /* {% */
  VT_JINJA_CLOSE,      /* }} or %} */
  VT_JINJA_NAME,
  VT_JINJA_OPERATOR,
  VT_JINJA_CONSTANT,   /* a string or a number */
} VtJinjaTokenType;

/**
 * VtJinjaToken:
 * @text: of names, operators and text outside
 * @value: of constants
 */
typedef struct
{
  VtJinjaTokenType type;
  guint line;
  const char *text;
  VtJinjaValue value;
} VtJinjaToken;

/**
 * vt_jinja_lex:
 *
 * Follows trim_blocks and lstrip_blocks as transformers sets them.
 *
 * Returns: (transfer full) (element-type VtJinjaToken): the tokens with
 *   %VT_JINJA_END last; %NULL with %VT_ERROR_CORRUPT
 */
GArray *vt_jinja_lex (VtArena *arena, const char *source, GError **error);

G_END_DECLS

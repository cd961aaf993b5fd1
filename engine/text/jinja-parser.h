/* jinja-parser.h: what the parsers of expressions and of statements share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/jinja-lex.h"
#include "engine/text/jinja.h"

G_BEGIN_DECLS

/**
 * VtParser:
 * @token: the next one
 * @depth: of rules within rules
 *
 * After a mistake @failed is set and the rules return quickly; what they
 * return then has no meaning.
 */
typedef struct
{
  VtArena *arena;
  const VtJinjaToken *token;
  guint depth;
  GError **error;
  gboolean failed;
} VtParser;

/* Sets the error, once; returns %NULL. */
gpointer vt_parser_fail (VtParser *self, int code, const char *what);

VtJinjaNode *vt_parser_node (VtParser *self, VtJinjaFunc func);

/* Looking at the next token, and passing it. */
gboolean vt_parser_is_operator (const VtParser *self, const char *text);
gboolean vt_parser_is_name (const VtParser *self, const char *text);
void vt_parser_skip (VtParser *self);
gboolean vt_parser_accept_operator (VtParser *self, const char *text);
gboolean vt_parser_accept_name (VtParser *self, const char *text);
void vt_parser_expect_operator (VtParser *self, const char *text);
void vt_parser_expect_close (VtParser *self);
const char *vt_parser_expect_name (VtParser *self);

/* A bounded way down; every rule that may nest passes here, and takes one off
 * the depth when it is done. */
gboolean vt_parser_enter (VtParser *self);

/* Rules: jinja-parse-expression.c */
VtJinjaNode *vt_parser_expression (VtParser *self);
VtJinjaNode *vt_parser_or (VtParser *self);
VtJinjaNode *vt_parser_tuple (VtParser *self);
VtJinjaNode *vt_parser_filter (VtParser *self, VtJinjaNode *of);

G_END_DECLS

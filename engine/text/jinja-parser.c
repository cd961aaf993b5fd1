/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja-parser.h"

gpointer
vt_parser_fail (VtParser *self, int code, const char *what)
{
  if (!self->failed)
    g_set_error (self->error, VT_ERROR, code, "The chat template has a mistake in line %u: %s.", self->token->line, what);
  self->failed = TRUE;
  return NULL;
}

VtJinjaNode *
vt_parser_node (VtParser *self, VtJinjaFunc func)
{
  VtJinjaNode *node = vt_arena_alloc (self->arena, sizeof *node);

  node->func = func;
  node->line = self->token->line;
  if (vt_arena_is_spent (self->arena))
    vt_parser_fail (self, VT_ERROR_LIMIT, "it is too long");
  return node;
}

gboolean
vt_parser_is_operator (const VtParser *self, const char *text)
{
  return self->token->type == VT_JINJA_OPERATOR && strcmp (self->token->text, text) == 0;
}

gboolean
vt_parser_is_name (const VtParser *self, const char *text)
{
  return self->token->type == VT_JINJA_NAME && strcmp (self->token->text, text) == 0;
}

void
vt_parser_skip (VtParser *self)
{
  if (self->token->type != VT_JINJA_END)
    self->token++;
}

gboolean
vt_parser_accept_operator (VtParser *self, const char *text)
{
  if (self->failed || !vt_parser_is_operator (self, text))
    return FALSE;
  vt_parser_skip (self);
  return TRUE;
}

gboolean
vt_parser_accept_name (VtParser *self, const char *text)
{
  if (self->failed || !vt_parser_is_name (self, text))
    return FALSE;
  vt_parser_skip (self);
  return TRUE;
}

void
vt_parser_expect_operator (VtParser *self, const char *text)
{
  g_autofree char *what = g_strdup_printf ("“%s” is missing", text);

  if (!vt_parser_accept_operator (self, text))
    vt_parser_fail (self, VT_ERROR_CORRUPT, what);
}

void
vt_parser_expect_close (VtParser *self)
{
  if (self->token->type != VT_JINJA_CLOSE)
    vt_parser_fail (self, VT_ERROR_CORRUPT, "a tag holds more than it should");
  else
    vt_parser_skip (self);
}

const char *
vt_parser_expect_name (VtParser *self)
{
  const char *name = self->token->text;

  if (self->token->type != VT_JINJA_NAME)
    return vt_parser_fail (self, VT_ERROR_CORRUPT, "a name is missing");
  vt_parser_skip (self);
  return name;
}

gboolean
vt_parser_enter (VtParser *self)
{
  if (++self->depth > VT_JINJA_MAX_DEPTH)
    vt_parser_fail (self, VT_ERROR_LIMIT, "it nests too deeply");
  return !self->failed;
}

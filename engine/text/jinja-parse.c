/* jinja-parse.c: statements: from tokens to a tree.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja-parser.h"

static VtJinjaNode *parse_statements (VtParser *self, const char *const *ends);

/* What is assigned to: names, or `namespace.name`; chained. */
static VtJinjaNode *
parse_targets (VtParser *self)
{
  gboolean parentheses = vt_parser_accept_operator (self, "(");
  VtJinjaNode *first = NULL, *last = NULL;

  do
    {
      VtJinjaNode *target = vt_parser_node (self, NULL);

      target->name = vt_parser_expect_name (self);
      if (vt_parser_accept_operator (self, "."))
        target->data = vt_parser_expect_name (self);
      if (last == NULL)
        first = target;
      else
        last->next = target;
      last = target;
    }
  while (vt_parser_accept_operator (self, ","));
  if (parentheses)
    vt_parser_expect_operator (self, ")");
  return first;
}

/* The name of the block that the next tag begins, or %NULL. */
static const char *
peek_block (const VtParser *self)
{
  return self->token->type == VT_JINJA_OPEN_BLOCK && self->token[1].type == VT_JINJA_NAME ? self->token[1].text : NULL;
}

/* Passes `{% name`. */
static gboolean
accept_block (VtParser *self, const char *name)
{
  const char *block = self->failed ? NULL : peek_block (self);

  if (block == NULL || strcmp (block, name) != 0)
    return FALSE;
  self->token += 2;
  return TRUE;
}

static void
expect_end (VtParser *self, const char *name)
{
  g_autofree char *what = g_strdup_printf ("“%s” is missing", name);

  if (!accept_block (self, name))
    vt_parser_fail (self, VT_ERROR_CORRUPT, what);
  else
    vt_parser_expect_close (self);
}

static VtJinjaNode *
parse_if (VtParser *self)
{
  static const char *const ends[] = { "elif", "else", "endif", NULL };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_if);

  node->a = vt_parser_expression (self);
  vt_parser_expect_close (self);
  node->b = parse_statements (self, ends);
  if (!vt_parser_enter (self))
    return NULL;
  if (accept_block (self, "elif"))
    node->c = parse_if (self);
  else
    {
      if (accept_block (self, "else"))
        {
          vt_parser_expect_close (self);
          node->c = parse_statements (self, ends + 2);
        }
      expect_end (self, "endif");
    }
  self->depth--;
  return node;
}

/* a: what is looped over; b: the body; c: the `else`; data: the targets, whose
 * first's a is the condition. */
static VtJinjaNode *
parse_for (VtParser *self)
{
  static const char *const ends[] = { "else", "endfor", NULL };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_for), *targets = parse_targets (self);

  if (!vt_parser_accept_name (self, "in"))
    return vt_parser_fail (self, VT_ERROR_CORRUPT, "“in” is missing");
  node->a = vt_parser_or (self);
  node->data = targets;
  if (vt_parser_accept_name (self, "if"))
    targets->a = vt_parser_expression (self);
  if (vt_parser_is_name (self, "recursive"))
    return vt_parser_fail (self, VT_ERROR_UNSUPPORTED, "recursive loops are not known to this version");
  vt_parser_expect_close (self);
  node->b = parse_statements (self, ends);
  if (accept_block (self, "else"))
    {
      vt_parser_expect_close (self);
      node->c = parse_statements (self, ends + 1);
    }
  expect_end (self, "endfor");
  return node;
}

static VtJinjaNode *
parse_set (VtParser *self)
{
  static const char *const ends[] = { "endset", NULL };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_set);

  node->b = parse_targets (self);
  if (vt_parser_accept_operator (self, "="))
    {
      node->a = vt_parser_tuple (self);
      vt_parser_expect_close (self);
      return node;
    }
  node->func = vt_jinja_run_set_block;
  if (vt_parser_accept_operator (self, "|"))
    node->c = vt_parser_filter (self, NULL);
  vt_parser_expect_close (self);
  node->a = parse_statements (self, ends);
  expect_end (self, "endset");
  return node;
}

/* b: the parameters, each with its default as a; a: the body */
static VtJinjaNode *
parse_macro (VtParser *self)
{
  static const char *const ends[] = { "endmacro", NULL };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_macro), *last = NULL;

  node->name = vt_parser_expect_name (self);
  vt_parser_expect_operator (self, "(");
  while (!self->failed && !vt_parser_accept_operator (self, ")"))
    {
      VtJinjaNode *parameter = vt_parser_node (self, NULL);

      if (last != NULL)
        vt_parser_expect_operator (self, ",");
      parameter->name = vt_parser_expect_name (self);
      if (vt_parser_accept_operator (self, "="))
        parameter->a = vt_parser_expression (self);
      if (last == NULL)
        node->b = parameter;
      else
        last->next = parameter;
      last = parameter;
    }
  vt_parser_expect_close (self);
  node->a = parse_statements (self, ends);
  expect_end (self, "endmacro");
  return node;
}

static VtJinjaNode *
parse_filter_block (VtParser *self)
{
  static const char *const ends[] = { "endfilter", NULL };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_filter_block);

  node->b = vt_parser_filter (self, NULL);
  vt_parser_expect_close (self);
  node->a = parse_statements (self, ends);
  expect_end (self, "endfilter");
  return node;
}

/* transformers' mark around what an assistant said. */
static VtJinjaNode *
parse_generation (VtParser *self)
{
  static const char *const ends[] = { "endgeneration", NULL };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_group);

  vt_parser_expect_close (self);
  node->a = parse_statements (self, ends);
  expect_end (self, "endgeneration");
  return node;
}

static VtJinjaNode *
parse_break (VtParser *self)
{
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_break);

  vt_parser_expect_close (self);
  return node;
}

static VtJinjaNode *
parse_continue (VtParser *self)
{
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_continue);

  vt_parser_expect_close (self);
  return node;
}

static const struct
{
  const char *name;
  VtJinjaNode *(*parse) (VtParser *self);
} blocks[] = {
  { "break", parse_break },           { "continue", parse_continue },     { "filter", parse_filter_block },
  { "for", parse_for },               { "generation", parse_generation }, { "if", parse_if },
  { "macro", parse_macro },           { "set", parse_set },
};

static VtJinjaNode *
parse_block (VtParser *self)
{
  const char *name = peek_block (self);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (blocks); i++)
    if (strcmp (blocks[i].name, name) == 0)
      {
        self->token += 2;
        return blocks[i].parse (self);
      }
  return vt_parser_fail (self, VT_ERROR_UNSUPPORTED, "a tag that this version does not know, or one in the wrong place");
}

static VtJinjaNode *
parse_statement (VtParser *self)
{
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_run_text);

  if (self->token->type == VT_JINJA_OPEN_BLOCK)
    return parse_block (self);
  node->value = self->token->value;
  if (self->token->type == VT_JINJA_OPEN_PRINT)
    {
      vt_parser_skip (self);
      node->func = vt_jinja_run_print;
      node->a = vt_parser_tuple (self);
      vt_parser_expect_close (self);
    }
  else
    vt_parser_skip (self);
  return node;
}

/* Up to a block of one of these names, which is left; or to the end. */
static VtJinjaNode *
parse_statements (VtParser *self, const char *const *ends)
{
  VtJinjaNode *first = NULL, *last = NULL;

  if (!vt_parser_enter (self))
    return NULL;
  while (!self->failed && self->token->type != VT_JINJA_END)
    {
      const char *block = peek_block (self);
      VtJinjaNode *node;

      if (block != NULL && g_strv_contains (ends, block))
        break;
      node = parse_statement (self);
      if (node == NULL)
        break;
      if (last == NULL)
        first = node;
      else
        last->next = node;
      last = node;
    }
  self->depth--;
  return first;
}

const VtJinjaNode *
vt_jinja_parse (VtArena *arena, const char *source, GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr (GArray) tokens = vt_jinja_lex (arena, source, error);
  VtParser self = { .arena = arena, .error = error };
  VtJinjaNode *first;

  if (tokens == NULL)
    return NULL;
  self.token = (const VtJinjaToken *) tokens->data;
  first = parse_statements (&self, none);
  return self.failed ? NULL : first;
}

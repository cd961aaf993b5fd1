/* jinja-parse-expression.c: expressions, by recursive descent along Jinja's own
 * grammar and precedences.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja-parser.h"

static VtJinjaNode *parse_unary (VtParser *self, gboolean with_filter);

static VtJinjaNode *
binary (VtParser *self, VtJinjaFunc func, const char *name, const VtJinjaNode *a, const VtJinjaNode *b)
{
  VtJinjaNode *node = vt_parser_node (self, func);

  node->name = name;
  node->a = a;
  node->b = b;
  return node;
}

static VtJinjaNode *
constant (VtParser *self, VtJinjaValue value)
{
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_eval_constant);

  node->value = value;
  return node;
}

/* Strings that follow each other are one. */
static VtJinjaNode *
parse_constant (VtParser *self)
{
  VtJinjaNode *node = constant (self, self->token->value);

  vt_parser_skip (self);
  while (node->value.type == VT_JINJA_STRING && self->token->type == VT_JINJA_CONSTANT
         && self->token->value.type == VT_JINJA_STRING)
    {
      GString *both = g_string_new_len (node->value.text, node->value.length);

      g_string_append_len (both, self->token->value.text, self->token->value.length);
      node->value = vt_jinja_take_string (self->arena, both);
      vt_parser_skip (self);
    }
  return node;
}

static VtJinjaNode *
parse_name (VtParser *self)
{
  static const struct
  {
    const char *name;
    VtJinjaValue value;
  } constants[] = {
    { "true", { .type = VT_JINJA_BOOLEAN, .integer = 1 } }, { "True", { .type = VT_JINJA_BOOLEAN, .integer = 1 } },
    { "false", { .type = VT_JINJA_BOOLEAN } },              { "False", { .type = VT_JINJA_BOOLEAN } },
    { "none", { .type = VT_JINJA_NONE } },                  { "None", { .type = VT_JINJA_NONE } },
  };
  VtJinjaNode *node = vt_parser_node (self, vt_jinja_eval_name);

  node->name = vt_parser_expect_name (self);
  for (guint i = 0; node->name != NULL && i < G_N_ELEMENTS (constants); i++)
    if (strcmp (node->name, constants[i].name) == 0)
      {
        node->func = vt_jinja_eval_constant;
        node->value = constants[i].value;
      }
  return node;
}

/* Expressions with commas between, up to @close; @first may be there already. */
static VtJinjaNode *
parse_items (VtParser *self, VtJinjaNode *first, const char *close)
{
  VtJinjaNode *list = vt_parser_node (self, vt_jinja_eval_list), *last = first;

  list->a = first;
  while (!self->failed && !vt_parser_accept_operator (self, close))
    {
      VtJinjaNode *item;

      if (last != NULL)
        vt_parser_expect_operator (self, ",");
      if (last != NULL && vt_parser_accept_operator (self, close))
        break;
      item = vt_parser_expression (self);
      if (last == NULL)
        list->a = item;
      else
        last->next = item;
      last = item;
      if (item == NULL)
        break;
    }
  return list;
}

/* Pairs: each key's next is its value, whose next is the next key. */
static VtJinjaNode *
parse_dict (VtParser *self)
{
  VtJinjaNode *dict = vt_parser_node (self, vt_jinja_eval_dict), *last = NULL;

  while (!self->failed && !vt_parser_accept_operator (self, "}"))
    {
      VtJinjaNode *key, *value;

      if (last != NULL)
        vt_parser_expect_operator (self, ",");
      if (last != NULL && vt_parser_accept_operator (self, "}"))
        break;
      key = vt_parser_expression (self);
      vt_parser_expect_operator (self, ":");
      value = vt_parser_expression (self);
      if (self->failed)
        return NULL;
      if (last == NULL)
        dict->a = key;
      else
        last->next = key;
      key->next = value;
      last = value;
    }
  return dict;
}

/* `(a)` is a, `(a,)`, `(a, b)` and `()` are tuples, which are lists here. */
static VtJinjaNode *
parse_parentheses (VtParser *self)
{
  VtJinjaNode *first;

  if (vt_parser_is_operator (self, ")"))
    return parse_items (self, NULL, ")");
  first = vt_parser_expression (self);
  if (vt_parser_is_operator (self, ","))
    return parse_items (self, first, ")");
  vt_parser_expect_operator (self, ")");
  return first;
}

static VtJinjaNode *
parse_primary (VtParser *self)
{
  if (self->failed)
    return NULL;
  if (self->token->type == VT_JINJA_CONSTANT)
    return parse_constant (self);
  if (self->token->type == VT_JINJA_NAME)
    return parse_name (self);
  if (vt_parser_accept_operator (self, "("))
    return parse_parentheses (self);
  if (vt_parser_accept_operator (self, "["))
    return parse_items (self, NULL, "]");
  if (vt_parser_accept_operator (self, "{"))
    return parse_dict (self);
  return vt_parser_fail (self, VT_ERROR_CORRUPT, "a value is missing");
}

/* The arguments of a call, chained; named ones have a name. */
static VtJinjaNode *
parse_arguments (VtParser *self)
{
  VtJinjaNode *first = NULL, *last = NULL;

  while (!self->failed && !vt_parser_accept_operator (self, ")"))
    {
      VtJinjaNode *argument = vt_parser_node (self, NULL);

      if (last != NULL)
        {
          vt_parser_expect_operator (self, ",");
          if (vt_parser_accept_operator (self, ")"))
            break;
        }
      if (self->token->type == VT_JINJA_NAME && self->token[1].type == VT_JINJA_OPERATOR
          && strcmp (self->token[1].text, "=") == 0)
        {
          argument->name = self->token->text;
          self->token += 2;
        }
      argument->a = vt_parser_expression (self);
      if (last == NULL)
        first = argument;
      else
        last->next = argument;
      last = argument;
    }
  return first;
}

/* `[key]` or `[from:to:step]`, after the bracket. */
static VtJinjaNode *
parse_subscript (VtParser *self, VtJinjaNode *of)
{
  const VtJinjaNode *parts[3] = { NULL, NULL, NULL };
  VtJinjaNode *node = binary (self, vt_jinja_eval_item, NULL, of, NULL);
  guint n = 0;

  while (!self->failed && !vt_parser_is_operator (self, "]"))
    {
      if (!vt_parser_is_operator (self, ":"))
        parts[n] = vt_parser_expression (self);
      if (!vt_parser_accept_operator (self, ":"))
        break;
      node->func = vt_jinja_eval_slice;
      if (++n > 2)
        return vt_parser_fail (self, VT_ERROR_CORRUPT, "a slice has too many parts");
    }
  if (node->func == vt_jinja_eval_item && parts[0] == NULL)
    return vt_parser_fail (self, VT_ERROR_CORRUPT, "an index is missing");
  vt_parser_expect_operator (self, "]");
  node->b = parts[0];
  node->c = parts[1];
  node->data = parts[2];
  return node;
}

static VtJinjaNode *
parse_postfix (VtParser *self, VtJinjaNode *node)
{
  while (!self->failed)
    {
      if (vt_parser_accept_operator (self, "."))
        {
          if (self->token->type == VT_JINJA_CONSTANT)
            node = binary (self, vt_jinja_eval_item, NULL, node, parse_constant (self));
          else
            {
              node = binary (self, vt_jinja_eval_attribute, NULL, node, NULL);
              node->name = vt_parser_expect_name (self);
            }
        }
      else if (vt_parser_accept_operator (self, "["))
        node = parse_subscript (self, node);
      else if (vt_parser_accept_operator (self, "("))
        {
          node = binary (self, vt_jinja_eval_call, NULL, node, NULL);
          node->b = parse_arguments (self);
        }
      else
        break;
    }
  return node;
}

VtJinjaNode *
vt_parser_filter (VtParser *self, VtJinjaNode *of)
{
  VtJinjaNode *node = binary (self, vt_jinja_eval_filter, NULL, of, NULL);

  node->name = vt_parser_expect_name (self);
  if (self->failed)
    return NULL;
  node->data = vt_jinja_find_filter (node->name);
  if (node->data == NULL)
    return vt_parser_fail (self, VT_ERROR_UNSUPPORTED, "a filter that this version does not know");
  if (vt_parser_accept_operator (self, "("))
    node->b = parse_arguments (self);
  return node;
}

/* Whether a test's argument follows without parentheses: `is divisibleby 3`. */
static gboolean
argument_follows (const VtParser *self)
{
  if (self->token->type == VT_JINJA_CONSTANT || vt_parser_is_operator (self, "[") || vt_parser_is_operator (self, "{"))
    return TRUE;
  return self->token->type == VT_JINJA_NAME && !vt_parser_is_name (self, "else") && !vt_parser_is_name (self, "or") && !vt_parser_is_name (self, "and")
         && !vt_parser_is_name (self, "if") && !vt_parser_is_name (self, "is") && !vt_parser_is_name (self, "in") && !vt_parser_is_name (self, "not");
}

static VtJinjaNode *
parse_test (VtParser *self, VtJinjaNode *of)
{
  gboolean negated = vt_parser_accept_name (self, "not");
  VtJinjaNode *node = binary (self, vt_jinja_eval_test, NULL, of, NULL);

  if (self->token->type == VT_JINJA_OPERATOR)
    {
      node->name = self->token->text;
      vt_parser_skip (self);
    }
  else
    node->name = vt_parser_expect_name (self);
  node->data = node->name != NULL ? vt_jinja_find_test (node->name) : NULL;
  if (node->data == NULL)
    return vt_parser_fail (self, VT_ERROR_UNSUPPORTED, "a test that this version does not know");
  if (vt_parser_accept_operator (self, "("))
    node->b = parse_arguments (self);
  else if (argument_follows (self))
    {
      VtJinjaNode *argument = vt_parser_node (self, NULL);

      argument->a = parse_postfix (self, parse_primary (self));
      node->b = argument;
    }
  return negated ? binary (self, vt_jinja_eval_not, NULL, node, NULL) : node;
}

static VtJinjaNode *
parse_filters (VtParser *self, VtJinjaNode *node)
{
  while (!self->failed)
    {
      if (vt_parser_accept_operator (self, "|"))
        node = vt_parser_filter (self, node);
      else if (vt_parser_accept_name (self, "is"))
        node = parse_test (self, node);
      else if (vt_parser_accept_operator (self, "("))
        {
          node = binary (self, vt_jinja_eval_call, NULL, node, NULL);
          node->b = parse_arguments (self);
        }
      else
        break;
    }
  return node;
}

static VtJinjaNode *
parse_unary (VtParser *self, gboolean with_filter)
{
  VtJinjaNode *node = NULL;

  if (!vt_parser_enter (self))
    return NULL;
  if (vt_parser_accept_operator (self, "-"))
    node = binary (self, vt_jinja_eval_negate, NULL, parse_unary (self, FALSE), NULL);
  else if (vt_parser_accept_operator (self, "+"))
    node = parse_unary (self, FALSE);
  else
    node = parse_primary (self);
  node = parse_postfix (self, node);
  if (with_filter)
    node = parse_filters (self, node);
  self->depth--;
  return node;
}

/* Operators that bind alike and to the left. */
typedef struct
{
  const char *operators[6];
  VtJinjaFunc func;
} Level;

/* Loosest first; comparisons come before these, unary operators after. */
static const Level levels[] = {
  { { "+", "-" }, vt_jinja_eval_add },
  { { "~" }, vt_jinja_eval_concat },
  { { "*", "//", "/", "%" }, vt_jinja_eval_arithmetic },
  { { "**" }, vt_jinja_eval_arithmetic },
};

static VtJinjaNode *
parse_level (VtParser *self, guint level)
{
  VtJinjaNode *node;

  if (level == G_N_ELEMENTS (levels))
    return parse_unary (self, TRUE);
  node = parse_level (self, level + 1);
  for (guint i = 0; !self->failed && levels[level].operators[i] != NULL;)
    if (vt_parser_accept_operator (self, levels[level].operators[i]))
      {
        node = binary (self, levels[level].func, levels[level].operators[i], node, parse_level (self, level + 1));
        i = 0;
      }
    else
      i++;
  return node;
}

static VtJinjaFunc
comparison (const VtParser *self)
{
  static const struct
  {
    const char *text;
    VtJinjaFunc func;
  } all[] = {
    { "==", vt_jinja_eval_equality }, { "!=", vt_jinja_eval_equality }, { "<", vt_jinja_eval_order },
    { "<=", vt_jinja_eval_order },    { ">", vt_jinja_eval_order },     { ">=", vt_jinja_eval_order },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (vt_parser_is_operator (self, all[i].text))
      return all[i].func;
  return NULL;
}

static gboolean
is_not_in (const VtParser *self)
{
  return vt_parser_is_name (self, "not") && self->token[1].type == VT_JINJA_NAME && strcmp (self->token[1].text, "in") == 0;
}

static VtJinjaNode *
parse_comparison (VtParser *self)
{
  VtJinjaNode *node = parse_level (self, 0);

  while (!self->failed)
    {
      VtJinjaFunc func = comparison (self);
      const char *name = self->token->text;

      if (func != NULL)
        {
          vt_parser_skip (self);
          node = binary (self, func, name, node, parse_level (self, 0));
        }
      else if (vt_parser_accept_name (self, "in"))
        node = binary (self, vt_jinja_eval_in, NULL, node, parse_level (self, 0));
      else if (is_not_in (self))
        {
          self->token += 2;
          node = binary (self, vt_jinja_eval_in, NULL, node, parse_level (self, 0));
          node = binary (self, vt_jinja_eval_not, NULL, node, NULL);
        }
      else
        break;
    }
  return node;
}

static VtJinjaNode *
parse_not (VtParser *self)
{
  VtJinjaNode *node;

  if (!vt_parser_accept_name (self, "not"))
    return parse_comparison (self);
  if (!vt_parser_enter (self))
    return NULL;
  node = binary (self, vt_jinja_eval_not, NULL, parse_not (self), NULL);
  self->depth--;
  return node;
}

static VtJinjaNode *
parse_and (VtParser *self)
{
  VtJinjaNode *node = parse_not (self);

  while (vt_parser_accept_name (self, "and"))
    node = binary (self, vt_jinja_eval_and, NULL, node, parse_not (self));
  return node;
}

VtJinjaNode *
vt_parser_or (VtParser *self)
{
  VtJinjaNode *node = parse_and (self);

  while (vt_parser_accept_name (self, "or"))
    node = binary (self, vt_jinja_eval_or, NULL, node, parse_and (self));
  return node;
}

/* `a if b else c` */
VtJinjaNode *
vt_parser_expression (VtParser *self)
{
  VtJinjaNode *node;

  if (!vt_parser_enter (self))
    return NULL;
  node = vt_parser_or (self);
  while (vt_parser_accept_name (self, "if"))
    {
      VtJinjaNode *choice = binary (self, vt_jinja_eval_choice, NULL, vt_parser_or (self), node);

      if (vt_parser_accept_name (self, "else"))
        choice->c = vt_parser_expression (self);
      node = choice;
    }
  self->depth--;
  return self->failed ? NULL : node;
}

/* `a` or, without parentheses, `a, b` */
VtJinjaNode *
vt_parser_tuple (VtParser *self)
{
  VtJinjaNode *first = vt_parser_expression (self), *list, *last = first;

  if (!vt_parser_is_operator (self, ",") || first == NULL)
    return first;
  list = vt_parser_node (self, vt_jinja_eval_list);
  list->a = first;
  while (vt_parser_accept_operator (self, ",") && self->token->type != VT_JINJA_CLOSE)
    {
      last->next = vt_parser_expression (self);
      last = last->next;
      if (last == NULL)
        return NULL;
    }
  return list;
}

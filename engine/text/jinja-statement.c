/* jinja-statement.c: what statements do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/text/jinja.h"

#define MAX_OUTPUT (16u << 20)

static const VtJinjaValue undefined = { .type = VT_JINJA_UNDEFINED };

void
vt_jinja_define (VtJinjaRun *run, const char *name, VtJinjaValue value)
{
  vt_jinja_put (run->arena, run->scope->names, name, value);
}

void
vt_jinja_run_list (VtJinjaRun *run, const VtJinjaNode *first)
{
  for (const VtJinjaNode *node = first; node != NULL; node = node->next)
    {
      vt_jinja_eval (run, node);
      if (run->output->len > MAX_OUTPUT)
        vt_jinja_fail (run, VT_ERROR_LIMIT, "The chat template writes too much.");
      if (run->error != NULL || run->flow != VT_JINJA_GOES_ON)
        return;
    }
}

static VtJinjaScope
enter_scope (VtJinjaRun *run, VtJinjaScope *parent)
{
  return (VtJinjaScope) { parent, vt_jinja_dict (run->arena) };
}

/* What statements write, as a value. */
static VtJinjaValue
capture (VtJinjaRun *run, const VtJinjaNode *body)
{
  GString *output = run->output;
  VtJinjaValue value;

  run->output = g_string_new (NULL);
  vt_jinja_run_list (run, body);
  value = vt_jinja_take_string (run->arena, run->output);
  run->output = output;
  return value;
}

VtJinjaValue
vt_jinja_run_text (VtJinjaRun *run, const VtJinjaNode *node)
{
  g_string_append_len (run->output, node->value.text, node->value.length);
  return undefined;
}

VtJinjaValue
vt_jinja_run_print (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue value = vt_jinja_eval (run, node->a);

  if (run->error == NULL)
    vt_jinja_print (run->output, value);
  return undefined;
}

/* a: the condition; b, c: what then and what else */
VtJinjaValue
vt_jinja_run_if (VtJinjaRun *run, const VtJinjaNode *node)
{
  gboolean yes = vt_jinja_is_true (vt_jinja_eval (run, node->a));

  if (run->error == NULL)
    vt_jinja_run_list (run, yes ? node->b : node->c);
  return undefined;
}

/* Gives each target its part of the value. */
static void
assign (VtJinjaRun *run, const VtJinjaNode *targets, VtJinjaValue value)
{
  guint i = 0;

  if (targets->next != NULL)
    {
      value = vt_jinja_items (run, value);
      for (const VtJinjaNode *target = targets; target != NULL; target = target->next)
        i++;
      if (run->error == NULL && value.list->n != i)
        vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: it wants %u values where there are %u.",
                       targets->line, i, value.list->n);
    }
  i = 0;
  for (const VtJinjaNode *target = targets; target != NULL && run->error == NULL; target = target->next, i++)
    {
      VtJinjaValue part = targets->next != NULL ? value.list->items[i] : value;
      VtJinjaValue space = target->data != NULL ? vt_jinja_eval_name (run, target) : undefined;

      if (target->data == NULL)
        vt_jinja_define (run, target->name, part);
      else if (space.type == VT_JINJA_DICT && space.dict->is_namespace)
        vt_jinja_put (run->arena, space, target->data, part);
      else
        vt_jinja_fail (run, VT_ERROR_CORRUPT, "The chat template fails in line %u: “%s” is no namespace.", target->line,
                       target->name);
    }
}

/* The items of a loop that its condition lets through. */
static VtJinjaValue
select_items (VtJinjaRun *run, const VtJinjaNode *targets, VtJinjaValue items)
{
  VtJinjaValue list = vt_jinja_list (run->arena);
  VtJinjaScope scope = enter_scope (run, run->scope), *outer = run->scope;

  if (targets->a == NULL || run->error != NULL)
    return items;
  run->scope = &scope;
  for (guint i = 0; i < items.list->n && run->error == NULL; i++)
    {
      assign (run, targets, items.list->items[i]);
      if (vt_jinja_is_true (vt_jinja_eval (run, targets->a)))
        vt_jinja_append (run->arena, list, items.list->items[i]);
    }
  run->scope = outer;
  return list;
}

/* Fills the variable `loop` for item @i. */
static void
set_loop (VtJinjaRun *run, VtJinjaValue loop, const VtJinjaList *items, guint i)
{
  vt_jinja_put (run->arena, loop, "index", vt_jinja_integer (i + 1));
  vt_jinja_put (run->arena, loop, "index0", vt_jinja_integer (i));
  vt_jinja_put (run->arena, loop, "revindex", vt_jinja_integer (items->n - i));
  vt_jinja_put (run->arena, loop, "revindex0", vt_jinja_integer (items->n - i - 1));
  vt_jinja_put (run->arena, loop, "first", vt_jinja_boolean (i == 0));
  vt_jinja_put (run->arena, loop, "last", vt_jinja_boolean (i + 1 == items->n));
  vt_jinja_put (run->arena, loop, "length", vt_jinja_integer (items->n));
  vt_jinja_put (run->arena, loop, "previtem", i > 0 ? items->items[i - 1] : undefined);
  vt_jinja_put (run->arena, loop, "nextitem", i + 1 < items->n ? items->items[i + 1] : undefined);
}

static void
run_loop (VtJinjaRun *run, const VtJinjaNode *node, const VtJinjaList *items)
{
  VtJinjaScope scope = enter_scope (run, run->scope), *outer = run->scope;
  VtJinjaValue loop = vt_jinja_dict (run->arena);

  run->scope = &scope;
  for (guint i = 0; i < items->n && vt_jinja_step (run); i++)
    {
      scope.names.dict->n = 0; /* each turn begins anew */
      set_loop (run, loop, items, i);
      vt_jinja_define (run, "loop", loop);
      assign (run, node->data, items->items[i]);
      if (run->error == NULL)
        vt_jinja_run_list (run, node->b);
      if (run->flow == VT_JINJA_BREAKS)
        break;
      run->flow = VT_JINJA_GOES_ON;
    }
  run->flow = VT_JINJA_GOES_ON;
  run->scope = outer;
}

VtJinjaValue
vt_jinja_run_for (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue over = vt_jinja_eval (run, node->a), items;

  if (run->error != NULL)
    return undefined;
  items = select_items (run, node->data, vt_jinja_items (run, over));
  if (run->error != NULL)
    return undefined;
  if (items.list->n == 0)
    vt_jinja_run_list (run, node->c);
  else
    {
      VtJinjaList fixed = *items.list;

      run_loop (run, node, &fixed);
    }
  return undefined;
}

VtJinjaValue
vt_jinja_run_set (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue value = vt_jinja_eval (run, node->a);

  if (run->error == NULL)
    assign (run, node->b, value);
  return undefined;
}

/* Applies a filter, which has no operand of its own, to a value. */
static VtJinjaValue
filter_value (VtJinjaRun *run, const VtJinjaNode *filter, VtJinjaValue value)
{
  VtJinjaNode with = *filter;

  with.value = value;
  return vt_jinja_eval (run, &with);
}

VtJinjaValue
vt_jinja_run_set_block (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue value = capture (run, node->a);

  if (node->c != NULL)
    value = filter_value (run, node->c, value);
  if (run->error == NULL)
    assign (run, node->b, value);
  return undefined;
}

VtJinjaValue
vt_jinja_run_filter_block (VtJinjaRun *run, const VtJinjaNode *node)
{
  VtJinjaValue value = filter_value (run, node->b, capture (run, node->a));

  if (run->error == NULL)
    vt_jinja_print (run->output, value);
  return undefined;
}

VtJinjaValue
vt_jinja_run_group (VtJinjaRun *run, const VtJinjaNode *node)
{
  vt_jinja_run_list (run, node->a);
  return undefined;
}

VtJinjaValue
vt_jinja_run_break (VtJinjaRun *run, const VtJinjaNode *node)
{
  run->flow = VT_JINJA_BREAKS;
  return undefined;
}

VtJinjaValue
vt_jinja_run_continue (VtJinjaRun *run, const VtJinjaNode *node)
{
  run->flow = VT_JINJA_CONTINUES;
  return undefined;
}

VtJinjaValue
vt_jinja_run_macro (VtJinjaRun *run, const VtJinjaNode *node)
{
  vt_jinja_define (run, node->name, (VtJinjaValue) { .type = VT_JINJA_FUNCTION, .function = node });
  return undefined;
}

VtJinjaValue
vt_jinja_call_macro (VtJinjaRun *run, const VtJinjaNode *macro, const VtJinjaArgs *args)
{
  VtJinjaScope scope = enter_scope (run, run->root), *outer = run->scope;
  VtJinjaFlow flow = run->flow;
  VtJinjaValue result;
  guint i = 0;

  run->scope = &scope;
  for (const VtJinjaNode *parameter = macro->b; parameter != NULL; parameter = parameter->next, i++)
    {
      VtJinjaValue value = vt_jinja_arg (args, i, parameter->name);

      vt_jinja_define (run, parameter->name,
                       value.type == VT_JINJA_UNDEFINED ? vt_jinja_eval (run, parameter->a) : value);
    }
  run->flow = VT_JINJA_GOES_ON;
  result = run->error == NULL ? capture (run, macro->a) : undefined;
  run->flow = flow;
  run->scope = outer;
  return result;
}

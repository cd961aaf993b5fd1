/* jinja.h: the parts of the template interpreter.
 *
 * A template is parsed into a tree of nodes, each with the function that runs
 * it. Expressions give values; statements write to the output. All of it
 * follows Jinja 2.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/jinja-value.h"

G_BEGIN_DECLS

/* How deep a template may nest, and its run may go. */
#define VT_JINJA_MAX_DEPTH 120
#define VT_JINJA_MAX_RUN_DEPTH 1000

typedef struct _VtJinjaNode VtJinjaNode;
typedef struct _VtJinjaRun VtJinjaRun;

typedef VtJinjaValue (*VtJinjaFunc) (VtJinjaRun *run, const VtJinjaNode *node);

/**
 * VtJinjaNode:
 * @func: runs it
 * @line: of the template, from 1
 * @a: first operand; condition; what is looped over …
 * @b: second
 * @c: third
 * @next: the next in a list of arguments, statements or targets
 * @name: of a variable, attribute, filter, test or keyword argument
 * @value: of a constant
 *
 * What the operands are is said at each function that runs one.
 */
struct _VtJinjaNode
{
  VtJinjaFunc func;
  guint line;
  const VtJinjaNode *a, *b, *c;
  VtJinjaNode *next;
  const char *name;
  gconstpointer data;
  VtJinjaValue value;
};

/* Variables of one scope. */
typedef struct _VtJinjaScope VtJinjaScope;
struct _VtJinjaScope
{
  VtJinjaScope *parent;
  VtJinjaValue names; /* a dict */
};

typedef enum
{
  VT_JINJA_GOES_ON,
  VT_JINJA_BREAKS,
  VT_JINJA_CONTINUES,
} VtJinjaFlow;

/**
 * VtJinjaRun:
 * @steps: how many more may be taken
 *
 * One run of a template.
 */
struct _VtJinjaRun
{
  VtArena *arena;
  GString *output;
  VtJinjaScope *scope, *root;
  GError *error;
  gint64 steps;
  guint depth, line;
  VtJinjaFlow flow;
};

/* What a call is given. */
typedef struct
{
  const VtJinjaValue *values; /* by position */
  guint n;
  VtJinjaValue named;         /* a dict */
} VtJinjaArgs;

/**
 * VtJinjaBuiltin:
 * @name: of a filter, test, function or method
 * @call: @self is what is filtered or tested, or whose method it is
 */
typedef struct
{
  const char *name;
  VtJinjaValue (*call) (VtJinjaRun *run, VtJinjaValue self, const VtJinjaArgs *args);
} VtJinjaBuiltin;

/* The lists; %NULL where there is no such thing. */
const VtJinjaBuiltin *vt_jinja_find_filter (const char *name);
const VtJinjaBuiltin *vt_jinja_find_test (const char *name);
const VtJinjaBuiltin *vt_jinja_find_function (const char *name);
const VtJinjaBuiltin *vt_jinja_find_method (VtJinjaType type, const char *name);

/* Fails the run, unless it has failed already; returns undefined. */
VtJinjaValue vt_jinja_fail (VtJinjaRun *run, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Takes a step; %FALSE when the run has failed or takes too long. */
gboolean vt_jinja_step (VtJinjaRun *run);

VtJinjaValue vt_jinja_eval (VtJinjaRun *run, const VtJinjaNode *node);

/* Runs statements; stops where one fails, breaks or continues. */
void vt_jinja_run_list (VtJinjaRun *run, const VtJinjaNode *first);

VtJinjaValue vt_jinja_get_item (VtJinjaRun *run, VtJinjaValue of, VtJinjaValue key);

/* The items of a list, keys of a dict or characters of a text, as a list. */
VtJinjaValue vt_jinja_items (VtJinjaRun *run, VtJinjaValue of);

/* Argument @index, or @name, or undefined. */
VtJinjaValue vt_jinja_arg (const VtJinjaArgs *args, guint index, const char *name);

void vt_jinja_define (VtJinjaRun *run, const char *name, VtJinjaValue value);

/* Expressions: jinja-expression.c */
VtJinjaValue vt_jinja_eval_constant (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_name (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_list (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_dict (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_attribute (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_item (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_slice (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_call (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_filter (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_test (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_not (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_negate (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_and (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_or (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_choice (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_concat (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_add (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_arithmetic (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_equality (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_order (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_eval_in (VtJinjaRun *run, const VtJinjaNode *node);

/* Statements: jinja-statement.c */
VtJinjaValue vt_jinja_run_text (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_print (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_if (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_for (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_set (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_set_block (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_macro (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_filter_block (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_group (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_break (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_run_continue (VtJinjaRun *run, const VtJinjaNode *node);
VtJinjaValue vt_jinja_call_macro (VtJinjaRun *run, const VtJinjaNode *macro, const VtJinjaArgs *args);

/**
 * vt_jinja_parse:
 * @arena: where the nodes go
 *
 * Returns: (nullable): the first statement; %NULL with @error set, or for an
 *   empty template without
 */
const VtJinjaNode *vt_jinja_parse (VtArena *arena, const char *source, GError **error);

G_END_DECLS

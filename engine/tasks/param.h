/* param.h: the parameters of a task, declared once. The declaration gives the
 * inspector's rows, the command line's --set, the documents' checks and the
 * HTTP parameters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

typedef enum
{
  VT_PARAM_NUMBER,
  VT_PARAM_INTEGER,
  VT_PARAM_BOOLEAN,
  VT_PARAM_CHOICE, /* one of @choices */
  VT_PARAM_TEXT,
  VT_PARAM_TEXTS,  /* several texts: a JSON array, or one text */
  VT_PARAM_JSON,
} VtParamType;

/**
 * VtParam:
 * @name: transformers' or diffusers' name, "max_new_tokens"; %NULL ends a table
 * @minimum, @maximum, @step: of numbers and integers, inclusive
 * @number: the default of numbers, integers and booleans (0 or 1)
 * @text: the default of choices, texts and JSON; %NULL for none
 * @choices: %NULL-terminated, of choices
 * @title, @help: marked for translation by N_(), sentence case
 * @advanced: hidden until the person asks for more
 */
typedef struct
{
  const char *name;
  VtParamType type;
  double minimum;
  double maximum;
  double step;
  double number;
  const char *text;
  const char *const *choices;
  const char *title;
  const char *help;
  gboolean advanced;
} VtParam;

/* The declaration named @name in a table that ends in a %NULL name, or %NULL. */
const VtParam *vt_param_find (const VtParam *params, const char *name);

/* @value as what @param wants (a text "0.7" becomes a number, nothing becomes
 * the default), checked against its range and choices: a number, a boolean, a
 * text, a JSON; for %VT_PARAM_TEXTS a JSON array of texts. Transfer full; %NULL and VT_ERROR_INVALID with a
 * sentence that names the parameter and what it takes. */
VtValue *vt_param_accept (const VtParam *param, VtValue *value, GError **error);

/* The default as a value of the same type (for texts and JSON without a
 * default: none); transfer full. */
VtValue *vt_param_default (const VtParam *param);

G_END_DECLS

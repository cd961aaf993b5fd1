/* param.h: the declaration of one parameter, made once where the parameter is
 * used; tasks put them together into tables (engine/tasks/param.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

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

G_END_DECLS

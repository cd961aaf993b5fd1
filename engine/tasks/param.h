/* param.h: the parameters of a task, declared once. The declaration gives the
 * inspector's rows, the command line's --set, the documents' checks and the
 * HTTP parameters.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/param.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

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

/* The type of the values that @param takes. */
VtValueType vt_param_value_type (const VtParam *param);

G_END_DECLS

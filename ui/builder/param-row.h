/* param-row.h: a row in which a declared parameter or property is changed: a
 * switch, a number, a list of choices, a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "engine/tasks/param.h"

G_BEGIN_DECLS

/**
 * VtParamRowFunc:
 * @value: (nullable): what the person entered; %NULL to go back to the default
 *
 * Returns: whether it could be taken; the row shows where it could not
 */
typedef gboolean (*VtParamRowFunc) (const VtParam *param, VtValue *value, gpointer data);

/**
 * vt_param_row_new:
 * @value: what it is now
 * @is_set: whether that is not the default
 * @destroy: (nullable): for @data
 *
 * Returns: (transfer floating): a #AdwPreferencesRow
 */
GtkWidget *vt_param_row_new (const VtParam *param, VtValue *value, gboolean is_set, VtParamRowFunc func, gpointer data,
                             GDestroyNotify destroy);

/* Shows what somebody else changed; a text that is being typed keeps its cursor. */
void vt_param_row_update (GtkWidget *row, VtValue *value, gboolean is_set);

/* The declaration; NULL if @row was not made here. */
const VtParam *vt_param_row_get_param (GtkWidget *row);

/* A row with a text of several lines; @get_text and the "changed" of its buffer
 * are for the caller. @text: (out): the text view */
GtkWidget *vt_text_row_new (const char *title, const char *help, gboolean monospace, GtkWidget **text);

G_END_DECLS

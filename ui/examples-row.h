/* examples-row.h: the examples of a space, each a button that fills in its inputs.
 *
 * Signals:
 *   "chosen" (guint row): the person took one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/space-document.h"

G_BEGIN_DECLS

#define VT_TYPE_EXAMPLES_ROW (vt_examples_row_get_type ())
G_DECLARE_FINAL_TYPE (VtExamplesRow, vt_examples_row, VT, EXAMPLES_ROW, GtkWidget)

/* Invisible where @space has no examples. */
GtkWidget *vt_examples_row_new (VtSpace *space);

G_END_DECLS

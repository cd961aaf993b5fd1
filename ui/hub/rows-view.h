/* rows-view.h: the rows of a data set as a table, with their pictures and sounds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/rows/rows-model.h"

G_BEGIN_DECLS

#define VT_TYPE_ROWS_VIEW (vt_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (VtRowsView, vt_rows_view, VT, ROWS_VIEW, GtkWidget)

GtkWidget *vt_rows_view_new (void);

/* @model: (nullable): as it grows, so does the table. */
void vt_rows_view_set_model (VtRowsView *self, VtRowsModel *model);

G_END_DECLS

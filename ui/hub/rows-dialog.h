/* rows-dialog.h: rows of a data set into a space: which space, into its examples or a table, how many, and
 * which column goes where.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/rows-model.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_ROWS_DIALOG (vt_rows_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VtRowsDialog, vt_rows_dialog, VT, ROWS_DIALOG, AdwWindow)

/* @model: with its columns known. The space is saved, one that is not the person's as a copy, and opened
 * by the action "win.open-space" of @parent. */
void vt_rows_dialog_show (VtApplication *app, GtkWindow *parent, VtRowsModel *model);

G_END_DECLS

/* file-list.h: files as rows: icon, name, size, and a button that takes one away.
 *
 * Signals:
 *   "removed" (guint index): the person wants it away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_FILE_LIST (vt_file_list_get_type ())
G_DECLARE_FINAL_TYPE (VtFileList, vt_file_list, VT, FILE_LIST, GtkWidget)

GtkWidget *vt_file_list_new (void);

/* @paths: (element-type filename) */
void vt_file_list_set_paths (VtFileList *self, GPtrArray *paths);

void vt_file_list_set_removable (VtFileList *self, gboolean removable);

G_END_DECLS

/* sidebar-view.h: what stands beside the demo, such as its settings: a panel with
 * a title that folds away to its button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_SIDEBAR_VIEW (vt_sidebar_view_get_type ())
G_DECLARE_FINAL_TYPE (VtSidebarView, vt_sidebar_view, VT, SIDEBAR_VIEW, GtkWidget)

/* @title: or ""; @content: takes the floating reference. */
GtkWidget *vt_sidebar_view_new (const char *title, GtkWidget *content, gboolean open);

void vt_sidebar_view_set_title (VtSidebarView *self, const char *title);

/* What was given to it; transfer none. */
GtkWidget *vt_sidebar_view_get_content (VtSidebarView *self);

gboolean vt_sidebar_view_get_open (VtSidebarView *self);
void vt_sidebar_view_set_open (VtSidebarView *self, gboolean open);

G_END_DECLS

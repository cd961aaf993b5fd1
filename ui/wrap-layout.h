/* wrap-layout.h: children one behind the other like words in a line, at their
 * natural widths, with as many lines as they need.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_WRAP_LAYOUT (vt_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (VtWrapLayout, vt_wrap_layout, VT, WRAP_LAYOUT, GtkLayoutManager)

/* @spacing: pixels between children and between lines. */
GtkLayoutManager *vt_wrap_layout_new (int spacing);

G_END_DECLS

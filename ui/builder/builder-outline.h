/* builder-outline.h: the structure of a page as a tree: layouts and what stands in
 * them, to be selected by keys where the page shows them badly or not at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/builder/builder-canvas.h"

G_BEGIN_DECLS

#define VT_TYPE_BUILDER_OUTLINE (vt_builder_outline_get_type ())
G_DECLARE_FINAL_TYPE (VtBuilderOutline, vt_builder_outline, VT, BUILDER_OUTLINE, GtkWidget)

/* Selects in @canvas, and follows what is selected there. */
GtkWidget *vt_builder_outline_new (VtSpaceEditor *editor, VtBuilderCanvas *canvas);

G_END_DECLS

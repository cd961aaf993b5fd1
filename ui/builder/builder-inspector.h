/* builder-inspector.h: what can be changed of the selected component or layout;
 * the rows come from the declarations of its class. With nothing selected, the
 * space's card and examples.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "ui/builder/builder-canvas.h"

G_BEGIN_DECLS

#define VT_TYPE_BUILDER_INSPECTOR (vt_builder_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VtBuilderInspector, vt_builder_inspector, VT, BUILDER_INSPECTOR, GtkWidget)

GtkWidget *vt_builder_inspector_new (VtSpaceEditor *editor, VtBuilderCanvas *canvas);

/* Puts the keyboard into the first row. */
void vt_builder_inspector_focus (VtBuilderInspector *self);

G_END_DECLS

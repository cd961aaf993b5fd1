/* builder-page.h: where a space is built: what can be added and the structure on
 * the left, the page in the middle, and on the right what can be changed.
 *
 * Actions, each with a key: "builder.undo", "builder.redo", "builder.remove",
 * "builder.cut", "builder.copy", "builder.paste", "builder.duplicate",
 * "builder.move-up", "-down", "-left", "-right", "builder.wrap" (s: layout),
 * "builder.unwrap", "builder.add-tab", "builder.select-parent", "builder.add" (s:
 * component type), "builder.add-layout" (s), "builder.add-event",
 * "builder.show" (s: "properties", "events", "problems", "notes"),
 * "builder.properties", "builder.palette", "builder.panel".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/space-editor.h"
#include "ui/application.h"
#include "ui/builder/builder-canvas.h"

G_BEGIN_DECLS

#define VT_TYPE_BUILDER_PAGE (vt_builder_page_get_type ())
G_DECLARE_FINAL_TYPE (VtBuilderPage, vt_builder_page, VT, BUILDER_PAGE, GtkWidget)

GtkWidget *vt_builder_page_new (VtApplication *app, VtSpaceEditor *editor);

VtSpaceEditor *vt_builder_page_get_editor (VtBuilderPage *self);
VtBuilderCanvas *vt_builder_page_get_canvas (VtBuilderPage *self);

/* Puts the keyboard onto the page. */
void vt_builder_page_focus (VtBuilderPage *self);

/* Size of letters in percent, one of the steps of the style sheet. */
void vt_builder_page_set_zoom (VtBuilderPage *self, int percent);

G_END_DECLS

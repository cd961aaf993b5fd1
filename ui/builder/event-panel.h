/* event-panel.h: what happens in a space, each event as a sentence with pickers
 * that offer only what fits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "ui/application.h"
#include "ui/builder/builder-canvas.h"

G_BEGIN_DECLS

#define VT_TYPE_EVENT_PANEL (vt_event_panel_get_type ())
G_DECLARE_FINAL_TYPE (VtEventPanel, vt_event_panel, VT, EVENT_PANEL, GtkWidget)

GtkWidget *vt_event_panel_new (VtApplication *app, VtSpaceEditor *editor, VtBuilderCanvas *canvas);

/* An event of the selected component, else of the first that can be clicked; shows it. */
void vt_event_panel_add_event (VtEventPanel *self);

/* Scrolls to event number @event and puts the keyboard there. */
void vt_event_panel_show_event (VtEventPanel *self, guint event);

G_END_DECLS

/* space-page.h: one space: its demo, what it runs on, and the glass beside it.
 *
 * Actions: "space.run", "space.stop", "space.reset", "space.copy",
 * "space.glass", "space.choose-model", "space.preflight", "space.history" and the choices "space.device" and
 * "space.model" (s).
 *
 * Signals:
 *   "writing" (): the first piece of a run's answer is there
 *   "ended" (GError *error): as #VtSpaceRunner says it, after it was shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/space-document.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_SPACE_PAGE (vt_space_page_get_type ())
G_DECLARE_FINAL_TYPE (VtSpacePage, vt_space_page, VT, SPACE_PAGE, GtkWidget)

GtkWidget *vt_space_page_new (VtApplication *app, VtSpace *space);

VtSpace *vt_space_page_get_space (VtSpacePage *self);

/* Puts the words and settings that a picture was made with (app/picture-recipe.h) onto
 * the page. VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED. */
gboolean vt_space_page_use_recipe (VtSpacePage *self, const char *recipe, GError **error);

/* Puts the keyboard where a person begins. */
void vt_space_page_focus (VtSpacePage *self);

/* Stops what runs; for leaving the page. */
void vt_space_page_stop (VtSpacePage *self);

/* Full screen: the bar above hides until the pointer reaches the upper edge. */
void vt_space_page_set_presenting (VtSpacePage *self, gboolean presenting);

/* For visitors: the bar above stays away, and with it the way to everything but the demo. */
void vt_space_page_set_locked (VtSpacePage *self, gboolean locked);

/* Size of letters in percent, one of the steps of the style sheet. */
void vt_space_page_set_zoom (VtSpacePage *self, int percent);

G_END_DECLS

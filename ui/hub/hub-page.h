/* hub-page.h: the models, data sets and Spaces of the world and of this computer: a page with four
 * views, "Discover", "Data Sets", "Spaces" and "On This Computer".
 *
 * Actions: "hub.try" (ss: task, reference): makes a space for the task with the
 * model among the person's spaces and opens it by "win.open-space".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_PAGE (vt_hub_page_get_type ())
G_DECLARE_FINAL_TYPE (VtHubPage, vt_hub_page, VT, HUB_PAGE, GtkWidget)

GtkWidget *vt_hub_page_new (VtApplication *app);

/* Puts the keyboard into the search. */
void vt_hub_page_search (VtHubPage *self);

G_END_DECLS

/* hub-space-page.h: one Space on the Hub: what it is, whether it opens here, and a copy of it as one's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/search.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_SPACE_PAGE (vt_hub_space_page_get_type ())
G_DECLARE_FINAL_TYPE (VtHubSpacePage, vt_hub_space_page, VT, HUB_SPACE_PAGE, GtkWidget)

GtkWidget *vt_hub_space_page_new (VtApplication *app);

/* Shows what @space tells at once, and asks for its files and card. */
void vt_hub_space_page_show (VtHubSpacePage *self, const VtHubModel *space);

/* Whether it covers the list, so that a way back is needed. */
void vt_hub_space_page_set_folded (VtHubSpacePage *self, gboolean folded);

G_END_DECLS

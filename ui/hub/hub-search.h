/* hub-search.h: looks for models on the Hub, as one types; beside the list, what
 * is known of the chosen one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_SEARCH (vt_hub_search_get_type ())
G_DECLARE_FINAL_TYPE (VtHubSearch, vt_hub_search, VT, HUB_SEARCH, GtkWidget)

/* Asks nothing before it is on the screen. */
GtkWidget *vt_hub_search_new (VtApplication *app);

/* Puts the keyboard into the entry. */
void vt_hub_search_focus (VtHubSearch *self);

G_END_DECLS

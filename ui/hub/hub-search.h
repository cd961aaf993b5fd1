/* hub-search.h: looks for models, or data sets, on the Hub, as one types; beside the list, what
 * is known of the chosen one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/search.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_SEARCH (vt_hub_search_get_type ())
G_DECLARE_FINAL_TYPE (VtHubSearch, vt_hub_search, VT, HUB_SEARCH, GtkWidget)

/* @kind: models or data sets. Asks nothing before it is on the screen. */
GtkWidget *vt_hub_search_new (VtApplication *app, VtHubKind kind);

/* Puts the keyboard into the entry. */
void vt_hub_search_focus (VtHubSearch *self);

G_END_DECLS

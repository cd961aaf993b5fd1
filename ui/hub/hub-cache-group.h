/* hub-cache-group.h: looks after the models on this computer: whether all bytes are right,
 * fetching again those that are not, and taking in what lies elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_CACHE_GROUP (vt_hub_cache_group_get_type ())
G_DECLARE_FINAL_TYPE (VtHubCacheGroup, vt_hub_cache_group, VT, HUB_CACHE_GROUP, AdwPreferencesGroup)

/* One job runs at a time; it ends with the widget, or by its Stop button. */
GtkWidget *vt_hub_cache_group_new (VtApplication *app);

G_END_DECLS

/* hub-storage.h: the models on this computer, what they take, and those on their way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_STORAGE (vt_hub_storage_get_type ())
G_DECLARE_FINAL_TYPE (VtHubStorage, vt_hub_storage, VT, HUB_STORAGE, GtkWidget)

/* Looks at the disk whenever it comes onto the screen. */
GtkWidget *vt_hub_storage_new (VtApplication *app);

G_END_DECLS

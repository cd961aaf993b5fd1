/* hub-stores-group.h: folders of models that are looked in and never written to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

/* @settings keep them; a group of rows for the preferences or the storage page. */
GtkWidget *vt_hub_stores_group_new (GSettings *settings);

G_END_DECLS

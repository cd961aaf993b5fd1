/* hub-row.h: one model in the list of what the Hub found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "hub/search.h"

G_BEGIN_DECLS

/* Rows for a #VtHubResults: name and owner, task, downloads and size; transfer full. */
GtkListItemFactory *vt_hub_row_factory_new (void);

/* "Text generation · 268 M weights · 1,234 downloads", of what the Hub says; transfer full. */
char *vt_hub_model_facts (const VtHubModel *model);

/* GTK 4.8 names a drop-down, but not the button in it that has the focus. */
void vt_name_drop_down (GtkDropDown *drop_down, const char *name);

G_END_DECLS

/* hub-dataset-page.h: one data set: its rows and its card; of the Hub, or of this computer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/search.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_DATASET_PAGE (vt_hub_dataset_page_get_type ())
G_DECLARE_FINAL_TYPE (VtHubDatasetPage, vt_hub_dataset_page, VT, HUB_DATASET_PAGE, GtkWidget)

/* Before the first data set, it offers to open one of this computer. */
GtkWidget *vt_hub_dataset_page_new (VtApplication *app);

/* Shows what @dataset tells at once, and asks for its parts, rows and card. */
void vt_hub_dataset_page_show (VtHubDatasetPage *self, const VtHubModel *dataset);

/* A file or folder of this computer. */
void vt_hub_dataset_page_open (VtHubDatasetPage *self, const char *path);

/* Whether it covers the list, so that a way back is needed. */
void vt_hub_dataset_page_set_folded (VtHubDatasetPage *self, gboolean folded);

G_END_DECLS

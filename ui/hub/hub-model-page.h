/* hub-model-page.h: what is known of one model on the Hub, and what to do with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/search.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_MODEL_PAGE (vt_hub_model_page_get_type ())
G_DECLARE_FINAL_TYPE (VtHubModelPage, vt_hub_model_page, VT, HUB_MODEL_PAGE, GtkWidget)

GtkWidget *vt_hub_model_page_new (VtApplication *app);

/* Shows the model at once as far as @model tells, and asks for the rest. */
void vt_hub_model_page_show (VtHubModelPage *self, const VtHubModel *model);

/* Whether it covers the list, so that a way back is needed. */
void vt_hub_model_page_set_folded (VtHubModelPage *self, gboolean folded);

G_END_DECLS

/* hub-results.h: what the Hub finds, page by page, as a list for a window.
 *
 * A #GListModel of #VtHubResult. Asking again drops the answer that is on its
 * way, so that it can be asked at every letter. Belongs to the main thread;
 * the asking is done on threads.
 *
 * Properties: "loading" (gboolean), "failure" (nullable string: why there is no
 * answer, a sentence).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "hub/search.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_RESULT (vt_hub_result_get_type ())
G_DECLARE_FINAL_TYPE (VtHubResult, vt_hub_result, VT, HUB_RESULT, GObject)

/* Transfer none; lives as long as the result. */
const VtHubModel *vt_hub_result_get_model (VtHubResult *self);

#define VT_TYPE_HUB_RESULTS (vt_hub_results_get_type ())
G_DECLARE_FINAL_TYPE (VtHubResults, vt_hub_results, VT, HUB_RESULTS, GObject)

VtHubResults *vt_hub_results_new (VtHubClient *client, VtHubKind kind);

/* Looks for something else: the list is replaced when the answer comes. Empty
 * texts and %NULL ask for anything. */
void vt_hub_results_search (VtHubResults *self, const char *words, const char *task, const char *filter,
                            const char *sort);

/* Asks for the next page, unless there is none or it is being asked for. */
void vt_hub_results_more (VtHubResults *self);

gboolean vt_hub_results_get_loading (VtHubResults *self);
const char *vt_hub_results_get_failure (VtHubResults *self);

G_END_DECLS

/* dataset-details.h: what a page about one data set on the Hub shows besides its rows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/dataset.h"

G_BEGIN_DECLS

/**
 * VtDatasetDetails:
 * @splits: (nullable) (element-type VtDatasetSplit): its parts
 * @failure: (nullable): why there are none, a sentence
 * @card: README.md without its front matter, Markdown; "" where there is none
 */
typedef struct
{
  GPtrArray *splits;
  char *failure;
  char *card;
} VtDatasetDetails;

void vt_dataset_details_free (VtDatasetDetails *details);

/* @repo: `datasets/owner/name`. Asks on a thread; call it on the main thread. */
void vt_dataset_details_load_async (VtHubClient *client, const char *repo, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);

/* Transfer full; %NULL only where it was cancelled. */
VtDatasetDetails *vt_dataset_details_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDatasetDetails, vt_dataset_details_free)

G_END_DECLS

/* hub-details.h: all that a page about one model on the Hub shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-preview.h"

G_BEGIN_DECLS

/**
 * VtHubDetails:
 * @files: (element-type VtHubFile): all of the repository
 * @preview: what the files are and need
 * @card: README.md without its front matter, Markdown; "" where there is none
 */
typedef struct
{
  GPtrArray *files;
  VtModelPreview *preview;
  char *card;
} VtHubDetails;

void vt_hub_details_free (VtHubDetails *details);

/**
 * vt_hub_details_load_async:
 * @reference: `owner/name[@revision][:file]`
 *
 * Asks on a thread; @client and @engine are kept alive meanwhile. Call it on the
 * main thread.
 */
void vt_hub_details_load_async (VtHubClient *client, VtEngine *engine, const char *reference,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* Transfer full. */
VtHubDetails *vt_hub_details_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubDetails, vt_hub_details_free)

G_END_DECLS

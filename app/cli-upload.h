/* cli-upload.h: `vitrine hub upload`, for cli-hub.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/**
 * vt_cli_upload:
 * @repo: `owner/name`, `datasets/owner/name` or `spaces/owner/name`
 * @yes: whether it is sent; else only what would go out is printed
 *
 * Returns: the exit status
 */
int vt_cli_upload (VtHubClient *client, const char *folder, const char *repo, const char *message, gboolean is_private,
                   gboolean yes, GCancellable *cancellable);

G_END_DECLS

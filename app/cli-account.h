/* cli-account.h: who somebody is on the Hub, on the command line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/* One line of standard input, which a terminal does not show; transfer full. A secret
 * stands in no history of commands so. */
char *vt_cli_read_secret (const char *question, GError **error);

int vt_cli_hub_login (VtHubClient *client, GCancellable *cancellable);
int vt_cli_hub_whoami (VtHubClient *client, GCancellable *cancellable);
int vt_cli_hub_logout (VtHubClient *client, GCancellable *cancellable);

G_END_DECLS

/* account.h: who the person is on the Hub: their token, checked, kept and forgotten.
 *
 * `HF_TOKEN` and the file that huggingface_hub keeps its token in go first, as they do
 * there; a token that Vitrine was given is kept by keys.h under the endpoint's address.
 *
 * All calls block; for worker threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/**
 * vt_hub_account_sign_in:
 * @token: as the Hub's page of tokens shows it
 *
 * Asks the Hub whose it is, keeps it, and uses it from now on.
 *
 * Returns: (transfer full): the person's name there; %NULL with %VT_ERROR_DENIED (no
 *   good token), %VT_ERROR_INVALID, or one of the client's errors; then nothing is kept
 */
char *vt_hub_account_sign_in (VtHubClient *client, const char *token, GCancellable *cancellable, GError **error);

/* The name that goes with the token that is used now; %NULL with %VT_ERROR_DENIED
 * where there is none, or it is not accepted. @may_write: (out) (optional): %FALSE where the
 * token is one for reading only. */
char *vt_hub_account_whoami (VtHubClient *client, gboolean *may_write, GCancellable *cancellable, GError **error);

/* Forgets the token that Vitrine keeps; %FALSE with %VT_ERROR_INVALID where the token in
 * use is the environment's, which is not ours to forget. */
gboolean vt_hub_account_sign_out (VtHubClient *client, GError **error);

G_END_DECLS

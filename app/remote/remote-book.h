/* remote-book.h: the models on other computers that the person has allowed.
 *
 * A space may name any address, and may come from a stranger; what is put into it
 * goes there only after the person has said so. What they allow is a server, with
 * all its models; the models are remembered for lists. Keys are kept by hub/keys.h
 * under the server's origin, and go to no other.
 *
 * The list is `vitrine/remotes.json` in the configuration folder. Any thread; blocks
 * on the disk for a moment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/remote/remote-address.h"

G_BEGIN_DECLS

/* The addresses, sorted; transfer full. */
GStrv vt_remote_book_list (void);

/* Whether the server of @address was allowed. */
gboolean vt_remote_book_allows (const VtRemoteAddress *address);

/* @key: (nullable): keeps the one that is there. */
gboolean vt_remote_book_add (const VtRemoteAddress *address, const char *key, GError **error);

/* Forgets the model, and with the last of its server the server and its key. */
gboolean vt_remote_book_remove (const VtRemoteAddress *address, GError **error);

/* (transfer full) (nullable): may wait until the person opens the keyring. */
char *vt_remote_book_dup_key (const VtRemoteAddress *address, GCancellable *cancellable);

/* As vt_remote_book_allows(); the sentence of its VT_ERROR_DENIED says where things would go. */
gboolean vt_remote_book_check (const VtRemoteAddress *address, GError **error);

G_END_DECLS

/* keys.h: keeps keys and tokens: in the person's keyring (the Secret Service, by
 * libsecret), or where there is none in a file that only the person can read.
 *
 * The file is `vitrine/keys.json` in the configuration folder; it also says which keys
 * the keyring has, so that it is not opened for nothing. `VITRINE_KEYS=file`
 * says that the keyring is not to be asked, as on a computer without a screen,
 * where nobody could open it.
 *
 * Any thread; all functions may block, on the disk or until the person has opened
 * the keyring.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the token of the Hub at @endpoint is kept under; transfer full. */
char *vt_keys_hub_name (const char *endpoint);

/**
 * vt_keys_lookup:
 * @name: what it was stored under
 *
 * Returns: (transfer full) (nullable): the key; %NULL where there is none, or
 *   where the person did not open the keyring
 */
char *vt_keys_lookup (const char *name, GCancellable *cancellable);

/**
 * vt_keys_store:
 * @label: what the person reads in the keyring
 * @key: visible ASCII, see vt_keys_are_good()
 */
gboolean vt_keys_store (const char *name, const char *label, const char *key, GError **error);

/* Forgets the key, where there is one. */
gboolean vt_keys_remove (const char *name, GError **error);

/* Whether @key can stand in a header: visible ASCII, at most 4096 characters. */
gboolean vt_keys_is_good (const char *key);

G_END_DECLS

/* language.h: picks a text in the person's language.
 *
 * A document gives a text as `key` and, beside it, as `key[de]`, `key[pt_BR]`;
 * the plain one counts as English, as in desktop files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtLanguageLookup:
 *
 * Returns: (transfer none) (nullable): what stands under @key
 */
typedef const char *(*VtLanguageLookup) (const char *key, gpointer data);

/**
 * vt_language_pick:
 *
 * Tries the languages of the environment in their order, then @key itself.
 * Thread-safe if @lookup is.
 *
 * Returns: (transfer none) (nullable): what @lookup gave
 */
const char *vt_language_pick (const char *key, VtLanguageLookup lookup, gpointer data);

/* Transfer full: the key without its language: "label" for "label[de]"; %NULL
 * if it has none. */
char *vt_language_plain_key (const char *key);

G_END_DECLS

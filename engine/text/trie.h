/* trie.h: texts by their beginnings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtTrie VtTrie;

#define VT_TRIE_ROOT 0

VtTrie *vt_trie_new (void);

void vt_trie_free (VtTrie *self);

/* Gives a text a value, 0 or more; one that is there already gets the new one. */
void vt_trie_add (VtTrie *self, const char *bytes, gsize length, gint32 value);

/* The node one byte further, or -1. */
gint32 vt_trie_step (const VtTrie *self, gint32 node, guint8 byte);

/* The value of the text that ends at @node, or -1. */
gint32 vt_trie_value (const VtTrie *self, gint32 node);

/**
 * vt_trie_longest:
 * @length: (out): bytes of the text found
 *
 * Returns: the value of the longest text that @bytes begin with, or -1
 */
gint32 vt_trie_longest (const VtTrie *self, const char *bytes, gsize n, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTrie, vt_trie_free)

G_END_DECLS

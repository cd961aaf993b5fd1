/* token-trie.h: the tokens of a vocabulary in the order of their bytes, each
 * with what it shares with the one before: all that a grammar needs to try
 * 262,144 tokens in milliseconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtTokenBytes:
 * @length: (out): how many bytes
 *
 * The bytes that token @id adds to a text; valid as long as the trie, as those
 * of vt_tokenizer_token_bytes() are. None (length 0) for tokens that a
 * constrained text must not contain: special, unused.
 */
typedef const guint8 *(*VtTokenBytes) (gconstpointer data, gint32 id, gsize *length);

/**
 * VtTokenTrie:
 * @n_vocab: ids are below this
 * @n: tokens that have bytes
 * @ids: (array length=n): them, sorted by their bytes
 * @bytes: (array length=n): their bytes
 * @lengths: (array length=n): how many, up to 65535 (longer ones are left out)
 * @shared: (array length=n): how many leading bytes equal those of the one before
 *
 * Read-only; may be shared by threads.
 */
typedef struct
{
  guint n_vocab, n;
  gint32 *ids;
  const guint8 **bytes;
  guint16 *lengths, *shared;
} VtTokenTrie;

/* (transfer full): asks @token_bytes for every id below @n_vocab. */
VtTokenTrie *vt_token_trie_new (guint n_vocab, VtTokenBytes token_bytes, gconstpointer data);

void vt_token_trie_free (VtTokenTrie *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTokenTrie, vt_token_trie_free)

G_END_DECLS

/* vocab.h: token texts and the way from a text to its id.
 *
 * The texts of a GGUF vocabulary stay in the mapped file: 8 bytes a token and
 * one hash table of 16 bytes a token are all that is made, so a vocabulary of
 * 262,144 tokens is ready in some milliseconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_VOCAB_MAX (1u << 24)

typedef struct _VtVocab VtVocab;

/**
 * vt_vocab_new_mapped:
 * @data: strings, each with a 64-bit little-endian length before it, as GGUF
 *   has them; must outlive the vocabulary
 * @size: bytes of @data
 * @n: how many strings
 *
 * Returns: (transfer full): the vocabulary with ids in that order; %NULL with
 *   %VT_ERROR_CORRUPT or %VT_ERROR_LIMIT
 */
VtVocab *vt_vocab_new_mapped (const guint8 *data, gsize size, gsize n, GError **error);

/**
 * vt_vocab_new:
 * @n: about how many tokens will be added
 *
 * Returns: (transfer full): an empty vocabulary that copies what is added to it
 */
VtVocab *vt_vocab_new (gsize n);

void vt_vocab_free (VtVocab *self);

/* Gives @id the text @bytes; a text that is there already gets the new id.
 * %FALSE where @id is VT_VOCAB_MAX or more, or the texts exceed 2 GiB. Only for
 * vocabularies made with vt_vocab_new(), while they are being filled. */
gboolean vt_vocab_add (VtVocab *self, guint32 id, const char *bytes, gsize length);

/* One more than the highest id. */
guint vt_vocab_size (const VtVocab *self);

/* The id of a text, or -1. */
gint32 vt_vocab_find (const VtVocab *self, const char *bytes, gsize length);

/* The text of an id; %NULL where it has none. */
const char *vt_vocab_text (const VtVocab *self, guint32 id, gsize *length);

/* The ids of `<0x00>` to `<0xFF>`, -1 where there is none. */
void vt_vocab_find_bytes (const VtVocab *self, gint32 ids[256]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVocab, vt_vocab_free)

G_END_DECLS

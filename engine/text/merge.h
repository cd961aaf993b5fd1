/* merge.h: byte-pair merging of one word, in n log n time.
 *
 * Neighbours that may be merged wait in a heap, best first, leftmost first
 * among equals; the algorithm of Sennrich et al. 2016 (arXiv 1508.07909) as
 * SentencePiece and `tokenizers` run it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtSymbol:
 * @start: its first byte in the buffer
 * @length: its bytes; 0 once it was merged into the one before
 * @id: its token, or -1
 * @prev: the symbol before, or -1
 * @next: the symbol after, or -1
 */
typedef struct
{
  guint32 start, length;
  gint32 id, prev, next;
} VtSymbol;

typedef struct
{
  guint32 rank, at, length;
  gint32 id;
} VtMerge;

/* Whether two neighbours may be merged; if so sets @merge's rank (smaller is
 * sooner) and id. */
typedef gboolean (*VtMergeFunc) (gconstpointer model, const VtSymbol *left, const VtSymbol *right, VtMerge *merge);

/**
 * VtMerger:
 *
 * Scratch memory, used again from word to word.
 */
typedef struct
{
  GArray *symbols; /* of VtSymbol */
  GArray *heap;    /* of VtMerge */
} VtMerger;

void vt_merger_init (VtMerger *self);
void vt_merger_clear (VtMerger *self);

/* Begins a new word. */
void vt_merger_reset (VtMerger *self);

/* Adds the next symbol of the word. */
void vt_merger_add (VtMerger *self, gsize start, gsize length, gint32 id);

/* Merges all that can be; the symbols that are left have length > 0. */
void vt_merger_run (VtMerger *self, VtMergeFunc func, gconstpointer model);

G_END_DECLS

/* merge-table.h: which two tokens merge into which, in which order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtMergeTable VtMergeTable;

/* @n: how many merges will be added. */
VtMergeTable *vt_merge_table_new (gsize n);

void vt_merge_table_free (VtMergeTable *self);

/* Adds a merge, or replaces the one of the same two tokens. */
void vt_merge_table_add (VtMergeTable *self, gint32 left, gint32 right, guint32 rank, gint32 id);

/* Whether @left and @right merge, at which rank and into what. */
gboolean vt_merge_table_find (const VtMergeTable *self, gint32 left, gint32 right, guint32 *rank, gint32 *id);

G_END_DECLS

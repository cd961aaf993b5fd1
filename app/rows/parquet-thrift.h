/* parquet-thrift.h: what Parquet writes about itself: structs in Thrift's compact protocol,
 * read as a tree whose members are numbers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A member of a struct, or an item of a list. */
typedef struct _VtThriftNode VtThriftNode;

typedef struct _VtThrift VtThrift;

/**
 * vt_thrift_parse:
 * @used: (out): how many of the bytes the struct takes
 *
 * The bytes must outlive it.
 *
 * Returns: (transfer full): %NULL where it is no such struct, or one of millions of members
 */
VtThrift *vt_thrift_parse (const guint8 *data, gsize size, gsize *used);
void vt_thrift_free (VtThrift *self);

const VtThriftNode *vt_thrift_root (const VtThrift *self);

/* The member @id of a struct; %NULL where there is none, or @node is %NULL. */
const VtThriftNode *vt_thrift_get (const VtThrift *self, const VtThriftNode *node, int id);

/* The first item of a list, and the one after it, or %NULL. */
const VtThriftNode *vt_thrift_first (const VtThrift *self, const VtThriftNode *list);
const VtThriftNode *vt_thrift_next (const VtThrift *self, const VtThriftNode *item);

/* A member that is a number or a boolean; @fallback where it is none. */
gint64 vt_thrift_get_int (const VtThrift *self, const VtThriftNode *node, int id, gint64 fallback);

/* A text, made valid UTF-8: of a node, or %NULL; transfer full. */
char *vt_thrift_dup_text (const VtThriftNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtThrift, vt_thrift_free)

G_END_DECLS

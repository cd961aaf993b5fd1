/* pickle.h: what a pickle of Python says, as data. Nothing in it is ever run.
 *
 * Pickles are programs for a stack machine that may call any function of
 * Python. This reader knows only the instructions of protocol 2 that put data
 * together. A name of Python that the caller did not list is an error, and a
 * call of a listed one is kept as a #VT_PICKLE_CALL for the caller to understand.
 *
 * Written after the descriptions of the instructions in Python's pickletools.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/bytes-reader.h"

G_BEGIN_DECLS

typedef enum
{
  VT_PICKLE_NONE,
  VT_PICKLE_BOOLEAN,
  VT_PICKLE_INT,
  VT_PICKLE_OTHER, /* numbers and bytes that nobody asks for */
  VT_PICKLE_TEXT,
  VT_PICKLE_TUPLE,
  VT_PICKLE_LIST,
  VT_PICKLE_DICT,
  VT_PICKLE_NAME,
  VT_PICKLE_CALL,
  VT_PICKLE_PERSISTENT,
} VtPickleKind;

/**
 * VtPickleNode:
 * @number: of an integer or boolean; of a name or call, which of the names
 * @text: (array length=length): UTF-8 in the mapped file, without NUL at its end
 * @items: (element-type guint32): numbers of nodes: of a tuple or list its
 *   parts, of a dictionary keys and values in turn, of a call or a persistent
 *   object what it is made of; %NULL for none
 */
typedef struct
{
  VtPickleKind kind;
  gint64 number;
  const char *text;
  gsize length;
  GArray *items;
} VtPickleNode;

/* @nodes: (element-type VtPickleNode); nodes may refer to themselves. */
typedef struct
{
  GArray *nodes;
  guint32 root;
} VtPickle;

/**
 * vt_pickle_read:
 * @bytes: at the pickle; afterwards behind it
 * @names: (array zero-terminated=1): "module name" of the names that may occur;
 *   the first must be "collections OrderedDict", whose calls become dictionaries
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_CORRUPT, or VT_ERROR_DENIED for other names
 */
VtPickle *vt_pickle_read (VtBytesReader *bytes, const char *const *names, GError **error);

void vt_pickle_free (VtPickle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPickle, vt_pickle_free)

static inline const VtPickleNode *
vt_pickle_node (const VtPickle *self, guint32 index)
{
  return &g_array_index (self->nodes, VtPickleNode, index);
}

static inline guint
vt_pickle_length (const VtPickleNode *node)
{
  return node->items != NULL ? node->items->len : 0;
}

/* Part @i of @node, or %NULL where it has fewer. */
static inline const VtPickleNode *
vt_pickle_at (const VtPickle *self, const VtPickleNode *node, guint i)
{
  return i < vt_pickle_length (node) ? vt_pickle_node (self, g_array_index (node->items, guint32, i)) : NULL;
}

/* Whether @node (may be %NULL) is the text @text. */
gboolean vt_pickle_is_text (const VtPickleNode *node, const char *text);

/* The value of the text @key in a dictionary, or %NULL. */
const VtPickleNode *vt_pickle_get (const VtPickle *self, const VtPickleNode *dict, const char *key);

G_END_DECLS

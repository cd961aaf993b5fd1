/* parquet-thrift.c: after the specification of Thrift's compact protocol.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/rows/parquet-thrift.h"

#include <string.h>

#define DEPTH_MAX 24
#define NODES_MAX (4 << 20)

enum
{
  STOP,
  TRUE_MEMBER,
  FALSE_MEMBER,
  BYTE,
  I16,
  I32,
  I64,
  DOUBLE,
  BINARY,
  LIST,
  SET,
  MAP,
  STRUCT
};

struct _VtThriftNode
{
  gint64 number;
  const guint8 *bytes;
  guint32 size;
  guint32 next;  /* among its siblings; 0 for none, since that is the root */
  guint32 first; /* of its children; 0 for none */
  gint16 id;
  guint8 type;
};

struct _VtThrift
{
  GArray *nodes;
};

typedef struct
{
  VtThrift *tree;
  const guint8 *at;
  const guint8 *end;
} Reader;

static gboolean
read_byte (Reader *self, guint8 *byte)
{
  if (self->at >= self->end)
    return FALSE;
  *byte = *self->at++;
  return TRUE;
}

static gboolean
read_varint (Reader *self, guint64 *number)
{
  guint8 byte = 0x80;

  *number = 0;
  for (guint shift = 0; shift < 64; shift += 7)
    {
      if (!read_byte (self, &byte))
        return FALSE;
      *number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_zigzag (Reader *self, gint64 *number)
{
  guint64 raw;

  if (!read_varint (self, &raw))
    return FALSE;
  *number = (gint64) (raw >> 1) ^ -(gint64) (raw & 1);
  return TRUE;
}

static VtThriftNode *
get_node (Reader *self, guint32 index)
{
  return &g_array_index (self->tree->nodes, VtThriftNode, index);
}

/* Adds a node behind @previous, or, where that is 0, as the first child of @parent; 0 for too many. */
static guint32
add_node (Reader *self, guint32 parent, guint32 previous, gint16 id, guint8 type)
{
  VtThriftNode node = { .id = id, .type = type };
  guint32 index = self->tree->nodes->len;

  if (index >= NODES_MAX)
    return 0;
  g_array_append_val (self->tree->nodes, node);
  if (previous != 0)
    get_node (self, previous)->next = index;
  else
    get_node (self, parent)->first = index;
  return index;
}

static gboolean read_value (Reader *self, guint32 index, guint depth);

static gboolean
read_binary (Reader *self, guint32 index)
{
  guint64 size;

  if (!read_varint (self, &size) || size > (guint64) (self->end - self->at))
    return FALSE;
  get_node (self, index)->bytes = self->at;
  get_node (self, index)->size = (guint32) MIN (size, G_MAXUINT32);
  self->at += size;
  return TRUE;
}

static gboolean
read_items (Reader *self, guint32 index, guint64 n, const guint8 types[2], guint depth)
{
  guint32 last = 0;

  for (guint64 i = 0; i < n; i++)
    {
      last = add_node (self, index, last, 0, types[i % 2]);
      if (last == 0 || !read_value (self, last, depth))
        return FALSE;
    }
  return TRUE;
}

/* In a list a boolean is a byte of its own; in a struct it is the member's type. */
static guint8
item_type (guint8 type)
{
  return type == TRUE_MEMBER || type == FALSE_MEMBER ? BYTE : type;
}

static gboolean
read_list (Reader *self, guint32 index, guint depth)
{
  guint8 head, types[2];
  guint64 n;

  if (!read_byte (self, &head))
    return FALSE;
  n = head >> 4;
  if (n == 15 && !read_varint (self, &n))
    return FALSE;
  types[0] = types[1] = item_type (head & 15);
  return read_items (self, index, n, types, depth);
}

static gboolean
read_map (Reader *self, guint32 index, guint depth)
{
  guint8 head, types[2];
  guint64 n;

  if (!read_varint (self, &n) || n > NODES_MAX)
    return FALSE;
  if (n == 0)
    return TRUE;
  if (!read_byte (self, &head))
    return FALSE;
  types[0] = item_type (head >> 4);
  types[1] = item_type (head & 15);
  return read_items (self, index, 2 * n, types, depth);
}

static gboolean
read_struct (Reader *self, guint32 index, guint depth)
{
  guint32 last = 0;
  gint64 id = 0;
  guint8 head;

  while (read_byte (self, &head))
    {
      if ((head & 15) == STOP)
        return TRUE;
      if (head >> 4 != 0)
        id += head >> 4;
      else if (!read_zigzag (self, &id))
        return FALSE;
      if (id < 0 || id > G_MAXINT16)
        return FALSE;
      last = add_node (self, index, last, (gint16) id, head & 15);
      if (last == 0 || !read_value (self, last, depth))
        return FALSE;
    }
  return FALSE;
}

static gboolean
read_number (Reader *self, guint32 index)
{
  gint64 number;

  if (!read_zigzag (self, &number))
    return FALSE;
  get_node (self, index)->number = number;
  return TRUE;
}

static gboolean
read_value (Reader *self, guint32 index, guint depth)
{
  guint8 byte = 0;

  if (depth >= DEPTH_MAX)
    return FALSE;
  switch (get_node (self, index)->type)
    {
    case TRUE_MEMBER:
    case FALSE_MEMBER:
      get_node (self, index)->number = get_node (self, index)->type == TRUE_MEMBER;
      return TRUE;
    case BYTE:
      if (!read_byte (self, &byte))
        return FALSE;
      get_node (self, index)->number = byte;
      return TRUE;
    case I16:
    case I32:
    case I64:
      return read_number (self, index);
    case DOUBLE: /* nothing that is asked for is one */
      if (self->end - self->at < 8)
        return FALSE;
      self->at += 8;
      return TRUE;
    case BINARY:
      return read_binary (self, index);
    case LIST:
    case SET:
      return read_list (self, index, depth + 1);
    case MAP:
      return read_map (self, index, depth + 1);
    case STRUCT:
      return read_struct (self, index, depth + 1);
    default:
      return FALSE;
    }
}

VtThrift *
vt_thrift_parse (const guint8 *data, gsize size, gsize *used)
{
  g_autoptr (VtThrift) tree = g_new (VtThrift, 1);
  Reader reader = { tree, data, data + size };
  VtThriftNode root = { .type = STRUCT };

  tree->nodes = g_array_new (FALSE, FALSE, sizeof (VtThriftNode));
  g_array_append_val (tree->nodes, root);
  if (!read_value (&reader, 0, 0))
    return NULL;
  *used = (gsize) (reader.at - data);
  return g_steal_pointer (&tree);
}

void
vt_thrift_free (VtThrift *self)
{
  g_array_unref (self->nodes);
  g_free (self);
}

const VtThriftNode *
vt_thrift_root (const VtThrift *self)
{
  return &g_array_index (self->nodes, VtThriftNode, 0);
}

static const VtThriftNode *
node_at (const VtThrift *self, guint32 index)
{
  return index != 0 ? &g_array_index (self->nodes, VtThriftNode, index) : NULL;
}

const VtThriftNode *
vt_thrift_get (const VtThrift *self, const VtThriftNode *node, int id)
{
  const VtThriftNode *child = node != NULL && node->type == STRUCT ? node_at (self, node->first) : NULL;

  while (child != NULL && child->id != id)
    child = node_at (self, child->next);
  return child;
}

const VtThriftNode *
vt_thrift_first (const VtThrift *self, const VtThriftNode *list)
{
  return list != NULL && list->type == LIST ? node_at (self, list->first) : NULL;
}

const VtThriftNode *
vt_thrift_next (const VtThrift *self, const VtThriftNode *item)
{
  return node_at (self, item->next);
}

gint64
vt_thrift_get_int (const VtThrift *self, const VtThriftNode *node, int id, gint64 fallback)
{
  const VtThriftNode *member = vt_thrift_get (self, node, id);

  return member != NULL && member->type >= TRUE_MEMBER && member->type <= I64 ? member->number : fallback;
}

char *
vt_thrift_dup_text (const VtThriftNode *node)
{
  return node != NULL && node->type == BINARY ? g_utf8_make_valid ((const char *) node->bytes, node->size) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/pickle.h"

#include "engine/base/error.h"
#include "engine/formats/format.h"

/* Of a state dictionary's few thousand tensors each takes about ten. */
#define MAX_NODES (1 << 22)
#define MAX_STEPS (1 << 24)
#define MAX_LINE 256

typedef struct
{
  VtBytesReader *bytes;
  const char *const *names;
  GArray *nodes; /* (element-type VtPickleNode) */
  GArray *stack; /* (element-type guint32): nodes */
  GArray *marks; /* (element-type guint): heights of the stack */
  GHashTable *memo;
  gboolean stopped;
} Machine;

typedef gboolean (*Instruction) (Machine *m, GError **error);

static void
node_clear (gpointer data)
{
  VtPickleNode *node = data;

  g_clear_pointer (&node->items, g_array_unref);
}

static gboolean
damaged (Machine *m, GError **error)
{
  return vt_format_damaged (error, m->bytes->file->path, "its pickle makes no sense at byte %" G_GUINT64_FORMAT, m->bytes->at);
}

/* --- the stack --- */

static gboolean
push_index (Machine *m, guint32 index)
{
  g_array_append_val (m->stack, index);
  return TRUE;
}

/* Takes node.items. */
static gboolean
push (Machine *m, VtPickleNode node)
{
  g_array_append_val (m->nodes, node);
  return push_index (m, m->nodes->len - 1);
}

/* Below the last mark nothing may be touched. */
static guint
floor_of (const Machine *m)
{
  return m->marks->len > 0 ? g_array_index (m->marks, guint, m->marks->len - 1) : 0;
}

static gboolean
pop (Machine *m, guint32 *index)
{
  if (m->stack->len <= floor_of (m))
    return FALSE;
  *index = g_array_index (m->stack, guint32, m->stack->len - 1);
  g_array_set_size (m->stack, m->stack->len - 1);
  return TRUE;
}

/* The topmost @n as an array of nodes, or %NULL. */
static GArray *
pop_many (Machine *m, guint n)
{
  GArray *items;

  if (m->stack->len - floor_of (m) < n)
    return NULL;
  items = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);
  if (n > 0)
    g_array_append_vals (items, &g_array_index (m->stack, guint32, m->stack->len - n), n);
  g_array_set_size (m->stack, m->stack->len - n);
  return items;
}

/* All above the last mark, which goes too. */
static GArray *
pop_to_mark (Machine *m)
{
  guint at = floor_of (m);

  if (m->marks->len == 0)
    return NULL;
  g_array_set_size (m->marks, m->marks->len - 1);
  return pop_many (m, m->stack->len - at);
}

static VtPickleNode *
top (Machine *m)
{
  if (m->stack->len <= floor_of (m))
    return NULL;
  return &g_array_index (m->nodes, VtPickleNode, g_array_index (m->stack, guint32, m->stack->len - 1));
}

/* --- instructions: values --- */

static gboolean
do_proto (Machine *m, GError **error)
{
  return vt_bytes_u8 (m->bytes) == 2 || damaged (m, error);
}

static gboolean
do_stop (Machine *m, GError **error)
{
  m->stopped = TRUE;
  return TRUE;
}

static gboolean
do_mark (Machine *m, GError **error)
{
  g_array_append_val (m->marks, m->stack->len);
  return TRUE;
}

static gboolean
do_none (Machine *m, GError **error)
{
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_NONE });
}

static gboolean
do_true (Machine *m, GError **error)
{
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_BOOLEAN, .number = 1 });
}

static gboolean
do_false (Machine *m, GError **error)
{
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_BOOLEAN });
}

static gboolean
push_int (Machine *m, gint64 number)
{
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_INT, .number = number });
}

static gboolean
do_int_4 (Machine *m, GError **error)
{
  return push_int (m, (gint32) vt_bytes_u32 (m->bytes));
}

static gboolean
do_int_1 (Machine *m, GError **error)
{
  return push_int (m, vt_bytes_u8 (m->bytes));
}

static gboolean
do_int_2 (Machine *m, GError **error)
{
  return push_int (m, vt_bytes_u16 (m->bytes));
}

/* Little-endian, with the sign in the last byte; ours end at 64 bits. */
static gboolean
do_long (Machine *m, GError **error)
{
  guint n = vt_bytes_u8 (m->bytes);
  const guint8 *data = vt_bytes_take (m->bytes, n);
  guint64 value = 0;

  if (data == NULL || n > 8)
    return damaged (m, error);
  for (guint i = 0; i < 8; i++)
    value |= (guint64) (i < n ? data[i] : n > 0 && data[n - 1] >= 0x80 ? 0xff : 0) << (8 * i);
  return push_int (m, (gint64) value);
}

static gboolean
do_float (Machine *m, GError **error)
{
  vt_bytes_take (m->bytes, 8);
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_OTHER });
}

static gboolean
do_text (Machine *m, GError **error)
{
  gsize length = vt_bytes_u32 (m->bytes);
  const char *text = (const char *) vt_bytes_take (m->bytes, length);

  if (text == NULL || !g_utf8_validate_len (text, length, NULL))
    return damaged (m, error);
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_TEXT, .text = text, .length = length });
}

/* --- instructions: putting together --- */

static gboolean
push_items (Machine *m, VtPickleKind kind, GArray *items, GError **error)
{
  return items != NULL ? push (m, (VtPickleNode) { .kind = kind, .items = items }) : damaged (m, error);
}

static gboolean
do_empty_tuple (Machine *m, GError **error)
{
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_TUPLE });
}

static gboolean
do_empty_list (Machine *m, GError **error)
{
  return push_items (m, VT_PICKLE_LIST, g_array_new (FALSE, FALSE, sizeof (guint32)), error);
}

static gboolean
do_empty_dict (Machine *m, GError **error)
{
  return push_items (m, VT_PICKLE_DICT, g_array_new (FALSE, FALSE, sizeof (guint32)), error);
}

static gboolean
do_tuple (Machine *m, GError **error)
{
  return push_items (m, VT_PICKLE_TUPLE, pop_to_mark (m), error);
}

static gboolean
do_tuple_1 (Machine *m, GError **error)
{
  return push_items (m, VT_PICKLE_TUPLE, pop_many (m, 1), error);
}

static gboolean
do_tuple_2 (Machine *m, GError **error)
{
  return push_items (m, VT_PICKLE_TUPLE, pop_many (m, 2), error);
}

static gboolean
do_tuple_3 (Machine *m, GError **error)
{
  return push_items (m, VT_PICKLE_TUPLE, pop_many (m, 3), error);
}

/* Takes @items; a dictionary's come in pairs. */
static gboolean
extend (Machine *m, VtPickleKind kind, GArray *items, GError **error)
{
  g_autoptr (GArray) added = items;
  VtPickleNode *to = top (m);

  if (added == NULL || to == NULL || to->kind != kind || (kind == VT_PICKLE_DICT && added->len % 2 != 0))
    return damaged (m, error);
  if (added->len > 0)
    g_array_append_vals (to->items, added->data, added->len);
  return TRUE;
}

static gboolean
do_append (Machine *m, GError **error)
{
  return extend (m, VT_PICKLE_LIST, pop_many (m, 1), error);
}

static gboolean
do_appends (Machine *m, GError **error)
{
  return extend (m, VT_PICKLE_LIST, pop_to_mark (m), error);
}

static gboolean
do_set_item (Machine *m, GError **error)
{
  return extend (m, VT_PICKLE_DICT, pop_many (m, 2), error);
}

static gboolean
do_set_items (Machine *m, GError **error)
{
  return extend (m, VT_PICKLE_DICT, pop_to_mark (m), error);
}

/* --- instructions: the memo --- */

static gboolean
put (Machine *m, guint32 key, GError **error)
{
  if (top (m) == NULL)
    return damaged (m, error);
  g_hash_table_insert (m->memo, GUINT_TO_POINTER (key), GUINT_TO_POINTER (g_array_index (m->stack, guint32, m->stack->len - 1)));
  return TRUE;
}

static gboolean
get (Machine *m, guint32 key, GError **error)
{
  gpointer index;

  if (!g_hash_table_lookup_extended (m->memo, GUINT_TO_POINTER (key), NULL, &index))
    return damaged (m, error);
  return push_index (m, GPOINTER_TO_UINT (index));
}

static gboolean
do_put_1 (Machine *m, GError **error)
{
  return put (m, vt_bytes_u8 (m->bytes), error);
}

static gboolean
do_put_4 (Machine *m, GError **error)
{
  return put (m, vt_bytes_u32 (m->bytes), error);
}

static gboolean
do_get_1 (Machine *m, GError **error)
{
  return get (m, vt_bytes_u8 (m->bytes), error);
}

static gboolean
do_get_4 (Machine *m, GError **error)
{
  return get (m, vt_bytes_u32 (m->bytes), error);
}

/* --- instructions: what other readers would run --- */

static char *
take_line (Machine *m)
{
  const char *at = (const char *) m->bytes->file->data + m->bytes->at;
  gsize left = m->bytes->file->size - (gsize) m->bytes->at;
  const char *end = left > 0 ? memchr (at, '\n', MIN (left, MAX_LINE)) : NULL;

  if (end == NULL || !g_utf8_validate_len (at, (gsize) (end - at), NULL))
    return NULL;
  vt_bytes_take (m->bytes, (guint64) (end - at) + 1);
  return g_strndup (at, (gsize) (end - at));
}

static gboolean
do_name (Machine *m, GError **error)
{
  g_autofree char *module = take_line (m), *name = module != NULL ? take_line (m) : NULL;
  g_autofree char *both = name != NULL ? g_strconcat (module, " ", name, NULL) : NULL;
  g_autofree char *file = g_filename_display_name (m->bytes->file->path);

  if (both == NULL)
    return damaged (m, error);
  for (guint i = 0; m->names[i] != NULL; i++)
    if (strcmp (m->names[i], both) == 0)
      return push (m, (VtPickleNode) { .kind = VT_PICKLE_NAME, .number = i });
  g_set_error (error, VT_ERROR, VT_ERROR_DENIED,
               "The file “%s” asks to run “%s.%s” of Python, which weights never need. It was not run, and the file was not opened.",
               file, module, name);
  return FALSE;
}

/* A call is only written down; an ordered dictionary is a dictionary. */
static gboolean
do_reduce (Machine *m, GError **error)
{
  guint32 arguments, name;
  VtPickleNode node = { .kind = VT_PICKLE_CALL };

  if (!pop (m, &arguments) || !pop (m, &name))
    return damaged (m, error);
  if (g_array_index (m->nodes, VtPickleNode, name).kind != VT_PICKLE_NAME ||
      g_array_index (m->nodes, VtPickleNode, arguments).kind != VT_PICKLE_TUPLE)
    return damaged (m, error);
  node.number = g_array_index (m->nodes, VtPickleNode, name).number;
  node.items = g_array_index (m->nodes, VtPickleNode, arguments).items;
  if (node.number == 0)
    return node.items == NULL ? do_empty_dict (m, error) : damaged (m, error);
  if (node.items != NULL)
    g_array_ref (node.items);
  return push (m, node);
}

/* Attributes, such as the versions of a state dictionary's parts, tell nothing about weights. */
static gboolean
do_build (Machine *m, GError **error)
{
  guint32 state;

  return pop (m, &state) || damaged (m, error);
}

static gboolean
do_persistent (Machine *m, GError **error)
{
  guint32 id;
  GArray *items;

  if (!pop (m, &id) || g_array_index (m->nodes, VtPickleNode, id).kind != VT_PICKLE_TUPLE)
    return damaged (m, error);
  items = g_array_index (m->nodes, VtPickleNode, id).items;
  return push (m, (VtPickleNode) { .kind = VT_PICKLE_PERSISTENT, .items = items != NULL ? g_array_ref (items) : NULL });
}

static const Instruction instructions[256] = {
  [0x80] = do_proto,
  ['.'] = do_stop,
  ['('] = do_mark,
  ['N'] = do_none,
  [0x88] = do_true,
  [0x89] = do_false,
  ['J'] = do_int_4,
  ['K'] = do_int_1,
  ['M'] = do_int_2,
  [0x8a] = do_long,
  ['G'] = do_float,
  ['X'] = do_text,
  [')'] = do_empty_tuple,
  [']'] = do_empty_list,
  ['}'] = do_empty_dict,
  ['t'] = do_tuple,
  [0x85] = do_tuple_1,
  [0x86] = do_tuple_2,
  [0x87] = do_tuple_3,
  ['a'] = do_append,
  ['e'] = do_appends,
  ['s'] = do_set_item,
  ['u'] = do_set_items,
  ['q'] = do_put_1,
  ['r'] = do_put_4,
  ['h'] = do_get_1,
  ['j'] = do_get_4,
  ['c'] = do_name,
  ['R'] = do_reduce,
  ['b'] = do_build,
  ['Q'] = do_persistent,
};

static gboolean
run (Machine *m, guint32 *root, GError **error)
{
  for (guint i = 0; !m->stopped; i++)
    {
      Instruction next = instructions[vt_bytes_u8 (m->bytes)];

      if (next == NULL || m->bytes->failed || i >= MAX_STEPS || m->nodes->len >= MAX_NODES)
        return damaged (m, error);
      if (!next (m, error))
        return FALSE;
    }
  return (!m->bytes->failed && m->marks->len == 0 && pop (m, root)) || damaged (m, error);
}

VtPickle *
vt_pickle_read (VtBytesReader *bytes, const char *const *names, GError **error)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (VtPickleNode));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) memo = g_hash_table_new (NULL, NULL);
  Machine m = { bytes, names, nodes, stack, marks, memo, FALSE };
  VtPickle *self;
  guint32 root = 0;

  g_array_set_clear_func (nodes, node_clear);
  if (!run (&m, &root, error))
    return NULL;
  self = g_new (VtPickle, 1);
  self->nodes = g_steal_pointer (&nodes);
  self->root = root;
  return self;
}

void
vt_pickle_free (VtPickle *self)
{
  g_array_unref (self->nodes);
  g_free (self);
}

gboolean
vt_pickle_is_text (const VtPickleNode *node, const char *text)
{
  return node != NULL && node->kind == VT_PICKLE_TEXT && node->length == strlen (text) && memcmp (node->text, text, node->length) == 0;
}

const VtPickleNode *
vt_pickle_get (const VtPickle *self, const VtPickleNode *dict, const char *key)
{
  for (guint i = 0; dict->kind == VT_PICKLE_DICT && i + 1 < vt_pickle_length (dict); i += 2)
    if (vt_pickle_is_text (vt_pickle_at (self, dict, i), key))
      return vt_pickle_at (self, dict, i + 1);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/pytorch.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/base/text-head.h"
#include "engine/formats/format.h"
#include "engine/formats/pickle.h"
#include "engine/formats/pytorch-zip.h"

#define MAX_DIMS 8

/* All names of Python that may occur in a file. */
static const char *const names[] = {
  "collections OrderedDict",
  "torch._utils _rebuild_tensor_v2",
  "torch._utils _rebuild_parameter",
  "torch FloatStorage",
  "torch HalfStorage",
  "torch BFloat16Storage",
  "torch DoubleStorage",
  "torch LongStorage",
  "torch IntStorage",
  "torch ShortStorage",
  "torch CharStorage",
  "torch ByteStorage",
  "torch BoolStorage",
  NULL,
};

#define REBUILD_TENSOR 1
#define REBUILD_PARAMETER 2
#define FIRST_STORAGE 3

static const struct { VtType type; guint bytes; const char *name; } types[] = {
  { VT_TYPE_F32, 4, "float32" }, { VT_TYPE_F16, 2, "float16" }, { VT_TYPE_BF16, 2, "bfloat16" },
  { VT_TYPE_F64, 8, "float64" }, { VT_TYPE_I64, 8, "int64" },   { VT_TYPE_I32, 4, "int32" },
  { VT_TYPE_I16, 2, "int16" },   { VT_TYPE_I8, 1, "int8" },     { VT_TYPE_UNKNOWN, 1, "uint8" },
  { VT_TYPE_UNKNOWN, 1, "bool" },
};

/* The number that begins a file of before 1.6, as a pickle of its own. */
static const guint8 magic[] = { 0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.' };

typedef struct
{
  guint type; /* in types[] */
  guint64 offset, elements;
  gboolean placed;
} Storage;

/* A tensor as the file describes it, outermost extent first. */
typedef struct
{
  const Storage *storage;
  gint64 offset;
  guint n_dims;
  gint64 shape[MAX_DIMS], strides[MAX_DIMS];
  gint64 elements;
} Layout;

typedef struct
{
  VtWeights *weights;
  VtMapping *file;
  VtPickle *pickle;
  GHashTable *storages; /* (element-type utf8 Storage) */
  guint64 copied, items;
} Reader;

static gboolean
nonsense (const Reader *r, const char *what, GError **error)
{
  return vt_format_damaged (error, r->file->path, "%s", what);
}

static const Storage *
find_storage (const Reader *r, const VtPickleNode *key)
{
  g_autofree char *name = NULL;

  if (key == NULL || key->kind != VT_PICKLE_TEXT)
    return NULL;
  name = g_strndup (key->text, key->length);
  return g_hash_table_lookup (r->storages, name);
}

/* ("storage", its type, its key, the device, the number of elements[, None]) */
static gboolean
declare_storage (Reader *r, const VtPickleNode *id, GError **error)
{
  const VtPickleNode *type = vt_pickle_at (r->pickle, id, 1), *key = vt_pickle_at (r->pickle, id, 2);
  const VtPickleNode *elements = vt_pickle_at (r->pickle, id, 4), *view = vt_pickle_at (r->pickle, id, 5);
  const Storage *known = find_storage (r, key);
  Storage storage = { 0 };

  if (!vt_pickle_is_text (vt_pickle_at (r->pickle, id, 0), "storage") || elements == NULL || type->kind != VT_PICKLE_NAME ||
      type->number < FIRST_STORAGE || key->kind != VT_PICKLE_TEXT || elements->kind != VT_PICKLE_INT || elements->number < 0)
    return nonsense (r, "it describes a storage in a way that makes no sense", error);
  if (view != NULL && view->kind != VT_PICKLE_NONE)
    return nonsense (r, "a storage is part of another one", error);
  storage.type = (guint) (type->number - FIRST_STORAGE);
  storage.elements = (guint64) elements->number;
  if (known != NULL)
    return (known->type == storage.type && known->elements == storage.elements) || nonsense (r, "it describes a storage twice", error);
  g_hash_table_insert (r->storages, g_strndup (key->text, key->length), g_memdup2 (&storage, sizeof storage));
  return TRUE;
}

static gboolean
declare_storages (Reader *r, GError **error)
{
  for (guint i = 0; i < r->pickle->nodes->len; i++)
    {
      const VtPickleNode *node = vt_pickle_node (r->pickle, i);

      if (node->kind == VT_PICKLE_PERSISTENT && !declare_storage (r, node, error))
        return FALSE;
    }
  return TRUE;
}

/* --- tensors --- */

static gboolean
read_extents (const Reader *r, const VtPickleNode *tuple, guint n, gint64 *to)
{
  if (tuple->kind != VT_PICKLE_TUPLE || vt_pickle_length (tuple) != n || n > MAX_DIMS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const VtPickleNode *item = vt_pickle_at (r->pickle, tuple, i);

      if (item->kind != VT_PICKLE_INT || item->number < 0 || item->number > G_MAXINT32)
        return FALSE;
      to[i] = item->number;
    }
  return TRUE;
}

/* How many elements there are and whether all lie in the storage. */
static gboolean
measure (Layout *t)
{
  guint64 last = (guint64) t->offset, step;

  t->elements = 1;
  for (guint i = 0; i < t->n_dims; i++)
    if (t->shape[i] == 0)
      t->elements = 0;
  for (guint i = 0; i < t->n_dims; i++)
    {
      if (t->shape[i] > 0 && t->elements > (gint64) t->storage->elements / t->shape[i])
        return FALSE;
      t->elements *= t->shape[i];
    }
  for (guint i = 0; i < t->n_dims && t->elements > 0; i++)
    {
      step = (guint64) (t->shape[i] - 1) * (guint64) t->strides[i]; /* both below 2^31 */
      if (!g_uint64_checked_add (&last, last, step))
        return FALSE;
    }
  return t->elements == 0 || last < t->storage->elements;
}

/* (storage, offset, shape, strides, …) */
static gboolean
read_layout (const Reader *r, const VtPickleNode *call, Layout *t)
{
  const VtPickleNode *storage = vt_pickle_at (r->pickle, call, 0), *offset = vt_pickle_at (r->pickle, call, 1);
  const VtPickleNode *shape = vt_pickle_at (r->pickle, call, 2), *strides = vt_pickle_at (r->pickle, call, 3);

  if (strides == NULL || storage->kind != VT_PICKLE_PERSISTENT || offset->kind != VT_PICKLE_INT || offset->number < 0)
    return FALSE;
  t->storage = find_storage (r, vt_pickle_at (r->pickle, storage, 2));
  t->offset = offset->number;
  t->n_dims = vt_pickle_length (shape);
  return t->storage != NULL && t->storage->placed && read_extents (r, shape, t->n_dims, t->shape) &&
         read_extents (r, strides, t->n_dims, t->strides) && measure (t);
}

static gboolean
lies_row_by_row (const Layout *t)
{
  gint64 expected = 1;

  for (guint i = t->n_dims; i-- > 0;)
    {
      if (t->shape[i] != 1 && t->strides[i] != expected)
        return FALSE;
      expected *= t->shape[i];
    }
  return TRUE;
}

static guint8 *
gather (const Reader *r, const Layout *t)
{
  gsize bytes = types[t->storage->type].bytes;
  const guint8 *from = r->file->data + t->storage->offset;
  guint8 *to = g_malloc ((gsize) t->elements * bytes);

  for (gint64 i = 0; i < t->elements; i++)
    {
      gint64 rest = i, at = t->offset;

      for (guint d = t->n_dims; d-- > 0; rest /= t->shape[d])
        at += rest % t->shape[d] * t->strides[d];
      memcpy (to + (gsize) i * bytes, from + (gsize) at * bytes, bytes);
    }
  return to;
}

static gboolean
add_tensor (Reader *r, const char *name, const Layout *t, GError **error)
{
  guint bytes = types[t->storage->type].bytes, file = 0;
  guint64 offset = t->storage->offset + (guint64) t->offset * bytes, size = (guint64) t->elements * bytes;
  gint64 shape[MAX_DIMS];

  if (t->elements == 0)
    offset = 0;
  else if (!lies_row_by_row (t))
    {
      g_autofree guint8 *elements = NULL;
      g_autoptr (VtMapping) copy = NULL;

      /* Or a small file could ask for any amount of memory. */
      r->copied += size;
      if (r->copied > r->file->size)
        return nonsense (r, "its tensors are larger than the file", error);
      elements = gather (r, t);
      copy = vt_mapping_new_copy (r->file->path, elements, (gsize) size);
      file = vt_weights_add_file (r->weights, copy);
      offset = 0;
    }
  for (guint i = 0; i < t->n_dims; i++)
    shape[t->n_dims - 1 - i] = t->shape[i];
  return vt_weights_add_tensor (r->weights, name, strlen (name), types[t->storage->type].type, types[t->storage->type].name,
                                shape, t->n_dims, file, offset, (gint64) size, error);
}

static gboolean
add_described (Reader *r, const char *name, const VtPickleNode *value, GError **error)
{
  Layout t;

  if (value->number == REBUILD_PARAMETER)
    value = vt_pickle_at (r->pickle, value, 0);
  if (value == NULL || value->kind != VT_PICKLE_CALL || value->number != REBUILD_TENSOR || !read_layout (r, value, &t))
    return vt_format_damaged (error, r->file->path, "the tensor “%.*s” makes no sense", vt_text_head (name, 200), name);
  return add_tensor (r, name, &t, error);
}

static gboolean add_items (Reader *r, const char *prefix, const VtPickleNode *items, GError **error);

/* @prefix: of a dictionary within the whole, else %NULL. What is no tensor (an
 * epoch, a learning rate) is passed over, and so is what lies deeper. */
static gboolean
add_item (Reader *r, const char *prefix, const VtPickleNode *key, const VtPickleNode *value, GError **error)
{
  g_autofree char *name = NULL;

  if (key->kind != VT_PICKLE_TEXT || (value->kind != VT_PICKLE_CALL && (value->kind != VT_PICKLE_DICT || prefix != NULL)))
    return TRUE;
  name = g_strdup_printf ("%s%s%.*s", prefix != NULL ? prefix : "", prefix != NULL ? "." : "", (int) key->length, key->text);
  return value->kind == VT_PICKLE_DICT ? add_items (r, name, value, error) : add_described (r, name, value, error);
}

static gboolean
add_items (Reader *r, const char *prefix, const VtPickleNode *items, GError **error)
{
  /* Or one dictionary that stands under many names could ask for any amount of memory. */
  r->items += vt_pickle_length (items);
  if (r->items > r->pickle->nodes->len)
    return nonsense (r, "its dictionaries hold each other", error);
  for (guint i = 0; i + 1 < vt_pickle_length (items); i += 2)
    if (!add_item (r, prefix, vt_pickle_at (r->pickle, items, i), vt_pickle_at (r->pickle, items, i + 1), error))
      return FALSE;
  return TRUE;
}

/* The dictionary of the weights: the whole, or what trainers keep beside other things. */
static const VtPickleNode *
find_weights (Reader *r)
{
  static const char *const keys[] = { "state_dict", "params_ema", "params", "string_to_param" };
  const VtPickleNode *root = vt_pickle_node (r->pickle, r->pickle->root);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const VtPickleNode *inner = vt_pickle_get (r->pickle, root, keys[i]);

      if (inner != NULL && inner->kind == VT_PICKLE_DICT)
        return inner;
    }
  return root;
}

static gboolean
add_tensors (Reader *r, GError **error)
{
  const VtPickleNode *root = find_weights (r);

  if (root->kind == VT_PICKLE_CALL)
    return add_described (r, "tensor", root, error);
  if (root->kind != VT_PICKLE_DICT)
    return nonsense (r, "it holds no weights by name", error);
  return add_items (r, NULL, root, error);
}

/* --- files of before 1.6: pickles, then the storages in the order of a list of keys --- */

static gboolean
check_machine (VtBytesReader *bytes, GError **error)
{
  g_autoptr (VtPickle) machine = vt_pickle_read (bytes, names, error);
  const VtPickleNode *little;

  if (machine == NULL)
    return FALSE;
  little = vt_pickle_get (machine, vt_pickle_node (machine, machine->root), "little_endian");
  return little == NULL || little->number == 1 ||
         vt_format_damaged (error, bytes->file->path, "its numbers have their bytes in the other order");
}

static gboolean
place_next (Reader *r, VtBytesReader *bytes, const VtPickleNode *key, GError **error)
{
  Storage *storage = (Storage *) find_storage (r, key);
  guint64 elements = vt_bytes_u32 (bytes);

  elements |= (guint64) vt_bytes_u32 (bytes) << 32;
  if (storage == NULL || storage->placed || elements != storage->elements || elements > r->file->size)
    return nonsense (r, "its list of storages makes no sense", error);
  storage->offset = bytes->at;
  storage->placed = TRUE;
  return vt_bytes_take (bytes, elements * types[storage->type].bytes) != NULL || nonsense (r, "it ends within its weights", error);
}

static gboolean
place_all (Reader *r, VtBytesReader *bytes, GError **error)
{
  g_autoptr (VtPickle) keys = vt_pickle_read (bytes, names, error);
  const VtPickleNode *list = keys != NULL ? vt_pickle_node (keys, keys->root) : NULL;

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < vt_pickle_length (list); i++)
    if (!place_next (r, bytes, vt_pickle_at (keys, list, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_row (Reader *r, GError **error)
{
  VtBytesReader bytes = { r->file, sizeof magic, FALSE };
  g_autoptr (VtPickle) version = vt_pickle_read (&bytes, names, error);

  if (version == NULL || !check_machine (&bytes, error))
    return FALSE;
  r->pickle = vt_pickle_read (&bytes, names, error);
  return r->pickle != NULL && declare_storages (r, error) && place_all (r, &bytes, error) && add_tensors (r, error);
}

/* --- zip archives: data.pkl and a file for each storage --- */

static gboolean
place_in_zip (Reader *r, GHashTable *entries, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, r->storages);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autofree char *name = g_strconcat ("data/", key, NULL);
      const VtZipEntry *entry = g_hash_table_lookup (entries, name);
      Storage *storage = value;

      if (entry == NULL || entry->size / types[storage->type].bytes < storage->elements)
        return nonsense (r, "a storage is missing or cut", error);
      storage->offset = entry->offset;
      storage->placed = TRUE;
    }
  return TRUE;
}

static gboolean
read_zip (Reader *r, GError **error)
{
  g_autoptr (GHashTable) entries = vt_pytorch_read_zip (r->file, error);
  const VtZipEntry *pickle, *order;
  VtBytesReader bytes = { r->file, 0, FALSE };

  if (entries == NULL)
    return FALSE;
  pickle = g_hash_table_lookup (entries, "data.pkl");
  order = g_hash_table_lookup (entries, "byteorder");
  if (pickle == NULL)
    return nonsense (r, "it is an archive, but none of PyTorch's", error);
  if (order != NULL && order->size > 0 && r->file->data[order->offset] == 'b')
    return nonsense (r, "its numbers have their bytes in the other order", error);
  bytes.at = pickle->offset;
  r->pickle = vt_pickle_read (&bytes, names, error);
  return r->pickle != NULL && declare_storages (r, error) && place_in_zip (r, entries, error) && add_tensors (r, error);
}

/* --- the format --- */

static gboolean
is_row (const guint8 *head, gsize n_head)
{
  return n_head > sizeof magic && memcmp (head, magic, sizeof magic) == 0;
}

VtWeights *
vt_pytorch_open_mapping (VtMapping *file, GError **error)
{
  g_autoptr (VtWeights) self = vt_weights_new (&vt_format_pytorch, file->path);
  g_autoptr (GHashTable) storages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reader r = { .weights = self, .file = file, .storages = storages };
  gboolean ok;

  vt_weights_add_file (self, file);
  ok = is_row (file->data, file->size) ? read_row (&r, error) : read_zip (&r, error);
  g_clear_pointer (&r.pickle, vt_pickle_free);
  return ok ? g_steal_pointer (&self) : NULL;
}

static VtWeights *
pytorch_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = vt_mapping_open (path, error);

  return file != NULL ? vt_pytorch_open_mapping (file, error) : NULL;
}

static gboolean
pytorch_probe (const char *path, const guint8 *head, gsize n_head)
{
  return is_row (head, n_head) || (n_head >= 4 && memcmp (head, "PK\003\004", 4) == 0);
}

static char *
pytorch_find (const char *folder)
{
  static const char *const files[] = { "pytorch_model.bin", NULL };
  char *path = vt_format_find_file (folder, files, ".pth");

  return path != NULL ? path : vt_format_find_file (folder, files, ".pt");
}

const VtFormatClass vt_format_pytorch = {
  .name = "PyTorch",
  .probe = pytorch_probe,
  .find = pytorch_find,
  .open = pytorch_open,
};

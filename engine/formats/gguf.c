/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/gguf.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/format.h"

#define DEFAULT_ALIGNMENT 32
#define MAX_ALIGNMENT (1 << 20)
#define MAX_DIMS 4
/* Fewest bytes that a key with its value, or a tensor's description, takes. */
#define MIN_META 13
#define MIN_TENSOR 24

/* A place in a file. Once something did not fit, @bad stays set and every read
 * gives zeros, so that a run of reads needs one check. */
typedef struct
{
  const VtMapping *file;
  gsize at;
  gboolean bad;
} Cursor;

static const guint8 *
take (Cursor *c, guint64 length)
{
  const guint8 *data = c->file->data + c->at;

  if (c->bad || !vt_mapping_contains (c->file, c->at, length))
    {
      c->bad = TRUE;
      return NULL;
    }
  c->at += length;
  return data;
}

static guint32
take_u32 (Cursor *c)
{
  const guint8 *data = take (c, 4);
  guint32 value = 0;

  if (data != NULL)
    memcpy (&value, data, 4);
  return GUINT32_FROM_LE (value);
}

static guint64
take_u64 (Cursor *c)
{
  const guint8 *data = take (c, 8);
  guint64 value = 0;

  if (data != NULL)
    memcpy (&value, data, 8);
  return GUINT64_FROM_LE (value);
}

static const char *
take_string (Cursor *c, gsize *length)
{
  guint64 n = take_u64 (c);

  *length = (gsize) n;
  return (const char *) take (c, n);
}

static gboolean
fail_short (const Cursor *c, GError **error)
{
  return vt_format_damaged (error, c->file->path, "it ends too early, in its description");
}

static void
skip_strings (Cursor *c, guint64 count)
{
  /* Each takes at least 8 bytes, so a wrong count ends at the end of the file. */
  for (guint64 i = 0; i < count && !c->bad; i++)
    take (c, take_u64 (c));
}

static gboolean
read_array (Cursor *c, VtMeta *meta, GError **error)
{
  guint64 count, bytes;

  meta->element = (VtMetaType) take_u32 (c);
  count = take_u64 (c);
  if (!c->bad && meta->element == VT_META_ARRAY)
    return vt_format_damaged (error, c->file->path, "it has lists of lists in its description");
  if (!c->bad && (guint) meta->element >= VT_META_TYPES)
    return vt_format_damaged (error, c->file->path, "it has a list of unknown things");
  meta->length = (gsize) count;
  meta->data = c->file->data + c->at;
  if (meta->element == VT_META_STRING)
    skip_strings (c, count);
  else if (g_uint64_checked_mul (&bytes, count, vt_meta_type_size (meta->element)))
    take (c, bytes);
  else
    c->bad = TRUE;
  meta->size = (gsize) (c->file->data + c->at - meta->data);
  /* VtMeta keeps 32-bit places of strings. */
  if (!c->bad && meta->element == VT_META_STRING && meta->size > G_MAXUINT32)
    return vt_format_damaged (error, c->file->path, "it has a list of absurd size");
  return TRUE;
}

static gboolean
read_value (Cursor *c, VtMeta *meta, GError **error)
{
  meta->type = meta->element = (VtMetaType) take_u32 (c);
  meta->length = 1;
  if (c->bad)
    return TRUE; /* the caller looks */
  if (meta->type == VT_META_ARRAY)
    return read_array (c, meta, error);
  if (meta->type == VT_META_STRING)
    meta->data = (const guint8 *) take_string (c, &meta->size);
  else if ((guint) meta->type < VT_META_TYPES)
    {
      meta->size = vt_meta_type_size (meta->type);
      meta->data = take (c, meta->size);
    }
  else
    return vt_format_damaged (error, c->file->path, "it has a value of unknown kind %u", meta->type);
  return TRUE;
}

/* @keep: whether to add the values; those of later parts are only walked. */
static gboolean
read_metas (Cursor *c, VtWeights *weights, guint64 count, gboolean keep, guint32 *alignment,
            GError **error)
{
  static const char key_of_alignment[] = "general.alignment";

  for (guint64 i = 0; i < count; i++)
    {
      VtMeta meta = { 0 };
      gsize length;
      const char *key = take_string (c, &length);
      gint64 value;

      if (!read_value (c, &meta, error))
        return FALSE;
      if (c->bad)
        return fail_short (c, error);
      if (length == strlen (key_of_alignment) && memcmp (key, key_of_alignment, length) == 0)
        *alignment = vt_meta_read_int (&meta, &value) && value >= 0 && value <= MAX_ALIGNMENT
                         ? (guint32) value
                         : 0;
      if (keep && !vt_weights_add_meta (weights, key, length, &meta, error))
        return FALSE;
    }
  return TRUE;
}

/* Types of ggml that are none of ours: only their names, for messages. */
static const char *
foreign_type_name (guint32 type)
{
  static const struct { guint32 type; const char *name; } names[] = {
    { 4, "Q4_2" },     { 5, "Q4_3" },    { 9, "Q8_1" },    { 15, "Q8_K" },  { 16, "IQ2_XXS" },
    { 17, "IQ2_XS" },  { 18, "IQ3_XXS" }, { 19, "IQ1_S" }, { 21, "IQ3_S" }, { 22, "IQ2_S" },
    { 23, "IQ4_XS" },  { 29, "IQ1_M" },  { 34, "TQ1_0" },  { 35, "TQ2_0" }, { 39, "MXFP4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].type == type)
      return names[i].name;
  return "unknown";
}

typedef struct
{
  const char *name;
  gsize length;
  guint32 n_dims, type;
  gint64 shape[MAX_DIMS];
  guint64 offset;
} Entry;

static gboolean
read_entry (Cursor *c, Entry *entry, GError **error)
{
  entry->name = take_string (c, &entry->length);
  entry->n_dims = take_u32 (c);
  if (!c->bad && entry->n_dims > MAX_DIMS)
    return vt_format_damaged (error, c->file->path, "weights with %u dimensions", entry->n_dims);
  for (guint i = 0; i < entry->n_dims && !c->bad; i++)
    entry->shape[i] = (gint64) take_u64 (c); /* too large turns negative: refused later */
  entry->type = take_u32 (c);
  entry->offset = take_u64 (c);
  return c->bad ? fail_short (c, error) : TRUE;
}

static gboolean
add_entry (VtWeights *weights, guint file, const Entry *entry, guint64 base, guint32 alignment,
           GError **error)
{
  const char *path = vt_weights_file (weights, file)->path;
  const char *name = vt_type_info ((VtType) entry->type)->name;
  gboolean known = name != NULL;
  guint64 offset;

  if (entry->offset % alignment != 0 || !g_uint64_checked_add (&offset, base, entry->offset))
    return vt_format_damaged (error, path, "it puts weights at an odd place");
  return vt_weights_add_tensor (weights, entry->name, entry->length,
                                known ? (VtType) entry->type : VT_TYPE_UNKNOWN,
                                known ? name : foreign_type_name (entry->type), entry->shape,
                                entry->n_dims, file, offset, -1, error);
}

/* The elements begin after the last description, which is known only when all
 * have been walked: hence twice over them. */
static gboolean
read_tensors (Cursor *c, VtWeights *weights, guint file, guint64 count, guint32 alignment,
              GError **error)
{
  Cursor start = *c;
  Entry entry;
  guint64 base;

  for (guint64 i = 0; i < count; i++)
    if (!read_entry (c, &entry, error))
      return FALSE;
  base = (c->at + (guint64) alignment - 1) / alignment * alignment;
  for (guint64 i = 0; i < count; i++)
    if (!read_entry (&start, &entry, error)
        || !add_entry (weights, file, &entry, base, alignment, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_version (const VtMapping *file, guint32 version, GError **error)
{
  g_autofree char *name = g_filename_display_name (file->path);

  if (version == 2 || version == 3)
    return TRUE;
  if ((version & 0xffff) == 0 && version != 0)
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                 "The file “%s” was made for a big-endian machine; take the usual little-endian one.",
                 name);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                 "The file “%s” is GGUF version %u; versions 2 and 3 can be read. "
                 "Take a newer file of the same model.",
                 name, version);
  return FALSE;
}

static gboolean
add_part (VtWeights *weights, VtMapping *mapping, GError **error)
{
  Cursor c = { .file = mapping };
  guint file = vt_weights_add_file (weights, mapping);
  guint32 alignment = DEFAULT_ALIGNMENT, version;
  const guint8 *magic = take (&c, 4);
  guint64 n_tensors, n_metas;

  version = take_u32 (&c);
  if (magic == NULL || memcmp (magic, "GGUF", 4) != 0)
    return vt_format_damaged (error, mapping->path, "it does not begin as a GGUF file");
  if (!c.bad && !check_version (mapping, version, error))
    return FALSE;
  n_tensors = take_u64 (&c);
  n_metas = take_u64 (&c);
  if (c.bad)
    return fail_short (&c, error);
  if (n_metas > mapping->size / MIN_META || n_tensors > mapping->size / MIN_TENSOR
      || n_tensors > G_MAXINT32 || n_metas > G_MAXINT32)
    return vt_format_damaged (error, mapping->path, "it counts more parts than it can hold");
  if (!read_metas (&c, weights, n_metas, file == 0, &alignment, error))
    return FALSE;
  if (alignment < 8 || (alignment & (alignment - 1)) != 0)
    return vt_format_damaged (error, mapping->path, "its alignment makes no sense");
  return read_tensors (&c, weights, file, n_tensors, alignment, error);
}

VtWeights *
vt_gguf_open_mapping (VtMapping *file, GError **error)
{
  g_autoptr (VtWeights) self = vt_weights_new (&vt_format_gguf, file->path);

  return add_part (self, file, error) ? g_steal_pointer (&self) : NULL;
}

/* "…-00002-of-00005.gguf": the number of parts, and the length of what stands
 * before the number; 0 where the name is not of this form. */
static guint
parse_split_name (const char *path, gsize *stem)
{
  static const char tail[] = "-00001-of-00001.gguf";
  gsize length = strlen (path), n = sizeof tail - 1;
  guint part = 0, parts = 0;
  int end = 0;

  if (length <= n)
    return 0;
  *stem = length - n;
  if (sscanf (path + *stem, "-%5u-of-%5u.gguf%n", &part, &parts, &end) != 2 || end != (int) n)
    return 0;
  return part >= 1 && part <= parts ? parts : 0;
}

static gboolean
check_parts (const VtWeights *self, guint parts, GError **error)
{
  gint64 tensors = vt_weights_meta_int (self, "split.tensors.count", vt_weights_n_tensors (self));

  if (vt_weights_meta_int (self, "split.count", parts) == parts
      && tensors == vt_weights_n_tensors (self))
    return TRUE;
  return vt_format_damaged (error, vt_weights_path (self), "its %u parts do not belong together", parts);
}

static VtWeights *
open_split (const char *path, gsize stem, guint parts, GError **error)
{
  g_autoptr (VtWeights) self = vt_weights_new (&vt_format_gguf, path);

  for (guint i = 1; i <= parts; i++)
    {
      g_autofree char *part = g_strdup_printf ("%.*s-%05u-of-%05u.gguf", (int) stem, path, i, parts);
      g_autoptr (VtMapping) file = vt_mapping_open (part, error);

      if (file == NULL)
        {
          g_prefix_error (error, "Part %u of %u of the model is missing. ", i, parts);
          return NULL;
        }
      if (!add_part (self, file, error))
        return NULL;
    }
  return check_parts (self, parts, error) ? g_steal_pointer (&self) : NULL;
}

static VtWeights *
gguf_open (const char *path, GError **error)
{
  g_autoptr (VtMapping) file = NULL;
  gsize stem = 0;
  guint parts = parse_split_name (path, &stem);

  if (parts > 1)
    return open_split (path, stem, parts, error);
  file = vt_mapping_open (path, error);
  return file != NULL ? vt_gguf_open_mapping (file, error) : NULL;
}

static gboolean
gguf_probe (const char *path, const guint8 *head, gsize n_head)
{
  return n_head >= 4 ? memcmp (head, "GGUF", 4) == 0 : g_str_has_suffix (path, ".gguf");
}

static char *
gguf_find (const char *folder)
{
  static const char *const names[] = { NULL };

  return vt_format_find_file (folder, names, ".gguf");
}

const VtFormatClass vt_format_gguf = {
  .name = "GGUF",
  .probe = gguf_probe,
  .find = gguf_find,
  .open = gguf_open,
};

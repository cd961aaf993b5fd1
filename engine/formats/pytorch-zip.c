/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/pytorch-zip.h"

#include "engine/base/error.h"
#include "engine/formats/bytes-reader.h"
#include "engine/formats/format.h"

#define END 0x06054b50
#define END_BYTES 22
#define CENTRAL 0x02014b50
#define LOCAL 0x04034b50
#define MAX_COMMENT 65535

/* Where the record is that ends an archive; -1 where there is none. */
static gint64
find_end (const VtMapping *file)
{
  gsize last = file->size >= END_BYTES ? file->size - END_BYTES : 0;

  for (gsize at = last; file->size >= END_BYTES && last - at <= MAX_COMMENT; at--)
    {
      VtBytesReader r = { file, at, FALSE };

      if (vt_bytes_u32 (&r) == END)
        return (gint64) at;
      if (at == 0)
        break;
    }
  return -1;
}

/* The file's bytes lie behind its own header. */
static gboolean
locate (const VtMapping *file, guint32 header, VtZipEntry *entry, GError **error)
{
  VtBytesReader r = { file, header, FALSE };
  guint32 magic = vt_bytes_u32 (&r);
  guint name_length, extra_length;

  vt_bytes_take (&r, 22);
  name_length = vt_bytes_u16 (&r);
  extra_length = vt_bytes_u16 (&r);
  vt_bytes_take (&r, name_length + extra_length);
  entry->offset = r.at;
  if (r.failed || magic != LOCAL || !vt_mapping_contains (file, entry->offset, entry->size))
    return vt_format_damaged (error, file->path, "a part of the archive lies outside of it");
  return TRUE;
}

static gboolean
add_entry (const VtMapping *file, VtBytesReader *r, GHashTable *entries, GError **error)
{
  guint32 magic = vt_bytes_u32 (r), packed, whole, header;
  guint method, name_length, rest;
  VtZipEntry entry;
  const char *name, *slash;

  vt_bytes_take (r, 6);
  method = vt_bytes_u16 (r);
  vt_bytes_take (r, 8);
  packed = vt_bytes_u32 (r);
  whole = vt_bytes_u32 (r);
  name_length = vt_bytes_u16 (r);
  rest = vt_bytes_u16 (r);
  rest += vt_bytes_u16 (r);
  vt_bytes_take (r, 8);
  header = vt_bytes_u32 (r);
  name = (const char *) vt_bytes_take (r, name_length);
  vt_bytes_take (r, rest);
  if (r->failed || magic != CENTRAL)
    return vt_format_damaged (error, file->path, "the archive's list of contents is broken");
  if (method != 0 || packed != whole || whole == G_MAXUINT32 || header == G_MAXUINT32)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "The archive “%s” is compressed or larger than 4 GB; only what PyTorch's torch.save() writes below that can be read.", file->path);
      return FALSE;
    }
  entry.size = whole;
  slash = memchr (name, '/', name_length);
  if (slash == NULL)
    return TRUE;
  slash++;
  if (!locate (file, header, &entry, error))
    return FALSE;
  g_hash_table_insert (entries, g_strndup (slash, name_length - (gsize) (slash - name)), g_memdup2 (&entry, sizeof entry));
  return TRUE;
}

GHashTable *
vt_pytorch_read_zip (const VtMapping *file, GError **error)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 end = find_end (file);
  VtBytesReader r = { file, (guint64) MAX (end, 0) + 10, FALSE };
  guint n = vt_bytes_u16 (&r);

  vt_bytes_take (&r, 4);
  r.at = vt_bytes_u32 (&r);
  if (end < 0 || r.failed || r.at > file->size)
    {
      vt_format_damaged (error, file->path, "the archive's list of contents is missing");
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    if (!add_entry (file, &r, entries, error))
      return NULL;
  return g_steal_pointer (&entries);
}

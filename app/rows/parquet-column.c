/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/parquet-column.h"

#include <string.h>

#include "app/rows/parquet-codec.h"
#include "app/rows/parquet-thrift.h"
#include "engine/base/error.h"

/* Pages and encodings, by the format's numbers. */
enum { DATA_PAGE, INDEX_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2 };
enum { PLAIN = 0, PLAIN_DICTIONARY = 2, RLE = 3, RLE_DICTIONARY = 8 };

/* What stands before a page. */
typedef struct
{
  int type;
  gsize size;       /* unpacked */
  gsize packed;     /* in the file */
  gint64 n;         /* values, those that are missing included */
  int encoding;
  gsize def_bytes;  /* of the levels of a page of the second version */
  gsize rep_bytes;
  gboolean is_packed;
} Page;

/* Texts or numbers that lie one after the other. */
typedef struct
{
  guint8 *bytes;
  gsize size;
  gsize *places;    /* where each text begins; only of VT_PARQUET_BYTES */
  gint64 n;
} Dictionary;

struct _VtParquetColumn
{
  const VtParquetFile *file;
  const VtParquetLeaf *leaf;
  guint index;
  guint group;           /* the one that is walked over, or one behind the last */
  gint64 row;            /* of the next value, in the file */
  gsize at;              /* of the next page, in the file */
  gsize end;             /* of the chunk */
  gint64 left;           /* values that the chunk's next pages have */
  Dictionary dictionary;
  guint8 *page;          /* unpacked */
  guint8 *kept;          /* the page before, where what was handed out last lies in it */
  const guint8 *values;  /* what comes next of it */
  const guint8 *values_end;
  guint bit;             /* of a boolean */
  guint32 *reps, *defs;  /* one for each value; NULL where they all are 0 */
  guint32 *indices;      /* into the dictionary, or NULL */
  gint64 n, i, n_there;  /* values of the page, those that are done, those of them that are there */
  guint8 flag;           /* where a boolean is handed out */
};

static gboolean
corrupt (GError **error)
{
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "is damaged: a part of it makes no sense.");
  return FALSE;
}

VtParquetColumn *
vt_parquet_column_new (const VtParquetFile *file, guint leaf)
{
  VtParquetColumn *self = g_new0 (VtParquetColumn, 1);

  self->file = file;
  self->leaf = file->leaves->pdata[leaf];
  self->index = leaf;
  self->group = file->groups->len;
  return self;
}

static void
drop_page (VtParquetColumn *self)
{
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->reps, g_free);
  g_clear_pointer (&self->defs, g_free);
  g_clear_pointer (&self->indices, g_free);
  self->n = self->i = self->n_there = 0;
}

static void
drop_dictionary (VtParquetColumn *self)
{
  g_free (self->dictionary.bytes);
  g_free (self->dictionary.places);
  self->dictionary = (Dictionary) { NULL };
}

void
vt_parquet_column_free (VtParquetColumn *self)
{
  drop_page (self);
  drop_dictionary (self);
  g_free (self->kept);
  g_free (self);
}

/* --- pages --------------------------------------------------------------------- */

static gboolean
fill_page (const VtThrift *tree, Page *page)
{
  const VtThriftNode *root = vt_thrift_root (tree);
  const VtThriftNode *about;
  gint64 size = vt_thrift_get_int (tree, root, 2, -1), packed = vt_thrift_get_int (tree, root, 3, -1), def, rep;

  page->type = (int) vt_thrift_get_int (tree, root, 1, -1);
  about = vt_thrift_get (tree, root, page->type == DATA_PAGE ? 5 : page->type == DICTIONARY_PAGE ? 7 : 8);
  page->n = vt_thrift_get_int (tree, about, 1, page->type == INDEX_PAGE ? 0 : -1);
  page->encoding = (int) vt_thrift_get_int (tree, about, page->type == DATA_PAGE_V2 ? 4 : 2, PLAIN);
  def = vt_thrift_get_int (tree, about, 5, 0);
  rep = vt_thrift_get_int (tree, about, 6, 0);
  page->is_packed = page->type != DATA_PAGE_V2 || vt_thrift_get_int (tree, about, 7, TRUE);
  if (size < 0 || packed < 0 || page->n < 0 || page->n > VT_PARQUET_VALUES_MAX)
    return FALSE;
  page->size = (gsize) size;
  page->packed = (gsize) packed;
  if (page->type != DATA_PAGE_V2)
    return TRUE;
  page->def_bytes = (gsize) def;
  page->rep_bytes = (gsize) rep;
  return def >= 0 && rep >= 0 && def + rep <= size && def + rep <= packed;
}

/* The next page's head; then @self->at is where its bytes begin. */
static gboolean
read_head (VtParquetColumn *self, Page *page, GError **error)
{
  const guint8 *data = g_bytes_get_data (self->file->bytes, NULL);
  gsize used = 0;
  g_autoptr (VtThrift) tree = self->at < self->end ? vt_thrift_parse (data + self->at, self->end - self->at, &used) : NULL;

  *page = (Page) { 0 };
  if (tree == NULL || !fill_page (tree, page) || page->packed > self->end - self->at - used)
    return corrupt (error);
  if (page->size > VT_PARQUET_PAGE_MAX)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "has a part of %" G_GSIZE_FORMAT " MB, which is too much.", page->size / 1000000);
      return FALSE;
    }
  self->at += used;
  return TRUE;
}

static gboolean
read_dictionary (VtParquetColumn *self, const Page *page, GError **error)
{
  const guint8 *data = g_bytes_get_data (self->file->bytes, NULL);
  const VtParquetChunk *chunk = &((const VtParquetGroup *) self->file->groups->pdata[self->group])->chunks[self->index];
  Dictionary *d = &self->dictionary;
  gsize at = 0;

  drop_dictionary (self);
  d->bytes = vt_parquet_unpack (chunk->codec, data + self->at, page->packed, page->size, error);
  if (d->bytes == NULL)
    return FALSE;
  d->size = page->size;
  d->n = page->n;
  if (self->leaf->type != VT_PARQUET_BYTES)
    return (self->leaf->width > 0 && (guint64) d->n * self->leaf->width <= d->size) || corrupt (error);
  if ((gsize) d->n > d->size / 4)
    return corrupt (error);
  d->places = g_new (gsize, MAX (d->n, 1));
  for (gint64 i = 0; i < d->n; i++)
    {
      guint32 length;

      if (d->size - at < 4)
        return corrupt (error);
      memcpy (&length, d->bytes + at, 4);
      length = GUINT32_FROM_LE (length);
      if (length > d->size - at - 4)
        return corrupt (error);
      d->places[i] = at;
      at += 4 + length;
    }
  return TRUE;
}

static guint
bits_for (guint8 most)
{
  return most == 0 ? 0 : g_bit_storage (most);
}

/* Levels of @n values out of @size bytes. */
static guint32 *
read_levels (const guint8 *data, gsize size, guint8 most, gint64 n)
{
  g_autofree guint32 *levels = g_new (guint32, MAX (n, 1));

  if (!vt_parquet_read_runs (data, size, bits_for (most), levels, (gsize) n, NULL))
    return NULL;
  for (gint64 i = 0; i < n; i++)
    if (levels[i] > most)
      return NULL;
  return g_steal_pointer (&levels);
}

/* In pages of the first version, the levels' length stands before them. */
static gboolean
take_levels (VtParquetColumn *self, guint8 most, guint32 **levels)
{
  guint32 size;

  if (most == 0)
    return TRUE;
  if (self->values_end - self->values < 4)
    return FALSE;
  memcpy (&size, self->values, 4);
  size = GUINT32_FROM_LE (size);
  if (size > (gsize) (self->values_end - self->values) - 4)
    return FALSE;
  *levels = read_levels (self->values + 4, size, most, self->n);
  self->values += 4 + size;
  return *levels != NULL;
}

static gboolean
unpack_first (VtParquetColumn *self, const Page *page, const guint8 *data, int codec, GError **error)
{
  self->page = vt_parquet_unpack (codec, data, page->packed, page->size, error);
  if (self->page == NULL)
    return FALSE;
  self->values = self->page;
  self->values_end = self->page + page->size;
  return (take_levels (self, self->leaf->max_rep, &self->reps) && take_levels (self, self->leaf->max_def, &self->defs))
         || corrupt (error);
}

/* In the second version the levels are not packed. */
static gboolean
unpack_second (VtParquetColumn *self, const Page *page, const guint8 *data, int codec, GError **error)
{
  gsize levels = page->def_bytes + page->rep_bytes;

  self->page = vt_parquet_unpack (page->is_packed ? codec : 0, data + levels, page->packed - levels, page->size - levels, error);
  if (self->page == NULL)
    return FALSE;
  self->values = self->page;
  self->values_end = self->page + page->size - levels;
  if (self->leaf->max_rep > 0)
    self->reps = read_levels (data, page->rep_bytes, self->leaf->max_rep, self->n);
  if (self->leaf->max_def > 0)
    self->defs = read_levels (data + page->rep_bytes, page->def_bytes, self->leaf->max_def, self->n);
  return ((self->reps != NULL) == (self->leaf->max_rep > 0) && (self->defs != NULL) == (self->leaf->max_def > 0))
         || corrupt (error);
}

static gint64
count_there (const VtParquetColumn *self)
{
  gint64 n = 0;

  if (self->defs == NULL)
    return self->n;
  for (gint64 i = 0; i < self->n; i++)
    n += self->defs[i] == self->leaf->max_def;
  return n;
}

/* A byte says how many bits an index has, then come the indices. */
static gboolean
read_indices (VtParquetColumn *self, gint64 n, GError **error)
{
  gsize size = (gsize) (self->values_end - self->values);

  if (n == 0)
    return TRUE;
  if (self->dictionary.bytes == NULL || size < 1)
    return corrupt (error);
  self->indices = g_new (guint32, n);
  if (!vt_parquet_read_runs (self->values + 1, size - 1, self->values[0], self->indices, (gsize) n, NULL))
    return corrupt (error);
  for (gint64 i = 0; i < n; i++)
    if (self->indices[i] >= self->dictionary.n)
      return corrupt (error);
  return TRUE;
}

/* Booleans of the second version: runs of bits, after their length. */
static gboolean
read_flags (VtParquetColumn *self, gint64 n, GError **error)
{
  g_autofree guint32 *flags = g_new (guint32, MAX (n, 1));
  gsize size = (gsize) (self->values_end - self->values);
  guint8 *bits = g_malloc0 ((gsize) n / 8 + 1);

  if (size < 4 || !vt_parquet_read_runs (self->values + 4, size - 4, 1, flags, (gsize) n, NULL))
    return (g_free (bits), corrupt (error));
  for (gint64 i = 0; i < n; i++)
    bits[i / 8] |= (guint8) (flags[i] << (i % 8));
  g_free (self->page);
  self->page = bits;
  self->values = bits;
  self->values_end = bits + n / 8 + 1;
  return TRUE;
}

static gboolean
prepare_values (VtParquetColumn *self, int encoding, GError **error)
{
  gint64 n = count_there (self);

  self->bit = 0;
  if (encoding == PLAIN)
    return TRUE;
  if (encoding == PLAIN_DICTIONARY || encoding == RLE_DICTIONARY)
    return read_indices (self, n, error);
  if (encoding == RLE && self->leaf->type == VT_PARQUET_BOOLEAN)
    return read_flags (self, n, error);
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "writes a column in a way (number %d) that Vitrine does not know.", encoding);
  return FALSE;
}

static gboolean
read_page (VtParquetColumn *self, const Page *page, GError **error)
{
  const VtParquetChunk *chunk = &((const VtParquetGroup *) self->file->groups->pdata[self->group])->chunks[self->index];
  const guint8 *data = (const guint8 *) g_bytes_get_data (self->file->bytes, NULL) + self->at;

  self->n = page->n;
  return (page->type == DATA_PAGE ? unpack_first (self, page, data, chunk->codec, error)
                                  : unpack_second (self, page, data, chunk->codec, error))
         && prepare_values (self, page->encoding, error);
}

/* The next page with values; those that end before @row are passed over. */
static gboolean
next_page (VtParquetColumn *self, gint64 row, GError **error)
{
  Page page = { .type = INDEX_PAGE };
  gboolean good = TRUE;

  self->n = 0;
  while (good && self->n == 0)
    {
      gboolean skip;

      drop_page (self);
      if (self->left <= 0)
        return corrupt (error);
      if (!read_head (self, &page, error))
        return FALSE;
      skip = page.type != DICTIONARY_PAGE && self->leaf->max_rep == 0 && self->row + page.n <= row;
      if (page.type == DICTIONARY_PAGE)
        good = read_dictionary (self, &page, error);
      else if (page.type != DATA_PAGE && page.type != DATA_PAGE_V2)
        skip = TRUE;
      else if (page.n > self->left)
        good = corrupt (error);
      else if (!skip)
        good = read_page (self, &page, error);
      else
        self->row += page.n;
      if (page.type != DICTIONARY_PAGE)
        self->left -= page.n;
      self->at += page.packed;
    }
  return good;
}

/* --- values -------------------------------------------------------------------- */

static gboolean
take_plain (VtParquetColumn *self, VtParquetValue *value)
{
  gsize left = (gsize) (self->values_end - self->values);
  guint32 length;

  if (self->leaf->type == VT_PARQUET_BOOLEAN)
    {
      if (left < 1)
        return FALSE;
      self->flag = *self->values >> self->bit & 1;
      self->bit = (self->bit + 1) % 8;
      self->values += self->bit == 0;
      value->data = &self->flag;
      value->size = 1;
      return TRUE;
    }
  if (self->leaf->type != VT_PARQUET_BYTES)
    length = self->leaf->width;
  else if (left < 4)
    return FALSE;
  else
    {
      memcpy (&length, self->values, 4);
      length = GUINT32_FROM_LE (length);
      self->values += 4;
      left -= 4;
    }
  if (length > left)
    return FALSE;
  value->data = self->values;
  value->size = length;
  self->values += length;
  return TRUE;
}

static void
take_from_dictionary (VtParquetColumn *self, VtParquetValue *value)
{
  guint32 index = self->indices[self->n_there], length = self->leaf->width;
  const guint8 *at = self->dictionary.bytes;

  if (self->leaf->type != VT_PARQUET_BYTES)
    at += (gsize) index * length;
  else
    {
      at += self->dictionary.places[index];
      memcpy (&length, at, 4);
      length = GUINT32_FROM_LE (length);
      at += 4;
    }
  value->data = at;
  value->size = length;
}

/* Whether the row goes on behind what has been taken. A row of lists may go on in the next
 * page; what is handed out then still lies in this one. */
static gboolean
see_more (VtParquetColumn *self, gboolean *more, GError **error)
{
  if (self->leaf->max_rep > 0 && self->i == self->n && self->left > 0)
    {
      self->kept = g_steal_pointer (&self->page);
      if (!next_page (self, self->row, error))
        return FALSE;
    }
  *more = self->i < self->n && self->reps != NULL && self->reps[self->i] > 0;
  return TRUE;
}

static gboolean
step (VtParquetColumn *self, VtParquetValue *value, gboolean *more, GError **error)
{
  g_clear_pointer (&self->kept, g_free);
  if (self->i == self->n && !next_page (self, self->row, error))
    return FALSE;
  *value = (VtParquetValue) { self->reps != NULL ? (guint8) self->reps[self->i] : 0,
                              self->defs != NULL ? (guint8) self->defs[self->i] : 0, NULL, 0 };
  self->i++;
  if (value->def == self->leaf->max_def)
    {
      if (self->indices != NULL)
        take_from_dictionary (self, value);
      else if (!take_plain (self, value))
        return corrupt (error);
      self->n_there++;
    }
  if (!see_more (self, more, error))
    return FALSE;
  self->row += !*more;
  return TRUE;
}

/* Half a page is none. */
static gboolean
give_up (VtParquetColumn *self)
{
  drop_page (self);
  self->group = self->file->groups->len;
  self->left = 0;
  return FALSE;
}

gboolean
vt_parquet_column_next (VtParquetColumn *self, VtParquetValue *value, gboolean *more, GError **error)
{
  return step (self, value, more, error) || give_up (self);
}

/* The group that has the row, or one behind the last. */
static guint
find_group (const VtParquetFile *file, gint64 row)
{
  guint i = 0;

  while (i < file->groups->len)
    {
      const VtParquetGroup *group = file->groups->pdata[i];

      if (row < group->first + group->n_rows)
        break;
      i++;
    }
  return i;
}

static void
open_group (VtParquetColumn *self, guint index)
{
  const VtParquetGroup *group = self->file->groups->pdata[index];
  const VtParquetChunk *chunk = &group->chunks[self->index];

  drop_page (self);
  drop_dictionary (self);
  self->group = index;
  self->row = group->first;
  self->at = (gsize) chunk->start;
  self->end = (gsize) (chunk->start + chunk->size);
  self->left = chunk->n_values;
}

gboolean
vt_parquet_column_seek (VtParquetColumn *self, gint64 row, GError **error)
{
  guint group = find_group (self->file, row);
  VtParquetValue value;
  gboolean more;

  g_return_val_if_fail (group < self->file->groups->len, FALSE);
  if (group != self->group || row < self->row)
    open_group (self, group);
  if (self->i == self->n && self->row < row && !next_page (self, row, error))
    return give_up (self);
  while (self->row < row)
    if (!vt_parquet_column_next (self, &value, &more, error))
      return FALSE;
  return TRUE;
}

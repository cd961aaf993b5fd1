/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-lines.h"

#include <string.h>

#include "app/rows/rows-class.h"
#include "engine/base/error.h"

#define STEP 1024                /* records between two marks */
#define RECORD_MAX (64u << 20)   /* bytes */
#define SMALL (32u << 20)        /* files whose records are counted at once */

struct _VtRowsLines
{
  GBytes *bytes;
  char *folder;
  const char *data;
  gsize size;
  char separator;
  GArray *marks;   /* (element-type gsize) where records 0, STEP, 2 * STEP … begin */
  gint64 known;    /* records whose beginning is known: this many, and the next one */
  gsize at;        /* where the record after them begins */
  gint64 near;     /* the record that was read last, and where the one after it begins */
  gsize near_end;
};

VtRowsLines *
vt_rows_lines_new (const char *path, GError **error)
{
  g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = map != NULL ? g_mapped_file_get_bytes (map) : NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  return bytes != NULL ? vt_rows_lines_new_for_bytes (bytes, folder) : NULL;
}

VtRowsLines *
vt_rows_lines_new_for_bytes (GBytes *bytes, const char *folder)
{
  VtRowsLines *self = g_new0 (VtRowsLines, 1);

  self->bytes = g_bytes_ref (bytes);
  self->folder = g_strdup (folder);
  self->data = g_bytes_get_data (bytes, &self->size);
  if (self->size >= 3 && memcmp (self->data, "\xef\xbb\xbf", 3) == 0)
    self->at = 3;
  self->marks = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_array_append_val (self->marks, self->at);
  self->near = -1;
  return self;
}

void
vt_rows_lines_free (VtRowsLines *self)
{
  g_bytes_unref (self->bytes);
  g_array_unref (self->marks);
  g_free (self->folder);
  g_free (self);
}

void
vt_rows_lines_set_separator (VtRowsLines *self, char separator)
{
  self->separator = separator;
  self->near = -1;
}

const char *
vt_rows_lines_get_folder (VtRowsLines *self)
{
  return self->folder;
}

/* Where the record ends that begins at @at, before its line feed. As app/table.h reads cells: a
 * quote counts at the beginning of one. */
static gsize
find_end (const VtRowsLines *self, gsize at)
{
  gsize most = MIN (self->size, at + RECORD_MAX);
  gboolean quoted = FALSE, begins = TRUE;
  const char *feed;

  if (self->separator == 0)
    {
      feed = at < most ? memchr (self->data + at, '\n', most - at) : NULL;
      return feed != NULL ? (gsize) (feed - self->data) : most;
    }
  for (; at < most && (quoted || self->data[at] != '\n'); at++)
    {
      char c = self->data[at];

      if (quoted && c == '"')
        {
          gboolean twice = at + 1 < most && self->data[at + 1] == '"';

          at += twice;
          quoted = twice;
        }
      else if (!quoted)
        quoted = begins && c == '"';
      begins = !quoted && c == self->separator;
    }
  return at;
}

static gboolean
too_long (gint64 index, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "Row %" G_GINT64_FORMAT " has more than %u MB; perhaps a quotation mark is not closed.",
               index + 1, RECORD_MAX >> 20);
  return FALSE;
}

/* Takes the record at *at; *at then is where the next one begins. @end: (out) (optional): where it
 * ends, before its line feed if it has one. */
static gboolean
pass (const VtRowsLines *self, gint64 index, gsize *at, gsize *end, GError **error)
{
  gsize found = find_end (self, *at);

  if (found - *at >= RECORD_MAX)
    return too_long (index, error);
  if (end != NULL)
    *end = found;
  *at = MIN (found + 1, self->size);
  return TRUE;
}

/* Learns where records begin, up to @index. */
static gboolean
learn (VtRowsLines *self, gint64 index, GCancellable *cancellable, GError **error)
{
  while (self->known < index && self->at < self->size)
    {
      if (!pass (self, self->known, &self->at, NULL, error))
        return FALSE;
      self->known++;
      if (self->known % STEP != 0)
        continue;
      g_array_append_val (self->marks, self->at);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gint64
vt_rows_lines_count (VtRowsLines *self)
{
  if (self->at < self->size && self->size <= SMALL)
    learn (self, G_MAXINT64, NULL, NULL);
  return self->at >= self->size ? self->known : -1;
}

/* Where the record @index, which is known, begins. */
static gboolean
find_begin (VtRowsLines *self, gint64 index, gsize *at, GError **error)
{
  gint64 i = index / STEP * STEP;

  if (index == self->known)
    {
      *at = self->at;
      return TRUE;
    }
  *at = g_array_index (self->marks, gsize, index / STEP);
  if (self->near >= i && self->near < index)
    {
      i = self->near + 1;
      *at = self->near_end;
    }
  for (; i < index; i++)
    if (!pass (self, i, at, NULL, error))
      return FALSE;
  return TRUE;
}

gboolean
vt_rows_lines_read (VtRowsLines *self, gint64 index, const char **text, gsize *size, gboolean *end, GCancellable *cancellable,
                    GError **error)
{
  gsize at, next, found;

  if (!learn (self, index, cancellable, error))
    return FALSE;
  *end = index > self->known || (index == self->known && self->at >= self->size);
  if (*end)
    return TRUE;
  if (!find_begin (self, index, &at, error))
    return FALSE;
  next = at;
  if (!pass (self, index, &next, &found, error))
    return FALSE;
  self->near = index;
  self->near_end = next;
  *text = self->data + at;
  *size = found - at;
  if (found < self->size && *size > 0 && (*text)[*size - 1] == '\r')
    --*size;
  return TRUE;
}

char *
vt_rows_lines_find_file (VtRowsLines *self, const char *name)
{
  g_autofree char *path = NULL;
  VtRowsKind kind;

  if (!vt_rows_kind_of_name (name, &kind) || !vt_hub_is_safe_path (name))
    return NULL;
  path = g_build_filename (self->folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/part.h"

#include <fcntl.h>
#include <string.h>

#include "hub/disk.h"

#define MAGIC "VTPARTS1"
#define HEAD 16
#define PIECE_MIN 4096
#define PIECES_MAX (1 << 24)

typedef struct
{
  guint32 have;
  gboolean taken;
} Piece;

struct _VtHubPart
{
  char *path;
  int fd;
  guint64 bytes;
  guint32 piece_bytes;
  guint n_pieces;
  GMutex lock;     /* guards the next three */
  Piece *pieces;
  guint64 have;
  guint first;     /* all pieces before it are whole */
};

static guint64
start_of (const VtHubPart *self, guint piece)
{
  return (guint64) piece * self->piece_bytes;
}

static guint32
size_of (const VtHubPart *self, guint piece)
{
  return (guint32) MIN (self->bytes - start_of (self, piece), self->piece_bytes);
}

static gboolean
cut_into (VtHubPart *self, guint32 piece_bytes)
{
  guint64 n = piece_bytes >= PIECE_MIN ? (self->bytes + piece_bytes - 1) / piece_bytes : 0;

  if (n == 0 || n > PIECES_MAX)
    return FALSE;
  self->piece_bytes = piece_bytes;
  self->n_pieces = (guint) n;
  g_free (self->pieces);
  self->pieces = g_new0 (Piece, n);
  return TRUE;
}

/* --- the map ------------------------------------------------------------------------ */

static guint32
get_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

/* What stands behind the bytes; TRUE if it is a map of this file. */
static gboolean
read_map (VtHubPart *self, guint64 size)
{
  guint8 head[HEAD];
  g_autofree guint8 *counts = NULL;

  if (vt_disk_read_at (self->fd, self->bytes, head, HEAD, self->path, NULL) != HEAD
      || memcmp (head, MAGIC, 8) != 0 || !cut_into (self, get_u32 (head + 8))
      || get_u32 (head + 12) != self->n_pieces || size != self->bytes + HEAD + 4 * (guint64) self->n_pieces)
    return FALSE;
  counts = g_malloc (4 * (gsize) self->n_pieces);
  if (vt_disk_read_at (self->fd, self->bytes + HEAD, counts, 4 * self->n_pieces, self->path, NULL) != (gssize) (4 * self->n_pieces))
    return FALSE;
  for (guint i = 0; i < self->n_pieces; i++)
    {
      self->pieces[i].have = get_u32 (counts + 4 * i);
      if (self->pieces[i].have > size_of (self, i))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_map (VtHubPart *self, GError **error)
{
  gsize n = HEAD + 4 * (gsize) self->n_pieces;
  g_autofree guint8 *map = g_malloc (n);

  memcpy (map, MAGIC, 8);
  put_u32 (map + 8, self->piece_bytes);
  put_u32 (map + 12, self->n_pieces);
  for (guint i = 0; i < self->n_pieces; i++)
    put_u32 (map + HEAD + 4 * i, self->pieces[i].have);
  return vt_disk_write_at (self->fd, self->bytes, map, n, self->path, error);
}

/* --- open --------------------------------------------------------------------------- */

static void
count (VtHubPart *self)
{
  self->have = 0;
  for (guint i = 0; i < self->n_pieces; i++)
    self->have += self->pieces[i].have;
}

/* A file without a map: its bytes are the beginning of the file. That is a plain one, and also
 * one that was whole when its map was cut off. */
static gboolean
take_over (VtHubPart *self, guint64 size, GError **error)
{
  for (guint i = 0; i < self->n_pieces && size > start_of (self, i); i++)
    self->pieces[i].have = (guint32) MIN (size - start_of (self, i), size_of (self, i));
  return write_map (self, error);
}

static gboolean
open_file (VtHubPart *self, const char *plain, guint32 piece_bytes, GError **error)
{
  guint64 size;

  if (plain != NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    g_rename (plain, self->path);
  self->fd = vt_disk_open (self->path, O_RDWR | O_CREAT | O_NOFOLLOW, error);
  if (self->fd < 0 || !vt_disk_size (self->fd, self->path, &size, error))
    return FALSE;
  if (read_map (self, size))
    return TRUE;
  if (size > self->bytes && !vt_disk_empty (self->fd, self->path, error))
    return FALSE;
  cut_into (self, piece_bytes);
  return take_over (self, size <= self->bytes ? size : 0, error);
}

VtHubPart *
vt_hub_part_open (const char *path, const char *plain, guint64 bytes, guint32 piece_bytes, GError **error)
{
  g_autoptr (VtHubPart) self = g_new0 (VtHubPart, 1);

  g_return_val_if_fail (bytes > 0 && piece_bytes >= PIECE_MIN, NULL);
  g_mutex_init (&self->lock);
  self->path = g_strdup (path);
  self->bytes = bytes;
  self->fd = -1;
  if (bytes / piece_bytes >= PIECES_MAX)
    piece_bytes = G_MAXINT32;
  if (!open_file (self, plain, piece_bytes, error))
    return NULL;
  count (self);
  return g_steal_pointer (&self);
}

void
vt_hub_part_free (VtHubPart *self)
{
  vt_disk_close (&self->fd);
  g_mutex_clear (&self->lock);
  g_free (self->pieces);
  g_free (self->path);
  g_free (self);
}

/* --- what is there ------------------------------------------------------------------- */

guint64
vt_hub_part_have (VtHubPart *self)
{
  guint64 have;

  g_mutex_lock (&self->lock);
  have = self->have;
  g_mutex_unlock (&self->lock);
  return have;
}

guint64
vt_hub_part_prefix (VtHubPart *self)
{
  guint64 prefix;

  g_mutex_lock (&self->lock);
  while (self->first < self->n_pieces && self->pieces[self->first].have == size_of (self, self->first))
    self->first++;
  prefix = self->first == self->n_pieces ? self->bytes : start_of (self, self->first) + self->pieces[self->first].have;
  g_mutex_unlock (&self->lock);
  return prefix;
}

static gboolean
is_open (const VtHubPart *self, guint piece)
{
  return !self->pieces[piece].taken && self->pieces[piece].have < size_of (self, piece);
}

gboolean
vt_hub_part_take (VtHubPart *self, guint64 *start, guint64 *end)
{
  guint i;

  g_mutex_lock (&self->lock);
  for (i = self->first; i < self->n_pieces && !is_open (self, i); i++)
    ;
  if (i < self->n_pieces)
    {
      self->pieces[i].taken = TRUE;
      *start = start_of (self, i) + self->pieces[i].have;
      *end = start_of (self, i) + size_of (self, i);
    }
  g_mutex_unlock (&self->lock);
  return i < self->n_pieces;
}

void
vt_hub_part_leave (VtHubPart *self, guint64 at)
{
  g_mutex_lock (&self->lock);
  self->pieces[MIN (at / self->piece_bytes, self->n_pieces - 1)].taken = FALSE;
  g_mutex_unlock (&self->lock);
}

guint
vt_hub_part_open_pieces (VtHubPart *self)
{
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = self->first; i < self->n_pieces; i++)
    n += is_open (self, i);
  g_mutex_unlock (&self->lock);
  return n;
}

/* --- bytes ---------------------------------------------------------------------------- */

/* The bytes first, then the map. */
static gboolean
write_piece (VtHubPart *self, guint piece, guint32 from, const guint8 *bytes, gsize n, GError **error)
{
  guint8 count[4];

  if (n == 0)
    return TRUE;
  put_u32 (count, (guint32) (from + n));
  if (!vt_disk_write_at (self->fd, start_of (self, piece) + from, bytes, n, self->path, error)
      || !vt_disk_write_at (self->fd, self->bytes + HEAD + 4 * (guint64) piece, count, sizeof count, self->path, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->pieces[piece].have += (guint32) n;
  self->have += n;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

gboolean
vt_hub_part_write (VtHubPart *self, guint64 at, const guint8 *bytes, gsize n, GError **error)
{
  g_return_val_if_fail (at <= self->bytes && n <= self->bytes - at, FALSE);
  while (n > 0)
    {
      guint piece = (guint) (at / self->piece_bytes);
      guint32 from = (guint32) (at - start_of (self, piece)), have = self->pieces[piece].have;
      gsize here = MIN (n, size_of (self, piece) - from), known;

      g_return_val_if_fail (from <= have, FALSE);
      known = MIN (here, have - from);
      if (!write_piece (self, piece, from + (guint32) known, bytes + known, here - known, error))
        return FALSE;
      at += here;
      bytes += here;
      n -= here;
    }
  return TRUE;
}

gssize
vt_hub_part_read (VtHubPart *self, guint64 at, guint8 *bytes, gsize n, GError **error)
{
  guint64 prefix = vt_hub_part_prefix (self);

  return at >= prefix ? 0 : vt_disk_read_at (self->fd, at, bytes, MIN (n, prefix - at), self->path, error);
}

gboolean
vt_hub_part_publish (VtHubPart *self, const char *path, GError **error)
{
  g_return_val_if_fail (vt_hub_part_prefix (self) == self->bytes, FALSE);
  return vt_disk_cut (self->fd, self->bytes, self->path, error) && vt_disk_publish (self->fd, self->path, path, error);
}

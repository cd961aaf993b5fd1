/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/digest.h"

#include <fcntl.h>
#include <string.h>

#include "hub/disk.h"
#include "hub/progress.h"

#define BLOCK (1 << 20)

gboolean
vt_digest_kind_of (const char *name, VtDigestKind *kind)
{
  gsize n = strlen (name);

  if ((n != 40 && n != 64) || strspn (name, "0123456789abcdef") != n)
    return FALSE;
  *kind = n == 64 ? VT_DIGEST_SHA256 : VT_DIGEST_GIT_BLOB;
  return TRUE;
}

GChecksum *
vt_digest_new (VtDigestKind kind, guint64 bytes)
{
  GChecksum *sum;
  g_autofree char *head = NULL;

  if (kind == VT_DIGEST_SHA256)
    return g_checksum_new (G_CHECKSUM_SHA256);
  sum = g_checksum_new (G_CHECKSUM_SHA1);
  head = g_strdup_printf ("blob %" G_GUINT64_FORMAT, bytes);
  g_checksum_update (sum, (const guchar *) head, strlen (head) + 1);
  return sum;
}

char *
vt_digest_file (const char *path, VtDigestKind kind, GCancellable *cancellable,
                VtBytesFunc progress, gpointer data, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK);
  g_autoptr (GChecksum) sum = NULL;
  vt_autofd int fd = vt_disk_open (path, O_RDONLY, error);
  VtProgress told = { progress, data, 0 };
  guint64 total, done = 0;
  gssize n;

  if (fd < 0 || !vt_disk_size (fd, path, &total, error))
    return NULL;
  sum = vt_digest_new (kind, total);
  while ((n = vt_disk_read (fd, block, BLOCK, path, error)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_checksum_update (sum, block, n);
      done += n;
      vt_progress_report (&told, done, total);
    }
  return n < 0 ? NULL : g_strdup (g_checksum_get_string (sum));
}

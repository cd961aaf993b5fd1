/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/digest.h"

#include <fcntl.h>
#include <string.h>

#include <nettle/sha1.h>
#include <nettle/sha2.h>

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

struct _VtDigest
{
  VtDigestKind kind;
  union
  {
    struct sha256_ctx sha256;
    struct sha1_ctx sha1;
  };
};

VtDigest *
vt_digest_new (VtDigestKind kind, guint64 bytes)
{
  VtDigest *self = g_new (VtDigest, 1);
  g_autofree char *head = NULL;

  self->kind = kind;
  if (kind == VT_DIGEST_SHA256)
    {
      sha256_init (&self->sha256);
      return self;
    }
  sha1_init (&self->sha1);
  head = g_strdup_printf ("blob %" G_GUINT64_FORMAT, bytes);
  vt_digest_update (self, head, strlen (head) + 1);
  return self;
}

void
vt_digest_free (VtDigest *self)
{
  g_free (self);
}

void
vt_digest_update (VtDigest *self, gconstpointer content, gsize size)
{
  if (self->kind == VT_DIGEST_SHA256)
    sha256_update (&self->sha256, size, content);
  else
    sha1_update (&self->sha1, size, content);
}

char *
vt_digest_finish (VtDigest *self)
{
  guint8 sum[SHA256_DIGEST_SIZE];
  gsize n = self->kind == VT_DIGEST_SHA256 ? SHA256_DIGEST_SIZE : SHA1_DIGEST_SIZE;
  char *text = g_malloc (2 * n + 1);

  if (self->kind == VT_DIGEST_SHA256)
    sha256_digest (&self->sha256, n, sum);
  else
    sha1_digest (&self->sha1, n, sum);
  for (gsize i = 0; i < n; i++)
    g_snprintf (text + 2 * i, 3, "%02x", sum[i]);
  return text;
}

char *
vt_digest_file (const char *path, VtDigestKind kind, GCancellable *cancellable,
                VtBytesFunc progress, gpointer data, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK);
  g_autoptr (VtDigest) sum = NULL;
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
      vt_digest_update (sum, block, n);
      done += n;
      vt_progress_report (&told, done, total);
    }
  return n < 0 ? NULL : vt_digest_finish (sum);
}

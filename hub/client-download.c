/* client-download.c: files from the Hub into the cache, going on where they stopped.
 *
 * First all facts are asked, then all bytes are brought, and only then do the
 * files appear in the snapshot: a snapshot is never half a model.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <fcntl.h>
#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/disk.h"
#include "hub/progress.h"

#define BLOCK (256 << 10)

/* One file of them. */
typedef struct
{
  VtHubCall *call;         /* of all files */
  VtHubReference file;     /* for sentences; its texts are others' */
  const char *expected;    /* nullable: the digest that the caller knows */
  char *digest;            /* what the Hub says that the file holds */
  guint64 bytes;           /* how long the Hub says that it is */
  char *part;              /* path of blobs/DIGEST.incomplete, or .parts */
  int fd;                  /* open on it, at its end, if it is a plain one */
  VtDigest *sum;           /* over what it holds */
  guint64 have;            /* bytes that it holds */
  guint64 skip;            /* bytes of this answer that we have already */
  VtProgress *progress;    /* of all files */
  guint64 before;          /* bytes of the files before this one */
  const guint64 *total;    /* bytes of all files */
} Download;

static Download *
download_new (VtHubCall *call, const VtHubReference *reference, const VtHubFile *file,
              VtProgress *progress, const guint64 *total)
{
  Download *d = g_new0 (Download, 1);

  d->call = call;
  d->file = (VtHubReference) { reference->repo, reference->revision, file->name };
  d->expected = file->digest;
  d->fd = -1;
  d->progress = progress;
  d->total = total;
  return d;
}

static void
download_free (Download *d)
{
  vt_disk_close (&d->fd);
  g_clear_pointer (&d->sum, vt_digest_free);
  g_free (d->digest);
  g_free (d->part);
  g_free (d);
}

/* `"abc"` and `W/"abc"` → abc */
static char *
unquote (const char *etag)
{
  const char *from = g_str_has_prefix (etag, "W/") ? etag + 2 : etag;
  gsize n;

  if (*from == '"')
    from++;
  n = strlen (from);
  return g_strndup (from, n > 0 && from[n - 1] == '"' ? n - 1 : n);
}

/* Takes digest and size out of the answer to HEAD. */
static gboolean
read_facts (Download *d, SoupMessage *message, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *etag = soup_message_headers_get_one (headers, "X-Linked-Etag");
  const char *size = soup_message_headers_get_one (headers, "X-Linked-Size");
  g_autofree char *host = vt_hub_call_host (message);
  g_autofree char *digest = NULL;
  VtDigestKind kind;

  if (etag == NULL)
    etag = soup_message_headers_get_one (headers, "ETag");
  if (size == NULL)
    size = soup_message_headers_get_one (headers, "Content-Length");
  digest = etag != NULL ? unquote (etag) : NULL;
  if (d->call->commit == NULL || digest == NULL || !vt_digest_kind_of (digest, &kind) || size == NULL
      || !g_ascii_string_to_unsigned (size, 10, 0, G_MAXINT64, &d->bytes, NULL))
    return vt_hub_call_not_the_hub (host, error);
  d->digest = g_steal_pointer (&digest);
  return TRUE;
}

/* After the first answer the commit stands in the place of the branch, so that all
 * files are of one state, whatever happens on the Hub meanwhile. */
static char *
make_url (Download *d)
{
  const char *at = d->call->commit != NULL ? d->call->commit : d->file.revision;
  g_autofree char *revision = g_uri_escape_string (at, NULL, FALSE);
  g_autofree char *file = g_uri_escape_string (d->file.file, "/", FALSE);

  return g_strconcat (d->call->endpoint, "/", d->file.repo, "/resolve/", revision, "/", file, NULL);
}

static gboolean
check_expected (Download *d, GError **error)
{
  if (d->expected == NULL || strcmp (d->expected, d->digest) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The Hub has another %s in %s than the one that was asked for.", d->file.file, d->file.repo);
  return FALSE;
}

static gboolean
ask_facts (Download *d, GError **error)
{
  g_autofree char *url = make_url (d);
  gboolean known = FALSE;
  g_autoptr (GError) failure = NULL;

  d->call->reference = &d->file;
  do
    {
      g_autoptr (GInputStream) body = NULL;
      g_autoptr (SoupMessage) message = vt_hub_call_send (d->call, "HEAD", url, NULL, &body, &failure);

      known = message != NULL && vt_hub_call_check (d->call, message, &failure)
              && read_facts (d, message, &failure) && check_expected (d, &failure);
    }
  while (!known && vt_hub_call_retry (d->call, &failure));
  if (!known)
    g_propagate_error (error, g_steal_pointer (&failure));
  return known;
}

static VtDigest *
make_digest (Download *d)
{
  VtDigestKind kind = VT_DIGEST_SHA256;

  vt_digest_kind_of (d->digest, &kind);
  return vt_digest_new (kind, d->bytes);
}

static gboolean
start_over (Download *d, GError **error)
{
  g_clear_pointer (&d->sum, vt_digest_free);
  d->sum = make_digest (d);
  d->have = 0;
  return vt_disk_empty (d->fd, d->part, error);
}

/* Feeds the digest with what an earlier try left, and stays at its end. */
static gboolean
take_up (Download *d, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK);
  gssize n;

  d->sum = make_digest (d);
  while ((n = vt_disk_read (d->fd, block, BLOCK, d->part, error)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (d->call->cancellable, error))
        return FALSE;
      vt_digest_update (d->sum, block, n);
      d->have += n;
    }
  if (n < 0)
    return FALSE;
  return d->have <= d->bytes || start_over (d, error);
}

static gboolean
open_part (Download *d, const char *blob, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (blob);

  d->part = g_strconcat (blob, ".incomplete", NULL);
  if (!vt_disk_make_folder (folder, error))
    return FALSE;
  d->fd = vt_disk_open (d->part, O_RDWR | O_CREAT | O_NOFOLLOW, error);
  return d->fd >= 0 && take_up (d, error) && vt_disk_check_space (folder, d->bytes - d->have, error);
}

/* Takes one block of the body; what comes beyond the file's end is left alone, since the
 * checksum will say whether the file is right. */
static gboolean
take (Download *d, const guchar *block, gsize n, GError **error)
{
  gsize over = MIN (d->skip, n);

  d->skip -= over;
  n = MIN (n - over, d->bytes - d->have);
  if (n == 0)
    return TRUE;
  if (!vt_disk_write (d->fd, block + over, n, d->part, error))
    return FALSE;
  vt_digest_update (d->sum, block + over, n);
  d->have += n;
  d->call->failures = 0;
  vt_progress_report (d->progress, d->before + d->have, *d->total);
  return TRUE;
}

static gboolean
receive (Download *d, GInputStream *body, const char *host, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK);
  gssize n = 0;

  while (d->have < d->bytes && (n = g_input_stream_read (body, block, BLOCK, d->call->cancellable, error)) > 0)
    if (!take (d, block, (gsize) n, error) || !vt_hub_call_pace (d->call, (gsize) n, error))
      return FALSE;
  if (n < 0)
    {
      vt_hub_call_explain (d->call, host, error);
      return d->call->again ? vt_hub_call_ended_early (d->call, host, d->have, d->bytes, error) : FALSE;
    }
  return d->have == d->bytes || vt_hub_call_ended_early (d->call, host, d->have, d->bytes, error);
}

/* Of a server that only begins again, what we have is passed over. */
static gboolean
get_once (Download *d, GError **error)
{
  VtHubSpan span = { d->call->odd_ranges ? 0 : d->have, VT_HUB_SPAN_OPEN };
  g_autoptr (GInputStream) body = NULL;
  g_autofree char *host = NULL;
  g_autofree char *url = make_url (d);
  g_autoptr (SoupMessage) message = vt_hub_call_send (d->call, "GET", url, &span, &body, error);
  gboolean whole;

  if (message == NULL || !vt_hub_call_check (d->call, message, error)
      || !vt_hub_call_fits (d->call, message, d->bytes, &span, &whole, error))
    return FALSE;
  d->skip = d->have - (whole ? 0 : span.start);
  host = vt_hub_call_host (message);
  return receive (d, body, host, error);
}

static gboolean
get_all (Download *d, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean done = d->have == d->bytes;

  while (!done && !(done = get_once (d, &failure)) && vt_hub_call_retry (d->call, &failure))
    ;
  if (!done)
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}

/* Whether what has come is what the Hub promised; if not, it is deleted. */
static gboolean
check_bytes (Download *d, GError **error)
{
  g_autofree char *digest = vt_digest_finish (d->sum);
  g_autofree char *text = NULL;

  if (strcmp (digest, d->digest) == 0)
    return TRUE;
  g_unlink (d->part);
  text = vt_hub_reference_to_string (&d->file);
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "What arrived as %s is not what the Hub promised, so it was thrown away. "
               "Try again; if it happens again, the network changes what it carries.", text);
  return FALSE;
}

static gboolean
fetch_plain (Download *d, const char *blob, GError **error)
{
  return open_part (d, blob, error) && get_all (d, error) && check_bytes (d, error)
         && vt_disk_publish (d->fd, d->part, blob, error);
}

static gboolean
fetch_large (Download *d, const char *blob, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (blob);
  g_autofree char *plain = g_strconcat (blob, ".incomplete", NULL);
  g_autofree char *url = make_url (d);
  g_autoptr (VtHubPart) part = NULL;
  VtHubRanges ranges = { d->call->client, &d->file, url, d->bytes, NULL, NULL, d->call->cancellable,
                         d->progress, d->before, *d->total };

  d->part = g_strconcat (blob, ".parts", NULL);
  if (!vt_disk_make_folder (folder, error))
    return FALSE;
  ranges.part = part = vt_hub_part_open (d->part, plain, d->bytes, d->call->client->piece_bytes, error);
  if (part == NULL || !vt_disk_check_space (folder, d->bytes - vt_hub_part_have (part), error))
    return FALSE;
  ranges.digest = d->sum = make_digest (d);
  return vt_hub_fetch_ranges (&ranges, error) && check_bytes (d, error) && vt_hub_part_publish (part, blob, error);
}

/* Under the blob's lock, so that two programs do not write one file. */
static gboolean
fetch_blob (Download *d, GError **error)
{
  VtHubCache *cache = d->call->client->cache;
  g_autofree char *blob = vt_hub_cache_blob_path (cache, d->file.repo, d->digest);
  g_autofree char *lock = vt_hub_cache_lock_path (cache, d->file.repo, d->digest);
  g_autofree char *stored = vt_hub_cache_stored_blob (cache, d->file.repo, d->digest);
  vt_autofd int held = vt_disk_lock (lock, d->call->cancellable, error);

  if (held < 0)
    return FALSE;
  d->call->reference = &d->file;
  d->call->failures = 0;
  d->call->odd_ranges = FALSE;
  if (g_file_test (blob, G_FILE_TEST_EXISTS))
    return TRUE;
  if (stored != NULL)
    return vt_disk_make_parent (blob, error) && vt_disk_link (blob, stored, error);
  return d->bytes >= d->call->client->large_bytes ? fetch_large (d, blob, error) : fetch_plain (d, blob, error);
}

static gboolean
ask_all (GPtrArray *downloads, guint64 *total, GError **error)
{
  for (guint i = 0; i < downloads->len; i++)
    {
      Download *d = downloads->pdata[i];

      if (!ask_facts (d, error))
        return FALSE;
      d->before = *total;
      *total += d->bytes;
    }
  return TRUE;
}

static gboolean
fetch_all (GPtrArray *downloads, GError **error)
{
  for (guint i = 0; i < downloads->len; i++)
    {
      Download *d = downloads->pdata[i];

      if (!fetch_blob (d, error))
        return FALSE;
      vt_progress_report (d->progress, d->before + d->bytes, *d->total);
    }
  return TRUE;
}

static gboolean
link_all (GPtrArray *downloads, GError **error)
{
  for (guint i = 0; i < downloads->len; i++)
    {
      const Download *d = downloads->pdata[i];
      VtHubCacheEntry entry = { d->file.repo, d->call->commit, d->file.revision, d->file.file, d->digest };

      if (!vt_hub_cache_link (d->call->client->cache, &entry, error))
        return FALSE;
    }
  return TRUE;
}

char *
vt_hub_client_download (VtHubClient *client, const VtHubReference *reference, GPtrArray *files,
                        GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                        GError **error)
{
  g_autoptr (GPtrArray) downloads = g_ptr_array_new_with_free_func ((GDestroyNotify) download_free);
  VtProgress told = { progress, data, 0 };
  guint64 total = 0;
  char *folder = NULL;
  VtHubCall call;

  if (!vt_hub_call_init (&call, client, reference, cancellable, error))
    return NULL;
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (downloads, download_new (&call, reference, files->pdata[i], &told, &total));
  if (ask_all (downloads, &total, error) && fetch_all (downloads, error) && link_all (downloads, error))
    {
      g_autofree char *dir = vt_hub_cache_repo_dir (client->cache, reference->repo);

      folder = g_build_filename (dir, "snapshots", call.commit, NULL);
    }
  vt_hub_call_clear (&call);
  return folder;
}

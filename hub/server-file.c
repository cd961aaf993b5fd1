/* server-file.c: gives out a file of a snapshot, whole or in part, with the
 * headers by which the Hub names what a file holds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "hub/server-private.h"

static char *
path_of (const VtHubQuestion *question, const char *name)
{
  g_autofree char *folder = vt_hub_cache_repo_dir (question->cache, question->repo);

  return g_build_filename (folder, "snapshots", question->commit, name, NULL);
}

/* The blob's name is the last part of what the snapshot's link says. */
VtHubFile *
vt_hub_question_file (const VtHubQuestion *question, const char *name)
{
  g_autofree char *path = path_of (question, name);
  g_autofree char *target = g_file_read_link (path, NULL);
  g_autofree char *digest = target != NULL ? g_path_get_basename (target) : NULL;
  VtDigestKind kind;
  GStatBuf info;
  VtHubFile *file;

  if (digest == NULL || !vt_digest_kind_of (digest, &kind) || g_stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return NULL;
  file = g_new0 (VtHubFile, 1);
  file->name = g_strdup (name);
  file->bytes = info.st_size;
  file->digest = g_steal_pointer (&digest);
  return file;
}

static void
name_content (const VtHubQuestion *question, const VtHubFile *file)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (question->message);
  g_autofree char *etag = g_strdup_printf ("\"%s\"", file->digest);
  VtDigestKind kind = VT_DIGEST_SHA256;

  vt_digest_kind_of (file->digest, &kind);
  soup_message_headers_replace (headers, "X-Repo-Commit", question->commit);
  soup_message_headers_replace (headers, "ETag", etag);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  if (kind == VT_DIGEST_SHA256)
    {
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, file->bytes);

      soup_message_headers_replace (headers, "X-Linked-Etag", etag);
      soup_message_headers_replace (headers, "X-Linked-Size", size);
    }
}

/* The part that is asked for: the first range, as the Hub does; %FALSE if none of the
 * file's bytes lie in it. */
static gboolean
read_range (SoupMessageHeaders *headers, guint64 bytes, guint64 *start, guint64 *end, gboolean *partial)
{
  SoupRange *ranges = NULL;
  int n = 0;
  gboolean asked = soup_message_headers_get_one (headers, "Range") != NULL;

  *start = 0;
  *end = bytes;
  *partial = asked && soup_message_headers_get_ranges (headers, bytes, &ranges, &n) && n > 0;
  if (*partial)
    {
      *start = ranges[0].start;
      *end = MIN ((guint64) ranges[0].end + 1, bytes);
    }
  soup_message_headers_free_ranges (headers, ranges);
  return !*partial || *start < *end;
}

static void
send_part (const VtHubQuestion *question, const char *path, const VtHubFile *file)
{
  SoupServerMessage *message = question->message;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) part = NULL;
  guint64 start, end;
  gboolean partial;

  if (!read_range (soup_server_message_get_request_headers (message), file->bytes, &start, &end, &partial))
    {
      soup_server_message_set_status (message, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, NULL);
      return;
    }
  /* libsoup would cut a whole answer to the range by itself, and copy it for that. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
  mapped = g_mapped_file_new (path, FALSE, NULL);
  if (mapped == NULL || g_mapped_file_get_length (mapped) != file->bytes)
    {
      vt_hub_question_refuse (question, 404, "EntryNotFound", "The file has just gone from this computer.");
      return;
    }
  whole = g_mapped_file_get_bytes (mapped);
  part = g_bytes_new_from_bytes (whole, start, end - start);
  soup_server_message_set_status (message, partial ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK, NULL);
  if (partial)
    soup_message_headers_set_content_range (headers, start, end - 1, file->bytes);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), part);
}

void
vt_hub_answer_file (const VtHubQuestion *question)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (question->message);
  g_autoptr (VtHubFile) file = *question->path != '\0' ? vt_hub_question_file (question, question->path) : NULL;
  g_autofree char *path = path_of (question, question->path);

  if (file == NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s has no file %s here.", question->repo, question->path);

      vt_hub_question_refuse (question, 404, "EntryNotFound", sentence);
      return;
    }
  name_content (question, file);
  soup_message_headers_set_content_type (headers, "application/octet-stream", NULL);
  if (soup_server_message_get_method (question->message) == SOUP_METHOD_HEAD)
    {
      soup_server_message_set_status (question->message, SOUP_STATUS_OK, NULL);
      soup_message_headers_set_content_length (headers, file->bytes);
    }
  else
    send_part (question, path, file);
}

/* client-read.c: a part of a file, without bringing it into the cache.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "hub/client-private.h"

#define BLOCK (64 << 10)

/* Reads until @size bytes after @skip ones have come, or the body ends. */
static GBytes *
read_part (VtHubCall *call, GInputStream *body, guint64 skip, gsize size, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize n = 1;

  while (n > 0 && bytes->len < size)
    {
      n = g_input_stream_read (body, block, MIN (BLOCK, skip > 0 ? skip : size - bytes->len), call->cancellable, error);
      if (n > 0 && skip == 0)
        g_byte_array_append (bytes, block, n);
      else if (n > 0)
        skip -= n;
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GBytes *
read_once (VtHubCall *call, const char *url, guint64 offset, gsize size, GError **error)
{
  VtHubSpan span = { offset, VT_HUB_SPAN_OPEN };
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (SoupMessage) message = vt_hub_call_send (call, "GET", url, &span, &body, error);
  g_autofree char *host = NULL;
  gboolean partial;
  GBytes *bytes;

  if (message == NULL || !vt_hub_call_check (call, message, error))
    return NULL;
  host = vt_hub_call_host (message);
  partial = soup_message_get_status (message) == SOUP_STATUS_PARTIAL_CONTENT;
  bytes = read_part (call, body, partial ? 0 : offset, size, error);
  if (bytes == NULL)
    vt_hub_call_explain (call, host, error);
  return bytes;
}

static GBytes *
read_patiently (VtHubClient *self, const char *url, const VtHubReference *reference, guint64 offset, gsize size,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GBytes *bytes = NULL;
  VtHubCall call;

  if (!vt_hub_call_init (&call, self, reference, cancellable, error))
    return NULL;
  do
    bytes = read_once (&call, url, offset, size, &failure);
  while (bytes == NULL && vt_hub_call_retry (&call, &failure));
  vt_hub_call_clear (&call);
  if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return bytes;
}

GBytes *
vt_hub_client_read (VtHubClient *self, const VtHubReference *reference, guint64 offset, gsize size,
                    GCancellable *cancellable, GError **error)
{
  g_autofree char *revision = g_uri_escape_string (reference->revision, NULL, FALSE);
  g_autofree char *file = g_uri_escape_string (reference->file, "/", FALSE);
  g_autofree char *url = g_strconcat (vt_hub_client_get_endpoint (self), "/", reference->repo, "/resolve/", revision, "/", file, NULL);

  return read_patiently (self, url, reference, offset, size, cancellable, error);
}

GBytes *
vt_hub_client_read_address (VtHubClient *self, const char *url, gsize most, GCancellable *cancellable, GError **error)
{
  GBytes *bytes = read_patiently (self, url, NULL, 0, most + 1, cancellable, error);

  if (bytes == NULL || g_bytes_get_size (bytes) <= most)
    return bytes;
  g_bytes_unref (bytes);
  g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "What is at %s is larger than %" G_GSIZE_FORMAT " MiB.", url, most >> 20);
  return NULL;
}

/* client-span.c: whether an answer is the part of a file that was asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "hub/client-private.h"

gboolean
vt_hub_call_not_the_hub (const char *host, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               "%s did not answer as the Hub does; perhaps this network wants you to sign in "
               "first, or something stands between you and the Hub.", host);
  return FALSE;
}

gboolean
vt_hub_call_ended_early (VtHubCall *call, const char *host, guint64 have, guint64 bytes, GError **error)
{
  call->again = TRUE;
  g_clear_error (error);
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               "The connection to %s ended after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
               " bytes. What has arrived is kept; try again to go on from there.",
               host, have, bytes);
  return FALSE;
}

/* Whether a part begins where it should, and is of a file of that length. */
static gboolean
fits_range (SoupMessageHeaders *headers, guint64 bytes, const VtHubSpan *span)
{
  goffset start, end, total;

  return soup_message_headers_get_content_range (headers, &start, &end, &total) && start >= 0
         && (guint64) start == span->start && (total < 0 || (guint64) total == bytes);
}

static gboolean
fits_length (VtHubCall *call, SoupMessageHeaders *headers, guint64 bytes, guint64 expected, const char *host,
             GError **error)
{
  gboolean known = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH;
  guint64 length = known ? (guint64) soup_message_headers_get_content_length (headers) : expected;
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (g_strcmp0 (type, "text/html") == 0 && (!known || length != expected)
      && !g_str_has_suffix (call->reference->file, ".html"))
    return vt_hub_call_not_the_hub (host, error);
  if (length == expected)
    return TRUE;
  call->again = TRUE;
  g_set_error (error, VT_ERROR, length > expected ? VT_ERROR_CORRUPT : VT_ERROR_NETWORK,
               "%s sends %s than the %" G_GUINT64_FORMAT " bytes that the file should have.", host,
               length > expected ? "more" : "less", bytes);
  return FALSE;
}

gboolean
vt_hub_call_fits (VtHubCall *call, SoupMessage *message, guint64 bytes, const VtHubSpan *span, gboolean *whole,
                  GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_autofree char *host = vt_hub_call_host (message);

  *whole = soup_message_get_status (message) != SOUP_STATUS_PARTIAL_CONTENT;
  if (*whole)
    return fits_length (call, headers, bytes, bytes, host, error);
  if (fits_range (headers, bytes, span))
    return fits_length (call, headers, bytes, MIN (span->end, bytes) - span->start, host, error);
  call->again = !call->odd_ranges;
  call->odd_ranges = TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "%s sends another part than the one asked for.", host);
  return FALSE;
}

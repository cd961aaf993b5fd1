/* client-post.c: what is sent to a server, and its answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/remote.h"

#define ANSWER_MAX (4 << 20)

/* The body from its beginning; of a file, opened anew for each try. */
static gboolean
set_body (SoupMessage *message, const VtHubBody *body, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;

  if (body->file == NULL)
    {
      soup_message_set_request_body_from_bytes (message, body->type, body->bytes);
      return TRUE;
    }
  stream = g_file_read (body->file, cancellable, error);
  if (stream == NULL)
    return FALSE;
  soup_message_set_request_body (message, body->type, G_INPUT_STREAM (stream), (gssize) body->size);
  return TRUE;
}

static GBytes *
read_answer (VtHubCall *call, GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 block[16384];
  gssize n;

  while ((n = g_input_stream_read (stream, block, sizeof block, call->cancellable, error)) > 0 && bytes->len < ANSWER_MAX)
    g_byte_array_append (bytes, block, (guint) n);
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* Beside the client's own sentence, what the server says of it. */
static void
add_complaint (GBytes *answer, GError **error)
{
  gsize size = 0;
  const char *text = answer != NULL ? g_bytes_get_data (answer, &size) : NULL;
  g_autofree char *said = text != NULL ? vt_remote_read_complaint (text, size) : NULL;
  g_autofree char *before = NULL;

  if (said == NULL)
    return;
  before = g_steal_pointer (&(*error)->message);
  (*error)->message = g_strdup_printf ("%s It says: “%s”", before, said);
}

/* How much of a body has left. */
typedef struct
{
  const VtHubBody *body;
  guint64 done;
} Counter;

static void
on_wrote (SoupMessage *message, guint size, Counter *counter)
{
  counter->done += size;
  counter->body->sent (counter->done, counter->body->size, counter->body->data);
}

static GBytes *
post_once (VtHubCall *call, const char *url, const VtHubBody *body, guint known, GError **error)
{
  g_autoptr (SoupMessage) message = vt_hub_call_new_message (call, body->method, url, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *host = message != NULL ? vt_hub_call_host (message) : NULL;
  Counter counter = { body, 0 };

  if (message == NULL || !set_body (message, body, call->cancellable, error))
    return NULL;
  if (strstr (body->type, "git-lfs") != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", body->type);
  if (body->sent != NULL)
    g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_wrote), &counter);
  stream = soup_session_send (call->session, message, call->cancellable, error);
  g_signal_handlers_disconnect_by_data (message, &counter);
  answer = stream != NULL ? read_answer (call, stream, error) : NULL;
  if (answer == NULL)
    {
      vt_hub_call_explain (call, host, error);
      return NULL;
    }
  if (soup_message_get_status (message) == known || vt_hub_call_check (call, message, error))
    return g_steal_pointer (&answer);
  add_complaint (answer, error);
  return NULL;
}

GBytes *
vt_hub_call_post (VtHubCall *call, const char *url, const VtHubBody *body, guint known, GError **error)
{
  g_autoptr (GError) failure = NULL;
  GBytes *answer;

  call->failures = 0;
  do
    answer = post_once (call, url, body, known, &failure);
  while (answer == NULL && vt_hub_call_retry (call, &failure));
  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return answer;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/remote.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/disk.h"

#define SILENCE_S 600       /* a large model may think that long before its first word */
#define TRIES 6
#define WAIT_MAX_MS 30000
#define COMPLAINT_MAX 500   /* characters of what a server says */
#define COMPLAINT_BYTES (64 << 10)
#define BLOCK (64 << 10)

/* One request on its way. */
typedef struct
{
  VtHubClient *client;
  const VtRemoteRequest *request;
  GUri *uri;
  SoupSession *session;
  GCancellable *cancellable;
  VtEventStreamFunc each;
  gpointer data;
  char *type;
  guint status;
  gboolean again;   /* whether the failure may pass */
  guint wait_ms;    /* what the server asks for */
} Ask;

gboolean
vt_remote_is_here (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return host != NULL && g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Text for a sentence: one line, not too long. */
static char *
tidy (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), COMPLAINT_MAX));

  g_strdelimit (cut, "\r\n\t", ' ');
  g_strstrip (cut);
  return *cut != '\0' ? g_steal_pointer (&cut) : NULL;
}

char *
vt_remote_read_complaint (const char *text, gsize size)
{
  g_autoptr (VtJson) json = vt_json_parse (text, size, NULL);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL;
  const VtJsonNode *said = vt_json_get (root, "error");
  const char *sentence;

  if (said == NULL)
    said = vt_json_get (root, "detail");
  if (said == NULL)
    said = vt_json_get (root, "message");
  if (vt_json_type (said) == VT_JSON_ARRAY)
    said = vt_json_at (said, 0);
  sentence = vt_json_string (said, NULL);
  if (sentence == NULL)
    sentence = vt_json_get_string (said, "message", vt_json_get_string (said, "msg", NULL));
  return sentence != NULL ? tidy (sentence) : NULL;
}

static GBytes *
read_all (Ask *self, GInputStream *stream, gsize most, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize n;

  while ((n = g_input_stream_read (stream, block, BLOCK, self->cancellable, error)) > 0)
    {
      if (bytes->len + (gsize) n > most)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "The answer of %s is longer than %" G_GSIZE_FORMAT " MiB.",
                       g_uri_get_host (self->uri), most >> 20);
          return NULL;
        }
      g_byte_array_append (bytes, block, (guint) n);
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
read_events (Ask *self, GInputStream *stream, GError **error)
{
  g_autoptr (VtEventStream) events = vt_event_stream_new (self->each, self->data);
  g_autofree char *block = g_malloc (BLOCK);
  GError *local = NULL;
  gsize total = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, block, BLOCK, self->cancellable, &local)) > 0)
    {
      total += (gsize) n;
      if (!vt_event_stream_push (events, block, (gsize) n, &local))
        break;
      if (total > VT_REMOTE_ANSWER_MAX)
        {
          g_set_error (&local, VT_ERROR, VT_ERROR_LIMIT, "%s does not come to an end.", g_uri_get_host (self->uri));
          break;
        }
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/* A sentence for what the transport says. */
static void
explain (Ask *self, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *host = g_uri_get_host (self->uri);

  if ((*error)->domain == VT_ERROR || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  reason = g_steal_pointer (error);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "Nothing answers at %s:%d. Is the server running?", host,
                 g_uri_get_port (self->uri));
  else
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "There is no answer from %s: %s.", host, reason->message);
  if (g_str_has_suffix ((*error)->message, ".."))
    (*error)->message[strlen ((*error)->message) - 1] = '\0';
}

/* What each status means; the first that fits counts. */
static const struct
{
  guint from, to;
  VtError code;
  const char *sentence; /* of the host */
} meanings[] = {
  { 300, 399, VT_ERROR_NETWORK, "%s sends us on to another address, which is not followed. Give the final address." },
  { 401, 401, VT_ERROR_DENIED, "%s does not accept the key, or wants one." },
  { 402, 402, VT_ERROR_DENIED, "%s wants to be paid." },
  { 403, 403, VT_ERROR_DENIED, "%s does not allow this with the key that it was given." },
  { 404, 405, VT_ERROR_NOT_FOUND, "%s does not know this address or this model." },
  { 413, 413, VT_ERROR_LIMIT, "%s finds what was sent too long." },
  { 429, 429, VT_ERROR_NETWORK, "%s has been asked too much, or the account there is used up." },
  { 400, 499, VT_ERROR_INVALID, "%s does not accept what was sent." },
  { 503, 503, VT_ERROR_NETWORK, "%s is not ready; the model may still be loading there." },
  { 0, 999, VT_ERROR_NETWORK, "%s is in trouble." },
};

static void
explain_status (Ask *self, GBytes *body, GError **error)
{
  gsize size = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &size) : NULL;
  g_autofree char *said = text != NULL ? vt_remote_read_complaint (text, size) : NULL;
  guint i = 0;

  while (self->status < meanings[i].from || self->status > meanings[i].to)
    i++;
  g_set_error (error, VT_ERROR, (int) meanings[i].code, meanings[i].sentence, g_uri_get_host (self->uri));
  if (said != NULL)
    {
      g_autofree char *before = g_steal_pointer (&(*error)->message);

      (*error)->message = g_strdup_printf ("%s It says: “%s”", before, said);
    }
}

static SoupMessage *
make_message (Ask *self)
{
  SoupMessage *message = soup_message_new_from_uri (self->request->body != NULL ? "POST" : "GET", self->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  const char *key = self->request->key;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (key != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", key, NULL);

      soup_message_headers_replace (headers, "Authorization", value);
    }
  if (self->request->body != NULL)
    soup_message_set_request_body_from_bytes (message, self->request->type, self->request->body);
  vt_contacts_add (self->client->contacts, soup_message_get_method (message), g_uri_get_host (self->uri),
                   g_uri_get_path (self->uri), key != NULL);
  return message;
}

/* A good answer: its events, or all of it. */
static GBytes *
receive (Ask *self, GInputStream *stream, GError **error)
{
  if (self->each == NULL || g_strcmp0 (self->type, "text/event-stream") != 0)
    return read_all (self, stream, VT_REMOTE_ANSWER_MAX, error);
  return read_events (self, stream, error) ? g_bytes_new (NULL, 0) : NULL;
}

static GBytes *
ask_once (Ask *self, GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self);
  g_autoptr (GInputStream) stream = soup_session_send (self->session, message, self->cancellable, error);
  g_autoptr (GBytes) body = NULL;
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *after;

  g_clear_pointer (&self->type, g_free);
  self->status = 0;
  if (stream == NULL)
    return NULL;
  self->status = soup_message_get_status (message);
  self->type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  if (SOUP_STATUS_IS_SUCCESSFUL (self->status))
    return receive (self, stream, error);
  body = read_all (self, stream, COMPLAINT_BYTES, NULL);
  after = soup_message_headers_get_one (headers, "Retry-After");
  self->again = self->status == 429 || self->status == 503;
  self->wait_ms = after != NULL ? (guint) MIN (g_ascii_strtoull (after, NULL, 10) * 1000, WAIT_MAX_MS) : 0;
  explain_status (self, body, error);
  return NULL;
}

static GBytes *
ask_patiently (Ask *self, GError **error)
{
  GBytes *answer = NULL;

  for (guint tries = 1; answer == NULL; tries++)
    {
      g_autoptr (GError) failure = NULL;
      guint wait = MIN (self->client->delay_ms << tries, WAIT_MAX_MS);

      self->again = FALSE;
      answer = ask_once (self, &failure);
      if (answer != NULL)
        break;
      explain (self, &failure);
      if (!self->again || tries == TRIES || !vt_disk_wait (MAX (wait, self->wait_ms), self->cancellable, NULL))
        {
          if (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
            g_propagate_error (error, g_steal_pointer (&failure));
          break;
        }
    }
  return answer;
}

static gboolean
check (Ask *self, GError **error)
{
  const char *scheme = self->uri != NULL ? g_uri_get_scheme (self->uri) : NULL;

  if (self->client->offline && !vt_remote_is_here (self->request->url))
    g_set_error_literal (error, VT_ERROR, VT_ERROR_NETWORK, "The offline switch is on, so no other computer is asked.");
  else if (scheme == NULL || g_uri_get_host (self->uri) == NULL
           || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is not a web address.", self->request->url);
  else
    return TRUE;
  return FALSE;
}

GBytes *
vt_remote_ask (VtHubClient *client, const VtRemoteRequest *request, VtEventStreamFunc each, gpointer data,
               char **type, guint *status, GCancellable *cancellable, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  Ask self = { .client = client, .request = request, .uri = uri, .cancellable = cancellable, .each = each, .data = data };
  g_autoptr (GMainContext) context = NULL;
  GBytes *answer;

  if (!check (&self, error))
    return NULL;
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  self.session = soup_session_new_with_options ("timeout", SILENCE_S, "user-agent", VT_HUB_AGENT, NULL);
  answer = ask_patiently (&self, error);
  soup_session_abort (self.session);
  g_object_unref (self.session);
  g_main_context_pop_thread_default (context);
  if (status != NULL)
    *status = self.status;
  if (type != NULL)
    *type = g_steal_pointer (&self.type);
  g_free (self.type);
  return answer;
}

/* client-call.c: one exchange with a server: send, follow redirects, judge, wait.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/disk.h"

#define REDIRECTS_MAX 6
#define WAIT_MAX_MS 120000

gboolean
vt_hub_call_init (VtHubCall *call, VtHubClient *client, const VtHubReference *reference,
                  GCancellable *cancellable, GError **error)
{
  *call = (VtHubCall) { .client = client, .reference = reference, .cancellable = cancellable };
  if (client->offline)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_NETWORK,
                           "The offline switch is on, so no other computer is asked.");
      return FALSE;
    }
  call->token = vt_hub_client_dup_token_at (client, &call->endpoint, cancellable);
  call->context = g_main_context_new ();
  g_main_context_push_thread_default (call->context);
  call->session = soup_session_new_with_options ("timeout", client->timeout_s,
                                                 "user-agent", VT_HUB_AGENT, NULL);
  soup_session_remove_feature_by_type (call->session, SOUP_TYPE_CONTENT_DECODER);
  return TRUE;
}

void
vt_hub_call_clear (VtHubCall *call)
{
  soup_session_abort (call->session);
  g_clear_object (&call->session);
  g_main_context_pop_thread_default (call->context);
  g_clear_pointer (&call->context, g_main_context_unref);
  g_clear_pointer (&call->commit, g_free);
  g_clear_pointer (&call->token, g_free);
}

char *
vt_hub_call_host (SoupMessage *message)
{
  return g_strdup (g_uri_get_host (soup_message_get_uri (message)));
}

static gboolean
is_same_origin (GUri *a, GUri *b)
{
  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0
         && g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0
         && g_uri_get_port (a) == g_uri_get_port (b);
}

static gboolean
is_endpoint (VtHubCall *call, GUri *uri)
{
  g_autoptr (GUri) endpoint = g_uri_parse (call->endpoint, SOUP_HTTP_URI_FLAGS, NULL);

  return endpoint != NULL && is_same_origin (endpoint, uri);
}

/* The endpoint's dataset viewer is a computer of the same people: without the token it does not
 * show the rows of a set that is not for everybody. */
static gboolean
is_viewer (VtHubCall *call, GUri *uri)
{
  g_autoptr (GUri) endpoint = g_uri_parse (call->client->endpoint, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *host = endpoint != NULL ? g_strconcat ("datasets-server.", g_uri_get_host (endpoint), NULL) : NULL;

  return host != NULL && strcmp (g_uri_get_scheme (endpoint), g_uri_get_scheme (uri)) == 0
         && g_uri_get_port (endpoint) == g_uri_get_port (uri) && g_ascii_strcasecmp (host, g_uri_get_host (uri)) == 0;
}

static SoupMessage *
make_message (VtHubCall *call, const char *method, GUri *uri, const VtHubSpan *span)
{
  SoupMessage *message = soup_message_new_from_uri (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  gboolean with_token = call->token != NULL && (is_endpoint (call, uri) || is_viewer (call, uri));

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (span != NULL && (span->start > 0 || span->end != VT_HUB_SPAN_OPEN))
    soup_message_headers_set_range (headers, (goffset) span->start,
                                    span->end == VT_HUB_SPAN_OPEN ? -1 : (goffset) span->end - 1);
  if (with_token)
    {
      g_autofree char *value = g_strconcat ("Bearer ", call->token, NULL);

      soup_message_headers_replace (headers, "Authorization", value);
    }
  vt_contacts_add (call->client->contacts, method, g_uri_get_host (uri), g_uri_get_path (uri),
                   with_token);
  return message;
}

/* What the endpoint says of the commit counts, on whichever hop it says so. */
static void
note_commit (VtHubCall *call, SoupMessage *message)
{
  const char *commit = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                     "X-Repo-Commit");

  if (commit != NULL && call->commit == NULL && vt_hub_is_commit (commit)
      && is_endpoint (call, soup_message_get_uri (message)))
    call->commit = g_strdup (commit);
}

/* Where the answer sends us on, or NULL if it is the last one. */
static GUri *
next_hop (SoupMessage *message)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                       "Location");
  GUri *here = soup_message_get_uri (message);
  g_autoptr (GUri) next = NULL;

  if (!SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)) || location == NULL)
    return NULL;
  next = g_uri_parse_relative (here, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (next == NULL || g_uri_get_host (next) == NULL || *g_uri_get_host (next) == '\0')
    return NULL;
  if (g_strcmp0 (g_uri_get_scheme (next), "https") != 0
      && (g_strcmp0 (g_uri_get_scheme (next), "http") != 0
          || g_strcmp0 (g_uri_get_scheme (here), "https") == 0))
    return NULL;  /* never from a safe connection to an open one, nor to another protocol */
  if (strcmp (soup_message_get_method (message), "HEAD") == 0 && !is_same_origin (here, next))
    return NULL;
  return g_steal_pointer (&next);
}

/* Who has not even been reached for the first question will hardly be reached at
 * the fifth: one more try, so that another way to the file can be taken soon. */
static void
limit_tries (VtHubCall *call, const char *method)
{
  if (strcmp (method, "HEAD") == 0 && call->client->tries > 2)
    call->failures = MAX (call->failures, call->client->tries - 2);
}

static GUri *
parse_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri != NULL && g_uri_get_host (uri) != NULL && g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    return g_steal_pointer (&uri);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is not a web address; look at HF_ENDPOINT.", url);
  return NULL;
}

SoupMessage *
vt_hub_call_new_message (VtHubCall *call, const char *method, const char *url, GError **error)
{
  g_autoptr (GUri) uri = parse_url (url, error);

  return uri != NULL ? make_message (call, method, uri, NULL) : NULL;
}

SoupMessage *
vt_hub_call_send (VtHubCall *call, const char *method, const char *url, const VtHubSpan *span,
                  GInputStream **body, GError **error)
{
  g_autoptr (GUri) uri = parse_url (url, error);

  if (uri == NULL)
    return NULL;
  for (guint hop = 0; hop < REDIRECTS_MAX; hop++)
    {
      g_autoptr (SoupMessage) message = make_message (call, method, uri, span);
      g_autoptr (GInputStream) stream = soup_session_send (call->session, message,
                                                           call->cancellable, error);
      GUri *next;

      if (stream == NULL)
        {
          vt_hub_call_explain (call, g_uri_get_host (uri), error);
          limit_tries (call, method);
          return NULL;
        }
      note_commit (call, message);
      next = next_hop (message);
      if (next == NULL)
        {
          *body = g_steal_pointer (&stream);
          return g_steal_pointer (&message);
        }
      g_uri_unref (uri);
      uri = next;
    }
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               "%s sends us in circles.", g_uri_get_host (uri));
  return NULL;
}

/* All downloads share one line, on which each takes its place behind the others. */
gboolean
vt_hub_call_pace (VtHubCall *call, gsize bytes, GError **error)
{
  VtHubClient *client = call->client;
  gint64 now = g_get_monotonic_time (), turn = now;

  g_mutex_lock (&client->lock);
  if (client->speed_limit > 0)
    {
      client->line_free = MAX (client->line_free, now) + (gint64) ((double) bytes / (double) client->speed_limit * G_USEC_PER_SEC);
      turn = client->line_free;
    }
  g_mutex_unlock (&client->lock);
  return turn <= now || vt_disk_wait ((guint) MIN ((turn - now + 999) / 1000, G_MAXINT), call->cancellable, error);
}

void
vt_hub_call_explain (VtHubCall *call, const char *host, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (error == NULL || *error == NULL
      || g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || (*error)->domain == VT_ERROR)
    return;
  reason = g_steal_pointer (error);
  call->again = reason->domain != G_TLS_ERROR
                && !g_error_matches (reason, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               reason->domain == G_TLS_ERROR
                 ? "%s could not prove who it is: %s. Look whether this computer's date is right; if it is, something "
                   "stands between you and that computer."
                 : "Could not get an answer from %s: %s.",
               host, reason->message);
  /* Some reasons end in a full stop of their own. */
  if (g_str_has_suffix ((*error)->message, ".."))
    (*error)->message[strlen ((*error)->message) - 1] = '\0';
}

/* How long the server asks us to wait: `Retry-After: 5`, or `ratelimit: "api";r=0;t=55`. */
static guint
asked_wait_ms (SoupMessageHeaders *headers)
{
  const char *after = soup_message_headers_get_one (headers, "Retry-After");
  const char *limit = soup_message_headers_get_list (headers, "ratelimit");
  const char *t = limit != NULL ? strstr (limit, ";t=") : NULL;
  guint64 seconds = 0;

  if (after != NULL)
    seconds = g_ascii_strtoull (after, NULL, 10);
  else if (t != NULL)
    seconds = g_ascii_strtoull (t + 3, NULL, 10);
  return MIN (seconds, WAIT_MAX_MS / 1000) * 1000;
}

/* The Hub's own error codes; each knows its sentence. */
typedef struct
{
  const char *code;
  VtError error;
  const char *sentence;
} HubError;

static const HubError hub_errors[] = {
  { "RepoNotFound", VT_ERROR_NOT_FOUND,
    "There is no %s on the Hub; or it is private, and somebody who may see it must sign in (vitrine hub login)." },
  { "RevisionNotFound", VT_ERROR_NOT_FOUND, "There is no such branch, tag or commit: %s." },
  { "EntryNotFound", VT_ERROR_NOT_FOUND, "There is no such file on the Hub: %s." },
  { "GatedRepo", VT_ERROR_DENIED,
    "%s is only for those who have accepted its conditions: accept them on its page on the Hub, make a token in "
    "the settings of your account there, and sign in with it (in the preferences, or by vitrine hub login)." },
};

static void
explain_status (VtHubCall *call, SoupMessage *message, const char *host, const char *what, GError **error)
{
  guint status = soup_message_get_status (message);
  const char *method = soup_message_get_method (message);
  gboolean reads = strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;

  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN)
    g_set_error (error, VT_ERROR, VT_ERROR_DENIED,
                 call->token != NULL ? reads ? "%s does not let the account that has signed in here see %s."
                                             : "%s does not let the account that has signed in here change %s."
                                     : "%s wants to know who asks for %s: sign in, in the preferences or by vitrine hub login.",
                 host, what);
  else if (status == SOUP_STATUS_NOT_FOUND)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "%s does not have %s.", host, what);
  else if (status == 429)
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
                 "%s has been asked too often from here; try again in some minutes.", host);
  else if (status >= 500)
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
                 "%s is in trouble (status %u); try again later.", host, status);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
                 "%s answered with status %u when asked for %s.", host, status, what);
}

gboolean
vt_hub_call_check (VtHubCall *call, SoupMessage *message, GError **error)
{
  guint status = soup_message_get_status (message);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *code = soup_message_headers_get_one (headers, "X-Error-Code");
  g_autofree char *host = vt_hub_call_host (message);
  g_autofree char *what = call->reference != NULL ? vt_hub_reference_to_string (call->reference)
                                                  : g_strdup ("this");

  if (SOUP_STATUS_IS_SUCCESSFUL (status)
      || (SOUP_STATUS_IS_REDIRECTION (status) && strcmp (soup_message_get_method (message), "HEAD") == 0))
    return TRUE;
  call->again = status == 429 || status == 408 || status >= 500
                || (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE && !call->odd_ranges);
  call->odd_ranges |= status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE;
  call->wait_ms = asked_wait_ms (headers);
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (hub_errors); i++)
    if (strcmp (code, hub_errors[i].code) == 0)
      {
        g_autofree char *sentence = g_strdup_printf (hub_errors[i].sentence, what);

        g_set_error_literal (error, VT_ERROR, hub_errors[i].error, sentence);
        return FALSE;
      }
  explain_status (call, message, host, what, error);
  return FALSE;
}

gboolean
vt_hub_call_retry (VtHubCall *call, GError **error)
{
  guint wait;

  if (!call->again || ++call->failures >= call->client->tries)
    return FALSE;
  wait = call->client->delay_ms << MIN (call->failures - 1, 8);
  wait = MIN (MAX (wait, call->wait_ms), WAIT_MAX_MS);
  call->again = FALSE;
  call->wait_ms = 0;
  g_clear_error (error);
  return vt_disk_wait (wait, call->cancellable, error);
}

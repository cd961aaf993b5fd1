/* remote.h: asks a server that computes: one request, one answer, streamed or whole.
 *
 * Nothing of the Hub's goes there: neither its token nor its retries of minutes.
 * A redirect is never followed, since what is sent would then go to somebody else
 * than the person allowed. The address is written to the log of contacts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"
#include "hub/event-stream.h"

G_BEGIN_DECLS

/* The longest answer, streamed or whole, in bytes. */
#define VT_REMOTE_ANSWER_MAX (256 << 20)

/**
 * VtRemoteRequest:
 * @url: http or https
 * @key: (nullable): sent as `Authorization: Bearer KEY`
 * @body: (nullable): what is sent by POST; without one it is a GET
 * @type: the body's media type
 */
typedef struct
{
  const char *url;
  const char *key;
  GBytes *body;
  const char *type;
} VtRemoteRequest;

/**
 * vt_remote_ask:
 * @client: says whether the person is offline, and holds the log of contacts
 * @each: (nullable) (scope call): gets the events of an answer that is an event stream
 * @type: (out) (optional) (transfer full): the answer's media type
 * @status: (out) (optional): the answer's status, 0 where none came
 *
 * Blocks; for worker threads. A server that is starting or full (503, 429) is
 * asked again for a while; what came so far of an answer is never asked for twice.
 *
 * Returns: (transfer full): the answer, empty where its events went to @each, or
 *   %NULL with %VT_ERROR_NETWORK, _DENIED (the key), _NOT_FOUND (the address or
 *   the model), _INVALID (the server does not want what was sent), _LIMIT, what
 *   @each said, or %G_IO_ERROR_CANCELLED; sentences quote what the server says
 */
GBytes *vt_remote_ask (VtHubClient *client, const VtRemoteRequest *request, VtEventStreamFunc each, gpointer data,
                       char **type, guint *status, GCancellable *cancellable, GError **error);

/* What a server says is wrong, in any of the shapes of {"error": …} and {"detail": …};
 * transfer full, %NULL where it says nothing that can be shown. */
char *vt_remote_read_complaint (const char *json, gsize size);

/* Whether @url leads to this computer itself. */
gboolean vt_remote_is_here (const char *url);

G_END_DECLS

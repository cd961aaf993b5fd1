/* client-private.h: one exchange with a server, for the files of the client.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <libsoup/soup.h>

#include "hub/client.h"
#include "hub/part.h"
#include "hub/progress.h"

G_BEGIN_DECLS

/* How we name ourselves to servers. */
#define VT_HUB_AGENT "vitrine/0.1"

struct _VtHubClient
{
  GObject parent_instance;
  VtHubCache *cache;
  VtContacts *contacts;
  GMutex lock;          /* guards the next five */
  const char *endpoint; /* interned */
  guint64 speed_limit;  /* bytes a second, or 0 */
  gint64 line_free;     /* when the next bytes may come, in monotonic microseconds */
  char *token;          /* nullable */
  gboolean asked;       /* whether the keyring was asked for it */
  gboolean offline;
  guint timeout_s;
  guint tries;
  guint delay_ms;
  guint streams;        /* how large files come: see vt_hub_client_set_ranges() */
  guint32 piece_bytes;
  guint64 large_bytes;
};

/* What is asked, and what must be known for asking it again. */
typedef struct
{
  VtHubClient *client;
  SoupSession *session;
  GMainContext *context;
  GCancellable *cancellable;
  const char *endpoint;             /* the client's, when the call began */
  char *token;                      /* nullable: the one for that endpoint */
  const VtHubReference *reference;  /* nullable: what it is about, for sentences */
  char *commit;                     /* nullable: what the endpoint said in X-Repo-Commit */
  guint failures;                   /* in a row, without progress */
  guint wait_ms;                    /* what the server asked for, or 0 */
  gboolean again;                   /* whether the last failure may pass */
  gboolean odd_ranges;              /* the server sends other parts of the file than those asked for */
} VtHubCall;

/* vt_hub_client_dup_token(), and the endpoint that it is for. */
char *vt_hub_client_dup_token_at (VtHubClient *client, const char **endpoint, GCancellable *cancellable);

/* Fails if the client is offline. Makes a session, and a main context for it. */
gboolean vt_hub_call_init (VtHubCall *call, VtHubClient *client, const VtHubReference *reference,
                           GCancellable *cancellable, GError **error);
void vt_hub_call_clear (VtHubCall *call);

/* Which bytes of a file are wanted: from @start to before @end, or to its end, which need
 * not be known. */
typedef struct
{
  guint64 start;
  guint64 end;
} VtHubSpan;

#define VT_HUB_SPAN_OPEN G_MAXUINT64

/**
 * vt_hub_call_send:
 * @span: (nullable): asks for that range, where it is not the whole
 * @body: (out): the answer's body
 *
 * Sends and follows redirects: a GET follows all, a HEAD only those that stay
 * on the host (what another host says of the file is not the Hub's word).
 *
 * Returns: (transfer full): the last answer, whatever its status, or %NULL with
 *   an error where none came
 */
SoupMessage *vt_hub_call_send (VtHubCall *call, const char *method, const char *url,
                               const VtHubSpan *span, GInputStream **body, GError **error);

/* A question to @url with the client's headers, the token only where it is the endpoint's or its viewer's;
 * %NULL with VT_ERROR_INVALID where that is no address. */
SoupMessage *vt_hub_call_new_message (VtHubCall *call, const char *method, const char *url, GError **error);

/* What is sent: bytes, or a file of @size; @sent (nullable) hears how much of it has left, from
 * the beginning again where it is tried again. */
typedef struct
{
  const char *method;
  const char *type;
  GBytes *bytes;
  GFile *file;
  guint64 size;
  VtBytesFunc sent;
  gpointer data;
} VtHubBody;

/**
 * vt_hub_call_post:
 * @known: a status that is as good as success, or 0
 *
 * Sends and tries again as other calls do. Redirects are not followed.
 *
 * Returns: (transfer full): the answer
 */
GBytes *vt_hub_call_post (VtHubCall *call, const char *url, const VtHubBody *body, guint known, GError **error);

/**
 * vt_hub_call_check:
 *
 * Returns: %TRUE for a good status (2xx, and for HEAD 3xx); else %FALSE with a
 *   sentence made of the status and the Hub's error code
 */
gboolean vt_hub_call_check (VtHubCall *call, SoupMessage *message, GError **error);

/* vt_hub_client_get_json() from an address of another computer, which gets the token where it is the
 * endpoint's dataset viewer;
 * @reference: (nullable): what it is about, for sentences. */
VtJson *vt_hub_client_get_json_at (VtHubClient *client, const char *url, const VtHubReference *reference,
                                   GCancellable *cancellable, GError **error);

/**
 * vt_hub_call_fits:
 * @message: a good answer to a question for @span of the call's file
 * @bytes: of the whole file
 * @whole: (out): whether the body begins with the file's first byte, since the server
 *   does not know ranges, and not with the first of @span
 *
 * Judges by its headers whether the body can be what was asked for: a page that wants
 * somebody to sign in must not be written into a file.
 */
gboolean vt_hub_call_fits (VtHubCall *call, SoupMessage *message, guint64 bytes, const VtHubSpan *span, gboolean *whole,
                           GError **error);

/* The body came to an end too early, when @have of @bytes were here; that may pass. Always FALSE. */
gboolean vt_hub_call_ended_early (VtHubCall *call, const char *host, guint64 have, guint64 bytes, GError **error);

/* Says that @host is not the Hub. Always FALSE. */
gboolean vt_hub_call_not_the_hub (const char *host, GError **error);

/**
 * VtHubRanges:
 * @file: what it is, for sentences
 * @url: where it is
 * @bytes: of the whole file
 * @part: what is there
 * @digest: (inout): fed with the file's bytes in their order, none so far
 * @progress: told of @before and what is there, on this thread
 *
 * A large file to be brought by several streams.
 */
typedef struct
{
  VtHubClient *client;
  const VtHubReference *file;
  const char *url;
  guint64 bytes;
  VtHubPart *part;
  VtDigest *digest;
  GCancellable *cancellable;
  VtProgress *progress;
  guint64 before;
  guint64 total;
} VtHubRanges;

/**
 * vt_hub_fetch_ranges:
 *
 * Brings what is missing of the part. The first stream asks for the first piece; if the
 * server answers with that, others join it. A server that knows no ranges sends the file to
 * one stream, in its order. A stream that gets no answers leaves its piece to the others.
 * Meanwhile this thread reads what has come and feeds the digest with it.
 *
 * Returns: %TRUE if all is there and in the digest
 */
gboolean vt_hub_fetch_ranges (const VtHubRanges *what, GError **error);

/* Waits until @bytes more may have come, where there is a limit; FALSE where it is cancelled. */
gboolean vt_hub_call_pace (VtHubCall *call, gsize bytes, GError **error);

/* Turns @error of the transport into one sentence; says whether to try again. */
void vt_hub_call_explain (VtHubCall *call, const char *host, GError **error);

/* Returns: (transfer full): the host that @message was sent to */
char *vt_hub_call_host (SoupMessage *message);

/**
 * vt_hub_call_retry:
 * @error: (inout): the failure; cleared if it is worth another try
 *
 * Waits, if there is to be another try.
 *
 * Returns: %TRUE to try again
 */
gboolean vt_hub_call_retry (VtHubCall *call, GError **error);

G_END_DECLS

/* client-ranges.c: one large file by several streams, each of which asks for a piece at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "hub/client-private.h"

#define BLOCK (128 << 10)
#define HASH_BLOCK (1 << 20)
#define TELL_US (50 * 1000)

typedef struct
{
  const VtHubRanges *what;
  GCancellable *cancellable; /* of all streams: the caller's, or one of them failed for good */
  GMutex lock;               /* guards what follows */
  GCond changed;
  guint active;              /* streams */
  gboolean parallel;         /* the server knows ranges */
  gboolean whole;            /* one stream gets the whole file */
  gboolean final;            /* @failure is of this computer, not of the server */
  GError *failure;
  guint64 hashed;            /* bytes; of the caller's thread alone */
} Ranges;

typedef struct
{
  Ranges *ranges;
  VtHubCall call;
  guint8 *block;
} Stream;

/* --- one stream ----------------------------------------------------------------------- */

static void
keep_failure (Ranges *r, GError *error, gboolean final)
{
  gboolean better = r->failure == NULL || (final && !r->final)
                    || g_error_matches (r->failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (better)
    {
      g_clear_error (&r->failure);
      r->failure = error;
      r->final = final;
    }
  else
    g_error_free (error);
}

/* Whether the file may come to this stream as a whole: only if it is the only one. */
static gboolean
may_take_all (Ranges *r)
{
  gboolean alone;

  g_mutex_lock (&r->lock);
  alone = r->active == 1;
  r->whole = alone;
  g_mutex_unlock (&r->lock);
  return alone;
}

static void
know_ranges (Ranges *r)
{
  g_mutex_lock (&r->lock);
  r->whole = FALSE;
  r->parallel = TRUE;
  g_cond_signal (&r->changed);
  g_mutex_unlock (&r->lock);
}

/* A disk that takes no more stops all streams. */
static gboolean
store (Stream *s, guint64 at, gsize n, GError **error)
{
  const VtHubRanges *what = s->ranges->what;
  guint64 before = vt_hub_part_have (what->part);

  if (!vt_hub_part_write (what->part, at, s->block, n, error))
    {
      g_mutex_lock (&s->ranges->lock);
      keep_failure (s->ranges, g_error_copy (*error), TRUE);
      g_mutex_unlock (&s->ranges->lock);
      g_cancellable_cancel (s->ranges->cancellable);
      return FALSE;
    }
  if (vt_hub_part_have (what->part) > before)
    s->call.failures = 0;
  return TRUE;
}

/* Reads on to the body's end, which lets the connection be used again. */
static void
finish_body (Stream *s, SoupMessage *message, GInputStream *body)
{
  if (soup_message_headers_get_encoding (soup_message_get_response_headers (message)) == SOUP_ENCODING_CONTENT_LENGTH
      && g_input_stream_read (body, s->block, 1, s->call.cancellable, NULL) == 0)
    g_input_stream_close (body, NULL, NULL);
}

static gboolean
receive (Stream *s, SoupMessage *message, GInputStream *body, guint64 at, guint64 end, GError **error)
{
  const VtHubRanges *what = s->ranges->what;
  g_autofree char *host = vt_hub_call_host (message);
  gssize n = 0;

  while (at < end && (n = g_input_stream_read (body, s->block, MIN (BLOCK, end - at), s->call.cancellable, error)) > 0)
    {
      if (!store (s, at, (gsize) n, error) || !vt_hub_call_pace (&s->call, (gsize) n, error))
        return FALSE;
      at += (guint64) n;
    }
  if (at == end)
    {
      finish_body (s, message, body);
      return TRUE;
    }
  if (n < 0)
    vt_hub_call_explain (&s->call, host, error);
  if (n < 0 && !s->call.again)
    return FALSE;
  return vt_hub_call_ended_early (&s->call, host, vt_hub_part_have (what->part), what->bytes, error);
}

/* What came is taken as the part that was asked for, or as the whole. */
static gboolean
take_answer (Stream *s, SoupMessage *message, GInputStream *body, const VtHubSpan *span, gboolean whole, GError **error)
{
  Ranges *r = s->ranges;

  if (!whole)
    {
      know_ranges (r);
      return receive (s, message, body, span->start, MIN (span->end, r->what->bytes), error);
    }
  if (may_take_all (r))
    return receive (s, message, body, 0, r->what->bytes, error);
  s->call.again = TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_NETWORK, "The server sends the whole file in place of a part of it.");
  return FALSE;
}

/* A server that sends other parts than those asked for is asked for the whole. */
static gboolean
get_piece (Stream *s, const VtHubSpan *piece, GError **error)
{
  Ranges *r = s->ranges;
  gboolean all = s->call.odd_ranges && may_take_all (r), whole;
  VtHubSpan span = { all ? 0 : piece->start, all || piece->end == r->what->bytes ? VT_HUB_SPAN_OPEN : piece->end };
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (SoupMessage) message = vt_hub_call_send (&s->call, "GET", r->what->url, &span, &body, error);

  if (message == NULL || !vt_hub_call_check (&s->call, message, error)
      || !vt_hub_call_fits (&s->call, message, r->what->bytes, &span, &whole, error))
    return FALSE;
  return take_answer (s, message, body, &span, whole || all, error);
}

/* Piece after piece, until none is left. What is not brought is left to other streams. */
static gboolean
get_pieces (Stream *s, GError **error)
{
  VtHubPart *part = s->ranges->what->part;
  VtHubSpan piece;

  while (vt_hub_part_take (part, &piece.start, &piece.end))
    {
      gboolean done = get_piece (s, &piece, error);

      vt_hub_part_leave (part, piece.start);
      if (!done && !vt_hub_call_retry (&s->call, error))
        return FALSE;
    }
  return TRUE;
}

static gpointer
stream (gpointer data)
{
  Ranges *r = data;
  Stream s = { .ranges = r };
  GError *error = NULL;

  if (vt_hub_call_init (&s.call, r->what->client, r->what->file, r->cancellable, &error))
    {
      s.block = g_malloc (BLOCK);
      get_pieces (&s, &error);
      vt_hub_call_clear (&s.call);
      g_free (s.block);
    }
  g_mutex_lock (&r->lock);
  if (error != NULL)
    keep_failure (r, error, FALSE);
  r->whole = FALSE;
  r->active--;
  g_cond_signal (&r->changed);
  g_mutex_unlock (&r->lock);
  return NULL;
}

/* --- all streams ----------------------------------------------------------------------- */

static void
tell (Ranges *r)
{
  const VtHubRanges *what = r->what;

  vt_progress_report (what->progress, what->before + vt_hub_part_have (what->part), what->total);
}

/* Feeds the digest with what has come in order. */
static gboolean
hash_on (Ranges *r, guint8 *block, GError **error)
{
  gssize n;

  while ((n = vt_hub_part_read (r->what->part, r->hashed, block, HASH_BLOCK, error)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (r->cancellable, error))
        return FALSE;
      vt_digest_update (r->what->digest, block, (gsize) n);
      r->hashed += (guint64) n;
      tell (r);
    }
  return n == 0;
}

/* The lock is held. */
static void
start_streams (Ranges *r, GPtrArray *threads)
{
  guint wanted = r->parallel && !r->whole ? r->what->client->streams : 1;
  guint useful = (guint) threads->len + vt_hub_part_open_pieces (r->what->part);

  while (threads->len < MIN (wanted, useful))
    {
      r->active++;
      g_ptr_array_add (threads, g_thread_new ("stream", stream, r));
    }
}

/* Until the last stream has ended; hashes meanwhile. */
static void
watch (Ranges *r, GPtrArray *threads, guint8 *block)
{
  GError *error = NULL;

  g_mutex_lock (&r->lock);
  start_streams (r, threads);
  while (r->active > 0)
    {
      g_cond_wait_until (&r->changed, &r->lock, g_get_monotonic_time () + TELL_US);
      start_streams (r, threads);
      g_mutex_unlock (&r->lock);
      tell (r);
      if (error == NULL && !hash_on (r, block, &error))
        g_cancellable_cancel (r->cancellable);
      g_mutex_lock (&r->lock);
    }
  if (error != NULL)
    keep_failure (r, error, !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_mutex_unlock (&r->lock);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_cancellable_cancel (data);
}

/* The outcome, once no stream works any more. */
static gboolean
conclude (Ranges *r, guint8 *block, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (r->what->cancellable, error))
    return FALSE;
  if (vt_hub_part_have (r->what->part) == r->what->bytes && !r->final)
    return hash_on (r, block, error);
  g_propagate_error (error, g_steal_pointer (&r->failure));
  return FALSE;
}

gboolean
vt_hub_fetch_ranges (const VtHubRanges *what, GError **error)
{
  Ranges r = { .what = what, .cancellable = g_cancellable_new () };
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  g_autofree guint8 *block = g_malloc (HASH_BLOCK);
  gulong id = 0;
  gboolean good;

  g_mutex_init (&r.lock);
  g_cond_init (&r.changed);
  if (what->cancellable != NULL)
    id = g_cancellable_connect (what->cancellable, G_CALLBACK (on_cancelled), g_object_ref (r.cancellable), g_object_unref);
  watch (&r, threads, block);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
  g_cancellable_disconnect (what->cancellable, id);
  good = conclude (&r, block, error);
  g_clear_error (&r.failure);
  g_clear_object (&r.cancellable);
  g_cond_clear (&r.changed);
  g_mutex_clear (&r.lock);
  return good;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/client.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/environment.h"
#include "hub/keys.h"

#define TIMEOUT_S 10
#define TRIES 5
#define DELAY_MS 500
#define JSON_MAX (16 << 20)
#define STREAMS 4
#define PIECE_BYTES (32 << 20)
#define LARGE_BYTES (64 << 20)

G_DEFINE_FINAL_TYPE (VtHubClient, vt_hub_client, G_TYPE_OBJECT)

static void
vt_hub_client_finalize (GObject *object)
{
  VtHubClient *self = VT_HUB_CLIENT (object);

  g_clear_pointer (&self->cache, vt_hub_cache_unref);
  g_clear_object (&self->contacts);
  g_free (self->token);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (vt_hub_client_parent_class)->finalize (object);
}

static void
vt_hub_client_class_init (VtHubClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_hub_client_finalize;
}

static void
vt_hub_client_init (VtHubClient *self)
{
  const char *timeout = g_getenv ("HF_HUB_DOWNLOAD_TIMEOUT");
  guint64 seconds;

  g_mutex_init (&self->lock);
  vt_hub_client_set_room (self, NULL);
  self->offline = vt_hub_environment_is_offline ();
  self->timeout_s = TIMEOUT_S;
  self->tries = TRIES;
  self->delay_ms = DELAY_MS;
  vt_hub_client_set_ranges (self, STREAMS, PIECE_BYTES, LARGE_BYTES);
  if (timeout != NULL && g_ascii_string_to_unsigned (timeout, 10, 1, 3600, &seconds, NULL))
    self->timeout_s = seconds;
}

VtHubClient *
vt_hub_client_new (VtHubCache *cache, VtContacts *contacts)
{
  VtHubClient *self = g_object_new (VT_TYPE_HUB_CLIENT, NULL);

  self->cache = vt_hub_cache_ref (cache);
  self->contacts = g_object_ref (contacts);
  return self;
}

void
vt_hub_client_set_offline (VtHubClient *self, gboolean offline)
{
  self->offline = offline;
}

gboolean
vt_hub_client_get_offline (VtHubClient *self)
{
  return self->offline;
}

void
vt_hub_client_set_speed_limit (VtHubClient *self, guint64 bytes_per_s)
{
  g_mutex_lock (&self->lock);
  self->speed_limit = bytes_per_s;
  self->line_free = 0;
  g_mutex_unlock (&self->lock);
}

void
vt_hub_client_set_ranges (VtHubClient *self, guint streams, guint32 piece_bytes, guint64 large_bytes)
{
  self->streams = MAX (streams, 1);
  self->piece_bytes = piece_bytes;
  self->large_bytes = MAX (large_bytes, 1);
}

void
vt_hub_client_set_token (VtHubClient *self, const char *token)
{
  g_mutex_lock (&self->lock);
  g_free (self->token);
  self->token = g_strdup (token);
  self->asked = TRUE;
  g_mutex_unlock (&self->lock);
}

char *
vt_hub_client_dup_token_at (VtHubClient *self, const char **endpoint, GCancellable *cancellable)
{
  char *token;

  g_mutex_lock (&self->lock);
  if (!self->asked)
    {
      g_autofree char *name = vt_keys_hub_name (self->endpoint);

      self->token = vt_keys_lookup (name, cancellable);
    }
  self->asked = TRUE;
  token = g_strdup (self->token);
  *endpoint = self->endpoint;
  g_mutex_unlock (&self->lock);
  return token;
}

char *
vt_hub_client_dup_token (VtHubClient *self, GCancellable *cancellable)
{
  const char *endpoint;

  return vt_hub_client_dup_token_at (self, &endpoint, cancellable);
}

void
vt_hub_client_set_room (VtHubClient *self, const char *url)
{
  g_autofree char *own = vt_hub_environment_endpoint ();

  g_mutex_lock (&self->lock);
  self->endpoint = g_intern_string (url != NULL ? url : own);
  g_free (self->token);
  self->token = url != NULL ? NULL : vt_hub_environment_token ();
  self->asked = url != NULL || self->token != NULL;
  g_mutex_unlock (&self->lock);
}

const char *
vt_hub_client_get_endpoint (VtHubClient *self)
{
  const char *endpoint;

  g_mutex_lock (&self->lock);
  endpoint = self->endpoint;
  g_mutex_unlock (&self->lock);
  return endpoint;
}

void
vt_hub_client_set_patience (VtHubClient *self, guint timeout_s, guint tries, guint delay_ms)
{
  self->timeout_s = timeout_s;
  self->tries = tries;
  self->delay_ms = delay_ms;
}

void
vt_hub_file_free (VtHubFile *file)
{
  g_free (file->name);
  g_free (file->digest);
  g_free (file);
}

/* The whole body, unless it is longer than JSON_MAX. */
static GByteArray *
read_body (GInputStream *body, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 block[16384];
  gssize n;

  while ((n = g_input_stream_read (body, block, sizeof block, cancellable, error)) > 0)
    {
      g_byte_array_append (bytes, block, n);
      if (bytes->len > JSON_MAX)
        {
          g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                       "The server's answer is longer than %d MiB.", JSON_MAX >> 20);
          return NULL;
        }
    }
  return n < 0 ? NULL : g_steal_pointer (&bytes);
}

static VtJson *
receive_json (VtHubCall *call, SoupMessage *message, GInputStream *body, GError **error)
{
  g_autofree char *host = vt_hub_call_host (message);
  g_autoptr (GByteArray) bytes = NULL;
  VtJson *json;
  const char *type = soup_message_headers_get_content_type (
    soup_message_get_response_headers (message), NULL);

  if (g_strcmp0 (type, "application/json") != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
                   "%s answered with %s instead of data; perhaps this network wants you to sign in "
                   "first, or something stands between you and the Hub.",
                   host, g_strcmp0 (type, "text/html") == 0 ? "a web page" : "something else");
      return NULL;
    }
  bytes = read_body (body, call->cancellable, error);
  if (bytes == NULL)
    {
      vt_hub_call_explain (call, host, error);
      return NULL;
    }
  json = vt_json_parse ((const char *) bytes->data, bytes->len, error);
  if (json == NULL)
    g_prefix_error (error, "The answer of %s cannot be read. ", host);
  return json;
}

/* `<https://host/api/models?cursor=…>; rel="next"`: its path and query, if it leads to
 * the endpoint itself. */
static char *
read_next (VtHubClient *self, SoupMessage *message)
{
  const char *link = soup_message_headers_get_list (soup_message_get_response_headers (message), "Link");
  const char *end = link != NULL && *link == '<' ? strstr (link, ">; rel=\"next\"") : NULL;
  g_autofree char *url = end != NULL ? g_strndup (link + 1, end - link - 1) : NULL;
  const char *endpoint = vt_hub_client_get_endpoint (self);
  gsize n = strlen (endpoint);

  if (url == NULL || strchr (url, '>') != NULL)
    return NULL;
  if (*url == '/')
    return g_steal_pointer (&url);
  return strncmp (url, endpoint, n) == 0 && url[n] == '/' ? g_strdup (url + n) : NULL;
}

static VtJson *
get_json (VtHubClient *self, const char *url, const VtHubReference *reference, char **next,
          GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  VtJson *json = NULL;
  VtHubCall call;

  if (!vt_hub_call_init (&call, self, reference, cancellable, error))
    return NULL;
  do
    {
      g_autoptr (GInputStream) body = NULL;
      g_autoptr (SoupMessage) message = vt_hub_call_send (&call, "GET", url, NULL, &body, &failure);

      if (message != NULL && vt_hub_call_check (&call, message, &failure))
        json = receive_json (&call, message, body, &failure);
      if (json != NULL && next != NULL)
        *next = read_next (self, message);
    }
  while (json == NULL && vt_hub_call_retry (&call, &failure));
  vt_hub_call_clear (&call);
  if (json == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return json;
}

VtJson *
vt_hub_client_get_json (VtHubClient *self, const char *path, GCancellable *cancellable,
                        GError **error)
{
  return vt_hub_client_get_json_page (self, path, NULL, cancellable, error);
}

VtJson *
vt_hub_client_get_json_at (VtHubClient *self, const char *url, const VtHubReference *reference, GCancellable *cancellable,
                           GError **error)
{
  return get_json (self, url, reference, NULL, cancellable, error);
}

VtJson *
vt_hub_client_get_json_page (VtHubClient *self, const char *path, char **next, GCancellable *cancellable,
                             GError **error)
{
  g_autofree char *url = g_strconcat (vt_hub_client_get_endpoint (self), path, NULL);

  if (next != NULL)
    *next = NULL;
  return get_json (self, url, NULL, next, cancellable, error);
}

/* One entry of "siblings"; %NULL for one that cannot be a file of ours. */
static VtHubFile *
read_sibling (const VtJsonNode *sibling)
{
  const char *name = vt_json_get_string (sibling, "rfilename", NULL);
  const VtJsonNode *lfs = vt_json_get (sibling, "lfs");
  const char *digest = vt_json_get_string (lfs, "sha256", NULL);
  gint64 bytes = vt_json_get_int (lfs != NULL ? lfs : sibling, "size", 0);
  VtDigestKind kind;
  VtHubFile *file;

  if (name == NULL || !vt_hub_is_safe_path (name))
    return NULL;
  if (digest == NULL)
    digest = vt_json_get_string (sibling, "blobId", "");
  file = g_new0 (VtHubFile, 1);
  file->name = g_strdup (name);
  file->bytes = MAX (bytes, 0);
  file->digest = vt_digest_kind_of (digest, &kind) ? g_strdup (digest) : NULL;
  return file;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(VtHubFile *const *) a)->name, (*(VtHubFile *const *) b)->name);
}

GPtrArray *
vt_hub_client_list_files (VtHubClient *self, const VtHubReference *reference,
                          GCancellable *cancellable, GError **error)
{
  g_autofree char *revision = g_uri_escape_string (reference->revision, NULL, FALSE);
  const char *name;
  VtHubKind kind = vt_hub_repo_kind (reference->repo, &name);
  g_autofree char *url = g_strdup_printf ("%s/api/%s/%s/revision/%s?blobs=true", vt_hub_client_get_endpoint (self), vt_hub_kind_word (kind), name,
                                          revision);
  g_autoptr (VtJson) json = get_json (self, url, reference, NULL, cancellable, error);
  GPtrArray *files = json != NULL ? vt_hub_files_read (vt_json_root (json)) : NULL;

  if (json != NULL && files == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
                 "The Hub did not say which files %s has.", reference->repo);
  return files;
}

GPtrArray *
vt_hub_files_read (const VtJsonNode *answer)
{
  const VtJsonNode *siblings = vt_json_get (answer, "siblings");
  g_autoptr (GPtrArray) files = NULL;
  VtJsonIter iter;

  if (vt_json_type (siblings) != VT_JSON_ARRAY)
    return NULL;
  files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);
  iter = (VtJsonIter) VT_JSON_ITER (siblings);
  while (vt_json_iter_next (&iter))
    {
      VtHubFile *file = read_sibling (iter.value);

      if (file != NULL)
        g_ptr_array_add (files, file);
    }
  g_ptr_array_sort (files, compare_files);
  return g_steal_pointer (&files);
}

/* test-client.c: our client against a local server that does what servers do,
 * and what they should not do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include <libsoup/soup.h>

#include "engine/base/error.h"
#include "hub/client.h"
#include "hub/disk.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"
#define PAYLOAD_BYTES 700001

/* What the server is to do; the test sets it, the server's thread reads it. */
typedef struct
{
  gboolean redirect;       /* GET goes on to the other host */
  gboolean ignore_range;   /* answers 200 with everything */
  gboolean lie_range;      /* answers 206 from another place */
  gboolean html;           /* a sign-in page for everything */
  gboolean flip;           /* one byte is wrong */
  gboolean longer;         /* more bytes than promised */
  gboolean no_commit;
  gboolean silent;         /* never answers */
  guint drop_after;        /* cut the body there, as long as drops > 0 */
  gboolean hard;           /* by breaking the connection in the middle of it */
  guint drops;
  guint status;            /* answer with it, as long as status_times > 0 */
  guint status_times;
  const char *code;        /* X-Error-Code */
  const char *etag;        /* instead of the right one */
  const char *api;         /* the answer to /api/ */
} Behaviour;

typedef struct
{
  SoupServer *server;
  char *address;
  GPtrArray *seen;         /* "METHOD path token range" */
} Host;

typedef struct
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex lock;
  Host hub;
  Host store;
  Behaviour does;
  char *payload;
  char *digest;
  char *dir;
  VtHubCache *cache;
  VtContacts *contacts;
  VtHubClient *client;
} Fixture;

static void
note (Fixture *f, Host *host, SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *token = soup_message_headers_get_one (headers, "Authorization");
  const char *range = soup_message_headers_get_one (headers, "Range");

  g_ptr_array_add (host->seen, g_strdup_printf ("%s %s %s %s", soup_server_message_get_method (message),
                                                path, token ? token : "-", range ? range : "-"));
}

static void
break_connection (SoupServerMessage *message, gpointer data)
{
  g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

/* Promises @promised bytes, sends @n and breaks off. */
static void
send_and_break (SoupServerMessage *message, const char *bytes, gsize n, gsize promised)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_set_content_length (headers, promised);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, bytes, n);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (break_connection), NULL);
}

/* The payload from @start on, as this server's behaviour has it. */
static void
send_payload (Fixture *f, SoupServerMessage *message, gsize start, gboolean partial)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize n = PAYLOAD_BYTES - start;
  g_autofree char *bytes = g_malloc (n + 8);

  memset (bytes, 'x', n + 8);
  memcpy (bytes, f->payload + start, n);
  if (f->does.flip)
    bytes[n - 1] ^= 1;
  if (f->does.longer)
    n += 8;
  soup_server_message_set_status (message, partial ? 206 : 200, NULL);
  if (partial)
    soup_message_headers_set_content_range (headers, f->does.lie_range ? start - 1 : start,
                                            PAYLOAD_BYTES - 1, PAYLOAD_BYTES);
  if (f->does.drops > 0)
    {
      /* Says less than there is to come and closes: a body cut short. */
      f->does.drops--;
      if (f->does.hard)
        {
          send_and_break (message, bytes, f->does.drop_after, n);
          return;
        }
      n = MIN (n, f->does.drop_after);
      soup_message_headers_append (headers, "Connection", "close");
    }
  soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY, bytes, n);
}

static void
send_file (Fixture *f, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupRange *ranges = NULL;
  int n_ranges;
  gboolean partial = !f->does.ignore_range
                     && soup_message_headers_get_ranges (headers, PAYLOAD_BYTES, &ranges, &n_ranges);
  gsize start = partial ? ranges[0].start : 0;

  /* libsoup would cut a whole answer to the range by itself. */
  soup_message_headers_free_ranges (headers, ranges);
  soup_message_headers_remove (headers, "Range");
  send_payload (f, message, start, partial);
}

static void
send_html (SoupServerMessage *message)
{
  static const char page[] = "<html>Please sign in</html>";

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, page, sizeof page - 1);
}

static void
send_head (Fixture *f, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *etag = g_strdup_printf ("\"%s\"", f->does.etag ? f->does.etag : f->digest);

  if (!f->does.no_commit)
    soup_message_headers_append (headers, "X-Repo-Commit", COMMIT);
  soup_message_headers_append (headers, "X-Linked-Etag", etag);
  soup_message_headers_append (headers, "X-Linked-Size", G_STRINGIFY (PAYLOAD_BYTES));
  soup_server_message_set_redirect (message, 302, "http://other.invalid/never-asked");
}

static void
on_hub (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
        gpointer data)
{
  Fixture *f = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_mutex_lock (&f->lock);
  note (f, &f->hub, message, path);
  if (f->does.status_times > 0)
    {
      f->does.status_times--;
      soup_server_message_set_status (message, f->does.status, NULL);
      if (f->does.code != NULL)
        soup_message_headers_append (headers, "X-Error-Code", f->does.code);
    }
  else if (f->does.silent)
    soup_server_message_pause (message);
  else if (f->does.html)
    send_html (message);
  else if (g_str_has_prefix (path, "/api/"))
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY,
                                        f->does.api, strlen (f->does.api));
    }
  else if (strcmp (soup_server_message_get_method (message), "HEAD") == 0)
    send_head (f, message);
  else if (f->does.redirect)
    {
      g_autofree char *url = g_strconcat (f->store.address, "/store", NULL);

      soup_server_message_set_redirect (message, 302, url);
    }
  else
    send_file (f, message);
  g_mutex_unlock (&f->lock);
}

static void
on_store (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  Fixture *f = data;

  g_mutex_lock (&f->lock);
  note (f, &f->store, message, path);
  send_file (f, message);
  g_mutex_unlock (&f->lock);
}

static void
start_host (Fixture *f, Host *host, SoupServerCallback callback)
{
  GSList *uris;

  host->seen = g_ptr_array_new_with_free_func (g_free);
  host->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (host->server, NULL, callback, f, NULL);
  g_assert_true (soup_server_listen_local (host->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (host->server);
  host->address = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static gpointer
serve (gpointer data)
{
  Fixture *f = data;

  g_main_context_push_thread_default (f->context);
  start_host (f, &f->hub, on_hub);
  start_host (f, &f->store, on_store);
  g_mutex_unlock (&f->lock);  /* taken by set_up() */
  g_main_loop_run (f->loop);
  g_clear_object (&f->hub.server);
  g_clear_object (&f->store.server);
  g_main_context_pop_thread_default (f->context);
  return NULL;
}

static void
make_payload (Fixture *f)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  f->payload = g_malloc (PAYLOAD_BYTES);
  for (gsize i = 0; i < PAYLOAD_BYTES; i++)
    f->payload[i] = g_rand_int (rand);
  f->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) f->payload, PAYLOAD_BYTES);
}

static void
make_client (Fixture *f)
{
  g_setenv ("HF_ENDPOINT", f->hub.address, TRUE);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  vt_hub_client_set_patience (f->client, 5, 3, 1);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  make_payload (f);
  f->dir = g_dir_make_tmp ("vitrine-client-XXXXXX", NULL);
  f->cache = vt_hub_cache_new (f->dir);
  f->contacts = vt_contacts_new ();
  g_mutex_init (&f->lock);
  f->context = g_main_context_new ();
  f->loop = g_main_loop_new (f->context, FALSE);
  g_mutex_lock (&f->lock);
  f->thread = g_thread_new ("server", serve, f);
  g_mutex_lock (&f->lock);
  g_mutex_unlock (&f->lock);
  make_client (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_main_loop_quit (f->loop);
  g_thread_join (f->thread);
  g_ptr_array_unref (f->hub.seen);
  g_ptr_array_unref (f->store.seen);
  g_free (f->hub.address);
  g_free (f->store.address);
  g_main_loop_unref (f->loop);
  g_main_context_unref (f->context);
  g_mutex_clear (&f->lock);
  g_assert_finalize_object (f->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->contacts);
  vt_hub_cache_unref (f->cache);
  g_free (f->payload);
  g_free (f->digest);
  g_free (f->dir);
}

/* Returns the path of the first of @names. */
static char *
download_names (Fixture *f, const char *const *names, const char *digest, GCancellable *cancellable,
                VtBytesFunc progress, gpointer data, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b", NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);
  g_autofree char *folder = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      VtHubFile *file = g_new0 (VtHubFile, 1);

      file->name = g_strdup (names[i]);
      file->digest = g_strdup (digest);
      g_ptr_array_add (files, file);
    }
  folder = vt_hub_client_download (f->client, reference, files, cancellable, progress, data, error);
  return folder != NULL ? g_build_filename (folder, names[0], NULL) : NULL;
}

static char *
download (Fixture *f, GCancellable *cancellable, VtBytesFunc progress, gpointer data, GError **error)
{
  static const char *const names[] = { "deep/m.gguf", NULL };

  return download_names (f, names, NULL, cancellable, progress, data, error);
}

static void
assert_whole (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = download (f, NULL, NULL, NULL, &error);
  g_autofree char *sum = NULL;

  g_assert_no_error (error);
  sum = vt_digest_file (path, VT_DIGEST_SHA256, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (sum, ==, f->digest);
}

static void
assert_fails (Fixture *f, VtError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = download (f, NULL, NULL, NULL, &error);

  g_assert_null (path);
  g_assert_error (error, VT_ERROR, (int) code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static char *
part_path (Fixture *f)
{
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", f->digest);

  return g_strconcat (blob, ".incomplete", NULL);
}

static guint64
part_bytes (Fixture *f)
{
  g_autofree char *part = part_path (f);
  vt_autofd int fd = vt_disk_open (part, 0, NULL);
  guint64 bytes = 0;

  return fd >= 0 && vt_disk_size (fd, part, &bytes, NULL) ? bytes : 0;
}

typedef struct
{
  guint calls;
  guint64 done;
  guint64 total;
} Told;

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  Told *told = data;

  g_assert_cmpuint (done, >=, told->done);
  told->calls++;
  told->done = done;
  told->total = total;
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  Told told = { 0 };
  g_autofree char *path = download (f, NULL, on_progress, &told, NULL);
  g_autofree char *end = g_build_filename ("snapshots", COMMIT, "deep", "m.gguf", NULL);
  g_autoptr (GPtrArray) contacts = vt_contacts_dup_entries (f->contacts);

  g_assert_true (g_str_has_suffix (path, end));
  g_assert_cmpuint (told.done, ==, PAYLOAD_BYTES);
  g_assert_cmpuint (told.total, ==, PAYLOAD_BYTES);
  g_assert_cmpuint (contacts->len, ==, 2);
  g_assert_cmpstr (((VtContact *) contacts->pdata[0])->host, ==, "127.0.0.1");
  g_assert_true (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, NULL));
  assert_whole (f);  /* asks for the facts again, not for the bytes */
  g_assert_cmpuint (f->hub.seen->len, ==, 3);
}

/* Two files of the same bytes: one is brought, both appear, at one commit. */
static void
test_two_files (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "m-1.gguf", "sub/m 2.gguf", NULL };
  Told told = { 0 };
  g_autofree char *path = download_names (f, names, f->digest, NULL, on_progress, &told, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *second = g_build_filename (folder, names[1], NULL);

  g_assert_true (g_file_test (second, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (told.done, ==, 2 * PAYLOAD_BYTES);
  g_assert_cmpuint (told.total, ==, 2 * PAYLOAD_BYTES);
  g_assert_cmpuint (f->hub.seen->len, ==, 3);
  g_assert_cmpstr (f->hub.seen->pdata[1], ==, "HEAD /a/b/resolve/" COMMIT "/sub/m 2.gguf - -");
}

/* As long as not all is there, there is no snapshot. */
static void
test_half_a_model (Fixture *f, gconstpointer data)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b", NULL);

  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 1, .drop_after = 1000 };
  assert_fails (f, VT_ERROR_NETWORK, "1000 of");
  g_assert_null (vt_hub_cache_resolve (f->cache, reference, NULL));
}

static void
test_other_digest (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "m.gguf", NULL };
  g_autofree char *other = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;
  g_autofree char *path = download_names (f, names, other, NULL, NULL, NULL, &error);

  g_assert_null (path);
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_cmpuint (f->hub.seen->len, ==, 1);  /* nothing was brought */
}

static void
test_drop_and_resume (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .drops = 2, .drop_after = 200000 };
  assert_whole (f);
  g_assert_nonnull (strstr (f->hub.seen->pdata[2], "bytes=200000-"));
  g_assert_nonnull (strstr (f->hub.seen->pdata[3], "bytes=400000-"));
}

static void
test_broken_connection (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .drops = 2, .drop_after = 200000, .hard = TRUE };
  assert_whole (f);
  g_assert_nonnull (strstr (f->hub.seen->pdata[2], "bytes=200000-"));
  g_assert_nonnull (strstr (f->hub.seen->pdata[3], "bytes=400000-"));
}

/* A server that can only begin again and never comes to the end: we end. */
static void
test_never_further (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .drops = 1000, .drop_after = 200000, .ignore_range = TRUE };
  assert_fails (f, VT_ERROR_NETWORK, "200000 of 700001 bytes");
  g_assert_cmpuint (f->hub.seen->len, ==, 1 + 3);
}

/* The first program gives up; the next one goes on. */
static void
test_resume_after_restart (Fixture *f, gconstpointer data)
{
  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 1, .drop_after = 300000 };
  assert_fails (f, VT_ERROR_NETWORK, "300000 of 700001 bytes");
  g_assert_cmpuint (part_bytes (f), ==, 300000);
  g_assert_finalize_object (f->client);
  make_client (f);
  assert_whole (f);
  g_assert_nonnull (strstr (f->hub.seen->pdata[f->hub.seen->len - 1], "bytes=300000-"));
  g_assert_cmpuint (part_bytes (f), ==, 0);
}

static void
leave_part (Fixture *f, const char *bytes, gsize n)
{
  g_autofree char *part = part_path (f);

  g_assert_true (vt_disk_make_parent (part, NULL));
  g_assert_true (g_file_set_contents (part, bytes, n, NULL));
}

static void
test_range_ignored (Fixture *f, gconstpointer data)
{
  leave_part (f, f->payload, 100000);
  f->does = (Behaviour) { .ignore_range = TRUE };
  assert_whole (f);
}

static void
test_range_lied (Fixture *f, gconstpointer data)
{
  leave_part (f, f->payload, 100000);
  f->does = (Behaviour) { .lie_range = TRUE };
  assert_whole (f);
}

static void
test_part_complete (Fixture *f, gconstpointer data)
{
  leave_part (f, f->payload, PAYLOAD_BYTES);
  assert_whole (f);
  g_assert_cmpuint (f->hub.seen->len, ==, 1);  /* HEAD alone */
}

static void
test_part_too_long (Fixture *f, gconstpointer data)
{
  g_autofree char *bytes = g_malloc0 (PAYLOAD_BYTES + 1);

  leave_part (f, bytes, PAYLOAD_BYTES + 1);
  assert_whole (f);
}

static void
test_wrong_hash (Fixture *f, gconstpointer data)
{
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", f->digest);

  f->does = (Behaviour) { .flip = TRUE };
  assert_fails (f, VT_ERROR_CORRUPT, "not what the Hub promised");
  g_assert_false (g_file_test (blob, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (part_bytes (f), ==, 0);
  f->does = (Behaviour) { 0 };
  assert_whole (f);
}

static void
test_damaged_part (Fixture *f, gconstpointer data)
{
  leave_part (f, f->digest, 64);
  assert_fails (f, VT_ERROR_CORRUPT, "thrown away");
  assert_whole (f);
}

static void
test_wrong_length (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .longer = TRUE };
  assert_fails (f, VT_ERROR_CORRUPT, "more than the 700001 bytes");
  f->does = (Behaviour) { .drops = 100, .drop_after = 0 };
  assert_fails (f, VT_ERROR_NETWORK, "0 of 700001 bytes");
}

/* The file became another one: what came of the old one is of no use. */
static void
test_etag_changed (Fixture *f, gconstpointer data)
{
  g_autofree char *old = NULL;

  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 1, .drop_after = 1000 };
  assert_fails (f, VT_ERROR_NETWORK, "1000 of");
  old = g_steal_pointer (&f->digest);
  f->payload[5] ^= 1;
  f->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) f->payload, PAYLOAD_BYTES);
  assert_whole (f);
  g_assert_true (g_str_has_suffix (f->hub.seen->pdata[f->hub.seen->len - 1], " -"));
}

typedef struct
{
  guint status;
  const char *code;
  VtError error;
  const char *says;
} Refusal;

static void
test_refusals (Fixture *f, gconstpointer data)
{
  static const Refusal refusals[] = {
    { 401, "RepoNotFound", VT_ERROR_NOT_FOUND, "There is no a/b:deep/m.gguf on the Hub" },
    { 404, "RepoNotFound", VT_ERROR_NOT_FOUND, "private" },
    { 404, "EntryNotFound", VT_ERROR_NOT_FOUND, "no such file" },
    { 404, "RevisionNotFound", VT_ERROR_NOT_FOUND, "branch, tag or commit" },
    { 404, NULL, VT_ERROR_NOT_FOUND, "does not have" },
    { 403, "GatedRepo", VT_ERROR_DENIED, "accepted its conditions" },
    { 401, NULL, VT_ERROR_DENIED, "HF_TOKEN" },
    { 403, NULL, VT_ERROR_DENIED, "HF_TOKEN" },
    { 429, NULL, VT_ERROR_NETWORK, "asked too often" },
    { 500, NULL, VT_ERROR_NETWORK, "in trouble (status 500)" },
    { 418, NULL, VT_ERROR_NETWORK, "status 418" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      f->does = (Behaviour) { .status = refusals[i].status, .status_times = 99, .code = refusals[i].code };
      assert_fails (f, refusals[i].error, refusals[i].says);
    }
}

static void
test_passing_trouble (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .status = 503, .status_times = 2 };
  assert_whole (f);
  g_assert_cmpuint (f->hub.seen->len, ==, 4);
}

static void
test_token_stays (Fixture *f, gconstpointer data)
{
  g_object_unref (f->client);
  g_setenv ("HF_TOKEN", "hf_secret", TRUE);
  make_client (f);
  g_unsetenv ("HF_TOKEN");
  f->does = (Behaviour) { .redirect = TRUE };
  assert_whole (f);
  g_assert_cmpstr (f->hub.seen->pdata[0], ==, "HEAD /a/b/resolve/main/deep/m.gguf Bearer hf_secret -");
  g_assert_cmpstr (f->hub.seen->pdata[1], ==, "GET /a/b/resolve/" COMMIT "/deep/m.gguf Bearer hf_secret -");
  g_assert_cmpuint (f->store.seen->len, ==, 1);
  g_assert_cmpstr (f->store.seen->pdata[0], ==, "GET /store - -");
}

static void
test_redirect_and_resume (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .redirect = TRUE, .drops = 1, .drop_after = 123456 };
  assert_whole (f);
  g_assert_cmpstr (f->store.seen->pdata[1], ==, "GET /store - bytes=123456-");
}

static void
test_not_the_hub (Fixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .html = TRUE };
  assert_fails (f, VT_ERROR_NETWORK, "did not answer as the Hub does");
  f->does = (Behaviour) { .no_commit = TRUE };
  assert_fails (f, VT_ERROR_NETWORK, "did not answer as the Hub does");
  f->does = (Behaviour) { .etag = "../../../etc/passwd" };
  assert_fails (f, VT_ERROR_NETWORK, "did not answer as the Hub does");
}

static void
test_silence (Fixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  vt_hub_client_set_patience (f->client, 1, 1, 1);
  f->does = (Behaviour) { .silent = TRUE };
  assert_fails (f, VT_ERROR_NETWORK, "Could not get an answer from 127.0.0.1");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

static void
cancel_it (guint64 done, guint64 total, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = download (f, cancellable, cancel_it, cancellable, &error);

  g_assert_null (path);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (part_bytes (f), >, 0);
  assert_whole (f);
}

static void
test_offline (Fixture *f, gconstpointer data)
{
  vt_hub_client_set_offline (f->client, TRUE);
  assert_fails (f, VT_ERROR_NETWORK, "offline switch");
  g_assert_cmpuint (f->hub.seen->len, ==, 0);
}

static void
test_unreachable (Fixture *f, gconstpointer data)
{
  g_object_unref (f->client);
  g_setenv ("HF_ENDPOINT", "http://127.0.0.1:1", TRUE);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  vt_hub_client_set_patience (f->client, 5, 2, 1);
  assert_fails (f, VT_ERROR_NETWORK, "Could not get an answer from 127.0.0.1");
  g_object_unref (f->client);
  g_setenv ("HF_ENDPOINT", "gopher:nonsense", TRUE);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  assert_fails (f, VT_ERROR_INVALID, "HF_ENDPOINT");
}

/* /dev/full is a disk without room: the write itself fails. */
static void
test_full_disk (Fixture *f, gconstpointer data)
{
  vt_autofd int fd = vt_disk_open ("/dev/full", 1, NULL);
  g_autoptr (GError) write_error = NULL, space_error = NULL;

  g_assert_cmpint (fd, >=, 0);
  g_assert_false (vt_disk_write (fd, "x", 1, "/dev/full", &write_error));
  g_assert_error (write_error, VT_ERROR, VT_ERROR_NO_SPACE);
  g_assert_false (vt_disk_check_space (f->dir, G_MAXUINT64, &space_error));
  g_assert_error (space_error, VT_ERROR, VT_ERROR_NO_SPACE);
}

static void
test_list_files (Fixture *f, gconstpointer data)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b@refs/pr/1", NULL);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  VtHubFile *file;

  f->does = (Behaviour) { .api =
    "{\"siblings\": [{\"rfilename\": \"m.gguf\", \"size\": 9, \"lfs\": {\"size\": 253113024, \"sha256\":"
    "\"a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818\"}},"
    "{\"rfilename\": \"config.json\", \"size\": 12, \"blobId\": \"" COMMIT "\"},"
    "{\"rfilename\": \"../../evil\", \"size\": 12}, {\"size\": 1}, 7, null, {\"rfilename\": [1]},"
    "{\"rfilename\": \"odd\", \"size\": -4, \"blobId\": 5}]}" };
  files = vt_hub_client_list_files (f->client, reference, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->hub.seen->pdata[0], ==, "GET /api/models/a/b/revision/refs/pr/1 - -");
  g_assert_cmpuint (files->len, ==, 3);
  file = files->pdata[1];
  g_assert_cmpstr (file->name, ==, "m.gguf");
  g_assert_cmpuint (file->bytes, ==, 253113024);
  g_assert_cmpuint (strlen (file->digest), ==, 64);
  file = files->pdata[2];
  g_assert_cmpuint (file->bytes, ==, 0);
  g_assert_null (file->digest);
}

static void
test_bad_json (Fixture *f, gconstpointer data)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b", NULL);
  g_autofree char *deep = g_strnfill (100000, '[');
  const char *const bodies[] = { "", "{", "[]", "7", "{\"siblings\": 7}", "\xff", deep };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      f->does = (Behaviour) { .api = bodies[i] };
      g_assert_null (vt_hub_client_list_files (f->client, reference, NULL, &error));
      g_assert_true (error->domain == VT_ERROR);
    }
  f->does = (Behaviour) { .html = TRUE };
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (vt_hub_client_get_json (f->client, "/api/models", NULL, &error));
    g_assert_error (error, VT_ERROR, VT_ERROR_NETWORK);
    g_assert_nonnull (strstr (error->message, "a web page instead of data"));
  }
}

#define ADD(path, func) g_test_add ("/hub/client/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("no_proxy", "*", TRUE);
  g_unsetenv ("HF_TOKEN");
  g_setenv ("HF_TOKEN_PATH", "/nonexistent", TRUE);
  g_unsetenv ("HF_HUB_OFFLINE");
  g_test_init (&argc, &argv, NULL);
  ADD ("whole", test_whole);
  ADD ("two-files", test_two_files);
  ADD ("half-a-model", test_half_a_model);
  ADD ("other-digest", test_other_digest);
  ADD ("drop-and-resume", test_drop_and_resume);
  ADD ("broken-connection", test_broken_connection);
  ADD ("never-further", test_never_further);
  ADD ("resume-after-restart", test_resume_after_restart);
  ADD ("range-ignored", test_range_ignored);
  ADD ("range-lied", test_range_lied);
  ADD ("part-complete", test_part_complete);
  ADD ("part-too-long", test_part_too_long);
  ADD ("wrong-hash", test_wrong_hash);
  ADD ("damaged-part", test_damaged_part);
  ADD ("wrong-length", test_wrong_length);
  ADD ("etag-changed", test_etag_changed);
  ADD ("refusals", test_refusals);
  ADD ("passing-trouble", test_passing_trouble);
  ADD ("token-stays", test_token_stays);
  ADD ("redirect-and-resume", test_redirect_and_resume);
  ADD ("not-the-hub", test_not_the_hub);
  ADD ("silence", test_silence);
  ADD ("cancel", test_cancel);
  ADD ("offline", test_offline);
  ADD ("unreachable", test_unreachable);
  ADD ("full-disk", test_full_disk);
  ADD ("list-files", test_list_files);
  ADD ("bad-json", test_bad_json);
  return g_test_run ();
}

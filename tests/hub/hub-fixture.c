/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub-fixture.h"

static void
note (HubFixture *f, Host *host, SoupServerMessage *message, const char *path)
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

/* The payload from @start to before @end, as this server's behaviour has it. */
static void
send_payload (HubFixture *f, SoupServerMessage *message, gsize start, gsize end, gboolean partial)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize n = end - start;
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
                                            end - 1, PAYLOAD_BYTES);
  if (f->does.drops > 0)
    {
      /* Does not say how much there is to come, and closes: a body cut short. */
      f->does.drops--;
      if (f->does.hard)
        {
          send_and_break (message, bytes, MIN (f->does.drop_after, n), n);
          return;
        }
      n = MIN (n, f->does.drop_after);
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_EOF);
      g_signal_connect (message, "wrote-chunk", G_CALLBACK (break_connection), NULL);
    }
  soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY, bytes, n);
}

static void
send_file (HubFixture *f, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupRange *ranges = NULL;
  int n_ranges;
  gboolean partial = !f->does.ignore_range
                     && soup_message_headers_get_ranges (headers, PAYLOAD_BYTES, &ranges, &n_ranges);
  gsize start = partial ? ranges[0].start : 0, end = partial ? ranges[0].end + 1 : PAYLOAD_BYTES;

  /* libsoup would cut a whole answer to the range by itself. */
  soup_message_headers_free_ranges (headers, ranges);
  soup_message_headers_remove (headers, "Range");
  if (f->does.refuse_from > 0 && start >= f->does.refuse_from)
    soup_server_message_set_status (message, 429, NULL);
  else
    send_payload (f, message, start, end, partial);
}

static void
send_html (SoupServerMessage *message)
{
  static const char page[] = "<html>Please sign in</html>";

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, page, sizeof page - 1);
}

static void
send_head (HubFixture *f, SoupServerMessage *message)
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
send_more (SoupServerMessage *message, gpointer data)
{
  HubFixture *f = data;
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  if (++f->n_chunks < 1024)
    soup_message_body_append_take (body, (guchar *) g_strnfill (1 << 20, ' '), 1 << 20);
  else
    soup_message_body_complete (body);
}

static void
send_endless (HubFixture *f, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (headers, "application/json", NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, "[", 1);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (send_more), f);
}

static void
on_hub (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
        gpointer data)
{
  HubFixture *f = data;
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
  else if (f->does.circle)
    soup_server_message_set_redirect (message, 302, path);
  else if (f->does.endless)
    send_endless (f, message);
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
  HubFixture *f = data;

  g_mutex_lock (&f->lock);
  note (f, &f->store, message, path);
  send_file (f, message);
  g_mutex_unlock (&f->lock);
}

static void
start_host (HubFixture *f, Host *host, SoupServerCallback callback)
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
  HubFixture *f = data;

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
make_payload (HubFixture *f)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  f->payload = g_malloc (PAYLOAD_BYTES);
  for (gsize i = 0; i < PAYLOAD_BYTES; i++)
    f->payload[i] = g_rand_int (rand);
  f->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) f->payload, PAYLOAD_BYTES);
}


void
hub_fixture_make_client (HubFixture *f)
{
  g_setenv ("HF_ENDPOINT", f->hub.address, TRUE);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  vt_hub_client_set_patience (f->client, 5, 3, 1);
}

void
hub_fixture_set_up (HubFixture *f, gconstpointer data)
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
  hub_fixture_make_client (f);
}

void
hub_fixture_tear_down (HubFixture *f, gconstpointer data)
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
char *
hub_fixture_download_names (HubFixture *f, const char *const *names, const char *digest, GCancellable *cancellable,
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

char *
hub_fixture_download (HubFixture *f, GCancellable *cancellable, VtBytesFunc progress, gpointer data, GError **error)
{
  static const char *const names[] = { "deep/m.gguf", NULL };

  return hub_fixture_download_names (f, names, NULL, cancellable, progress, data, error);
}

void
hub_fixture_assert_whole (HubFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hub_fixture_download (f, NULL, NULL, NULL, &error);
  g_autofree char *sum = NULL;

  g_assert_no_error (error);
  sum = vt_digest_file (path, VT_DIGEST_SHA256, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (sum, ==, f->digest);
}

void
hub_fixture_assert_fails (HubFixture *f, VtError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hub_fixture_download (f, NULL, NULL, NULL, &error);

  g_assert_null (path);
  g_assert_error (error, VT_ERROR, (int) code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

char *
hub_fixture_part_path (HubFixture *f)
{
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", f->digest);

  return g_strconcat (blob, ".incomplete", NULL);
}

guint64
hub_fixture_part_bytes (HubFixture *f)
{
  g_autofree char *part = hub_fixture_part_path (f);
  vt_autofd int fd = vt_disk_open (part, 0, NULL);
  guint64 bytes = 0;

  return fd >= 0 && vt_disk_size (fd, part, &bytes, NULL) ? bytes : 0;
}

void
hub_fixture_leave_part (HubFixture *f, const char *bytes, gsize n)
{
  g_autofree char *part = hub_fixture_part_path (f);

  g_assert_true (vt_disk_make_parent (part, NULL));
  g_assert_true (g_file_set_contents (part, bytes, n, NULL));
}

void
hub_fixture_init (int *argc, char ***argv)
{
  g_setenv ("no_proxy", "*", TRUE);
  g_unsetenv ("HF_TOKEN");
  g_setenv ("HF_TOKEN_PATH", "/nonexistent", TRUE);
  g_unsetenv ("HF_HUB_OFFLINE");
  g_test_init (argc, argv, NULL);
}

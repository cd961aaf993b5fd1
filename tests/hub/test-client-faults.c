/* test-client-faults.c: our client against a server that does what servers should not do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <unistd.h>

#include "hub-fixture.h"

static void
test_drop_and_resume (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .drops = 2, .drop_after = 200000 };
  hub_fixture_assert_whole (f);
  g_assert_nonnull (strstr (f->hub.seen->pdata[2], "bytes=200000-"));
  g_assert_nonnull (strstr (f->hub.seen->pdata[3], "bytes=400000-"));
}

static void
test_broken_connection (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .drops = 2, .drop_after = 200000, .hard = TRUE };
  hub_fixture_assert_whole (f);
  g_assert_nonnull (strstr (f->hub.seen->pdata[2], "bytes=200000-"));
  g_assert_nonnull (strstr (f->hub.seen->pdata[3], "bytes=400000-"));
}

/* A server that can only begin again and never comes to the end: we end. */
static void
test_never_further (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .drops = 1000, .drop_after = 200000, .ignore_range = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "200000 of 700001 bytes");
  g_assert_cmpuint (f->hub.seen->len, ==, 1 + 3);
}

/* The first program gives up; the next one goes on. */
static void
test_resume_after_restart (HubFixture *f, gconstpointer data)
{
  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 1, .drop_after = 300000 };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "300000 of 700001 bytes");
  g_assert_cmpuint (hub_fixture_part_bytes (f), ==, 300000);
  g_assert_finalize_object (f->client);
  hub_fixture_make_client (f);
  hub_fixture_assert_whole (f);
  g_assert_nonnull (strstr (f->hub.seen->pdata[f->hub.seen->len - 1], "bytes=300000-"));
  g_assert_cmpuint (hub_fixture_part_bytes (f), ==, 0);
}

static void
test_range_ignored (HubFixture *f, gconstpointer data)
{
  hub_fixture_leave_part (f, f->payload, 100000);
  f->does = (Behaviour) { .ignore_range = TRUE };
  hub_fixture_assert_whole (f);
}

static void
test_range_lied (HubFixture *f, gconstpointer data)
{
  hub_fixture_leave_part (f, f->payload, 100000);
  f->does = (Behaviour) { .lie_range = TRUE };
  hub_fixture_assert_whole (f);
}

static void
test_part_complete (HubFixture *f, gconstpointer data)
{
  hub_fixture_leave_part (f, f->payload, PAYLOAD_BYTES);
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (f->hub.seen->len, ==, 1);  /* HEAD alone */
}

static void
test_part_too_long (HubFixture *f, gconstpointer data)
{
  g_autofree char *bytes = g_malloc0 (PAYLOAD_BYTES + 1);

  hub_fixture_leave_part (f, bytes, PAYLOAD_BYTES + 1);
  hub_fixture_assert_whole (f);
}

static void
test_wrong_hash (HubFixture *f, gconstpointer data)
{
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", f->digest);

  f->does = (Behaviour) { .flip = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_CORRUPT, "not what the Hub promised");
  g_assert_false (g_file_test (blob, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (hub_fixture_part_bytes (f), ==, 0);
  f->does = (Behaviour) { 0 };
  hub_fixture_assert_whole (f);
}

static void
test_damaged_part (HubFixture *f, gconstpointer data)
{
  hub_fixture_leave_part (f, f->digest, 64);
  hub_fixture_assert_fails (f, VT_ERROR_CORRUPT, "thrown away");
  hub_fixture_assert_whole (f);
}

static void
test_wrong_length (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .longer = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_CORRUPT, "more than the 700001 bytes");
  f->does = (Behaviour) { .drops = 100, .drop_after = 0 };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "0 of 700001 bytes");
}

/* The file became another one: what came of the old one is of no use. */
static void
test_etag_changed (HubFixture *f, gconstpointer data)
{
  g_autofree char *old = NULL;

  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 1, .drop_after = 1000 };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "1000 of");
  old = g_steal_pointer (&f->digest);
  f->payload[5] ^= 1;
  f->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) f->payload, PAYLOAD_BYTES);
  hub_fixture_assert_whole (f);
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
test_refusals (HubFixture *f, gconstpointer data)
{
  static const Refusal refusals[] = {
    { 401, "RepoNotFound", VT_ERROR_NOT_FOUND, "There is no a/b:deep/m.gguf on the Hub" },
    { 404, "RepoNotFound", VT_ERROR_NOT_FOUND, "private" },
    { 404, "EntryNotFound", VT_ERROR_NOT_FOUND, "no such file" },
    { 404, "RevisionNotFound", VT_ERROR_NOT_FOUND, "branch, tag or commit" },
    { 404, NULL, VT_ERROR_NOT_FOUND, "does not have" },
    { 403, "GatedRepo", VT_ERROR_DENIED, "accepted its conditions" },
    { 401, NULL, VT_ERROR_DENIED, "sign in" },
    { 403, NULL, VT_ERROR_DENIED, "sign in" },
    { 429, NULL, VT_ERROR_NETWORK, "asked too often" },
    { 500, NULL, VT_ERROR_NETWORK, "in trouble (status 500)" },
    { 418, NULL, VT_ERROR_NETWORK, "status 418" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      f->does = (Behaviour) { .status = refusals[i].status, .status_times = 99, .code = refusals[i].code };
      hub_fixture_assert_fails (f, refusals[i].error, refusals[i].says);
    }
}

static void
test_passing_trouble (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .status = 503, .status_times = 2 };
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (f->hub.seen->len, ==, 4);
}

static void
test_not_the_hub (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .html = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "did not answer as the Hub does");
  f->does = (Behaviour) { .no_commit = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "did not answer as the Hub does");
  f->does = (Behaviour) { .etag = "../../../etc/passwd" };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "did not answer as the Hub does");
}

static void
test_silence (HubFixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  vt_hub_client_set_patience (f->client, 1, 1, 1);
  f->does = (Behaviour) { .silent = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "Could not get an answer from 127.0.0.1");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
}

static void
test_bad_json (HubFixture *f, gconstpointer data)
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

/* Twice the file a second is half a second for it, however fast the server is. */
static void
test_speed_limit (HubFixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  vt_hub_client_set_speed_limit (f->client, 2 * PAYLOAD_BYTES);
  hub_fixture_assert_whole (f);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC * 45 / 100);
}

/* An answer without end is left at the limit. */
static void
test_huge_json (HubFixture *f, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (20 << 20, ' ');
  g_autoptr (GError) error = NULL;

  f->does = (Behaviour) { .api = huge };
  g_assert_null (vt_hub_client_get_json (f->client, "/api/models", NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
}

/* A gigabyte that comes bit by bit: the connection is closed soon after the limit. */
static void
test_endless_json (HubFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->does = (Behaviour) { .endless = TRUE };
  g_assert_null (vt_hub_client_get_json (f->client, "/api/models", NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
  g_assert_cmpuint (f->n_chunks, <, 256);
}

static void
test_circle (HubFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->does = (Behaviour) { .circle = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "in circles");
  g_assert_cmpuint (f->hub.seen->len, <, 50);
  g_assert_null (vt_hub_client_get_json (f->client, "/api/models", NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NETWORK);
}

/* A link where the part should be: what it leads to stays as it is. */
static void
test_part_is_link (HubFixture *f, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (f->dir, "outside", NULL);
  g_autofree char *part = hub_fixture_part_path (f);
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (outside, "mine", 4, NULL));
  g_assert_true (vt_disk_make_parent (part, NULL));
  g_assert_cmpint (symlink (outside, part), ==, 0);
  hub_fixture_assert_fails (f, VT_ERROR_FAILED, ".incomplete");
  g_assert_true (g_file_get_contents (outside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");
}

/* A cache that cannot be written to: a file stands where its folder should. */
static void
test_no_folder (HubFixture *f, gconstpointer data)
{
  g_autofree char *repo = vt_hub_cache_repo_dir (f->cache, "a/b");

  g_assert_true (g_file_set_contents (repo, "x", 1, NULL));
  hub_fixture_assert_fails (f, VT_ERROR_FAILED, "models--a--b");
}

static int downloaded;

static gpointer
download_in_thread (gpointer data)
{
  hub_fixture_assert_fails (data, VT_ERROR_NETWORK, "certificate");
  hub_fixture_assert_fails (data, VT_ERROR_NETWORK, "date");  /* the usual reason on a school's old computer */
  g_atomic_int_set (&downloaded, TRUE);
  return NULL;
}

/* A server that is not who it says. */
static void
test_wrong_certificate (HubFixture *f, gconstpointer data)
{
  static const char pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBijCCAS+gAwIBAgIUeLUKndLZ5dt6P6uS58b1EMcnigUwCgYIKoZIzj0EAwIw\n"
    "GTEXMBUGA1UEAwwObm9ib2R5LmV4YW1wbGUwIBcNMjYxMTI2MTA1MzIwWhgPMjEy\n"
    "NjExMDIxMDUzMjBaMBkxFzAVBgNVBAMMDm5vYm9keS5leGFtcGxlMFkwEwYHKoZI\n"
    "zj0CAQYIKoZIzj0DAQcDQgAEkTaLEHRxY5wMIV4/jig4s3XmcdXljvNj5xpwT75w\n"
    "gwgaU2Il4f+fCxxBl2E81FiJIEulBBKgxGNsGT6/lZuNHKNTMFEwHQYDVR0OBBYE\n"
    "FJXjsiOKYbnUjUSBRj3LEi2F9VzcMB8GA1UdIwQYMBaAFJXjsiOKYbnUjUSBRj3L\n"
    "Ei2F9VzcMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAMQOsGWb\n"
    "QK20AHT/3lccxebxWxHQ2HTOa8MrSNWry4GLAiEAn8JaFLpBKXtArcJSWq7gp9ia\n"
    "xPWpyV7cCT6SsV6qc6I=\n"
    "-----END CERTIFICATE-----\n"
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0Y1/9I0OPhtQlWqz\n"
    "l6gnADxjl55daaiulgpfMKdZtY2hRANCAASRNosQdHFjnAwhXj+OKDizdeZx1eWO\n"
    "82PnGnBPvnCDCBpTYiXh/58LHEGXYTzUWIkgS6UEEqDEY2wZPr+Vm40c\n"
    "-----END PRIVATE KEY-----\n";
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  g_autoptr (SoupServer) server = NULL;
  g_autofree char *address = NULL;
  GSList *uris;

  if (certificate == NULL || !g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("there is no TLS on this computer");
      return;
    }
  server = soup_server_new ("tls-certificate", certificate, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | SOUP_SERVER_LISTEN_HTTPS, NULL));
  uris = soup_server_get_uris (server);
  address = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_setenv ("HF_ENDPOINT", address, TRUE);
  g_clear_object (&f->client);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  vt_hub_client_set_patience (f->client, 5, 3, 1);
  {
    GThread *thread = g_thread_new ("download", download_in_thread, f);

    while (!g_atomic_int_get (&downloaded))
      g_main_context_iteration (NULL, FALSE);
    g_thread_join (thread);
  }
}

#define ADD(path, func) \
  g_test_add ("/hub/client-faults/" path, HubFixture, NULL, hub_fixture_set_up, func, hub_fixture_tear_down)

int
main (int argc, char **argv)
{
  hub_fixture_init (&argc, &argv);
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
  ADD ("not-the-hub", test_not_the_hub);
  ADD ("silence", test_silence);
  ADD ("bad-json", test_bad_json);
  ADD ("speed-limit", test_speed_limit);
  ADD ("huge-json", test_huge_json);
  ADD ("endless-json", test_endless_json);
  ADD ("circle", test_circle);
  ADD ("part-is-link", test_part_is_link);
  ADD ("no-folder", test_no_folder);
  ADD ("wrong-certificate", test_wrong_certificate);
  return g_test_run ();
}

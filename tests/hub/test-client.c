/* test-client.c: our client against a server that answers as it should: downloads, tokens, lists.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "hub-fixture.h"

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
test_whole (HubFixture *f, gconstpointer data)
{
  Told told = { 0 };
  g_autofree char *path = hub_fixture_download (f, NULL, on_progress, &told, NULL);
  g_autofree char *end = g_build_filename ("snapshots", COMMIT, "deep", "m.gguf", NULL);
  g_autoptr (GPtrArray) contacts = vt_contacts_dup_entries (f->contacts);

  g_assert_true (g_str_has_suffix (path, end));
  g_assert_cmpuint (told.done, ==, PAYLOAD_BYTES);
  g_assert_cmpuint (told.total, ==, PAYLOAD_BYTES);
  g_assert_cmpuint (contacts->len, ==, 2);
  g_assert_cmpstr (((VtContact *) contacts->pdata[0])->host, ==, "127.0.0.1");
  g_assert_true (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, NULL));
  hub_fixture_assert_whole (f);  /* asks for the facts again, not for the bytes */
  g_assert_cmpuint (f->hub.seen->len, ==, 3);
}

/* Two files of the same bytes: one is brought, both appear, at one commit. */
static void
test_two_files (HubFixture *f, gconstpointer data)
{
  static const char *const names[] = { "m-1.gguf", "sub/m 2.gguf", NULL };
  Told told = { 0 };
  g_autofree char *path = hub_fixture_download_names (f, names, f->digest, NULL, on_progress, &told, NULL);
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
test_half_a_model (HubFixture *f, gconstpointer data)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b", NULL);

  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 1, .drop_after = 1000 };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "1000 of");
  g_assert_null (vt_hub_cache_resolve (f->cache, reference, NULL));
}

static void
test_other_digest (HubFixture *f, gconstpointer data)
{
  static const char *const names[] = { "m.gguf", NULL };
  g_autofree char *other = g_strnfill (64, 'a');
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hub_fixture_download_names (f, names, other, NULL, NULL, NULL, &error);

  g_assert_null (path);
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_cmpuint (f->hub.seen->len, ==, 1);  /* nothing was brought */
}

static void
test_token_stays (HubFixture *f, gconstpointer data)
{
  g_object_unref (f->client);
  g_setenv ("HF_TOKEN", "hf_secret", TRUE);
  hub_fixture_make_client (f);
  g_unsetenv ("HF_TOKEN");
  f->does = (Behaviour) { .redirect = TRUE };
  hub_fixture_assert_whole (f);
  g_assert_cmpstr (f->hub.seen->pdata[0], ==, "HEAD /a/b/resolve/main/deep/m.gguf Bearer hf_secret -");
  g_assert_cmpstr (f->hub.seen->pdata[1], ==, "GET /a/b/resolve/" COMMIT "/deep/m.gguf Bearer hf_secret -");
  g_assert_cmpuint (f->store.seen->len, ==, 1);
  g_assert_cmpstr (f->store.seen->pdata[0], ==, "GET /store - -");
}

static void
test_redirect_and_resume (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .redirect = TRUE, .drops = 1, .drop_after = 123456 };
  hub_fixture_assert_whole (f);
  g_assert_cmpstr (f->store.seen->pdata[1], ==, "GET /store - bytes=123456-");
}

static void
cancel_it (guint64 done, guint64 total, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (HubFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hub_fixture_download (f, cancellable, cancel_it, cancellable, &error);

  g_assert_null (path);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (hub_fixture_part_bytes (f), >, 0);
  hub_fixture_assert_whole (f);
}

static void
test_offline (HubFixture *f, gconstpointer data)
{
  vt_hub_client_set_offline (f->client, TRUE);
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "offline switch");
  g_assert_cmpuint (f->hub.seen->len, ==, 0);
}

static void
test_unreachable (HubFixture *f, gconstpointer data)
{
  g_object_unref (f->client);
  g_setenv ("HF_ENDPOINT", "http://127.0.0.1:1", TRUE);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  vt_hub_client_set_patience (f->client, 5, 2, 1);
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "Could not get an answer from 127.0.0.1");
  g_object_unref (f->client);
  g_setenv ("HF_ENDPOINT", "gopher:nonsense", TRUE);
  f->client = vt_hub_client_new (f->cache, f->contacts);
  hub_fixture_assert_fails (f, VT_ERROR_INVALID, "HF_ENDPOINT");
}

/* /dev/full is a disk without room: the write itself fails. */
static void
test_full_disk (HubFixture *f, gconstpointer data)
{
  vt_autofd int fd = vt_disk_open ("/dev/full", 1, NULL);
  g_autoptr (GError) write_error = NULL, space_error = NULL;

  g_assert_cmpint (fd, >=, 0);
  g_assert_false (vt_disk_write (fd, "x", 1, "/dev/full", &write_error));
  g_assert_error (write_error, VT_ERROR, VT_ERROR_NO_SPACE);
  g_assert_false (vt_disk_check_space (f->dir, G_MAXUINT64, &space_error));
  g_assert_error (space_error, VT_ERROR, VT_ERROR_NO_SPACE);
}

/* What a shared folder has is not fetched: a link leads there. */
static void
test_from_store (HubFixture *f, gconstpointer data)
{
  g_autofree char *shared = g_build_filename (f->dir, "shared", NULL);
  g_autofree char *source = g_build_filename (f->dir, "source", NULL);
  g_autoptr (VtHubCache) store = vt_hub_cache_new (shared);
  const char *const dirs[] = { shared, NULL };
  g_autofree char *digest = NULL, *blob = vt_hub_cache_blob_path (f->cache, "a/b", f->digest);

  g_assert_true (g_file_set_contents (source, f->payload, PAYLOAD_BYTES, NULL));
  digest = vt_hub_cache_take (store, "a/b", NULL, source, NULL, NULL);
  g_assert_cmpstr (digest, ==, f->digest);
  vt_hub_cache_set_stores (f->cache, dirs);
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (f->hub.seen->len, ==, 1);
  g_assert_true (g_file_test (blob, G_FILE_TEST_IS_SYMLINK));
}

static void
test_list_files (HubFixture *f, gconstpointer data)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b@refs/pr/1", NULL);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  VtHubFile *file;

  f->does = (Behaviour) { .api =
    "{\"siblings\": [{\"rfilename\": \"m.gguf\", \"size\": 9, \"lfs\": {\"size\": 253113024, \"sha256\":"
    "\"a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818\"}},"
    "{\"rfilename\": \"config.json\", \"size\": 12, \"blobId\": \"" COMMIT "\"},"
    "{\"rfilename\": \"../../evil\", \"size\": 12}, {\"rfilename\": \"/etc/passwd\"}, {\"rfilename\": \"a/../../b\"}, {\"size\": 1}, 7, null, {\"rfilename\": [1]},"
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

#define ADD(path, func) \
  g_test_add ("/hub/client/" path, HubFixture, NULL, hub_fixture_set_up, func, hub_fixture_tear_down)

int
main (int argc, char **argv)
{
  hub_fixture_init (&argc, &argv);
  ADD ("whole", test_whole);
  ADD ("two-files", test_two_files);
  ADD ("half-a-model", test_half_a_model);
  ADD ("other-digest", test_other_digest);
  ADD ("token-stays", test_token_stays);
  ADD ("redirect-and-resume", test_redirect_and_resume);
  ADD ("cancel", test_cancel);
  ADD ("offline", test_offline);
  ADD ("unreachable", test_unreachable);
  ADD ("full-disk", test_full_disk);
  ADD ("from-store", test_from_store);
  ADD ("list-files", test_list_files);
  return g_test_run ();
}

/* test-client-ranges.c: one large file by several streams.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdlib.h>

#include "hub-fixture.h"
#include "hub/part.h"

#define PIECE (64 << 10)
#define N_PIECES ((PAYLOAD_BYTES + PIECE - 1) / PIECE)

static void
set_up (HubFixture *f, gconstpointer data)
{
  hub_fixture_set_up (f, data);
  vt_hub_client_set_ranges (f->client, 4, PIECE, PIECE);
}

static char *
parts_path (HubFixture *f)
{
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", f->digest);

  return g_strconcat (blob, ".parts", NULL);
}

/* Bytes that were asked for since the question @first. */
static guint64
asked_bytes (HubFixture *f, guint first)
{
  guint64 sum = 0;

  for (guint i = first; i < f->hub.seen->len; i++)
    {
      const char *line = f->hub.seen->pdata[i], *range = strstr (line, "bytes=");
      char *end;
      guint64 from, to;

      if (!g_str_has_prefix (line, "GET"))
        continue;
      from = range != NULL ? g_ascii_strtoull (range + 6, &end, 10) : 0;
      to = range != NULL && end[1] != '\0' ? g_ascii_strtoull (end + 1, NULL, 10) + 1 : PAYLOAD_BYTES;
      sum += to - from;
    }
  return sum;
}

static guint
count_gets (HubFixture *f)
{
  guint n = 0;

  for (guint i = 0; i < f->hub.seen->len; i++)
    n += g_str_has_prefix (f->hub.seen->pdata[i], "GET");
  return n;
}

static guint64
kept_bytes (HubFixture *f)
{
  g_autofree char *path = parts_path (f);
  g_autoptr (VtHubPart) part = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return 0;
  part = vt_hub_part_open (path, NULL, PAYLOAD_BYTES, PIECE, NULL);
  return vt_hub_part_have (part);
}

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  guint64 *last = data;

  g_assert_cmpuint (done, >=, *last);
  g_assert_cmpuint (total, ==, PAYLOAD_BYTES);
  *last = done;
}

static void
test_whole (HubFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint64 last = 0;
  g_autofree char *path = hub_fixture_download (f, NULL, on_progress, &last, &error);
  g_autofree char *left = parts_path (f);

  g_assert_no_error (error);
  g_assert_cmpuint (last, ==, PAYLOAD_BYTES);
  g_assert_true (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, NULL));
  g_assert_cmpuint (count_gets (f), ==, N_PIECES);
  g_assert_cmpuint (asked_bytes (f, 0), ==, PAYLOAD_BYTES);
  g_assert_nonnull (strstr (f->hub.seen->pdata[1], "bytes=0-65535"));
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
}

static void
test_other_host (HubFixture *f, gconstpointer data)
{
  g_object_unref (f->client);
  g_setenv ("HF_TOKEN", "hf_secret", TRUE);
  hub_fixture_make_client (f);
  g_unsetenv ("HF_TOKEN");
  vt_hub_client_set_ranges (f->client, 3, PIECE, PIECE);
  f->does = (Behaviour) { .redirect = TRUE };
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (f->store.seen->len, ==, N_PIECES);
  for (guint i = 0; i < f->store.seen->len; i++)
    g_assert_null (strstr (f->store.seen->pdata[i], "hf_secret"));
}

/* One stream gets everything by one question. */
static void
test_ignored (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .ignore_range = TRUE };
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (count_gets (f), ==, 1);
}

/* The same, and the connection ends early: what is there is passed over. */
static void
test_ignored_and_dropped (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .ignore_range = TRUE, .drops = 1, .drop_after = 100000, .hard = TRUE };
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (count_gets (f), ==, 2);
}

static void
test_lied (HubFixture *f, gconstpointer data)
{
  hub_fixture_leave_part (f, f->payload, 100000);
  f->does = (Behaviour) { .lie_range = TRUE };
  hub_fixture_assert_whole (f);
}

/* What a program before left, also one that knows no pieces. */
static void
test_resume (HubFixture *f, gconstpointer data)
{
  guint first;
  guint64 kept;

  hub_fixture_leave_part (f, f->payload, 100000);
  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 100, .drop_after = 5000, .hard = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "of 700001 bytes");
  g_assert_nonnull (strstr (f->hub.seen->pdata[1], "bytes=100000-131071"));
  g_assert_false (hub_fixture_part_bytes (f) > 0);
  kept = kept_bytes (f);
  g_assert_cmpuint (kept, >=, 105000);
  f->does = (Behaviour) { 0 };
  g_assert_finalize_object (f->client);
  hub_fixture_make_client (f);
  vt_hub_client_set_ranges (f->client, 4, 2 * PIECE, PIECE);
  first = f->hub.seen->len;
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (asked_bytes (f, first), ==, PAYLOAD_BYTES - kept);
}

static void
test_wrong_bytes (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .flip = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_CORRUPT, "thrown away");
  g_assert_cmpuint (kept_bytes (f), ==, 0);
  f->does = (Behaviour) { 0 };
  hub_fixture_assert_whole (f);
}

/* The file becomes another one while it comes, and the server does not say so. */
static void
test_changed_in_the_middle (HubFixture *f, gconstpointer data)
{
  vt_hub_client_set_patience (f->client, 5, 1, 1);
  f->does = (Behaviour) { .drops = 100, .drop_after = 60000, .hard = TRUE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "of 700001 bytes");
  for (guint i = 0; i < PAYLOAD_BYTES; i++)
    f->payload[i] ^= 0x55;
  f->does = (Behaviour) { 0 };
  hub_fixture_assert_fails (f, VT_ERROR_CORRUPT, "thrown away");
  g_assert_cmpuint (kept_bytes (f), ==, 0);
  for (guint i = 0; i < PAYLOAD_BYTES; i++)
    f->payload[i] ^= 0x55;
  hub_fixture_assert_whole (f);
}

/* Streams that are refused leave their pieces; what the others bring is kept. */
static void
test_refused (HubFixture *f, gconstpointer data)
{
  f->does = (Behaviour) { .refuse_from = 5 * PIECE };
  hub_fixture_assert_fails (f, VT_ERROR_NETWORK, "asked too often");
  g_assert_cmpuint (kept_bytes (f), ==, 5 * PIECE);
  f->does = (Behaviour) { 0 };
  hub_fixture_assert_whole (f);
}

static void
cancel_it (guint64 done, guint64 total, gpointer data)
{
  if (done > 0)
    g_cancellable_cancel (data);
}

static void
test_cancel (HubFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  vt_hub_client_set_speed_limit (f->client, PAYLOAD_BYTES);
  path = hub_fixture_download (f, cancellable, cancel_it, cancellable, &error);
  g_assert_null (path);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (kept_bytes (f), >, 0);
  vt_hub_client_set_speed_limit (f->client, 0);
  hub_fixture_assert_whole (f);
}

/* The limit holds over all streams together. */
static void
test_speed_limit (HubFixture *f, gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  vt_hub_client_set_speed_limit (f->client, 2 * PAYLOAD_BYTES);
  hub_fixture_assert_whole (f);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC * 45 / 100);
}

/* A map that is damaged, or of another file: begun anew, and nothing overflows. */
static void
test_damaged_map (HubFixture *f, gconstpointer data)
{
  static const guint offsets[] = { 0, 8, 11, 12, 18, 19 };
  g_autofree char *path = parts_path (f);
  g_autofree char *whole = NULL;
  gsize n;

  g_assert_true (vt_disk_make_parent (path, NULL));
  vt_hub_part_free (vt_hub_part_open (path, NULL, PAYLOAD_BYTES, PIECE, NULL));
  g_assert_true (g_file_get_contents (path, &whole, &n, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autofree char *bad = g_memdup2 (whole, n);

      bad[PAYLOAD_BYTES + offsets[i]] ^= 0x7f;
      g_assert_true (g_file_set_contents (path, bad, (gssize) n, NULL));
      g_assert_cmpuint (kept_bytes (f), ==, 0);
    }
  g_assert_true (g_file_set_contents (path, whole, (gssize) n - 1, NULL));
  g_assert_cmpuint (kept_bytes (f), ==, 0);
  hub_fixture_assert_whole (f);
}

/* All was there and the map cut off when the program ended. */
static void
test_cut_before_publish (HubFixture *f, gconstpointer data)
{
  g_autofree char *path = parts_path (f);

  g_assert_true (vt_disk_make_parent (path, NULL));
  g_assert_true (g_file_set_contents (path, f->payload, PAYLOAD_BYTES, NULL));
  hub_fixture_assert_whole (f);
  g_assert_cmpuint (count_gets (f), ==, 0);
}

#define ADD(path, func) g_test_add ("/hub/client-ranges/" path, HubFixture, NULL, set_up, func, hub_fixture_tear_down)

int
main (int argc, char **argv)
{
  hub_fixture_init (&argc, &argv);
  ADD ("whole", test_whole);
  ADD ("other-host", test_other_host);
  ADD ("ignored", test_ignored);
  ADD ("ignored-and-dropped", test_ignored_and_dropped);
  ADD ("lied", test_lied);
  ADD ("resume", test_resume);
  ADD ("wrong-bytes", test_wrong_bytes);
  ADD ("changed-in-the-middle", test_changed_in_the_middle);
  ADD ("refused", test_refused);
  ADD ("cancel", test_cancel);
  ADD ("speed-limit", test_speed_limit);
  ADD ("damaged-map", test_damaged_map);
  ADD ("cut-before-publish", test_cut_before_publish);
  return g_test_run ();
}

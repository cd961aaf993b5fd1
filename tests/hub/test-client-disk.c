/* test-client-disk.c: a disk that is full at each stage of a download: there is a sentence, nothing
 * wrong in the cache, what has come is kept, and with room again the rest comes.
 *
 * The cache lies on a small file system of its own where this process may mount one; elsewhere
 * files may not grow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "hub-fixture.h"

#define PIECE (64 << 10)
#define DISK (32 << 20)

static gboolean mounted;

/* Only this process sees it; before there are threads. The downloads' reserve of 16 MiB counts. */
static gboolean
may_mount (void)
{
  return unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void
set_up (HubFixture *f, gconstpointer data)
{
  hub_fixture_set_up (f, data);
  if (mounted)
    g_assert_cmpint (mount ("vitrine-test", f->dir, "tmpfs", 0, "size=32m"), ==, 0);
}

static void
tear_down (HubFixture *f, gconstpointer data)
{
  if (mounted)
    g_assert_cmpint (umount (f->dir), ==, 0);
  hub_fixture_tear_down (f, data);
}

/* Leaves no more than so many bytes on the small file system. */
static void
leave_room (HubFixture *f, guint64 bytes)
{
  g_autofree char *filler = g_build_filename (f->dir, "filler", NULL);
  g_autofree char *block = g_malloc0 (4096);
  vt_autofd int fd = vt_disk_open (filler, O_WRONLY | O_CREAT, NULL);

  for (guint64 i = bytes; i < DISK && write (fd, block, 4096) > 0; i += 4096)
    ;
}

static void
free_room (HubFixture *f)
{
  g_autofree char *filler = g_build_filename (f->dir, "filler", NULL);

  g_unlink (filler);
}

/* What is published already needs only its names. */
static void
test_names (HubFixture *f, gconstpointer data)
{
  g_autofree char *repo = vt_hub_cache_repo_dir (f->cache, "a/b");
  g_autofree char *refs = g_build_filename (repo, "refs", NULL);
  g_autofree char *main_ref = g_build_filename (refs, "main", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (!mounted)
    {
      g_test_skip ("this process may not mount a file system");
      return;
    }
  hub_fixture_assert_whole (f);
  g_assert_cmpint (g_unlink (main_ref), ==, 0);
  leave_room (f, 0);
  path = hub_fixture_download (f, NULL, NULL, NULL, &error);
  g_assert_null (path);
  g_assert_error (error, VT_ERROR, VT_ERROR_NO_SPACE);
  free_room (f);
  hub_fixture_assert_whole (f);
}

static void
expect_refusal (HubFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = hub_fixture_download (f, NULL, NULL, NULL, &error);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("a/b", NULL);
  g_autofree char *found = vt_hub_cache_resolve (f->cache, reference, NULL);

  g_assert_null (path);
  g_assert_null (found);
  g_assert_true (error->domain == VT_ERROR);
  if (mounted)
    g_assert_error (error, VT_ERROR, VT_ERROR_NO_SPACE);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* Too little for the file: it is said before anything comes. */
static void
test_before (HubFixture *f, gconstpointer data)
{
  if (!mounted)
    {
      g_test_skip ("this process may not mount a file system");
      return;
    }
  leave_room (f, 8 << 20);
  expect_refusal (f);
  for (guint i = 0; i < f->hub.seen->len; i++)
    g_assert_false (g_str_has_prefix (f->hub.seen->pdata[i], "GET"));
  free_room (f);
  hub_fixture_assert_whole (f);
}

/* Nothing at all: not even folders and locks can be made. */
static void
test_nothing_left (HubFixture *f, gconstpointer data)
{
  if (!mounted)
    {
      g_test_skip ("this process may not mount a file system");
      return;
    }
  leave_room (f, 0);
  expect_refusal (f);
  free_room (f);
  hub_fixture_assert_whole (f);
}

typedef struct
{
  HubFixture *f;
  guint64 at;
  gboolean filled;
} Filling;

/* Somebody else fills the disk while the file comes. */
static void
fill_on_the_way (guint64 done, guint64 total, gpointer data)
{
  Filling *filling = data;

  if (filling->filled || done < filling->at)
    return;
  filling->filled = TRUE;
  if (mounted)
    leave_room (filling->f, 0);
  else
    {
      struct rlimit limit = { done, RLIM_INFINITY };

      setrlimit (RLIMIT_FSIZE, &limit);
    }
}

static void
test_on_the_way (HubFixture *f, gconstpointer streams)
{
  struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
  Filling filling = { f, 1, FALSE };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (GPOINTER_TO_UINT (streams) > 0)
    vt_hub_client_set_ranges (f->client, GPOINTER_TO_UINT (streams), PIECE, PIECE);
  vt_hub_client_set_speed_limit (f->client, PAYLOAD_BYTES / 10); /* so that it is not here before the disk is full */
  path = hub_fixture_download (f, NULL, fill_on_the_way, &filling, &error);
  setrlimit (RLIMIT_FSIZE, &none);
  g_assert_true (filling.filled);
  g_assert_null (path);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (VT_ERROR));
  if (mounted)
    {
      g_assert_error (error, VT_ERROR, VT_ERROR_NO_SPACE);
      free_room (f);
    }
  vt_hub_client_set_speed_limit (f->client, 0);
  hub_fixture_assert_whole (f);
  g_assert_true (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, NULL));
}

/* A cache that may only be read, as one on a stick that is locked. */
static void
test_read_only (HubFixture *f, gconstpointer data)
{
  g_autofree char *refs = NULL;

  if (!mounted)
    {
      g_test_skip ("this process may not mount a file system");
      return;
    }
  hub_fixture_assert_whole (f);
  g_assert_cmpint (mount (NULL, f->dir, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  f->payload[5] ^= 1;
  refs = g_steal_pointer (&f->digest);
  f->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) f->payload, PAYLOAD_BYTES);
  hub_fixture_assert_fails (f, VT_ERROR_FAILED, "Read-only file system");
  g_assert_cmpint (mount (NULL, f->dir, NULL, MS_REMOUNT, NULL), ==, 0);
  hub_fixture_assert_whole (f);
}

#define ADD(path, data, func) g_test_add ("/hub/client-disk/" path, HubFixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  mounted = may_mount ();
  hub_fixture_init (&argc, &argv);
  signal (SIGXFSZ, SIG_IGN);
  g_test_message ("%s", mounted ? "a small disk" : "a limit on files");
  ADD ("before", NULL, test_before);
  ADD ("nothing-left", NULL, test_nothing_left);
  ADD ("on-the-way/plain", GUINT_TO_POINTER (0), test_on_the_way);
  ADD ("on-the-way/ranges", GUINT_TO_POINTER (4), test_on_the_way);
  ADD ("names", NULL, test_names);
  ADD ("read-only", NULL, test_read_only);
  return g_test_run ();
}

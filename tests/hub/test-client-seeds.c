/* test-client-seeds.c: downloads from a server that misbehaves by the dice, with programs that
 * end in the middle, two at once, and a disk that takes no more. Whatever happens, nothing
 * wrong stands in the cache, what has come is kept, and there is a sentence.
 *
 * VITRINE_SEEDS=500 says how many runs, VITRINE_SEED=7 that it is that one alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/base/error.h"
#include "hub/client.h"
#include "hub/disk.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"
#define N_FILES 2
#define TOKEN "hf_secret"

typedef struct
{
  char *name;
  guint8 *bytes;
  gsize n;
  char *digest;
} File;

/* Both servers, and what has happened to them. */
typedef struct
{
  GMutex lock;
  GSocketService *hub, *store;
  guint16 port, store_port;
  File files[N_FILES];
  GRand *rand;
  gboolean good;     /* from now on */
  gboolean flipped;  /* a wrong byte went out */
  gboolean told;     /* the token reached the other host */
  GString *log;      /* what it did, for a failure */
  /* the client's side */
  char *dir;
  VtHubCache *cache;
  VtContacts *contacts;
  guint streams;         /* by which files of more than a piece come; 0 for one, whatever its size */
  guint32 piece_bytes;
  guint64 held[N_FILES]; /* of each part after the last session */
} World;

/* --- the servers ------------------------------------------------------------------- */

typedef struct
{
  World *world;
  GOutputStream *out;
  const File *file;
  gboolean head;
  gsize start, end; /* of the range, or of the file */
  gboolean range;
} Request;

static void
say (Request *r, const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_output_stream_write_all (r->out, text, strlen (text), NULL, NULL, NULL);
}

static void
send_bytes (Request *r, const guint8 *bytes, gsize n)
{
  g_output_stream_write_all (r->out, bytes, n, NULL, NULL, NULL);
}

static gsize
roll (Request *r, gsize n)
{
  gsize value;

  g_mutex_lock (&r->world->lock);
  value = n > 0 ? g_rand_int (r->world->rand) % n : 0;
  g_mutex_unlock (&r->world->lock);
  return value;
}

static void
send_head (Request *r)
{
  say (r, "HTTP/1.1 302 Found\r\nX-Repo-Commit: " COMMIT "\r\nX-Linked-Etag: \"%s\"\r\nX-Linked-Size: %" G_GSIZE_FORMAT
          "\r\nLocation: http://other.invalid/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", r->file->digest, r->file->n);
}

/* @length: what the header says; @n: how many come, of which @flip is another one */
static void
send_part (Request *r, gsize from, gsize length, gsize n, gboolean partial, gsize says_from)
{
  if (partial)
    say (r, "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT "\r\n",
         says_from, r->end - 1, r->file->n);
  else
    say (r, "HTTP/1.1 200 OK\r\n");
  if (length != G_MAXSIZE)
    say (r, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length);
  say (r, "Content-Type: application/octet-stream\r\nConnection: close\r\n\r\n");
  send_bytes (r, r->file->bytes + from, MIN (n, r->file->n - from));
  for (gsize i = r->file->n - from; i < n; i++)
    send_bytes (r, (const guint8 *) "x", 1);
}

static void
send_good (Request *r)
{
  if (r->head)
    send_head (r);
  else
    send_part (r, r->start, r->end - r->start, r->end - r->start, r->range, r->start);
}

/* --- what it does wrong ------------------------------------------------------------ */

static void
drop (Request *r)
{
  send_part (r, r->start, r->end - r->start, roll (r, r->end - r->start + 1), r->range, r->start);
}

static void
drop_unsaid (Request *r)
{
  send_part (r, r->start, G_MAXSIZE, roll (r, r->end - r->start + 1), r->range, r->start);
}

static void
begin_again (Request *r)
{
  send_part (r, 0, r->file->n, roll (r, 2) ? r->file->n : roll (r, r->file->n), FALSE, 0);
}

static void
lie_range (Request *r)
{
  gsize from = roll (r, r->file->n);

  r->end = r->file->n;
  send_part (r, from, r->file->n - from, r->file->n - from, TRUE, from);
}

static void
too_many (Request *r)
{
  send_part (r, r->start, roll (r, 2) ? G_MAXSIZE : r->end - r->start + 9, r->end - r->start + 9, r->range, r->start);
}

static void
too_few (Request *r)
{
  gsize n = roll (r, r->end - r->start + 1);

  send_part (r, r->start, n, n, r->range, r->start);
}

/* A wrong byte somewhere: the cables', or of somebody between. */
static void
flip (Request *r)
{
  gsize n = r->end - r->start, at = roll (r, n);
  g_autofree guint8 *bytes = g_memdup2 (r->file->bytes + r->start, n);

  if (n > 0)
    bytes[at] ^= 1;
  say (r, "HTTP/1.1 %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", r->range ? "206 Partial Content" : "200 OK", n);
  if (r->range)
    say (r, "Content-Range: bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT "\r\n", r->start, r->end - 1, r->file->n);
  say (r, "Connection: close\r\n\r\n");
  g_mutex_lock (&r->world->lock);
  r->world->flipped = TRUE;
  g_mutex_unlock (&r->world->lock);
  send_bytes (r, bytes, n);
}

static void
sign_in_page (Request *r)
{
  say (r, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sConnection: close\r\n\r\n%s", roll (r, 2) ? "Content-Length: 21\r\n" : "",
       r->head ? "" : "<html>Sign in!</html>");
}

static void
circles (Request *r)
{
  say (r, "HTTP/1.1 302 Found\r\nLocation: /owner/name/resolve/main/%s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", r->file->name);
}

static void
elsewhere (Request *r)
{
  say (r, "HTTP/1.1 302 Found\r\nX-Repo-Commit: " COMMIT "\r\nLocation: http://127.0.0.1:%u/owner/name/resolve/main/%s\r\n"
          "X-Linked-Etag: \"%s\"\r\nX-Linked-Size: %" G_GSIZE_FORMAT "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
       r->world->store_port, r->file->name, r->file->digest, r->file->n);
}

static void
trouble (Request *r)
{
  static const char *const statuses[] = { "500 Error", "503 Full", "429 Slower\r\nRetry-After: 0", "403 No", "416 Range",
                                          "404 Gone\r\nX-Error-Code: EntryNotFound", "204 Nothing", "999 What" };

  say (r, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", statuses[roll (r, G_N_ELEMENTS (statuses))]);
}

static void
no_http (Request *r)
{
  static const char *const words[] = { "", "\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 200",
                                       "HTTP/1.1 206 OK\r\nContent-Range: bytes */*\r\n\r\n" };

  say (r, "%s", words[roll (r, G_N_ELEMENTS (words))]);
}

/* Facts that are none, or of another file. */
static void
strange_facts (Request *r)
{
  static const char *const etags[] = { "../../../etc/passwd", "", "W/\"x\"", "0123456789abcdef0123456789abcdef01234567",
                                       "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" };
  static const char *const sizes[] = { "-1", "18446744073709551615", "x", "9223372036854775807", "5" };

  say (r, "HTTP/1.1 200 OK\r\nX-Repo-Commit: " COMMIT "\r\nETag: \"%s\"\r\nX-Linked-Size: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
       etags[roll (r, G_N_ELEMENTS (etags))], sizes[roll (r, G_N_ELEMENTS (sizes))]);
}

static const struct
{
  const char *name;
  gboolean for_get, for_head;
  void (*answer) (Request *r);
} faults[] = {
  { "drop", TRUE, FALSE, drop },           { "drop unsaid", TRUE, FALSE, drop_unsaid }, { "begin again", TRUE, FALSE, begin_again },
  { "lie range", TRUE, FALSE, lie_range }, { "too many", TRUE, FALSE, too_many },       { "too few", TRUE, FALSE, too_few },
  { "flip", TRUE, FALSE, flip },           { "sign-in page", TRUE, TRUE, sign_in_page }, { "circles", TRUE, TRUE, circles },
  { "elsewhere", TRUE, TRUE, elsewhere },  { "trouble", TRUE, TRUE, trouble },          { "no http", TRUE, TRUE, no_http },
  { "strange facts", FALSE, TRUE, strange_facts },
};

static void
answer (Request *r)
{
  gsize which = roll (r, G_N_ELEMENTS (faults)), whether = roll (r, 100);

  if (r->world->good || whether < (r->head ? 80 : 35) || !(r->head ? faults[which].for_head : faults[which].for_get))
    {
      send_good (r);
      return;
    }
  g_mutex_lock (&r->world->lock);
  g_string_append_printf (r->world->log, "%s %s from %" G_GSIZE_FORMAT "; ", faults[which].name, r->file->name, r->start);
  g_mutex_unlock (&r->world->lock);
  faults[which].answer (r);
}

static gboolean
on_connection (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, World *world)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  Request r = { world, g_io_stream_get_output_stream (G_IO_STREAM (connection)) };
  g_autofree char *line = NULL;

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL && *line != '\0')
    {
      for (guint i = 0; i < N_FILES && r.file == NULL; i++)
        if (strstr (line, world->files[i].name) != NULL)
          {
            r.file = &world->files[i];
            r.end = r.file->n;
          }
      r.head = r.head || g_str_has_prefix (line, "HEAD ");
      if (g_ascii_strncasecmp (line, "Range: bytes=", 13) == 0)
        {
          const char *dash = strchr (line + 13, '-');
          gsize last = dash != NULL && dash[1] != '\0' ? (gsize) g_ascii_strtoull (dash + 1, NULL, 10) : G_MAXSIZE - 1;

          r.start = MIN ((gsize) g_ascii_strtoull (line + 13, NULL, 10), r.file->n);
          r.end = CLAMP (last + 1, r.start, r.file->n);
          r.range = TRUE;
        }
      if (strstr (line, TOKEN) != NULL && (GSocketService *) service == world->store)
        world->told = TRUE;
      g_clear_pointer (&line, g_free);
    }
  if (r.file != NULL && (GSocketService *) service == world->store && !r.head)
    send_good (&r);
  else if (r.file != NULL)
    answer (&r);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static GSocketService *
listen (World *world, guint16 *port)
{
  GSocketService *service = g_threaded_socket_service_new (16);
  g_autoptr (GInetAddress) here = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (here, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (service, "run", G_CALLBACK (on_connection), world);
  return service;
}

/* --- what must hold ---------------------------------------------------------------- */

static void
check_blobs (World *world, guint seed)
{
  g_autofree char *repo = vt_hub_cache_repo_dir (world->cache, "owner/name");
  g_autofree char *blobs = g_build_filename (repo, "blobs", NULL);
  g_autoptr (GDir) dir = g_dir_open (blobs, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (blobs, name, NULL);
      g_autofree char *sum = NULL;
      VtDigestKind kind;

      if (g_str_has_suffix (name, ".incomplete") || g_str_has_suffix (name, ".parts"))
        continue;
      g_assert_true (vt_digest_kind_of (name, &kind));
      sum = vt_digest_file (path, kind, NULL, NULL, NULL, NULL);
      if (g_strcmp0 (sum, name) != 0)
        g_error ("seed %u: %s holds other bytes; %s", seed, name, world->log->str);
    }
}

/* How much of the file is in a part, of which a map behind it speaks (hub/part.h). */
static gsize
check_pieces (World *world, guint seed, const File *file, const guint8 *part, gsize n)
{
  const guint8 *map = part + file->n;
  guint32 piece, n_pieces, have;
  gsize sum = 0;

  if (n <= file->n || memcmp (map, "VTPARTS1", 8) != 0)
    return n;
  memcpy (&piece, map + 8, 4);
  memcpy (&n_pieces, map + 12, 4);
  piece = GUINT32_FROM_LE (piece);
  n_pieces = GUINT32_FROM_LE (n_pieces);
  if (n != file->n + 16 + 4 * (gsize) n_pieces)
    g_error ("seed %u: the map of %s has another length than it says", seed, file->name);
  for (gsize i = 0; i < n_pieces; i++, sum += have)
    {
      memcpy (&have, map + 16 + 4 * i, 4);
      have = GUINT32_FROM_LE (have);
      if (have > piece || i * piece + have > file->n
          || (!world->flipped && memcmp (part + i * piece, file->bytes + i * piece, have) != 0))
        g_error ("seed %u: what is kept of piece %" G_GSIZE_FORMAT " of %s is wrong; %s", seed, i, file->name, world->log->str);
    }
  return sum;
}

/* What has come is kept, and is the beginning of the file, unless it was wrong. */
static void
check_parts (World *world, guint seed, gboolean corrupt)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      const File *file = &world->files[i];
      g_autofree char *blob = vt_hub_cache_blob_path (world->cache, "owner/name", file->digest);
      g_autofree char *part = g_strconcat (blob, ".incomplete", NULL);
      g_autofree char *parts = g_strconcat (blob, ".parts", NULL);
      g_autofree char *bytes = NULL;
      gsize n = 0;

      if (g_file_test (blob, G_FILE_TEST_EXISTS))
        n = file->n;
      else if (g_file_get_contents (parts, &bytes, &n, NULL))
        n = check_pieces (world, seed, file, (const guint8 *) bytes, n);
      else if (g_file_get_contents (part, &bytes, &n, NULL)
               && (n > file->n || (!world->flipped && memcmp (bytes, file->bytes, n) != 0)))
        g_error ("seed %u: what is kept of %s is wrong; %s", seed, file->name, world->log->str);
      if (n < world->held[i] && !corrupt && !world->flipped)
        g_error ("seed %u: of %s only %" G_GSIZE_FORMAT " of %" G_GUINT64_FORMAT " bytes are left; %s", seed, file->name, n,
                 world->held[i], world->log->str);
      world->held[i] = n;
    }
}

static void
check_sentence (const GError *error, guint seed)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error->domain != VT_ERROR || strlen (error->message) < 15 || !g_str_has_suffix (error->message, ".")
      || !g_utf8_validate (error->message, -1, NULL) || strstr (error->message, "..") != NULL)
    g_error ("seed %u: “%s” is no sentence", seed, error->message);
}

/* --- the client -------------------------------------------------------------------- */

typedef struct
{
  World *world;
  GCancellable *cancellable;
  guint64 stop_at;
  GError *error;
  char *folder;
} Session;

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  Session *session = data;

  if (session->stop_at > 0 && done >= session->stop_at)
    g_cancellable_cancel (session->cancellable);
}

static gpointer
download (gpointer data)
{
  Session *self = data;
  g_autoptr (VtHubClient) client = vt_hub_client_new (self->world->cache, self->world->contacts);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse ("owner/name", NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);

  vt_hub_client_set_patience (client, 20, 3, 1);
  if (self->world->streams > 0)
    vt_hub_client_set_ranges (client, self->world->streams, self->world->piece_bytes, self->world->piece_bytes + 1);
  for (guint i = 0; i < N_FILES; i++)
    {
      VtHubFile *file = g_new0 (VtHubFile, 1);

      file->name = g_strdup (self->world->files[i].name);
      g_ptr_array_add (files, file);
    }
  self->folder = vt_hub_client_download (client, reference, files, self->cancellable, on_progress, self, &self->error);
  g_assert_true ((self->folder != NULL) == (self->error == NULL));
  return NULL;
}

/* Files may not grow beyond @bytes, as on a full disk. */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit = { bytes, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* One life of the program, or of two at once; TRUE if the files came. */
static gboolean
live (World *world, GRand *dice, guint seed)
{
  guint n = g_rand_int_range (dice, 0, 5) == 0 ? 2 : 1;
  Session sessions[2] = { { world }, { world } };
  GThread *threads[2];
  gboolean corrupt = FALSE, done = FALSE;

  if (g_rand_int_range (dice, 0, 10) == 0 && !world->good)
    limit_files ((rlim_t) g_rand_int_range (dice, 1, 200000));
  for (guint i = 0; i < n; i++)
    {
      sessions[i].cancellable = g_cancellable_new ();
      sessions[i].stop_at = g_rand_int_range (dice, 0, 4) == 0 && !world->good ? (guint64) g_rand_int_range (dice, 1, 200000) : 0;
      threads[i] = g_thread_new ("download", download, &sessions[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      g_thread_join (threads[i]);
      if (sessions[i].error != NULL)
        check_sentence (sessions[i].error, seed);
      corrupt = corrupt || g_error_matches (sessions[i].error, VT_ERROR, VT_ERROR_CORRUPT);
      done = done || sessions[i].folder != NULL;
      g_clear_error (&sessions[i].error);
      g_free (sessions[i].folder);
      g_object_unref (sessions[i].cancellable);
    }
  limit_files (RLIM_INFINITY);
  check_blobs (world, seed);
  check_parts (world, seed, corrupt);
  return done;
}

static void
check_snapshot (World *world, guint seed)
{
  g_autofree char *repo = vt_hub_cache_repo_dir (world->cache, "owner/name");

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_build_filename (repo, "snapshots", COMMIT, world->files[i].name, NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      if (!g_file_get_contents (path, &bytes, &n, NULL) || n != world->files[i].n || memcmp (bytes, world->files[i].bytes, n) != 0)
        g_error ("seed %u: %s is not what the Hub has; %s", seed, path, world->log->str);
    }
}

static World *
world_new (GRand *dice)
{
  World *world = g_new0 (World, 1);
  g_autofree char *endpoint = NULL;

  g_mutex_init (&world->lock);
  world->rand = g_rand_new_with_seed (g_rand_int (dice));
  world->log = g_string_new (NULL);
  for (guint i = 0; i < N_FILES; i++)
    {
      File *file = &world->files[i];

      file->name = g_strdup_printf ("deep/file-%u.bin", i);
      file->n = (gsize) g_rand_int_range (dice, 0, 8) == 0 ? 0 : (gsize) g_rand_int_range (dice, 1, 400000);
      file->bytes = g_malloc (file->n + 1);
      for (gsize j = 0; j < file->n; j++)
        file->bytes[j] = (guint8) g_rand_int (dice);
      file->digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, file->bytes, file->n);
    }
  world->streams = (guint) g_rand_int_range (dice, 0, 6);
  world->piece_bytes = (guint32) g_rand_int_range (dice, 4096, 100000);
  world->dir = g_dir_make_tmp ("vitrine-seeds-XXXXXX", NULL);
  world->cache = vt_hub_cache_new (world->dir);
  world->contacts = vt_contacts_new ();
  world->store = listen (world, &world->store_port);
  world->hub = listen (world, &world->port);
  endpoint = g_strdup_printf ("http://127.0.0.1:%u", world->port);
  g_setenv ("HF_ENDPOINT", endpoint, TRUE);
  return world;
}

static void
world_free (World *world)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", world->dir);

  g_socket_service_stop (world->hub);
  g_socket_service_stop (world->store);
  g_socket_listener_close (G_SOCKET_LISTENER (world->hub));
  g_socket_listener_close (G_SOCKET_LISTENER (world->store));
  g_object_unref (world->hub);
  g_object_unref (world->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  for (guint i = 0; i < N_FILES; i++)
    {
      g_free (world->files[i].name);
      g_free (world->files[i].bytes);
      g_free (world->files[i].digest);
    }
  g_rand_free (world->rand);
  g_string_free (world->log, TRUE);
  vt_hub_cache_unref (world->cache);
  g_object_unref (world->contacts);
  g_free (world->dir);
  g_free (world);
}

/* Serves connections, whose threads the main context starts, until the thread is done. */
static gpointer
turn (gpointer loop)
{
  g_main_loop_run (loop);
  return NULL;
}

static void
run_seed (guint seed)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (seed);
  World *world = world_new (dice);
  gboolean done = FALSE;

  for (guint i = 0; i < 6 && !done; i++)
    done = live (world, dice, seed);
  world->good = TRUE;
  /* The first may find that what there is was wrong. */
  for (guint i = 0; i < 3 && !done; i++)
    done = live (world, dice, seed);
  if (!done)
    g_error ("seed %u: it does not come although all is well; %s", seed, world->log->str);
  check_snapshot (world, seed);
  if (world->told)
    g_error ("seed %u: the token went to another host", seed);
  world_free (world);
}

static void
test_seeds (void)
{
  const char *one = g_getenv ("VITRINE_SEED"), *many = g_getenv ("VITRINE_SEEDS");
  guint n = many != NULL ? (guint) atoi (many) : 40, first = one != NULL ? (guint) atoi (one) : 1;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread = g_thread_new ("accept", turn, loop);

  for (guint seed = first; seed < first + (one != NULL ? 1 : n); seed++)
    run_seed (seed);
  g_main_loop_quit (loop);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  g_setenv ("no_proxy", "*", TRUE);
  g_setenv ("HF_TOKEN", TOKEN, TRUE);
  g_unsetenv ("HF_HUB_OFFLINE");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/client-seeds", test_seeds);
  return g_test_run ();
}

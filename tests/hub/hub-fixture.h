/* hub-fixture.h: a local server that does what servers do, and what they should
 * not do, with a client that asks it; for the tests of the client.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include <libsoup/soup.h>

#include "engine/base/error.h"
#include "hub/cache-verify.h"
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
  gboolean circle;         /* GET is sent on to itself */
  gboolean endless;        /* the answer to /api/ goes on for a gigabyte */
  guint drop_after;        /* cut the body there, as long as drops > 0 */
  gboolean hard;           /* by breaking the connection in the middle of it */
  guint drops;
  guint status;            /* answer with it, as long as status_times > 0 */
  guint status_times;
  gsize refuse_from;       /* answers 429 to questions for parts from there on; 0 for none */
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
  guint n_chunks;          /* MiB of an endless answer */
  char *payload;
  char *digest;
  char *dir;
  VtHubCache *cache;
  VtContacts *contacts;
  VtHubClient *client;
} HubFixture;

/* Before the tests are added. */
void hub_fixture_init (int *argc, char ***argv);

void hub_fixture_set_up (HubFixture *f, gconstpointer data);
void hub_fixture_tear_down (HubFixture *f, gconstpointer data);
/* Anew, as after a start of the program; set_up() has made the first. */
void hub_fixture_make_client (HubFixture *f);
char *hub_fixture_download_names (HubFixture *f, const char *const *names, const char *digest,
                                  GCancellable *cancellable, VtBytesFunc progress, gpointer data, GError **error);
char *hub_fixture_download (HubFixture *f, GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                            GError **error);
void hub_fixture_assert_whole (HubFixture *f);
void hub_fixture_assert_fails (HubFixture *f, VtError code, const char *says);
char *hub_fixture_part_path (HubFixture *f);
guint64 hub_fixture_part_bytes (HubFixture *f);
void hub_fixture_leave_part (HubFixture *f, const char *bytes, gsize n);

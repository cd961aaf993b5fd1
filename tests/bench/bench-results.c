/* bench-results.c: how smoothly the Hub's results come and scroll: 1,000 models from a server of its own, in the
 * window's search.
 *
 *     xvfb-run _build/tests/bench/bench-results
 *
 * prints one line of JSON: from the server's answer to the frame that shows the first results (first_ms), and while
 * all 1,000 are scrolled through, with the pages behind them fetched on the way: the time between frames by the
 * window's own clock, and of it the work of this thread (median, and of 99 in 100 frames).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <time.h>

#include "app/hub-results.h"
#include "ui/hub/hub-search.h"
#include "ui/renderer.h"

#define N_MODELS 1000
#define STEP 60      /* pixels a frame */
#define PATIENCE 600 /* frames at the end without another page */

typedef struct
{
  GMutex lock;
  GCond ready;
  char *endpoint;
  gint64 answered; /* the first time */
} Server;

typedef struct
{
  Server server;
  GMainLoop *loop;
  GtkListView *list;
  GArray *gaps, *work; /* (element-type double): milliseconds */
  gint64 last, last_work;
  double first_ms;
  guint waited;
} Bench;

/* --- the server: on a thread of its own --- */

static void
append_model (GString *json, guint i)
{
  g_string_append_printf (json,
                          "%s{\"id\": \"somebody-%u/a-model-of-number-%u\", \"pipeline_tag\": \"text-generation\", \"downloads\": %u,"
                          " \"likes\": %u, \"lastModified\": \"2026-03-01T10:00:00.000Z\", \"tags\": [\"license:apache-2.0\"],"
                          " \"safetensors\": {\"total\": %u}}",
                          json->len > 1 ? "," : "", i % 37, i, (N_MODELS - i) * 97, N_MODELS - i, 1000000 * (i % 900 + 1));
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;
  const char *cursor = query ? g_hash_table_lookup (query, "cursor") : NULL;
  const char *limit = query ? g_hash_table_lookup (query, "limit") : NULL;
  guint from = cursor ? (guint) atoi (cursor) : 0, to = MIN (from + (limit ? (guint) atoi (limit) : 50), N_MODELS);
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = from; i < to; i++)
    append_model (json, i);
  g_string_append_c (json, ']');
  if (to < N_MODELS)
    {
      g_autofree char *link =
        g_strdup_printf ("<%s%s?limit=%u&cursor=%u>; rel=\"next\"", server->endpoint, path, to - from, to);

      soup_message_headers_append (soup_server_message_get_response_headers (message), "Link", link);
    }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, json->str, json->len);
}

static void
on_finished (SoupServer *soup, SoupServerMessage *message, Server *server)
{
  g_mutex_lock (&server->lock);
  if (server->answered == 0)
    server->answered = g_get_monotonic_time ();
  g_mutex_unlock (&server->lock);
}

static gpointer
serve (gpointer data)
{
  Server *server = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (SoupServer) soup = NULL;
  GSList *uris;

  g_main_context_push_thread_default (context);
  soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (soup, NULL, on_request, server, NULL);
  g_signal_connect (soup, "request-finished", G_CALLBACK (on_finished), server);
  g_assert_true (soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (soup);
  g_mutex_lock (&server->lock);
  server->endpoint = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_cond_signal (&server->ready);
  g_mutex_unlock (&server->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (loop); /* as long as the program */
  return NULL;
}

static void
start (Server *server)
{
  g_thread_unref (g_thread_new ("hub", serve, server));
  g_mutex_lock (&server->lock);
  while (server->endpoint == NULL)
    g_cond_wait (&server->ready, &server->lock);
  g_mutex_unlock (&server->lock);
}

/* --- the window --- */

static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* Drop-downs have lists as well. */
static gboolean
is_results (GtkWidget *widget)
{
  GtkSelectionModel *model = GTK_IS_LIST_VIEW (widget) ? gtk_list_view_get_model (GTK_LIST_VIEW (widget)) : NULL;

  return GTK_IS_SINGLE_SELECTION (model) && VT_IS_HUB_RESULTS (gtk_single_selection_get_model (GTK_SINGLE_SELECTION (model)));
}

static GtkListView *
find_list (GtkWidget *root)
{
  GtkListView *found = is_results (root) ? GTK_LIST_VIEW (root) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_list (child);
  return found;
}

static guint
count (Bench *bench)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (bench->list)));
}

static void
on_painted (GdkFrameClock *clock, Bench *bench)
{
  if (bench->first_ms > 0 || bench->server.answered == 0 || count (bench) == 0)
    return;
  bench->first_ms = (double) (g_get_monotonic_time () - bench->server.answered) / 1000;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (bench->list));
  double before = gtk_adjustment_get_value (adjustment);
  gint64 now = gdk_frame_clock_get_frame_time (clock), work = get_work ();
  double gap = (double) (now - bench->last) / 1000, part = (double) (work - bench->last_work) / 1000;

  if (bench->first_ms == 0)
    return G_SOURCE_CONTINUE;
  if (bench->last > 0)
    {
      g_array_append_val (bench->gaps, gap);
      g_array_append_val (bench->work, part);
    }
  bench->last = now;
  bench->last_work = work;
  gtk_adjustment_set_value (adjustment, before + STEP);
  bench->waited = gtk_adjustment_get_value (adjustment) > before ? 0 : bench->waited + 1;
  if (bench->waited == 0 || (count (bench) < N_MODELS && bench->waited < PATIENCE))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (bench->loop);
  return G_SOURCE_REMOVE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
at (GArray *values, guint percent)
{
  g_array_sort (values, compare);
  return g_array_index (values, double, (values->len - 1) * percent / 100);
}

static void
measure (Bench *bench, VtApplication *app)
{
  GtkWidget *window = adw_window_new (), *search = vt_hub_search_new (app, VT_HUB_MODELS);

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  adw_window_set_content (ADW_WINDOW (window), search);
  bench->list = find_list (search);
  gtk_widget_realize (window);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted), bench);
  gtk_widget_add_tick_callback (search, on_tick, bench, NULL);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (bench->loop);
  g_print ("{\"models\": %u, \"frames\": %u, \"first_ms\": %.1f, \"frame_ms\": %.1f, \"frame_p99_ms\": %.1f, \"work_ms\": %.1f,"
           " \"work_p99_ms\": %.1f}\n",
           count (bench), bench->gaps->len, bench->first_ms, at (bench->gaps, 50), at (bench->gaps, 99), at (bench->work, 50),
           at (bench->work, 99));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (void)
{
  Bench bench = { .gaps = g_array_new (FALSE, FALSE, sizeof (double)), .work = g_array_new (FALSE, FALSE, sizeof (double)) };
  g_autoptr (VtApplication) app = NULL;

  start (&bench.server);
  g_setenv ("HF_ENDPOINT", bench.server.endpoint, TRUE);
  g_setenv ("HF_HUB_OFFLINE", "0", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  vt_renderer_choose ();
  bench.loop = g_main_loop_new (NULL, FALSE);
  app = vt_application_new ();
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  if (g_application_register (G_APPLICATION (app), NULL, NULL))
    measure (&bench, app);
  g_main_loop_unref (bench.loop);
  g_array_unref (bench.gaps);
  g_array_unref (bench.work);
  return 0;
}

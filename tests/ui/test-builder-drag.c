/* test-builder-drag.c: something is dragged over a page of 200 components: what
 * each frame costs, by the window's own frame clock.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>
#include <time.h>

#include "app/space-edit.h"
#include "builder-fixture.h"

#define N_COMPONENTS 200
#define N_FRAMES 240
#define FRAME_MS (1000.0 / 60)

typedef struct
{
  VtBuilderFixture *fixture;
  GMainLoop *loop;
  GArray *gaps; /* (element-type double): milliseconds between frames */
  GArray *work; /* (element-type double): of them, what this thread computed */
  gint64 last, last_work;
  guint frame;
} Drag;

static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* One motion a frame, along a curve over all of the page. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Drag *drag = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock), work = get_work ();
  double gap = (now - drag->last) / 1000.0, part = (work - drag->last_work) / 1000.0;

  if (drag->frame > 10)
    {
      g_array_append_val (drag->gaps, gap);
      g_array_append_val (drag->work, part);
    }
  drag->last = now;
  drag->last_work = work;
  vt_builder_canvas_drag_over (vt_builder_page_get_canvas (drag->fixture->page), 300 + 250 * sin (drag->frame / 9.0),
                               20 + fmod (drag->frame * 7.0, 740));
  if (++drag->frame < N_FRAMES)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (drag->loop);
  return G_SOURCE_REMOVE;
}

static double
at (GArray *values, guint percent)
{
  return g_array_index (values, double, (values->len - 1) * percent / 100);
}

static void
test_drag (void)
{
  VtBuilderFixture f;
  VtSpacePlace place = { VT_PLACE_ABOVE, "c3" };
  gint64 start;
  Drag drag = { &f, g_main_loop_new (NULL, FALSE), g_array_new (FALSE, FALSE, sizeof (double)),
                g_array_new (FALSE, FALSE, sizeof (double)) };

  if (!vt_builder_fixture_init (&f, N_COMPONENTS))
    return;
  vt_builder_canvas_select (vt_builder_page_get_canvas (f.page), "c0");
  gtk_widget_add_tick_callback (GTK_WIDGET (f.page), on_tick, &drag, NULL);
  g_main_loop_run (drag.loop);
  g_array_sort (drag.gaps, compare);
  g_array_sort (drag.work, compare);
  g_print ("# dragging over %u components: between frames median %.1f ms, p95 %.1f ms; its own work median %.1f ms, p95 %.1f ms\n",
           N_COMPONENTS, at (drag.gaps, 50), at (drag.gaps, 95), at (drag.work, 50), at (drag.work, 95));
  start = get_work ();
  g_assert_true (vt_space_edit_move (f.editor, "c100", &place, NULL));
  g_print ("# dropping one: %.1f ms\n", (get_work () - start) / 1000.0);
  /* The thread's own time does not depend on who else uses the machine. */
  g_assert_cmpfloat (at (drag.work, 50), <, FRAME_MS);
  g_main_loop_unref (drag.loop);
  g_array_unref (drag.gaps);
  g_array_unref (drag.work);
  vt_builder_fixture_clear (&f);
}

/* It fits a window of 400 pixels, with its panels folded away. */
static void
test_width (void)
{
  VtBuilderFixture f;
  int minimum;

  if (!vt_builder_fixture_init (&f, 6))
    return;
  gtk_widget_measure (GTK_WIDGET (f.page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 400);
  vt_builder_fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/builder/width", test_width);
  g_test_add_func ("/builder/drag", test_drag);
  return g_test_run ();
}

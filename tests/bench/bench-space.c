/* bench-space.c: how long a page takes to open: a space of 200 components of every
 * kind, read, built, laid out and drawn.
 *
 *     xvfb-run _build/tests/bench/bench-space [COMPONENTS [RUNS [KIND]]]
 *
 * prints one line of JSON: the median of each part in milliseconds up to the first
 * frame (open_ms), and until every component is there (whole_ms), the processor's
 * time to the first frame, which says more on a busy machine, and the longest time between
 * two turns of the main loop while the page is there. KIND: of one kind only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/space-document.h"
#include "ui/renderer.h"
#include "ui/space-canvas.h"

#define MAX_RUNS 99
#define WATCHED 1000 /* ms */

enum
{
  READ,
  BUILD,
  DRAW,
  ALL,
  WHOLE,
  CPU,
  STALL,
  N_FIGURES
};

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static double
cpu_now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

/* What each kind needs to show something. */
static const struct
{
  const char *type;
  const char *members;
} kinds[] = {
  { "textbox", "\"lines\": 3, \"value\": \"The three primary colors are\"" },
  { "slider", "\"value\": 0.5, \"maximum\": 1" },
  { "number", "\"value\": 3" },
  { "checkbox", "\"value\": true" },
  { "dropdown", "\"choices\": [\"one\", \"two\", \"three\"]" },
  { "radio", "\"choices\": [\"one\", \"two\", \"three\"]" },
  { "checkboxgroup", "\"choices\": [\"one\", \"two\", \"three\"]" },
  { "button", "\"value\": \"Run\"" },
  { "label", "\"value\": {\"cat\": 0.9, \"dog\": 0.1}" },
  { "markdown", "\"value\": \"# Title\\n\\nSome **words** and a list:\\n\\n- one\\n- two\"" },
  { "highlightedtext", "\"value\": [[\"Ada\", \"person\"], [\" wrote\", null]]" },
  { "dataframe", "\"value\": [[1, 2, 3], [4, 5, 6]]" },
  { "json", "\"value\": {\"a\": [1, 2]}" },
  { "barplot", "\"value\": [[\"a\", 3], [\"b\", 5]]" },
  { "code", "\"language\": \"python\", \"value\": \"print(1)\"" },
  { "file", "\"info\": \"A text\"" },
  { "multimodaltextbox", "\"placeholder\": \"Ask\"" },
  { "chatbot", "\"value\": [{\"role\": \"user\", \"content\": \"Hello\"}]" },
  { "colorpicker", "\"value\": \"#3584e4\"" },
  { "datetime", "\"value\": \"2026-03-01\"" },
};

/* In rows of two; transfer full. */
static char *
make_document (guint n, const char *kind)
{
  GString *json = g_string_new ("{\"version\": 1, \"components\": [");

  guint only = 0;

  while (kind && only + 1 < G_N_ELEMENTS (kinds) && !g_str_equal (kinds[only].type, kind))
    only++;
  for (guint i = 0; i < n; i++)
    {
      guint which = kind ? only : i % (guint) G_N_ELEMENTS (kinds);

      g_string_append_printf (json, "%s{\"id\": \"c%u\", \"type\": \"%s\", \"label\": \"Number %u\", %s}", i ? "," : "", i,
                              kinds[which].type, i, kinds[which].members);
    }
  g_string_append (json, "], \"layout\": {\"column\": [");
  for (guint i = 0; i + 1 < n; i += 2)
    g_string_append_printf (json, "%s{\"row\": [\"c%u\", \"c%u\"]}", i ? "," : "", i, i + 1);
  g_string_append (json, "]}}");
  return g_string_free (json, FALSE);
}

static void
on_painted (GdkFrameClock *clock, double *painted)
{
  if (*painted == 0)
    *painted = now ();
}

static guint
count_views (GtkWidget *root)
{
  guint n = VT_IS_COMPONENT_VIEW (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    n += count_views (child);
  return n;
}

/* The longest time that the main loop does not come round; in @whole, when all
 * components are there. */
static double
watch (double start, guint n_views, GtkWidget *canvas, double *whole)
{
  double longest = 0, last = now (), end = last + WATCHED;

  while (last < end)
    {
      double t;

      g_usleep (500);
      while (g_main_context_pending (NULL))
        {
          g_main_context_iteration (NULL, FALSE);
          t = now ();
          longest = MAX (longest, t - last);
          last = t;
        }
      if (*whole == 0 && count_views (canvas) >= n_views)
        *whole = now () - start;
      last = now ();
    }
  return longest;
}

static void
open_once (const char *json, guint n_views, double *figures)
{
  double start = now (), cpu = cpu_now (), painted = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (json, strlen (json), NULL, &error);
  GtkWidget *canvas, *window, *scrolled;

  g_assert_no_error (error);
  figures[READ] = now () - start;
  canvas = vt_space_canvas_new (space);
  figures[BUILD] = now () - start - figures[READ];
  window = adw_window_new ();
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), canvas);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  adw_window_set_content (ADW_WINDOW (window), scrolled);
  gtk_widget_realize (window);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_window_present (GTK_WINDOW (window));
  while (painted == 0)
    g_main_context_iteration (NULL, TRUE);
  figures[ALL] = painted - start;
  figures[DRAW] = figures[ALL] - figures[READ] - figures[BUILD];
  figures[CPU] = cpu_now () - cpu;
  figures[STALL] = watch (start, n_views, canvas, &figures[WHOLE]);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 200;
  guint runs = CLAMP (argc > 2 ? (guint) atoi (argv[2]) : 7, 1, MAX_RUNS);
  static double figures[N_FIGURES][MAX_RUNS];
  g_autofree char *json = make_document (n, argc > 3 ? argv[3] : NULL);

  vt_renderer_choose ();
  adw_init ();
  for (guint i = 0; i <= runs; i++)
    {
      double one[N_FIGURES] = { 0 };

      open_once (json, n, one); /* the first one loads fonts, icons and style sheets */
      for (guint j = 0; i > 0 && j < N_FIGURES; j++)
        figures[j][i - 1] = one[j];
    }
  for (guint j = 0; j < N_FIGURES; j++)
    qsort (figures[j], runs, sizeof (double), compare);
  g_print ("{\"components\": %u, \"runs\": %u, \"read_ms\": %.1f, \"build_ms\": %.1f, \"draw_ms\": %.1f, \"open_ms\": %.1f,"
           " \"fastest_ms\": %.1f, \"whole_ms\": %.1f, \"cpu_ms\": %.1f, \"longest_stall_ms\": %.1f}\n",
           n, runs, figures[READ][runs / 2], figures[BUILD][runs / 2], figures[DRAW][runs / 2], figures[ALL][runs / 2],
           figures[ALL][0], figures[WHOLE][runs / 2], figures[CPU][runs / 2], figures[STALL][runs / 2]);
  return 0;
}

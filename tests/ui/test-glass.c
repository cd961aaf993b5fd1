/* test-glass.c: the glass panel shows tokens, lets the person move and choose.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <string.h>

#include "component-fixture.h"
#include "glass-fixture.h"
#include "ui/glass/choice-list.h"
#include "ui/glass/glass-made.h"
#include "ui/glass/glass-pages.h"
#include "ui/glass/glass-panel.h"
#include "ui/glass/token-flow.h"
#include "ui/glass/token-strip.h"
#include "ui/glass/token-text.h"
#include "ui/space-canvas.h"

static void
check_text (const char *text, const char *visible, const char *spoken)
{
  VtTokenChoice token = { 7, (char *) text, 0.5 };
  g_autofree char *seen = vt_token_text_visible (&token);
  g_autofree char *said = vt_token_text_spoken (&token);

  g_assert_cmpstr (seen, ==, visible);
  g_assert_cmpstr (said, ==, spoken);
}

static void
test_text (void)
{
  check_text (" blue", "␣blue", "blue");
  check_text ("\n\n", "⏎⏎", "new line");
  check_text ("  ", "␣␣", "space");
  check_text ("\001", "␁", "\001");
  check_text ("", "⟨7⟩", "special token 7");
  check_text (NULL, "⟨7⟩", "special token 7");
  check_text ("größe", "größe", "größe");
}

static void
check_percent (double probability, const char *expected)
{
  g_autofree char *text = vt_token_percent (probability);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_percent (void)
{
  check_percent (0.83, "83%");
  check_percent (0.999, "100%");
  check_percent (0.042, "4.2%");
  check_percent (0.05, "5%");
  check_percent (0.0001, "<0.1%");
  check_percent (0, "<0.1%");
  check_percent (__builtin_nan (""), "<0.1%");
  check_percent (7, "100%");
  g_assert_cmpuint (vt_token_level (0), ==, 0);
  g_assert_cmpuint (vt_token_level (0.5), ==, 4);
  g_assert_cmpuint (vt_token_level (1), ==, 6);
}

static GArray *
make_places (const int *widths, guint n)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (VtTokenPlace));

  for (guint i = 0; i < n; i++)
    {
      VtTokenPlace place = { .width = ABS (widths[i]), .breaks = widths[i] < 0 };
      g_array_append_val (places, place);
    }
  return places;
}

static void
expect_place (GArray *places, guint i, int x, int line)
{
  g_assert_cmpint (g_array_index (places, VtTokenPlace, i).x, ==, x);
  g_assert_cmpint (g_array_index (places, VtTokenPlace, i).line, ==, line);
}

static void
test_flow (void)
{
  static const int widths[] = { 40, 40, 40, -10, 20, 500, 20 };
  g_autoptr (GArray) places = make_places (widths, G_N_ELEMENTS (widths));

  g_assert_cmpint (vt_token_flow (places, 0, 100, 5), ==, 5);
  expect_place (places, 1, 45, 0);
  expect_place (places, 2, 0, 1);
  expect_place (places, 3, 45, 1);
  expect_place (places, 4, 0, 2);
  expect_place (places, 5, 0, 3);
  expect_place (places, 6, 0, 4);
  g_assert_cmpint (vt_token_flow (places, 3, 100, 5), ==, 5);
  expect_place (places, 4, 0, 2);
  g_assert_cmpint (vt_token_flow_find_line (places, 1), ==, 2);
  g_assert_cmpint (vt_token_flow_find_line (places, 99), ==, G_N_ELEMENTS (widths));
  g_assert_cmpint (vt_token_flow_find_near (places, 0, 50), ==, 1);
  g_assert_cmpint (vt_token_flow_find_near (places, 9, 0), ==, -1);
  g_assert_cmpint (vt_token_flow_find_near (places, -1, 0), ==, -1);
}

typedef struct
{
  GtkWidget *window;
  VtGlassPanel *panel;
  VtTokenStrip *strip;
  guint index;
  int token;
  guint chosen;
  guint nexts;
} Glass;

static void
on_choose (VtGlassPanel *panel, guint index, int token, Glass *self)
{
  self->index = index;
  self->token = token;
  self->chosen++;
}

static void
on_next (VtGlassPanel *panel, Glass *self)
{
  self->nexts++;
}

static void
glass_open (Glass *self)
{
  *self = (Glass) { .window = gtk_window_new () };
  self->panel = VT_GLASS_PANEL (vt_glass_panel_new ());
  self->strip = VT_TOKEN_STRIP (find_widget (GTK_WIDGET (self->panel), VT_TYPE_TOKEN_STRIP));
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->panel));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 360, 600);
  g_signal_connect (self->panel, "choose", G_CALLBACK (on_choose), self);
  g_signal_connect (self->panel, "next", G_CALLBACK (on_next), self);
}

static void
glass_close (Glass *self)
{
  g_object_ref (self->panel);
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_loop (0);
  g_assert_finalize_object (self->panel);
}

static void
glass_add (Glass *self, guint index, const char *text)
{
  g_autoptr (VtTokenTrace) trace = make_trace (index, text, 0.6);
  vt_glass_panel_add_token (self->panel, trace);
}

static void
test_choose (void)
{
  Glass g;
  VtChoiceList *choices;

  glass_open (&g);
  choices = VT_CHOICE_LIST (find_widget (GTK_WIDGET (g.panel), VT_TYPE_CHOICE_LIST));
  for (guint i = 0; i < 4; i++)
    glass_add (&g, i, " blue");
  g_signal_emit_by_name (g.strip, "selected", 2u);
  g_assert_cmpint (vt_token_strip_get_selected (g.strip), ==, 2);
  g_signal_emit_by_name (choices, "chosen", 1u);
  g_assert_cmpuint (g.chosen, ==, 1);
  g_assert_cmpuint (g.index, ==, 2);
  g_assert_cmpint (g.token, ==, 1);
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 3);
  g_assert_cmpstr (vt_token_strip_get (g.strip, 2)->chosen.text, ==, " green");
  /* The run starts again and tells only of what is new … */
  vt_glass_panel_begin (g.panel, FALSE);
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 3);
  glass_add (&g, 3, " sky");
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 4);
  /* … or of all again. */
  glass_add (&g, 0, " blue");
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 1);
  vt_glass_panel_begin (g.panel, FALSE);
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 0);
  vt_glass_panel_clear (g.panel);
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 0);
  g_signal_emit_by_name (choices, "chosen", 0u);
  g_assert_cmpuint (g.chosen, ==, 1);
  glass_close (&g);
}

/* What only says that the answer is over is not what people want to look at first, and a
 * task that cannot go on from another token is not asked to. */
static void
test_end (void)
{
  Glass g;
  VtChoiceList *choices;
  g_autoptr (VtTokenTrace) end = make_trace (1, "[SEP]", 1);

  glass_open (&g);
  choices = VT_CHOICE_LIST (find_widget (GTK_WIDGET (g.panel), VT_TYPE_CHOICE_LIST));
  glass_add (&g, 0, "blue");
  end->ends = TRUE;
  vt_glass_panel_add_token (g.panel, end);
  while (vt_token_strip_get_selected (g.strip) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (vt_token_strip_get_selected (g.strip), ==, 0);
  vt_glass_panel_set_can_choose (g.panel, FALSE);
  g_signal_emit_by_name (choices, "chosen", 1u);
  g_assert_cmpuint (g.chosen, ==, 0);
  vt_glass_panel_set_can_choose (g.panel, TRUE);
  g_signal_emit_by_name (choices, "chosen", 1u);
  g_assert_cmpuint (g.chosen, ==, 1);
  g_assert_cmpuint (g.index, ==, 0);
  glass_close (&g);
}

static void
test_busy (void)
{
  Glass g;
  VtChoiceList *choices;

  glass_open (&g);
  choices = VT_CHOICE_LIST (find_widget (GTK_WIDGET (g.panel), VT_TYPE_CHOICE_LIST));
  glass_add (&g, 0, "a");
  vt_glass_panel_set_busy (g.panel, TRUE);
  g_signal_emit_by_name (choices, "chosen", 0u);
  g_assert_cmpuint (g.chosen, ==, 0);
  vt_glass_panel_set_busy (g.panel, FALSE);
  g_signal_emit_by_name (choices, "chosen", 99u);
  g_assert_cmpuint (g.chosen, ==, 0);
  glass_close (&g);
}

static void
test_batch (void)
{
  Glass g;
  g_autoptr (VtTokenTrace) other = make_trace (0, "x", 0.5);

  glass_open (&g);
  other->batch = 1;
  vt_glass_panel_add_token (g.panel, other);
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 0);
  glass_close (&g);
}

/* One token a run: they add up, and only the last one can be chosen anew. */
static void
test_step_mode (void)
{
  Glass g;
  VtChoiceList *choices;

  glass_open (&g);
  choices = VT_CHOICE_LIST (find_widget (GTK_WIDGET (g.panel), VT_TYPE_CHOICE_LIST));
  vt_glass_panel_set_step_mode (g.panel, TRUE);
  glass_add (&g, 0, "a");
  g_signal_emit_by_name (gtk_widget_get_last_child (GTK_WIDGET (g.panel)), "clicked");
  g_assert_cmpuint (g.nexts, ==, 1);
  vt_glass_panel_begin (g.panel, TRUE);
  glass_add (&g, 0, "b");
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 2);
  g_signal_emit_by_name (g.strip, "selected", 0u);
  g_signal_emit_by_name (choices, "chosen", 1u);
  g_assert_cmpuint (g.chosen, ==, 0);
  g_signal_emit_by_name (g.strip, "selected", 1u);
  g_signal_emit_by_name (choices, "chosen", 2u);
  g_assert_cmpuint (g.chosen, ==, 1);
  g_assert_cmpuint (g.index, ==, 0);
  g_assert_cmpint (g.token, ==, 2);
  vt_glass_panel_begin (g.panel, TRUE);
  glass_add (&g, 0, " red");
  g_assert_cmpuint (vt_glass_panel_get_n_tokens (g.panel), ==, 2);
  vt_glass_panel_set_figures (g.panel, 12, 48.2, "CPU");
  vt_glass_panel_set_figures (g.panel, 0, 0, NULL);
  glass_close (&g);
}

/* What a voice tells of its sounds stands in the panel until the next run. */
static void
test_made (void)
{
  static guint8 pixels[4 * 2 * 3];
  g_autoptr (GHashTable) outputs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) vt_value_unref);
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  const VtTaskClass *task = vt_task_find ("text-to-speech", NULL);
  GtkWidget *made;
  Glass g;

  glass_open (&g);
  g_assert_null (vt_glass_made_new (task, outputs));
  g_hash_table_insert (outputs, (char *) "phonemes", vt_value_new_json (
    "[{\"text\":\"Hi\",\"start\":0,\"end\":0.3,\"phonemes\":[{\"phoneme\":\"h\",\"start\":0,\"end\":0.1}]}]"));
  g_hash_table_insert (outputs, (char *) "spectrogram", vt_value_new_image (bytes, 4, 2, 3));
  g_assert_null (vt_glass_made_new (vt_task_find ("text-generation", NULL), outputs));
  made = vt_glass_made_new (task, outputs);
  g_assert_nonnull (vt_space_canvas_find (VT_SPACE_CANVAS (made), "phonemes"));
  g_assert_nonnull (vt_space_canvas_find (VT_SPACE_CANVAS (made), "spectrogram"));
  g_assert_null (vt_space_canvas_find (VT_SPACE_CANVAS (made), "audio"));
  vt_glass_panel_add_made (g.panel, "text-to-speech", made, NULL);
  g_assert_true (gtk_widget_is_ancestor (made, GTK_WIDGET (g.panel)));
  vt_glass_panel_begin (g.panel, FALSE);
  g_assert_null (find_widget (GTK_WIDGET (g.panel), VT_TYPE_SPACE_CANVAS));
  glass_close (&g);
}

static guint
n_visible (GtkWidget *box)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child; child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_get_child_visible (child) && gtk_widget_get_visible (child);
  return n;
}

/* Four steps of one kind share a place: the newest is seen, until one was picked. */
static void
test_pages (void)
{
  GtkWidget *made[4], *pages = NULL, *buttons = NULL, *first;
  Glass g;

  glass_open (&g);
  for (guint i = 0; i < 3; i++)
    {
      vt_glass_panel_add_made (g.panel, "text-to-image", made[i] = gtk_label_new (NULL), NULL);
      pages = find_widget (GTK_WIDGET (g.panel), VT_TYPE_GLASS_PAGES);
      buttons = gtk_widget_get_first_child (pages);
      g_assert_true (vt_glass_pages_get_shown (VT_GLASS_PAGES (pages)) == made[i]);
      g_assert_true (gtk_widget_get_visible (buttons) == (i > 0));
      g_assert_cmpuint (n_visible (buttons), ==, i + 1);
    }
  first = gtk_widget_get_first_child (buttons);
  g_signal_emit_by_name (first, "clicked");
  g_assert_true (vt_glass_pages_get_shown (VT_GLASS_PAGES (pages)) == made[0]);
  vt_glass_panel_add_made (g.panel, "text-to-image", made[3] = gtk_label_new (NULL), NULL);
  g_assert_true (vt_glass_pages_get_shown (VT_GLASS_PAGES (pages)) == made[0]);
  vt_glass_panel_add_made (g.panel, "text-to-speech", made[1] = gtk_label_new (NULL), NULL);
  g_assert_false (gtk_widget_is_ancestor (made[1], pages));
  vt_glass_panel_begin (g.panel, FALSE);
  g_assert_null (find_widget (GTK_WIDGET (g.panel), VT_TYPE_GLASS_PAGES));
  glass_close (&g);
}

/* Five thousand tokens make only the widgets in sight, and appending stays cheap. */
static void
test_many (void)
{
  Glass g;
  guint chips = 0;
  gint64 start;
  double per_token;

  glass_open (&g);
  gtk_window_present (GTK_WINDOW (g.window));
  run_loop (200);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf (" w%u", i % 300);
      glass_add (&g, i, text);
    }
  per_token = (double) (g_get_monotonic_time () - start) / 5000;
  run_loop (300);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (g.strip)); child;
       child = gtk_widget_get_next_sibling (child))
    chips++;
  g_test_message ("%u widgets for 5000 tokens, %.1f us a token", chips, per_token);
  g_assert_cmpuint (chips, >, 20);
  g_assert_cmpuint (chips, <, 600);
  g_assert_cmpfloat (per_token, <, 1000);
  vt_token_strip_focus (g.strip);
  run_loop (100);
  vt_token_strip_truncate (g.strip, 2);
  run_loop (100);
  glass_close (&g);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 77;
    }
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/glass/text", test_text);
  g_test_add_func ("/glass/percent", test_percent);
  g_test_add_func ("/glass/flow", test_flow);
  g_test_add_func ("/glass/choose", test_choose);
  g_test_add_func ("/glass/busy", test_busy);
  g_test_add_func ("/glass/end", test_end);
  g_test_add_func ("/glass/batch", test_batch);
  g_test_add_func ("/glass/step-mode", test_step_mode);
  g_test_add_func ("/glass/made", test_made);
  g_test_add_func ("/glass/pages", test_pages);
  g_test_add_func ("/glass/many", test_many);
  return g_test_run ();
}

/* test-timed.c: words that follow a sound.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "app/space-document.h"
#include "component-fixture.h"
#include "ui/components/phoneme-strip.h"
#include "ui/components/timed-parts.h"
#include "ui/components/timeline.h"

#define WORDS "[{\"text\": \" And\", \"timestamp\": [0.3, 0.5]}, {\"text\": \" so\", \"timestamp\": [0.5, 0.75]}, " \
              "{\"text\": 7}, {\"text\": \" on.\", \"timestamp\": [0.75, null]}]"
#define SENTENCE "[{\"text\": \"Hi.\", \"start\": 0, \"end\": 0.5, \"phonemes\": " \
                 "[{\"phoneme\": \"h\", \"start\": 0.05, \"end\": 0.1}, {\"phoneme\": \"aɪ\", \"start\": 0.1, \"end\": 0.4}]}]"

static void
test_parse (void)
{
  g_autoptr (GPtrArray) words = vt_timed_parts_parse (WORDS);
  g_autoptr (GPtrArray) sentences = vt_timed_parts_parse (SENTENCE);
  const VtTimedPart *last = words->pdata[words->len - 1], *sentence = sentences->pdata[0];

  g_assert_cmpuint (words->len, ==, 3);
  g_assert_cmpstr (last->text, ==, " on.");
  g_assert_cmpfloat (last->end, ==, 0.75);
  g_assert_cmpint (vt_timed_parts_at (words, 0.1), ==, -1);
  g_assert_cmpint (vt_timed_parts_at (words, 0.5), ==, 1);
  g_assert_cmpint (vt_timed_parts_at (words, 99), ==, 2);
  g_assert_cmpuint (sentence->sounds->len, ==, 2);
}

static void
test_parse_wrong (void)
{
  static const char *const wrong[] = { "", "null", "7", "{}", "[[]]", "[{}]", "[{\"text\": \"a\", \"timestamp\": []}]",
                                       "[{\"text\": \"a\", \"start\": \"b\"}]", "[{\"text\": \"a\", \"timestamp\": [null, null]}]" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GPtrArray) parts = vt_timed_parts_parse (wrong[i]);

      g_assert_cmpuint (parts->len, ==, 0);
    }
}

/* --- on a page ---------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *window;
  VtComponentView *sound, *words;
} Page;

static void
open_page (Page *page, const char *follows)
{
  g_autofree char *json = g_strdup_printf ("{\"version\": 1, \"components\": [{\"id\": \"talk\", \"type\": \"audio\"}, "
                                           "{\"id\": \"words\", \"type\": \"timedtext\", \"follows\": \"%s\"}]}", follows);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (json, strlen (json), NULL, &error);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_assert_no_error (error);
  page->sound = vt_component_view_new (vt_space_find_component (space, "talk"));
  page->words = vt_component_view_new (vt_space_find_component (space, "words"));
  page->window = gtk_window_new ();
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (page->words));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (page->sound));
  gtk_box_append (GTK_BOX (box), inner);
  gtk_window_set_child (GTK_WINDOW (page->window), box);
  gtk_window_present (GTK_WINDOW (page->window));
  run_loop (0);
}

static void
give (VtComponentView *view, VtValue *value)
{
  vt_component_view_set_value (view, value);
  vt_value_unref (value);
}

static VtValue *
make_sound (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_new0 (float, 16000), 16000 * sizeof (float));

  return vt_value_new_audio (bytes, 8000, 1);
}

/* Which part of the text is marked, as "from-to". */
static char *
dup_mark (Page *page)
{
  PangoAttrList *list = gtk_label_get_attributes (GTK_LABEL (vt_component_view_get_target (page->words)));
  PangoAttrIterator *iter = pango_attr_list_get_iterator (list);
  char *mark = g_strdup ("none");

  do
    {
      PangoAttribute *ground = pango_attr_iterator_get (iter, PANGO_ATTR_BACKGROUND);

      if (ground != NULL)
        {
          g_free (mark);
          mark = g_strdup_printf ("%u-%u", ground->start_index, ground->end_index);
        }
    }
  while (pango_attr_iterator_next (iter));
  pango_attr_iterator_destroy (iter);
  return mark;
}

static void
expect_mark (Page *page, const char *mark)
{
  g_autofree char *seen = dup_mark (page);

  g_assert_cmpstr (seen, ==, mark);
}

static void
test_follow (void)
{
  Page page;

  open_page (&page, "talk");
  give (page.sound, make_sound ());
  give (page.words, vt_value_new_json (WORDS));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (vt_component_view_get_target (page.words))), ==, "And so on.");
  expect_mark (&page, "none");
  vt_timeline_seek (VT_TIMELINE (page.sound), 0.6);
  expect_mark (&page, "4-6");
  vt_timeline_seek (VT_TIMELINE (page.sound), 0.3);
  expect_mark (&page, "0-3");
  vt_timeline_seek (VT_TIMELINE (page.sound), 1.9);
  expect_mark (&page, "none");
  gtk_window_destroy (GTK_WINDOW (page.window));
}

static void
note (VtTimeline *timeline, double seconds, double *at)
{
  *at = seconds;
}

/* Pressing a sound sends the talk there. */
static void
test_seek (void)
{
  Page page;
  GtkWidget *strip;
  double at = 0;

  open_page (&page, "talk");
  give (page.sound, make_sound ());
  give (page.words, vt_value_new_json (SENTENCE));
  strip = find_widget (GTK_WIDGET (page.words), VT_TYPE_PHONEME_STRIP);
  g_assert_true (gtk_widget_get_visible (strip));
  g_signal_connect (page.sound, "position", G_CALLBACK (note), &at);
  g_signal_emit_by_name (strip, "seek", 0.1);
  g_assert_cmpfloat (fabs (at - 0.1), <, 1e-6);
  expect_mark (&page, "0-3");
  give (page.words, vt_value_new_json (WORDS));
  g_assert_false (gtk_widget_get_visible (strip));
  gtk_window_destroy (GTK_WINDOW (page.window));
}

/* Without a sound the words stand there all the same. */
static void
test_alone (void)
{
  Page page;

  open_page (&page, "nobody");
  give (page.words, vt_value_new_json (SENTENCE));
  g_signal_emit_by_name (find_widget (GTK_WIDGET (page.words), VT_TYPE_PHONEME_STRIP), "seek", 0.2);
  expect_mark (&page, "0-3");
  give (page.words, vt_value_new_none ());
  expect_mark (&page, "none");
  gtk_window_destroy (GTK_WINDOW (page.window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 77;
    }
  adw_init ();
  g_test_add_func ("/timed/parse", test_parse);
  g_test_add_func ("/timed/parse-wrong", test_parse_wrong);
  g_test_add_func ("/timed/follow", test_follow);
  g_test_add_func ("/timed/seek", test_seek);
  g_test_add_func ("/timed/alone", test_alone);
  return g_test_run ();
}

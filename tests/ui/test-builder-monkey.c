/* test-builder-monkey.c: a monkey at the builder: a thousand and more actions by a
 * seeded dice, by its actions, its page, its editor and the visitors' page. No
 * critical warning, nothing left behind, and undoing all restores the document
 * byte for byte.
 *
 * VITRINE_MONKEY sets how many (1,000 without it), VITRINE_SEED where the dice begins.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>

#include "../app/random-edits.h"
#include "app/space-edit.h"
#include "builder-fixture.h"
#include "ui/space-page.h"

static guint
number (const char *variable, guint usual)
{
  const char *text = g_getenv (variable);

  return text ? (guint) g_ascii_strtoull (text, NULL, 10) : usual;
}

static guint
roll (GRand *dice, guint n)
{
  return (guint) g_rand_int_range (dice, 0, (gint32) n);
}

static void
some_action (VtBuilderFixture *f, GRand *dice)
{
  static const char *const plain[] = {
    "undo",      "redo",       "remove",    "cut",     "copy",     "paste",         "duplicate", "move-up",
    "move-down", "move-left", "move-right", "unwrap",  "add-tab", "select-parent", "add-event", "properties", "palette", "panel",
  };
  static const char *const panels[] = { "properties", "events", "problems", "notes" };
  static const char *const kinds[] = { "row", "column", "group", "tabs", "accordion", "sidebar", "steps" };
  guint which = roll (dice, G_N_ELEMENTS (plain) + 8), n = 0;
  GtkWidget *page = GTK_WIDGET (f->page);

  while (vt_component_classes[n])
    n++;
  if (which < G_N_ELEMENTS (plain))
    {
      g_autofree char *name = g_strconcat ("builder.", plain[which], NULL);

      gtk_widget_activate_action (page, name, NULL);
    }
  else if (which % 4 == 0)
    gtk_widget_activate_action (page, "builder.show", "s", panels[roll (dice, G_N_ELEMENTS (panels))]);
  else if (which % 4 == 1)
    gtk_widget_activate_action (page, "builder.wrap", "s", kinds[roll (dice, G_N_ELEMENTS (kinds))]);
  else if (which % 4 == 2)
    gtk_widget_activate_action (page, "builder.add-layout", "s", kinds[roll (dice, G_N_ELEMENTS (kinds))]);
  else if (vt_space_get_components (vt_space_editor_get_space (f->editor))->len < 40)
    gtk_widget_activate_action (page, "builder.add", "s", vt_component_classes[roll (dice, n)]->type);
}

static void
some_pointing (VtBuilderFixture *f, GRand *dice)
{
  VtBuilderCanvas *canvas = vt_builder_page_get_canvas (f->page);
  const VtSpacePlace *place;
  g_autofree char *node = NULL;

  if (roll (dice, 3) == 0)
    {
      vt_builder_canvas_select_next (canvas, roll (dice, 2) ? 1 : -1);
      return;
    }
  place = vt_builder_canvas_drag_over (canvas, roll (dice, 900), roll (dice, 800));
  node = g_strdup (vt_builder_canvas_get_selected (canvas));
  if (node && roll (dice, 2))
    vt_space_edit_move (f->editor, node, place, NULL);
  vt_builder_canvas_drag_leave (canvas);
}

/* The page as visitors see it, and clicks there; no model is here, which it must bear. */
static void
visit (VtBuilderFixture *f, GRand *dice)
{
  VtSpace *space = vt_space_editor_get_space (f->editor);
  GtkWidget *window = gtk_window_new (), *page = vt_space_page_new (f->app, space);

  g_object_ref_sink (page);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  vt_builder_fixture_settle ();
  gtk_widget_activate_action (page, roll (dice, 2) ? "space.run" : "space.reset", NULL);
  vt_builder_fixture_settle ();
  gtk_widget_activate_action (page, "space.stop", NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; i < 10; i++)
    vt_builder_fixture_settle ();
  g_assert_finalize_object (page);
}

static void
test_monkey (void)
{
  guint n = number ("VITRINE_MONKEY", 1000), seed = number ("VITRINE_SEED", 1);
  g_autoptr (GRand) dice = g_rand_new_with_seed (seed);
  g_autofree char *json = NULL;
  g_autofree char *readme = NULL;
  VtBuilderFixture f;

  if (!vt_builder_fixture_init (&f, 6))
    return;
  json = g_strdup (vt_space_editor_get_json (f.editor));
  readme = g_strdup (vt_space_editor_get_readme (f.editor));
  for (guint i = 0; i < n; i++)
    {
      guint which = roll (dice, 200);

      if (which == 0)
        visit (&f, dice);
      else if (which < 100)
        some_action (&f, dice);
      else if (which < 140)
        some_pointing (&f, dice);
      else
        vt_random_edit (f.editor, dice);
      if (roll (dice, 4) == 0)
        vt_builder_fixture_settle ();
    }
  while (vt_space_editor_undo (f.editor))
    ;
  g_assert_cmpstr (vt_space_editor_get_json (f.editor), ==, json);
  g_assert_cmpstr (vt_space_editor_get_readme (f.editor), ==, readme);
  vt_builder_fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/builder/monkey", test_monkey);
  return g_test_run ();
}

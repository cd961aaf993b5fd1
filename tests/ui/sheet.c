/* sheet.c: draws components and glass panel into PNG files, to be looked at.
 *
 *     xvfb-run _build/tests/ui/sheet FOLDER
 *
 * makes components-400-light.png and so on: two widths, light and dark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <string.h>

#include "app/space-document.h"
#include "component-fixture.h"
#include "glass-fixture.h"
#include "ui/glass/glass-panel.h"
#include "ui/glass/token-strip.h"
#include "ui/space-canvas.h"

static const char space_json[] =
  "{\"version\": 1, \"components\": ["
  "{\"id\": \"prompt\", \"type\": \"textbox\", \"label\": \"Prompt\", \"lines\": 3, \"info\": \"The model writes on from here.\","
  " \"value\": \"The three primary colors are\"},"
  "{\"id\": \"line\", \"type\": \"textbox\", \"label\": \"One line\", \"placeholder\": \"Type something\"},"
  "{\"id\": \"heat\", \"type\": \"slider\", \"label\": \"Temperature\", \"minimum\": 0, \"maximum\": 2, \"step\": 0.1,"
  " \"value\": 0.7},"
  "{\"id\": \"number\", \"type\": \"number\", \"label\": \"Seed\", \"value\": 42},"
  "{\"id\": \"check\", \"type\": \"checkbox\", \"label\": \"Greedy\", \"value\": true},"
  "{\"id\": \"drop\", \"type\": \"dropdown\", \"label\": \"Language\", \"choices\": [\"English\", \"Deutsch\", \"Español\"]},"
  "{\"id\": \"radio\", \"type\": \"radio\", \"label\": \"Mood\", \"choices\": [\"happy\", \"sad\", \"surprised\"], \"value\": \"sad\"},"
  "{\"id\": \"go\", \"type\": \"button\", \"value\": \"Write\", \"variant\": \"primary\"},"
  "{\"id\": \"second\", \"type\": \"button\", \"value\": \"Again\"},"
  "{\"id\": \"stop\", \"type\": \"button\", \"value\": \"Stop\", \"variant\": \"stop\"},"
  "{\"id\": \"answer\", \"type\": \"textbox\", \"label\": \"Answer\", \"interactive\": false, \"lines\": 2,"
  " \"value\": \"The three primary colors are red, blue, and yellow. They can be mixed to make every other colour there is.\"},"
  "{\"id\": \"labels\", \"type\": \"label\", \"label\": \"Feeling\", \"value\": {\"positive\": 0.91, \"neutral\": 0.06, \"negative\": 0.03}},"
  "{\"id\": \"marked\", \"type\": \"highlightedtext\", \"label\": \"Names\", \"show_legend\": true,"
  " \"value\": [[\"Ada\", \"person\"], [\" lived in \", null], [\"London\", \"place\"], [\" and \", null], [\"liked\", 0.8], [\" \", null],"
  " [\"rain\", -0.6], [\".\", null]]},"
  "{\"id\": \"md\", \"type\": \"markdown\", \"value\": \"# Notes\\n\\nSome *slanted*, **bold** and `code`. See [the Hub](https://huggingface.co).\\n\\n"
  "1. one\\n2. two\\n   - inner\\n\\n> quoted words\\n\\n```python\\nprint('hello')\\n```\\n\\n| model | size |\\n|---|---|\\n| Gemma | 270 M |\\n| Qwen | 0.6 B |\"},"
  "{\"id\": \"chat\", \"type\": \"chatbot\", \"label\": \"Chat\", \"height\": 300, \"value\": ["
  "{\"role\": \"user\", \"content\": \"Which are the primary colours?\"},"
  "{\"role\": \"assistant\", \"content\": \"There are **three**:\\n\\n- red\\n- blue\\n- yellow\"},"
  "{\"role\": \"user\", \"content\": \"And green?\"}]}"
  "], \"layout\": {\"row\": [{\"column\": [\"prompt\", \"line\", \"heat\", \"number\", \"check\", \"drop\", \"radio\", {\"row\": [\"go\", \"second\", \"stop\"]}]},"
  " {\"column\": [\"answer\", \"labels\", \"marked\", \"chat\", \"md\"]}]}}";

static void
save (GtkWidget *window, const char *folder, const char *name, int width, gboolean dark)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *file = g_strdup_printf ("%s/%s-%d-%s.png", folder, name, width, dark ? "dark" : "light");

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  if (!gdk_texture_save_to_png (texture, file))
    g_printerr ("%s could not be written.\n", file);
}

static void
show (GtkWidget *child, const char *folder, const char *name, int width, int height, gboolean dark)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  run_loop (1500);
  save (window, folder, name, width, dark);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
make_components (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (space_json, strlen (space_json), NULL, &error);
  GtkWidget *canvas, *scrolled = gtk_scrolled_window_new ();

  g_assert_no_error (error);
  canvas = vt_space_canvas_new (space);
  vt_component_view_set_busy (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "chat"), TRUE);
  gtk_widget_set_margin_start (canvas, 12);
  gtk_widget_set_margin_end (canvas, 12);
  gtk_widget_set_margin_top (canvas, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), canvas);
  gtk_scrollable_set_vscroll_policy (GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))),
                                     GTK_SCROLL_NATURAL);
  return scrolled;
}

static GtkWidget *
make_glass (gboolean step)
{
  static const struct
  {
    const char *text;
    double probability;
  } tokens[] = {
    { " blue", 0.83 }, { ",", 0.97 }, { " and", 0.92 }, { " yellow", 0.64 }, { ".", 0.71 }, { "\n", 0.33 }, { "\n", 0.96 },
    { "The", 0.21 }, { " three", 0.12 }, { " second", 0.03 }, { "ary", 0.99 }, { " colors", 0.88 }, { " are", 0.95 },
    { " green", 0.41 }, { ",", 0.98 }, { " orange", 0.55 }, { ",", 0.99 }, { " and", 0.97 }, { " purple", 0.74 },
    { ".", 0.93 }, { "", 0.18 },
  };
  VtGlassPanel *panel = VT_GLASS_PANEL (vt_glass_panel_new ());

  vt_glass_panel_set_figures (panel, 7, 48.3, "CPU");
  vt_glass_panel_set_step_mode (panel, step);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (VtTokenTrace) trace = make_trace (i, tokens[i].text, tokens[i].probability);
      vt_glass_panel_add_token (panel, trace);
    }
  g_signal_emit_by_name (find_widget (GTK_WIDGET (panel), VT_TYPE_TOKEN_STRIP), "selected", 3u);
  return GTK_WIDGET (panel);
}

int
main (int argc, char *argv[])
{
  const char *folder = argc > 1 ? argv[1] : ".";

  adw_init ();
  for (int dark = 0; dark < 2; dark++)
    {
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                          dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
      show (make_components (), folder, "components", 1280, 1100, dark);
      show (make_components (), folder, "components", 400, 1900, dark);
      show (make_glass (FALSE), folder, "glass", 340, 640, dark);
      show (make_glass (TRUE), folder, "glass-step", 700, 640, dark);
    }
  return 0;
}

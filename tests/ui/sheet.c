/* sheet.c: draws components and glass panel into PNG files, to be looked at.
 *
 *     xvfb-run _build/tests/ui/sheet FOLDER
 *
 * makes text-400-light.png and so on: two widths, light and dark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <string.h>

#include "app/space-document.h"
#include "component-fixture.h"
#include "glass-fixture.h"
#include "media-sheet.h"
#include "ui/glass/glass-panel.h"
#include "ui/glass/token-strip.h"
#include "ui/space-canvas.h"

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

/* One tab of the space that has every component. */
static GtkWidget *
make_components (guint tab)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_load (VT_SPACES "/every-component", &error);
  GtkWidget *canvas, *scrolled = gtk_scrolled_window_new ();
  GtkStack *stack;

  g_assert_no_error (error);
  canvas = vt_space_canvas_new (space);
  vt_component_view_set_busy (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "chat"), TRUE);
  stack = GTK_STACK (find_widget (canvas, GTK_TYPE_STACK));
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (stack)); page; page = gtk_widget_get_next_sibling (page))
    if (tab-- == 0)
      gtk_stack_set_visible_child (stack, page);
  gtk_widget_set_margin_start (canvas, 12);
  gtk_widget_set_margin_end (canvas, 12);
  gtk_widget_set_margin_top (canvas, 12);
  gtk_widget_set_margin_bottom (canvas, 12);
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
  static const char *const tabs[] = { "text", "choices", "tables", "files", "walk" };
  const char *folder = argc > 1 ? argv[1] : ".";

  adw_init ();
  for (int dark = 0; dark < 2; dark++)
    {
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                          dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
      for (guint tab = 0; tab < G_N_ELEMENTS (tabs); tab++)
        {
          show (make_components (tab), folder, tabs[tab], 1280, 1000, dark);
          show (make_components (tab), folder, tabs[tab], 400, 1800, dark);
        }
      show (make_media (), folder, "media", 1280, 1500, dark);
      show (make_media (), folder, "media", 400, 3000, dark);
      show (make_glass (FALSE), folder, "glass", 340, 640, dark);
      show (make_glass (TRUE), folder, "glass-step", 700, 640, dark);
    }
  return 0;
}

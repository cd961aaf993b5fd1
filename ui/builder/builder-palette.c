/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/builder-palette.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/component-class.h"
#include "ui/builder/builder-canvas.h"

/* A layout that can be put on a page; the words are those of its row. */
static const struct
{
  const char *kind;
  const char *title;
} layouts[] = {
  { "row", N_ ("Side by side") },   { "column", N_ ("One below the other") }, { "group", N_ ("Frame") },
  { "tabs", N_ ("Tabs") },          { "accordion", N_ ("Foldable") },         { "sidebar", N_ ("Panel at the side") },
  { "steps", N_ ("Guided steps") },
};

struct _VtBuilderPalette
{
  GtkWidget parent_instance;
  GtkWidget *box;
  GtkSearchEntry *search;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (VtBuilderPalette, vt_builder_palette, GTK_TYPE_WIDGET)

typedef struct
{
  const char *heading; /* what stands above the first of its kind */
  const char *action;
  const char *target;
  char *words; /* to be searched in, folded */
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->words);
  g_free (item);
}

static Item *
item_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "item");
}

static const char *
heading_of (const VtComponentClass *klass)
{
  if (klass->is_input)
    return N_ ("To fill in");
  return vt_component_class_has_event (klass, "click") || klass->value == VT_VALUE_NONE ? N_ ("To click and to keep")
                                                                                      : N_ ("To show");
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, GtkListBoxRow *row)
{
  return vt_builder_drag_content (item_of (row)->target, NULL);
}

static void
add_row (VtBuilderPalette *self, const char *heading, const char *action, const char *target, const char *title)
{
  GtkWidget *row = gtk_list_box_row_new (), *label = gtk_label_new (title);
  Item *item = g_new0 (Item, 1);
  g_autofree char *words = g_strdup_printf ("%s %s", title, target);

  *item = (Item) { heading, action, target, g_utf8_casefold (words, -1) };
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_add_css_class (row, "palette-row");
  gtk_widget_set_tooltip_text (row, _ ("Click to add it, or drag it onto the page"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "item", item, item_free);
  if (g_str_equal (action, "builder.add"))
    {
      GtkDragSource *source = gtk_drag_source_new ();

      gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
      g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), row);
      gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
    }
  gtk_list_box_append (self->list, row);
}

static void
fill (VtBuilderPalette *self)
{
  static const char *const headings[] = { N_ ("To fill in"), N_ ("To show"), N_ ("To click and to keep") };

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    for (const VtComponentClass *const *klass = vt_component_classes; *klass; klass++)
      if (g_str_equal (heading_of (*klass), headings[i]))
        add_row (self, headings[i], "builder.add", (*klass)->type, _ ((*klass)->title));
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    add_row (self, N_ ("To arrange"), "builder.add-layout", layouts[i].kind, _ (layouts[i].title));
}

static gboolean
matches (GtkListBoxRow *row, const char *wanted)
{
  return strstr (item_of (row)->words, wanted) != NULL;
}

static void
add_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  GtkWidget *label;

  if (before && g_str_equal (item_of (before)->heading, item_of (row)->heading))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (_ (item_of (row)->heading));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "palette-heading");
  gtk_list_box_row_set_header (row, label);
}

static void
on_activated (VtBuilderPalette *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), item_of (row)->action, "s", item_of (row)->target);
}

/* Not by the list's filter: that leaves rows in the accessibility tree. */
static void
on_search (VtBuilderPalette *self)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  GtkListBoxRow *row;

  g_strstrip (wanted);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    gtk_widget_set_visible (GTK_WIDGET (row), matches (row, wanted));
  gtk_list_box_invalidate_headers (self->list);
}

/* Whether @row is called just what was searched for. */
static gboolean
is_called (VtBuilderPalette *self, GtkListBoxRow *row)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  GtkWidget *label = gtk_list_box_row_get_child (row);
  g_autofree char *title = g_utf8_casefold (gtk_label_get_text (GTK_LABEL (label)), -1);

  return strcmp (g_strstrip (wanted), title) == 0;
}

/* Enter adds the one of that name, else the first one that is left. */
static void
on_search_activate (VtBuilderPalette *self)
{
  GtkListBoxRow *row, *best = NULL;

  on_search (self); /* typing tells it a moment later */
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (row)) && (!best || is_called (self, row)))
      best = row;
  if (best)
    on_activated (self, best);
}

static void
vt_builder_palette_dispose (GObject *object)
{
  g_clear_pointer (&VT_BUILDER_PALETTE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_builder_palette_parent_class)->dispose (object);
}

static void
vt_builder_palette_class_init (VtBuilderPaletteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_builder_palette_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
scrolled (GtkWidget *child)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_focusable (window, FALSE);
  gtk_widget_set_vexpand (window, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), child);
  return window;
}

static void
vt_builder_palette_init (VtBuilderPalette *self)
{
  GtkWidget *clear;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  g_object_set (self->search, "placeholder-text", _ ("Search"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search for something to add"), -1);
  clear = gtk_widget_get_last_child (GTK_WIDGET (self->search));
  if (GTK_IS_IMAGE (clear)) /* GTK 4.8 gives it no name */
    gtk_accessible_update_property (GTK_ACCESSIBLE (clear), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Clear the search"), -1);
  gtk_widget_set_margin_top (GTK_WIDGET (self->search), 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self->search), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self->search), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_header_func (self->list, add_heading, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Things to add"), -1);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_search_activate), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (self->box), scrolled (GTK_WIDGET (self->list)));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  fill (self);
}

GtkWidget *
vt_builder_palette_new (void)
{
  return g_object_new (VT_TYPE_BUILDER_PALETTE, NULL);
}

void
vt_builder_palette_focus (VtBuilderPalette *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

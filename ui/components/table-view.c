/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/table-view.h"

#include <glib/gi18n.h>

#include "ui/components/table-cell.h"

/* A column's width comes from its head and so many first rows, so that it does
 * not change while one scrolls. */
#define LOOKED_AT 60
#define NARROWEST 5 /* characters */
#define WIDEST 32

/* A row as the list models want it: an object. */
#define VT_TYPE_TABLE_ITEM (vt_table_item_get_type ())
G_DECLARE_FINAL_TYPE (VtTableItem, vt_table_item, VT, TABLE_ITEM, GObject)

struct _VtTableItem
{
  GObject parent_instance;
  VtTableRow *row; /* of the table; items go before their rows */
};

G_DEFINE_FINAL_TYPE (VtTableItem, vt_table_item, G_TYPE_OBJECT)

static void
vt_table_item_class_init (VtTableItemClass *klass)
{
}

static void
vt_table_item_init (VtTableItem *self)
{
}

struct _VtTableView
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkWidget *view;
  VtTable *table;
  GListStore *store;          /* (element-type VtTableItem), in the table's order */
  GListModel *sorted;         /* the same, as shown */
  GPtrArray *cells;           /* (element-type VtTableCell): those on the screen */
  VtTableItem *current;       /* of the cell that had the focus last, or NULL */
  guint current_column;
  guint wanted_position;      /* of the cell that is to get the focus … */
  guint wanted_column;
  guint focusing;             /* … by this source */
  gboolean wrap;
  gboolean numbers;
  gboolean editable;
};

G_DEFINE_FINAL_TYPE (VtTableView, vt_table_view, GTK_TYPE_WIDGET)

enum
{
  EDITED,
  SELECTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static VtTableCell *
find_cell (VtTableView *self, guint position, guint column)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (vt_table_cell_get_position (self->cells->pdata[i]) == position
        && vt_table_cell_get_column (self->cells->pdata[i]) == column)
      return self->cells->pdata[i];
  return NULL;
}

/* Once the list has scrolled to it, the cell is there. */
static gboolean
focus_wanted (gpointer data)
{
  VtTableView *self = data;
  VtTableCell *cell = find_cell (self, self->wanted_position, self->wanted_column);

  self->focusing = 0;
  if (cell)
    gtk_widget_grab_focus (GTK_WIDGET (cell));
  return G_SOURCE_REMOVE;
}

/* The list itself, whose action scrolls. */
static GtkWidget *
list_of (VtTableView *self)
{
  GtkWidget *child = gtk_widget_get_first_child (self->view);

  while (child && !GTK_IS_SCROLLABLE (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
focus_position (VtTableView *self, guint position, guint column)
{
  VtTableCell *cell = find_cell (self, position, column);
  GtkWidget *list = list_of (self);

  if (position >= g_list_model_get_n_items (self->sorted) || column >= vt_table_n_columns (self->table))
    return;
  if (list)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
  if (cell)
    {
      gtk_widget_grab_focus (GTK_WIDGET (cell));
      return;
    }
  self->wanted_position = position;
  self->wanted_column = column;
  if (self->focusing == 0)
    self->focusing = g_timeout_add (30, focus_wanted, self);
}

void
vt_table_view_focus_cell (VtTableView *self, guint row, guint column)
{
  g_return_if_fail (VT_IS_TABLE_VIEW (self));
  if (row >= g_list_model_get_n_items (G_LIST_MODEL (self->store)))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (self->sorted); i++)
    {
      g_autoptr (VtTableItem) item = g_list_model_get_item (self->sorted, i);

      if (item->row == vt_table_get_row (self->table, row))
        {
          focus_position (self, i, column);
          return;
        }
    }
}

static void
on_move (VtTableView *self, int columns, int rows, VtTableCell *cell)
{
  gint64 position = (gint64) vt_table_cell_get_position (cell) + rows;
  gint64 column = (gint64) vt_table_cell_get_column (cell) + columns;

  if (position < 0 || position >= g_list_model_get_n_items (self->sorted) || column < 0
      || column >= vt_table_n_columns (self->table))
    return;
  focus_position (self, (guint) position, (guint) column);
  g_signal_emit (self, signals[SELECTED], 0);
}

static VtTableItem *
item_of (VtTableView *self, VtTableCell *cell)
{
  return g_list_model_get_item (self->sorted, vt_table_cell_get_position (cell));
}

static void
show_cell (VtTableView *self, VtTableCell *cell)
{
  g_autoptr (VtTableItem) item = item_of (self, cell);
  guint column = vt_table_cell_get_column (cell);

  if (item)
    vt_table_cell_show (cell, column, vt_table_cell_get_position (cell), vt_table_get_text (item->row, column),
                        vt_table_get_header (self->table, column));
}

static void
on_commit (VtTableView *self, const char *text, VtTableCell *cell)
{
  g_autoptr (VtTableItem) item = item_of (self, cell);
  gboolean taken = item && vt_table_set_text (self->table, item->row, vt_table_cell_get_column (cell), text);

  if (!taken)
    gtk_widget_error_bell (GTK_WIDGET (self));
  show_cell (self, cell);
  if (taken)
    g_signal_emit (self, signals[EDITED], 0);
}

static void
on_entered (VtTableView *self, VtTableCell *cell)
{
  VtTableItem *item = item_of (self, cell);

  g_set_object (&self->current, item);
  g_clear_object (&item);
  self->current_column = vt_table_cell_get_column (cell);
}

static guint
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

static void
on_setup (VtTableView *self, GtkListItem *item, GtkSignalListItemFactory *factory)
{
  GtkWidget *cell = vt_table_cell_new (self->wrap);

  g_signal_connect_object (cell, "commit", G_CALLBACK (on_commit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell, "move", G_CALLBACK (on_move), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell, "entered", G_CALLBACK (on_entered), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (VtTableView *self, GtkListItem *list_item, GtkSignalListItemFactory *factory)
{
  VtTableCell *cell = VT_TABLE_CELL (gtk_list_item_get_child (list_item));
  VtTableItem *item = gtk_list_item_get_item (list_item);
  guint column = column_of (factory);
  VtColumnType type = vt_table_get_type (self->table, column);

  vt_table_cell_show (cell, column, gtk_list_item_get_position (list_item), vt_table_get_text (item->row, column),
                      vt_table_get_header (self->table, column));
  vt_table_cell_set_editable (cell, self->editable);
  vt_table_cell_set_boolean (cell, type == VT_COLUMN_BOOLEAN || vt_table_get_kind (item->row, column) == VT_CELL_BOOLEAN);
  vt_table_cell_set_numeric (cell, vt_table_get_kind (item->row, column) == VT_CELL_NUMBER || type == VT_COLUMN_NUMBER);
  g_ptr_array_add (self->cells, cell);
}

static void
on_unbind (VtTableView *self, GtkListItem *list_item, GtkSignalListItemFactory *factory)
{
  VtTableCell *cell = VT_TABLE_CELL (gtk_list_item_get_child (list_item));

  vt_table_cell_end (cell, FALSE);
  g_ptr_array_remove_fast (self->cells, cell);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer column)
{
  return vt_table_compare (VT_TABLE_ITEM ((gpointer) a)->row, VT_TABLE_ITEM ((gpointer) b)->row,
                           GPOINTER_TO_UINT (column));
}

static GtkListItemFactory *
factory_new (VtTableView *self, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  return factory;
}

/* In pixels, for its head and first rows. */
static int
width_of (VtTableView *self, guint column)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (self->view), NULL, NULL);
  int character = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics));
  glong characters = g_utf8_strlen (vt_table_get_header (self->table, column), -1) + 3; /* the sort arrow */

  pango_font_metrics_unref (metrics);
  for (guint i = 0; i < MIN (vt_table_n_rows (self->table), LOOKED_AT); i++)
    characters = MAX (characters, g_utf8_strlen (vt_table_get_text (vt_table_get_row (self->table, i), column), -1));
  return (int) CLAMP (characters, NARROWEST, WIDEST) * character + 24;
}

static void
append_column (VtTableView *self, guint index)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (vt_table_get_header (self->table, index), factory_new (self, index));
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, GUINT_TO_POINTER (index), NULL));

  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, width_of (self, index));
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
  g_object_unref (column);
}

static void
on_setup_number (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_list_item_set_child (item, label);
}

static void
on_bind_number (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  g_autofree char *text = g_strdup_printf ("%u", gtk_list_item_get_position (item) + 1);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
append_numbers (VtTableView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new ("", factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_number), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_number), NULL);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
  g_object_unref (column);
}

void
vt_table_view_columns_changed (VtTableView *self)
{
  GListModel *columns;

  g_return_if_fail (VT_IS_TABLE_VIEW (self));
  columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->view), NULL, GTK_SORT_ASCENDING);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
      gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
    }
  if (self->numbers)
    append_numbers (self);
  for (guint i = 0; i < vt_table_n_columns (self->table); i++)
    append_column (self, i);
}

void
vt_table_view_cells_changed (VtTableView *self)
{
  g_return_if_fail (VT_IS_TABLE_VIEW (self));
  for (guint i = 0; i < self->cells->len; i++)
    show_cell (self, self->cells->pdata[i]);
}

void
vt_table_view_rows_changed (VtTableView *self, guint index, guint removed, guint added)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (VT_IS_TABLE_VIEW (self));
  g_clear_object (&self->current);
  for (guint i = 0; i < added; i++)
    {
      VtTableItem *item = g_object_new (VT_TYPE_TABLE_ITEM, NULL);

      item->row = vt_table_get_row (self->table, index + i);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->store, index, removed, items->pdata, added);
}

static gboolean
same_columns (const VtTable *a, const VtTable *b)
{
  if (vt_table_n_columns (a) != vt_table_n_columns (b))
    return FALSE;
  for (guint i = 0; i < vt_table_n_columns (a); i++)
    if (!g_str_equal (vt_table_get_header (a, i), vt_table_get_header (b, i))
        || vt_table_get_type (a, i) != vt_table_get_type (b, i))
      return FALSE;
  return TRUE;
}

/* The items of the old rows leave before these do. */
void
vt_table_view_set_table (VtTableView *self, VtTable *table)
{
  g_autoptr (VtTable) old = self->table;
  gboolean same;

  g_return_if_fail (VT_IS_TABLE_VIEW (self));
  same = vt_table_n_rows (old) > 0 && same_columns (old, table);
  g_clear_object (&self->current);
  g_list_store_remove_all (self->store);
  self->table = table;
  if (!same)
    vt_table_view_columns_changed (self);
  vt_table_view_rows_changed (self, 0, 0, vt_table_n_rows (table));
}

VtTable *
vt_table_view_get_table (VtTableView *self)
{
  g_return_val_if_fail (VT_IS_TABLE_VIEW (self), NULL);
  return self->table;
}

void
vt_table_view_set_editable (VtTableView *self, gboolean editable)
{
  g_return_if_fail (VT_IS_TABLE_VIEW (self));
  self->editable = editable;
  for (guint i = 0; i < self->cells->len; i++)
    {
      if (!editable)
        vt_table_cell_end (self->cells->pdata[i], FALSE);
      vt_table_cell_set_editable (self->cells->pdata[i], editable);
    }
}

gboolean
vt_table_view_get_current (VtTableView *self, guint *row, guint *column)
{
  g_return_val_if_fail (VT_IS_TABLE_VIEW (self), FALSE);
  *column = self->current_column;
  return self->current && *column < vt_table_n_columns (self->table) && g_list_store_find (self->store, self->current, row);
}

gboolean
vt_table_view_is_edited (VtTableView *self)
{
  g_return_val_if_fail (VT_IS_TABLE_VIEW (self), FALSE);
  for (guint i = 0; i < self->cells->len; i++)
    if (vt_table_cell_is_edited (self->cells->pdata[i]))
      return TRUE;
  return FALSE;
}

GtkWidget *
vt_table_view_get_target (VtTableView *self)
{
  g_return_val_if_fail (VT_IS_TABLE_VIEW (self), NULL);
  return self->view;
}

static void
vt_table_view_dispose (GObject *object)
{
  VtTableView *self = VT_TABLE_VIEW (object);

  g_clear_handle_id (&self->focusing, g_source_remove);
  g_clear_object (&self->current);
  if (self->view)
    gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), NULL);
  self->view = NULL;
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->sorted);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (vt_table_view_parent_class)->dispose (object);
}

static void
vt_table_view_finalize (GObject *object)
{
  VtTableView *self = VT_TABLE_VIEW (object);

  g_ptr_array_unref (self->cells);
  vt_table_free (self->table);
  G_OBJECT_CLASS (vt_table_view_parent_class)->finalize (object);
}

static void
vt_table_view_class_init (VtTableViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_table_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_table_view_finalize;
  signals[EDITED] = g_signal_new ("edited", VT_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTED] = g_signal_new ("selected", VT_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_table_view_init (VtTableView *self)
{
  GtkSorter *sorter;

  self->table = vt_table_new ();
  self->cells = g_ptr_array_new ();
  self->store = g_list_store_new (VT_TYPE_TABLE_ITEM);
  self->view = gtk_column_view_new (NULL);
  sorter = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view));
  self->sorted = G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->store)), g_object_ref (sorter)));
  {
    g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (self->sorted));
    gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), GTK_SELECTION_MODEL (selection));
  }
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  gtk_column_view_set_show_column_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  gtk_widget_add_css_class (self->view, "data-table");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
vt_table_view_new (gboolean wrap, gboolean numbers, int max_height)
{
  VtTableView *self = g_object_new (VT_TYPE_TABLE_VIEW, NULL);

  self->wrap = wrap;
  self->numbers = numbers;
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), max_height);
  return GTK_WIDGET (self);
}

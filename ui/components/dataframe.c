/* dataframe.c: "dataframe": a table to read, sort, fill in and exchange with
 * spreadsheets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>
#include <string.h>

#include "app/rows/rows-media.h"
#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/range.h"
#include "ui/components/table-view.h"

#define VT_TYPE_DATAFRAME (vt_dataframe_get_type ())
G_DECLARE_FINAL_TYPE (VtDataframe, vt_dataframe, VT, DATAFRAME, VtComponentView)

struct _VtDataframe
{
  VtComponentView parent_instance;
  VtTableView *table;
  GtkWidget *size;    /* "3 rows, 2 columns" */
  GtkWidget *add_row;
  GtkWidget *add_column;
  GtkWidget *menu;
  GtkWidget *rename;  /* popover, NULL until it is needed, with … */
  GtkWidget *name;    /* … an entry */
  VtColumnType *types; /* one for each of the first columns */
  guint n_types;      /* a single one counts for every column */
  VtValue *value;     /* what the table is, or NULL until somebody asks */
};

G_DEFINE_FINAL_TYPE (VtDataframe, vt_dataframe, VT_TYPE_COMPONENT_VIEW)

static VtTable *
table_of (VtDataframe *self)
{
  return vt_table_view_get_table (self->table);
}

static VtValue *
vt_dataframe_get_value (VtComponentView *view)
{
  VtDataframe *self = VT_DATAFRAME (view);

  if (self->value == NULL)
    {
      g_autofree char *json = vt_table_to_json (table_of (self));
      self->value = vt_value_new_json (json);
    }
  return vt_value_ref (self->value);
}

/* What depends on how large the table is and on who may change it. */
static void
update (VtDataframe *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);
  gboolean editable = vt_component_view_get_interactive (view) && !vt_component_view_get_busy (view);
  guint rows = vt_table_n_rows (table_of (self)), columns = vt_table_n_columns (table_of (self));
  g_autofree char *n_rows = g_strdup_printf (ngettext ("%u row", "%u rows", rows), rows);
  g_autofree char *n_columns = g_strdup_printf (ngettext ("%u column", "%u columns", columns), columns);
  /* Translators: "3 rows, 2 columns" */
  g_autofree char *size = g_strdup_printf (_("%s, %s"), n_rows, n_columns);
  static const char *const edits[] = { "table.paste",         "table.open",          "table.insert-row",
                                       "table.remove-row",    "table.insert-column", "table.remove-column",
                                       "table.rename-column", "table.clear" };

  gtk_label_set_label (GTK_LABEL (self->size), size);
  vt_table_view_set_editable (self->table, editable);
  gtk_widget_set_visible (self->add_row, vt_component_view_get_interactive (view));
  gtk_widget_set_visible (self->add_column, vt_component_view_get_interactive (view));
  gtk_widget_set_sensitive (self->add_row, editable && columns > 0);
  gtk_widget_set_sensitive (self->add_column, editable);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), edits[i], editable);
}

/* The person changed the table. */
static void
changed (VtDataframe *self)
{
  g_clear_pointer (&self->value, vt_value_unref);
  update (self);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
}

static VtColumnType
type_of (VtDataframe *self, guint column)
{
  if (self->n_types == 1)
    return self->types[0];
  return column < self->n_types ? self->types[column] : VT_COLUMN_AUTO;
}

/* Takes @table. */
static void
show_table (VtDataframe *self, VtTable *table)
{
  for (guint i = 0; i < vt_table_n_columns (table); i++)
    vt_table_set_type (table, i, type_of (self, i));
  vt_table_view_set_table (self->table, table);
  update (self);
}

/* The headers without rows; transfer full. */
static VtTable *
emptied (VtDataframe *self)
{
  VtTable *table = vt_table_new ();

  for (guint i = 0; i < vt_table_n_columns (table_of (self)); i++)
    vt_table_insert_column (table, i, vt_table_get_header (table_of (self), i));
  return table;
}

static void
vt_dataframe_set_value (VtComponentView *view, VtValue *value)
{
  VtDataframe *self = VT_DATAFRAME (view);
  VtValueType type = vt_value_type (value);
  const char *text = type == VT_VALUE_JSON ? vt_value_text (value) : "null";
  g_autoptr (VtJson) json = NULL;
  VtTable *table;

  if (self->value && vt_value_equal (self->value, value))
    return;
  json = vt_json_parse (text, strlen (text), NULL);
  table = type == VT_VALUE_NONE ? emptied (self) : json ? vt_table_from_json (vt_json_root (json), NULL) : NULL;
  if (table == NULL)
    return;
  g_clear_pointer (&self->value, vt_value_unref);
  show_table (self, table);
}

static void
on_state (VtComponentView *view, gboolean whatever)
{
  update (VT_DATAFRAME (view));
}

static void
on_edited (VtDataframe *self)
{
  changed (self);
}

static void
on_selected (VtComponentView *view)
{
  vt_component_view_emit (view, "select");
}

/* --- rows and columns --- */

/* The current cell's place, or where the table ends. */
static void
get_place (VtDataframe *self, guint *row, guint *column)
{
  if (vt_table_view_get_current (self->table, row, column))
    return;
  *row = vt_table_n_rows (table_of (self));
  *column = vt_table_n_columns (table_of (self));
}

static void
add_row_at (VtDataframe *self, guint row, guint column)
{
  if (!vt_table_insert_row (table_of (self), row))
    return;
  vt_table_view_rows_changed (self->table, row, 0, 1);
  changed (self);
  vt_table_view_focus_cell (self->table, row, column);
}

static void
add_column_at (VtDataframe *self, guint column)
{
  g_autofree char *header = g_strdup_printf ("%u", vt_table_n_columns (table_of (self)) + 1);

  if (!vt_table_insert_column (table_of (self), column, header))
    return;
  vt_table_view_columns_changed (self->table);
  changed (self);
}

static void
on_add_row (VtDataframe *self)
{
  add_row_at (self, vt_table_n_rows (table_of (self)), 0);
}

static void
on_add_column (VtDataframe *self)
{
  add_column_at (self, vt_table_n_columns (table_of (self)));
}

static void
insert_row_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint row, column;

  get_place (VT_DATAFRAME (widget), &row, &column);
  add_row_at (VT_DATAFRAME (widget), row, column);
}

static void
insert_column_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint row, column;

  get_place (VT_DATAFRAME (widget), &row, &column);
  add_column_at (VT_DATAFRAME (widget), column);
}

static void
remove_row_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  VtDataframe *self = VT_DATAFRAME (widget);
  guint row, column, n = vt_table_n_rows (table_of (self));
  GtkWidget *target = vt_table_view_get_target (self->table);

  if (n == 0)
    return;
  get_place (self, &row, &column);
  row = MIN (row, n - 1);
  gtk_widget_grab_focus (target);
  /* The item goes before its row, which it points to. */
  vt_table_view_rows_changed (self->table, row, 1, 0);
  vt_table_remove_row (table_of (self), row);
  changed (self);
  if (n > 1)
    vt_table_view_focus_cell (self->table, MIN (row, n - 2), column);
}

static void
remove_column_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  VtDataframe *self = VT_DATAFRAME (widget);
  guint row, column, n = vt_table_n_columns (table_of (self));

  if (n == 0)
    return;
  get_place (self, &row, &column);
  vt_table_remove_column (table_of (self), MIN (column, n - 1));
  vt_table_view_columns_changed (self->table);
  changed (self);
}

static void make_rename (VtDataframe *self);

static void
rename_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  VtDataframe *self = VT_DATAFRAME (widget);
  guint row, column, n = vt_table_n_columns (table_of (self));

  if (n == 0)
    return;
  if (self->rename == NULL)
    make_rename (self);
  get_place (self, &row, &column);
  column = MIN (column, n - 1);
  g_object_set_data (G_OBJECT (self->name), "column", GUINT_TO_POINTER (column));
  gtk_editable_set_text (GTK_EDITABLE (self->name), vt_table_get_header (table_of (self), column));
  gtk_popover_popup (GTK_POPOVER (self->rename));
  gtk_widget_grab_focus (self->name);
}

static void
on_renamed (VtDataframe *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self->name), "column"));

  gtk_popover_popdown (GTK_POPOVER (self->rename));
  if (column >= vt_table_n_columns (table_of (self)))
    return;
  vt_table_set_header (table_of (self), column, gtk_editable_get_text (GTK_EDITABLE (self->name)));
  vt_table_view_columns_changed (self->table);
  changed (self);
}

/* --- spreadsheets --- */

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *text = vt_table_to_csv (table_of (VT_DATAFRAME (widget)), '\t', TRUE);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Room for @rows and @columns; %FALSE where the table would be too large. */
static gboolean
make_room (VtTable *table, guint rows, guint columns)
{
  while (vt_table_n_columns (table) < columns)
    {
      g_autofree char *header = g_strdup_printf ("%u", vt_table_n_columns (table) + 1);

      if (!vt_table_insert_column (table, vt_table_n_columns (table), header))
        return FALSE;
    }
  while (vt_table_n_rows (table) < rows)
    if (!vt_table_insert_row (table, vt_table_n_rows (table)))
      return FALSE;
  return TRUE;
}

/* What a spreadsheet puts on the clipboard, from @row and @column on. */
static void
paste_at (VtDataframe *self, const char *text, guint row, guint column)
{
  g_autoptr (VtTable) block = vt_table_from_csv (text, strlen (text), '\t', FALSE, NULL);
  VtTable *table = table_of (self);
  guint rows = vt_table_n_rows (table), columns = vt_table_n_columns (table);

  if (block == NULL)
    return;
  make_room (table, row + vt_table_n_rows (block), column + vt_table_n_columns (block));
  for (guint i = 0; i < vt_table_n_rows (block) && row + i < vt_table_n_rows (table); i++)
    for (guint j = 0; j < vt_table_n_columns (block) && column + j < vt_table_n_columns (table); j++)
      vt_table_set_text (table, vt_table_get_row (table, row + i), column + j,
                         vt_table_get_text (vt_table_get_row (block, i), j));
  if (vt_table_n_columns (table) > columns)
    vt_table_view_columns_changed (self->table);
  vt_table_view_rows_changed (self->table, rows, 0, vt_table_n_rows (table) - rows);
  vt_table_view_cells_changed (self->table);
  changed (self);
}

static void
on_paste_text (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtDataframe) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  guint row, column;

  if (text == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (!vt_table_view_get_current (self->table, &row, &column))
    row = column = 0;
  paste_at (self, text, row, column);
}

static void
paste_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_paste_text, g_object_ref (widget));
}

static void
load_in_thread (GTask *task, gpointer view, gpointer file, GCancellable *cancellable)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *text = NULL, *path = folder != NULL ? g_file_get_path (folder) : NULL;
  gsize size;
  GError *error = NULL;
  VtTable *table = g_file_load_contents (file, cancellable, &text, &size, NULL, &error) ? vt_table_from_csv (text, size, 0, TRUE, &error)
                                                                                        : NULL;

  if (table != NULL && path != NULL)
    vt_rows_find_files (table, path);
  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) vt_table_free);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  VtDataframe *self = VT_DATAFRAME (source);
  VtTable *table = g_task_propagate_pointer (G_TASK (result), NULL);

  if (table == NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  show_table (self, table);
  changed (self);
}

static void
on_file_chosen (gpointer object, GListModel *files)
{
  VtComponentView *view = object;
  g_autoptr (GTask) task = NULL;

  if (!vt_component_view_get_interactive (view) || vt_component_view_get_busy (view))
    return;
  task = g_task_new (object, NULL, on_loaded, NULL);
  g_task_set_task_data (task, g_list_model_get_item (files, 0), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

static void
open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const patterns[] = { "*.csv", "*.tsv", "*.txt", NULL };

  vt_files_open (widget, _("Open a Table"), patterns, _("Tables (CSV)"), FALSE, FALSE, on_file_chosen);
}

static void
on_saved (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;

  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, NULL))
    gtk_widget_error_bell (widget);
}

static void
on_place_chosen (gpointer object, GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  char *csv = vt_table_to_csv (table_of (object), ',', TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new_take (csv, strlen (csv));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, on_saved,
                                       g_object_ref (object));
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *name = g_strdup_printf ("%s.csv", vt_component_view_get_title (VT_COMPONENT_VIEW (widget)));

  vt_files_save (widget, _("Save the Table"), name, on_place_chosen);
}

static void
clear_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  VtDataframe *self = VT_DATAFRAME (widget);
  guint row, column;

  if (!vt_table_view_get_current (self->table, &row, &column))
    return;
  vt_table_set_text (table_of (self), vt_table_get_row (table_of (self), row), column, "");
  vt_table_view_cells_changed (self->table);
  changed (self);
}

/* Keys of the whole table; those of a cell that is edited are its own. */
static gboolean
on_key (VtDataframe *self, guint key, guint code, GdkModifierType state)
{
  gboolean control = state & GDK_CONTROL_MASK;
  const char *action = control && (key == GDK_KEY_c || key == GDK_KEY_C) ? "table.copy"
                       : control && (key == GDK_KEY_v || key == GDK_KEY_V) ? "table.paste"
                       : key == GDK_KEY_Delete                             ? "table.clear"
                                                                           : NULL;

  if (action == NULL || state & GDK_SHIFT_MASK || vt_table_view_is_edited (self->table))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (GTK_WIDGET (self), action, NULL) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

static void
vt_dataframe_dispose (GObject *object)
{
  g_clear_pointer (&VT_DATAFRAME (object)->rename, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_dataframe_parent_class)->dispose (object);
}

static void
vt_dataframe_finalize (GObject *object)
{
  VtDataframe *self = VT_DATAFRAME (object);

  g_clear_pointer (&self->value, vt_value_unref);
  g_free (self->types);
  G_OBJECT_CLASS (vt_dataframe_parent_class)->finalize (object);
}

static void
vt_dataframe_class_init (VtDataframeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_dataframe_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_dataframe_finalize;
  view_class->get_value = vt_dataframe_get_value;
  view_class->set_value = vt_dataframe_set_value;
  view_class->set_interactive = on_state;
  view_class->set_busy = on_state;
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "table.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "table.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "table.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "table.insert-row", NULL, insert_row_action);
  gtk_widget_class_install_action (widget_class, "table.remove-row", NULL, remove_row_action);
  gtk_widget_class_install_action (widget_class, "table.insert-column", NULL, insert_column_action);
  gtk_widget_class_install_action (widget_class, "table.remove-column", NULL, remove_column_action);
  gtk_widget_class_install_action (widget_class, "table.rename-column", NULL, rename_action);
}

static void
append_section (GMenu *menu, const char *const *items)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (; *items; items += 2)
    g_menu_append (section, _(items[0]), items[1]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenuModel *
menu_model (void)
{
  static const char *const files[] = { N_("Copy the Table"), "table.copy", N_("Paste Cells"), "table.paste",
                                       N_("Open a CSV File…"), "table.open", N_("Save as CSV…"), "table.save", NULL };
  static const char *const rows[] = { N_("Insert a Row Here"), "table.insert-row", N_("Remove the Row"),
                                      "table.remove-row", NULL };
  static const char *const columns[] = { N_("Insert a Column Here"), "table.insert-column", N_("Rename the Column…"),
                                         "table.rename-column", N_("Remove the Column"), "table.remove-column", NULL };
  GMenu *menu = g_menu_new ();

  append_section (menu, files);
  append_section (menu, rows);
  append_section (menu, columns);
  return G_MENU_MODEL (menu);
}

/* A menu is made when somebody opens it: that takes longer than all of an empty table. */
static void
fill_menu (GtkMenuButton *button, gpointer data)
{
  g_autoptr (GMenuModel) model = NULL;

  if (gtk_menu_button_get_menu_model (button))
    return;
  model = menu_model ();
  gtk_menu_button_set_menu_model (button, model);
}

static GtkWidget *
make_menu (void)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), fill_menu, NULL, NULL);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, _("Table Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Table Menu"), -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_add_button (VtDataframe *self, const char *label, const char *tip, GCallback handler)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), gtk_label_new (label));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_signal_connect_swapped (button, "clicked", handler, self);
  return button;
}

static void
make_rename (VtDataframe *self)
{
  self->rename = gtk_popover_new ();
  self->name = gtk_entry_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL, _("The column’s name"), -1);
  g_signal_connect_swapped (self->name, "activate", G_CALLBACK (on_renamed), self);
  gtk_popover_set_child (GTK_POPOVER (self->rename), self->name);
  gtk_widget_set_parent (self->rename, self->menu);
}

static GtkWidget *
make_bar (VtDataframe *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->add_row = make_add_button (self, _("Row"), _("Add a Row"), G_CALLBACK (on_add_row));
  self->add_column = make_add_button (self, _("Column"), _("Add a Column"), G_CALLBACK (on_add_column));
  self->size = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->size), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->size), 1);
  gtk_widget_set_hexpand (self->size, TRUE);
  gtk_widget_set_margin_end (self->size, 6);
  gtk_widget_add_css_class (self->size, "dim-label");
  gtk_widget_add_css_class (self->size, "caption");
  self->menu = make_menu ();
  gtk_box_append (GTK_BOX (bar), self->add_row);
  gtk_box_append (GTK_BOX (bar), self->add_column);
  gtk_box_append (GTK_BOX (bar), self->size);
  gtk_box_append (GTK_BOX (bar), self->menu);
  gtk_widget_add_css_class (bar, "table-bar");
  return bar;
}

static void
vt_dataframe_init (VtDataframe *self)
{
}

static void
fill_in (VtDataframe *self, const VtSpaceComponent *component)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *table = vt_table_view_new (vt_space_component_get_boolean (component, "wrap"),
                                        vt_space_component_get_boolean (component, "show_row_numbers"),
                                        (int) vt_range_number (component, "max_height", 400, 100, 10000));
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->table = VT_TABLE_VIEW (table);
  g_signal_connect_swapped (table, "edited", G_CALLBACK (on_edited), self);
  g_signal_connect_swapped (table, "selected", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (table, keys);
  vt_files_accept_drops (GTK_WIDGET (self), on_file_chosen);
  gtk_box_append (GTK_BOX (box), table);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_widget_set_overflow (box, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (box, "table-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), vt_table_view_get_target (self->table));
}

static VtComponentView *
build_dataframe (const VtSpaceComponent *component)
{
  VtDataframe *self = g_object_new (VT_TYPE_DATAFRAME, NULL);
  g_autoptr (VtValue) types = vt_space_component_get (component, "datatype");
  const char *text = vt_value_type (types) == VT_VALUE_JSON ? vt_value_text (types) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json ? vt_json_root (json) : NULL);

  self->types = g_new0 (VtColumnType, vt_json_length (iter.container) + 1);
  while (vt_json_iter_next (&iter))
    self->types[self->n_types++] = vt_table_type_from_name (vt_json_string (iter.value, NULL) ? vt_json_string (iter.value, NULL) : "");
  fill_in (self, component);
  update (self);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_dataframe_class = { "dataframe", build_dataframe };

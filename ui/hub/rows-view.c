/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/rows-view.h"

#include <glib/gi18n.h>

#include "app/work-folder.h"
#include "media/sound-player.h"
#include "ui/picture-load.h"
#include "ui/tell.h"

#define PICTURE 96      /* pixels */
#define TEXT_MAX 400    /* characters of a cell */
#define WIDTH 220

struct _VtRowsView
{
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkColumnView *table;
  VtRowsModel *model;
  VtWorkFolder *folder;    /* (nullable): where pictures and sounds lie while they are looked at */
  GCancellable *cancellable;
  VtSoundPlayer *player;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (VtRowsView, vt_rows_view, GTK_TYPE_WIDGET)

/* A column of the table; its factories' data. */
typedef struct
{
  VtRowsView *view;
  guint index;
  VtRowsKind kind;
  char *name;
} Column;

static void
column_free (gpointer data, GClosure *closure)
{
  Column *column = data;

  g_free (column->name);
  g_free (column);
}

/* --- pictures and sounds -------------------------------------------------------------- */

/* What a cell shows is of this item; a cell is used for others when it is scrolled away. */
static gboolean
still_shows (GtkWidget *widget, GTask *task)
{
  return g_object_get_data (G_OBJECT (widget), "task") == (gpointer) g_task_get_cancellable (task);
}

static void
on_picture (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkPicture) picture = data;
  g_autofree char *path = vt_rows_model_save_media_finish (result, NULL);

  if (path && still_shows (GTK_WIDGET (picture), G_TASK (result)))
    vt_picture_load (picture, path, 2 * PICTURE);
}

static void
on_sound (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtRowsView) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vt_rows_model_save_media_finish (result, &error);
  g_autoptr (VtValue) value = path ? vt_value_new_file (path) : NULL;

  if (!path && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    vt_tell (GTK_WIDGET (self), _ ("It Cannot Be Played"), error->message);
  if (!path)
    return;
  if (!self->player)
    self->player = vt_sound_player_new ();
  vt_sound_player_set_sound (self->player, value, TRUE);
  vt_sound_player_play (self->player);
}

static void
on_play (GtkButton *button, Column *column)
{
  VtRowsView *self = column->view;
  VtRowsItem *item = g_object_get_data (G_OBJECT (button), "item");

  if (item && self->model && self->folder)
    vt_rows_model_save_media_async (self->model, item, column->index, vt_work_folder_get_path (self->folder), self->cancellable, on_sound, g_object_ref (self));
}

/* --- cells ------------------------------------------------------------------------------- */

static GtkWidget *
make_cell (Column *column)
{
  GtkWidget *cell;

  if (column->kind == VT_ROWS_IMAGE)
    {
      cell = gtk_picture_new ();
      gtk_widget_set_size_request (cell, PICTURE, PICTURE);
      return cell;
    }
  if (column->kind == VT_ROWS_AUDIO)
    {
      cell = gtk_button_new_from_icon_name ("media-playback-start-symbolic");
      gtk_widget_set_halign (cell, GTK_ALIGN_START);
      gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (cell, "flat");
      g_signal_connect (cell, "clicked", G_CALLBACK (on_play), column);
      return cell;
    }
  cell = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (cell), column->kind == VT_ROWS_NUMBER ? 1 : 0);
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (cell), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (cell), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (cell), 4);
  gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (cell), 3); /* GTK 4.8 warns of labels narrower than their dots */
  return cell;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  gtk_list_item_set_child (item, make_cell (column));
}

static void
bind_picture (Column *column, GtkWidget *picture, VtRowsItem *item, const char *name)
{
  VtRowsView *self = column->view;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  gtk_picture_set_paintable (GTK_PICTURE (picture), NULL);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (!self->folder)
    return;
  g_object_set_data_full (G_OBJECT (picture), "task", g_object_ref (cancellable), g_object_unref);
  vt_rows_model_save_media_async (self->model, item, column->index, vt_work_folder_get_path (self->folder), cancellable, on_picture, g_object_ref (picture));
}

static void
bind_text (GtkWidget *label, const char *text)
{
  g_autofree char *cut = g_utf8_strlen (text, -1) > TEXT_MAX ? g_utf8_substring (text, 0, TEXT_MAX) : g_strdup (text);

  gtk_label_set_text (GTK_LABEL (label), cut);
  gtk_widget_set_tooltip_text (label, *cut ? cut : NULL);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  VtRowsItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const char *text = vt_rows_item_get_cell (item, column->index)->text;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, vt_rows_item_get_index (item) + 1);
  g_autofree char *name = NULL;

  /* Translators: the name of a column, and the number of a row */
  name = g_strdup_printf (_ ("%s of row %s"), column->name, number);
  if (column->kind == VT_ROWS_IMAGE)
    bind_picture (column, cell, item, name);
  else if (column->kind == VT_ROWS_AUDIO)
    {
      g_autofree char *play = g_strdup_printf (_ ("Play %s"), name);

      gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, play, -1);
      gtk_widget_set_tooltip_text (cell, play);
      g_object_set_data_full (G_OBJECT (cell), "item", g_object_ref (item), g_object_unref);
    }
  else
    bind_text (cell, text ? text : "");
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Column *column)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  GCancellable *cancellable = column->kind == VT_ROWS_IMAGE ? g_object_get_data (G_OBJECT (cell), "task") : NULL;

  if (cancellable)
    g_cancellable_cancel (cancellable);
  g_object_set_data (G_OBJECT (cell), "task", NULL);
  g_object_set_data (G_OBJECT (cell), "item", NULL);
}

static void
add_column (VtRowsView *self, const VtRowsColumn *about, guint index)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *column = g_new (Column, 1);
  g_autoptr (GtkColumnViewColumn) shown = NULL;

  *column = (Column) { self, index, about->kind, g_strdup (about->name) };
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), column, column_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), column);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), column);
  shown = gtk_column_view_column_new (about->name, factory);
  gtk_column_view_column_set_resizable (shown, TRUE);
  if ((about->kind == VT_ROWS_TEXT && !about->labels) || about->kind == VT_ROWS_JSON)
    gtk_column_view_column_set_fixed_width (shown, WIDTH);
  gtk_column_view_append_column (self->table, shown);
}

static void
on_changed (VtRowsView *self)
{
  GListModel *shown = gtk_column_view_get_columns (self->table);
  GPtrArray *columns = self->model ? vt_rows_model_get_columns (self->model) : NULL;

  for (guint i = g_list_model_get_n_items (shown); columns && i < columns->len; i++)
    add_column (self, columns->pdata[i], i);
}

static void
on_edge (VtRowsView *self, GtkPositionType position)
{
  if (self->model && position == GTK_POS_BOTTOM)
    vt_rows_model_more (self->model);
}

void
vt_rows_view_set_model (VtRowsView *self, VtRowsModel *model)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);
  g_autoptr (GError) error = NULL;

  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  gtk_column_view_set_model (self->table, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->table, column);
    }
  g_set_object (&self->model, model);
  if (!model)
    return;
  if (!self->folder && !(self->folder = vt_work_folder_new ("rows", &error)))
    g_message ("%s", error->message); /* the rows are shown, without what is in files */
  g_signal_connect_swapped (model, "notify::loading", G_CALLBACK (on_changed), self);
  on_changed (self);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (model)))));
}

static void
vt_rows_view_dispose (GObject *object)
{
  VtRowsView *self = VT_ROWS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->scrolled)
    vt_rows_view_set_model (self, NULL);
  g_clear_object (&self->player);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_pointer (&self->folder, vt_work_folder_free);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (vt_rows_view_parent_class)->dispose (object);
}

static void
vt_rows_view_class_init (VtRowsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_rows_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_rows_view_init (VtRowsView *self)
{
  self->cancellable = g_cancellable_new ();
  self->table = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_show_row_separators (self->table, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->table), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows of the data set"), -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->table));
  g_signal_connect_swapped (self->scrolled, "edge-reached", G_CALLBACK (on_edge), self);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
vt_rows_view_new (void)
{
  return g_object_new (VT_TYPE_ROWS_VIEW, NULL);
}

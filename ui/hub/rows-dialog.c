/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/rows-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/rows/rows-use.h"
#include "app/space-save.h"
#include "app/user-spaces.h"
#include "app/work-folder.h"
#include "ui/gallery-item.h"
#include "ui/notice-bar.h"

#define EXAMPLES_USUAL 10
#define EXAMPLES_MAX 50   /* more would be no choice but a list */
#define TABLE_MAX 1000

struct _VtRowsDialog
{
  AdwWindow parent_instance;
  VtApplication *app;
  GtkWindow *over;
  VtRowsModel *model;
  VtSpaceEditor *editor;     /* (nullable): of the space that is chosen */
  GPtrArray *places;         /* (nullable) (element-type VtRowsPlace): of it */
  VtWorkFolder *work;        /* (nullable): pictures and sounds on their way */
  GCancellable *cancellable; /* (nullable): while rows are read */
  gboolean filling;

  GtkWidget *use_button;
  GtkSpinner *spinner;
  VtNoticeBar *notice;
  GtkWidget *page;
  AdwComboRow *space_row;
  AdwComboRow *place_row;
  GtkSpinButton *count;
  AdwPreferencesGroup *group;
  GPtrArray *rows;           /* (element-type AdwComboRow): for each name of the place */
};

G_DEFINE_FINAL_TYPE (VtRowsDialog, vt_rows_dialog, ADW_TYPE_WINDOW)

static const VtRowsPlace *
get_place (VtRowsDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->place_row);

  return self->places && selected < self->places->len ? self->places->pdata[selected] : NULL;
}

/* --- which column goes where --------------------------------------------------------------- */

/* The column that is called as the place is, or else the one at its number. 0 is none. */
static guint
guess_column (GPtrArray *columns, const VtRowsPlace *place, guint i)
{
  for (guint c = 0; c < columns->len; c++)
    {
      const char *name = ((const VtRowsColumn *) columns->pdata[c])->name;

      if (g_ascii_strcasecmp (name, place->names->pdata[i]) == 0 || g_ascii_strcasecmp (name, place->titles->pdata[i]) == 0)
        return c + 1;
    }
  return i == 0 && columns->len > 0 ? 1 : 0;
}

static void
add_row (VtRowsDialog *self, const VtRowsPlace *place, guint i)
{
  GPtrArray *columns = vt_rows_model_get_columns (self->model);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  gtk_string_list_append (names, place->table ? _ ("Nothing") : _ ("As it is"));
  for (guint c = 0; c < columns->len; c++)
    gtk_string_list_append (names, ((const VtRowsColumn *) columns->pdata[c])->name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), place->titles->pdata[i]);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), guess_column (columns, place, i));
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
on_place (VtRowsDialog *self)
{
  const VtRowsPlace *place = get_place (self);

  if (self->filling)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_sensitive (self->use_button, place != NULL);
  if (!place)
    return;
  for (guint i = 0; i < place->names->len; i++)
    add_row (self, place, i);
  gtk_spin_button_set_range (self->count, 1, place->table ? TABLE_MAX : EXAMPLES_MAX);
  gtk_spin_button_set_value (self->count, place->table ? TABLE_MAX : EXAMPLES_USUAL);
  adw_preferences_group_set_description (self->group, place->table ? _ ("What is in the table now goes; an event that runs for each row of it then runs for these.")
                                                                   : _ ("The examples that are there stay."));
}

/* --- which space ------------------------------------------------------------------------------ */

static void
fill_places (VtRowsDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->places->len; i++)
    {
      const VtRowsPlace *place = self->places->pdata[i];
      /* Translators: %s is a table's name, quoted */
      g_autofree char *name = place->table ? g_strdup_printf (_ ("In the table %s"), place->title) : g_strdup (_ ("As examples"));

      gtk_string_list_append (names, name);
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->place_row, G_LIST_MODEL (names));
  self->filling = FALSE;
  on_place (self);
  if (self->places->len == 0)
    vt_notice_bar_show (self->notice, FALSE, _ ("This space has nothing that rows could fill."), NULL, NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  VtRowsDialog *self = VT_ROWS_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = g_task_propagate_pointer (G_TASK (result), &error);
  const char *path = g_task_get_task_data (G_TASK (result));
  VtGalleryItem *item = adw_combo_row_get_selected_item (self->space_row);

  if (!self->rows || !item || !g_str_equal (vt_gallery_item_get_summary (item)->path, path))
    return; /* another one is chosen by now */
  g_clear_object (&self->editor);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  if (space)
    self->editor = vt_space_editor_open (path, &error);
  if (!self->editor)
    {
      vt_notice_bar_show (self->notice, TRUE, error->message, NULL, NULL);
      on_place (self);
      return;
    }
  self->places = vt_rows_places (vt_space_editor_get_space (self->editor));
  fill_places (self);
}

/* Once in a thread, so that what is slow to read is in memory when the editor opens it. */
static void
open_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  VtSpace *space = vt_space_load (path, &error);

  if (space)
    g_task_return_pointer (task, space, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_space (VtRowsDialog *self)
{
  VtGalleryItem *item = adw_combo_row_get_selected_item (self->space_row);
  g_autoptr (GTask) task = NULL;

  if (!item)
    return;
  vt_notice_bar_hide (self->notice);
  task = g_task_new (self, NULL, on_opened, NULL);
  g_task_set_task_data (task, g_strdup (vt_gallery_item_get_summary (item)->path), g_free);
  g_task_run_in_thread (task, open_in_thread);
}

static char *
space_title (VtGalleryItem *item)
{
  return g_strdup (vt_gallery_item_get_summary (item)->title);
}

/* The person's own come first. */
static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  gboolean first = vt_user_spaces_contains (vt_gallery_item_get_summary ((VtGalleryItem *) a)->path);
  gboolean second = vt_user_spaces_contains (vt_gallery_item_get_summary ((VtGalleryItem *) b)->path);

  return second - first;
}

static GListModel *
list_spaces (VtApplication *app)
{
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_items, NULL, NULL));

  return G_LIST_MODEL (gtk_sort_list_model_new (g_object_ref (vt_application_get_gallery (app)), sorter));
}

/* --- using them --------------------------------------------------------------------------------- */

static void
set_busy (VtRowsDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->page, !busy);
  gtk_widget_set_sensitive (self->use_button, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
fail (VtRowsDialog *self, const GError *error)
{
  set_busy (self, FALSE);
  vt_notice_bar_show (self->notice, TRUE, error->message, NULL, NULL);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtRowsDialog) self = data;
  VtSpaceEditor *editor = VT_SPACE_EDITOR (source);
  g_autoptr (GError) error = NULL;

  gboolean good = vt_space_editor_save_finish (editor, result, &error);

  g_clear_pointer (&self->work, vt_work_folder_free);
  if (!self->rows)
    return; /* it was closed */
  if (!good)
    {
      fail (self, error);
      return;
    }
  vt_application_space_saved (self->app, vt_space_editor_get_folder (editor));
  gtk_widget_activate_action (GTK_WIDGET (self->over), "win.open-space", "s", vt_space_editor_get_folder (editor));
  gtk_window_close (GTK_WINDOW (self));
}

static void
save (VtRowsDialog *self)
{
  g_autofree char *own = vt_space_editor_has_place (self->editor)
                           ? NULL : vt_space_own_path (vt_space_get_title (vt_space_editor_get_space (self->editor)));

  vt_space_editor_save_async (self->editor, own, on_saved, g_object_ref (self));
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtRowsDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtTable) table = vt_rows_model_take_finish (result, &error);
  g_autofree int *columns = NULL;

  if (!self->rows || self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return; /* it was closed */
  g_clear_object (&self->cancellable);
  columns = g_new (int, MAX (self->rows->len, 1));
  for (guint i = 0; i < self->rows->len; i++)
    columns[i] = (int) adw_combo_row_get_selected (self->rows->pdata[i]) - 1;
  if (table && vt_rows_use (self->editor, get_place (self), table, columns, &error) > 0)
    save (self);
  else
    fail (self, error);
}

/* A table's cells name files by where they lie, so they stay; what is in examples is copied into the
 * space when it is saved. */
static char *
dup_media_folder (VtRowsDialog *self, GError **error)
{
  g_autofree char *name = g_strdup_printf ("rows-%08x", g_random_int ());

  if (get_place (self)->table)
    return g_build_filename (g_get_user_data_dir (), "vitrine", name, NULL);
  g_clear_pointer (&self->work, vt_work_folder_free);
  self->work = vt_work_folder_new ("examples", error);
  return self->work ? g_strdup (vt_work_folder_get_path (self->work)) : NULL;
}

static void
on_use (VtRowsDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = get_place (self) ? dup_media_folder (self, &error) : NULL;

  vt_notice_bar_hide (self->notice);
  if (!folder)
    {
      if (error)
        fail (self, error);
      return;
    }
  set_busy (self, TRUE);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  vt_rows_model_take_async (self->model, (guint) gtk_spin_button_get_value_as_int (self->count), folder, self->cancellable, on_taken,
                            g_object_ref (self));
}

/* --- the window ----------------------------------------------------------------------------------- */

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
vt_rows_dialog_dispose (GObject *object)
{
  VtRowsDialog *self = VT_ROWS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->model);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->work, vt_work_folder_free);
  G_OBJECT_CLASS (vt_rows_dialog_parent_class)->dispose (object);
}

static void
vt_rows_dialog_class_init (VtRowsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_rows_dialog_dispose;
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/rows-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, use_button);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, notice);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, page);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, space_row);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, place_row);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, count);
  gtk_widget_class_bind_template_child (widget_class, VtRowsDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
  gtk_widget_class_bind_template_callback (widget_class, on_space);
  gtk_widget_class_bind_template_callback (widget_class, on_place);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
vt_rows_dialog_init (VtRowsDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
}

void
vt_rows_dialog_show (VtApplication *app, GtkWindow *parent, VtRowsModel *model)
{
  VtRowsDialog *self = g_object_new (VT_TYPE_ROWS_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GListModel) spaces = NULL;

  self->app = app; /* outlives every window */
  self->over = parent;
  self->model = g_object_ref (model);
  adw_combo_row_set_expression (self->space_row,
                                gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (space_title), NULL, NULL));
  spaces = list_spaces (app);
  adw_combo_row_set_model (self->space_row, spaces);
  gtk_window_present (GTK_WINDOW (self));
}

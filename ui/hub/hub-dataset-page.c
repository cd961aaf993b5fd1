/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-dataset-page.h"

#include <glib/gi18n.h>

#include "app/dataset-details.h"
#include "ui/components/file-choose.h"
#include "ui/hub/hub-row.h"
#include "ui/hub/rows-dialog.h"
#include "ui/hub/rows-view.h"
#include "ui/markdown-view.h"
#include "ui/notice-bar.h"
#include "ui/tell.h"

#define ROWS_TAKEN 1000 /* the most that are taken out at once */

struct _VtHubDatasetPage
{
  GtkWidget parent_instance;
  VtApplication *app;
  char *repo;               /* (nullable): `datasets/owner/name`, where it is of the Hub */
  char *path;               /* (nullable): where it is of this computer */
  GPtrArray *parts;         /* (nullable) (element-type VtDatasetSplit) */
  VtRowsModel *model;       /* (nullable) */
  GCancellable *loading;
  gboolean filling;         /* the list of parts is being made */

  GtkWidget *box;
  GtkWidget *to_list;
  GtkStack *stack;
  GtkLabel *name;
  GtkLabel *facts;
  GtkWidget *switcher;
  GtkWidget *take_button;
  GtkWidget *use_button;
  GtkWidget *choices;
  GtkDropDown *splits;
  GtkEditable *words;
  VtNoticeBar *notice;
  GtkStack *views;
  VtRowsView *rows;
  GtkLabel *count;
  GtkSpinner *spinner;
  GtkBox *card;
};

G_DEFINE_FINAL_TYPE (VtHubDatasetPage, vt_hub_dataset_page, GTK_TYPE_WIDGET)

static VtHubClient *
get_client (VtHubDatasetPage *self)
{
  return vt_model_library_get_client (vt_application_get_library (self->app));
}

/* --- rows ------------------------------------------------------------------------------ */

static void
show_count (VtHubDatasetPage *self)
{
  guint here = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gint64 total = vt_rows_model_get_total (self->model);
  g_autofree char *shown = g_strdup_printf ("%u", here), *all = g_strdup_printf ("%" G_GINT64_FORMAT, total), *text = NULL;

  /* Translators: how many rows are shown, and how many there are */
  text = total >= 0 ? g_strdup_printf (_ ("%s of %s rows"), shown, all) : g_strdup_printf (_ ("%s rows"), shown);
  gtk_label_set_text (self->count, vt_rows_model_get_loading (self->model) && here == 0 ? "" : text);
}

static void
set_has_rows (VtHubDatasetPage *self, gboolean has)
{
  gtk_widget_set_sensitive (self->take_button, has);
  gtk_widget_set_sensitive (self->use_button, has);
}

static void
refresh (VtHubDatasetPage *self)
{
  const char *failure = vt_rows_model_get_failure (self->model);
  gboolean loading = vt_rows_model_get_loading (self->model);

  gtk_spinner_set_spinning (self->spinner, loading);
  show_count (self);
  set_has_rows (self, g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0);
  if (failure && !loading)
    vt_notice_bar_show (self->notice, TRUE, failure, NULL, _ ("Try Again"));
  else
    vt_notice_bar_hide (self->notice);
}

static void
set_model (VtHubDatasetPage *self, VtRowsModel *model)
{
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  vt_rows_view_set_model (self->rows, model);
  if (!model)
    return;
  g_signal_connect_swapped (model, "notify::loading", G_CALLBACK (refresh), self);
  refresh (self);
}

/* The part that is chosen, or the file. */
static void
read_rows (VtHubDatasetPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->splits);
  VtRowsSource source = { .path = self->path, .repo = self->repo, .words = gtk_editable_get_text (self->words) };
  g_autoptr (VtRowsModel) model = NULL;

  if (!self->path && (!self->parts || selected >= self->parts->len))
    return;
  if (!self->path)
    {
      const VtDatasetSplit *part = self->parts->pdata[selected];

      source.config = part->config;
      source.split = part->split;
    }
  model = vt_rows_model_new (get_client (self), &source);
  set_model (self, model);
}

static void
on_choice (VtHubDatasetPage *self)
{
  if (!self->filling)
    read_rows (self);
}

static void
fill_parts (VtHubDatasetPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; self->parts && i < self->parts->len; i++)
    {
      const VtDatasetSplit *part = self->parts->pdata[i];
      g_autofree char *name = g_strconcat (part->config, " · ", part->split, NULL);

      gtk_string_list_append (names, name);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->splits, G_LIST_MODEL (names));
  self->filling = FALSE;
  gtk_widget_set_visible (self->choices, self->parts != NULL);
}

/* --- of the Hub -------------------------------------------------------------------------- */

static void
show_card (VtHubDatasetPage *self, const char *text)
{
  GtkWidget *old = gtk_widget_get_first_child (GTK_WIDGET (self->card)), *view;

  if (old)
    gtk_box_remove (self->card, old);
  gtk_widget_set_visible (self->switcher, text && *text);
  if (!text || !*text)
    {
      gtk_stack_set_visible_child_name (self->views, "rows");
      return;
    }
  view = vt_markdown_view_new (FALSE);
  vt_markdown_view_set_text (VT_MARKDOWN_VIEW (view), text);
  gtk_box_append (self->card, view);
}

static void
on_details (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubDatasetPage) self = data;
  g_autoptr (VtDatasetDetails) details = vt_dataset_details_load_finish (result, NULL);

  if (!details || self->loading != g_task_get_cancellable (G_TASK (result)))
    return; /* another one is shown by now */
  g_clear_object (&self->loading);
  gtk_spinner_stop (self->spinner);
  self->parts = g_steal_pointer (&details->splits);
  fill_parts (self);
  show_card (self, details->card);
  if (details->failure)
    {
      vt_notice_bar_show (self->notice, TRUE, details->failure, NULL, _ ("Try Again"));
      if (*details->card)
        gtk_stack_set_visible_child_name (self->views, "card");
    }
  read_rows (self);
}

static void
ask (VtHubDatasetPage *self)
{
  self->loading = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  vt_notice_bar_hide (self->notice);
  vt_dataset_details_load_async (get_client (self), self->repo, self->loading, on_details, g_object_ref (self));
}

static void
on_again (VtHubDatasetPage *self)
{
  if (self->repo && !self->parts)
    ask (self);
  else
    read_rows (self);
}

/* Nothing of what was shown before stays. */
static void
begin (VtHubDatasetPage *self, const char *name, const char *facts)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->repo, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  set_model (self, NULL);
  self->filling = TRUE;
  gtk_editable_set_text (self->words, "");
  self->filling = FALSE;
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), *facts != '\0');
  gtk_label_set_text (self->count, "");
  set_has_rows (self, FALSE);
  vt_notice_bar_hide (self->notice);
  fill_parts (self);
  show_card (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "set");
}

void
vt_hub_dataset_page_show (VtHubDatasetPage *self, const VtHubModel *dataset)
{
  g_autofree char *facts = vt_hub_model_facts (dataset);
  g_autofree char *all = *dataset->licence ? g_strdup_printf ("%s%s%s", facts, *facts ? " · " : "", dataset->licence) : g_strdup (facts);

  begin (self, dataset->id, all);
  self->repo = vt_hub_repo_make (VT_HUB_DATASETS, dataset->id);
  ask (self);
}

/* --- of this computer --------------------------------------------------------------------- */

void
vt_hub_dataset_page_open (VtHubDatasetPage *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *shown = g_filename_display_name (path);

  begin (self, name, shown);
  self->path = g_strdup (path);
  read_rows (self);
}

static void
on_chosen (gpointer widget, GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    vt_hub_dataset_page_open (VT_HUB_DATASET_PAGE (widget), path);
}

static void
on_open_file (VtHubDatasetPage *self)
{
  static const char *const patterns[] = { "*.csv", "*.tsv", "*.jsonl", "*.ndjson", "*.txt", "*.parquet", NULL };

  vt_files_open (GTK_WIDGET (self), _ ("Open a Data Set"), patterns, _ ("Data Sets"), FALSE, FALSE, on_chosen);
}

static void
on_open_folder (VtHubDatasetPage *self)
{
  vt_files_open (GTK_WIDGET (self), _ ("Open a Folder of Pictures or Sounds"), NULL, NULL, FALSE, TRUE, on_chosen);
}

/* --- out of it ------------------------------------------------------------------------------ */

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubDatasetPage) self = data;
  g_autoptr (GError) error = NULL;
  gint64 n = vt_rows_model_export_finish (result, &error);
  g_autofree char *text = NULL;

  gtk_spinner_stop (self->spinner);
  if (n < 0)
    {
      vt_tell (GTK_WIDGET (self), _ ("The Rows Could Not Be Taken Out"), error->message);
      return;
    }
  text = g_strdup_printf (g_dngettext (NULL, "%u row was written as table.csv, with its pictures and sounds. A space's table can open it.",
                                       "%u rows were written as table.csv, with their pictures and sounds. A space's table can open it.",
                                       (gulong) n), (guint) n);
  vt_tell (GTK_WIDGET (self), _ ("The Rows Are There"), text);
}

static void
on_place (gpointer widget, GListModel *files)
{
  VtHubDatasetPage *self = VT_HUB_DATASET_PAGE (widget);
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *folder = file ? g_file_get_path (file) : NULL;

  if (!folder || !self->model)
    return;
  gtk_spinner_start (self->spinner);
  vt_rows_model_export_async (self->model, ROWS_TAKEN, folder, NULL, on_taken, g_object_ref (self));
}

static void
on_take (VtHubDatasetPage *self)
{
  vt_files_open (GTK_WIDGET (self), _ ("A Folder for the Rows"), NULL, NULL, FALSE, TRUE, on_place);
}

static void
on_use (VtHubDatasetPage *self)
{
  if (self->model && vt_rows_model_get_columns (self->model))
    vt_rows_dialog_show (self->app, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->model);
}

/* --- the widget ------------------------------------------------------------------------------ */

static void
vt_hub_dataset_page_dispose (GObject *object)
{
  VtHubDatasetPage *self = VT_HUB_DATASET_PAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->box)
    set_model (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_hub_dataset_page_parent_class)->dispose (object);
}

static void
vt_hub_dataset_page_finalize (GObject *object)
{
  VtHubDatasetPage *self = VT_HUB_DATASET_PAGE (object);

  g_free (self->repo);
  g_free (self->path);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_hub_dataset_page_parent_class)->finalize (object);
}

static void
vt_hub_dataset_page_class_init (VtHubDatasetPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_hub_dataset_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_hub_dataset_page_finalize;
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  g_type_ensure (VT_TYPE_ROWS_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/hub-dataset-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, box);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, to_list);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, name);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, facts);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, take_button);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, use_button);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, choices);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, splits);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, words);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, notice);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, views);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, rows);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, count);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, VtHubDatasetPage, card);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_take);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
  gtk_widget_class_bind_template_callback (widget_class, on_open_file);
  gtk_widget_class_bind_template_callback (widget_class, on_open_folder);
}

static void
vt_hub_dataset_page_init (VtHubDatasetPage *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  vt_name_drop_down (self->splits, _ ("Which part of the data set"));
  vt_files_accept_drops (GTK_WIDGET (self), on_chosen);
}

GtkWidget *
vt_hub_dataset_page_new (VtApplication *app)
{
  VtHubDatasetPage *self = g_object_new (VT_TYPE_HUB_DATASET_PAGE, NULL);

  self->app = app; /* outlives every page */
  return GTK_WIDGET (self);
}

void
vt_hub_dataset_page_set_folded (VtHubDatasetPage *self, gboolean folded)
{
  gtk_widget_set_visible (self->to_list, folded);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-model-page.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/hub-details.h"
#include "ui/get-model.h"
#include "ui/hub/hub-row.h"
#include "ui/markdown-view.h"
#include "ui/model-text.h"
#include "ui/notice-bar.h"

struct _VtHubModelPage
{
  GtkWidget parent_instance;
  VtApplication *app;
  char *id;              /* of the repository that is shown */
  char *reference;       /* it, or one of its files */
  VtHubDetails *details; /* (nullable): until they have come */
  GCancellable *loading;
  gboolean filling;      /* the list of files is being made */

  GtkStack *stack;
  GtkWidget *to_list;
  GtkLabel *name;
  GtkLabel *facts;
  GtkWidget *try_button;
  GtkButton *get_button;
  GtkSpinner *spinner;
  GtkProgressBar *progress;
  VtNoticeBar *notice;
  GtkWidget *rows;
  AdwComboRow *file_row;
  AdwActionRow *run_row;
  AdwActionRow *size_row;
  AdwActionRow *kind_row;
  AdwActionRow *licence_row;
  GtkBox *card;
};

G_DEFINE_FINAL_TYPE (VtHubModelPage, vt_hub_model_page, GTK_TYPE_WIDGET)

static const VtModelInfo *
get_info (VtHubModelPage *self)
{
  return self->details ? self->details->preview->info : NULL;
}

/* The buttons and the bar, as the model's state has it. */
static void
refresh_state (VtHubModelPage *self)
{
  g_autoptr (VtModelStatus) status =
    vt_model_library_get_status (vt_application_get_library (self->app), self->reference);
  const VtModelInfo *info = get_info (self);
  gboolean fetching = status->state == VT_MODEL_FETCHING;
  const char *deed = fetching ? _ ("Stop") : status->state == VT_MODEL_PRESENT ? _ ("Is Here") : _ ("Download");
  g_autofree char *text = fetching ? vt_model_fetching_text (status) : NULL;

  gtk_widget_set_sensitive (self->try_button, info && info->tasks && info->tasks[0]);
  gtk_widget_set_sensitive (GTK_WIDGET (self->get_button), fetching || (info && status->state != VT_MODEL_PRESENT));
  gtk_button_set_label (self->get_button, deed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->get_button), GTK_ACCESSIBLE_PROPERTY_LABEL, deed, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), fetching);
  if (fetching)
    {
      gtk_progress_bar_set_fraction (self->progress, vt_model_status_fraction (status));
      gtk_progress_bar_set_text (self->progress, text);
    }
  if (status->state == VT_MODEL_FAILED && status->failure)
    vt_notice_bar_show (self->notice, TRUE, status->failure, NULL, NULL);
}

static void
on_library_changed (VtHubModelPage *self, const char *reference)
{
  if (g_strcmp0 (reference, self->reference) == 0)
    refresh_state (self);
}

/* Whether a run fits into the device that would be taken, in words. */
static char *
fit_text (VtHubModelPage *self, const VtModelInfo *info)
{
  g_autoptr (VtDeviceInfo) device =
    vt_engine_choose_device (vt_application_get_engine (self->app), "auto", NULL);
  guint64 needed = info->file_bytes + info->memory_bytes;
  g_autofree char *size = g_format_size (needed);
  g_autofree char *room = device ? g_format_size (device->memory_total) : NULL;

  if (!device || device->memory_total == 0)
    /* Translators: %s is an amount of memory */
    return g_strdup_printf (_ ("A run takes %s of memory"), size);
  return g_strdup_printf (needed < device->memory_total
                            /* Translators: two amounts of memory and the name of a processor or graphics card */
                            ? _ ("Fits: a run takes %s of the %s that %s has")
                            : _ ("Does not fit: a run takes %s, and there are %s on %s"),
                          size, room, device->name);
}

static void
set_row (AdwActionRow *row, const char *text)
{
  adw_action_row_set_subtitle (row, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), text && *text);
}

static void
show_facts (VtHubModelPage *self)
{
  const VtModelPreview *preview = self->details->preview;
  const VtModelInfo *info = preview->info;
  g_autofree char *fit = info ? fit_text (self, info) : NULL;
  g_autofree char *reason = preview->reason ? g_markup_escape_text (preview->reason, -1) : NULL;
  g_autofree char *size = preview->download_bytes > 0 ? g_format_size (preview->download_bytes) : NULL;
  g_autofree char *kind = info ? g_strdup_printf ("%s, %s", info->architecture, info->quantization) : NULL;
  g_autofree char *fit_markup = fit ? g_markup_escape_text (fit, -1) : NULL;

  set_row (self->run_row, info ? fit_markup : reason);
  set_row (self->size_row, size);
  set_row (self->kind_row, kind);
  gtk_widget_set_visible (self->rows, TRUE);
}

/* A choice only where the repository has several GGUF models. */
static void
fill_files (VtHubModelPage *self)
{
  g_autoptr (GPtrArray) files = vt_model_files_list_gguf (self->details->files);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < files->len; i++)
    {
      const VtHubFile *file = files->pdata[i];

      gtk_string_list_append (names, file->name);
      if (g_strcmp0 (file->name, self->details->preview->file) == 0)
        selected = i;
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->file_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->file_row, selected);
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->file_row), files->len > 1);
}

/* Where none of them is the usual one, the first of several files will do to begin with. */
static gboolean
choose_first_file (VtHubModelPage *self)
{
  g_autoptr (GPtrArray) files = vt_model_files_list_gguf (self->details->files);

  if (files->len == 0 || self->details->preview->file || strchr (self->reference, ':'))
    return FALSE;
  g_free (self->reference);
  self->reference = g_strdup_printf ("%s:%s", self->id, ((const VtHubFile *) files->pdata[0])->name);
  return TRUE;
}

static void
show_card (VtHubModelPage *self, const char *text)
{
  GtkWidget *old = gtk_widget_get_first_child (GTK_WIDGET (self->card));
  GtkWidget *view;

  if (old)
    gtk_box_remove (self->card, old);
  if (!text || !*text)
    return;
  view = vt_markdown_view_new (FALSE);
  vt_markdown_view_set_text (VT_MARKDOWN_VIEW (view), text);
  gtk_box_append (self->card, view);
}

static void load (VtHubModelPage *self);

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubModelPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubDetails) details = vt_hub_details_load_finish (result, &error);

  if (self->loading != g_task_get_cancellable (G_TASK (result)))
    return; /* another model is shown by now */
  gtk_spinner_stop (self->spinner);
  g_clear_object (&self->loading);
  if (!details)
    {
      vt_notice_bar_show (self->notice, TRUE, error->message, NULL, _ ("Try Again"));
      return;
    }
  g_clear_pointer (&self->details, vt_hub_details_free);
  self->details = g_steal_pointer (&details);
  if (choose_first_file (self))
    {
      load (self);
      return;
    }
  show_facts (self);
  fill_files (self);
  show_card (self, self->details->card);
  refresh_state (self);
}

static void
load (VtHubModelPage *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  vt_notice_bar_hide (self->notice);
  gtk_spinner_start (self->spinner);
  vt_hub_details_load_async (vt_model_library_get_client (vt_application_get_library (self->app)),
                             vt_application_get_engine (self->app), self->reference, self->loading, on_loaded,
                             g_object_ref (self));
}

static void
on_file (VtHubModelPage *self)
{
  GtkStringObject *selected = adw_combo_row_get_selected_item (self->file_row);

  if (self->filling || !selected)
    return;
  g_free (self->reference);
  self->reference = g_strdup_printf ("%s:%s", self->id, gtk_string_object_get_string (selected));
  load (self);
}

static void
on_try (VtHubModelPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "hub.try", "(ss)", get_info (self)->tasks[0], self->reference);
}

static void
on_get (VtHubModelPage *self)
{
  g_autoptr (VtModelStatus) status =
    vt_model_library_get_status (vt_application_get_library (self->app), self->reference);

  if (status->state == VT_MODEL_FETCHING)
    vt_stop_getting_model (self->app, self->reference);
  else
    vt_get_model (self->app, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->reference);
}

static void
vt_hub_model_page_dispose (GObject *object)
{
  VtHubModelPage *self = VT_HUB_MODEL_PAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->app)
    g_signal_handlers_disconnect_by_data (vt_application_get_library (self->app), self);
  self->app = NULL;
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_hub_model_page_parent_class)->dispose (object);
}

static void
vt_hub_model_page_finalize (GObject *object)
{
  VtHubModelPage *self = VT_HUB_MODEL_PAGE (object);

  g_free (self->id);
  g_free (self->reference);
  g_clear_pointer (&self->details, vt_hub_details_free);
  G_OBJECT_CLASS (vt_hub_model_page_parent_class)->finalize (object);
}

static void
vt_hub_model_page_class_init (VtHubModelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_hub_model_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_hub_model_page_finalize;
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/hub-model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, to_list);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, name);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, facts);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, try_button);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, get_button);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, progress);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, notice);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, rows);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, file_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, run_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, size_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, kind_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, licence_row);
  gtk_widget_class_bind_template_child (widget_class, VtHubModelPage, card);
  gtk_widget_class_bind_template_callback (widget_class, on_try);
  gtk_widget_class_bind_template_callback (widget_class, on_get);
  gtk_widget_class_bind_template_callback (widget_class, on_file);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
vt_hub_model_page_init (VtHubModelPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vt_hub_model_page_new (VtApplication *app)
{
  VtHubModelPage *self = g_object_new (VT_TYPE_HUB_MODEL_PAGE, NULL);

  self->app = app; /* outlives every page */
  g_signal_connect_swapped (vt_application_get_library (app), "changed", G_CALLBACK (on_library_changed), self);
  return GTK_WIDGET (self);
}

void
vt_hub_model_page_show (VtHubModelPage *self, const VtHubModel *model)
{
  g_autofree char *facts = vt_hub_model_facts (model);
  g_autofree char *licence = g_strdup_printf (model->gated ? _ ("%s; its conditions must be accepted on the Hub") : "%s",
                                              *model->licence ? model->licence : _ ("Not stated"));

  g_free (self->id);
  g_free (self->reference);
  self->id = g_strdup (model->id);
  self->reference = g_strdup (model->id);
  g_clear_pointer (&self->details, vt_hub_details_free);
  gtk_label_set_text (self->name, model->id);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), *facts != '\0');
  set_row (self->licence_row, licence);
  gtk_widget_set_visible (self->rows, FALSE);
  show_card (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "model");
  load (self);
  refresh_state (self);
}

void
vt_hub_model_page_set_folded (VtHubModelPage *self, gboolean folded)
{
  gtk_widget_set_visible (self->to_list, folded);
}

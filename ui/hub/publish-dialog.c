/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/publish-dialog.h"

#include <glib/gi18n.h>

#include "app/publish.h"
#include "engine/base/error.h"
#include "ui/hub/sign-in.h"
#include "ui/notice-bar.h"
#include "ui/tell.h"

#define ROWS_MAX 300 /* of files; a space with more names only how many more */

struct _VtPublishDialog
{
  AdwWindow parent_instance;
  VtHubClient *client;
  VtPublish *publish;
  GCancellable *cancellable; /* (nullable): of what is asked or sent now */
  GPtrArray *licences;       /* (element-type utf8): ids, as the row has them */
  GPtrArray *file_rows;
  gboolean filling;

  GtkButton *close_button;
  GtkButton *publish_button;
  VtNoticeBar *notice;
  GtkStack *stack;
  AdwStatusPage *account_page;
  AdwEntryRow *name_row;
  GtkLabel *account_label;
  GtkSwitch *private_switch;
  AdwComboRow *licence_row;
  AdwPreferencesGroup *files;
  GtkProgressBar *progress;
  GtkLinkButton *link;
  guint ticking;
};

G_DEFINE_FINAL_TYPE (VtPublishDialog, vt_publish_dialog, ADW_TYPE_WINDOW)

/* The Hub's words for licences, and how people know them. */
static const struct
{
  const char *id;
  const char *name;
} licences[] = {
  { "cc-by-4.0", N_ ("Creative Commons, with my name (CC BY 4.0)") },
  { "cc-by-sa-4.0", N_ ("Creative Commons, with my name, shared alike (CC BY-SA 4.0)") },
  { "cc-by-nc-4.0", N_ ("Creative Commons, with my name, not commercial (CC BY-NC 4.0)") },
  { "cc0-1.0", N_ ("Public domain (CC0)") },
  { "apache-2.0", "Apache 2.0" },
  { "mit", "MIT" },
  { "gpl-3.0", "GPL 3.0" },
  { "agpl-3.0", "AGPL 3.0" },
  { "bsd-3-clause", "BSD, 3-clause" },
  { "openrail", "OpenRAIL" },
};

static void
show_page (VtPublishDialog *self, const char *name)
{
  gboolean form = g_str_equal (name, "form"), done = g_str_equal (name, "done");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->publish_button), form);
  gtk_button_set_label (self->close_button, done ? _ ("Close") : _ ("Cancel"));
}

static GCancellable *
begin (VtPublishDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  vt_notice_bar_hide (self->notice);
  return self->cancellable = g_cancellable_new ();
}

/* Whether the answer is to what was asked last; then nothing is asked any more. */
static gboolean
is_current (VtPublishDialog *self, GAsyncResult *result)
{
  if (self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return FALSE;
  g_clear_object (&self->cancellable);
  return TRUE;
}

/* --- what goes out ---------------------------------------------------------------------- */

static void
add_file (VtPublishDialog *self, const char *name, const char *size)
{
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (size);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->files, row);
  g_ptr_array_add (self->file_rows, row);
}

static void
list_files (VtPublishDialog *self)
{
  const VtHubUpload *upload = vt_publish_get_upload (self->publish);
  guint n = upload->files->len, shown = MIN (n, ROWS_MAX);
  g_autofree char *size = g_format_size (upload->bytes), *text = NULL, *more = NULL;

  for (guint i = 0; i < self->file_rows->len; i++)
    adw_preferences_group_remove (self->files, self->file_rows->pdata[i]);
  g_ptr_array_set_size (self->file_rows, 0);
  for (guint i = 0; i < shown; i++)
    {
      const VtHubFile *file = upload->files->pdata[i];
      g_autofree char *bytes = g_format_size (file->bytes);

      add_file (self, file->name, bytes);
    }
  more = g_strdup_printf (g_dngettext (NULL, "and %u more file", "and %u more files", n - shown), n - shown);
  if (n > shown)
    add_file (self, more, "");
  /* Translators: how many files, and their size */
  text = g_strdup_printf (g_dngettext (NULL, "%u file, %s. Hidden files and links stay here.",
                                       "%u files, %s. Hidden files and links stay here.", n), n, size);
  adw_preferences_group_set_description (self->files, text);
}

/* --- the form ------------------------------------------------------------------------------ */

static void
fill_licences (VtPublishDialog *self)
{
  const char *own = vt_publish_get_licence (self->publish);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->licences, 0);
  if (!*own)
    {
      gtk_string_list_append (names, _ ("Not Stated"));
      g_ptr_array_add (self->licences, g_strdup (""));
    }
  for (guint i = 0; i < G_N_ELEMENTS (licences); i++)
    {
      if (g_str_equal (own, licences[i].id))
        selected = self->licences->len;
      gtk_string_list_append (names, _ (licences[i].name));
      g_ptr_array_add (self->licences, g_strdup (licences[i].id));
    }
  if (*own && !g_str_equal (self->licences->pdata[selected], own))
    {
      selected = self->licences->len;
      gtk_string_list_append (names, own);
      g_ptr_array_add (self->licences, g_strdup (own));
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->licence_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->licence_row, selected);
  self->filling = FALSE;
}

static void
on_licence (VtPublishDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->licence_row);

  if (self->filling || selected >= self->licences->len)
    return;
  vt_publish_set_licence (self->publish, self->licences->pdata[selected]);
  list_files (self);
}

static void
on_name (VtPublishDialog *self)
{
  gboolean good = vt_publish_is_name (gtk_editable_get_text (GTK_EDITABLE (self->name_row)));

  gtk_widget_set_sensitive (GTK_WIDGET (self->publish_button), good);
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
}

static void
fill_form (VtPublishDialog *self)
{
  /* Translators: the name of an account, before the name of what it has */
  g_autofree char *account = g_strdup_printf (_ ("%s /"), vt_publish_get_account (self->publish));

  gtk_label_set_text (self->account_label, account);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), vt_publish_get_name (self->publish));
  fill_licences (self);
  list_files (self);
  show_page (self, "form");
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

/* Back in the form, with a sentence unless the person stopped it. */
static void
fail (VtPublishDialog *self, const GError *error)
{
  show_page (self, "form");
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    vt_notice_bar_show (self->notice, TRUE, error->message, NULL, NULL);
}

/* --- whose account ------------------------------------------------------------------------- */

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtPublishDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean good = vt_publish_prepare_finish (VT_PUBLISH (source), result, &error);

  if (!is_current (self, result))
    return;
  if (good)
    fill_form (self);
  else if (g_error_matches (error, VT_ERROR, VT_ERROR_DENIED))
    {
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->account_page, text);
      show_page (self, "account");
    }
  else
    {
      show_page (self, "failed");
      vt_notice_bar_show (self->notice, TRUE, error->message, NULL, _ ("Try Again"));
    }
}

static void
prepare (VtPublishDialog *self)
{
  vt_publish_prepare_async (self->publish, begin (self), on_prepared, g_object_ref (self));
  show_page (self, "asking");
}

static void
on_signed_in (GObject *object, const char *name, const GError *error)
{
  VtPublishDialog *self = VT_PUBLISH_DIALOG (object);

  if (name)
    prepare (self);
  else if (error)
    vt_tell (GTK_WIDGET (self), _ ("You Are Not Signed In"), error->message);
}

static void
on_sign_in (VtPublishDialog *self)
{
  vt_sign_in_ask (GTK_WINDOW (self), self->client, TRUE, on_signed_in, self);
}

/* --- sending ---------------------------------------------------------------------------------- */

static gboolean
on_tick (gpointer data)
{
  VtPublishDialog *self = data;
  guint64 all = vt_publish_get_upload (self->publish)->bytes, sent = MIN (vt_publish_get_sent (self->publish), all);
  g_autofree char *first = g_format_size (sent), *second = g_format_size (all);
  /* Translators: two amounts of bytes */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s"), first, second);

  gtk_progress_bar_set_fraction (self->progress, all > 0 ? (double) sent / (double) all : 0);
  gtk_progress_bar_set_text (self->progress, text);
  return G_SOURCE_CONTINUE;
}

static void
stop_ticking (VtPublishDialog *self)
{
  g_clear_handle_id (&self->ticking, g_source_remove);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtPublishDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = vt_publish_send_finish (VT_PUBLISH (source), result, &error);

  if (!is_current (self, result))
    return;
  stop_ticking (self);
  if (page)
    {
      gtk_link_button_set_uri (self->link, page);
      gtk_button_set_label (GTK_BUTTON (self->link), page);
      gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->link))), PANGO_ELLIPSIZE_MIDDLE);
      show_page (self, "done");
      return;
    }
  fail (self, error);
}

static void
send (VtPublishDialog *self)
{
  vt_publish_send_async (self->publish, begin (self), on_sent, g_object_ref (self));
  on_tick (self);
  self->ticking = g_timeout_add (100, on_tick, self);
  show_page (self, "sending");
}

static void
on_there_response (AdwMessageDialog *dialog, const char *response, VtPublishDialog *self)
{
  if (g_str_equal (response, "publish"))
    send (self);
  else
    show_page (self, "form");
}

static void
ask_whether (VtPublishDialog *self)
{
  const char *name;
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  vt_hub_repo_kind (vt_publish_get_upload (self->publish)->repo, &name);
  /* Translators: %s is a name on the Hub */
  heading = g_strdup_printf (_ ("Change %s?"), name);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                   _ ("There is one of this name already. What goes out becomes its newest version; the earlier ones "
                                      "stay in its history, and who may see it stays as it is."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "publish", _ ("_Publish"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "publish", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_there_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtPublishDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean there, good = vt_publish_look_finish (VT_PUBLISH (source), result, &there, &error);

  if (!is_current (self, result))
    return;
  if (good && !there)
    {
      send (self);
      return;
    }
  if (!good)
    {
      fail (self, error);
      return;
    }
  show_page (self, "form");
  ask_whether (self);
}

static void
on_publish (VtPublishDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  if (!vt_publish_is_name (name))
    return;
  vt_publish_look_async (self->publish, name, gtk_switch_get_active (self->private_switch), begin (self), on_looked,
                         g_object_ref (self));
  show_page (self, "asking");
}

static void
on_copy (VtPublishDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_link_button_get_uri (self->link));
}

/* --- the window ----------------------------------------------------------------------------------- */

/* What is being sent is stopped first; the form is there again when the thread has let go of it. */
static void
on_close_button (VtPublishDialog *self)
{
  gboolean stops = self->cancellable && vt_publish_get_upload (self->publish) && !g_cancellable_is_cancelled (self->cancellable);

  if (!stops)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_cancellable_cancel (self->cancellable);
  show_page (self, "asking");
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  on_close_button (VT_PUBLISH_DIALOG (widget));
  return TRUE;
}

static void
vt_publish_dialog_dispose (GObject *object)
{
  VtPublishDialog *self = VT_PUBLISH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stop_ticking (self);
  g_clear_object (&self->publish);
  g_clear_object (&self->client);
  g_clear_pointer (&self->licences, g_ptr_array_unref);
  g_clear_pointer (&self->file_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_publish_dialog_parent_class)->dispose (object);
}

static void
vt_publish_dialog_class_init (VtPublishDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_publish_dialog_dispose;
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/hub/publish-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, publish_button);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, notice);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, account_page);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, account_label);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, private_switch);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, licence_row);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, files);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, VtPublishDialog, link);
  gtk_widget_class_bind_template_callback (widget_class, on_close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_publish);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_name);
  gtk_widget_class_bind_template_callback (widget_class, on_licence);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, prepare);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
vt_publish_dialog_init (VtPublishDialog *self)
{
  self->licences = g_ptr_array_new_with_free_func (g_free);
  self->file_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vt_publish_dialog_show (VtApplication *app, GtkWindow *parent, const char *folder, VtHubKind kind, const char *title)
{
  VtPublishDialog *self = g_object_new (VT_TYPE_PUBLISH_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (vt_model_library_get_client (vt_application_get_library (app)));
  self->publish = vt_publish_new (self->client, folder, kind, title);
  prepare (self);
  gtk_window_present (GTK_WINDOW (self));
}

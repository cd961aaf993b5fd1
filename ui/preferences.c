/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/preferences.h"

#include <glib/gi18n.h>

#include "hub/contacts.h"
#include "ui/classroom.h"
#include "ui/device-list.h"
#include "ui/hub/hub-account-row.h"
#include "ui/model-text.h"

#define MEBIBYTES_PER_GIGABYTE 1024

static const char *const schemes[] = { "system", "light", "dark" };

struct _VtPreferences
{
  AdwPreferencesWindow parent_instance;
  VtApplication *app;
  GSettings *settings;  /* (nullable) */
  GPtrArray *devices;   /* (nullable) (element-type utf8): ids by row */
  GPtrArray *model_rows, *contact_rows; /* (element-type GtkWidget) */
  GCancellable *looking;

  AdwComboRow *device;
  GtkSpinButton *budget;
  AdwComboRow *scheme;
  AdwActionRow *storage;
  AdwPreferencesGroup *models;
  AdwPreferencesPage *general;
  GtkSwitch *offline;
  GtkSwitch *keep_history;
  GtkSpinButton *download_limit;
  AdwPreferencesGroup *account;
  AdwPreferencesGroup *contacts;
};

G_DEFINE_FINAL_TYPE (VtPreferences, vt_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
on_device_selected (VtPreferences *self)
{
  guint row = adw_combo_row_get_selected (self->device);

  if (self->settings && self->devices && row < self->devices->len)
    g_settings_set_string (self->settings, "device", self->devices->pdata[row]);
}

static void
on_budget_changed (VtPreferences *self)
{
  if (self->settings)
    g_settings_set_int (self->settings, "memory-budget",
                        gtk_spin_button_get_value_as_int (self->budget) * MEBIBYTES_PER_GIGABYTE);
}

static void
on_scheme_selected (VtPreferences *self)
{
  guint row = adw_combo_row_get_selected (self->scheme);

  if (self->settings && row < G_N_ELEMENTS (schemes))
    g_settings_set_string (self->settings, "color-scheme", schemes[row]);
}

static void
on_offline_changed (VtPreferences *self)
{
  if (self->settings)
    g_settings_set_boolean (self->settings, "offline", gtk_switch_get_active (self->offline));
}

static void
on_show_folder (VtPreferences *self)
{
  g_autofree char *uri =
    g_filename_to_uri (vt_hub_cache_get_dir (vt_model_library_get_cache (vt_application_get_library (self->app))), NULL,
                       NULL);

  if (uri)
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

static void list_models (VtPreferences *self);

static void
on_remove_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  VtPreferences *self = VT_PREFERENCES (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "remove"))
    return;
  if (!vt_model_library_remove (vt_application_get_library (self->app), data, NULL, &error))
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (error->message));
  list_models (self);
}

static void
on_remove (GtkButton *button, gpointer data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), vt_model_title (data));
  GtkWidget *dialog =
    adw_message_dialog_new (window, heading, _ ("Its files are deleted. To use it again, it must be fetched again."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_remove_response), g_strdup (data),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
model_row (const VtModelEntry *entry)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *size = g_format_size (entry->bytes);
  g_autofree char *subtitle = g_markup_printf_escaped ("%s · %s", entry->reference, size);
  g_autofree char *title = g_markup_escape_text (vt_model_title (entry->reference), -1);
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), vt_model_title (entry->reference));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_remove), g_strdup (entry->reference),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
add_row (AdwPreferencesGroup *group, GPtrArray *rows, GtkWidget *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static GtkWidget *
empty_row (const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_widget_add_css_class (row, "dim-label");
  return row;
}

static void
list_models (VtPreferences *self)
{
  VtModelLibrary *library = vt_application_get_library (self->app);
  g_autoptr (GPtrArray) entries = vt_model_library_list (library);

  clear_rows (self->models, self->model_rows);
  for (guint i = 0; i < entries->len; i++)
    {
      const VtModelEntry *entry = entries->pdata[i];

      if (entry->path && !entry->shared && !entry->shipped)
        add_row (self->models, self->model_rows, model_row (entry));
    }
  if (self->model_rows->len == 0)
    add_row (self->models, self->model_rows, empty_row (_ ("No model is here yet")));
}

static void
list_contacts (VtPreferences *self)
{
  g_autoptr (GPtrArray) entries =
    vt_contacts_dup_entries (vt_model_library_get_contacts (vt_application_get_library (self->app)));

  clear_rows (self->contacts, self->contact_rows);
  for (guint i = entries->len; i > 0 && self->contact_rows->len < 100; i--)
    {
      const VtContact *contact = entries->pdata[i - 1];
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *time = g_date_time_format (contact->time, "%X");
      g_autofree char *title = g_markup_escape_text (contact->host, -1);
      g_autofree char *subtitle = g_markup_printf_escaped ("%s · %s %s%s", time, contact->method, contact->path,
                                                             contact->with_token ? _ (" · with your key") : "");

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      add_row (self->contacts, self->contact_rows, row);
    }
  if (entries->len == 0)
    add_row (self->contacts, self->contact_rows, empty_row (_ ("None")));
}

static void
on_devices (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtDeviceList) list = vt_device_list_finish (result);
  VtPreferences *self = data;
  g_autoptr (GtkStringList) names = NULL;
  g_autofree char *wanted = NULL;
  guint selected = 0;

  if (!list) /* the window is gone */
    return;
  names = gtk_string_list_new ((const char *[]) { _ ("The best one"), NULL });
  wanted = self->settings ? g_settings_get_string (self->settings, "device") : g_strdup ("auto");
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (ids, g_strdup ("auto"));
  for (guint i = 0; i < list->all->len; i++)
    {
      const VtDeviceInfo *info = list->all->pdata[i];

      if (!info->usable)
        continue;
      if (g_str_equal (info->id, wanted))
        selected = ids->len;
      g_ptr_array_add (ids, g_strdup (info->id));
      gtk_string_list_append (names, info->name);
    }
  adw_combo_row_set_model (self->device, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->device, selected);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->device), list->chosen ? _ (list->chosen->reason) : "");
  self->devices = g_steal_pointer (&ids);
}

static void
vt_preferences_dispose (GObject *object)
{
  VtPreferences *self = VT_PREFERENCES (object);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->model_rows, g_ptr_array_unref);
  g_clear_pointer (&self->contact_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_preferences_parent_class)->dispose (object);
}

static void
vt_preferences_class_init (VtPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, general);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, device);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, budget);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, scheme);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, storage);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, models);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, offline);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, keep_history);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, download_limit);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, account);
  gtk_widget_class_bind_template_child (widget_class, VtPreferences, contacts);
  gtk_widget_class_bind_template_callback (widget_class, on_device_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_budget_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_scheme_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_offline_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_show_folder);
}

static void
vt_preferences_init (VtPreferences *self)
{
  self->model_rows = g_ptr_array_new ();
  self->contact_rows = g_ptr_array_new ();
  self->looking = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Shows what is set; the handlers then write the same values back. */
static void
show_settings (VtPreferences *self, GSettings *settings)
{
  g_autofree char *scheme = g_settings_get_string (settings, "color-scheme");

  gtk_spin_button_set_value (self->budget, g_settings_get_int (settings, "memory-budget") / MEBIBYTES_PER_GIGABYTE);
  g_settings_bind (settings, "download-limit", gtk_spin_button_get_adjustment (self->download_limit), "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "keep-history", self->keep_history, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_page_add (self->general, ADW_PREFERENCES_GROUP (vt_classroom_group_new (settings)));
  gtk_switch_set_active (self->offline, g_settings_get_boolean (settings, "offline"));
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i], scheme))
      adw_combo_row_set_selected (self->scheme, i);
  self->settings = settings;
}

GtkWidget *
vt_preferences_new (VtApplication *app)
{
  VtPreferences *self = g_object_new (VT_TYPE_PREFERENCES, NULL);
  VtModelLibrary *library = vt_application_get_library (app);
  g_autofree char *folder =
    g_markup_escape_text (vt_hub_cache_get_dir (vt_model_library_get_cache (library)), -1);

  self->app = app;
  if (vt_application_get_settings (app))
    show_settings (self, vt_application_get_settings (app));
  adw_action_row_set_subtitle (self->storage, folder);
  adw_preferences_group_add (self->account, vt_hub_account_row_new (self->app));
  list_models (self);
  list_contacts (self);
  g_signal_connect_object (vt_model_library_get_contacts (library), "changed", G_CALLBACK (list_contacts), self,
                           G_CONNECT_SWAPPED);
  vt_device_list_async (vt_application_get_engine (app), "auto", self->looking, on_devices, self);
  return GTK_WIDGET (self);
}

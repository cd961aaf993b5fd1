/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-storage.h"

#include <glib/gi18n.h>

#include "app/remote/remote-book.h"
#include "ui/get-model.h"
#include "ui/hub/hub-cache-group.h"
#include "ui/hub/hub-room-group.h"
#include "ui/hub/hub-stores-group.h"
#include "ui/model-text.h"
#include "ui/remote-dialog.h"
#include "ui/tell.h"

struct _VtHubStorage
{
  GtkWidget parent_instance;
  VtApplication *app;
  GtkWidget *page;
  AdwPreferencesGroup *group;
  AdwPreferencesGroup *remotes; /* models on other computers */
  GPtrArray *listed;            /* (element-type GtkWidget): the rows of the first */
  GPtrArray *listed_remotes;    /* (element-type GtkWidget): of the second */
  GHashTable *rows;             /* (element-type utf8 AdwActionRow): by reference */
};

G_DEFINE_FINAL_TYPE (VtHubStorage, vt_hub_storage, GTK_TYPE_WIDGET)

static void list_models (VtHubStorage *self);

static VtModelLibrary *
get_library (VtHubStorage *self)
{
  return vt_application_get_library (self->app);
}

static const char *
get_reference (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "reference");
}

static void
on_remove_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  VtHubStorage *self = data;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "remove"))
    return;
  if (!vt_model_library_remove (get_library (self), get_reference (GTK_WIDGET (dialog)), NULL, &error))
    vt_tell (GTK_WIDGET (self), _ ("The Model Could Not Be Removed"), error->message);
  list_models (self);
}

static void
on_remove (GtkWidget *button, VtHubStorage *self)
{
  const char *reference = get_reference (button);
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), vt_model_title (reference));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                                              _ ("Spaces that use it will ask for it again. Other programs that share "
                                                 "the Hub's cache lose it too."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "reference", g_strdup (reference), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_get (GtkWidget *button, VtHubStorage *self)
{
  vt_get_model (self->app, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), get_reference (button));
}

static void
on_stop (GtkWidget *button, VtHubStorage *self)
{
  vt_stop_getting_model (self->app, get_reference (button));
}

/* What can be done with a model in each state. */
static const struct
{
  const char *icon;
  const char *name; /* of the model, in an accessible name and tooltip */
  void (*clicked) (GtkWidget *button, VtHubStorage *self);
} deeds[] = {
  [VT_MODEL_MISSING] = { "folder-download-symbolic", N_ ("Download %s"), on_get },
  [VT_MODEL_FAILED] = { "view-refresh-symbolic", N_ ("Try again to download %s"), on_get },
  [VT_MODEL_FETCHING] = { "media-playback-stop-symbolic", N_ ("Stop downloading %s"), on_stop },
  [VT_MODEL_PRESENT] = { "user-trash-symbolic", N_ ("Remove %s"), on_remove },
};

static GtkWidget *
make_button (VtHubStorage *self, const char *reference, VtModelState state)
{
  GtkWidget *button = gtk_button_new_from_icon_name (deeds[state].icon);
  g_autofree char *name = g_strdup_printf (_ (deeds[state].name), vt_model_title (reference));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "reference", g_strdup (reference), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (deeds[state].clicked), self);
  return button;
}

static char *
describe (const char *reference, const VtModelStatus *status, guint64 bytes)
{
  g_autofree char *size = g_format_size (bytes);

  if (status->state == VT_MODEL_FETCHING)
    return vt_model_fetching_text (status);
  if (status->state == VT_MODEL_FAILED && status->failure)
    return g_strdup (status->failure);
  if (status->state == VT_MODEL_PRESENT)
    return g_strdup_printf ("%s · %s", reference, size);
  /* Translators: a model's name, and its size */
  return g_strdup_printf (_ ("%s · %s to download"), reference, size);
}

/* The row of a model, as things stand; its button is another one in another state. */
static void
update_row (VtHubStorage *self, AdwActionRow *row, const char *reference, guint64 bytes)
{
  g_autoptr (VtModelStatus) status = vt_model_library_get_status (get_library (self), reference);
  g_autofree char *text = describe (reference, status, bytes);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  GtkWidget *button = g_object_get_data (G_OBJECT (row), "button");
  gpointer state = GINT_TO_POINTER (status->state + 1);

  adw_action_row_set_subtitle (row, markup);
  if (g_object_get_data (G_OBJECT (row), "state") == state)
    return;
  if (button)
    adw_action_row_remove (row, button);
  button = make_button (self, reference, status->state);
  adw_action_row_add_suffix (row, button);
  g_object_set_data (G_OBJECT (row), "button", button);
  g_object_set_data (G_OBJECT (row), "state", state);
}

/* What Vitrine only reads: it cannot be removed. */
static gboolean
is_read_only (const VtModelEntry *entry)
{
  return entry->shared || entry->shipped;
}

static void
describe_read_only (AdwActionRow *row, const VtModelEntry *entry)
{
  g_autofree char *size = g_format_size (entry->bytes);
  /* Translators: a model's name, and its size */
  g_autofree char *text = entry->shared ? g_strdup_printf (_ ("%s · %s in a shared folder"), entry->reference, size)
                                        : g_strdup_printf (_ ("%s · %s, comes with Vitrine"), entry->reference, size);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

static void
add_row (VtHubStorage *self, const VtModelEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), vt_model_title (entry->reference));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  if (is_read_only (entry))
    describe_read_only (ADW_ACTION_ROW (row), entry);
  else
    update_row (self, ADW_ACTION_ROW (row), entry->reference, entry->bytes);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->listed, row);
  if (!is_read_only (entry))
    g_hash_table_insert (self->rows, g_strdup (entry->reference), row);
}

/* --- on other computers --------------------------------------------------------- */

static void
on_forget (GtkWidget *button, VtHubStorage *self)
{
  g_autoptr (GError) error = NULL;

  if (!vt_model_library_forbid (get_library (self), get_reference (button), &error))
    vt_tell (GTK_WIDGET (self), _ ("It Could Not Be Forgotten"), error->message);
}

static void
on_add_remote (VtHubStorage *self)
{
  vt_remote_dialog_show (self->app, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL, NULL, NULL);
}

static void
add_remote (VtHubStorage *self, const char *reference)
{
  g_autofree char *title = vt_remote_address_title (reference);
  g_autofree char *name = g_strdup_printf (_ ("Forget %s"), title);
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reference);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "reference", g_strdup (reference), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_forget), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->remotes, row);
  g_ptr_array_add (self->listed_remotes, row);
}

static void
empty (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

static void
list_remotes (VtHubStorage *self)
{
  g_auto (GStrv) all = vt_remote_book_list ();

  empty (self->remotes, self->listed_remotes);
  for (char **reference = all; *reference; reference++)
    add_remote (self, *reference);
}

static void
make_remotes (VtHubStorage *self)
{
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->remotes = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->remotes, _ ("Models on Other Computers"));
  adw_preferences_group_set_description (self->remotes, _ ("What is put into a space that uses one goes to that computer."));
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _ ("Add a Model on Another Computer"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add a Model on Another Computer"), -1);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add_remote), self);
  adw_preferences_group_set_header_suffix (self->remotes, add);
}

/* --- here ----------------------------------------------------------------------- */

static void
list_models (VtHubStorage *self)
{
  g_autoptr (GPtrArray) entries = vt_model_library_list (get_library (self));
  g_autofree char *size = NULL, *text = NULL;
  guint64 bytes = 0;

  g_hash_table_remove_all (self->rows);
  empty (self->group, self->listed);
  for (guint i = 0; i < entries->len; i++)
    {
      const VtModelEntry *entry = entries->pdata[i];

      add_row (self, entry);
      bytes += entry->path && !is_read_only (entry) ? entry->bytes : 0;
    }
  size = g_format_size (bytes);
  /* Translators: an amount of disk space, and a folder */
  text = g_strdup_printf (_ ("Models take %s in %s"), size,
                          vt_hub_cache_get_dir (vt_model_library_get_cache (get_library (self))));
  adw_preferences_group_set_description (self->group, text);
  list_remotes (self);
}

static void
on_library_changed (VtHubStorage *self, const char *reference)
{
  AdwActionRow *row = g_hash_table_lookup (self->rows, reference);

  if (row)
    update_row (self, row, reference, vt_model_library_get_bytes (get_library (self), reference));
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    list_models (self);
}

static void
vt_hub_storage_map (GtkWidget *widget)
{
  list_models (VT_HUB_STORAGE (widget));
  GTK_WIDGET_CLASS (vt_hub_storage_parent_class)->map (widget);
}

static void
vt_hub_storage_dispose (GObject *object)
{
  VtHubStorage *self = VT_HUB_STORAGE (object);

  if (self->app)
    g_signal_handlers_disconnect_by_data (get_library (self), self);
  self->app = NULL;
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_clear_pointer (&self->listed_remotes, g_ptr_array_unref);
  g_clear_pointer (&self->page, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_hub_storage_parent_class)->dispose (object);
}

static void
vt_hub_storage_class_init (VtHubStorageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_hub_storage_dispose;
  widget_class->map = vt_hub_storage_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
vt_hub_storage_init (VtHubStorage *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->listed = g_ptr_array_new ();
  self->listed_remotes = g_ptr_array_new ();
  self->page = adw_preferences_page_new ();
  gtk_widget_set_parent (self->page, GTK_WIDGET (self));
}

static void
add_group (VtHubStorage *self, AdwPreferencesGroup *group)
{
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self->page), group);
}

GtkWidget *
vt_hub_storage_new (VtApplication *app)
{
  VtHubStorage *self = g_object_new (VT_TYPE_HUB_STORAGE, NULL);
  GSettings *settings = vt_application_get_settings (app);

  self->app = app; /* outlives every page */
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Models on This Computer"));
  make_remotes (self);
  add_group (self, self->group);
  add_group (self, self->remotes);
  add_group (self, ADW_PREFERENCES_GROUP (vt_hub_cache_group_new (app)));
  add_group (self, ADW_PREFERENCES_GROUP (vt_hub_room_group_new (app)));
  if (settings)
    {
      add_group (self, ADW_PREFERENCES_GROUP (vt_hub_stores_group_new (settings)));
      g_signal_connect_object (settings, "changed::shared-stores", G_CALLBACK (list_models), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  g_signal_connect_swapped (get_library (self), "changed", G_CALLBACK (on_library_changed), self);
  return GTK_WIDGET (self);
}

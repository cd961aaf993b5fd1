/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/application.h"

#include <glib/gi18n.h>

#include "app/work-folder.h"
#include "hub/environment.h"
#include "ui/gallery-store.h"
#include "ui/get-model.h"
#include "ui/preferences.h"
#include "ui/recover.h"
#include "ui/window.h"
#include "vt-ui-resources.h"

#define APP_ID "org.vitrine.Studio"
#define N_RECENT 12

/* The window draws before the model computes; without others it costs nothing. */
#define ENGINE_NICE 5

struct _VtApplication
{
  AdwApplication parent_instance;
  GSettings *settings;
  VtEngine *engine;
  VtModelLibrary *library;
  VtHistory *history;
  VtGalleryStore *gallery;
  gboolean has_started;
};

G_DEFINE_FINAL_TYPE (VtApplication, vt_application, ADW_TYPE_APPLICATION)

/* The schema may be missing when the program is started without ./run from its
 * build folder; g_settings_new() would abort then. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;

  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static VtWindow *
window_to_use (VtApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!VT_IS_WINDOW (window))
    window = GTK_WINDOW (vt_window_new (self));
  return VT_WINDOW (window);
}

/* Once: a person who said "not now" finds the button on the cards. */
static void
offer_starter_model (VtApplication *self)
{
  g_autoptr (VtModelStatus) status = NULL;
  guint n;
  const VtStarterModel *starter = vt_starter_models (&n);

  if (!self->settings || n == 0 || g_settings_get_boolean (self->settings, "starter-offered")
      || g_settings_get_boolean (self->settings, "offline"))
    return;
  status = vt_model_library_get_status (self->library, starter->reference);
  if (status->state != VT_MODEL_MISSING)
    return;
  g_settings_set_boolean (self->settings, "starter-offered", TRUE);
  vt_get_model (self, gtk_application_get_active_window (GTK_APPLICATION (self)), starter->reference);
}

/* What is not needed for the first frame: the state of the models, and, on the
 * first start, the question for the starter model. */
static gboolean
on_first_idle (gpointer data)
{
  VtApplication *self = VT_APPLICATION (data);

  if (!self->gallery)
    return G_SOURCE_REMOVE;
  vt_gallery_store_watch (self->gallery, vt_application_get_library (self));
  offer_starter_model (self);
  vt_recover_drafts (self, gtk_application_get_active_window (GTK_APPLICATION (self)));
  return G_SOURCE_REMOVE;
}

static void
on_first_frame (GdkFrameClock *clock, gpointer data)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_frame, data);
  g_idle_add_full (G_PRIORITY_LOW, on_first_idle, g_object_ref (data), g_object_unref);
}

/* Shows the window, and after its first frame does what could wait. */
static void
present (VtApplication *self, VtWindow *window)
{
  gtk_window_present (GTK_WINDOW (window));
  if (self->has_started)
    return;
  self->has_started = TRUE;
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                           G_CALLBACK (on_first_frame), self, 0);
}

static void
vt_application_activate (GApplication *app)
{
  VtApplication *self = VT_APPLICATION (app);

  present (self, window_to_use (self));
}

static void
vt_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  VtApplication *self = VT_APPLICATION (app);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);
      VtWindow *window = window_to_use (self);

      if (!vt_window_is_free (window))
        window = VT_WINDOW (vt_window_new (self));
      present (self, window);
      if (path)
        vt_window_open_space (window, path);
    }
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (vt_window_new (data)));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (gtk_application_get_active_window (data), "application-name", _ ("Vitrine"),
                         "application-icon", APP_ID, "version", VITRINE_VERSION, "license-type",
                         GTK_LICENSE_GPL_3_0, "developer-name", _ ("The Vitrine contributors"), "comments",
                         _ ("Show what models do, and see how they do it, on this computer."),
                         /* Translators: your names, a line each */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *window = vt_preferences_new (data);

  gtk_window_set_transient_for (GTK_WINDOW (window), gtk_application_get_active_window (data));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (data));

  for (GList *l = windows; l; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
}

static void
get_model_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  vt_get_model (data, gtk_application_get_active_window (data), g_variant_get_string (parameter, NULL));
}

static void
cancel_model_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  vt_stop_getting_model (data, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { "new-window", new_window_action },
  { "about", about_action },
  { "preferences", preferences_action },
  { "quit", quit_action },
  { "get-model", get_model_action, "s" },
  { "cancel-model", cancel_model_action, "s" },
};

static void
apply_color_scheme (VtApplication *self)
{
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  AdwColorScheme wanted = g_str_equal (scheme, "dark")    ? ADW_COLOR_SCHEME_FORCE_DARK
                          : g_str_equal (scheme, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                          : ADW_COLOR_SCHEME_DEFAULT;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), wanted);
}

static void
apply_download_limit (VtApplication *self)
{
  if (self->library && self->settings)
    vt_hub_client_set_speed_limit (vt_model_library_get_client (self->library),
                                   (guint64) g_settings_get_int (self->settings, "download-limit") * 1000);
}

static void
apply_offline (VtApplication *self)
{
  if (self->library && self->settings)
    vt_hub_client_set_offline (vt_model_library_get_client (self->library),
                               g_settings_get_boolean (self->settings, "offline") || vt_hub_environment_is_offline ());
}

static void
apply_stores (VtApplication *self)
{
  g_auto (GStrv) dirs = self->settings ? g_settings_get_strv (self->settings, "shared-stores") : NULL;

  if (self->library)
    vt_model_library_set_stores (self->library, (const char *const *) dirs);
}

static void
apply_room (VtApplication *self)
{
  g_autofree char *url = self->settings ? g_settings_get_string (self->settings, "room-hub") : NULL;

  if (self->library)
    vt_hub_client_set_room (vt_model_library_get_client (self->library), url && *url ? url : NULL);
}

static void
apply_memory_budget (VtApplication *self)
{
  if (self->engine && self->settings)
    vt_engine_set_memory_budget (self->engine, (guint64) g_settings_get_int (self->settings, "memory-budget") << 20);
}

static void
watch_settings (VtApplication *self)
{
  if (!self->settings)
    return;
  apply_color_scheme (self);
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (apply_color_scheme), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::offline", G_CALLBACK (apply_offline), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::download-limit", G_CALLBACK (apply_download_limit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::shared-stores", G_CALLBACK (apply_stores), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::room-hub", G_CALLBACK (apply_room), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::memory-budget", G_CALLBACK (apply_memory_budget), self,
                           G_CONNECT_SWAPPED);
}

static void
set_accels (GtkApplication *app)
{
  gtk_application_set_accels_for_action (app, "app.quit", (const char *[]) { "<Ctrl>q", NULL });
  gtk_application_set_accels_for_action (app, "app.new-window", (const char *[]) { "<Ctrl><Shift>n", NULL });
  gtk_application_set_accels_for_action (app, "app.preferences", (const char *[]) { "<Ctrl>comma", NULL });
}

static gpointer
sweep (gpointer data)
{
  vt_work_folder_sweep ();
  return NULL;
}

static void
vt_application_startup (GApplication *app)
{
  VtApplication *self = VT_APPLICATION (app);
  g_auto (GStrv) recent = NULL;

  vt_ui_register_resource ();
  G_APPLICATION_CLASS (vt_application_parent_class)->startup (app);
  self->settings = open_settings ();
  watch_settings (self);
  self->gallery = vt_gallery_store_new ();
  recent = self->settings ? g_settings_get_strv (self->settings, "recent-spaces") : NULL;
  vt_gallery_store_load (self->gallery, (const char *const *) recent);
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  set_accels (GTK_APPLICATION (app));
  g_thread_unref (g_thread_new ("sweep", sweep, NULL));
}

static void
vt_application_shutdown (GApplication *app)
{
  VtApplication *self = VT_APPLICATION (app);

  g_clear_object (&self->gallery);
  g_clear_object (&self->history);
  g_clear_object (&self->library);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  G_APPLICATION_CLASS (vt_application_parent_class)->shutdown (app);
}

static void
vt_application_class_init (VtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = vt_application_activate;
  application_class->open = vt_application_open;
  application_class->startup = vt_application_startup;
  application_class->shutdown = vt_application_shutdown;
}

static void
vt_application_init (VtApplication *self)
{
}

VtApplication *
vt_application_new (void)
{
  return g_object_new (VT_TYPE_APPLICATION, "application-id", APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/vitrine/Studio", NULL);
}

GSettings *
vt_application_get_settings (VtApplication *self)
{
  return self->settings;
}

VtEngine *
vt_application_get_engine (VtApplication *self)
{
  if (!self->engine)
    {
      self->engine = vt_engine_new ();
      vt_engine_set_nice (self->engine, ENGINE_NICE);
      apply_memory_budget (self);
    }
  return self->engine;
}

VtHistory *
vt_application_get_history (VtApplication *self)
{
  if (!self->history)
    {
      self->history = vt_history_new (NULL);
      if (self->settings)
        g_settings_bind (self->settings, "keep-history", self->history, "enabled", G_SETTINGS_BIND_GET);
    }
  return self->history;
}

VtModelLibrary *
vt_application_get_library (VtApplication *self)
{
  if (!self->library)
    {
      self->library = vt_model_library_new ();
      apply_offline (self);
      apply_download_limit (self);
      apply_stores (self);
      apply_room (self);
    }
  return self->library;
}

GListModel *
vt_application_get_gallery (VtApplication *self)
{
  return G_LIST_MODEL (self->gallery);
}

void
vt_application_add_recent (VtApplication *self, const char *path)
{
  g_auto (GStrv) recent = self->settings ? g_settings_get_strv (self->settings, "recent-spaces") : NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (!self->settings)
    return;
  g_ptr_array_add (paths, (char *) path);
  for (guint i = 0; recent[i] && paths->len < N_RECENT; i++)
    if (!g_str_equal (recent[i], path))
      g_ptr_array_add (paths, recent[i]);
  g_ptr_array_add (paths, NULL);
  g_settings_set_strv (self->settings, "recent-spaces", (const char *const *) paths->pdata);
}

void
vt_application_space_saved (VtApplication *self, const char *path)
{
  vt_application_add_recent (self, path);
  if (self->gallery)
    vt_gallery_store_refresh (self->gallery, path);
}

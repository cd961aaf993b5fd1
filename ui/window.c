/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/hub/hub-page.h"
#include "ui/tell.h"

/* Sizes of letters in percent; style.css has a class for each. */
static const int zooms[] = { 75, 100, 125, 150, 175, 200, 250, 300 };
#define ZOOM_USUAL 1

/* How many steps larger the letters are in full screen. */
#define ZOOM_PRESENTING 2

G_DEFINE_FINAL_TYPE (VtWindow, vt_window, ADW_TYPE_APPLICATION_WINDOW)

VtApplication *
vt_window_get_app (VtWindow *self)
{
  return VT_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

void
vt_window_apply_zoom (VtWindow *self)
{
  gboolean presenting = gtk_window_is_fullscreen (GTK_WINDOW (self));
  int zoom = CLAMP (self->zoom + (presenting ? ZOOM_PRESENTING : 0), 0, (int) G_N_ELEMENTS (zooms) - 1);

  if (self->page)
    vt_space_page_set_zoom (self->page, zooms[zoom]);
  if (self->builder)
    vt_builder_page_set_zoom (self->builder, zooms[zoom]);
}

/* Whether it shows a space, to be used or to be built. */
static gboolean
is_on_space (VtWindow *self)
{
  GtkWidget *shown = adw_leaflet_get_visible_child (self->leaflet);

  return (self->page && shown == GTK_WIDGET (self->page)) || (self->builder && shown == GTK_WIDGET (self->builder));
}

void
vt_window_close_page (VtWindow *self)
{
  if (!self->page)
    return;
  adw_leaflet_remove (self->leaflet, GTK_WIDGET (self->page));
  self->page = NULL;
}

/* To where the space was opened from: the models' page or the gallery. */
static void
go_back (VtWindow *self, gpointer data)
{
  gboolean from_hub = self->hub && is_on_space (self)
                      && adw_leaflet_page_get_navigatable (adw_leaflet_get_page (self->leaflet, self->hub));

  adw_leaflet_set_visible_child (self->leaflet, from_hub ? self->hub : GTK_WIDGET (self->gallery));
}

/* A page that was left stops its model, and goes when it is out of sight. */
static void
on_page_changed (VtWindow *self)
{
  if (self->hub && vt_window_is_free (self)) /* so that a space opened from the gallery leads back there */
    adw_leaflet_page_set_navigatable (adw_leaflet_get_page (self->leaflet, self->hub), FALSE);
  if (is_on_space (self))
    {
      vt_window_update_title (self);
      return;
    }
  /* a swipe asks nobody; what is not saved must not go with it */
  if (self->editor && !vt_space_editor_is_saved (self->editor))
    {
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->builder));
      vt_window_leave (self, go_back, NULL, NULL);
      return;
    }
  gtk_window_set_title (GTK_WINDOW (self), _ ("Vitrine"));
  if (self->page)
    vt_space_page_stop (self->page);
}

static void
on_transition (VtWindow *self)
{
  if (!adw_leaflet_get_child_transition_running (self->leaflet) && !is_on_space (self))
    {
      vt_window_close_builder (self);
      vt_window_close_page (self);
    }
}

static void
on_fullscreen (VtWindow *self)
{
  gboolean presenting = gtk_window_is_fullscreen (GTK_WINDOW (self));

  if (!self->page)
    return;
  vt_space_page_set_presenting (self->page, presenting);
  vt_window_apply_zoom (self);
  if (presenting && !self->is_locked)
    vt_window_toast (self, _ ("F11 leaves full screen"));
}

static void
on_open_response (GtkNativeDialog *chooser, int response, gpointer data)
{
  VtWindow *self = VT_WINDOW (gtk_native_dialog_get_transient_for (chooser));

  if (response == GTK_RESPONSE_ACCEPT && self)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *path = file ? g_file_get_path (file) : NULL;

      if (path)
        vt_window_open_space (self, path);
    }
  g_object_unref (chooser);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (_ ("Open a Space's Folder"), GTK_WINDOW (widget),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"), NULL);

  g_signal_connect (chooser, "response", G_CALLBACK (on_open_response), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
open_space_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_window_open_space (VT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtWindow *self = VT_WINDOW (widget);

  if (vt_window_is_free (self))
    vt_gallery_page_search (self->gallery);
}

static void
hub_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtWindow *self = VT_WINDOW (widget);

  if (!self->hub)
    {
      self->hub = vt_hub_page_new (vt_window_get_app (self));
      adw_leaflet_insert_child_after (self->leaflet, self->hub, GTK_WIDGET (self->gallery));
    }
  adw_leaflet_page_set_navigatable (adw_leaflet_get_page (self->leaflet, self->hub), TRUE);
  adw_leaflet_set_visible_child (self->leaflet, self->hub);
  vt_hub_page_search (VT_HUB_PAGE (self->hub));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_window_leave (VT_WINDOW (widget), go_back, NULL, NULL);
}

static void
zoom_to (VtWindow *self, int zoom)
{
  self->zoom = CLAMP (zoom, 0, (int) G_N_ELEMENTS (zooms) - 1);
  vt_window_apply_zoom (self);
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_to (VT_WINDOW (widget), VT_WINDOW (widget)->zoom + 1);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_to (VT_WINDOW (widget), VT_WINDOW (widget)->zoom - 1);
}

static void
zoom_reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_to (VT_WINDOW (widget), ZOOM_USUAL);
}

static void
fullscreen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
close_window (VtWindow *self, gpointer data)
{
  vt_window_close_builder (self);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
on_close (GtkWindow *window)
{
  GSettings *settings = vt_application_get_settings (vt_window_get_app (VT_WINDOW (window)));
  int width, height;
  VtWindow *self = VT_WINDOW (window);

  if (self->is_locked)
    return TRUE;
  if (self->editor && !vt_space_editor_is_saved (self->editor))
    {
      vt_window_leave (self, close_window, NULL, NULL);
      return TRUE;
    }
  vt_window_close_builder (self);
  if (settings)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (settings, "window-width", MAX (width, 360));
      g_settings_set_int (settings, "window-height", MAX (height, 294));
      g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (vt_window_parent_class)->close_request (window);
}

/* Menus show the key that was bound last. */
static void
bind_keys (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding_action (klass, GDK_KEY_o, GDK_CONTROL_MASK, "win.open", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_m, GDK_CONTROL_MASK, "win.hub", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_f, GDK_CONTROL_MASK, "win.search", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Back, 0, "win.back", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F11, 0, "win.fullscreen", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_equal, GDK_CONTROL_MASK, "win.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "win.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_plus, GDK_CONTROL_MASK, "win.zoom-in", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "win.zoom-out", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_minus, GDK_CONTROL_MASK, "win.zoom-out", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_0, GDK_CONTROL_MASK, "win.zoom-reset", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
vt_window_dispose (GObject *object)
{
  VtWindow *self = VT_WINDOW (object);

  vt_window_clear_lock (self);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_object (&self->journal);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (vt_window_parent_class)->dispose (object);
}

static void
vt_window_class_init (VtWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = on_close;
  g_type_ensure (VT_TYPE_GALLERY_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/window.ui");
  gtk_widget_class_bind_template_child (widget_class, VtWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, VtWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, VtWindow, gallery);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_transition);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-space", "s", open_space_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.hub", NULL, hub_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-reset", NULL, zoom_reset_action);
  vt_window_install_lock_actions (widget_class);
  vt_window_install_edit_actions (widget_class);
  vt_window_install_save_actions (widget_class);
  bind_keys (widget_class);
}

static void
vt_window_init (VtWindow *self)
{
  self->zoom = ZOOM_USUAL;
  gtk_widget_init_template (GTK_WIDGET (self));
  vt_window_init_lock (self);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (on_fullscreen), NULL);
  vt_window_accept_drops (self);
}

GtkWidget *
vt_window_new (VtApplication *app)
{
  VtWindow *self = g_object_new (VT_TYPE_WINDOW, "application", app, NULL);
  GSettings *settings = vt_application_get_settings (app);

  gtk_window_set_default_size (GTK_WINDOW (self), settings ? g_settings_get_int (settings, "window-width") : 1180,
                               settings ? g_settings_get_int (settings, "window-height") : 780);
  if (settings && g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  vt_gallery_page_set_items (self->gallery, vt_application_get_gallery (app));
  if (settings)
    {
      g_auto (GStrv) recent = g_settings_get_strv (settings, "recent-spaces");

      vt_gallery_page_set_recent (self->gallery, (const char *const *) recent);
    }
  return GTK_WIDGET (self);
}

void
vt_window_show_page (VtWindow *self, VtSpace *space)
{
  vt_window_close_page (self);
  self->page = VT_SPACE_PAGE (vt_space_page_new (vt_window_get_app (self), space));
  self->page_is_old = FALSE;
  adw_leaflet_insert_child_after (self->leaflet, GTK_WIDGET (self->page), self->hub ? self->hub : GTK_WIDGET (self->gallery));
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->page));
  gtk_window_set_title (GTK_WINDOW (self), vt_space_get_title (space));
  vt_space_page_set_presenting (self->page, gtk_window_is_fullscreen (GTK_WINDOW (self)));
  vt_window_apply_zoom (self);
  vt_space_page_focus (self->page);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VtSpace *space = vt_space_load (data, &error);

  if (space)
    g_task_return_pointer (task, space, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  VtWindow *self = VT_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = g_task_propagate_pointer (G_TASK (result), &error);

  if (space)
    {
      vt_application_add_recent (vt_window_get_app (self), g_task_get_task_data (G_TASK (result)));
      vt_window_close_builder (self);
      vt_window_show_page (self, space);
      vt_window_import_models (self, space);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    vt_tell (GTK_WIDGET (self), _ ("This Space Cannot Be Opened"), error->message);
}

static void
open_now (VtWindow *self, gpointer path)
{
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  task = g_task_new (self, self->opening, on_loaded, NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

void
vt_window_open_space (VtWindow *self, const char *path)
{
  vt_window_leave (self, open_now, g_strdup (path), g_free);
}

gboolean
vt_window_is_free (VtWindow *self)
{
  return adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->gallery);
}

void
vt_window_toast (VtWindow *self, const char *message)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (message));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-room-group.h"

#include <glib/gi18n.h>

#include "hub/room.h"
#include "hub/server.h"

#define PORT 8421

struct _VtHubRoomGroup
{
  AdwPreferencesGroup parent_instance;
  VtApplication *app;
  AdwActionRow *serve_row, *source_row;
  GtkSwitch *serve;
  GtkWidget *back;
  GPtrArray *rows;     /* (element-type GtkWidget): of those found */
  VtHubServer *server; /* (nullable): while the switch is on */
  VtHubRoom *ours;     /* (nullable): announces it */
  VtHubRoom *others;   /* (nullable): while the page is on the screen */
};

G_DEFINE_FINAL_TYPE (VtHubRoomGroup, vt_hub_room_group, ADW_TYPE_PREFERENCES_GROUP)

static void
say (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

/* --- where models come from ----------------------------------------------------------- */

static void
use (VtHubRoomGroup *self, const char *url)
{
  GSettings *settings = vt_application_get_settings (self->app);

  if (settings)
    g_settings_set_string (settings, "room-hub", url);
}

static void
on_use (GtkWidget *button, VtHubRoomGroup *self)
{
  use (self, g_object_get_data (G_OBJECT (button), "url"));
}

static void
on_back (VtHubRoomGroup *self)
{
  use (self, "");
}

static void
show_source (VtHubRoomGroup *self)
{
  VtModelLibrary *library = vt_application_get_library (self->app);
  GSettings *settings = vt_application_get_settings (self->app);
  g_autofree char *room = settings ? g_settings_get_string (settings, "room-hub") : g_strdup ("");

  say (self->source_row, vt_hub_client_get_endpoint (vt_model_library_get_client (library)));
  gtk_widget_set_visible (self->back, *room != '\0');
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *button = g_object_get_data (self->rows->pdata[i], "button");

      gtk_widget_set_sensitive (button, !g_str_equal (g_object_get_data (G_OBJECT (button), "url"), room));
    }
}

/* --- those of others -------------------------------------------------------------------- */

static void
add_hub (VtHubRoomGroup *self, const VtRoomHub *hub)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_label (_ ("Use"));
  g_autofree char *name = g_strdup_printf (_ ("Get models from %s"), hub->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), hub->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), hub->url);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "url", g_strdup (hub->url), g_free);
  g_object_set_data (G_OBJECT (row), "button", button);
  g_signal_connect (button, "clicked", G_CALLBACK (on_use), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

/* Our own is not offered to ourselves. */
static gboolean
is_ours (VtHubRoomGroup *self, const VtRoomHub *hub)
{
  return self->ours && g_strcmp0 (vt_hub_room_get_name (self->ours), hub->name) == 0;
}

static void
list_hubs (VtHubRoomGroup *self)
{
  GPtrArray *hubs = self->others ? vt_hub_room_get_hubs (self->others) : NULL;
  const char *trouble = self->others ? vt_hub_room_get_trouble (self->others) : NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; hubs && i < hubs->len; i++)
    if (!is_ours (self, hubs->pdata[i]))
      add_hub (self, hubs->pdata[i]);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         trouble ? trouble : _ ("Computers that serve their models appear here by themselves."));
  show_source (self);
}

/* --- ours --------------------------------------------------------------------------------- */

static void
show_serving (VtHubRoomGroup *self)
{
  const char *name = self->ours ? vt_hub_room_get_name (self->ours) : NULL;
  g_autofree char *text = NULL;

  if (!self->server)
    text = g_strdup (_ ("Whoever is in this network can then fetch them; nothing else can be read or changed"));
  else if (name)
    /* Translators: the number of a port, and the name by which others find this computer */
    text = g_strdup_printf (_ ("On port %u; the others find it as “%s”"), vt_hub_server_get_port (self->server), name);
  else
    text = g_strdup_printf (_ ("On port %u of this computer's address"), vt_hub_server_get_port (self->server));
  say (self->serve_row, text);
  list_hubs (self);
}

static void
stop_serving (VtHubRoomGroup *self)
{
  if (self->ours)
    g_signal_handlers_disconnect_by_data (self->ours, self);
  g_clear_object (&self->ours);
  g_clear_object (&self->server);
}

static gboolean
start_serving (VtHubRoomGroup *self, GError **error)
{
  VtModelLibrary *library = vt_application_get_library (self->app);
  g_autoptr (VtHubServer) server = vt_hub_server_new (vt_model_library_get_cache (library));
  /* Translators: what others find a computer as; %s is the name of a computer */
  g_autofree char *name = g_strdup_printf (_ ("Models of %s"), g_get_host_name ());

  /* The usual port may be another program's, or another window's. */
  if (!vt_hub_server_listen (server, FALSE, PORT, NULL) && !vt_hub_server_listen (server, FALSE, 0, error))
    return FALSE;
  self->server = g_steal_pointer (&server);
  self->ours = vt_hub_room_new (name, vt_hub_server_get_port (self->server), FALSE);
  g_signal_connect_swapped (self->ours, "changed", G_CALLBACK (show_serving), self);
  return TRUE;
}

static void
on_serve (VtHubRoomGroup *self)
{
  g_autoptr (GError) error = NULL;

  if (!gtk_switch_get_active (self->serve))
    stop_serving (self);
  else if (!self->server && !start_serving (self, &error))
    {
      gtk_switch_set_active (self->serve, FALSE);
      say (self->serve_row, error->message);
      return;
    }
  show_serving (self);
}

/* --- the widget ----------------------------------------------------------------------------- */

static void
stop_looking (VtHubRoomGroup *self)
{
  if (self->others)
    g_signal_handlers_disconnect_by_data (self->others, self);
  g_clear_object (&self->others);
}

static void
vt_hub_room_group_map (GtkWidget *widget)
{
  VtHubRoomGroup *self = VT_HUB_ROOM_GROUP (widget);

  self->others = vt_hub_room_new (NULL, 0, TRUE);
  g_signal_connect_swapped (self->others, "changed", G_CALLBACK (list_hubs), self);
  show_serving (self);
  GTK_WIDGET_CLASS (vt_hub_room_group_parent_class)->map (widget);
}

static void
vt_hub_room_group_unmap (GtkWidget *widget)
{
  stop_looking (VT_HUB_ROOM_GROUP (widget));
  GTK_WIDGET_CLASS (vt_hub_room_group_parent_class)->unmap (widget);
}

static void
vt_hub_room_group_dispose (GObject *object)
{
  VtHubRoomGroup *self = VT_HUB_ROOM_GROUP (object);

  stop_looking (self);
  stop_serving (self);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_hub_room_group_parent_class)->dispose (object);
}

static void
vt_hub_room_group_class_init (VtHubRoomGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_hub_room_group_dispose;
  GTK_WIDGET_CLASS (klass)->map = vt_hub_room_group_map;
  GTK_WIDGET_CLASS (klass)->unmap = vt_hub_room_group_unmap;
}

static AdwActionRow *
add_row (VtHubRoomGroup *self, const char *title, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return ADW_ACTION_ROW (row);
}

static void
vt_hub_room_group_init (VtHubRoomGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->serve = GTK_SWITCH (gtk_switch_new ());
  self->back = gtk_button_new_with_label (_ ("Back to the Hub"));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("In This Room"));
  self->serve_row = add_row (self, _ ("Serve the models of this computer to the room"), GTK_WIDGET (self->serve));
  adw_action_row_set_activatable_widget (self->serve_row, GTK_WIDGET (self->serve));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->serve), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Serve the models of this computer to the room"), -1);
  self->source_row = add_row (self, _ ("Models come from"), self->back);
  g_signal_connect_swapped (self->serve, "notify::active", G_CALLBACK (on_serve), self);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
}

GtkWidget *
vt_hub_room_group_new (VtApplication *app)
{
  VtHubRoomGroup *self = g_object_new (VT_TYPE_HUB_ROOM_GROUP, NULL);
  GSettings *settings = vt_application_get_settings (app);

  self->app = app; /* outlives every page */
  if (settings)
    g_signal_connect_object (settings, "changed::room-hub", G_CALLBACK (show_source), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show_serving (self);
  return GTK_WIDGET (self);
}

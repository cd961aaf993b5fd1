/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/room.h"

#include <string.h>

#define AVAHI "org.freedesktop.Avahi"
#define SERVER AVAHI ".Server"
#define BROWSER AVAHI ".ServiceBrowser"
#define GROUP AVAHI ".EntryGroup"
#define ANY (-1)             /* network interface, or IP version */
#define IPV4 0
#define GROUP_ESTABLISHED 2
#define GROUP_COLLISION 3
#define COLLISION_ERROR AVAHI ".CollisionError"
#define HUBS_MAX 200

struct _VtHubRoom
{
  GObject parent_instance;
  GCancellable *cancellable;
  GDBusConnection *bus;  /* (nullable): before it is there */
  guint subscriptions[2];
  guint watch;
  char *name;            /* (nullable): what to announce */
  guint port;
  gboolean look;
  gboolean announced;
  gboolean all_for_now;
  guint resolving;       /* questions on their way */
  char *group;           /* (nullable): Avahi's objects of ours */
  char *browser;
  char *trouble;
  GPtrArray *hubs;       /* (element-type VtRoomHub) */
};

G_DEFINE_FINAL_TYPE (VtHubRoom, vt_hub_room, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
vt_room_hub_free (VtRoomHub *hub)
{
  g_free (hub->name);
  g_free (hub->url);
  g_free (hub);
}

static void
tell (VtHubRoom *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_trouble (VtHubRoom *self, const char *sentence)
{
  if (g_strcmp0 (self->trouble, sentence) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (sentence);
  tell (self);
}

static void
no_avahi (VtHubRoom *self)
{
  set_trouble (self, "Computers of this room cannot find each other by themselves, since Avahi does not run here; "
                     "an address can still be given by hand.");
}

/* What a call of ours came to; TRUE if the object is still there and may go on. */
static gboolean
may_go_on (VtHubRoom *self, const GError *error)
{
  if (error == NULL)
    return TRUE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    no_avahi (self);
  return FALSE;
}

static void
call (VtHubRoom *self, const char *path, const char *interface, const char *method, GVariant *arguments, const char *type,
      GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus, AVAHI, path, interface, method, arguments, type != NULL ? G_VARIANT_TYPE (type) : NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, callback, callback != NULL ? g_object_ref (self) : NULL);
}

/* --- those of others --------------------------------------------------------------------- */

static int
compare_hubs (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(VtRoomHub *const *) a)->name, (*(VtRoomHub *const *) b)->name);
}

static void
forget (VtHubRoom *self, const char *name)
{
  for (guint i = self->hubs->len; i-- > 0;)
    if (strcmp (((const VtRoomHub *) self->hubs->pdata[i])->name, name) == 0)
      g_ptr_array_remove_index (self->hubs, i);
}

/* A computer with two networks is found twice, and listed once. */
static void
on_resolved (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubRoom) self = data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);
  g_autoptr (GInetAddress) inet = NULL;
  const char *name = "", *address = "";
  guint16 port = 0;
  VtRoomHub *hub;

  self->resolving--;
  if (answer != NULL) /* else it has gone meanwhile */
    g_variant_get (answer, "(ii&s&s&s&si&sq@aayu)", NULL, NULL, &name, NULL, NULL, NULL, NULL, &address, &port, NULL, NULL);
  inet = g_inet_address_new_from_string (address);
  if (inet == NULL || port == 0 || *name == '\0' || self->hubs->len >= HUBS_MAX)
    {
      tell (self);
      return;
    }
  forget (self, name);
  hub = g_new0 (VtRoomHub, 1);
  hub->name = g_strdup (name);
  hub->url = g_strdup_printf (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 ? "http://[%s]:%u" : "http://%s:%u",
                              address, port);
  g_ptr_array_add (self->hubs, hub);
  g_ptr_array_sort (self->hubs, compare_hubs);
  tell (self);
}

static void
on_found (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
          GVariant *parameters, gpointer data)
{
  VtHubRoom *self = data;
  const char *name, *type, *domain;
  gint32 network, version;

  if (strcmp (signal, "AllForNow") == 0 && g_strcmp0 (path, self->browser) == 0)
    {
      self->all_for_now = TRUE;
      tell (self);
    }
  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    return;
  g_variant_get (parameters, "(ii&s&s&su)", &network, &version, &name, &type, &domain, NULL);
  if (strcmp (type, VT_HUB_ROOM_SERVICE) != 0)
    return;
  self->resolving += strcmp (signal, "ItemNew") == 0;
  if (strcmp (signal, "ItemNew") == 0)
    call (self, "/", SERVER, "ResolveService", g_variant_new ("(iisssiu)", network, version, name, type, domain, IPV4, 0),
          "(iissssisqaayu)", on_resolved);
  else if (strcmp (signal, "ItemRemove") == 0)
    {
      forget (self, name);
      tell (self);
    }
}

static void
on_browsing (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubRoom) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (may_go_on (self, error))
    g_variant_get (answer, "(o)", &self->browser);
}

/* --- ours ------------------------------------------------------------------------------------ */

static void add_service (VtHubRoom *self);

static void
on_other_name (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubRoom) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (!may_go_on (self, error))
    return;
  g_free (self->name);
  g_variant_get (answer, "(s)", &self->name);
  add_service (self);
}

static void
take_other_name (VtHubRoom *self)
{
  call (self, self->group, GROUP, "Reset", NULL, NULL, NULL);
  call (self, "/", SERVER, "GetAlternativeServiceName", g_variant_new ("(s)", self->name), "(s)", on_other_name);
}

static void
on_added (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubRoom) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);
  g_autofree char *remote = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;

  if (g_strcmp0 (remote, COLLISION_ERROR) == 0)
    take_other_name (self);
  else if (may_go_on (self, error))
    call (self, self->group, GROUP, "Commit", NULL, NULL, NULL);
}

static void
add_service (VtHubRoom *self)
{
  call (self, self->group, GROUP, "AddService",
        g_variant_new ("(iiussssq@aay)", ANY, ANY, 0, self->name, VT_HUB_ROOM_SERVICE, "", "", (guint16) self->port,
                       g_variant_new_array (G_VARIANT_TYPE ("ay"), NULL, 0)),
        NULL, on_added);
}

static void
on_group_state (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                GVariant *parameters, gpointer data)
{
  VtHubRoom *self = data;
  gint32 state;

  if (g_strcmp0 (path, self->group) != 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (parameters, "(i&s)", &state, NULL);
  if (state == GROUP_COLLISION)
    take_other_name (self);
  if (self->announced != (state == GROUP_ESTABLISHED))
    {
      self->announced = state == GROUP_ESTABLISHED;
      tell (self);
    }
}

static void
on_group (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubRoom) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (!may_go_on (self, error))
    return;
  g_variant_get (answer, "(o)", &self->group);
  add_service (self);
}

/* --- Avahi comes and goes ------------------------------------------------------------------- */

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  VtHubRoom *self = data;

  set_trouble (self, NULL);
  if (self->look)
    call (self, "/", SERVER, "ServiceBrowserNew", g_variant_new ("(iissu)", ANY, ANY, VT_HUB_ROOM_SERVICE, "", 0), "(o)",
          on_browsing);
  if (self->port > 0)
    call (self, "/", SERVER, "EntryGroupNew", NULL, "(o)", on_group);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  VtHubRoom *self = data;

  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->browser, g_free);
  g_ptr_array_set_size (self->hubs, 0);
  self->announced = FALSE;
  no_avahi (self);
  tell (self);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHubRoom) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (!may_go_on (self, error))
    return;
  self->bus = g_steal_pointer (&bus);
  g_dbus_connection_set_exit_on_close (self->bus, FALSE);
  self->subscriptions[0] = g_dbus_connection_signal_subscribe (self->bus, AVAHI, BROWSER, NULL, NULL, NULL,
                                                               G_DBUS_SIGNAL_FLAGS_NONE, on_found, self, NULL);
  self->subscriptions[1] = g_dbus_connection_signal_subscribe (self->bus, AVAHI, GROUP, "StateChanged", NULL, NULL,
                                                               G_DBUS_SIGNAL_FLAGS_NONE, on_group_state, self, NULL);
  self->watch = g_bus_watch_name_on_connection (self->bus, AVAHI, G_BUS_NAME_WATCHER_FLAGS_AUTO_START, on_appeared,
                                                on_vanished, self, NULL);
}

static void
vt_hub_room_dispose (GObject *object)
{
  VtHubRoom *self = VT_HUB_ROOM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  for (guint i = 0; self->bus != NULL && i < G_N_ELEMENTS (self->subscriptions); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  if (self->bus != NULL && self->group != NULL)
    g_dbus_connection_call (self->bus, AVAHI, self->group, GROUP, "Free", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  if (self->bus != NULL && self->browser != NULL)
    g_dbus_connection_call (self->bus, AVAHI, self->browser, BROWSER, "Free", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->browser, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->hubs, g_ptr_array_unref);
  G_OBJECT_CLASS (vt_hub_room_parent_class)->dispose (object);
}

static void
vt_hub_room_class_init (VtHubRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_hub_room_dispose;
  signals[CHANGED] = g_signal_new ("changed", VT_TYPE_HUB_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vt_hub_room_init (VtHubRoom *self)
{
  self->cancellable = g_cancellable_new ();
  self->hubs = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_room_hub_free);
}

VtHubRoom *
vt_hub_room_new (const char *name, guint port, gboolean look)
{
  VtHubRoom *self = g_object_new (VT_TYPE_HUB_ROOM, NULL);

  self->name = g_strdup (name);
  self->port = name != NULL ? port : 0;
  self->look = look;
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, g_object_ref (self));
  return self;
}

GPtrArray *
vt_hub_room_get_hubs (VtHubRoom *self)
{
  return self->hubs;
}

const char *
vt_hub_room_get_name (VtHubRoom *self)
{
  return self->announced ? self->name : NULL;
}

gboolean
vt_hub_room_is_settled (VtHubRoom *self)
{
  return self->trouble != NULL || (self->all_for_now && self->resolving == 0);
}

const char *
vt_hub_room_get_trouble (VtHubRoom *self)
{
  return self->trouble;
}

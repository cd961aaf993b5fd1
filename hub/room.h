/* room.h: Hubs of the room: announces ours, and finds those of others, by Avahi (mDNS).
 *
 * `vitrine serve hub` is announced as a service of type `_vitrine-hub._tcp` whose name
 * people read. Avahi is asked over the system bus; where it does not run, nothing is
 * announced or found, and there is a sentence that says so.
 *
 * An object belongs to the thread and main context that it was made in, and never
 * blocks it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VT_HUB_ROOM_SERVICE "_vitrine-hub._tcp"

/**
 * VtRoomHub:
 * @name: what its owner calls it
 * @url: where it is, for vt_hub_client_set_room()
 */
typedef struct
{
  char *name;
  char *url;
} VtRoomHub;

void vt_room_hub_free (VtRoomHub *hub);

#define VT_TYPE_HUB_ROOM (vt_hub_room_get_type ())
G_DECLARE_FINAL_TYPE (VtHubRoom, vt_hub_room, VT, HUB_ROOM, GObject)

/**
 * vt_hub_room_new:
 * @name: (nullable): with @port, what to announce: a Hub that is called so; a name that is
 *   taken gets a number
 * @port: where it listens; 0 to announce nothing
 * @look: whether to look for others
 *
 * Its signal "changed" () tells that what is found, announced or in the way is another.
 * What is announced is withdrawn when the object goes.
 */
VtHubRoom *vt_hub_room_new (const char *name, guint port, gboolean look);

/* Returns: (transfer none) (element-type VtRoomHub): those found, by name; ours is among them */
GPtrArray *vt_hub_room_get_hubs (VtHubRoom *self);

/* Returns: (nullable): the name that we are announced by; %NULL before it is so, or never */
const char *vt_hub_room_get_name (VtHubRoom *self);

/* Returns: (nullable): why nobody is found or finds us, a sentence */
const char *vt_hub_room_get_trouble (VtHubRoom *self);

/* Whether Avahi has told all that it knows for now, or cannot be asked. */
gboolean vt_hub_room_is_settled (VtHubRoom *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtRoomHub, vt_room_hub_free)

G_END_DECLS

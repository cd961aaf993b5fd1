/* hub-room-group.h: the room: serves this computer's models to it, and lists the computers
 * of it that serve theirs, of which one can be asked in the Hub's place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_ROOM_GROUP (vt_hub_room_group_get_type ())
G_DECLARE_FINAL_TYPE (VtHubRoomGroup, vt_hub_room_group, VT, HUB_ROOM_GROUP, AdwPreferencesGroup)

/* Looks for others while it is on the screen; serves until it is switched off or goes. */
GtkWidget *vt_hub_room_group_new (VtApplication *app);

G_END_DECLS

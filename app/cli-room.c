/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-room.h"

#include <stdio.h>

#include "app/cli.h"
#include "hub/room.h"

/* Avahi tells what it knows in a moment; who has just come may take that long. */
#define PATIENCE_S 10

static gboolean
stop_waiting (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

int
vt_cli_hub_room (void)
{
  g_autoptr (VtHubRoom) room = vt_hub_room_new (NULL, 0, TRUE);
  GPtrArray *hubs = vt_hub_room_get_hubs (room);
  gboolean late = FALSE;

  g_timeout_add_seconds (PATIENCE_S, stop_waiting, &late);
  while (!late && !vt_hub_room_is_settled (room))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < hubs->len; i++)
    {
      const VtRoomHub *hub = hubs->pdata[i];

      printf ("%s  %s\n", hub->url, hub->name);
    }
  if (vt_hub_room_get_trouble (room) != NULL)
    fprintf (stderr, "%s\n", vt_hub_room_get_trouble (room));
  return vt_hub_room_get_trouble (room) == NULL ? VT_CLI_DONE : VT_CLI_FAILED;
}

/* cli-room.h: `vitrine hub room`: which computers of this room serve models.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

/* Returns: an exit status */
int vt_cli_hub_room (void);

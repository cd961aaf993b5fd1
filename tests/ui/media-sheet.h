/* media-sheet.h: every component of pictures, sounds and films, filled in, to be looked at.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *make_media (void);

G_END_DECLS

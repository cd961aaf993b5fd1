/* picture-load.h: shows a picture from a file without holding up the window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Reads @path in a thread and shows it in @picture, scaled down where it is
 * larger than @size pixels either way. A file that is no picture leaves it as it
 * is. A later call for the same picture wins. */
void vt_picture_load (GtkPicture *picture, const char *path, int size);

G_END_DECLS

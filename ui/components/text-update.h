/* text-update.h: change a text buffer as little as possible.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes the buffer's text @text by replacing what follows their common
 * beginning: a text that grows at its end is appended to, so that selection,
 * cursor, scroll position and the layout of all before it stay. */
void vt_text_update (GtkTextBuffer *buffer, const char *text);

/* All of the buffer's text; transfer full. */
char *vt_text_get (GtkTextBuffer *buffer);

G_END_DECLS

/* follow-end.h: keep the end of a growing view in sight.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on @scrolled stays at its bottom while its content grows, until the
 * person scrolls up, and again once they are back at the bottom. Ends with
 * @scrolled's life. */
void vt_follow_end (GtkScrolledWindow *scrolled);

G_END_DECLS

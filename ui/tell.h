/* tell.h: a sentence that a person must have read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A dialog over the window of @widget (a window itself, or something in one) with a
 * heading, a sentence, and a button that closes it. */
void vt_tell (GtkWidget *widget, const char *heading, const char *sentence);

G_END_DECLS

/* recover.h: after a crash, offers what was not saved.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/application.h"

G_BEGIN_DECLS

/* Asks where there are drafts that no running program keeps; each comes into a window. */
void vt_recover_drafts (VtApplication *app, GtkWindow *parent);

G_END_DECLS

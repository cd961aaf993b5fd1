/* new-space.h: asks what a new space shall do: a task and a model, or nothing yet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/space-editor.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_NEW_SPACE (vt_new_space_get_type ())
G_DECLARE_FINAL_TYPE (VtNewSpace, vt_new_space, VT, NEW_SPACE, AdwWindow)

/* Signal "created" (VtSpaceEditor *editor): the person has chosen; the window closes by itself. */
GtkWidget *vt_new_space_new (VtApplication *app, GtkWindow *parent);

G_END_DECLS

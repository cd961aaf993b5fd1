/* window.h: one window of the studio: the gallery, and the space opened from it, as
 * its visitors see it or as it is built.
 *
 * Actions: "win.open", "win.open-space" (s: path), "win.back", "win.search", "win.hub", "win.lock",
 * "win.fullscreen", "win.zoom-in", "win.zoom-out", "win.zoom-reset",
 * "win.new-space", "win.edit" (from the page to the builder and back), "win.save",
 * "win.save-as", "win.duplicate", "win.export".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/space-journal.h"
#include "ui/application.h"

G_BEGIN_DECLS

#define VT_TYPE_WINDOW (vt_window_get_type ())
G_DECLARE_FINAL_TYPE (VtWindow, vt_window, VT, WINDOW, AdwApplicationWindow)

GtkWidget *vt_window_new (VtApplication *app);

/* Opens the space at @path (a folder or .vitrine file) in this window, in place
 * of what it shows; a space that cannot be read is told in a dialog. */
void vt_window_open_space (VtWindow *self, const char *path);

/* Opens the builder with @editor, whose unsaved changes come from @draft (nullable). */
void vt_window_edit (VtWindow *self, VtSpaceEditor *editor, const VtSpaceDraft *draft);

/* Whether it shows the gallery, so that a space may be opened in it. */
gboolean vt_window_is_free (VtWindow *self);

/* Shows a short message at the lower edge. */
void vt_window_toast (VtWindow *self, const char *message);

G_END_DECLS

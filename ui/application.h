/* application.h: the studio as one process: its settings, engine, model library
 * and gallery, shared by its windows.
 *
 * The engine and the library are made when first asked for, so that the first
 * window waits for neither. Main thread only.
 *
 * Actions: "app.new-window", "app.preferences", "app.about", "app.quit",
 * "app.get-model" (s: reference), "app.cancel-model" (s: reference).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/history.h"
#include "app/model-library.h"
#include "engine/api/engine.h"

G_BEGIN_DECLS

#define VT_TYPE_APPLICATION (vt_application_get_type ())
G_DECLARE_FINAL_TYPE (VtApplication, vt_application, VT, APPLICATION, AdwApplication)

VtApplication *vt_application_new (void);

/* (transfer none) (nullable): NULL where the schema is not installed; then
 * everything has its default and nothing is remembered. */
GSettings *vt_application_get_settings (VtApplication *self);

/* (transfer none) */
VtEngine *vt_application_get_engine (VtApplication *self);

/* (transfer none) */
VtModelLibrary *vt_application_get_library (VtApplication *self);

/* What was run; made when first asked for. */
VtHistory *vt_application_get_history (VtApplication *self);

/* (transfer none) (element-type VtGalleryItem): the spaces of the gallery */
GListModel *vt_application_get_gallery (VtApplication *self);

/* Puts @path first among the spaces opened last. */
void vt_application_add_recent (VtApplication *self, const char *path);

/* A space was saved at @path: it is among those opened last, and in the gallery. */
void vt_application_space_saved (VtApplication *self, const char *path);

G_END_DECLS

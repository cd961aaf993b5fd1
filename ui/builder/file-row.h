/* file-row.h: the row of the inspector that chooses the file that a component shows at first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/space-editor.h"

G_BEGIN_DECLS

/**
 * vt_file_row_new:
 *
 * Choosing sets the component's value, or adds to it where it is several files. They
 * come into the space's folder when it is saved (app/space-assets.h).
 *
 * Returns: (transfer floating) (nullable): %NULL for components that hold no files
 */
GtkWidget *vt_file_row_new (VtSpaceEditor *editor, const VtSpaceComponent *component);

G_END_DECLS

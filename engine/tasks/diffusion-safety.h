/* diffusion-safety.h: the look at what was drawn, where the model has a safety checker.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/diffusion-draw.h"

G_BEGIN_DECLS

/* Whether results of the run will be looked at. */
gboolean vt_draw_is_checked (const VtDraw *draw);

/* Takes those of @pictures (element-type VtValue) away that are not for everybody;
 * VT_ERROR_DENIED, with a sentence for the person, where none is left. */
gboolean vt_draw_check (VtDraw *draw, GPtrArray *pictures, GError **error);

G_END_DECLS

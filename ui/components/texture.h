/* texture.h: pictures as values and as what GTK draws.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* Transfer full: shares the pixels of @value, a picture, where GTK can draw them as they are. */
GdkTexture *vt_texture_new (VtValue *value);

/* Transfer full: a picture with 3 channels, or 4 where @texture has a pixel that is not opaque. */
VtValue *vt_texture_to_value (GdkTexture *texture);

G_END_DECLS

/* builder-palette.h: everything that can be put on a page, by kind, to be
 * searched, clicked or dragged. It shows the component classes that there are.
 *
 * Activating a row runs "builder.add" (s: type) or "builder.add-layout" (s: kind).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_BUILDER_PALETTE (vt_builder_palette_get_type ())
G_DECLARE_FINAL_TYPE (VtBuilderPalette, vt_builder_palette, VT, BUILDER_PALETTE, GtkWidget)

GtkWidget *vt_builder_palette_new (void);

/* Puts the keyboard into the search. */
void vt_builder_palette_focus (VtBuilderPalette *self);

G_END_DECLS

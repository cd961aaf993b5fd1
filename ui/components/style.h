/* style.h: the style sheets of components and glass panel.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Loads them for the default display, once; colours come from
 * libadwaita's names, so light, dark and high contrast follow by themselves. */
void vt_components_load_style (void);

G_END_DECLS

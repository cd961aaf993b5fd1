/* gradient.h: the colours of a space's card.
 *
 * A Space on the Hub names two colours out of eight; its card is painted with
 * the gradient between them. The shades are ours: dark enough for white letters
 * (contrast of 4.5 : 1 or more) in light and dark alike.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_GRADIENT (vt_gradient_get_type ())
G_DECLARE_FINAL_TYPE (VtGradient, vt_gradient, VT, GRADIENT, GtkWidget)

/* A widget that paints the gradient behind its one child. */
GtkWidget *vt_gradient_new (void);

/* @from and @to are colorFrom and colorTo of a Space's front matter: red,
 * yellow, green, blue, indigo, purple, pink, gray; anything else (or %NULL) is gray. */
void vt_gradient_set_colors (VtGradient *self, const char *from, const char *to);

/* The shade that we give to the Hub's colour @name. */
GdkRGBA vt_gradient_color (const char *name);

void vt_gradient_set_child (VtGradient *self, GtkWidget *child);

G_END_DECLS

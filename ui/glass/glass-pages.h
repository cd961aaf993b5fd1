/* glass-pages.h: what steps of one kind showed, one at a time, and buttons that choose which:
 * four pictures of the same words have four maps, and nobody wants to scroll past three.
 *
 * The newest is shown until the person has picked another. A single one has no buttons.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_GLASS_PAGES (vt_glass_pages_get_type ())
G_DECLARE_FINAL_TYPE (VtGlassPages, vt_glass_pages, VT, GLASS_PAGES, GtkWidget)

/* @kind: of the steps, for vt_glass_pages_get_kind(). */
GtkWidget *vt_glass_pages_new (const char *kind);
const char *vt_glass_pages_get_kind (VtGlassPages *self);

/* @result: (nullable): a picture of what the step made, for its button; without one, its number is there. */
void vt_glass_pages_add (VtGlassPages *self, GtkWidget *page, GdkPaintable *result);

/* The page that is shown, or NULL. Transfer none. */
GtkWidget *vt_glass_pages_get_shown (VtGlassPages *self);

G_END_DECLS

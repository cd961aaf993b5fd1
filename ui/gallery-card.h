/* gallery-card.h: the card of one space in the gallery.
 *
 * A gradient with the emoji, title and description (activating it opens the
 * space), and below it what the space needs: its model, the size, and whether it
 * is here, on its way, or to be got.
 *
 * Actions that it expects above it: "win.open-space" (s: path), "app.get-model"
 * (s: reference), "app.cancel-model" (s: reference).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/gallery-item.h"

G_BEGIN_DECLS

#define VT_TYPE_GALLERY_CARD (vt_gallery_card_get_type ())
G_DECLARE_FINAL_TYPE (VtGalleryCard, vt_gallery_card, VT, GALLERY_CARD, GtkFlowBoxChild)

GtkWidget *vt_gallery_card_new (VtGalleryItem *item);

VtGalleryItem *vt_gallery_card_get_item (VtGalleryCard *self);

G_END_DECLS

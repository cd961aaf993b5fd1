/* gallery-menu.h: what can be done with a space from its card: copy it, and put
 * one's own into the trash.
 *
 * Actions, of the gallery page: "gallery.copy" and "gallery.trash" (s: path).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui/gallery-card.h"

G_BEGIN_DECLS

/* Lets a card open its menu, by the pointer's other button or the menu key. */
void vt_gallery_menu_attach (VtGalleryCard *card);

/* Installs the actions on the class of the page that holds the cards. */
void vt_gallery_menu_install (GtkWidgetClass *klass);

G_END_DECLS

/* gallery-page.h: the first page: a card for each space, a search and a filter.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "ui/gallery-item.h"

G_BEGIN_DECLS

#define VT_TYPE_GALLERY_PAGE (vt_gallery_page_get_type ())
G_DECLARE_FINAL_TYPE (VtGalleryPage, vt_gallery_page, VT, GALLERY_PAGE, GtkWidget)

/* Shows the #VtGalleryItem objects of @items, which may grow later. */
void vt_gallery_page_set_items (VtGalleryPage *self, GListModel *items);

/* Transfer none. */
GListModel *vt_gallery_page_get_items (VtGalleryPage *self);

/* Paths of spaces opened last, newest first: the filter "Recent". */
void vt_gallery_page_set_recent (VtGalleryPage *self, const char *const *paths);

/* Puts the keyboard into the search entry. */
void vt_gallery_page_search (VtGalleryPage *self);

G_END_DECLS

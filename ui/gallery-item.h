/* gallery-item.h: what the gallery knows of one space: its front matter, and how
 * things stand with the model that it needs.
 *
 * Belongs to the main thread. "changed" is emitted when anything in it changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"
#include "ui/space-summary.h"

G_BEGIN_DECLS

#define VT_TYPE_GALLERY_ITEM (vt_gallery_item_get_type ())
G_DECLARE_FINAL_TYPE (VtGalleryItem, vt_gallery_item, VT, GALLERY_ITEM, GObject)

/* @summary: (transfer full) */
VtGalleryItem *vt_gallery_item_new (VtSpaceSummary *summary);

const VtSpaceSummary *vt_gallery_item_get_summary (VtGalleryItem *self);

/* Whether all words of @query, case folded, are in its title, description or
 * task. */
gboolean vt_gallery_item_matches (VtGalleryItem *self, const char *query);

/* How things stand with its model; NULL while that was not looked up, or where
 * the space needs none. @status: (transfer full) (nullable). */
const VtModelStatus *vt_gallery_item_get_status (VtGalleryItem *self);
void vt_gallery_item_set_status (VtGalleryItem *self, VtModelStatus *status);

/* Whether its model fits in memory; TRUE until known better. */
gboolean vt_gallery_item_get_fits (VtGalleryItem *self);
void vt_gallery_item_set_fits (VtGalleryItem *self, gboolean fits);

G_END_DECLS

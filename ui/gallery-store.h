/* gallery-store.h: the gallery's spaces, read in a thread, and the state of
 * their models, kept up to date from the model library.
 *
 * A #GListModel of #VtGalleryItem; main thread only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"
#include "ui/gallery-item.h"

G_BEGIN_DECLS

#define VT_TYPE_GALLERY_STORE (vt_gallery_store_get_type ())
G_DECLARE_FINAL_TYPE (VtGalleryStore, vt_gallery_store, VT, GALLERY_STORE, GObject)

VtGalleryStore *vt_gallery_store_new (void);

/* Reads the starter spaces, the person's own and those at @recent (paths, nullable)
 * in a thread; the items appear when all are read. Once only. */
void vt_gallery_store_load (VtGalleryStore *self, const char *const *recent);

/* A space was saved at @path: its card is made, or made anew. */
void vt_gallery_store_refresh (VtGalleryStore *self, const char *path);

/* From now on the items show the state of their models in @library. */
void vt_gallery_store_watch (VtGalleryStore *self, VtModelLibrary *library);

G_END_DECLS

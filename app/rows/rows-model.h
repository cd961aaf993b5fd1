/* rows-model.h: the rows of a data set as a list for a window, a page at a time.
 *
 * A #GListModel of #VtRowsItem that grows by vt_rows_model_more(). Belongs to the main
 * thread; opening and reading are done on threads.
 *
 * Properties: "loading" (gboolean), "failure" (nullable string: a sentence).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/rows.h"
#include "app/table.h"

G_BEGIN_DECLS

#define VT_TYPE_ROWS_ITEM (vt_rows_item_get_type ())
G_DECLARE_FINAL_TYPE (VtRowsItem, vt_rows_item, VT, ROWS_ITEM, GObject)

/* Transfer none; lives as long as the item. */
const VtRowsCell *vt_rows_item_get_cell (VtRowsItem *self, guint column);

/* Its place in the data set, from 0. */
gint64 vt_rows_item_get_index (VtRowsItem *self);

/**
 * VtRowsSource: where the rows are: a path, or a data set on the Hub.
 */
typedef struct
{
  const char *path;
  const char *repo, *config, *split, *words;
} VtRowsSource;

#define VT_TYPE_ROWS_MODEL (vt_rows_model_get_type ())
G_DECLARE_FINAL_TYPE (VtRowsModel, vt_rows_model, VT, ROWS_MODEL, GObject)

/* Opens it, and asks for the first page. */
VtRowsModel *vt_rows_model_new (VtHubClient *client, const VtRowsSource *source);

/* Asks for more, unless there are none or it is asked already. */
void vt_rows_model_more (VtRowsModel *self);

gboolean vt_rows_model_get_loading (VtRowsModel *self);
const char *vt_rows_model_get_failure (VtRowsModel *self);

/* (element-type VtRowsColumn) (transfer none) (nullable): once it is open. */
GPtrArray *vt_rows_model_get_columns (VtRowsModel *self);

/* How many there are in all; -1 where nobody knows. */
gint64 vt_rows_model_get_total (VtRowsModel *self);

/**
 * vt_rows_model_export_async:
 *
 * vt_rows_export() of the first @n rows in a thread, over a reader of its own.
 */
void vt_rows_model_export_async (VtRowsModel *self, guint n, const char *folder, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
gint64 vt_rows_model_export_finish (GAsyncResult *result, GError **error);

/**
 * vt_rows_model_take_async:
 *
 * vt_rows_take() of the first @n rows, likewise.
 */
void vt_rows_model_take_async (VtRowsModel *self, guint n, const char *folder, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
VtTable *vt_rows_model_take_finish (GAsyncResult *result, GError **error);

/**
 * vt_rows_model_save_media_async:
 *
 * Writes a picture or sound of @item into @folder, in a thread: its path.
 */
void vt_rows_model_save_media_async (VtRowsModel *self, VtRowsItem *item, guint column, const char *folder,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *vt_rows_model_save_media_finish (GAsyncResult *result, GError **error);

G_END_DECLS

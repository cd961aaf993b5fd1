/* rows.h: the rows of a data set, wherever it is: a CSV, JSON lines, text or Parquet file, a folder
 * of pictures or sounds, or the Hub's dataset viewer.
 *
 * Nothing is ever read whole: what is asked for is read when it is asked for. A file that is
 * changed meanwhile gives errors, or other rows.
 *
 *     g_autoptr (VtRows) rows = vt_rows_open ("faces.parquet", &error);
 *     g_autoptr (GPtrArray) some = vt_rows_read (rows, 0, 20, NULL, &error);
 *     vt_rows_get_cell (some->pdata[0], 2)->text
 *
 * All functions block on the disk or the network. One thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/* What the cells of a column hold. */
typedef enum
{
  VT_ROWS_TEXT,
  VT_ROWS_NUMBER,
  VT_ROWS_BOOLEAN,
  VT_ROWS_IMAGE,
  VT_ROWS_AUDIO,
  VT_ROWS_JSON,  /* lists and objects, as their text */
} VtRowsKind;

/**
 * VtRowsColumn:
 * @labels: (nullable): what the numbers of a column of classes mean; cells say it already
 */
typedef struct
{
  char *name;
  VtRowsKind kind;
  GStrv labels;
} VtRowsColumn;

/**
 * VtRowsCell:
 * @text: (nullable): what people read: %NULL where nothing is there; of a picture or sound its
 *   path or address, or a name for it
 * @bytes: (nullable): a picture's or sound's file, where it lies in the data set
 */
typedef struct
{
  char *text;
  GBytes *bytes;
} VtRowsCell;

/* A row: as many cells as there are columns; free with g_array_unref(). */
typedef GArray VtRowsRow;

const VtRowsCell *vt_rows_get_cell (const VtRowsRow *row, guint column);

typedef struct _VtRows VtRows;

/* Whether vt_rows_open() would try @path: by its ending, or since it is a folder. */
gboolean vt_rows_is_source (const char *path);

/**
 * vt_rows_open:
 * @path: a file `.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.txt` or `.parquet`, or a folder
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_UNSUPPORTED, VT_ERROR_CORRUPT and errors of
 *   the disk
 */
VtRows *vt_rows_open (const char *path, GError **error);

/**
 * vt_rows_open_hub:
 * @repo: `datasets/owner/name`
 * @config: @split: as vt_dataset_list_splits() names them
 * @words: (nullable): only rows that have them
 */
VtRows *vt_rows_open_hub (VtHubClient *client, const char *repo, const char *config, const char *split, const char *words,
                          GCancellable *cancellable, GError **error);

void vt_rows_free (VtRows *self);

/* (element-type VtRowsColumn) (transfer none) */
GPtrArray *vt_rows_get_columns (VtRows *self);

/* How many there are; -1 where that is known only at their end. */
gint64 vt_rows_get_count (VtRows *self);

/**
 * vt_rows_read:
 *
 * Returns: (transfer full) (element-type VtRowsRow): at most @n rows from @first on; fewer only
 *   where there are no more
 */
GPtrArray *vt_rows_read (VtRows *self, gint64 first, guint n, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtRows, vt_rows_free)

G_END_DECLS

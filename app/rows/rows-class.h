/* rows-class.h: a kind of data set: one const struct, named in rows-list.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/rows.h"

G_BEGIN_DECLS

typedef struct _VtRowsClass VtRowsClass;

struct _VtRows
{
  const VtRowsClass *klass;
  GPtrArray *columns;
  gpointer state;
};

/**
 * VtRowsClass:
 * @endings: (nullable) (array zero-terminated=1): of its files, in small letters; %NULL for a folder
 * @open: fills the columns and the state, which is there to be freed also where it fails
 * @read: as vt_rows_read(), from a row that is not negative; appends to @rows
 */
struct _VtRowsClass
{
  const char *const *endings;
  gboolean (*open) (VtRows *self, const char *path, GError **error);
  gint64 (*count) (VtRows *self);
  gboolean (*read) (VtRows *self, gint64 first, guint n, GPtrArray *rows, GCancellable *cancellable, GError **error);
  void (*free) (gpointer state);
};

/* Every one that can be opened by a path, %NULL-terminated. */
extern const VtRowsClass *const vt_rows_classes[];

/* One without columns. */
VtRows *vt_rows_new (const VtRowsClass *klass);

/* @labels: (nullable) (transfer full) */
void vt_rows_add_column (VtRows *self, const char *name, VtRowsKind kind, GStrv labels);

/* A row of empty cells, added to @rows. */
VtRowsRow *vt_rows_add_row (VtRows *self, GPtrArray *rows);

/* @text, @bytes: (transfer full) (nullable) */
void vt_rows_set_cell (VtRowsRow *row, guint column, char *text, GBytes *bytes);

/* A picture's or a sound's ending, "png" of "a/b.PNG": what kind of column it belongs to. */
gboolean vt_rows_kind_of_name (const char *name, VtRowsKind *kind);

/* The same by the first bytes of a file. */
gboolean vt_rows_kind_of_bytes (const guint8 *data, gsize size, VtRowsKind *kind);

/* The name of the ending that files of @bytes have, or "bin". */
const char *vt_rows_ending_of_bytes (const guint8 *data, gsize size);

G_END_DECLS

/* name-table.h: names numbered in the order in which they were added, found in
 * constant time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *bytes;
  gsize length;
} VtName;

/* Zero-initialised it is empty. */
typedef struct
{
  VtName *names;
  guint32 *slots; /* open addressing, at most half full: 1 + number, or 0 */
  guint32 n, allocated, mask;
  guint64 seed;
} VtNameTable;

/* Numbers a name, whose bytes must outlive the table; %FALSE if it is there. */
gboolean vt_name_table_add (VtNameTable *self, const char *bytes, gsize length);

/* The number of a name, or -1. */
gint64 vt_name_table_find (const VtNameTable *self, const char *bytes, gsize length);

void vt_name_table_clear (VtNameTable *self);

G_END_DECLS

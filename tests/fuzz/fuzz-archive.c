/* fuzz-archive.c: a .vitrine file: each entry is read to its end, and the list of
 * models as what it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/archive-reader.h"
#include "app/space-archive-private.h"
#include "hub/reference.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
read_index (VtArchiveReader *reader)
{
  gsize size = 0;
  g_autofree char *text = vt_archive_reader_read_text (reader, 4 << 20, &size, NULL);
  g_autoptr (GPtrArray) models = text != NULL ? vt_space_archive_read_index (text, size, NULL) : NULL;
  g_autofree char *again = models != NULL ? vt_space_archive_write_index (models) : NULL;
  g_autoptr (GPtrArray) same = again != NULL ? vt_space_archive_read_index (again, strlen (again), NULL) : NULL;

  g_assert_true (models == NULL || (same != NULL && same->len == models->len));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (VtArchiveReader) reader = vt_archive_reader_new_for_bytes (bytes, NULL);
  VtArchiveEntry entry;
  char block[65536];

  while (reader != NULL && vt_archive_reader_next (reader, &entry, NULL) && entry.name != NULL)
    {
      g_assert_true (vt_hub_is_safe_path (entry.name));
      if (strcmp (entry.name, VT_SPACE_ARCHIVE_INDEX) == 0)
        read_index (reader);
      while (vt_archive_reader_read (reader, block, sizeof block, NULL) > 0)
        ;
    }
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/name-table.h"

#include <string.h>

#include "engine/formats/hash.h"

/* The slot that holds the name, or the free one where it belongs. */
static guint32
slot_of (const VtNameTable *self, const char *bytes, gsize length)
{
  guint32 at = (guint32) vt_hash_bytes (self->seed, bytes, length) & self->mask;

  for (; self->slots[at] != 0; at = (at + 1) & self->mask)
    {
      const VtName *name = &self->names[self->slots[at] - 1];

      if (name->length == length && memcmp (name->bytes, bytes, length) == 0)
        break;
    }
  return at;
}

static void
grow (VtNameTable *self)
{
  if (self->seed == 0)
    self->seed = vt_hash_seed ();
  self->allocated = MAX (self->allocated * 2, 64);
  self->names = g_renew (VtName, self->names, self->allocated);
  g_free (self->slots);
  self->mask = vt_hash_table_size (2 * self->allocated) - 1;
  self->slots = g_new0 (guint32, (gsize) self->mask + 1);
  for (guint32 i = 0; i < self->n; i++)
    self->slots[slot_of (self, self->names[i].bytes, self->names[i].length)] = i + 1;
}

gboolean
vt_name_table_add (VtNameTable *self, const char *bytes, gsize length)
{
  guint32 slot;

  if (self->n == self->allocated)
    grow (self);
  slot = slot_of (self, bytes, length);
  if (self->slots[slot] != 0)
    return FALSE;
  self->names[self->n] = (VtName){ bytes, length };
  self->slots[slot] = ++self->n;
  return TRUE;
}

gint64
vt_name_table_find (const VtNameTable *self, const char *bytes, gsize length)
{
  return self->n == 0 ? -1 : (gint64) self->slots[slot_of (self, bytes, length)] - 1;
}

void
vt_name_table_clear (VtNameTable *self)
{
  g_free (self->names);
  g_free (self->slots);
  memset (self, 0, sizeof *self);
}

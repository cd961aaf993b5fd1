/* normalizer-precompiled.c: SentencePiece's table of replacements (nmt_nfkc
 * and the like), a double-array trie from texts to texts (Aoe 1989, in the
 * layout of Darts-clone).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/normalizers.h"
#include "engine/text/split.h"

typedef struct
{
  guint32 *units;
  gsize n_units;
  char *texts; /* replacements, each with a NUL after it */
  gsize n_texts;
  VtRegex *clusters;
} Precompiled;

static void
precompiled_free (gpointer data)
{
  Precompiled *self = data;

  g_clear_pointer (&self->clusters, vt_regex_free);
  g_free (self->units);
  g_free (self->texts);
  g_free (self);
}

/* Little-endian: bytes of the trie, the trie, the texts. */
static gboolean
read_map (Precompiled *self, const guint8 *map, gsize size)
{
  guint32 n;

  if (size < 4)
    return FALSE;
  memcpy (&n, map, sizeof n);
  n = GUINT32_FROM_LE (n);
  if (n > size - 4 || n % 4 != 0)
    return FALSE;
  self->n_units = n / 4;
  self->units = g_new (guint32, MAX (self->n_units, 1));
  memcpy (self->units, map + 4, n);
  for (gsize i = 0; i < self->n_units; i++)
    self->units[i] = GUINT32_FROM_LE (self->units[i]);
  self->n_texts = size - 4 - n;
  self->texts = g_malloc (self->n_texts + 1);
  memcpy (self->texts, map + 4 + n, self->n_texts);
  self->texts[self->n_texts] = 0;
  return TRUE;
}

static gpointer
precompiled_load (const VtJsonNode *node, GError **error)
{
  const char *text = vt_json_get_string (node, "precompiled_charsmap", "");
  gsize size;
  g_autofree guint8 *map = g_base64_decode (text, &size);
  Precompiled *self = g_new0 (Precompiled, 1);

  if (size > 0 && !read_map (self, map, size))
    vt_stage_damaged (error, "its table of characters is cut off");
  else if ((self->clusters = vt_regex_new ("\\X", error)) != NULL)
    return self;
  precompiled_free (self);
  return NULL;
}

/* The unit's child offset; see Darts-clone's DoubleArrayUnit. */
static inline guint32
unit_offset (guint32 unit)
{
  return (unit >> 10) << ((unit & (1u << 9)) >> 6);
}

/* The replacement for the shortest beginning of @text that has one: that is
 * what `tokenizers` takes. %NULL for none. */
static const char *
find (const Precompiled *self, const char *text, gsize length)
{
  gsize at;

  if (self->n_units == 0)
    return NULL;
  at = unit_offset (self->units[0]);
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = text[i];
      guint32 unit, value;

      at ^= byte;
      if (at >= self->n_units)
        return NULL;
      unit = self->units[at];
      if ((unit & (1u << 31 | 0xff)) != byte)
        return NULL;
      at ^= unit_offset (unit);
      if ((unit >> 8 & 1) == 0)
        continue;
      if (at >= self->n_units)
        return NULL;
      value = self->units[at] & 0x7fffffffu;
      return value < self->n_texts && g_utf8_validate (self->texts + value, -1, NULL) ? self->texts + value : NULL;
    }
  return NULL;
}

static void
put_cluster (const Precompiled *self, VtAligned *to, const VtAligned *from, gsize start, gsize end)
{
  const char *text = from->bytes->str, *by = end - start < 6 ? find (self, text + start, end - start) : NULL;

  if (by != NULL)
    {
      vt_aligned_put (to, by, strlen (by), from, start, end);
      return;
    }
  for (gsize at = start; at < end;)
    {
      gsize next = at + vt_char_bytes (text[at]);

      by = find (self, text + at, next - at);
      if (by != NULL)
        vt_aligned_put (to, by, strlen (by), from, at, next);
      else
        vt_aligned_copy (to, from, at, next);
      at = next;
    }
}

static void
precompiled_apply (gconstpointer data, VtAligned *buffer)
{
  const Precompiled *self = data;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (VtSpan));
  gsize at = 0;
  VtAligned to;

  vt_regex_find_all (self->clusters, buffer->bytes->str, buffer->bytes->len, found);
  vt_aligned_init (&to, buffer->origins != NULL);
  for (guint i = 0; i < found->len; i++)
    {
      VtSpan span = g_array_index (found, VtSpan, i);

      put_cluster (self, &to, buffer, span.start, span.end);
      at = span.end;
    }
  vt_aligned_copy (&to, buffer, at, buffer->bytes->len);
  vt_aligned_take (buffer, &to);
}

const VtNormalizerClass vt_normalizer_precompiled = {
  .stage = { "Precompiled", precompiled_load, precompiled_free }, .apply = precompiled_apply,
};

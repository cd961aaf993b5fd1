/* pretokenizer-metaspace.c: SentencePiece's way with blanks: each becomes ▁.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/metaspace.h"
#include "engine/text/pretokenizers.h"
#include "engine/text/split.h"

gpointer
vt_metaspace_load (const VtJsonNode *node, GError **error)
{
  const char *replacement = vt_json_get_string (node, "replacement", "▁");
  const char *scheme = vt_json_get_string (node, "prepend_scheme", NULL);
  VtMetaspace *self;

  if (strlen (replacement) >= sizeof self->replacement || *replacement == 0)
    return vt_stage_damaged (error, "the replacement for blanks is not one character");
  if (scheme == NULL)
    scheme = vt_json_get_boolean (node, "add_prefix_space", TRUE) ? "always" : "never";
  self = g_new0 (VtMetaspace, 1);
  g_strlcpy (self->replacement, replacement, sizeof self->replacement);
  self->prepend = strcmp (scheme, "always") == 0 ? VT_PREPEND_ALWAYS
                  : strcmp (scheme, "first") == 0 ? VT_PREPEND_FIRST : VT_PREPEND_NEVER;
  self->split = vt_json_get_boolean (node, "split", TRUE);
  return self;
}

/* Writes a piece anew with the replacement for each blank. */
static void
rewrite (const VtMetaspace *self, VtPieces *pieces, VtSpan piece, VtAligned *to)
{
  const VtAligned *from = &pieces->buffer;
  const char *text = from->bytes->str;
  gsize n = strlen (self->replacement);
  gboolean has = text[piece.start] == ' ' || strncmp (text + piece.start, self->replacement, n) == 0;
  gboolean wanted = self->prepend == VT_PREPEND_ALWAYS
                    || (self->prepend == VT_PREPEND_FIRST && pieces->at_start && piece.start == 0);

  if (wanted && !has)
    vt_aligned_put (to, self->replacement, n, from, piece.start, piece.start + vt_char_bytes (text[piece.start]));
  for (gsize at = piece.start; at < piece.end;)
    {
      const char *blank = memchr (text + at, ' ', piece.end - at);
      gsize stop = blank != NULL ? (gsize) (blank - text) : piece.end;

      vt_aligned_copy (to, from, at, stop);
      if (blank != NULL)
        vt_aligned_put (to, self->replacement, n, from, stop, stop + 1);
      at = stop + (blank != NULL);
    }
}

static void
metaspace_apply (gconstpointer data, VtPieces *pieces)
{
  const VtMetaspace *self = data;
  VtPattern mark = { .string = (char *) self->replacement };
  VtAligned to;

  vt_aligned_init (&to, pieces->buffer.origins != NULL);
  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan *piece = &g_array_index (pieces->pieces, VtSpan, i);
      gsize start = to.bytes->len;

      rewrite (self, pieces, *piece, &to);
      *piece = (VtSpan) { start, to.bytes->len };
    }
  vt_aligned_take (&pieces->buffer, &to);
  if (self->split)
    vt_split (pieces, vt_pattern_find, &mark, VT_SPLIT_MERGED_WITH_NEXT, FALSE);
}

const VtPreTokenizerClass vt_pre_tokenizer_metaspace = {
  .stage = { "Metaspace", vt_metaspace_load, g_free }, .apply = metaspace_apply,
};

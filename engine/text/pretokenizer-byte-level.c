/* pretokenizer-byte-level.c: GPT-2's words, written in one character a byte.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/text/byte-chars.h"
#include "engine/text/pretokenizers.h"
#include "engine/text/split.h"

#define WORDS "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

typedef struct
{
  gboolean add_prefix_space;
  VtPattern words; /* without a regex: no splitting */
} ByteLevel;

static void
byte_level_free (gpointer data)
{
  ByteLevel *self = data;

  vt_pattern_clear (&self->words);
  g_free (self);
}

static gpointer
byte_level_load (const VtJsonNode *node, GError **error)
{
  ByteLevel *self = g_new0 (ByteLevel, 1);

  self->add_prefix_space = vt_json_get_boolean (node, "add_prefix_space", TRUE);
  if (!vt_json_get_boolean (node, "use_regex", TRUE))
    return self;
  self->words.regex = vt_regex_new (WORDS, error);
  if (self->words.regex != NULL)
    return self;
  byte_level_free (self);
  return NULL;
}

/* Puts a blank before each piece that has none. */
static void
prefix_pieces (VtPieces *pieces)
{
  VtAligned to;

  vt_aligned_init (&to, pieces->buffer.origins != NULL);
  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan *piece = &g_array_index (pieces->pieces, VtSpan, i);
      gsize start = to.bytes->len;

      if (pieces->buffer.bytes->str[piece->start] != ' ')
        vt_aligned_put (&to, " ", 1, &pieces->buffer, piece->start,
                        piece->start + vt_char_bytes (pieces->buffer.bytes->str[piece->start]));
      vt_aligned_copy (&to, &pieces->buffer, piece->start, piece->end);
      *piece = (VtSpan) { start, to.bytes->len };
    }
  vt_aligned_take (&pieces->buffer, &to);
}

/* Writes each byte of each piece as its character. */
static void
map_pieces (VtPieces *pieces)
{
  VtAligned to;

  vt_aligned_init (&to, pieces->buffer.origins != NULL);
  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan *piece = &g_array_index (pieces->pieces, VtSpan, i);
      gsize start = to.bytes->len;

      for (gsize at = piece->start; at < piece->end; at++)
        {
          gunichar c = vt_byte_to_char (pieces->buffer.bytes->str[at]);
          char utf8[2] = { c < 0x80 ? c : 0xc0 | c >> 6, 0x80 | (c & 0x3f) };

          vt_aligned_put (&to, utf8, c < 0x80 ? 1 : 2, &pieces->buffer, at, at + 1);
        }
      *piece = (VtSpan) { start, to.bytes->len };
    }
  vt_aligned_take (&pieces->buffer, &to);
}

static void
byte_level_apply (gconstpointer data, VtPieces *pieces)
{
  const ByteLevel *self = data;

  if (self->add_prefix_space)
    prefix_pieces (pieces);
  if (self->words.regex != NULL)
    vt_split (pieces, vt_pattern_find, &self->words, VT_SPLIT_ISOLATED, FALSE);
  map_pieces (pieces);
}

const VtPreTokenizerClass vt_pre_tokenizer_byte_level = {
  .stage = { "ByteLevel", byte_level_load, byte_level_free }, .apply = byte_level_apply,
};

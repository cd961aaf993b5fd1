/* decoders.c: from the tokens' texts to the text. The list of decoders.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE /* memmem() */
#include <string.h>

#include "engine/text/byte-chars.h"
#include "engine/text/metaspace.h"
#include "engine/text/split.h"
#include "engine/text/utf8.h"

/* Walks the texts and writes new ones. */
typedef struct
{
  VtTexts *texts;
  VtTexts to;
  guint index;
  const char *text; /* not NUL-terminated */
  gsize length;
} Walk;

static void
walk_begin (Walk *self, VtTexts *texts)
{
  *self = (Walk) { .texts = texts };
  self->to.bytes = g_string_sized_new (texts->bytes->len);
  self->to.ends = g_array_new (FALSE, FALSE, sizeof (gsize));
}

static gboolean
walk_next (Walk *self)
{
  const gsize *ends = (const gsize *) self->texts->ends->data;
  gsize start;

  if (self->text != NULL)
    self->index++;
  if (self->index >= self->texts->ends->len)
    return FALSE;
  start = self->index > 0 ? ends[self->index - 1] : 0;
  self->text = self->texts->bytes->str + start;
  self->length = ends[self->index] - start;
  return TRUE;
}

/* Ends the text being written. */
static void
walk_put (Walk *self)
{
  g_array_append_val (self->to.ends, self->to.bytes->len);
}

static void
walk_end (Walk *self)
{
  g_string_free (self->texts->bytes, TRUE);
  g_array_unref (self->texts->ends);
  *self->texts = self->to;
}

static gboolean
append_level_bytes (GString *to, const char *text, gsize length)
{
  gsize before = to->len;

  if (!vt_utf8_valid (text, length))
    return FALSE;
  for (gsize at = 0; at < length; at += vt_char_bytes (text[at]))
    {
      int byte = vt_char_to_byte (g_utf8_get_char (text + at));

      if (byte < 0)
        {
          g_string_truncate (to, before);
          return FALSE;
        }
      g_string_append_c (to, byte);
    }
  return TRUE;
}

static void
replace_invalid (GString *text)
{
  g_autofree guint8 *bytes = g_memdup2 (text->str, text->len);
  gsize n = text->len;

  if (vt_utf8_valid (text->str, n))
    return;
  g_string_truncate (text, 0);
  vt_utf8_append (text, bytes, n, TRUE);
}

static void
byte_level (gconstpointer data, VtTexts *texts, gboolean raw)
{
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    if (!append_level_bytes (walk.to.bytes, walk.text, walk.length))
      g_string_append_len (walk.to.bytes, walk.text, walk.length);
  if (!raw)
    replace_invalid (walk.to.bytes);
  walk_put (&walk);
  walk_end (&walk);
}

static const VtDecoderClass byte_level_class = { .stage = { "ByteLevel", NULL, NULL }, .apply = byte_level };

static void
metaspace (gconstpointer data, VtTexts *texts, gboolean raw)
{
  const VtMetaspace *self = data;
  gsize n = strlen (self->replacement);
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    {
      const char *end = walk.text + walk.length, *at = walk.text, *mark;

      for (; (mark = memmem (at, end - at, self->replacement, n)) != NULL; at = mark + n)
        {
          g_string_append_len (walk.to.bytes, at, mark - at);
          if (walk.index > 0 || self->prepend == VT_PREPEND_NEVER)
            g_string_append_c (walk.to.bytes, ' ');
        }
      g_string_append_len (walk.to.bytes, at, end - at);
      walk_put (&walk);
    }
  walk_end (&walk);
}

static const VtDecoderClass metaspace_class = {
  .stage = { "Metaspace", vt_metaspace_load, g_free }, .apply = metaspace,
};

/* Removes blanks before punctuation as BERT's decoder does. */
static void
clean_up (GString *text, gsize from)
{
  static const char *const pairs[][2] = {
    { " .", "." }, { " ?", "?" }, { " !", "!" }, { " ,", "," }, { " ' ", "'" }, { " n't", "n't" },
    { " 'm", "'m" }, { " do not", " don't" }, { " 's", "'s" }, { " 've", "'ve" }, { " 're", "'re" },
  };
  g_autoptr (GString) part = g_string_new_len (text->str + from, text->len - from);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_string_replace (part, pairs[i][0], pairs[i][1], 0);
  g_string_truncate (text, from);
  g_string_append_len (text, part->str, part->len);
}

typedef struct
{
  char *prefix;
  gboolean cleanup;
} WordPiece;

static gpointer
wordpiece_load (const VtJsonNode *node, GError **error)
{
  WordPiece *self = g_new0 (WordPiece, 1);

  self->prefix = g_strdup (vt_json_get_string (node, "prefix", "##"));
  self->cleanup = vt_json_get_boolean (node, "cleanup", TRUE);
  return self;
}

static void
wordpiece_free (gpointer data)
{
  g_free (((WordPiece *) data)->prefix);
  g_free (data);
}

static void
wordpiece (gconstpointer data, VtTexts *texts, gboolean raw)
{
  const WordPiece *self = data;
  gsize n = strlen (self->prefix);
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    {
      gsize from = walk.to.bytes->len;
      gboolean continued = walk.index > 0 && walk.length >= n && memcmp (walk.text, self->prefix, n) == 0;

      if (walk.index > 0 && !continued)
        g_string_append_c (walk.to.bytes, ' ');
      g_string_append_len (walk.to.bytes, walk.text + (continued ? n : 0), walk.length - (continued ? n : 0));
      if (self->cleanup)
        clean_up (walk.to.bytes, from);
      walk_put (&walk);
    }
  walk_end (&walk);
}

static const VtDecoderClass wordpiece_class = {
  .stage = { "WordPiece", wordpiece_load, wordpiece_free }, .apply = wordpiece,
};

/* The byte that `<0x0A>` stands for, or -1. */
static int
fallback_byte (const char *text, gsize length)
{
  if (length != 6 || memcmp (text, "<0x", 3) != 0 || text[5] != '>' || !g_ascii_isxdigit (text[3])
      || !g_ascii_isxdigit (text[4]))
    return -1;
  return g_ascii_xdigit_value (text[3]) << 4 | g_ascii_xdigit_value (text[4]);
}

/* Writes a run of bytes: as text if it is some, else U+FFFD for each. */
static void
flush_bytes (Walk *walk, GString *bytes, gboolean raw)
{
  gboolean valid = raw || vt_utf8_valid (bytes->str, bytes->len);

  if (bytes->len == 0)
    return;
  for (gsize i = 0; i < bytes->len && !valid; i++)
    g_string_append (walk->to.bytes, "\xef\xbf\xbd");
  if (valid)
    g_string_append_len (walk->to.bytes, bytes->str, bytes->len);
  walk_put (walk);
  g_string_truncate (bytes, 0);
}

static void
byte_fallback (gconstpointer data, VtTexts *texts, gboolean raw)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    {
      int byte = fallback_byte (walk.text, walk.length);

      if (byte >= 0)
        {
          g_string_append_c (bytes, byte);
          continue;
        }
      flush_bytes (&walk, bytes, raw);
      g_string_append_len (walk.to.bytes, walk.text, walk.length);
      walk_put (&walk);
    }
  flush_bytes (&walk, bytes, raw);
  walk_end (&walk);
}

static const VtDecoderClass byte_fallback_class = { .stage = { "ByteFallback", NULL, NULL }, .apply = byte_fallback };

static void
fuse (gconstpointer data, VtTexts *texts, gboolean raw)
{
  g_array_set_size (texts->ends, 0);
  g_array_append_val (texts->ends, texts->bytes->len);
}

static const VtDecoderClass fuse_class = { .stage = { "Fuse", NULL, NULL }, .apply = fuse };

typedef struct
{
  char *content;
  gint64 start, stop; /* at most so many of it go at each end */
} Strip;

static gpointer
strip_load (const VtJsonNode *node, GError **error)
{
  const char *content = vt_json_get_string (node, "content", "");
  Strip *self;

  if (*content == 0)
    return vt_stage_damaged (error, "its decoder does not say what to strip");
  self = g_new0 (Strip, 1);
  self->content = g_strdup (content);
  self->start = vt_json_get_int (node, "start", 0);
  self->stop = vt_json_get_int (node, "stop", 0);
  return self;
}

static void
strip_free (gpointer data)
{
  g_free (((Strip *) data)->content);
  g_free (data);
}

static void
strip (gconstpointer data, VtTexts *texts, gboolean raw)
{
  const Strip *self = data;
  gsize n = strlen (self->content);
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    {
      gsize start = 0, end = walk.length;

      for (gint64 i = 0; i < self->start && end - start >= n && memcmp (walk.text + start, self->content, n) == 0; i++)
        start += n;
      for (gint64 i = 0; i < self->stop && end - start >= n && memcmp (walk.text + end - n, self->content, n) == 0; i++)
        end -= n;
      g_string_append_len (walk.to.bytes, walk.text + start, end - start);
      walk_put (&walk);
    }
  walk_end (&walk);
}

static const VtDecoderClass strip_class = { .stage = { "Strip", strip_load, strip_free }, .apply = strip };

static void
replace (gconstpointer data, VtTexts *texts, gboolean raw)
{
  const VtReplace *self = data;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (VtSpan));
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    {
      gsize at = 0;

      g_array_set_size (found, 0);
      if (vt_utf8_valid (walk.text, walk.length))
        vt_pattern_find (&self->pattern, walk.text, walk.length, found);
      for (guint i = 0; i < found->len; i++)
        {
          VtSpan span = g_array_index (found, VtSpan, i);

          g_string_append_len (walk.to.bytes, walk.text + at, span.start - at);
          g_string_append (walk.to.bytes, self->content);
          at = span.end;
        }
      g_string_append_len (walk.to.bytes, walk.text + at, walk.length - at);
      walk_put (&walk);
    }
  walk_end (&walk);
}

static const VtDecoderClass replace_class = { .stage = { "Replace", vt_replace_load, vt_replace_free }, .apply = replace };

static gpointer
bpe_load (const VtJsonNode *node, GError **error)
{
  return g_strdup (vt_json_get_string (node, "suffix", "</w>"));
}

/* The end of a word becomes a blank, but not at the very end. */
static void
bpe (gconstpointer data, VtTexts *texts, gboolean raw)
{
  const char *suffix = data;
  Walk walk;

  walk_begin (&walk, texts);
  while (walk_next (&walk))
    {
      g_autoptr (GString) text = g_string_new_len (walk.text, walk.length);

      if (*suffix != 0)
        g_string_replace (text, suffix, walk.index + 1 < texts->ends->len ? " " : "", 0);
      g_string_append_len (walk.to.bytes, text->str, text->len);
      walk_put (&walk);
    }
  walk_end (&walk);
}

static const VtDecoderClass bpe_class = { .stage = { "BPEDecoder", bpe_load, g_free }, .apply = bpe };

static gpointer
sequence_load (const VtJsonNode *node, GError **error)
{
  return vt_stage_load_list (vt_json_get (node, "decoders"), vt_decoder_load, error);
}

static void
sequence_free (gpointer data)
{
  g_array_unref (data);
}

static void
sequence_apply (gconstpointer data, VtTexts *texts, gboolean raw)
{
  const GArray *list = data;

  for (guint i = 0; i < list->len; i++)
    vt_decoder_apply (&g_array_index (list, VtStage, i), texts, raw);
}

static const VtDecoderClass sequence_class = {
  .stage = { "Sequence", sequence_load, sequence_free }, .apply = sequence_apply,
};

static const VtStageClass *const classes[] = {
  &bpe_class.stage,
  &byte_fallback_class.stage,
  &byte_level_class.stage,
  &fuse_class.stage,
  &metaspace_class.stage,
  &replace_class.stage,
  &sequence_class.stage,
  &strip_class.stage,
  &wordpiece_class.stage,
  NULL,
};

gboolean
vt_decoder_load (VtStage *self, const VtJsonNode *node, GError **error)
{
  return vt_stage_load (self, node, classes, "decoder", error);
}

void
vt_decoder_apply (const VtStage *self, VtTexts *texts, gboolean raw)
{
  if (self->klass != NULL)
    ((const VtDecoderClass *) self->klass)->apply (self->data, texts, raw);
}
